package dialog

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// TerminateMany asks for the number of the objects that are to be destroyed.
type TerminateMany struct {
	bulk
	typed     string // at most a few digits
	wrong     bool   // what was entered was not the number
	confirmed Actions
}

// NewTerminateMany returns the question for what is marked.
func NewTerminateMany(marked Marked, c Context) *TerminateMany {
	return &TerminateMany{bulk: newBulk(fleet.Terminate, marked, c)}
}

// Title implements Dialog.
func (d *TerminateMany) Title() string { return d.title() + "?" }

// heavy says that whole applications are destroyed.
func (d *TerminateMany) heavy() bool { return d.kind() == fleet.Applications }

// Scope implements Dialog.
func (d *TerminateMany) Scope() command.Scope { return command.TypeName }

// Request implements Dialog.
func (d *TerminateMany) Request() Request { return d.confirmed }

// Type implements Dialog: whatever is typed counts, so that nothing but the
// number alone confirms.
func (d *TerminateMany) Type(text string) {
	for _, r := range text {
		if r >= ' ' && r < 0x7f && len(d.typed) < 8 {
			d.typed += string(r)
		}
	}
	d.wrong = false
}

// Key gives a key to the number that is typed.
func (d *TerminateMany) Key(key tea.KeyMsg) {
	if key.Type == tea.KeyBackspace {
		d.typed = d.typed[:max(len(d.typed)-1, 0)]
		d.wrong = false
	}
}

// Do implements Dialog: it is confirmed by the number of those that would be
// destroyed now, so that one that goes away asks for another number.
func (d *TerminateMany) Do(id command.ID, c Context) Answer {
	switch id {
	case command.Cancel, command.Interrupt:
		return Closed
	case command.Accept:
		s := d.survey(c)
		switch {
		case len(s.can) == 0 || !d.matches():
			d.wrong = true
		case !d.swallows(c):
			d.confirmed = d.actions(s.can, 0)
			return Confirmed
		}
	}
	return Open
}

func (d *TerminateMany) matches() bool { return d.typed == strconv.Itoa(d.count) }

// Lines implements Dialog.
func (d *TerminateMany) Lines(w int, c Context) []string {
	s := d.survey(c)
	if len(s.can) == 0 {
		return d.none(s, w, c, command.Cancel)
	}
	th, r := c.Theme, d.reach(s.can, c)
	number, style := strconv.Itoa(d.count), th.Plain
	if d.matches() {
		style = th.Good
	}
	p := pageOf([]string{"Type " + number + " to confirm: " + style.Render(d.typed) + th.Caret(th.Plain), "", hints(w, c, "terminate", command.Accept, command.Cancel)})
	if d.wrong && !d.matches() {
		p.end[1] = th.Warn.Render("That is not " + number + ".")
	}
	return d.fitted(p, w, c, func(most int) []string {
		lines := append(d.what(r, w, c), styled("All data in them is lost, for good.", w, th.Danger)...)
		lines = append(lines, d.notes(s, w, most, c)...)
		if len(r.shrinks) > 0 {
			lines = append(lines, listed("", r.shrinks, ", ", w, most, c)...)
		}
		lines = append(lines, mayList("", names(s.can), w, most, c)...)
		if len(r.addresses) > 0 {
			lines = append(lines, listedWhole("Addresses that go away: ", r.addresses, "; ", w, most, c)...)
		}
		return append(lines, r.links("Still linked to them: ", w, most, c)...)
	})
}

// what says what is destroyed, so that containers are not taken for
// applications.
func (d *TerminateMany) what(r radius, w int, c Context) []string {
	text := objects(d.count, d.kind())
	if d.kind() == fleet.Applications {
		text += ", " + containers(r.containers)
	}
	return styled(text, w, c.Theme.Bold)
}
