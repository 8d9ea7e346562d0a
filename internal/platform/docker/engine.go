// Package docker is an engine that runs containers with a Docker daemon.
//
// The list of containers is the truth when the engine starts and whenever it reaches the daemon
// again. In between, the daemon's events tell which container is to be looked at. One goroutine
// reads them and does nothing else, because a daemon whose events are not read loses them without
// a sign and slows down for everybody.
package docker

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"fleetop/internal/platform/engine"
)

// Options are what an engine is made from.
type Options struct {
	// Dial connects to the daemon, whatever the address it is given. Its errors are sentences for
	// the user.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Address is where the daemon is, for messages: "unix:///var/run/docker.sock".
	Address string
	// Host is where outsiders reach outer ports. IsLocal tells that the daemon is on this machine.
	Host    string
	IsLocal bool
	// Self is the identifier of the container that this program runs in, empty for none.
	Self string
	// Owner names this server in the labels of the containers it makes.
	Owner string
	// TouchAll lets the engine act on containers that it did not make.
	TouchAll bool
	// Notes are sentences for the user about the way to the daemon.
	Notes []string
	// Log is told in a sentence of what is worth a line in a log; nil for nobody.
	Log func(text string)
	// Greeting is the header of what the daemon answered when it was asked a moment ago whether it is
	// there, so that it need not be asked again; nil if it was not.
	Greeting http.Header
	// Now is the clock, time.Now if nil. What the daemon dates by its own is told by this one.
	Now func() time.Time
}

// Engine implements engine.Runner with a Docker daemon.
type Engine struct {
	o      Options
	daemon *daemon

	ctx    context.Context // until Close
	cancel context.CancelFunc
	done   sync.WaitGroup // the goroutines
	wake   chan struct{}  // has a value when there are new events
	rested chan struct{}  // has a value when there is less to do

	// early is the inventory that was asked for before anybody wanted it, nil for none.
	early  chan inventory
	inbox  *inbox
	images *imageCache
	kernel *kernel
	// nameless is how many images have no tag, nil before that is known.
	nameless atomic.Pointer[int]
	// statsTurn counts how often the daemon was asked to measure.
	statsTurn atomic.Uint32
	// pingEvery is how often the daemon is asked whether it is there, stopHold how long a stop keeps one
	// of the hands; tests have less time.
	pingEvery, stopHold time.Duration
	// suspected has a value when somebody got no answer from the daemon, or waits long for one.
	suspected chan struct{}

	mu     sync.Mutex // protects what follows
	closed bool
	conts  map[string]*container // by UUID
	native map[string]*container // by the daemon's identifier
	groups map[string]*group     // by UUID
	// hanging are those, by the daemon's identifier, that it did not tell of and is asked about again.
	hanging map[string]bool
	events  []engine.Event // that Next has not returned
	stale   []*group       // that changed since Next told of them
	told    []engine.Image // the images that were reported last
	// leftOut are the containers of others that run and are left alone, by the daemon's identifier.
	leftOut map[string]bool
	// fetched are the tags that were pulled here and were not there before.
	fetched map[engine.Ref]bool
	lost    string // why the daemon cannot be reached, empty if it can
	// hands carry out commands.
	hands hands
}

// New returns an engine. It does not connect.
func New(o Options) (*Engine, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
	d, err := newDaemon(o.Dial, o.Now, o.Greeting)
	if err != nil {
		return nil, err
	}
	e := &Engine{
		o: o, daemon: d,
		wake:      make(chan struct{}, 1),
		rested:    make(chan struct{}, 1),
		pingEvery: pingEvery, stopHold: stopHold,
		suspected: make(chan struct{}, 1),
		inbox:     newInbox(),
		images:    newImageCache(d),
		kernel:    new(kernel),
		conts:     make(map[string]*container),
		native:    make(map[string]*container),
		groups:    make(map[string]*group),
		hanging:   make(map[string]bool),
		fetched:   make(map[engine.Ref]bool),
		leftOut:   make(map[string]bool),
		hands:     newHands(),
	}
	d.slow = e.suspect
	if o.IsLocal {
		e.kernel = newKernel()
	}
	e.ctx, e.cancel = context.WithCancel(context.Background())
	return e, nil
}

// Name returns "docker".
func (e *Engine) Name() string { return "docker" }

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
	for len(e.events) == 0 && len(e.stale) > 0 {
		g := e.stale[0]
		e.stale[0] = nil
		e.stale = e.stale[1:]
		g.stale = false
		if len(g.conts) > 0 {
			e.emit(engine.Event{Kind: engine.Changed, App: e.application(g)})
		}
	}
	if len(e.events) == 0 {
		e.rest()
		return engine.Event{}, false
	}
	ev := e.events[0]
	e.events[0] = engine.Event{}
	e.events = e.events[1:]
	return ev, true
}

// Close ends what the engine does. The containers run on.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.cancel()
	e.inbox.close()
	e.done.Wait()
	return e.daemon.api.Close()
}

// emit queues an event. e.mu is held.
func (e *Engine) emit(ev engine.Event) {
	if e.closed {
		return
	}
	if ev.Time.IsZero() {
		ev.Time = e.o.Now()
	}
	if c := e.conts[ev.Container]; c != nil {
		c.hand.reported(ev.Kind)
	}
	e.events = append(e.events, ev)
	e.ring()
}

// changed notes that an application is different now. e.mu is held.
func (e *Engine) changed(g *group) {
	if g.stale || e.closed {
		return
	}
	g.stale = true
	e.stale = append(e.stale, g)
	e.ring()
}

// ring tells the platform that there is something new.
func (e *Engine) ring() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// find returns a container. e.mu is held.
func (e *Engine) find(id string) (*container, error) {
	if e.closed {
		return nil, engine.ErrClosed
	}
	if c := e.conts[id]; c != nil {
		return c, nil
	}
	return nil, engine.ErrNotFound
}
