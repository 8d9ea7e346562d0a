// Package swarm is an engine that runs containers on a cluster, with the managers of a Docker Swarm.
//
// An application is a service, a container is a task. Everything that is kept of an application lies in
// the labels of its service, so that any server finds it again. The cluster schedules, scales, restarts
// and replaces by itself: the engine changes services and tells what there is. Swarm tells of changed
// services and nodes, but not of tasks, so that those are listed again and again, often only while
// something is under way.
package swarm

import (
	"context"
	"sync"
	"time"

	"fleetop/internal/platform/engine"
)

// Publish is how ports of services are published.
type Publish string

// The ways to publish ports.
const (
	// PublishHost publishes the ports of each task on the node that it runs on.
	PublishHost Publish = "host"
	// PublishIngress publishes them on all nodes, through Swarm's mesh.
	PublishIngress Publish = "ingress"
)

// Options are what an engine is made from.
type Options struct {
	// Managers are the ways to managers of the swarm, at least one.
	Managers []Manager
	// Owner names this server in the labels of the services it makes.
	Owner string
	// TouchAll shows services that this server did not make, and lets the engine change them.
	TouchAll bool
	// Publish is how ports are published, PublishHost if empty.
	Publish Publish
	// Notes are sentences for the user about the way to the managers.
	Notes []string
	// Log is told in a sentence of what is worth a line in a log; nil for nobody.
	Log func(text string)
	// Now is the clock, time.Now if nil.
	Now func() time.Time
}

// Engine implements engine.Orchestrator with a Docker Swarm.
type Engine struct {
	o        Options
	managers *managers

	ctx    context.Context // until Close
	cancel context.CancelFunc
	done   sync.WaitGroup // the goroutines
	wake   chan struct{}  // has a value when there are new events
	poke   chan struct{}  // has a value when the watcher is to look now
	rested chan struct{}  // has a value when there is less to do
	places chan struct{}  // of commands that are carried out at once

	mu       sync.Mutex // protects what follows
	closed   bool
	nodes    map[string]node // by Swarm's identifier
	apps     map[string]*app // by UUID
	services map[string]*app // by Swarm's identifier
	turn     int             // counts what the managers were asked, to tell old answers from new ones
	events   []engine.Event  // that Next has not returned
	stale    []*app          // that changed since Next told of them
	lost     string          // why the managers cannot be used, empty if they can
}

// mostAtOnce is how many services are changed at the same time.
const mostAtOnce = 4

// New returns an engine. It does not connect.
func New(o Options) (*Engine, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
	if o.Publish == "" {
		o.Publish = PublishHost
	}
	m, err := newManagers(o.Managers)
	if err != nil {
		return nil, err
	}
	e := &Engine{
		o: o, managers: m,
		wake:     make(chan struct{}, 1),
		poke:     make(chan struct{}, 1),
		rested:   make(chan struct{}, 1),
		places:   make(chan struct{}, mostAtOnce),
		nodes:    make(map[string]node),
		apps:     make(map[string]*app),
		services: make(map[string]*app),
	}
	e.ctx, e.cancel = context.WithCancel(context.Background())
	return e, nil
}

// Name returns "swarm".
func (e *Engine) Name() string { return "swarm" }

// Changed delivers a value when there are new events.
func (e *Engine) Changed() <-chan struct{} { return e.wake }

// Pending reports whether Next has an event.
func (e *Engine) Pending() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.events)+len(e.stale) > 0
}

// Next returns the oldest event. What changed of an application is told when the rest was, however
// often it changed.
func (e *Engine) Next() (engine.Event, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.events) > 0 {
		ev := e.events[0]
		e.events[0] = engine.Event{}
		e.events = e.events[1:]
		return ev, true
	}
	for len(e.stale) > 0 {
		a := e.stale[0]
		e.stale[0] = nil
		e.stale = e.stale[1:]
		a.stale = false
		if e.apps[a.id] == a {
			return engine.Event{Time: e.o.Now(), Kind: engine.Changed, App: e.tell(a)}, true
		}
	}
	return engine.Event{}, false
}

// Close ends what the engine does. The services run on.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.cancel()
	e.done.Wait()
	return e.managers.close()
}

// emit queues an event. e.mu is held.
func (e *Engine) emit(ev engine.Event) {
	if e.closed {
		return
	}
	ev.Time = e.o.Now()
	e.events = append(e.events, ev)
	ring(e.wake)
}

// changed notes that an application is different now. e.mu is held.
func (e *Engine) changed(a *app) {
	if a.stale || e.closed {
		return
	}
	a.stale = true
	e.stale = append(e.stale, a)
	ring(e.wake)
}

// ring puts a value into a channel that has none.
func ring(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// find returns an application. e.mu is held.
func (e *Engine) find(id string) (*app, error) {
	if e.closed {
		return nil, engine.ErrClosed
	}
	if a := e.apps[id]; a != nil {
		return a, nil
	}
	return nil, engine.ErrNotFound
}

// Settle waits until all commands were carried out, and returns for how many containers that is not so
// when ctx ends.
func (e *Engine) Settle(ctx context.Context) (left int) {
	for {
		if left = e.undone(); left == 0 {
			return 0
		}
		select {
		case <-e.rested:
		case <-ctx.Done():
			return left
		}
	}
}

// undone counts the containers of applications for which there are commands.
func (e *Engine) undone() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for _, a := range e.apps {
		if a.hasWork() {
			n += max(1, a.target())
		}
	}
	return n
}
