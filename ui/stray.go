package ui

import (
	"fmt"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/pane"
)

// strayWords answers a character that is no key here. What covers the panes is silent about keys that it does not know, but for those of a keyboard layout
// that has none of its keys.
func strayWords(msg tea.KeyMsg, covered bool, c *pane.Context) string {
	if msg.Type != tea.KeyRunes || msg.Alt || len(msg.Runes) == 0 {
		return ""
	}
	r := msg.Runes[0]
	foreign := otherLayout(r)
	if covered && !foreign {
		return ""
	}
	what := "switch the keyboard to a Latin layout"
	if !foreign {
		what = c.Key(command.ShowHelp) + " shows the keys"
	}
	return "key " + nameOf(r, c.Theme.Glyphs.ASCII) + " has no meaning here: " + what
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
