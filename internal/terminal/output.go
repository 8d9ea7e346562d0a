package terminal

import (
	"sync"
	"sync/atomic"
	"time"

	"fleetop/internal/terminal/paint"
)

const (
	// holdWithin bounds the wait for a write that blocks.
	holdWithin = 100 * time.Millisecond
	// syncFrom is how many bytes a frame has at least that is bracketed.
	syncFrom = 200
)

const (
	syncBegin = "\x1b[?2026h"
	syncEnd   = "\x1b[?2026l"
	askRead   = "\x1b[5n"
	askSync   = "\x1b[?2026$p"
	syncMode  = 2026
)

// A frame is what the screen is to show, and the size it was drawn for.
type frame struct {
	text string
	w, h int
}

// output is the one place that writes to the terminal. The newest frame is painted
// against what was really written: where it comes from if it may go out at once, else
// by a goroutine that waits until it may. While the terminal takes nothing, frames in
// between are dropped.
type output struct {
	device Device
	record *recorder
	wake   chan struct{}
	turn   chan struct{} // holds a token while a frame is painted and written
	// Whose turn it is has these.
	painter *paint.Painter
	w, h    int // as the painter knows it
	buf     []byte
	unsent  []byte    // what of buf the terminal has not taken yet
	began   time.Time // when buf began to be written
	tell    Ask       // the program's, whose answer is that buf was taken

	held  atomic.Bool // the terminal is not ours now, or no longer
	ended atomic.Bool // nothing is written again
	taken atomic.Bool // the screen is to be given back

	mu      sync.Mutex
	next    frame
	fresh   bool   // next is still to be painted
	forget  bool   // what the terminal shows is unknown
	control []byte // goes out ahead of the next frame
	asking  bool   // control ends in a question
	beside  []byte // of the program's own, goes out behind control

	name      string // by which the terminal calls itself, once it has
	named     bool   // it has
	nameAsked bool
	unsaid    string // a notice that waits for that

	ask     Ask           // goes out behind the next frame, 0 for none
	heard   func(ask Ask) // tells the program of an answer to it
	pace    pace
	sync    bool          // the terminal knows synchronized updates
	syncDue time.Time     // when it was asked for that, zero once it has answered that or more
	settled chan struct{} // closed when no answer is owed, if somebody waits for that
}

func newOutput(device Device, colors paint.Profile, fps int, record *recorder) *output {
	o := &output{
		device: device, turn: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		painter: paint.NewPainter(colors), pace: newPace(fps), record: record,
	}
	o.held.Store(true)
	return o
}

// show makes a frame the one to be painted, and does that if it may go out now and
// the terminal takes it.
func (o *output) show(f frame) {
	o.mu.Lock()
	if o.next != f {
		o.next, o.fresh = f, true
	}
	fresh := o.fresh
	o.mu.Unlock()
	if !fresh {
		return
	}
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
		if len(o.unsent) > 0 {
			break
		}
		if wait, ready := o.prepare(); wait == 0 && (!ready || o.flush(false)) {
			return
		}
	default:
	}
	o.stir()
}

// redraw has everything painted anew.
func (o *output) redraw() {
	o.mu.Lock()
	o.forget, o.fresh = true, true
	o.mu.Unlock()
	o.stir()
}

// send writes a sequence of the program's own between two frames, once the
// terminal is ours. A terminal that does not know it may show it as text (GNU
// screen does with a long one), so that the frame behind it is painted whole.
func (o *output) send(sequence string) {
	o.mu.Lock()
	o.beside = append(o.beside, sequence...)
	o.fresh, o.forget = true, true
	o.mu.Unlock()
	o.stir()
}

// take makes the terminal ours: the sequence goes out, then the whole frame. It
// is asked for synchronized updates, and how fast it answers. What a terminal
// shows that takes a question for text, the frame clears.
func (o *output) take(sequence string) {
	o.mu.Lock()
	o.pace.forget()
	o.control, o.syncDue = append([]byte(nil), sequence...), time.Now()
	o.control, o.asking = append(append(o.control, askSync...), askRead...), true
	o.forget, o.fresh = true, true
	o.nameAsked = o.named // a question that did not go out is lost
	if !o.ended.Load() {
		o.taken.Store(true)
		o.held.Store(false)
	}
	o.mu.Unlock()
	o.stir()
}

// stir wakes the goroutine that paints.
func (o *output) stir() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// run paints and writes until done is closed.
func (o *output) run(done <-chan struct{}) {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	for {
		select {
		case <-o.wake:
		case <-timer.C:
		case <-done:
			return
		}
		if wait := o.step(); wait > 0 {
			timer.Reset(wait)
		} else {
			timer.Stop()
		}
	}
}

