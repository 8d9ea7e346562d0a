//go:build linux || darwin

package tty

import (
	"errors"
	"io"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A reader reads the terminal unless it is somebody else's. Without input it does not
// wake up.
type reader struct {
	source source

	mu       sync.Mutex    // while reading
	released chan struct{} // closed when the terminal is ours again, nil while it is
	closed   chan struct{}
	once     sync.Once
}

// A source is the terminal for input.
type source interface {
	// read has take read once there is something, and returns false when the wait, if it is
	// not 0, is over; take returns false where there was nothing after all.
	read(wait time.Duration, take func(fd int) bool) (some bool, err error)
	// close ends reading for good.
	close()
}

func newReader(fd int) (*reader, error) {
	s, err := openSource(fd)
	if err != nil {
		return nil, err
	}
	return &reader{source: s, closed: make(chan struct{})}, nil
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
		r.source.close()
	})
}

// read waits for what is typed, no longer than wait unless that is 0.
func (r *reader) read(p []byte, wait time.Duration) (int, error) {
	for {
		var n int
		var failed error
		var lent <-chan struct{}
		some, err := r.source.read(wait, func(fd int) (done bool) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.released != nil {
				lent = r.released
				return true
			}
			for n, failed = unix.Read(fd, p); errors.Is(failed, unix.EINTR); {
				n, failed = unix.Read(fd, p)
			}
			return !errors.Is(failed, unix.EAGAIN)
		})
		switch {
		case err != nil:
			return 0, err
		case !some:
			return 0, nil // The wait is over.
		case lent == nil && n <= 0:
			return 0, errors.Join(failed, io.EOF)
		case lent == nil:
			return n, nil
		}
		select {
		case <-lent:
		case <-r.closed:
			return 0, io.EOF
		}
	}
}
