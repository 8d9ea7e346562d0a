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
func (d *Scale) Scope() command.Scope { return command.Scale }

// Traits implements Dialog.
func (d *Scale) Traits() Traits {
	t := d.about.Traits()
	t.Text = d
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
	case command.Cancel, command.Interrupt:
		return closed()
	case command.Accept:
		return d.accept(c)
	}
	return Answer{}
}

func (d *Scale) accept(c Context) Answer {
	s := d.survey(c)
	change, _ := d.split(s)
	switch {
	case len(s.can) == 0:
		return Answer{}
	case len(change) == 0:
		return unchanged()
	case d.outOfRange():
		return Answer{}
	default:
		return confirmed(d.request(change, d.value))
	}
}

// follow keeps the number at the target of one application, which another may have changed, as long as
// nobody asked for a number here.
func (d *Scale) follow(c Context) {
	if now := d.now(c); now != nil && !d.asked && !d.Marked {
		d.value = now.Application.Target
	}
}

// split divides the applications into those that the number changes and the
// names of those that have it already.
func (d *Scale) split(s survey) (change []*fleet.Row, same []string) {
	for _, r := range s.can {
		if r.Application.Target == d.value {
			same = append(same, r.Name)
		} else {
			change = append(change, r)
		}
	}
	return change, same
}

func (d *Scale) outOfRange() bool { return d.value < MinTarget || d.value > MaxTarget }

// Lines implements Dialog.
func (d *Scale) Lines(w int, c Context) []string {
	d.follow(c)
	s := d.survey(c)
	if len(s.can) == 0 {
		return d.none(s, w, c, command.Cancel)
	}
	p := pageOf([]string{hints(w, c, "scale", command.Accept, command.Cancel, command.More, command.Fewer)})
	value := ""
	if d.value > 0 {
		value = strconv.Itoa(d.value)
	}
	value = c.Theme.Bold.Render(value) + c.Theme.Caret(c.Theme.Plain)
	if d.Marked {
		p.head = []string{"Each to " + value, ""}
		return d.fitted(p, w, c, func(most int) []string {
			return append(d.effectOnMany(s, w, most, c), d.notes(s, w, most, c)...)
		})
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
		says = wrap("Adds "+text.Count(d.value-target, "container")+".", w)
	default:
		lost := target - d.value
		says = styled("Destroys "+lostContainers(lost), w, c.Theme.Danger)
		more = append(wrap(itsOrTheir(lost)+" own "+addressOrAddresses(lost)+" and ports disappear. "+d.name()+" keeps its addresses.", w), linked(c, r.ID, w)...)
	}
	if r.Owner() != "" && d.value != r.Application.Target {
		more = append(more, wrap("Its maker may set the number back, as docker compose up does.", w)...)
	}
	return pageOf(nil, inFull(d.Title(), d.name(), w), says, d.changes(w, c), more).body
}

// effectOnMany says what the number does to which applications.
func (d *Scale) effectOnMany(s survey, w, most int, c Context) []string {
	if d.value == 0 {
		targets := make([]string, len(s.can))
		for i, r := range s.can {
			targets[i] = fmt.Sprintf("%s %d", r.Name, r.Application.Target)
		}
		return append(listed("", targets, ", ", w, most, c), wrap(fmt.Sprintf("Type a number from %d to %d.", MinTarget, MaxTarget), w)...)
	}
	if d.outOfRange() {
		return styled(fmt.Sprintf("A number from %d to %d.", MinTarget, MaxTarget), w, c.Theme.Warn)
	}
	change, same := d.split(s)
	if len(change) == 0 {
		return wrap("Unchanged: nothing will be sent.", w)
	}
	return append(d.growth(change, w, most, c), mayList("Unchanged: ", same, w, most, c)...)
}

// growth says what is destroyed and what is added, and where.
func (d *Scale) growth(change []*fleet.Row, w, most int, c Context) []string {
	var lines, grow, shrink []string
	more, fewer := 0, 0
	for _, r := range change {
		target := r.Application.Target
		text := fmt.Sprintf("%s %d %s %d", r.Name, target, c.Theme.Glyphs.Arrow, d.value)
		if target < d.value {
			more, grow = more+d.value-target, append(grow, text)
		} else {
			fewer, shrink = fewer+target-d.value, append(shrink, text)
		}
	}
	if len(shrink) > 0 {
		text := "Destroys " + lostContainers(fewer)
		lines = append(styled(text, w, c.Theme.Danger), mayList("", shrink, w, most, c)...)
	}
	if len(grow) > 0 {
		lines = append(lines, wrap("Adds "+text.Count(more, "container")+".", w)...)
		lines = append(lines, mayList("", grow, w, most, c)...)
	}
	return lines
}

// lostContainers says what shrinking destroys, and that nobody chooses it here.
func lostContainers(n int) string {
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
