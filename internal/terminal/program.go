// Package terminal runs a full-screen program on a session's terminal, whatever that is: this
// process's own, or one of many. It is bubbletea without its renderer and its input. What belongs to
// the process, such as signals and files, comes in through [Device] and [Host].
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal/paint"
)

const (
	// maxFPS is how many frames a second are painted if nothing else is said.
	maxFPS = 120
	// settleWithin bounds the wait for answers of the terminal that are due when it
	// is given back: else they would be typed into the shell.
	settleWithin = 100 * time.Millisecond
	// awaitBorrower bounds the wait for whom the terminal is lent to, before it is
	// restored.
	awaitBorrower = 450 * time.Millisecond
)

// Options say how a program is shown.
type Options struct {
	// Getenv gives the environment of the session (TERM, COLORTERM and the like).
	Getenv func(string) string
	// Title is the title of the window meanwhile, where it can be put back;
	// empty leaves it alone.
	Title string
	// FPS is how many frames a second are painted at most, 120 if 0.
	FPS int
	// Record takes down what is written to the terminal, with times, as an
	// asciicast of version 2; nil records nothing.
	Record io.Writer
	// Failed keeps the trace of a panic, and returns the error that tells of both.
	Failed func(value any, stack []byte) error
}

// A Program is a model in the alternate screen of a session's terminal.
type Program struct {
	device Device
	opts   Options
	titled bool   // there is a title, which can be put back
	title  string // now; hands guards it
	mouse  Mouse  // as it was switched last; hands guards it
	model  *painted
	loop   *tea.Program
	out    *output
	in     input

	ctx    context.Context //nolint:containedctx // the program's own lifetime
	cancel context.CancelFunc
	done   chan struct{} // closed when everything beside the program is to end

	hands  sync.Mutex // one change of hands at a time
	closed bool       // given back for good

	mu     sync.Mutex
	lent   chan struct{} // closed when whoever has the terminal is through with it
	failed error         // a panic, or what else ended the program
}

// New returns a program that ends with ctx. Nothing is written or read yet.
func New(ctx context.Context, model tea.Model, device Device, opts Options) *Program {
	name := opts.Getenv("TERM")
	w, h := sizeOf(device)
	p := &Program{
		device: device, opts: opts, done: make(chan struct{}),
		out: newOutput(device, paint.ProfileFor(name, opts.Getenv), opts.FPS, newRecorder(opts.Record, name, w, h, time.Now())),
	}
	if hasTitle(name, opts.Getenv) {
		p.title = CleanLine(opts.Title)
		p.titled = p.title != ""
	}
	p.ctx, p.cancel = context.WithCancel(ctx)
	p.model = &painted{model: model, program: p, w: w, h: h}
	p.loop = tea.NewProgram(p.model,
		tea.WithContext(p.ctx),
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutRenderer(),
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics())
	p.in = input{device: device, send: p.loop.Send, answer: p.out.answer, ended: make(chan struct{})}
	return p
}

// Run runs the model until it quits, it or one of its commands panics, or its
// context ends, and leaves the terminal as it was found. The keys of one read come
// as one keys.Burst if there are several, or something of the mouse is among them, else as a tea.KeyMsg. It
// returns the model at the end, nil if it failed.
//
// A model that returns tea.Suspend is stopped only where the device can do that; in
// any case it gets a tea.ResumeMsg afterwards.
func (p *Program) Run() (model tea.Model, err error) {
	defer p.cancel()
	defer close(p.done)
	defer func() {
		if v := recover(); v != nil {
			stack := debug.Stack()
			p.Restore(true)
			model, err = nil, p.opts.Failed(v, stack)
		}
	}()
	if err := p.take(); err != nil {
		p.Restore(false)
		return p.model.model, err
	}
	p.begin()
	_, err = p.loop.Run()
	p.awaitReturn()
	p.Restore(true)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed != nil {
		return nil, p.failed
	}
	if err != nil {
		err = fmt.Errorf("the screen could not run: %w", err)
	}
	return p.model.model, err
}

// begin starts what runs beside the program: painting, the size, and, once the
// program knows the size, keys.
func (p *Program) begin() {
	go func() {
		defer p.guard()
		p.out.run(p.done)
	}()
	go func() {
		defer p.guard()
		p.sendSize()
		p.in.run()
	}()
	go func() {
		defer p.guard()
		for {
			select {
			case <-p.device.Resized():
				p.sendSize()
			case <-p.done:
				return
			}
		}
	}()
}

