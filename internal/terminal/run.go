package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// grace is how long the program may take to end after a signal or a quit. With
// what restoring the terminal takes it is gone within a second.
const grace = 850 * time.Millisecond

// restoreWithin bounds restoring the terminal where even that may hang.
const restoreWithin = 100 * time.Millisecond

// maxFPS is how many frames a second are painted if nothing else is said.
const maxFPS = 120

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
	// Editor is told of the terminal, so that text can be edited on it; may be
	// nil.
	Editor *Editor
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
}

// Run runs model in the alternate screen until it quits, a SIGINT, SIGTERM,
// SIGHUP, SIGQUIT or SIGABRT comes, the terminal is closed, it or one of its commands panics, or ctx
// ends, and leaves the terminal as it was found. The keys of one read come as
// one keys.Burst if there are several, else as a tea.KeyMsg.
//
// A model that returns tea.Suspend is stopped only where [CanSuspend] says that
// the shell can take it back; in any case it gets a tea.ResumeMsg afterwards.
//
// From a quit or a signal on the process has a second: what hangs then, be it
// the program, the terminal, or the caller after Run has returned, is cut off
// by ending the process. A second signal ends it at once. The caller is
// therefore expected to exit with the status soon.
func Run(ctx context.Context, model tea.Model, opts Options) Exit {
	if opts.Getenv == nil {
		opts.Getenv = os.Getenv
	}
	t, err := openTTY(opts)
	if err != nil {
		return Exit{Model: model, Code: 1, Err: err}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{ctx: ctx, cancel: cancel, tty: t, opts: opts}
	w, h := t.size()
	r.watched = &watch{model: model, run: r, w: w, h: h}
	r.program = tea.NewProgram(r.watched,
		tea.WithContext(ctx),
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutRenderer(),
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics())
	opts.Editor.bind(r)
	defer opts.Editor.bind(nil)
	done := make(chan struct{})
	defer close(done)
	defer r.listen(done)()
	if err := watchHangup(ctx, opts.In.Fd(), func() { r.stop(syscall.SIGHUP) }); err != nil {
		return Exit{Model: model, Code: 1, Err: fmt.Errorf("watching the terminal: %w", err)}
	}
	return r.finish(done)
}

// A run is one program on one terminal.
type run struct {
	ctx     context.Context
	cancel  context.CancelFunc
	tty     *tty
	opts    Options
	watched *watch
	program *tea.Program

	mu        sync.Mutex
	code      int // what ended it, once something did
	signaled  bool
	traced    error // tells of the trace that a signal asked for
	suspended bool
	lent      chan struct{} // closed when the program that has the terminal has ended
	back      time.Time     // when that was, once it has given it back
	failed    error         // a panic beside the program
	watchdog  *time.Timer
}

// finish runs the program to its end and restores the terminal.
func (r *run) finish(done <-chan struct{}) (exit Exit) {
	defer func() {
		if v := recover(); v != nil {
			stack := debug.Stack()
			r.tty.restore(true)
			exit = Exit{Code: 1, Err: r.trace(v, stack)}
		}
	}()
	// Input goes on until the terminal has said all it was asked for.
	reading, endReading := context.WithCancel(context.WithoutCancel(r.ctx))
	defer endReading()
	if err := r.begin(reading, done); err != nil {
		r.tty.restore(false)
		return Exit{Model: r.watched.model, Code: 1, Err: err}
	}
	_, err := r.program.Run()
	r.awaitReturn()
	lost := hungUp(r.opts.In.Fd())
	r.tty.restore(!lost)
	exit = Exit{Model: r.watched.model}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.failed != nil:
		exit = Exit{Code: 1, Err: r.failed}
	case r.signaled:
		exit.Code, exit.Err = r.code, r.traced
	case err != nil && lost:
		exit.Code = statusOf(syscall.SIGHUP)
	case err != nil:
		exit.Code, exit.Err = 1, fmt.Errorf("the screen could not run: %w", err)
	}
	return exit
}

// begin takes the terminal and starts what runs beside the program: painting,
// the size, and, once the program knows the size, keys.
func (r *run) begin(reading context.Context, done <-chan struct{}) error {
	watch := r.tty.watcher(r.opts)
	if err := r.tty.take(); err != nil {
		return err
	}
	if r.opts.Watch {
		go watch()
	}
	go func() {
		defer r.guard()
		r.tty.out.run(done)
	}()
	r.tty.input.send, r.tty.input.answer = r.program.Send, r.tty.out.answer
	sizes := make(chan os.Signal, 1)
	notifyResize(sizes)
	go func() {
		defer r.guard()
		defer signal.Stop(sizes)
		r.sendSize()
		if err := r.tty.input.run(reading, r.guard); err != nil {
			r.fail(fmt.Errorf("reading the terminal: %w", err))
		}
		for {
			select {
			case <-sizes:
				r.sendSize()
			case <-done:
				return
			}
		}
	}()
	return nil
}

