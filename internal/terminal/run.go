package terminal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
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

// maxFPS is bubbletea's bound for frames in a second.
const maxFPS = 120

// Options say where a program runs.
type Options struct {
	// In and Out are the terminal, as [Check] found them fit.
	In, Out *os.File
	// OnRead, if not nil, is called before the keys of each read of the terminal
	// are given to the model.
	OnRead func()
	// TraceDir is where the trace of a panic is written.
	TraceDir string
	// Exit ends the process when it does not end by itself; os.Exit if nil.
	Exit func(code int)
}

// Exit is how a program ended.
type Exit struct {
	// Model is the model at the end, or nil after a panic.
	Model tea.Model
	// Code is the exit status: 0 after quitting, 1 if the screen could not run,
	// 128 and the signal's number after a signal, 129 also when the terminal
	// was closed.
	Code int
	// Err is what to tell on standard error, nil with any status but 1.
	Err error
}

// Run runs model in the alternate screen until it quits, a SIGINT, SIGTERM or
// SIGHUP comes, the terminal is closed, it panics, or ctx ends, and leaves the
// terminal as it was found.
//
// A model that returns tea.Suspend is stopped only where [CanSuspend] says that
// the shell can take it back; in any case it gets a tea.ResumeMsg afterwards.
//
// From a quit or a signal on the process has a second: what hangs then, be it
// the program, the terminal, or the caller after Run has returned, is cut off
// by ending the process. A second signal ends it at once. The caller is
// therefore expected to exit with the status soon.
func Run(ctx context.Context, model tea.Model, opts Options) Exit {
	if opts.Exit == nil {
		opts.Exit = os.Exit
	}
	scr, err := openScreen(opts.In, opts.Out)
	if err != nil {
		return Exit{Model: model, Code: 1, Err: err}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{ctx: ctx, cancel: cancel, screen: scr, opts: opts}

	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	done := make(chan struct{})
	defer close(done)
	go r.listen(signals, done)
	if err := watchHangup(ctx, opts.In.Fd(), func() { r.stop(syscall.SIGHUP) }); err != nil {
		return Exit{Model: model, Code: 1, Err: fmt.Errorf("watching the terminal: %w", err)}
	}

	watched := &watch{model: model, quit: func() { r.armWatchdog(0) }, suspend: r.suspend}
	p := tea.NewProgram(watched,
		tea.WithContext(ctx),
		tea.WithInput(&input{File: opts.In, onRead: opts.OnRead}),
		tea.WithOutput(scr.out),
		tea.WithAltScreen(),
		tea.WithFPS(maxFPS),
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics())
	scr.out.repaint = func() { p.Send(tea.ClearScreen()) }
	return r.finish(watched, p)
}

// A run is one program on one screen.
type run struct {
	ctx    context.Context
	cancel context.CancelFunc
	screen *screen
	opts   Options

	mu       sync.Mutex
	code     int // what ended it, once something did
	signaled bool
	watchdog *time.Timer
}

// finish runs the program to its end and restores the terminal.
func (r *run) finish(watched *watch, p *tea.Program) (exit Exit) {
	defer func() {
		if v := recover(); v != nil {
			stack := debug.Stack()
			r.screen.restore()
			exit = Exit{Code: 1, Err: r.trace(v, stack)}
		}
	}()
	_, err := p.Run()
	lost := hungUp(r.opts.In.Fd())
	r.screen.restore()
	exit = Exit{Model: watched.model}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.signaled:
		exit.Code = r.code
	case err != nil && lost:
		exit.Code = statusOf(syscall.SIGHUP)
	case err != nil:
		exit.Code, exit.Err = 1, fmt.Errorf("the screen could not run: %w", err)
	}
	return exit
}

// trace keeps the trace of a panic and returns the error that tells of both.
func (r *run) trace(v any, stack []byte) error {
	what := "the screen failed: " + cleanLine(fmt.Sprint(v))
	path, err := WriteTrace(r.opts.TraceDir, v, stack)
	if err != nil {
		return fmt.Errorf("%s: no trace could be written: %w", what, err)
	}
	return errors.New(what + ": trace in " + path)
}

// listen turns signals into the end of the program, the second one at once. It
// ends when Run does: from then on signals end the process as the system does.
func (r *run) listen(signals <-chan os.Signal, done <-chan struct{}) {
	for {
		select {
		case sig := <-signals:
			if !r.stop(sig) {
				r.abort(statusOf(sig))
			}
		case <-done:
			return
		}
	}
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
		r.screen.out.hurry()
		r.watchdog = time.AfterFunc(grace, func() { r.abort(code) })
	}
}

// abort restores the terminal and ends the process, whatever else is going on.
func (r *run) abort(code int) {
	restored := make(chan struct{})
	go func() {
		defer close(restored)
		r.screen.restore()
	}()
	select {
	case <-restored:
	case <-time.After(restoreWithin):
	}
	r.opts.Exit(code)
}

// statusOf is the exit status of a process that a signal ended.
func statusOf(sig os.Signal) int {
	if s, ok := sig.(syscall.Signal); ok {
		return 128 + int(s)
	}
	return 1
}
