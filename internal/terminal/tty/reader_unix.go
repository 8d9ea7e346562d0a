//go:build linux || darwin

package tty

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A reader reads the terminal unless it is somebody else's. Without input it does not
// wake up.
type reader struct {
	fd     int
	wakes  *os.File // readable once the reader is closed
	closer *os.File

	mu       sync.Mutex    // while reading
	released chan struct{} // closed when the terminal is ours again, nil while it is
	closed   chan struct{}
	once     sync.Once
}

func newReader(fd int) (*reader, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &reader{fd: fd, wakes: r, closer: w, closed: make(chan struct{})}, nil
}

// hold stops reading until release.
func (r *reader) hold() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.released == nil {
		r.released = make(chan struct{})
	}
}

// release reads again.
func (r *reader) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.released != nil {
		close(r.released)
		r.released = nil
	}
}

// close ends reading for good.
func (r *reader) close() {
	r.once.Do(func() {
		close(r.closed)
		_ = r.closer.Close() // It only wakes the poll.
	})
}

// read waits for what is typed, no longer than wait unless that is 0.
func (r *reader) read(p []byte, wait time.Duration) (int, error) {
	timeout := -1
	if wait > 0 {
		timeout = int(wait.Milliseconds())
	}
	fds := []unix.PollFd{{Fd: int32(r.fd), Events: unix.POLLIN}, {Fd: int32(r.wakes.Fd())}} //nolint:gosec // A file descriptor fits.
	for {
		n, err := unix.Poll(fds, timeout)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return 0, err
		case n == 0: // The wait is over.
			return 0, nil
		case fds[0].Revents&unix.POLLIN == 0 || fds[1].Revents != 0:
			return 0, io.EOF // The terminal is gone, or the session over.
		}
		n, again, err := r.take(p)
		if !again {
			return n, err
		}
	}
}

// take reads what is there, once the terminal is ours; again is true if that turned
// out to be nothing.
func (r *reader) take(p []byte) (n int, again bool, err error) {
	r.mu.Lock()
	if released := r.released; released != nil {
		r.mu.Unlock()
		select {
		case <-released:
			return 0, true, nil
		case <-r.closed:
			return 0, false, io.EOF
		}
	}
	defer r.mu.Unlock()
	n, err = unix.Read(r.fd, p)
	switch {
	case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
		return 0, true, nil
	case err != nil, n <= 0:
		return 0, false, errors.Join(err, io.EOF)
	}
	return n, false, nil
}
