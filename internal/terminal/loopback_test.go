package terminal

import (
	"io"
	"slices"
	"sync"
	"time"
)

// loopback is a terminal inside the test, which keeps what is written to it.
type loopback struct {
	w, h    int
	resized chan struct{}
	typed   chan string
	hungUp  chan struct{}

	mu    sync.Mutex
	got   []byte
	wrote chan struct{} // one token when something was written
}

func newLoopback(w, h int) *loopback {
	return &loopback{w: w, h: h, resized: make(chan struct{}), typed: make(chan string), hungUp: make(chan struct{}), wrote: make(chan struct{}, 1)}
}

func (d *loopback) written() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.got)
}

func (d *loopback) Size() (w, h int) { return d.w, d.h }

func (d *loopback) Resized() <-chan struct{} { return d.resized }

func (d *loopback) Read(p []byte, wait time.Duration) (int, error) {
	var over <-chan time.Time
	if wait > 0 {
		over = time.After(wait)
	}
	select {
	case text := <-d.typed:
		return copy(p, text), nil
	case <-over:
		return 0, nil
	case <-d.hungUp:
		return 0, io.EOF
	}
}

func (d *loopback) Write(p []byte) (int, error) {
	d.mu.Lock()
	d.got = append(d.got, p...)
	d.mu.Unlock()
	select {
	case d.wrote <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (d *loopback) Await() {}

func (d *loopback) Take() error { return nil }

func (d *loopback) Give(reset string) int {
	n, _ := d.Write([]byte(reset))
	return n
}

func (d *loopback) Suspend() error { return nil }

func (d *loopback) CanSuspend() bool { return false }

func (d *loopback) Ending(int) {}
