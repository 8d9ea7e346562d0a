// Package memory is an engine that simulates containers in memory.
//
// The simulation is realistic. Starting and stopping take a second or two, programs write logs in
// their own style, and some end by themselves. The container's image decides which program it is;
// see the programs in this package. A run command such as "sleep 5; exit 3" is understood, so that
// failures can be provoked, and an image whose name or tag contains "does-not-exist" cannot be started.
//
// Nothing runs between two calls. Events come out of a queue ordered by time, when somebody asks,
// and a log is computed from the seed, the container and the clock. So an idle engine costs
// nothing, and with a given seed and clock it always does the same.
package memory

import (
	"container/heap"
	"context"
	"crypto/rand"
	"io"
	"sync"
	"time"

	"fleetop/internal/platform/engine"
)

// Options are what an engine is made from.
type Options struct {
	// Seed decides everything random, except the UUIDs.
	Seed int64
	// Random is where the UUIDs of the fleet come from, the operating system's randomness if nil.
	// [Repeating] is a source for tests.
	Random io.Reader
	// Now is the clock, time.Now if nil.
	Now func() time.Time
	// Fleet is what is there at the start. The zero Fleet is empty.
	Fleet Fleet
}

// Engine implements engine.Runner in memory.
type Engine struct {
	seed   uint64
	random io.Reader
	now    func() time.Time

	mu        sync.Mutex
	at        time.Time // of what is being done: see package engine on time
	closed    bool
	inventory engine.Inventory
	images    map[string]*engine.Image
	conts     map[string]*container
	queue     queue
	order     uint64 // of the next item in the queue
	outer     int    // the next outer port
}

var (
	_ engine.Runner  = (*Engine)(nil)
	_ engine.Planner = (*Engine)(nil)
)

// firstOuter and lastOuter bound the outer ports, as Docker chose them.
const (
	firstOuter = 49153
	lastOuter  = 65535
)

// How long things take: at least, and by how much it varies.
const (
	startTime, startSpread   = 1000 * time.Millisecond, 1000 * time.Millisecond
	stopTime, stopSpread     = 1000 * time.Millisecond, 400 * time.Millisecond
	removeTime, removeSpread = 400 * time.Millisecond, 200 * time.Millisecond
)

// container is a container and what is to happen to it next.
type container struct {
	id      string
	name    string
	key     uint64 // its share of the seed
	prog    *program
	script  script
	ports   []engine.Port
	memory  int64 // its limit in bytes, 0 for none
	fails   bool
	turn    uint64 // counts what was decided for it
	next    *item  // what happens next, nil if nothing does
	running bool
	removed bool
	exited  bool
	exit    int
	outer   []int
	runs    []run
}

// run is one life of a container's program.
type run struct {
	start, end time.Time // end is zero while it runs
	exit       int
	asked      bool // it was stopped and did not end by itself
}

// mostRuns is how many lives of a program are remembered for its log.
const mostRuns = 512

// New returns an engine with the fleet of the options. It fails if the fleet is not consistent.
func New(o Options) (*Engine, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	e := &Engine{
		seed:   uint64(o.Seed), //nolint:gosec // any bits will do
		random: o.Random,
		// Without the monotonic reading, which stands still while a laptop sleeps.
		now:    func() time.Time { return o.Now().Round(0) },
		outer:  firstOuter,
		images: make(map[string]*engine.Image),
		conts:  make(map[string]*container),
	}
	e.at = e.now()
	if err := e.populate(o.Fleet); err != nil {
		return nil, err
	}
	return e, nil
}

// Name returns "memory".
func (e *Engine) Name() string { return "memory" }

// Check allows everything.
func (e *Engine) Check(engine.Op, string) error { return nil }

// Inventory returns the fleet that the engine started with.
func (e *Engine) Inventory(context.Context) (engine.Inventory, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	inv := e.inventory
	e.inventory = engine.Inventory{} // asked for once: nothing else needs it
	return inv, nil
}

// Create makes a container.
func (e *Engine) Create(s engine.Spec) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return engine.ErrClosed
	}
	e.add(&container{
		id: s.ID, name: s.Name, ports: s.Ports, memory: s.Memory,
		prog: programFor(s.Image.Name), script: parseScript(s.Entrypoint + " " + s.Command),
		fails: isMissing(s.Image),
	})
	return nil
}

// add takes a container in. e.mu is held, as for all methods that are not exported.
func (e *Engine) add(c *container) {
	c.key = mix(e.seed, c.id)
	e.conts[c.id] = c
}

// find returns a container that is not removed.
func (e *Engine) find(id string) (*container, error) {
	if e.closed {
		return nil, engine.ErrClosed
	}
	c := e.conts[id]
	if c == nil || c.removed {
		return nil, engine.ErrNotFound
	}
	return c, nil
}

