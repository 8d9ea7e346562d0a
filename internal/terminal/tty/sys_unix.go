//go:build linux || darwin

package tty

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// supported is whether a full-screen program can be run safely here.
const supported = true

// reopen opens the terminal behind fd once more, without blocking, to read or to write. A controlling
// terminal has a name that always opens, even after su has changed the user or
// in a container that was handed a foreign terminal.
func reopen(fd uintptr, mode int) (int, error) {
	name := "/dev/tty"
	if _, err := unix.IoctlGetInt(int(fd), unix.TIOCGPGRP); err != nil {
		name = fmt.Sprintf("/proc/self/fd/%d", fd)
	}
	return unix.Open(name, mode|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
}

// writeSome writes what the terminal takes now. Without room that is nothing,
// and no error.
func writeSome(fd int, p []byte) (int, error) {
	for {
		n, err := unix.Write(fd, p)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EAGAIN):
			return 0, nil
		}
		return max(n, 0), err
	}
}

// waitWritable waits until fd has room or limit has passed, and tells whether
// it has room. It uses select because macOS has no poll for /dev/tty.
func waitWritable(fd int, limit time.Duration) bool {
	if fd >= unix.FD_SETSIZE {
		return true
	}
	var set unix.FdSet
	set.Set(fd)
	tv := unix.NsecToTimeval(limit.Nanoseconds())
	n, err := unix.Select(fd+1, nil, &set, nil, &tv)
	return err == nil && n > 0
}

// foreground is whether this process may change the terminal without being
// stopped for it: it is in the foreground, or fd is not its controlling terminal.
func foreground(fd uintptr) bool {
	group, err := unix.IoctlGetInt(int(fd), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// watchHangup calls gone when the terminal behind fd has been closed at its
// other end, and ends with ctx. It neither reads nor wakes up meanwhile.
func watchHangup(ctx context.Context, fd uintptr, gone func()) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { w.Close() })               //nolint:errcheck,gosec // It only wakes the poll.
	fds := []unix.PollFd{{Fd: int32(fd)}, {Fd: int32(r.Fd())}} //nolint:gosec // A file descriptor fits.
	go func() {
		defer r.Close() //nolint:errcheck // Nothing was read.
		for {
			if _, err := unix.Poll(fds, -1); err != nil && !errors.Is(err, unix.EINTR) {
				return
			}
			if ctx.Err() != nil || fds[0].Revents&unix.POLLNVAL != 0 {
				return
			}
			if fds[0].Revents&(unix.POLLHUP|unix.POLLERR) != 0 {
				gone()
				return
			}
		}
	}()
	return nil
}

// hungUp is whether the terminal behind fd has been closed at its other end.
func hungUp(fd uintptr) bool {
	fds := []unix.PollFd{{Fd: int32(fd)}} //nolint:gosec // A file descriptor fits.
	_, err := unix.Poll(fds, 0)
	return err == nil && fds[0].Revents&(unix.POLLHUP|unix.POLLERR) != 0
}

// ignoreTerminalStops keeps the system from stopping this process when it
// touches the terminal from the background: it is about to end.
func ignoreTerminalStops() { signal.Ignore(syscall.SIGTTOU) }

// notifyResize has a channel told when the terminal's size changes.
func notifyResize(c chan<- os.Signal) { signal.Notify(c, syscall.SIGWINCH) }

// notifyContinued has a channel told when the process goes on after a stop.
func notifyContinued(c chan<- os.Signal) { signal.Notify(c, syscall.SIGCONT) }

// isContinued is whether a signal says that.
func isContinued(sig os.Signal) bool { return sig == syscall.SIGCONT }
