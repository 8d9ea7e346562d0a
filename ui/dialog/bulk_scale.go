package dialog

import (
	"fmt"
	"strconv"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// ScaleMany asks for one number of containers for many applications.
type ScaleMany struct {
	bulk
	value     int // 0: none was asked for
	typed     bool
	confirmed Actions
}

// NewScaleMany returns the dialog for what is marked. Without a delta it opens
// with no number, for they may differ; with one it opens beside the largest
// target.
func NewScaleMany(marked Marked, delta int, c Context) *ScaleMany {
	d := &ScaleMany{bulk: newBulk(fleet.Scale, marked, c)}
	if delta != 0 {
		d.step(delta, c)
	}
	return d
}

// Title implements Dialog.
func (d *ScaleMany) Title() string { return d.title() }

// Scope implements Dialog.
func (d *ScaleMany) Scope() command.Scope { return command.Scale }

// Request implements Dialog.
func (d *ScaleMany) Request() Request { return d.confirmed }

// Type implements Dialog: the first digit replaces the number, later ones are
// appended. Anything but a digit is ignored.
func (d *ScaleMany) Type(text string) {
	for _, r := range text {
		if r < '0' || r > '9' {
			continue
		}
		if !d.typed {
			d.value, d.typed = 0, true
		}
		if next := d.value*10 + int(r-'0'); next <= 9999 {
			d.value = next
		}
	}
}

// step counts up or down, from the largest target where there is no number yet.
func (d *ScaleMany) step(by int, c Context) {
	if d.value == 0 {
		for _, r := range d.survey(c).can {
			d.value = max(d.value, r.Application.Target)
		}
	}
	d.value = min(max(d.value+by, MinTarget), MaxTarget)
}

// Do implements Dialog.
func (d *ScaleMany) Do(id command.ID, c Context) Answer {
	switch id {
	case command.More:
		d.step(1, c)
	case command.Fewer:
		d.step(-1, c)
	case command.Erase:
		d.value, d.typed = d.value/10, true
	case command.Cancel, command.Interrupt:
		return Closed
	case command.Accept:
		return d.accept(c)
	}
	return Open
}

func (d *ScaleMany) accept(c Context) Answer {
	s := d.survey(c)
	change, _ := d.split(s)
	switch {
	case len(s.can) == 0, d.outOfRange(), d.swallows(c):
		return Open
	case len(change) == 0:
		return Closed
	default:
		d.confirmed = d.actions(change, d.value)
		return Confirmed
	}
}

// split divides the applications into those that the number changes and the
// names of those that have it already.
func (d *ScaleMany) split(s survey) (change []*fleet.Row, same []string) {
	for _, r := range s.can {
		if r.Application.Target == d.value {
			same = append(same, r.Name)
		} else {
			change = append(change, r)
		}
	}
	return change, same
}

func (d *ScaleMany) outOfRange() bool { return d.value < MinTarget || d.value > MaxTarget }

// Lines implements Dialog.
func (d *ScaleMany) Lines(w int, c Context) []string {
	s := d.survey(c)
	if len(s.can) == 0 {
		return d.none(s, w, c, command.Cancel)
	}
	p := pageOf([]string{hints(w, c, "scale", command.Accept, command.Cancel, command.More, command.Fewer)})
	value := ""
	if d.value > 0 {
		value = strconv.Itoa(d.value)
	}
	p.head = []string{"Each to " + c.Theme.Bold.Render(value) + c.Theme.Caret(c.Theme.Plain), ""}
	return d.fitted(p, w, c, func(most int) []string {
		return append(d.effect(s, w, most, c), d.notes(s, w, most, c)...)
	})
}

// effect says what the number does to which applications.
func (d *ScaleMany) effect(s survey, w, most int, c Context) []string {
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
func (d *ScaleMany) growth(change []*fleet.Row, w, most int, c Context) []string {
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
		lines = append(lines, wrap("Adds "+containers(more)+".", w)...)
		lines = append(lines, mayList("", grow, w, most, c)...)
	}
	return lines
}

// mayList is listed where there is something to list.
func mayList(lead string, items []string, w, most int, c Context) []string {
	if len(items) == 0 {
		return nil
	}
	return listed(lead, items, ", ", w, most, c)
}
