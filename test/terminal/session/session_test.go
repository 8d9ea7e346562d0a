package session

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// The terminal's cursor stands behind what is typed, and is hidden elsewhere.
func TestCursorStandsWhereTextIsTyped(t *testing.T) {
	t.Parallel()
	term := start(t, ptytest.Options{Answer: true})
	hidden := func(s *vt.Screen) bool { return !s.CursorVisible() }
	at := func(x, y int) func(*vt.Screen) bool {
		return func(s *vt.Screen) bool {
			gotX, gotY := s.Cursor()
			return s.CursorVisible() && gotX == x && gotY == y
		}
	}
	term.WaitUntil("the cursor is hidden", hidden)
	term.Send("/")
	term.WaitUntil("the cursor is in the prompt", at(1, 23))
	term.Send("w漢")
	term.WaitUntil("the cursor is behind the text", at(4, 23))
	term.Send("\x1b[D")
	term.WaitUntil("the cursor is in the text", at(2, 23))
	term.Send("\x1b")
	term.WaitUntil("the cursor is hidden again", hidden)
	term.Send("/")
	term.WaitUntil("the cursor is shown again", at(1, 23))
	term.Signal(syscall.SIGTERM)
	if status := term.Wait(); status != 143 {
		t.Errorf("status %d, want 143", status)
	}
	term.CheckRestored()
}

// shift+space types a space, also from terminals that send it by number, and an unknown number
// types nothing.
func TestKeysSentByNumberAreTyped(t *testing.T) {
	t.Parallel()
	term := start(t, ptytest.Options{})
	term.Send("/", "a", "\x1b[32;2u", "\x1b[98:66;2u", "\x1b[57441;2u", "\x1b[97;1:3u", "\x1b[27;2;33~")
	term.WaitFor(`^/a B!▏`)
	term.Send("\x1b[99;5u") // ctrl+c closes the prompt,
	term.WaitGone(`^/a B`)
	term.Send("\x1b[99;5u") // and ends the program
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	term.CheckRestored()
}

func TestKeyOfAnotherLayoutIsExplained(t *testing.T) {
	t.Parallel()
	term := start(t, ptytest.Options{Cols: 120})
	term.Send("о")
	term.WaitFor("key о has no meaning here: switch the keyboard to a Latin layout")
}

// Why only ASCII is drawn is said on the first screen, unless it was asked for.
func TestMissingLocaleIsSaidWithItsRemedy(t *testing.T) {
	t.Parallel()
	term := start(t, ptytest.Options{Cols: 120, Env: []string{"LANG="}})
	term.WaitFor(`ASCII only: set LANG=C\.UTF-8 for glyphs \(no locale is set\)`)
	term.Send("j")
	term.WaitGone("ASCII only")
	term = start(t, ptytest.Options{Cols: 120, Env: []string{"LANG="}, Args: []string{"--ascii"}})
	term.WaitFor(`\? help`)
}

// What ends the program from outside leaves the terminal as it was found.
func TestTerminalIsRestoredAfterSignals(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			term := start(t, ptytest.Options{Cols: 200, Env: []string{"XDG_STATE_HOME=" + state}})
			term.Send(":")
			term.WaitUntil("the cursor is shown", (*vt.Screen).CursorVisible)
			term.Signal(sig)
			if status := term.Wait(); status != 128+int(sig) {
				t.Errorf("status %d, want %d", status, 128+int(sig))
			}
			term.CheckRestored()
			if sig == syscall.SIGQUIT || sig == syscall.SIGABRT {
				term.WaitFor("^fleetop: ended by the signal .*: trace in " + regexp.QuoteMeta(state) + "/fleetop/panic-")
			}
		})
	}
}

// An absurd size costs neither memory nor time.
func TestSizesOfATerminalAreClipped(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{65535, 65535}, {5000, 3}, {3, 65535}, {65535, 50}, {1, 1}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			term := ptytest.Start(t, ptytest.Options{Path: program, Claims: size})
			if size[0] >= 40 && size[1] >= 10 {
				term.WaitOutput("16/20")
			} else {
				term.WaitOutput("\x1b[2J")
			}
			peak := peakMemory(term.Group())
			if limit := 150 << 10; peak > limit {
				t.Errorf("it took %d MB", peak>>10)
			}
			term.Send("Q")
			if status := term.Wait(); status != 0 {
				t.Errorf("status %d, want 0", status)
			}
		})
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakMemory is how many kB a process has had at most, 0 where the system does not tell.
func peakMemory(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		return 0
	}
	peak, _ := strconv.Atoi(string(found[1]))
	return peak
}