// step writes what is unsent and paints the newest frame, if it may go out; else it
// returns how long that takes.
func (o *output) step() (wait time.Duration) {
	o.turn <- struct{}{}
	defer func() { <-o.turn }()
	if !o.flush(true) {
		return 0
	}
	wait, ready := o.prepare()
	if ready {
		o.flush(true)
	}
	return wait
}

// prepare paints the newest frame, if it may go out; else it returns how long that
// takes.
func (o *output) prepare() (wait time.Duration, ready bool) {
	o.mu.Lock()
	if o.held.Load() || !o.fresh {
		o.mu.Unlock()
		return 0, false
	}
	if len(o.control) == 0 && len(o.beside) == 0 {
		if wait = o.pace.wait(time.Now()); wait > 0 {
			o.mu.Unlock()
			return wait, false
		}
	}
	f, out := o.next, outgoing{control: o.control, beside: o.beside, asked: o.asking, ask: o.ask, bracket: o.sync}
	forget := o.forget
	o.control, o.beside, o.asking, o.ask, o.fresh, o.forget = nil, nil, false, 0, false, false
	o.mu.Unlock()

	if forget {
		o.painter.Forget()
	}
	if f.w != o.w || f.h != o.h {
		o.w, o.h = f.w, f.h
		o.painter.Resize(f.w, f.h)
		o.record.resized(time.Now(), f.w, f.h)
	}
	o.paint(f, out)
	return 0, true
}

// outgoing is what goes out around a frame.
type outgoing struct {
	control []byte // ahead of it
	beside  []byte // between control and it
	asked   bool   // control ends in a question
	ask     Ask    // the program's, behind it
	bracket bool   // it may be bracketed as one update
}

// paint makes what is to be written of a frame, if there is one yet, and of what goes
// out around it.
func (o *output) paint(f frame, out outgoing) {
	o.buf = append(append(o.buf[:0], out.control...), out.beside...)
	head := len(o.buf)
	o.buf = append(o.buf, syncBegin...)
	start := len(o.buf)
	if f.w > 0 {
		o.buf = o.painter.Paint(o.buf, f.text)
	}
	n := len(o.buf) - start
	if out.bracket && n >= syncFrom && o.painter.Rows() > 1 {
		o.buf = append(o.buf, syncEnd...)
	} else { // The frame stands where the bracket would.
		o.buf = o.buf[:head+copy(o.buf[head:], o.buf[start:])]
	}
	o.began, o.tell = time.Now(), 0
	if len(o.buf) > 0 || out.ask > 0 {
		if answers := o.question(head, n, out); !answers {
			o.tell = out.ask // that it was taken is all that can be known
		}
	}
	o.unsent = o.buf
}

// flush writes what is unsent and tells whether all of it was. It waits for the terminal
// only if it is patient, and gives up once the terminal is given away.
func (o *output) flush(patient bool) bool {
	if len(o.unsent) == 0 && o.tell == 0 {
		return true
	}
	for len(o.unsent) > 0 {
		n, err := 0, error(nil)
		if !o.held.Load() {
			n, err = o.device.Write(o.unsent)
		}
		switch {
		case n > 0:
			o.record.wrote(time.Now(), o.unsent[:n])
			o.unsent = o.unsent[n:]
		case err != nil || o.held.Load(): // A terminal that is gone is noticed elsewhere.
			o.drop()
			return false
		case !patient:
			return false
		default:
			o.device.Await()
		}
	}
	o.mu.Lock()
	o.pace.flushed(o.began, time.Now())
	heard := o.heard
	o.mu.Unlock()
	if o.tell > 0 {
		go heard(o.tell) // The program may be what waits for this.
	}
	o.tell = 0
	return true
}

// drop gives up what is unsent.
func (o *output) drop() {
	if len(o.unsent) > 0 {
		o.painter.Forget()
	}
	o.unsent, o.tell = nil, 0
}

// hold stops writing, at once, until [output.take].
func (o *output) hold() {
	o.held.Store(true)
	limit := time.NewTimer(holdWithin)
	defer limit.Stop()
	select {
	case o.turn <- struct{}{}: // What is being written must not land behind what follows.
		o.drop()
		<-o.turn
	case <-limit.C: // A write that blocks may be under way for good.
	}
}

// end stops writing for good, but for giving the terminal back.
func (o *output) end() {
	o.mu.Lock()
	o.ended.Store(true)
	o.mu.Unlock()
	o.hold()
}

// reset is what puts the terminal's modes back, and before that ends an update of
// a terminal that knows such.
func (o *output) reset() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.sync {
		return syncEnd + resetScreen
	}
	return resetScreen
}

// giveBack gives the terminal back, with what puts its modes back if they are ours.
func (o *output) giveBack(reset string) {
	if !o.taken.Swap(false) {
		reset = ""
	}
	n := o.device.Give(reset)
	o.record.wrote(time.Now(), []byte(reset[:n]))
}
