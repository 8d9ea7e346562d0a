package ui

import (
	"fmt"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// strayWords answers a character that is no key here, once however long it is held. It gives way to every
// other message. A dialog is silent about keys that it does not know, but for those of a keyboard layout
// that has none of its keys.
func (m *Model) strayWords(msg tea.KeyMsg) string {
	if msg.Type != tea.KeyRunes || msg.Alt || len(msg.Runes) == 0 || m.guard.told {
		return ""
	}
	r := msg.Runes[0]
	foreign := otherLayout(r)
	if _, shown := m.messages.current(); shown != "" || m.above() != nil && !foreign {
		return ""
	}
	what := "switch the keyboard to a Latin layout"
	if !foreign {
		what = m.look.Key(command.ShowHelp) + " shows the keys"
	}
	return "key " + nameOf(r, m.theme.Glyphs.ASCII) + " has no meaning here: " + what
}

// nameOf writes a character as it can be read on this terminal.
func nameOf(r rune, ascii bool) string {
	if r < unicode.MaxASCII || !ascii && text.Width(text.Clean(string(r))) > 0 && text.Clean(string(r)) == string(r) && !unicode.IsMark(r) {
		return string(r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// otherLayout says whether a character comes of a keyboard layout, or of an input
// method, that has no Latin letters.
func otherLayout(r rune) bool {
	const firstWide, lastWide = 0xff01, 0xff5e // Latin, but as wide as Chinese characters
	if r <= unicode.MaxASCII {
		return false
	}
	return r >= firstWide && r <= lastWide || unicode.IsMark(r) || unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
}
