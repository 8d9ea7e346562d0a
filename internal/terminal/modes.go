package terminal

import (
	"strings"
	"unicode"
)

// takeScreen enters the alternate screen, turns autowrap off (a character that
// is wider on the terminal than was computed must not push the frame down a
// line), hides the cursor and has pastes bracketed.
const takeScreen = "\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[?2004h"

// resetScreen undoes everything that this or another full-screen program, such as
// an editor that was killed, may have switched on: mouse, focus reports, bracketed paste, a scroll region,
// no autowrap, colours, the alternate screen, the hidden cursor.
const resetScreen = "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l" +
	"\x1b[r\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"

// The window's title is kept on the terminal's stack meanwhile. What has no such
// stack but passes the title on, as mosh and GNU screen, is left without one.
const (
	saveTitle    = "\x1b[22;2t"
	restoreTitle = "\x1b]2;\a\x1b[23;2t"
)

// hasTitle is whether a terminal has a title, as far as its name and environment
// tell. Where that is wrong nothing is seen of it.
func hasTitle(termName string, getenv func(string) string) bool {
	if getenv("TMUX") != "" || getenv("STY") != "" {
		return false
	}
	for _, name := range []string{"xterm", "alacritty", "foot", "wezterm", "contour", "ghostty", "kitty"} {
		if termName == name || strings.HasPrefix(termName, name+"-") {
			return true
		}
	}
	return false
}

// CleanLine makes text one line, and replaces everything that a terminal would
// act on.
func CleanLine(text string) string { return strings.Join(strings.Fields(CleanLines(text)), " ") }

// CleanLines leaves line ends and tabs and replaces everything else that a
// terminal would act on.
func CleanLines(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}
