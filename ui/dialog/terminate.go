package dialog

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/ui/command"
	"fleetop/ui/fleet"
	"fleetop/ui/kit/cell"
)

// Terminate asks for the name of what is to be destroyed.
type Terminate struct {
	id     fleet.ID
	name   string
	phrase string // what has to be typed
	input  textinput.Model
	wrong  bool // what was entered was not the phrase
}

// NewTerminate returns the question for an object. A name that was changed by
// cleaning cannot be typed: the first eight characters of the uuid stand in.
func NewTerminate(r *fleet.Row) *Terminate {
	d := &Terminate{id: r.ID, name: r.Name, phrase: r.Name, input: textinput.New()}
	if !r.Exact {
		d.phrase = cell.Clean(fleet.Short(r.ID.Key))
	}
	d.input.Prompt = ""
	d.input.CharLimit = max(256, utf8.RuneCountInString(d.phrase))
	d.input.Focus()
	return d
}

// Title implements Dialog.
func (d *Terminate) Title() string { return "Terminate " + d.name + "?" }

// Scope implements Dialog.
func (d *Terminate) Scope() command.Scope { return command.TypeName }

// Request implements Dialog.
func (d *Terminate) Request() Request { return Request{Verb: fleet.Terminate, ID: d.id} }

// Type implements Dialog.
func (d *Terminate) Type(text string) {
	d.Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// Key gives a key to the field that is typed into.
func (d *Terminate) Key(key tea.KeyMsg) {
	d.input, _ = d.input.Update(key)
	d.wrong = false
}

// Do implements Dialog: it is confirmed by an exact match only.
func (d *Terminate) Do(id command.ID, c Context) Answer {
	switch id {
	case command.Cancel, command.Interrupt:
		return Closed
	case command.Accept:
		if d.matches() && refused(c, d.Request(), d.name) == "" {
			return Confirmed
		}
		d.wrong = !d.matches()
	}
	return Open
}

// matches says whether what was typed is exactly what has to be typed.
func (d *Terminate) matches() bool { return d.phrase != "" && d.input.Value() == d.phrase }

// Lines implements Dialog.
func (d *Terminate) Lines(w int, c Context) []string {
	if why := refused(c, d.Request(), d.name); why != "" {
		return closing(why, w, c, command.Cancel)
	}
	th := c.Theme
	lines := styled(d.radius(c), w, th.Bold)
	lines = append(lines, styled("All data in it is lost, for good.", w, th.Danger)...)
	prompt := wrap("Type "+d.phrase+" to confirm:", w)
	if room := c.Height - len(lines) - 3; len(prompt) > max(room, 1) && c.Height > 0 {
		prompt = []string{string(cell.AppendFitMiddle(nil, "Type "+d.phrase+" to confirm:", w, th.Glyphs.Ellipsis))}
	}
	lines = append(append(lines, prompt...), d.field(w, c))
	if d.wrong {
		lines = append(lines, th.Warn.Render(string(cell.AppendFitMiddle(nil, "That is not "+d.phrase+".", w, th.Glyphs.Ellipsis))))
	} else {
		lines = append(lines, "")
	}
	return within(append(lines, hints(w, c, "terminate", command.Accept, command.Cancel)), w)
}

// radius says in words what is destroyed.
func (d *Terminate) radius(c Context) string {
	r := row(c, d.id)
	if app := r.Application; app != nil {
		return "application, " + containers(max(app.Current, app.Target))
	}
	owner := c.Fleet.Row(fleet.ID{Kind: fleet.Applications, Key: r.ApplicationUUID()})
	if owner == nil {
		return strings.TrimSuffix("container of "+r.Container.Name, " of ")
	}
	target := owner.Application.Target
	return fmt.Sprintf("container of %s: %s goes %d %s %d", owner.Name, owner.Name, target, c.Theme.Glyphs.Arrow, max(target-1, 0))
}

// field draws what was typed, its end in sight, with the cursor.
func (d *Terminate) field(w int, c Context) string {
	th, value := c.Theme, cell.Clean(d.input.Value())
	if over := cell.Width(value) - max(w-3, 0); over > 0 {
		value = cell.CutSGR(value, over, over+max(w-3, 0))
	}
	style := th.Plain
	if d.matches() {
		style = th.Good
	}
	return "> " + style.Render(value) + th.Glyphs.Cursor
}
