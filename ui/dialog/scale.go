package dialog

import (
	"fmt"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// The least and the most containers an application may have.
const (
	MinTarget = 1
	MaxTarget = 1000
)

// Scale asks for the number of containers of each application. It sends one request for each, however
// often the number changes.
type Scale struct {
	about

	value int  // 0: none was asked for
	typed bool // a digit has replaced the number it opened with
	asked bool // for a number; until then that for one application follows its target

	sure *typedName // the number of applications is being typed, nil before
}

// NewScale returns the dialog for applications. For one it opens at its target plus delta; a target that
// is out of range already is no reason to ask for another one. For those that are marked it opens with
// no number, for they may differ, or beside the largest target.
func NewScale(s Subjects, delta int, c Context) *Scale {
	d := &Scale{about: newAbout(fleet.Scale, s, c), asked: delta != 0}
	switch target := s.Rows[0].Application.Target; {
	case !s.Marked:
		d.value = min(max(target+delta, min(target, MinTarget)), max(target, MaxTarget))
	case delta != 0:
		d.step(delta, c)
	}
	return d
}

// Title implements Dialog.
func (d *Scale) Title() string { return d.title() }

// Scope implements Dialog.
func (d *Scale) Scope() command.Scope {
	if d.sure != nil {
		return command.TypeName
	}
	return command.Scale
}

// Traits implements Dialog.
func (d *Scale) Traits() Traits {
	t := d.about.Traits()
	if t.Text = d; d.sure != nil {
		t.Text = d.sure
	}
	return t
}

// Type implements Text: the first digit replaces the number, later ones are appended. Anything but a
// digit is ignored.
func (d *Scale) Type(text string) Answer {
	for _, r := range text {
		if r < '0' || r > '9' {
			continue
		}
		if !d.typed {
			d.value, d.typed, d.asked = 0, true, true
		}
		if next := d.value*10 + int(r-'0'); next <= 9999 {
			d.value = next
		}
	}
	return Answer{}
}

// Key implements Text: no other key is typed.
func (d *Scale) Key(tea.KeyMsg) {}

// step counts up or down, from the largest target where many have no number yet.
func (d *Scale) step(by int, c Context) {
	d.asked = true
	if d.Marked && d.value == 0 {
		for _, r := range d.survey(c).can {
			d.value = max(d.value, r.Application.Target)
		}
	}
	if by > 0 {
		d.value = min(d.value+by, MaxTarget)
	} else {
		d.value = max(d.value+by, MinTarget)
	}
}

// Do implements Dialog.
func (d *Scale) Do(id command.ID, c Context) Answer {
	d.follow(c)
	switch id {
	case command.More:
		d.step(1, c)
	case command.Fewer:
		d.step(-1, c)
	case command.Erase:
		d.value, d.typed, d.asked = d.value/10, true, true
	case command.Cancel:
		if d.sure != nil {
			d.sure = nil
			return Answer{}
		}
		return closed()
	case command.Interrupt:
		return closed()
	case command.Accept:
		return d.accept(c)
	}
	return Answer{}
}

func (d *Scale) accept(c Context) Answer {
	s := d.survey(c)
	change := d.affected(s)
	switch {
	case len(s.can) == 0:
		return Answer{}
	case len(change) == 0:
		return unchanged()
	case d.outOfRange():
		return Answer{}
	case d.sure == nil && len(change) > mostUncounted:
		sure := newTypedName(d.Rows[0])
		d.sure = &sure
		return Answer{Spends: true}
	case d.sure != nil && !d.counts(len(change)).entered():
		return Answer{}
	default:
		return confirmed(d.request(change, d.value))
	}
}

// counts is the field for the number of applications that are scaled now.
func (d *Scale) counts(n int) *typedName {
	d.sure.phrase = strconv.Itoa(n)
	return d.sure
}

// follow keeps the number at the target of one application, which another may have changed, as long as
// nobody asked for a number here.
func (d *Scale) follow(c Context) {
	if now := d.now(c); now != nil && !d.asked && !d.Marked {
		d.value = now.Application.Target
	}
}

// affected are the applications that the number changes.
func (d *Scale) affected(s survey) (out []*fleet.Row) {
	for _, r := range s.can {
		if r.Application.Target != d.value {
			out = append(out, r)
		}
	}
	return out
}

func (d *Scale) outOfRange() bool { return d.value < MinTarget || d.value > MaxTarget }

// Lines implements Dialog.
func (d *Scale) Lines(w int, c Context) []string {
	d.follow(c)
	s := d.survey(c)
	if len(s.can) == 0 {
		return d.none(s, w, c, command.Cancel)
	}
	p := pageOf([]string{buttons(w, c, button{command.Accept, "Scale"}, button{command.Cancel, "Cancel"}, button{id: command.More}, button{id: command.Fewer})})
	value := ""
	if d.value > 0 {
		value = strconv.Itoa(d.value)
	}
	value = c.Theme.Bold.Render(value)
	if d.sure == nil {
		value += c.Theme.Caret(c.Theme.Plain)
	}
	if d.Marked {
		return d.linesOfMany(s, p, value, w, c)
	}
	p.head = []string{fmt.Sprintf("%d %s ", s.can[0].Application.Target, c.Theme.Glyphs.Arrow) + value}
	p.body = d.effect(s.can[0], w, c)
	return d.page(p, w, c)
}

// effect says what the number does to one application.
func (d *Scale) effect(r *fleet.Row, w int, c Context) []string {
	var says, more []string
	switch target := r.Application.Target; {
	case d.value == target:
		says = wrap("Unchanged: nothing will be sent.", w)
	case d.outOfRange():
		says = styled(fmt.Sprintf("A number from %d to %d.", MinTarget, MaxTarget), w, c.Theme.Warn)
	case d.value > target:
		says = wrap("Adds "+text.Count(d.value-target, "container")+copied(r)+".", w)
		if r.Application.Privileged {
			says = append(says, styled("They are privileged: each can do everything on that machine.", w, c.Theme.Danger)...)
		}
	default:
		lost := target - d.value
		says = styled("Destroys "+lostContainers(lost, r.Owner() != "", c), w, c.Theme.Danger)
		if !c.Fleet.Unpublished(r) {
			more = wrap(itsOrTheir(lost)+" own "+addressOrAddresses(lost)+" and ports disappear. "+d.name()+" keeps its addresses.", w)
		}
		more = append(more, linked(c, r.ID, w)...)
	}
	if d.value != r.Application.Target {
		says = append(resumed([]*fleet.Row{r}, w, c), says...)
		more = append(more, d.again(w, c)...)
	}
	return pageOf(nil, inFull(d.Title(), d.name(), w), says, d.changes(w, c), more).body
}

// linesOfMany draws the dialog for what is marked.
func (d *Scale) linesOfMany(s survey, p page, value string, w int, c Context) []string {
	p.head = []string{"Each to " + value, ""}
	change := d.affected(s)
	if d.sure != nil {
		p.end = d.counts(len(change)).counting(w, c, "Scale", "Back")
	}
	t := d.becoming(s.can, c)
	return d.fitted(p, &t, w, c, func(most, rows int) []string {
		lines := append(d.effectOnMany(change, w, c), d.notes(s, w, most, c)...)
		return append(lines, t.lines(d.kind(), w, rows, c)...)
	})
}

// effectOnMany says what the number destroys and adds.
func (d *Scale) effectOnMany(change []*fleet.Row, w int, c Context) (lines []string) {
	switch {
	case d.value == 0:
		return wrap(fmt.Sprintf("Type a number from %d to %d.", MinTarget, MaxTarget), w)
	case d.outOfRange():
		return styled(fmt.Sprintf("A number from %d to %d.", MinTarget, MaxTarget), w, c.Theme.Warn)
	case len(change) == 0:
		return wrap("Unchanged: nothing will be sent.", w)
	}
	more, fewer := 0, 0
	for _, r := range change {
		more += max(d.value-r.Application.Target, 0)
		fewer += max(r.Application.Target-d.value, 0)
	}
	if fewer > 0 {
		lines = styled("Destroys "+lostContainers(fewer, destroys(c) && foreign(change), c), w, c.Theme.Danger)
	}
	if more > 0 {
		lines = append(lines, wrap("Adds "+text.Count(more, "container")+".", w)...)
	}
	return append(lines, resumed(change, w, c)...)
}

// becoming is the table of what becomes of each application, those first of which containers are destroyed.
func (d *Scale) becoming(rows []*fleet.Row, c Context) becoming {
	t := becoming{title: "CONTAINERS"}
	var grow, same []becomes
	for _, r := range rows {
		target := r.Application.Target
		one := becomes{name: r.Name, what: strconv.Itoa(target)}
		switch {
		case d.value == 0 || d.outOfRange():
			same = append(same, one)
		case d.value == target:
			one.what, one.style = one.what+" unchanged", c.Theme.Faint
			same = append(same, one)
		case d.value > target:
			one.what = change(c, target, d.value)
			grow = append(grow, one)
		default:
			one.what, one.style = change(c, target, d.value), c.Theme.Danger
			t.rows = append(t.rows, one)
		}
	}
	t.rows = append(append(t.rows, grow...), same...)
	return t
}

// copied says what is added to an application that somebody else made.
func copied(r *fleet.Row) string {
	if r.Owner() == "" {
		return ""
	}
	return ", with the same volumes, networks and rights as the others"
}

// lostContainers says what shrinking destroys, and that nobody chooses it here. What somebody else
// made keeps its volumes.
func lostContainers(n int, foreign bool, c Context) string {
	switch {
	case destroys(c) && n == 1:
		return "1 container" + lost(n, foreign) + ". " + engineName(c) + " chooses which one."
	case destroys(c):
		return text.Count(n, "container") + lost(n, foreign) + ". " + engineName(c) + " chooses which ones."
	case foreign && n == 1:
		return "the container with the highest number. Its volumes stay."
	case foreign:
		return "the " + text.Count(n, "container") + " with the highest numbers. Their volumes stay."
	}
	if n == 1 {
		return "1 container and its data. The platform chooses which one."
	}
	return text.Count(n, "container") + " and their data. The platform chooses which ones."
}

func itsOrTheir(n int) string {
	if n == 1 {
		return "Its"
	}
	return "Their"
}

func addressOrAddresses(n int) string {
	if n == 1 {
		return "address"
	}
	return "addresses"
}
