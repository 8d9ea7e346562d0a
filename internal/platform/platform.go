// Package platform serves the Tutum v1 HTTP API over an engine that runs containers.
//
// A [Platform] is an http.Handler. Joining it to an engine takes two calls:
//
//	eng, err := memory.New(memory.Options{Seed: 1, Fleet: memory.DefaultFleet()})
//	...
//	p, err := platform.New(platform.Options{User: "admin", Key: key, Engine: eng})
//
// and package serve puts it on a listener.
//
// Everything the API describes is here: names, sizes, links and their variables, the states of
// applications, the auto policies, the five minutes of the terminated, the account's images. The
// engine below only runs containers; see package engine for the division of labour.
package platform

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fleetop/internal/platform/engine"
)

// Options are what a platform is made from.
type Options struct {
	// User and Key are the one account; both are required.
	User, Key string
	// Engine runs the containers; required. It is an [engine.Runner] or an [engine.Orchestrator]. The
	// platform closes it.
	Engine engine.Engine
	// Now is the clock, time.Now if nil. It must be the engine's clock, too.
	Now func() time.Time
	// Host is the domain of the names given to applications and containers, "fleetop.local" if
	// empty.
	Host string
	// MaxContainers is the most containers that may be made by creating and scaling, those counted that
	// were made here before; 0 is no limit. An application without containers counts as one.
	MaxContainers int
	// URL is where clients reach the server, for the link variables that name the API. If empty it
	// is the address that a request came in by.
	URL string
	// Audit is told of every request that asked for a change, once it is decided; nil for nobody.
	Audit func(Write)
	// Ledger keeps what the engine cannot, so that it outlives the process; nil keeps nothing.
	Ledger Ledger
	// Bystander leaves the auto policies to another process that runs the same containers, until
	// TakeOver. What is under way is left out of the ledger until then, too.
	Bystander bool
	// Warn is told in a sentence of what went wrong behind a request that was accepted, and of what was
	// under way when the process before this one ended; nil for nobody.
	Warn func(text string)
	// Random is where the UUIDs come from, the operating system's randomness if nil. With a given
	// source, clock and requests, every byte repeats.
	Random io.Reader
}

// Platform serves the API. It is safe for concurrent use.
type Platform struct {
	user, key, host string
	userSum, keySum [sha256.Size]byte
	url             string // where clients reach the server, without a slash at its end
	audit           func(Write)
	slug            string // the user as part of a host name
	now             func() time.Time
	warn            func(text string)
	eng             engine.Engine
	store           engine.Store // nil where the engine has none
	keep            keeper
	isOutside       bool     // the engine's facts come from outside
	extensions      []string // what there is beyond the documents
	patterns        *patterns
	usage           *usageMeter
	maxContainers   int

	pools

	run      string        // names this run in versions; see versionHeader
	held     atomic.Int32  // answers that are held back
	followed atomic.Int32  // logs that are followed
	released chan struct{} // closed by Release
	release  sync.Once

	mu      changes // guards what follows
	random  io.Reader
	apps    index[*application]
	conts   index[*container]
	images  index[*image]
	names   map[string]*application // by unique name, without the terminated
	labels  map[string]*application // by label of their host names, likewise
	taken   map[string]*container   // by name that the engine has for them, likewise
	purges  []purge                 // the terminated, oldest first
	purgeAt atomic.Int64            // when the first of purges is due, in Unix nanoseconds; 0: none
	drained atomic.Int64            // when events were collected last, in Unix nanoseconds
	work    int                     // done since; see sliceWork

	recorder recorder // guarded by mu, too

	lost     atomic.Pointer[outage] // why nothing can be known, nil while it can
	catching atomic.Bool            // a long backlog is being caught up with
	closing  atomic.Bool

	working chan struct{} // has a value for each request that changes something

	ctx  context.Context // until Close
	stop context.CancelFunc
	done sync.WaitGroup
}

// New returns a platform over the engine and takes over what the engine already runs. It fails if
// the account or the engine is missing, if the engine is of no kind that the platform knows, or if it
// cannot tell what it has.
func New(o Options) (*Platform, error) {
	if o.User == "" || o.Key == "" || o.Engine == nil {
		return nil, errors.New("platform: a user, a key and an engine are required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Host == "" {
		o.Host = "fleetop.local"
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &Platform{
		userSum: sha256.Sum256([]byte(o.User)), keySum: sha256.Sum256([]byte(o.Key)),
		url: strings.TrimSuffix(o.URL, "/"), audit: o.Audit, warn: o.Warn,
		user: o.User, key: o.Key, host: o.Host, slug: shortLabel(hostLabel(o.User), maxSlug),
		// Without the monotonic reading, which stands still while a laptop sleeps.
		now:           func() time.Time { return o.Now().Round(0) },
		eng:           o.Engine,
		maxContainers: o.MaxContainers,
		random:        o.Random,
		names:         make(map[string]*application), labels: make(map[string]*application),
		taken: make(map[string]*container), patterns: newPatterns(),
		extensions: extensions(o.Engine), usage: newUsageMeter(o.Engine),
		working: make(chan struct{}, mostWork),
		ctx:     ctx, stop: cancel, released: make(chan struct{}),
	}
	p.run = strconv.FormatInt(p.now().UnixNano(), 36)
	p.store, _ = o.Engine.(engine.Store)
	var err error
	if p.keep, err = newKeeper(p, o.Engine); err != nil {
		cancel()
		return nil, err
	}
	inv, err := o.Engine.Inventory(ctx)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("platform: inventory of the %s engine: %w", o.Engine.Name(), err)
	}
	p.recorder = newRecorder(&o)
	n, ok := o.Engine.(engine.Notifier)
	p.isOutside = ok
	p.images = newImages(inv.Images, ok)
	p.recallImages()
	p.adopt(inv.Applications)
	p.recallEnded()
	if ok {
		p.done.Go(func() { p.watch(ctx, n.Changed()) })
	}
	if o.Ledger != nil {
		p.done.Go(func() { p.record(ctx) })
		p.done.Go(func() { p.awaitMissed(ctx) })
	}
	return p, nil
}

// Close ends the platform and its engine. Requests that come later may fail.
func (p *Platform) Close() error {
	p.closing.Store(true)
	p.Release()
	p.stop()
	p.done.Wait()
	p.Save()
	if err := p.eng.Close(); err != nil {
		return fmt.Errorf("platform: close the %s engine: %w", p.eng.Name(), err)
	}
	return nil
}

// watch acts on the events of an engine that reports them by itself.
func (p *Platform) watch(ctx context.Context, changed <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			p.catchUp()
		}
	}
}

// ServeHTTP answers one request of the API.
func (p *Platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.audit == nil || isRead(r.Method) || r.Method == http.MethodOptions {
		p.route(w, r)
		return
	}
	answer := reply{status: http.StatusInternalServerError} // unless the handler returns
	defer func() { p.audit(p.describe(r, answer)) }()
	answer = p.route(w, r)
}
