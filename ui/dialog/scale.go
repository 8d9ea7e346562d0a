package dialog

import (
	"fmt"
	"strconv"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// The least and the most containers an application may have.
const (
	MinTarget = 1
	MaxTarget = 1000
)

// Scale asks for the number of containers of an application. It sends one
// request however often the number changes.
type Scale struct {
	watch

	value int
	typed bool // a digit has replaced the number it opened with
	asked bool // for a number; until then it follows the target
}

// NewScale returns the dialog for an application, at its target plus delta. A
// target that is out of range already is no reason to ask for another one.
func NewScale(r *fleet.Row, delta int) *Scale {
	target := r.Application.Target
	value := min(max(target+delta, min(target, MinTarget)), max(target, MaxTarget))
	return &Scale{watch: newWatch(r), value: value, asked: delta != 0}
}

// Title implements Dialog.
func (d *Scale) Title() string { return "Scale " + d.name }

// Scope implements Dialog.
func (d *Scale) Scope() command.Scope { return command.Scale }

// Request implements Dialog.
func (d *Scale) Request() Request { return d.action() }

func (d *Scale) action() Action {
	return Action{Verb: fleet.Scale, ID: d.id, Target: d.value, Seen: d.seen}
}

// Type implements Dialog: the first digit replaces the number, later ones are
// appended. Anything but a digit is ignored.
func (d *Scale) Type(text string) {
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
}

// Do implements Dialog.
func (d *Scale) Do(id command.ID, c Context) Answer {
	d.follow(c)
	switch id {
	case command.More:
		d.value, d.asked = min(d.value+1, MaxTarget), true
	case command.Fewer:
		d.value, d.asked = max(d.value-1, MinTarget), true
	case command.Erase:
		d.value, d.typed, d.asked = d.value/10, true, true
	case command.Cancel, command.Interrupt:
		return Closed
	case command.Accept:
		return d.accept(c)
	}
	return Open
}

func (d *Scale) accept(c Context) Answer {
	switch {
	case refused(c, d.action(), d.name) != "", d.swallows(c):
		return Open
	case row(c, d.id).Application.Target == d.value:
		return Closed
	case d.outOfRange():
		return Open
	default:
		return Confirmed
	}
}

// follow keeps the number at the target, which another may have changed, as long
// as nobody asked for a number here.
func (d *Scale) follow(c Context) {
	if now := row(c, d.id); now != nil && !d.asked {
		d.value = now.Application.Target
	}
}

func (d *Scale) outOfRange() bool { return d.value < MinTarget || d.value > MaxTarget }

// Lines implements Dialog.
func (d *Scale) Lines(w int, c Context) []string {
	d.follow(c)
	if why := refused(c, d.action(), d.name); why != "" {
		return closing(why, w, c, command.Cancel)
	}
	th, target := c.Theme, row(c, d.id).Application.Target
	value := strconv.Itoa(d.value)
	if d.value == 0 {
		value = ""
	}
	head := []string{fmt.Sprintf("%d %s ", target, th.Glyphs.Arrow) + th.Bold.Render(value) + th.Caret(th.Plain)}
	var says, more []string
	switch {
	case d.value == target:
		says = wrap("Unchanged: nothing will be sent.", w)
	case d.outOfRange():
		says = styled(fmt.Sprintf("A number from %d to %d.", MinTarget, MaxTarget), w, th.Warn)
	case d.value > target:
		says = wrap("Adds "+containers(d.value-target)+".", w)
	default:
		lost := target - d.value
		says = styled("Destroys "+lostContainers(lost), w, th.Danger)
		more = append(wrap(itsOrTheir(lost)+" own "+addressOrAddresses(lost)+" and ports disappear. "+d.name+" keeps its addresses.", w), linked(c, d.id, w)...)
	}
	p := pageOf([]string{hints(w, c, "scale", command.Accept, command.Cancel, command.More, command.Fewer)}, inFull(d.Title(), d.name, w), says, d.changes(w, c), more)
	p.head = head
	return d.draw(p, w, c)
}

// lostContainers says what shrinking destroys, and that nobody chooses it here.
func lostContainers(n int) string {
	if n == 1 {
		return "1 container and its data. The platform chooses which one."
	}
	return containers(n) + " and their data. The platform chooses which ones."
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
