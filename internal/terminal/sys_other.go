//go:build !linux && !darwin

package terminal

import (
	"context"
	"errors"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal/keys"
)

// supported is whether a full-screen program can be run safely here.
const supported = false

func reopen(uintptr) (int, error) { return 0, errors.ErrUnsupported }

func writeSome(int, []byte) (int, error) { return 0, errors.ErrUnsupported }

func waitWritable(int, time.Duration) bool { return true }

func discardUnread(int) {}

func foreground(uintptr) bool { return false }

func hungUp(uintptr) bool { return false }

func watchHangup(context.Context, uintptr, func()) error { return errors.ErrUnsupported }

func ignoreTerminalStops() {}

// CanSuspend is whether the shell could take this process back after a stop.
func CanSuspend() bool { return false }

func (*run) suspend() tea.Msg { return tea.ResumeMsg{} }

func notifyResize(chan<- os.Signal) {}

func notifyContinued(chan<- os.Signal) {}

func isContinued(os.Signal) bool { return false }

// A watcher is none here.
type watcher struct{}

func (*watcher) tell(byte) {}

func (*watcher) dismiss() {}

func (*tty) watcher(Options) (start func()) { return func() {} }

// What a watcher would be told.
const tellTaken, tellGiven = 't', 'g'

// Watch does nothing here.
func Watch() {}

// input reads nothing here.
type input struct {
	fd     int
	send   func(tea.Msg)
	answer func(keys.Answer)
}

func (*input) hold() {}

func (*input) release() {}

func (*input) run(context.Context, func()) error { return errors.ErrUnsupported }
