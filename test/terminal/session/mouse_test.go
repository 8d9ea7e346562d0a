package session

import (
	"fmt"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// mouseIs waits until the terminal reports the mouse, or does not.
func mouseIs(term *ptytest.Terminal, on bool) {
	term.WaitUntil(fmt.Sprintf("the mouse is reported: %v", on), func(s *vt.Screen) bool { return s.Mode(1000) == on && s.Mode(1006) == on })
}

// clickOn clicks on what matches a pattern.
func clickOn(t *testing.T, term *ptytest.Terminal, pattern string) {
	t.Helper()
	re := regexp.MustCompile(pattern)
	for y, line := range strings.Split(term.Screen(), "\n") {
		if at := re.FindStringIndex(line); at != nil {
			term.Send(fmt.Sprintf("\x1b[<0;%d;%dM", len([]rune(line[:at[1]])), y+1))
			return
		}
	}
	t.Fatalf("the screen does not show %q:\n%s", pattern, term.Screen())
}

// The terminal has the mouse only while it is switched on and the program has the terminal, whatever ends or
// interrupts that.
func TestTheMouseComesAndGoesWithTheProgram(t *testing.T) {
	t.Parallel()
	_, env := fakeEditor(t)
	for name, end := range map[string]struct {
		how    func(term *ptytest.Terminal)
		status int
	}{
		"quit": {func(term *ptytest.Terminal) {
			term.Send("\x1b")
			term.WaitGone(`New application`)
			term.Send("Q")
		}, 0},
		"terminated": {func(term *ptytest.Terminal) { term.Signal(syscall.SIGTERM) }, 128 + int(syscall.SIGTERM)},
		"aborted":    {func(term *ptytest.Terminal) { term.Signal(syscall.SIGABRT) }, 128 + int(syscall.SIGABRT)},
		"killed":     {func(term *ptytest.Terminal) { term.Signal(syscall.SIGKILL) }, 128 + int(syscall.SIGKILL)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 80, Rows: 24, Env: env})
			term.WaitFor(`▸ worker`)
			if out := term.Output(); strings.Contains(out, "?1000h") || strings.Contains(out, "?1006h") {
				t.Error("the mouse is asked for before it is switched on")
			}
			term.Send("M")
			mouseIs(term, true)
			clickOn(t, term, `^│. cache`)
			term.WaitFor(`▸ cache`)

			term.Send("\x1a")
			term.WaitStopped()
			term.CheckRestored()
			term.Continue()
			mouseIs(term, true)

			openEditor(term)
			mouseIs(term, false)
			term.Send("go on\r")
			term.WaitFor(`taken over from the editor`)
			mouseIs(term, true)

			end.how(term)
			if code := term.Wait(); code != end.status {
				t.Errorf("exit status %d, want %d", code, end.status)
			}
			mouseIs(term, false)
			if name == "killed" {
				term.LookAgain()
			}
			term.CheckRestored()
		})
	}
}
