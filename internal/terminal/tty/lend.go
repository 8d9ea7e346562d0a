package tty

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
)

const (
	// endChildWithin is how long a program that has the terminal may take to end
	// once it was told to.
	endChildWithin = 300 * time.Millisecond
	// lateInterrupt is how long after the terminal came back an interrupt may
	// arrive that was sent before.
	lateInterrupt = 250 * time.Millisecond
)

// afterOthers undoes what a program that was killed may have left switched on: mouse, focus reports,
// bracketed paste, application keys, a scroll region, the alternate screen. The cursor is saved before
// what moves it, and stays where it is if nothing was left.
const afterOthers = "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?1l\x1b>" +
	"\x1b7\x1b[r\x1b8\x1b[?7h\x1b[0m\x1b7\x1b[?1049l\x1b[?25h"

// A Lender lends the terminal of the program that [Run] runs with it to others. The program goes on
// meanwhile: only its keys and its frames wait. The zero value is ready.
type Lender struct {
	mu      sync.Mutex
	session *session
}

// bind tells for which program the lender works, nil for none.
func (l *Lender) bind(s *session) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.session = s
}

// Run runs a program on the terminal until it ends, the program that lends it ends, or ctx. What it
// writes to standard error goes to complaints. It does not inherit what may hold our key.
func (l *Lender) Run(ctx context.Context, words []string, complaints io.Writer) error {
	return l.lend(ctx, func(ctx context.Context, s *session) error { return s.runChild(ctx, words, complaints) })
}

// Attach has use read and write the terminal as it is, without line editing, until it returns. Its
// context ends with the program that lends it.
func (l *Lender) Attach(ctx context.Context, use func(ctx context.Context, r *Raw) error) error {
	return l.lend(ctx, func(ctx context.Context, s *session) error {
		keys, err := newReader(int(s.opts.In.Fd()))
		if err != nil {
			return err
		}
		defer keys.close()
		if _, err := term.MakeRaw(s.opts.In.Fd()); err != nil {
			return err
		}
		r := &Raw{device: s.device, keys: keys, out: s.opts.Out, resized: make(chan struct{}, 1)}
		sizes := make(chan os.Signal, 1)
		notifyResize(sizes)
		defer close(sizes)
		defer signal.Stop(sizes)
		go tellResized(sizes, r.resized)
		return use(ctx, r)
	})
}

// Raw is the terminal while it is lent, every key as it is typed.
type Raw struct {
	device  *device
	keys    *reader
	out     *os.File
	resized chan struct{}
}

// Read returns what was typed. It ends with io.EOF once the terminal is back.
func (r *Raw) Read(p []byte) (int, error) { return r.keys.read(p, 0) }

// Write implements io.Writer.
func (r *Raw) Write(p []byte) (int, error) { return r.out.Write(p) }

// Size is the terminal's size in cells.
func (r *Raw) Size() (w, h int) { return r.device.Size() }

// Resized is sent a value when the size may have changed.
func (r *Raw) Resized() <-chan struct{} { return r.resized }

// lend lends the terminal. Interrupts that are typed meanwhile are for the borrower
// alone: they reach the whole process group, so that they are not acted on here. They
// are caught rather than ignored, because a child would inherit that. A borrower that was
// killed may leave the terminal in any state: that is put right.
func (l *Lender) lend(ctx context.Context, use func(ctx context.Context, s *session) error) error {
	l.mu.Lock()
	s := l.session
	l.mu.Unlock()
	if s == nil {
		return errors.New("there is no terminal")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	quits := make(chan os.Signal, 1)
	signal.Notify(quits, syscall.SIGQUIT)
	defer signal.Stop(quits)
	return s.program.Lend(func() error {
		s.setLent(true)
		defer s.setLent(false)
		defer func() {
			s.device.cook()
			if foreground(s.opts.In.Fd()) {
				s.device.out.reset([]byte(afterOthers))
			}
		}()
		return use(ctx, s)
	})
}

// runChild runs a program on the terminal.
func (s *session) runChild(ctx context.Context, words []string, complaints io.Writer) error {
	child := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // The user asks for it.
	child.Stdin, child.Stdout, child.Stderr = s.opts.In, s.opts.Out, complaints
	child.Env = withoutSecrets(os.Environ())
	child.WaitDelay = endChildWithin
	child.Cancel = func() error { return child.Process.Signal(s.ending()) }
	return child.Run()
}

// withoutSecrets leaves out of an environment what may hold a key: no other
// program is to know it, nor what that starts.
func withoutSecrets(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		name = strings.ToUpper(name)
		if !strings.HasPrefix(name, "TUTUM_") && !strings.HasPrefix(name, "FLEETOP_") {
			return false
		}
		return slices.ContainsFunc([]string{"KEY", "AUTH", "PASS", "SECRET", "TOKEN"}, func(word string) bool { return strings.Contains(name, word) })
	})
}

// ending is the signal that ends a child: the one that ends the program.
func (s *session) ending() os.Signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code == statusOf(syscall.SIGHUP) {
		return syscall.SIGHUP
	}
	return syscall.SIGTERM
}

func (s *session) setLent(lent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lent, s.back = lent, time.Now()
}

// isTheirs is whether an interrupt is for another program: one that has the
// terminal, or had it just now, for the interrupt that ended it may come here later.
func (s *session) isTheirs() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lent || time.Since(s.back) < lateInterrupt
}
