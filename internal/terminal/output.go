package terminal

import (
	"os"
	"sync/atomic"
	"time"
)

const (
	// stallAfter is how long a terminal may take nothing before output to it
	// is dropped: bubbletea handles no key while a write is stuck.
	stallAfter = time.Second
	// hurriedStall is the same once the program is ending.
	hurriedStall = 100 * time.Millisecond
	// waitStep is how often a waiting write looks whether it has been closed.
	waitStep = 20 * time.Millisecond
	// resetWithin bounds the last write, to a terminal that may not read it.
	resetWithin = 50 * time.Millisecond
)

// Output is the terminal as bubbletea writes to it. It is opened anew, so that
// it can be non-blocking without changing the file that the shell shares.
//
// A terminal that takes nothing for a second is stalled: what is written is
// dropped until it reads again, and then the whole screen is asked for. After
// [Output.Close] everything is dropped.
type Output struct {
	file *os.File // the terminal as it was given
	fd   int
	own  bool          // fd was opened here and does not block
	turn chan struct{} // holds a token while a write is under way

	repaint   func() // asks for a full repaint; set before the first write
	closed    atomic.Bool
	stalled   atomic.Bool
	altScreen atomic.Bool
	hurried   atomic.Bool
	written   atomic.Int64
}

func newOutput(file *os.File) *Output {
	o := &Output{file: file, turn: make(chan struct{}, 1), repaint: func() {}}
	if fd, err := reopen(file.Fd()); err == nil {
		o.fd, o.own = fd, true
	} else {
		o.fd = int(file.Fd())
	}
	return o
}

// Fd returns the file descriptor, which makes the output a terminal to
// bubbletea. Unlike that of os.File it leaves the file non-blocking.
func (o *Output) Fd() uintptr { return uintptr(o.fd) }

// Read reads from the terminal. Nobody does: bubbletea wants its output to be
// able to.
func (o *Output) Read(p []byte) (int, error) { return o.file.Read(p) }

// Written returns how many bytes the terminal has taken.
func (o *Output) Written() int64 { return o.written.Load() }

// Write writes to the terminal. What is dropped counts as written.
func (o *Output) Write(p []byte) (int, error) {
	o.turn <- struct{}{}
	defer func() { <-o.turn }()
	switch string(p) {
	case enterAltScreen:
		o.altScreen.Store(true)
		_, err := o.write([]byte(enterAltScreen + autowrapOff))
		return len(p), err
	case leaveAltScreen:
		dropped, err := o.write([]byte(autowrapOn + leaveAltScreen))
		if !dropped && err == nil {
			o.altScreen.Store(false)
		}
		return len(p), err
	}
	_, err := o.write(p)
	return len(p), err
}

// WriteString is [Output.Write] for a string.
func (o *Output) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// Close drops what is still to be written, and everything after. The terminal
// stays open. It never fails.
func (o *Output) Close() error {
	o.closed.Store(true)
	if !o.own {
		return nil // A blocking write may be under way for good.
	}
	// A write that is under way sees the mark within a step; what it wrote
	// must not land behind the reset.
	o.turn <- struct{}{}
	<-o.turn
	return nil
}

// hurry makes a terminal count as stalled early, because the program is ending.
func (o *Output) hurry() { o.hurried.Store(true) }

// patience is how long a write waits for the terminal to take something.
func (o *Output) patience() time.Duration {
	if o.hurried.Load() {
		return hurriedStall
	}
	return stallAfter
}

// write writes p, or as much as the terminal takes before the output is closed
// or stalls, and tells whether something was dropped.
func (o *Output) write(p []byte) (dropped bool, err error) {
	last := time.Now()
	for len(p) > 0 {
		if o.closed.Load() || o.stalled.Load() {
			return true, nil
		}
		n, err := writeSome(o.fd, p)
		if n > 0 {
			o.written.Add(int64(n))
			p, last = p[n:], time.Now()
			continue
		}
		if err != nil {
			return true, &os.PathError{Op: "write", Path: o.file.Name(), Err: err}
		}
		if !waitWritable(o.fd, waitStep) && time.Since(last) >= o.patience() {
			o.stalled.Store(true)
			go o.awaitReader()
			return true, nil
		}
	}
	return false, nil
}

// awaitReader ends the stall when the terminal reads again.
func (o *Output) awaitReader() {
	for !waitWritable(o.fd, stallAfter/4) {
		if o.closed.Load() {
			return
		}
	}
	o.stalled.Store(false)
	o.repaint()
}

// reset writes [resetScreen] if the alternate screen is still up. Where nobody
// reads, what is waiting to be read gives way to it.
func (o *Output) reset() {
	if !o.altScreen.Swap(false) {
		return
	}
	if !waitWritable(o.fd, resetWithin) {
		discardUnread(o.fd)
	}
	p := []byte(resetScreen)
	for end := time.Now().Add(resetWithin); len(p) > 0 && time.Now().Before(end); {
		n, err := writeSome(o.fd, p)
		if err != nil {
			return
		}
		if n == 0 {
			waitWritable(o.fd, waitStep)
		}
		p = p[n:]
	}
}