// sendSize tells the model the terminal's size.
func (r *run) sendSize() {
	w, h := r.tty.size()
	r.program.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// guard ends the program when something beside it panics, with the terminal
// restored. It is to be deferred.
func (r *run) guard() {
	if v := recover(); v != nil {
		r.fail(r.trace(v, debug.Stack()))
	}
}

// fail ends the program with an error.
func (r *run) fail(err error) {
	r.mu.Lock()
	if r.failed == nil {
		r.failed = err
	}
	r.mu.Unlock()
	r.armWatchdog(1)
	r.cancel()
}

// trace keeps the trace of a panic and returns the error that tells of both.
func (r *run) trace(v any, stack []byte) error {
	path, err := WriteTrace(r.opts.TraceDir, "panic: "+fmt.Sprint(v), stack)
	return failure("the screen failed: "+fmt.Sprint(v), path, err)
}

// failure is what happened, and where its trace is or why there is none.
func failure(what, path string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: no trace could be written: %w", cleanLine(what), err)
	}
	return errors.New(cleanLine(what) + ": trace in " + path)
}

// dump keeps what every goroutine is doing, for a signal that asks for it.
func (r *run) dump(sig os.Signal) {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	what := "ended by the signal " + sig.String()
	path, err := WriteTrace(r.opts.TraceDir, what, stacks)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.traced = failure(what, path, err)
}

// listen turns signals into the end of the program, the second one at once, and
// takes the terminal anew where the process was stopped from outside. It ends
// with done; what it returns gives the signals back to the system.
func (r *run) listen(done <-chan struct{}) (stop func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGPIPE)
	notifyContinued(signals)
	go func() {
		for {
			select {
			case sig := <-signals:
				switch {
				case isContinued(sig):
					r.continued()
				case sig == syscall.SIGPIPE: // of standard error; the screen goes on
				case (sig == syscall.SIGINT || sig == syscall.SIGQUIT) && r.isTheirs():
				case r.asksForTrace(sig):
					r.dump(sig)
					r.stop(sig)
				case !r.stop(sig):
					r.abort(statusOf(sig))
				}
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(signals) }
}

// asksForTrace is whether a signal asks what the program is doing, and it is not
// ending yet.
func (r *run) asksForTrace(sig os.Signal) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return (sig == syscall.SIGQUIT || sig == syscall.SIGABRT) && !r.signaled
}

// continued takes the terminal anew: who had it meanwhile may have changed it.
func (r *run) continued() {
	r.mu.Lock()
	ours := !r.suspended && !r.signaled
	r.mu.Unlock()
	if ours && foreground(r.opts.In.Fd()) && r.tty.take() == nil {
		go r.sendSize()
	}
}

// setSuspended notes whether the terminal is the shell's now; false if that is
// known already, or the program is ending.
func (r *run) setSuspended(suspended bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if suspended && (r.suspended || r.signaled) {
		return false
	}
	r.suspended = suspended
	return true
}

// stop ends the program because of a signal. It is false if it was ending
// because of one already.
func (r *run) stop(sig os.Signal) bool {
	r.mu.Lock()
	first := !r.signaled
	if first {
		r.signaled, r.code = true, statusOf(sig)
	}
	r.mu.Unlock()
	if first {
		r.armWatchdog(statusOf(sig))
		ignoreTerminalStops()
		r.cancel()
	}
	return first
}

// armWatchdog gives the process until the end of its grace. The first call counts.
func (r *run) armWatchdog(code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.watchdog == nil {
		r.watchdog = time.AfterFunc(grace, func() { r.abort(code) })
	}
}

// abort restores the terminal and ends the process, whatever else is going on.
func (r *run) abort(code int) {
	r.tty.cook()
	restored := make(chan struct{})
	go func() {
		defer close(restored)
		r.tty.restore(false)
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.traced != nil {
			fmt.Fprintln(os.Stderr, "fleetop:", r.traced)
		}
	}()
	select {
	case <-restored:
	case <-time.After(restoreWithin):
	}
	if r.opts.Cleanup != nil {
		r.opts.Cleanup()
	}
	os.Exit(code)
}

// statusOf is the exit status of a process that a signal ended.
func statusOf(sig os.Signal) int {
	if s, ok := sig.(syscall.Signal); ok {
		return 128 + int(s)
	}
	return 1
}
