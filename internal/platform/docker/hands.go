package docker

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/moby/moby/api/types/events"

	"fleetop/internal/platform/engine"
)

// mostHands is how much the daemon is given to do at once. More gains nothing.
const mostHands = 4

// hands carry out commands: those for one container one after the other, those for several at once.
type hands struct {
	slots   chan struct{} // has a value for each call under way
	network sync.Mutex    // held while the network is looked for and made

	// Engine.mu protects what follows.
	pulls map[pullKey]*pull // under way, or refused by the registry a moment ago
	kept  keptLogs
}

func newHands() hands {
	return hands{
		slots: make(chan struct{}, mostHands),
		pulls: make(map[pullKey]*pull),
	}
}

// command is what can be done with a container.
type command uint8

const (
	doMake command = iota
	doStart
	doStop
	doRemove
)

// hand is what is being done with one container. Engine.mu protects it.
type hand struct {
	todo []command // not begun
	busy bool      // a goroutine is at it
	// pulling ends the wait for the image while a container is made.
	pulling context.CancelFunc
	// awaits is the event that the command under way has to end in; 0 when it was reported.
	awaits engine.Kind
	turn   int // counts the commands
	// instead is set when a start replaced a stop, or ended a pause: that it runs is news then.
	instead bool
	// failed is why it could not be made. The next start reports it.
	failed error
	// ports are the outer ports that are chosen for it.
	ports []engine.Binding
	// restart is what Docker is to do when the program ends, where that was changed since the container
	// was made; nil where it was not.
	restart *engine.When
	// waits says what it waits for before it is made, empty for nothing.
	waits string
	// name is the name that it is to have, empty where it has it. It is unasked until the daemon is asked.
	// Once the daemon has done it, looks is with which look at the latest its word counts again: the first
	// may have begun before.
	name    string
	unasked bool
	looks   int
	// discarded are the daemon's identifiers of what was made of it first and did not do.
	discarded []string
}

// add puts a command behind what is under way. It replaces those that have not begun: a container
// that is to stop is not started first, one that is to go is not made.
func (h *hand) add(cmd command) {
	if cmd == doStart {
		h.instead = h.instead || slices.Contains(h.todo, doStop)
		h.todo = slices.DeleteFunc(h.todo, func(c command) bool { return c != doMake })
	} else {
		h.todo = h.todo[:0]
		if cmd != doMake && h.pulling != nil {
			h.pulling()
		}
	}
	h.todo = append(h.todo, cmd)
}

// reported notes that an event was reported. Engine.mu is held.
func (h *hand) reported(kind engine.Kind) {
	if h.awaits == kind || kind == engine.Failed || kind == engine.Removed {
		h.awaits, h.instead = 0, false
	}
}

// Create makes a container. It is made at once, or when its image is there.
func (e *Engine) Create(spec engine.Spec) error {
	if err := checkSpec(&spec); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return engine.ErrClosed
	}
	e.give(e.expect(&spec), doMake)
	return nil
}

// Start starts a container.
func (e *Engine) Start(id string) error { return e.order(id, doStart) }

// Stop stops a container: its program has the time to end by itself that the container says.
func (e *Engine) Stop(id string) error { return e.order(id, doStop) }

// Remove stops a container, keeps the end of its log, and removes it.
func (e *Engine) Remove(id string) error { return e.order(id, doRemove) }

// SetRestart changes what Docker does by itself when the program of a container ends. It goes before
// the commands that have not begun.
func (e *Engine) SetRestart(id string, when engine.When) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if err != nil {
		return err
	}
	c.hand.restart = &when
	e.work(c)
	return nil
}

// Rename gives a container another name, which is that of its record from now on. It goes before the
// commands that have not begun.
func (e *Engine) Rename(id, name string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if err != nil {
		return err
	}
	c.hand.name, c.hand.unasked, c.hand.looks = name, true, 0
	e.showName(c, name)
	e.work(c)
	return nil
}

