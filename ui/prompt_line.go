package ui

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// filterWords is what a filter may be made of, in short.
const filterWords = "words, !not, ~fuzzy, /regex/, state: app: image: name: uuid:"

// promptLine draws the prompt with its cursor; the end of a long text is in
// sight. What is wrong with it stands behind it.
func (m *Model) promptLine(w int) string {
	input, wrong := m.prompt.input, m.prompt.wrong
	runes := []rune(input.Value())
	at := min(input.Position(), len(runes))
	before, after := text.Clean(string(runes[:at])), text.Clean(string(runes[at:]))
	most, style := w-4, m.theme.Plain
	if wrong != "" {
		wrong = "  " + m.theme.Glyphs.Failed + " " + text.Clean(wrong) + "; the last good filter acts"
		most, style = max(w/2, w-4-text.Width(wrong)), m.theme.Bad
	}
	for before != "" && text.Width(before) > most {
		_, before = cutRune(before)
	}
	b := m.theme.Key.Append(nil, "/")
	if len(runes) > 0 && runes[0] == '/' {
		b, w = append(b, ' '), w-1 // a pattern stands apart from the prompt
	}
	b = style.Append(b, before)
	b = append(b, m.theme.Caret(m.theme.Plain)...)
	room := max(w-1-text.Width(before)-text.Width(m.theme.Glyphs.Cursor), 0)
	if wrong == "" {
		return m.promptEnd(b, after, room)
	}
	if most := max(room-text.Width(wrong), room/3); text.Width(after) > most {
		after = string(text.AppendFit(nil, after, most, m.theme.Glyphs.Ellipsis))
	}
	b = style.Append(b, after)
	return string(m.theme.Bad.Append(b, string(text.AppendFitWords(nil, wrong, room-text.Width(after), m.theme.Glyphs.Ellipsis))))
}

// promptEnd draws what stands behind the cursor: the rest of the text, else
// what can be typed and what the keys do.
func (m *Model) promptEnd(b []byte, after string, room int) string {
	help := ""
	switch {
	case after != "":
	case m.status(room-3) != "":
		help = "   " + m.status(room-3)
	case m.prompt.input.Value() == "" && !m.prompt.search && room > len(filterWords)+3:
		help = "   " + filterWords
	case room > 40:
		help = "   " + m.keys.Label(command.Accept, " ", 1, m.theme.Glyphs.ASCII) + " keeps it, " + m.keys.Label(command.Cancel, " ", 1, m.theme.Glyphs.ASCII) + " clears it"
	}
	if help != "" {
		return string(m.theme.Hint.Append(b, string(text.AppendFitWords(nil, help, room, m.theme.Glyphs.Ellipsis))))
	}
	return string(text.AppendFit(b, after, room, m.theme.Glyphs.Ellipsis))
}

func cutRune(s string) (head, rest string) {
	for i := range s {
		if i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
