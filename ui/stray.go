package ui

import (
	"fmt"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/pane"
)

// strayWords answers a key that does nothing in a place, with what is near it. What covers the panes is silent about keys that it does not know, but for
// those of a keyboard layout that has none of its keys.
func strayWords(msg tea.KeyMsg, in command.Scope, covered bool, c *pane.Context) string {
	if msg.Alt || msg.Type == tea.KeyRunes && len(msg.Runes) == 0 {
		return ""
	}
	help := c.Key(command.ShowHelp) + " shows the keys"
	if msg.Type != tea.KeyRunes {
		if covered {
			return ""
		}
		return "key " + command.KeyLabel(msg.String(), c.Theme.Glyphs.ASCII) + " has no meaning here: " + help
	}
	r := msg.Runes[0]
	foreign := otherLayout(r)
	if covered && !foreign {
		return ""
	}
	what := "switch the keyboard to a Latin layout"
	if !foreign {
		what = nearKey(r, in, c.Keys) + help
	}
	return "key " + nameOf(r, c.Theme.Glyphs.ASCII) + " has no meaning here: " + what
}

// nearKey says what the same letter in the other case does here, else where the key does something; ""
// where neither is known.
func nearKey(r rune, in command.Scope, keys *command.Keymap) string {
	other := unicode.ToLower(r)
	if other == r {
		other = unicode.ToUpper(r)
	}
	if id, found := keys.Find(in, string(other)); found && other != r {
		cmd, _ := keys.Command(id)
		return string(other) + " is " + cmd.Title + ", "
	}
	for _, place := range []command.Scope{command.List, command.Detail, command.Logs, command.Activity} {
		if id, found := keys.Find(place, string(r)); found {
			cmd, _ := keys.Command(id)
			return "it is " + cmd.Title + " in the " + place.Names()[0] + ", "
		}
	}
	return ""
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