// renameNow gives a container that is made another name. That of one that was removed is taken for a
// moment; where it stays taken the container has the name that the daemon says.
func (e *Engine) renameNow(c *container, name string) {
	native := e.nativeOf(c)
	for range createTries {
		err := e.slot(func(ctx context.Context) error { return e.daemon.rename(ctx, native, name) })
		if err == nil {
			e.mu.Lock()
			c.hand.looks = 2
			e.mu.Unlock()
			e.inbox.put(native)
			return
		}
		if !nameTaken(err) {
			break
		}
		select {
		case <-time.After(createWait):
		case <-e.ctx.Done():
			return
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !c.hand.unasked {
		c.hand.name = ""
	}
	e.inbox.put(native)
}

// updateRestart changes the restart policy of a container that is made. Where that fails Docker goes
// on as before, and the platform counts.
func (e *Engine) updateRestart(c *container, when engine.When) {
	native := e.nativeOf(c)
	_ = e.slot(func(ctx context.Context) error { return e.daemon.setRestart(ctx, native, policyFor(when)) })
}

// order gives a command for a container.
func (e *Engine) order(id string, cmd command) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if err != nil {
		return err
	}
	if c.removed {
		return engine.ErrNotFound
	}
	c.removing = c.removing || cmd == doRemove
	e.give(c, cmd)
	return nil
}

// give adds a command for a container and sees that somebody carries it out. e.mu is held.
func (e *Engine) give(c *container, cmd command) {
	c.hand.add(cmd)
	e.work(c)
}

// work sees that somebody carries out what is to be done with a container. e.mu is held.
func (e *Engine) work(c *container) {
	if !c.hand.busy {
		c.hand.busy = true
		e.done.Go(func() { e.workOn(c) })
	}
}

// workOn carries out what is to be done with a container until there is no more.
func (e *Engine) workOn(c *container) {
	for {
		e.mu.Lock()
		if change := e.nextChange(c); change != nil {
			e.mu.Unlock()
			change()
			continue
		}
		if len(c.hand.todo) == 0 || e.closed {
			c.hand.busy = false
			e.rest()
			e.mu.Unlock()
			return
		}
		cmd := c.hand.todo[0]
		c.hand.todo = c.hand.todo[1:]
		ctx, cancel := context.WithCancel(e.ctx)
		c.hand.pulling = cancel
		e.mu.Unlock()
		e.carryOut(ctx, c, cmd)
		e.mu.Lock()
		c.hand.pulling = nil
		e.mu.Unlock()
		cancel()
	}
}

// nextChange takes what is to be changed of a container that is made, nil if there is nothing. e.mu is
// held.
func (e *Engine) nextChange(c *container) func() {
	h := &c.hand
	switch {
	case c.native == "" || e.closed:
		return nil
	case h.restart != nil:
		when := *h.restart
		h.restart = nil
		return func() { e.updateRestart(c, when) }
	case h.unasked:
		name := h.name
		h.unasked = false
		return func() { e.renameNow(c, name) }
	default:
		return nil
	}
}

// carryOut carries out a command and sees that it ends in an event. The context ends the wait for an
// image.
func (e *Engine) carryOut(ctx context.Context, c *container, cmd command) {
	var err error
	switch cmd {
	case doMake:
		err = e.make(ctx, c)
		e.mu.Lock()
		c.hand.failed = err
		e.mu.Unlock()
		return
	case doStart:
		e.await(c, engine.Started)
		err = e.start(ctx, c)
	case doStop:
		e.await(c, engine.Exited)
		err = e.stop(c)
	case doRemove:
		e.await(c, engine.Removed)
		err = e.remove(c)
	}
	if err != nil {
		e.hasFailed(ctx, c, cmd, err)
		return
	}
	e.hasEnded(c)
}

// await notes which event a command has to end in.
func (e *Engine) await(c *container, kind engine.Kind) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.hand.awaits = kind
	c.hand.turn++
	c.handled, c.asked = kind == engine.Started, kind != engine.Started
	c.life.failed = c.life.failed && kind != engine.Started
	if kind != engine.Started {
		c.hand.failed, c.hand.instead = nil, false
	}
}

// hasFailed reports why a command failed. One that was replaced while it waited for an image is not
// spoken of.
func (e *Engine) hasFailed(ctx context.Context, c *container, cmd command, err error) {
	isReplaced := ctx.Err() != nil && errors.Is(err, context.Canceled)
	e.mu.Lock()
	defer e.mu.Unlock()
	c.asked = false
	switch {
	case isReplaced || c.hand.awaits == 0:
	case cmd == doStart:
		e.fails(c, reasonOf(err))
	default:
		c.removing = false
		e.emit(engine.Event{Kind: engine.Failed, Container: c.id, Reason: reasonOf(err)})
	}
	c.handled, c.hand.awaits = false, 0
	if c.native != "" {
		e.inbox.put(c.native)
	}
}

// actionOver is a note of our own: what was to be done with a container is done. Its code says which
// turn that was.
const actionOver events.Action = "over"

// hasEnded sees that a command that succeeded is reported. What it did is found out by looking, like
// all else; what it did not have to do any more is reported then, too.
func (e *Engine) hasEnded(c *container) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.handled = false
	switch {
	case c.native != "":
		e.inbox.tell(c.native, note{what: actionOver, code: c.hand.turn})
	case c.hand.awaits == engine.Removed:
		e.leave(c)
		c.removed = true
		e.emit(engine.Event{Kind: engine.Removed, Container: c.id})
	default:
		e.settle(c)
	}
}

// isOver reports whether the notes before a look tell that the newest command was carried out.
func (h *hand) isOver(notes []note) bool {
	return slices.ContainsFunc(notes, func(n note) bool { return n.what == actionOver && n.code == h.turn })
}

// settle reports what a command has come to, if that was not reported: it was so already. e.mu is
// held.
func (e *Engine) settle(c *container) {
	ev := engine.Event{Kind: c.hand.awaits, Container: c.id}
	instead := c.hand.instead
	switch isUp := c.facts.running(); {
	case c.hand.awaits == engine.Started && isUp:
		if c.hand.instead, c.hand.awaits = false, 0; !instead {
			return // nothing happened
		}
		ev.Ports = c.outer()
	case c.hand.awaits == engine.Exited && !isUp:
		ev.Asked = true
		if c.facts.exited() {
			ev.ExitCode, ev.Time = c.facts.exitCode, e.daemon.here(c.facts.finished)
		}
	case c.hand.awaits == engine.Started:
		ev.Kind, ev.ExitCode = engine.Exited, c.facts.exitCode
	case c.hand.awaits == engine.Exited:
		ev.Kind, ev.Reason = engine.Failed, "somebody started it again"
	default:
		return
	}
	c.asked, c.hand.awaits = false, 0
	e.emit(ev)
}

// slot runs a call of the daemon when one of the hands is free.
func (e *Engine) slot(call func(context.Context) error) error { return e.slotFor(0, call) }

// slotFor is slot for a call that may wait for something else than the daemon: it has one of the hands
// for a time at most, unless that is 0.
func (e *Engine) slotFor(most time.Duration, call func(context.Context) error) error {
	select {
	case e.hands.slots <- struct{}{}:
	case <-e.ctx.Done():
		return engine.ErrClosed
	}
	free := sync.OnceFunc(func() { <-e.hands.slots })
	defer free()
	if most > 0 {
		defer time.AfterFunc(most, free).Stop()
	}
	return call(e.ctx)
}

func (e *Engine) nativeOf(c *container) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return c.native
}
