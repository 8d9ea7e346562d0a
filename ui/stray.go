package ui

import (
	"fmt"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// stray answers a character that is no key here, once however long it is held.
// It gives way to every other message. A dialog is silent about keys that it does
// not know, but for those of a keyboard layout that has none of its keys.
func (m *Model) stray(msg tea.KeyMsg) {
	if msg.Type != tea.KeyRunes || msg.Alt || len(msg.Runes) == 0 || m.presses.told {
		return
	}
	r := msg.Runes[0]
	foreign := otherLayout(r)
	if _, shown := m.messages.current(); shown != "" || m.above() != nil && !foreign {
		return
	}
	m.presses.told = true
	what := "switch the keyboard to a Latin layout"
	if !foreign {
		what = m.keys.Label(command.ShowHelp, " ", 1, m.theme.Glyphs.ASCII) + " shows the keys"
	}
	m.messages.sayInPassing("key "+m.nameOf(r)+" has no meaning here: "+what, m.now)
	m.drawn.all = true
}

// nameOf writes a character as it can be read on this terminal.
func (m *Model) nameOf(r rune) string {
	if r < unicode.MaxASCII || !m.theme.Glyphs.ASCII && text.Width(text.Clean(string(r))) > 0 && text.Clean(string(r)) == string(r) && !unicode.IsMark(r) {
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
