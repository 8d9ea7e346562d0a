package dialog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// typedName is the end of a dialog that is confirmed by the name of its object,
// or by the number of its objects, typed exactly.
type typedName struct {
	phrase string // what has to be typed
	input  textinput.Model
	wrong  bool // what was entered was not the phrase
}

// newTypedName takes the name from an object. One that was changed by cleaning
// cannot be typed: the first eight characters of the uuid stand in, or of the
// name of an image, which has no uuid.
func newTypedName(r *fleet.Row) typedName {
	t := typedName{input: textinput.New(), phrase: r.Name}
	t.input.Prompt = ""
	t.input.Focus()
	if !r.Exact {
		t.phrase = text.Clean(fleet.Short(r.ID.Key))
	}
	t.input.CharLimit = max(256, utf8.RuneCountInString(t.phrase))
	return t
}

// Type implements Text.
func (t *typedName) Type(content string) Answer {
	t.Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(content), Paste: true})
	return Answer{}
}

// Key gives a key to the field that is typed into.
func (t *typedName) Key(key tea.KeyMsg) {
	t.input, _ = t.input.Update(key)
	t.wrong = false
}

// entered takes in that what was typed is to count; false when it is not the name.
func (t *typedName) entered() bool {
	t.wrong = !t.matches()
	return !t.wrong
}

// matches says whether what was typed is exactly what has to be typed.
func (t *typedName) matches() bool { return t.phrase != "" && t.input.Value() == t.phrase }

// untyped returns the name in full where neither the title nor the question has it.
func (t *typedName) untyped(title, name string, w int) []string {
	if t.phrase == name {
		return nil
	}
	return inFull(title, name, w)
}

// finish puts the question, the field and the keys under the body of a page. Where
// there is no room for all of it the question is short; where the name alone needs
// more than there is, it stands in the body behind its first line and is scrolled.
func (t *typedName) finish(p page, w int, c Context, accept string) page {
	question, field := wrap("Type "+t.phrase+" to confirm:", w), t.field("> ", w, c)
	keys := buttons(w, c, button{command.Accept, accept}, button{command.Cancel, "Cancel"})
	wrong := ""
	if t.wrong {
		wrong = c.Theme.Warn.Render(text.Words("That is not "+t.phrase+".", w, c.Theme.Glyphs.Ellipsis))
	}
	if c.Height <= 0 || filled(p.body)+len(question)+2 <= c.Height {
		p.end = append(question, field, wrong, keys)
		return p
	}
	short := "Type " + t.phrase + ": "
	if text.Width(short)+max(text.Width(t.phrase), text.Width(text.Clean(t.input.Value())))+1 <= w {
		p.end = []string{t.field(short, w, c), wrong, keys}
		return p
	}
	if t.wrong {
		keys = wrong
	}
	question = wrap(strings.TrimSpace(short), w)
	if 1+len(question)+2 <= c.Height {
		p.end = append(question, field, keys)
		return p
	}
	first := min(len(p.body), 1)
	p.body = slices.Concat(p.body[:first], question, p.body[first:])
	p.end = []string{field, keys}
	return p
}

// counting is the end of a page about many objects: their number is typed, and the keys.
func (t *typedName) counting(w int, c Context, accept, cancel string) []string {
	end := []string{t.field("Type "+t.phrase+" to confirm: ", w, c), "", buttons(w, c, button{command.Accept, accept}, button{command.Cancel, cancel})}
	if t.wrong && !t.matches() {
		end[1] = c.Theme.Warn.Render("That is not " + t.phrase + ".")
	}
	return end
}

// field draws what was typed behind a lead, its end in sight, with the cursor.
func (t *typedName) field(lead string, w int, c Context) string {
	th, value := c.Theme, text.Clean(t.input.Value())
	room := max(w-text.Width(lead)-1, 0)
	if over := text.Width(value) - room; over > 0 {
		value = text.CutSGR(value, over, over+room)
	}
	style := th.Plain
	if t.matches() {
		style = th.Good
	}
	return lead + style.Render(value) + th.Caret(th.Plain)
}
