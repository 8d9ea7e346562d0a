//go:build linux || darwin

package tty

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// polled is the terminal for input where the runtime cannot wait for it, so that a
// thread does.
type polled struct {
	fd     int
	wakes  *os.File // readable once the source is closed
	closer *os.File
}

func openPolled(fd int) (source, error) {
	r, w, err := os.Pipe()
	return &polled{fd: fd, wakes: r, closer: w}, err
}

// close implements source.
func (s *polled) close() { _ = s.closer.Close() } // It only wakes the poll.

// read implements source.
func (s *polled) read(wait time.Duration, take func(fd int) bool) (bool, error) {
	timeout := -1
	if wait > 0 {
		timeout = int(wait.Milliseconds())
	}
	fds := []unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLIN}, {Fd: int32(s.wakes.Fd())}} //nolint:gosec // A file descriptor fits.
	for {
		n, err := unix.Poll(fds, timeout)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return false, err
		case n == 0:
			return false, nil
		case fds[0].Revents&unix.POLLIN == 0 || fds[1].Revents != 0:
			return false, io.EOF // The terminal is gone, or the session over.
		case take(s.fd):
			return true, nil
		}
	}
}
