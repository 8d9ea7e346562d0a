//go:build linux || darwin

package terminal

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"

	"fleetop/internal/terminal/keys"
)

// heldStep is how often input looks whether it may read again, if something
// was typed while the terminal is somebody else's.
const heldStep = 100 * time.Millisecond

// input reads the terminal in one goroutine.
type input struct {
	fd      int
	send    func(tea.Msg)
	answer  func(keys.Answer)
	decoder keys.Decoder

	mu   sync.Mutex // while reading
	held bool       // the terminal is not ours now
}

// hold stops reading until release.
func (in *input) hold() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.held = true
}

// release reads again; what had begun before is forgotten.
func (in *input) release() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.held, in.decoder = false, keys.Decoder{}
}

// run begins to read, until ctx ends or the terminal is closed; guard is
// deferred. Without input it does not wake up.
func (in *input) run(ctx context.Context, guard func()) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { w.Close() }) //nolint:errcheck,gosec // It only wakes the poll.
	go func() {
		defer guard()
		defer r.Close() //nolint:errcheck // Nothing was read.
		defer stop()
		in.loop(ctx, int(r.Fd()))
	}()
	return nil
}

func (in *input) loop(ctx context.Context, wake int) {
	fds := []unix.PollFd{{Fd: int32(in.fd), Events: unix.POLLIN}, {Fd: int32(wake)}} //nolint:gosec // A file descriptor fits.
	buf := make([]byte, 4096)
	for wait := time.Duration(0); ; {
		n, err := unix.Poll(fds, milliseconds(wait))
		switch {
		case ctx.Err() != nil, err != nil && !errors.Is(err, unix.EINTR):
			return
		case err != nil:
			continue
		case n == 0 && fds[0].Events != 0: // The wait for the rest of a sequence is over.
			in.mu.Lock()
			typed := in.decoder.Flush()
			in.mu.Unlock()
			in.deliver(typed, nil)
		case fds[0].Revents&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0 && fds[0].Revents&unix.POLLIN == 0:
			return // It is watched elsewhere.
		}
		held, next, err := in.read(buf, n > 0 && fds[0].Revents&unix.POLLIN != 0)
		if err != nil {
			return
		}
		wait, fds[0].Events = next, unix.POLLIN
		if held {
			wait, fds[0].Events = heldStep, 0
		}
	}
}

// milliseconds is a time as poll takes it, without an end for 0.
func milliseconds(d time.Duration) int {
	if d == 0 {
		return -1
	}
	return int(d.Milliseconds())
}

// read takes in what was typed, unless the terminal is somebody else's, and
// returns whether it is and how long to wait for the rest of a sequence.
func (in *input) read(buf []byte, ready bool) (held bool, wait time.Duration, err error) {
	in.mu.Lock()
	if in.held || !ready {
		defer in.mu.Unlock()
		return in.held, in.decoder.Wait(), nil
	}
	n, err := unix.Read(in.fd, buf)
	if err != nil || n <= 0 {
		in.mu.Unlock()
		if errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN) {
			return false, 0, nil
		}
		return false, 0, errors.Join(err, unix.EIO)
	}
	typed, answers := in.decoder.Feed(buf[:n])
	wait = in.decoder.Wait()
	in.mu.Unlock()
	in.deliver(typed, answers)
	return false, wait, nil
}

// deliver hands on the keys of one read: several are one message, because what
// follows a key that opens a dialog was typed before it could be seen.
func (in *input) deliver(typed []tea.KeyMsg, answers []keys.Answer) {
	for _, a := range answers {
		in.answer(a)
	}
	switch len(typed) {
	case 0:
	case 1:
		in.send(typed[0])
	default:
		in.send(keys.Burst(typed))
	}
}
