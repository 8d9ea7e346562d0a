// Package terminal runs a full-screen program so that the terminal is always
// left as it was found: after quitting, a signal, a panic, a lost connection,
// and when the terminal is not read or the program hangs.
package terminal

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/charmbracelet/x/term"
)

// Check returns why a full-screen program cannot run on these files and this
// value of TERM, or nil if it can.
func Check(stdin, stdout *os.File, termName string) error {
	switch {
	case !supported:
		return fmt.Errorf("fleetop runs on Linux and macOS, not on %s", runtime.GOOS)
	case !term.IsTerminal(stdin.Fd()):
		return errors.New("standard input is not a terminal")
	case !term.IsTerminal(stdout.Fd()):
		return errors.New("standard output is not a terminal")
	case termName == "":
		return errors.New("TERM is not set, so the terminal is unknown")
	case termName == "dumb":
		return errors.New("TERM is dumb: this terminal cannot place text on the screen")
	}
	return nil
}

// The sequences that bubbletea writes, each in one call, to enter and leave the
// alternate screen.
const (
	enterAltScreen = "\x1b[?1049h"
	leaveAltScreen = "\x1b[?1049l"
)

// Automatic wrapping is off while the program draws: a character that is wider
// on the terminal than was computed must not push the frame down a line.
const (
	autowrapOff = "\x1b[?7l"
	autowrapOn  = "\x1b[?7h"
)

// resetScreen undoes everything a full-screen program may have switched on:
// a synchronized update, mouse, focus reports, bracketed paste, no autowrap,
// colours, the alternate screen, the hidden cursor.
const resetScreen = "\x1b[?2026l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l" +
	autowrapOn + "\x1b[0m" + leaveAltScreen + "\x1b[?25h"

// A screen is the terminal of one run: the state it was found in, and the way
// back to it.
type screen struct {
	in    *os.File
	out   *Output
	found *term.State
}

// openScreen remembers the terminal's state and opens it for output.
func openScreen(in, out *os.File) (*screen, error) {
	found, err := term.GetState(in.Fd())
	if err != nil {
		return nil, fmt.Errorf("reading the state of the terminal: %w", err)
	}
	return &screen{in: in, out: newOutput(out), found: found}, nil
}

// restore puts the terminal back into the state in which it was found. It may
// be called at any moment and more than once; it does not block for longer than
// it takes to see that nobody reads the terminal.
func (s *screen) restore() {
	s.out.Close() //nolint:errcheck,gosec // Never fails.
	if !foreground(s.in.Fd()) {
		return // The terminal is the shell's now.
	}
	_ = term.Restore(s.in.Fd(), s.found)
	s.out.reset()
}
