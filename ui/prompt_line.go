package ui

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/pane"
)

// filterWords is what a filter may be made of, in short.
const filterWords = "words, !not, ~fuzzy, /regex/, state: app: image: name: uuid:"

// line draws the prompt with its cursor; the end of a long text is in sight. What is wrong with it
// stands behind it, else the status if there is any.
func (p *prompt) line(w int, c *pane.Context, status func(room int) string) string {
	input, wrong, th := p.input, p.wrong, c.Theme
	runes := []rune(input.Value())
	at := min(input.Position(), len(runes))
	before, after := text.Clean(string(runes[:at])), text.Clean(string(runes[at:]))
	most, style := w-4, th.Plain
	if wrong != "" {
		wrong = "  " + th.Glyphs.Failed + " " + text.Clean(wrong) + "; the last good filter acts"
		most, style = max(w/2, w-4-text.Width(wrong)), th.Bad
	}
	for before != "" && text.Width(before) > most {
		_, before = cutRune(before)
	}
	b := th.Key.Append(nil, p.sign)
	if len(runes) > 0 && runes[0] == '/' {
		b, w = append(b, ' '), w-1 // a pattern stands apart from the prompt
	}
	b = style.Append(b, before)
	b = append(b, th.Caret(th.Plain)...)
	room := max(w-1-text.Width(before)-text.Width(th.Glyphs.Cursor), 0)
	if wrong == "" {
		return p.end(b, after, room, c, status(room-3))
	}
	if most := max(room-text.Width(wrong), room/3); text.Width(after) > most {
		after = string(text.AppendFit(nil, after, most, th.Glyphs.Ellipsis))
	}
	b = style.Append(b, after)
	return string(th.Bad.Append(b, string(text.AppendFitWords(nil, wrong, room-text.Width(after), th.Glyphs.Ellipsis))))
}

// end draws what stands behind the cursor: the rest of the text, else
// what can be typed and what the keys do.
func (p *prompt) end(b []byte, after string, room int, c *pane.Context, status string) string {
	help := ""
	_, filters := p.into.(*pane.List)
	_, matches := p.into.(matched)
	switch {
	case after != "":
	case status != "":
		help = "   " + status
	case p.input.Value() == "" && filters && room > len(filterWords)+3:
		help = "   " + filterWords
	case p.input.Value() == "" && matches && room > 60:
		help = "   only lines with this text; !text: only lines without it"
	case room > 40:
		help = "   " + c.Key(command.Accept) + " keeps it, " + c.Key(command.Cancel) + " clears it"
	}
	if help != "" {
		return string(c.Theme.Hint.Append(b, string(text.AppendFitWords(nil, help, room, c.Theme.Glyphs.Ellipsis))))
	}
	return string(text.AppendFit(b, after, room, c.Theme.Glyphs.Ellipsis))
}

func cutRune(s string) (head, rest string) {
	for i := range s {
		if i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
