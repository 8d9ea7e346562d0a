package tty

import (
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"
)

const (
	// waitStep is how long a write waits for room before it is asked whether it is
	// still wanted.
	waitStep = 20 * time.Millisecond
	// resetWithin bounds the last write, to a terminal that may not read it.
	resetWithin = 50 * time.Millisecond
	// watchAfter is when the watcher starts after the terminal was taken: a second
	// process would take a core from the first frames, and 2 ms from the first data.
	watchAfter = 20 * time.Millisecond
)

// The size where the terminal does not know it.
const (
	defaultWidth  = 80
	defaultHeight = 24
)

// device is the process's terminal as a [terminal.Device].
type device struct {
	in      *os.File
	reader  *reader
	out     *out
	found   *term.State // as it was found
	resized chan struct{}
	sizes   chan os.Signal

	ending    func(code int)
	suspended func() error // stops the process until it is continued
	watch     func()       // starts the watcher, nil if it is not to be, or has been

	mu     sync.Mutex
	taken  bool
	closed bool     // given back for good
	guard  *watcher // nil until it has begun
}

// openDevice remembers the terminal's state and opens it for output.
func openDevice(in, outFile *os.File) (*device, error) {
	found, err := term.GetState(in.Fd())
	if err != nil {
		return nil, fmt.Errorf("reading the state of the terminal: %w", err)
	}
	r, err := newReader(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("reading the terminal: %w", err)
	}
	d := &device{in: in, reader: r, out: openOut(outFile), found: found, resized: make(chan struct{}, 1), sizes: make(chan os.Signal, 1)}
	notifyResize(d.sizes)
	go tellResized(d.sizes, d.resized)
	return d, nil
}

// tellResized passes on that the size may have changed, until signals is closed.
func tellResized(signals <-chan os.Signal, resized chan<- struct{}) {
	for range signals {
		select {
		case resized <- struct{}{}:
		default:
		}
	}
}

// close ends what reads the terminal and waits for its size.
func (d *device) close() {
	signal.Stop(d.sizes)
	close(d.sizes)
	d.reader.close()
}

// Size implements [terminal.Device].
func (d *device) Size() (w, h int) {
	w, h, err := term.GetSize(d.in.Fd())
	if err != nil || w <= 0 || h <= 0 {
		return defaultWidth, defaultHeight
	}
	return w, h
}

// Resized implements [terminal.Device].
func (d *device) Resized() <-chan struct{} { return d.resized }

// Read implements [terminal.Device].
func (d *device) Read(p []byte, wait time.Duration) (int, error) { return d.reader.read(p, wait) }

// Write implements [terminal.Device].
func (d *device) Write(p []byte) (int, error) { return writeSome(d.out.fd, p) }

// Await implements [terminal.Device].
func (d *device) Await() { waitWritable(d.out.fd, waitStep) }

// Take implements [terminal.Device].
func (d *device) Take() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taken = true
	d.guard.tell(tellTaken)
	if _, err := term.MakeRaw(d.in.Fd()); err != nil {
		return err
	}
	d.reader.release()
	if d.watch != nil {
		time.AfterFunc(watchAfter, d.watch)
		d.watch = nil
	}
	return nil
}

// Give implements [terminal.Device].
func (d *device) Give(reset string) (n int) {
	if !foreground(d.in.Fd()) {
		return 0 // The terminal is the shell's now.
	}
	d.reader.hold()
	_ = term.Restore(d.in.Fd(), d.found)
	n = d.out.reset([]byte(reset))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taken = false
	d.guard.tell(tellGiven)
	return n
}

// cook puts the line discipline back at once, without waiting for anything: it
// is what a shell cannot do without.
func (d *device) cook() {
	if foreground(d.in.Fd()) {
		_ = term.Restore(d.in.Fd(), d.found)
	}
}

// CanSuspend implements [terminal.Device].
func (d *device) CanSuspend() bool { return CanSuspend() }

// Suspend implements [terminal.Device].
func (d *device) Suspend() error { return d.suspended() }

// Ending implements [terminal.Device].
func (d *device) Ending(code int) { d.ending(code) }

// out is the terminal for output. It is opened anew, so that it can be non-blocking
// without changing the file that the shell shares.
type out struct{ fd int }

func openOut(file *os.File) *out {
	if fd, err := reopen(file.Fd(), os.O_WRONLY); err == nil {
		return &out{fd: fd}
	}
	return &out{fd: int(file.Fd())}
}

// reset writes what puts the terminal's modes back, and returns how much of it was
// taken. Where nobody reads, what is waiting to be read gives way to it.
func (o *out) reset(sequence []byte) (n int) {
	if len(sequence) > 0 && !waitWritable(o.fd, resetWithin) {
		discardUnread(o.fd)
	}
	end := time.Now().Add(resetWithin)
	for n < len(sequence) { // At least once: a busy machine may take long to get here.
		took, err := writeSome(o.fd, sequence[n:])
		if n += took; err != nil || !time.Now().Before(end) {
			break
		}
		if took == 0 {
			waitWritable(o.fd, waitStep)
		}
	}
	return n
}
