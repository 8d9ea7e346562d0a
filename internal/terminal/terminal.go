// Package terminal runs a full-screen program so that the terminal is always
// left as it was found: after quitting, a signal, a panic, a lost connection,
// and when the terminal is not read or the program hangs. Keys, frames and the
// terminal's modes are its own; bubbletea runs the model.
package terminal

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"

	"fleetop/internal/terminal/paint"
)

// Check returns why a full-screen program cannot run on these files and in this
// environment, or nil if it can.
func Check(stdin, stdout *os.File, getenv func(string) string) error {
	switch termName := getenv("TERM"); {
	case !supported:
		return fmt.Errorf("fleetop runs on Linux and macOS, not on %s", runtime.GOOS)
	case !term.IsTerminal(stdin.Fd()):
		return errors.New("standard input is not a terminal" + remedy(getenv))
	case !term.IsTerminal(stdout.Fd()):
		return errors.New("standard output is not a terminal" + remedy(getenv))
	case termName == "":
		return errors.New("TERM is not set, so the terminal is unknown")
	case termName == "dumb":
		return errors.New("TERM is dumb: this terminal cannot place text on the screen")
	}
	return nil
}

// remedy says how to get a terminal over SSH, if that is why there is none: sshd
// tells its name where it gave one.
func remedy(getenv func(string) string) string {
	if getenv("SSH_TTY") != "" || getenv("SSH_CONNECTION") == "" && getenv("SSH_CLIENT") == "" {
		return ""
	}
	return ": use ssh -t, as in ssh -t HOST fleetop"
}

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

// settleWithin bounds the wait for answers of the terminal that are due when it
// is given back: else they would be typed into the shell.
const settleWithin = 100 * time.Millisecond

// The size where the terminal does not know it.
const (
	defaultWidth  = 80
	defaultHeight = 24
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

// A tty is the terminal of one run: the state it was found in, and the ways
// into and out of it.
type tty struct {
	in     *os.File
	input  *input
	out    *output
	found  *term.State
	title  string     // empty where there is none to be set
	mu     sync.Mutex // one change of hands at a time
	closed bool       // given back for good
	guard  *watcher   // nil until it has begun
}

// openTTY remembers the terminal's state and opens it for output.
func openTTY(opts Options) (*tty, error) {
	found, err := term.GetState(opts.In.Fd())
	if err != nil {
		return nil, fmt.Errorf("reading the state of the terminal: %w", err)
	}
	name := opts.Getenv("TERM")
	t := &tty{
		in: opts.In, input: &input{fd: int(opts.In.Fd())}, out: newOutput(opts.Out, paint.ProfileFor(name, opts.Getenv), opts.FPS), found: found,
	}
	if hasTitle(name, opts.Getenv) {
		t.title = cleanLine(opts.Title)
	}
	t.out.held.Store(true)
	w, h := t.size()
	t.out.record = newRecorder(opts.Record, name, w, h, time.Now())
	return t, nil
}

// size returns the terminal's size in cells.
func (t *tty) size() (w, h int) {
	w, h, err := term.GetSize(t.in.Fd())
	if err != nil || w <= 0 || h <= 0 {
		return defaultWidth, defaultHeight
	}
	return min(w, paint.MaxSide), min(h, paint.MaxSide)
}

// take makes the terminal ours.
func (t *tty) take() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	t.guard.tell(tellTaken)
	if _, err := term.MakeRaw(t.in.Fd()); err != nil {
		return fmt.Errorf("preparing the terminal: %w", err)
	}
	sequence := takeScreen
	if t.title != "" {
		if !t.out.taken.Load() {
			sequence += saveTitle
		}
		sequence += "\x1b]2;" + t.title + "\a"
	}
	t.out.take(sequence)
	t.input.release()
	return nil
}

// give gives the terminal back for a while, as it was found.
func (t *tty) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	t.out.settle(settleWithin)
	t.out.hold()
	t.giveBack()
}

// restore puts the terminal back into the state in which it was found, for
// good. It may be called at any moment and more than once. It does not block for
// longer than it takes to see that nobody reads the terminal, or, with settle,
// to get the answers that are due.
func (t *tty) restore(settle bool) {
	t.out.end()
	t.mu.Lock()
	t.closed = true
	guard := t.guard
	t.mu.Unlock()
	defer guard.dismiss()
	if !foreground(t.in.Fd()) {
		return // The terminal is the shell's now.
	}
	if settle { // Without the lock: whoever is in a hurry does not wait for answers.
		t.out.settle(settleWithin)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.giveBack()
}

// cook puts the line discipline back at once, without waiting for anything: it
// is what a shell cannot do without.
func (t *tty) cook() {
	if foreground(t.in.Fd()) {
		_ = term.Restore(t.in.Fd(), t.found)
	}
}

// giveBack gives up reading and puts the modes back.
func (t *tty) giveBack() {
	t.input.hold()
	_ = term.Restore(t.in.Fd(), t.found)
	t.out.giveBack(t.resetSequence())
	t.guard.tell(tellGiven)
}

// resetSequence is what puts the modes back.
func (t *tty) resetSequence() string {
	if t.title == "" {
		return t.out.reset()
	}
	return t.out.reset() + restoreTitle
}