// sizeOf is a terminal's size, as large as can be drawn.
func sizeOf(d Device) (w, h int) {
	w, h = d.Size()
	return min(w, paint.MaxSide), min(h, paint.MaxSide)
}

// sendSize tells the model the terminal's size.
func (p *Program) sendSize() {
	w, h := sizeOf(p.device)
	p.loop.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// guard ends the program when something beside it panics, with the terminal
// restored. It is to be deferred.
func (p *Program) guard() {
	if v := recover(); v != nil {
		p.fail(p.opts.Failed(v, debug.Stack()))
	}
}

// fail ends the program with an error.
func (p *Program) fail(err error) {
	p.mu.Lock()
	if p.failed == nil {
		p.failed = err
	}
	p.mu.Unlock()
	p.device.Ending(1)
	p.cancel()
}

// take makes the terminal ours.
func (p *Program) take() error {
	p.hands.Lock()
	defer p.hands.Unlock()
	if p.closed {
		return nil
	}
	if err := p.device.Take(); err != nil {
		return fmt.Errorf("preparing the terminal: %w", err)
	}
	sequence := takeScreen
	if p.titled {
		if !p.out.taken.Load() {
			sequence += saveTitle
		}
		sequence += titleSequence(p.title)
	}
	if p.mouse.on() {
		sequence += mouseOn
	}
	p.out.take(sequence)
	p.in.forget()
	return nil
}

// Retake takes the terminal anew where somebody else may have changed it.
func (p *Program) Retake() {
	p.mu.Lock()
	lent := p.lent != nil
	p.mu.Unlock()
	if !lent && p.ctx.Err() == nil && p.take() == nil {
		go p.sendSize()
	}
}

// Lend gives the terminal back while somebody else uses it, and takes it again.
// It returns what they return. The program goes on meanwhile: only its keys and
// its frames wait.
func (p *Program) Lend(use func() error) error {
	lent := make(chan struct{})
	p.mu.Lock()
	free := p.lent == nil && p.ctx.Err() == nil
	if free {
		p.lent = lent
	}
	p.mu.Unlock()
	if !free {
		return errors.New("the terminal is not free")
	}
	p.give()
	err := use()
	close(lent)
	if p.ctx.Err() != nil { // Not another word goes to a terminal that may be the shell's.
		return errors.New("the program is ending")
	}
	taken := p.take()
	p.mu.Lock()
	p.lent = nil
	p.mu.Unlock()
	if taken != nil {
		p.fail(taken)
		return taken
	}
	p.sendSize()
	return err
}

// suspend stops the program until it is continued, where that can be done. It runs
// as a command, beside the program.
func (p *Program) suspend() tea.Msg {
	if p.device.CanSuspend() {
		_ = p.Lend(p.device.Suspend)
	}
	return tea.ResumeMsg{}
}

// awaitReturn waits until whoever has the terminal is through with it, for a while,
// so that they do not draw over what is restored.
func (p *Program) awaitReturn() {
	p.mu.Lock()
	lent := p.lent
	p.mu.Unlock()
	if lent == nil {
		return
	}
	select {
	case <-lent:
	case <-time.After(awaitBorrower):
	}
}

// give gives the terminal back for a while, as it was found.
func (p *Program) give() {
	p.hands.Lock()
	defer p.hands.Unlock()
	if p.closed {
		return
	}
	p.out.settle(settleWithin, p.in.ended)
	p.out.hold()
	p.out.giveBack(p.ResetSequence())
}

// Restore puts the terminal back into the state in which it was found, for
// good. It may be called at any moment and more than once. It does not block for
// longer than it takes to see that nobody reads the terminal, or, with settle,
// to get the answers that are due.
func (p *Program) Restore(settle bool) {
	p.out.end()
	p.hands.Lock()
	p.closed = true
	p.hands.Unlock()
	if settle { // Without the lock: whoever is in a hurry does not wait for answers.
		p.out.settle(settleWithin, p.in.ended)
	}
	p.hands.Lock()
	defer p.hands.Unlock()
	p.out.giveBack(p.ResetSequence())
}

// ResetSequence is what puts the terminal's modes back.
func (p *Program) ResetSequence() string {
	if !p.titled {
		return p.out.reset()
	}
	return p.out.reset() + restoreTitle
}
