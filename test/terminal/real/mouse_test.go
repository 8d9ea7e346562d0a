//go:build linux

package real

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// The modes of the mouse are written only once it is switched on, and what a terminal then sends selects,
// opens and scrolls. Where the terminal is ours to ask, it has the mouse only meanwhile.
func TestTheMouseInEveryTerminal(t *testing.T) {
	t.Parallel()
	for _, h := range hosts() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, h, 120, 36, "--interval", "60", "--grace", "60")
			s.settle(`▸ worker .*! Partly running`)
			s.reported("0 0")
			s.press(`mouse on: shift\+drag selects text`, "M")
			s.reported("1 1")
			s.press(`▸ cache `, click(s, `^│. cache`))
			s.press(`Containers of cache`, click(s, `^│. cache`))
			s.press(`╭ Applications`, "1")
			s.press(`\[2 Containers`, click(s, ` 2 Containers`))
			s.press(`!▸ worker-4 `, wheel(5, 8, 1))
			s.press(`▸ worker-4 `, strings.Repeat(wheel(5, 8, -1), 100))
			s.press(`mouse off`, "M")
			s.reported("0 0")
			s.press(`mouse on`, "M")
			s.quit("CSI ?1000h", "CSI ?1006h")
			s.reported("0 0")
		})
	}
}

// reported waits until tmux has the buttons of the mouse reported, and in the way of SGR, or not.
func (s *session) reported(want string) {
	s.t.Helper()
	if !s.host.direct {
		return
	}
	got := func() string {
		return strings.TrimSpace(s.pane.tmux("display-message", "-p", "#{mouse_standard_flag} #{mouse_sgr_flag}"))
	}
	eventually(s.t, "the mouse is reported as "+want, func() bool { return got() == want }, got)
}

// click is what a terminal sends for a click on what matches a pattern, in the first line that does.
func click(s *session, pattern string) string {
	s.t.Helper()
	re := regexp.MustCompile(pattern)
	for y, line := range strings.Split(s.replay.text(), "\n") {
		if at := re.FindStringIndex(line); at != nil {
			x := len([]rune(line[:at[1]]))
			return fmt.Sprintf("\x1b[<0;%d;%dM\x1b[<0;%d;%dm", x, y+1, x, y+1)
		}
	}
	s.t.Fatalf("the screen does not show %q:\n%s", pattern, s.replay.text())
	return ""
}

// wheel is what a terminal sends for a notch of the wheel over a cell, down or up.
func wheel(x, y, by int) string {
	button := 65
	if by < 0 {
		button = 64
	}
	return fmt.Sprintf("\x1b[<%d;%d;%dM", button, x, y)
}
