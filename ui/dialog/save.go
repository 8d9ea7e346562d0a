package dialog

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Save asks for the name of a file. The program writes it while the dialog is
// open, so that nothing typed is lost where that fails.
type Save struct {
	what   string // is saved, in words
	of     Content
	ends   []string
	input  textinput.Model
	busy   bool
	why    string // the last try failed
	exists string // the name of a file that is there, and may be overwritten
}

// Content makes what is written to a file of a format. It runs beside the program.
type Content func(ctx context.Context, format string) ([]byte, error)

// A File is a file to be written for a question that is open meanwhile.
type File struct {
	Asked     *Save
	Name      string
	Format    string
	Overwrite bool // it may be there already
	Content   Content
}

// NewSave returns the question for what is to be saved, in words, with a name
// to begin with. ends are how its name may end, each a format; none: it may end
// anyhow.
func NewSave(what, name string, of Content, ends ...string) *Save {
	d := &Save{what: what, of: of, ends: ends, input: textinput.New()}
	d.input.Prompt = ""
	d.input.CharLimit = 1024
	d.input.SetValue(name)
	d.input.CursorEnd()
	d.input.Focus()
	return d
}

// Title implements Dialog.
func (d *Save) Title() string {
	if d.exists != "" {
		return "Overwrite?"
	}
	return "Save"
}

// Scope implements Dialog.
func (d *Save) Scope() command.Scope { return command.TypeName }

// Traits implements Dialog.
func (d *Save) Traits() Traits { return Traits{Text: d, Width: paletteWidth} }

// Type implements Text.
func (d *Save) Type(content string) Answer {
	d.Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(content), Paste: true})
	return Answer{}
}

// Key gives a key to the name that is typed.
func (d *Save) Key(key tea.KeyMsg) {
	if d.busy {
		return
	}
	before := d.input.Value()
	if d.input, _ = d.input.Update(key); d.input.Value() != before {
		d.why, d.exists = "", ""
	}
}

// begin asks for the file to be written, and says why where that cannot be.
func (d *Save) begin() Answer {
	name, end := strings.TrimSpace(d.input.Value()), ""
	switch {
	case d.busy:
		return Answer{}
	case name == "":
		d.why = "type the name of a file"
		return Answer{}
	}
	for _, e := range d.ends {
		if strings.HasSuffix(strings.ToLower(name), "."+e) {
			end = e
		}
	}
	if end == "" && len(d.ends) > 0 {
		d.why = "the name has to end in " + d.endings()
		return Answer{}
	}
	return Answer{
		Request: File{Asked: d, Name: name, Format: end, Overwrite: d.exists == name, Content: d.of}, Guarded: "written",
		Taken: func() { d.busy, d.why = true, "" },
	}
}

// Fail says why nothing was written.
func (d *Save) Fail(why string) { d.busy, d.why = false, why }

// Exists says that the file is there already.
func (d *Save) Exists() { d.busy, d.exists = false, strings.TrimSpace(d.input.Value()) }

func (d *Save) endings() string {
	ends := make([]string, len(d.ends))
	for i, e := range d.ends {
		ends[i] = "." + e
	}
	return joined(ends)
}

// joined joins words: "a, b or c".
func joined(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, "")
}

// Do implements Dialog.
func (d *Save) Do(id command.ID, _ Context) Answer {
	switch id {
	case command.Cancel, command.Interrupt:
		return closed()
	case command.Accept:
		return d.begin()
	default:
		return Answer{}
	}
}

// Lines implements Dialog.
func (d *Save) Lines(w int, c Context) []string {
	th := c.Theme
	lines, accept := wrap("Save "+d.what+" to this file:", w), "Save"
	if d.exists != "" && !d.busy {
		lines, accept = styled("This file is there already: what is in it would be lost.", w, th.Danger), "Overwrite"
	}
	lines = append(lines, Field("> ", d.input, w, th))
	if d.exists == "" {
		lines = append(lines, "")
	}
	switch {
	case d.busy:
		lines = append(lines, th.Faint.Render("saving"))
	case c.PressAgain != "":
		lines = append(lines, styled(c.PressAgain, w, th.Warn)...)
	case d.why != "":
		lines = append(lines, styled(text.Clean(d.why), w, th.Warn)...)
	case d.exists != "":
	case len(d.ends) > 1:
		lines = append(lines, styled("The extension sets the format: "+d.endings()+".", w, th.Faint)...)
	default:
		lines = append(lines, "")
	}
	return within(append(lines, "", buttons(w, c, button{command.Accept, accept}, button{command.Cancel, "Cancel"})), w)
}
