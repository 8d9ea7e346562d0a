// Package tty runs a full-screen program on this process's own terminal, so that it
// is always left as it was found: after quitting, a signal, a panic, a lost
// connection, and when the terminal is not read or the program hangs. Signals, job
// control, the editor and the end of the process are its own.
package tty

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal"
)

// grace is how long the program may take to end after a signal or a quit. With
// what restoring the terminal takes it is gone within a second.
const grace = 850 * time.Millisecond

// restoreWithin bounds restoring the terminal where even that may hang.
const restoreWithin = 100 * time.Millisecond

// Options say where a program runs, and how it is shown.
type Options struct {
	// In and Out are the terminal, as [Check] found them fit.
	In, Out *os.File
	// Getenv gives the environment (TERM, COLORTERM and the like), os.Getenv if
	// nil.
	Getenv func(string) string
	// Title is the title of the window meanwhile, where it can be put back;
	// empty leaves it alone.
	Title string
	// FPS is how many frames a second are painted at most, 120 if 0.
	FPS int
	// TraceDir is where the trace of a panic is written.
	TraceDir string
	// Record takes down what is written to the terminal, with times, as an
	// asciicast of version 2; nil records nothing.
	Record io.Writer
	// Lender is told of the terminal, so that it can be lent to others; may be nil.
	Lender *Lender
	// Watch has a second process restore the terminal, and keep the trace, when the
	// runtime fails or the process is killed. The program has to call [Watch] first.
	Watch bool
	// Cleanup is called before the process is cut off because it does not end by itself.
	// It has to be quick; nil does nothing.
	Cleanup func()
}

// Exit is how a program ended.
type Exit struct {
	// Model is the model at the end, or nil after a panic.
	Model tea.Model
	// Code is the exit status: 0 after quitting, 1 if the screen could not run,
	// 128 and the signal's number after a signal, 129 also when the terminal
	// was closed.
	Code int
	// Err is what to tell on standard error: why the screen could not run, or where
	// the trace is that a signal asked for.
	Err error
	// Stay lifts the limit of a second after a quit, for a caller that has something to finish and
	// says so. It is nil after anything else.
	Stay func()
}

// Run runs model in the alternate screen until it quits, a SIGINT, SIGTERM,
// SIGHUP, SIGQUIT or SIGABRT comes, the terminal is closed, it or one of its commands panics, or ctx
// ends, and leaves the terminal as it was found. See [terminal.Program.Run] for what
// the model is told.
//
// From a quit or a signal on the process has a second: what hangs then, be it
// the program, the terminal, or the caller after Run has returned, is cut off
// by ending the process. A second signal ends it at once. The caller is
// therefore expected to exit with the status soon, or to call [Exit.Stay].
func Run(ctx context.Context, model tea.Model, opts Options) Exit {
	if opts.Getenv == nil {
		opts.Getenv = os.Getenv
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d, err := openDevice(opts.In, opts.Out)
	if err != nil {
		return Exit{Model: model, Code: 1, Err: err}
	}
	s := &session{device: d, ctx: ctx, cancel: cancel, opts: opts}
	d.ending, d.suspended = s.armWatchdog, s.untilForeground
	s.program = terminal.New(ctx, model, d, terminal.Options{
		Getenv: opts.Getenv, Title: opts.Title, FPS: opts.FPS, Record: opts.Record, Failed: s.failed,
	})
	opts.Lender.bind(s)
	defer opts.Lender.bind(nil)
	done := make(chan struct{})
	defer close(done)
	defer d.close()
	defer s.listen(done)()
	if err := watchHangup(ctx, opts.In.Fd(), func() { s.stop(syscall.SIGHUP) }); err != nil {
		return Exit{Model: model, Code: 1, Err: fmt.Errorf("watching the terminal: %w", err)}
	}
	if opts.Watch {
		d.watch = s.watcher()
	}
	return s.run()
}

// A session is one program on the process's terminal.
type session struct {
	device  *device
	program *terminal.Program
	ctx     context.Context //nolint:containedctx // the program's own lifetime
	cancel  context.CancelFunc
	opts    Options

	mu       sync.Mutex
	code     int // what ended it, once something did
	signaled bool
	traced   error     // tells of the trace that a signal asked for
	lent     bool      // another program has the terminal
	back     time.Time // when it was given back by it
	watchdog *time.Timer
}

// run runs the program to its end.
func (s *session) run() Exit {
	model, err := s.program.Run()
	s.device.dismissWatcher()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil && model == nil:
		return Exit{Code: 1, Err: err}
	case s.signaled:
		return Exit{Model: model, Code: s.code, Err: s.traced}
	case err != nil && hungUp(s.opts.In.Fd()):
		return Exit{Model: model, Code: statusOf(syscall.SIGHUP)}
	case err != nil:
		return Exit{Model: model, Code: 1, Err: err}
	}
	return Exit{Model: model, Stay: s.stay}
}

// stay calls the watchdog off.
func (s *session) stay() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watchdog != nil {
		s.watchdog.Stop()
	}
}