// Start starts a container.
func (e *Engine) Start(id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if err != nil {
		return err
	}
	if c.running {
		return nil
	}
	kind := engine.Started
	if c.fails {
		kind = engine.Failed
	}
	e.tick()
	e.plan(c, kind, e.at.Add(c.wait(startTime, startSpread)))
	return nil
}

// Stop stops a container.
func (e *Engine) Stop(id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if err != nil {
		return err
	}
	e.tick()
	e.plan(c, engine.Exited, e.at.Add(c.wait(stopTime, stopSpread)))
	c.next.asked = true
	return nil
}

// Remove destroys a container.
func (e *Engine) Remove(id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if err != nil {
		return err
	}
	e.tick()
	if c.running {
		c.end(e.at, 137, true)
	}
	e.plan(c, engine.Removed, e.at.Add(c.wait(removeTime, removeSpread)))
	return nil
}

// SetRestart has nothing to change: no program is started again by itself.
func (e *Engine) SetRestart(id string, _ engine.When) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, err := e.find(id)
	return err
}

// Rename has nothing to change: containers are known by their identifiers.
func (e *Engine) Rename(id, _ string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, err := e.find(id)
	return err
}

// Forget drops a container that was removed.
func (e *Engine) Forget(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c := e.conts[id]; c != nil && c.removed {
		delete(e.conts, id)
	}
}

// Exit ends the program of a running container now, as though by itself, with an exit code. It is
// for testing crashes.
func (e *Engine) Exit(id string, code int) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if err != nil {
		return err
	}
	if !c.running {
		return engine.ErrNotFound
	}
	e.plan(c, engine.Exited, e.tick())
	c.next.exit = code
	return nil
}

// Pending reports whether something is due.
func (e *Engine) Pending() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.tick()
	return len(e.queue) > 0 && !e.queue[0].at.After(now)
}

// Next returns the next event that is due.
func (e *Engine) Next() (engine.Event, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.tick()
	if len(e.queue) > 0 && !e.queue[0].at.After(now) {
		it, _ := heap.Pop(&e.queue).(*item)
		it.cont.next = nil
		if it.at.After(e.at) {
			e.at = it.at
		}
		return e.happen(it), true
	}
	if now.After(e.at) {
		e.at = now
	}
	return engine.Event{}, false
}

// Close ends the engine: commands are refused from now on, logs stay readable.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	e.queue = nil
	return nil
}

// happen carries out a planned event.
func (e *Engine) happen(it *item) engine.Event {
	c := it.cont
	ev := engine.Event{Time: it.at, Container: c.id, Kind: it.kind}
	switch it.kind {
	case engine.Started:
		ev.Ports = e.begin(c, it.at)
	case engine.Exited:
		if c.running {
			c.end(it.at, it.exit, it.asked)
		}
		ev.ExitCode, ev.Asked = c.exit, it.asked
	case engine.Removed:
		c.removed, c.running = true, false
	case engine.Failed:
		ev.Reason = "the image cannot be pulled: no such repository"
	default: // nothing else is planned
	}
	return ev
}

// begin starts a container's program: it gets its outer ports, once, and its end is planned, if it
// has one.
func (e *Engine) begin(c *container, at time.Time) []engine.Binding {
	c.running = true
	if len(c.runs) == mostRuns {
		c.runs = append(c.runs[:0], c.runs[mostRuns/2:]...)
	}
	c.runs = append(c.runs, run{start: at})
	if c.outer == nil {
		e.assign(c)
	}
	e.planEnd(c, at)
	return c.bindings()
}

// assign gives a container its outer ports.
func (e *Engine) assign(c *container) {
	c.outer = make([]int, len(c.ports))
	for i := range c.outer {
		c.outer[i] = e.outer
		if e.outer++; e.outer > lastOuter {
			e.outer = firstOuter // a fleet has more hosts than one
		}
	}
}

// planEnd plans the end of a program that ends by itself.
func (e *Engine) planEnd(c *container, start time.Time) {
	life, code, ends := c.script.lifetime()
	if !ends {
		life, ends = c.prog.life(start)
	}
	if ends {
		e.plan(c, engine.Exited, start.Add(life))
		c.next.exit = code
	}
}

// bindings returns the container's ports with their outer ones.
func (c *container) bindings() []engine.Binding {
	b := make([]engine.Binding, len(c.outer))
	for i, outer := range c.outer {
		b[i] = engine.Binding{Port: c.ports[i], Outer: outer}
	}
	return b
}

// end notes the end of a program.
func (c *container) end(at time.Time, code int, asked bool) {
	c.running, c.exited, c.exit = false, true, code
	last := &c.runs[len(c.runs)-1]
	last.end, last.exit, last.asked = at, code, asked
}

// dice returns the random numbers for the container's next decision.
func (c *container) dice() *dice {
	c.turn++
	return newDice(c.key, c.turn)
}

// wait returns how long something takes this time.
func (c *container) wait(least, spread time.Duration) time.Duration {
	return least + time.Duration(c.dice().below(int(spread/time.Millisecond)))*time.Millisecond
}
