//go:build !linux && !darwin

package tty

import (
	"context"
	"errors"
	"os"
	"time"
)

// supported is whether a full-screen program can be run safely here.
const supported = false

func reopen(uintptr, int) (int, error) { return 0, errors.ErrUnsupported }

func writeSome(int, []byte) (int, error) { return 0, errors.ErrUnsupported }

func waitWritable(int, time.Duration) bool { return true }

func discardUnread(int) {}

func foreground(uintptr) bool { return false }

func hungUp(uintptr) bool { return false }

func watchHangup(context.Context, uintptr, func()) error { return errors.ErrUnsupported }

func ignoreTerminalStops() {}

// CanSuspend is whether the shell could take this process back after a stop.
func CanSuspend() bool { return false }

func (*session) untilForeground() error { return errors.ErrUnsupported }

func notifyResize(chan<- os.Signal) {}

func notifyContinued(chan<- os.Signal) {}

func isContinued(os.Signal) bool { return false }

// A watcher is none here.
type watcher struct{}

func (*watcher) tell(byte) {}

func (*session) watcher() (start func()) { return func() {} }

func (*device) dismissWatcher() {}

// What a watcher would be told.
const tellTaken, tellGiven = 't', 'g'

// Watch does nothing here.
func Watch() {}

// reader reads nothing here.
type reader struct{}

func newReader(int) (*reader, error) { return nil, errors.ErrUnsupported }

func (*reader) hold() {}

func (*reader) release() {}

func (*reader) close() {}

func (*reader) read([]byte, time.Duration) (int, error) { return 0, errors.ErrUnsupported }
