package feed

import (
	"context"
	"sync"
	"time"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
)

const (
	// pageSize is how many records a page is asked for: the most the API gives.
	pageSize = 100
	// faultsNoted is how many unreadable fields of one answer go to the diagnostics.
	faultsNoted = 20
)

// Fetch is one request for a resource, or those for the later pages of a list. It captures values
// and may run in any goroutine, once.
type Fetch struct {
	Resource Resource
	Class    Class // who goes first

	job      poll.Job[Resource]
	ctx      context.Context
	stop     context.CancelFunc
	do       func(ctx context.Context, a *Answer)
	panicked func(value any) error
}

// Answer is what came of a Fetch, for [Feed.Take].
type Answer struct {
	job    poll.Job[Resource]
	class  Class
	round  fleet.Round // of a list
	rest   *Paging     // the pages of it that are still to be fetched, nil for none
	row    *fleet.Row  // of a detail; nil where that is what it was
	digest client.Digest
	// version is that of everything when a detail came, and offers says that the server tells of changes.
	version string
	offers  bool
	held    time.Duration // for how long at most the server was to hold it back
	log     LogText
	used    []client.Usage
	engine  client.Engine
	of      []fleet.ID // whose usage that is
	err     error
	keyErr  error // why the key could not be read again before
}

// Run fetches. It ends early when ctx ends, or when the feed does not want the answer any more. A
// panic becomes the answer's error.
func (f Fetch) Run(ctx context.Context) (a Answer) {
	a = Answer{job: f.job, class: f.Class}
	defer func() {
		if v := recover(); v != nil {
			a.err = f.panicked(v)
		}
	}()
	defer context.AfterFunc(ctx, f.stop)()
	f.do(f.ctx, &a)
	return a
}

// flights are the fetches on their way: how to end each, and when a page of it came last.
type flights struct {
	mu    sync.Mutex
	stops map[Resource]context.CancelFunc
	heard map[Resource]time.Time
}

func newFlights() flights {
	return flights{stops: map[Resource]context.CancelFunc{}, heard: map[Resource]time.Time{}}
}

// begin makes the context of a fetch; a later fetch of the same resource ends it.
func (f *flights) begin(r Resource) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(context.Background())
	f.mu.Lock()
	defer f.mu.Unlock()
	if old := f.stops[r]; old != nil {
		old()
	}
	f.stops[r] = stop
	return ctx, stop
}

// stop ends the fetches of some resources.
func (f *flights) stop(rs ...Resource) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range rs {
		if stop := f.stops[r]; stop != nil {
			stop()
			delete(f.stops, r)
			delete(f.heard, r)
		}
	}
}

// hear notes that a page of a list came.
func (f *flights) hear(r Resource, at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stops[r] != nil {
		f.heard[r] = at
	}
}

func (f *flights) heardOf(r Resource) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.heard[r]
}

// fetch makes the fetch of a job.
func (f *Feed) fetch(job poll.Job[Resource], w *wanted) Fetch {
	get := getter{Options: f.opt, flights: &f.flights}
	var ask LogAsk
	if w.Log != nil {
		ask = w.Log(job.Key.ID.Key)
	}
	class := w.class(ask)
	do := func(ctx context.Context, a *Answer) { get.log(ctx, ask, a) }
	switch job.Key.What {
	case List:
		known, newKey := f.fleet.List(job.Key.Query), f.poll.Unauthorized() && f.opt.ReadKey != nil
		var held heldAsk
		if job.Key == Applications {
			held = f.holdBack(known)
		}
		do = func(ctx context.Context, a *Answer) {
			if newKey {
				get.readKey(a)
			}
			get.list(ctx, known, held, a)
		}
	case Detail:
		var known client.Digest
		if d := f.fleet.Detail(job.Key.ID); d != nil && !d.Gone {
			known = d.Digest
		}
		do = func(ctx context.Context, a *Answer) { get.detail(ctx, known, a) }
	case Usage:
		of := w.Of
		do = func(ctx context.Context, a *Answer) { get.usage(ctx, of, a) }
	case Engine:
		do = get.engine
	case Log:
	}
	return f.begin(job, class, do)
}

func (f *Feed) begin(job poll.Job[Resource], class Class, do func(ctx context.Context, a *Answer)) Fetch {
	ctx, stop := f.flights.begin(job.Key)
	return Fetch{Resource: job.Key, Class: class, job: job, ctx: ctx, stop: stop, do: do, panicked: f.opt.Panicked}
}

// getter does the I/O of fetches.
type getter struct {
	Options
	flights *flights
}

// readKey reads the key again. What is wrong with the file is not what is wrong with the list: the
// old key is tried.
func (g *getter) readKey(a *Answer) {
	defer func() {
		if v := recover(); v != nil {
			a.keyErr = g.Panicked(v)
		}
	}()
	cred, err := g.ReadKey()
	if a.keyErr = err; err == nil {
		g.Client.SetCredentials(cred)
	}
}

// detail fetches everything about one object, unless it is what it was.
func (g *getter) detail(ctx context.Context, known client.Digest, a *Answer) {
	leave, err := g.Places.Enter(ctx, a.class)
	if err != nil {
		a.err = err
		return
	}
	defer leave()
	switch key := a.job.Key.ID.Key; a.job.Key.ID.Kind {
	case fleet.Applications:
		r, err := g.Client.Applications.GetIfChanged(ctx, key, known)
		g.noteFaults(r.Faults)
		a.version = r.Version
		a.row, a.digest, a.err = detailRow(r, err, fleet.ApplicationRow)
	case fleet.Containers:
		r, err := g.Client.Containers.GetIfChanged(ctx, key, known)
		g.noteFaults(r.Faults)
		a.version = r.Version
		a.row, a.digest, a.err = detailRow(r, err, fleet.ContainerRow)
	default:
		r, err := g.Client.Images.GetIfChanged(ctx, key, known)
		g.noteFaults(r.Faults)
		a.version = r.Version
		a.row, a.digest, a.err = detailRow(r, err, fleet.ImageRow)
	}
}

func detailRow[T any](r client.Reply[T], err error, row func(T) *fleet.Row) (*fleet.Row, client.Digest, error) {
	if err != nil || r.Same {
		return nil, r.Digest, err
	}
	return row(r.Value), r.Digest, nil
}

// log fetches the log of a container and finds what is new in it.
func (g *getter) log(ctx context.Context, ask LogAsk, a *Answer) {
	leave, err := g.Places.Enter(ctx, a.class)
	if err != nil {
		a.err = err
		return
	}
	defer leave()
	uuid := a.job.Key.ID.Key
	if g.Client.Offers(client.Tail) && !ask.Fingerprint.Seen() {
		a.log, a.err = readLogParts(&ask, g.Clock, func(p client.LogPart) (client.Log, error) {
			return g.Client.Containers.LogPart(ctx, uuid, p)
		})
		return
	}
	log, err := g.Client.Containers.Logs(ctx, uuid)
	if err != nil {
		a.err = err
		return
	}
	a.log = LogText{Received: log.Received, Size: log.Len + log.Cut, Cut: log.Cut, Took: log.Took, At: g.Clock()}
	known := ask.Fingerprint
	if ask.Joint.Seen() { // the server gave parts, and is another now
		known = ask.Joint.Whole()
	}
	a.log.Batch, a.log.Fingerprint, a.log.Change = known.Diff(log.Chunks, ask.options(a.log.At))
	if ask.Joint.Seen() && a.log.Change == textlog.Trimmed {
		a.log.Change = textlog.Appended
	}
}

// noteFaults writes the fields that could not be read to the diagnostics.
func (g *getter) noteFaults(faults []*client.RecordError) {
	for _, f := range faults[:min(len(faults), faultsNoted)] {
		g.Log.Warn("field not readable", "resource", f.Resource, "uuid", f.UUID, "field", f.Field, "error", f.Err.Error())
	}
}

// rows makes the rows of a page; row returns nil for a record to be left out.
func rows[T any](p client.Page[T], err error, opts client.ListOptions, known *fleet.List, row func(T) *fleet.Row) (fleet.Page, error) {
	if err != nil {
		return fleet.Page{}, err
	}
	out := fleet.Page{Offset: opts.Offset, Bytes: p.Bytes, Digest: p.Digest, ETag: p.ETag, Version: p.Version, Same: p.Same, Date: p.Date}
	if p.Same {
		old := known.Page(opts.Offset)
		out.Count, out.Total, out.More, out.Bytes = old.Count, old.Total, old.More, old.Bytes
		return out, nil
	}
	out.Count, out.Total, out.More = len(p.Objects)+len(p.Bad), p.Meta.Total, p.Meta.Next != ""
	out.Rows = make([]*fleet.Row, 0, len(p.Objects))
	for _, o := range p.Objects {
		if r := row(o); r != nil {
			out.Rows = append(out.Rows, r)
		}
	}
	for _, bad := range p.Bad {
		out.Bad = append(out.Bad, text.Clean(bad.Error()))
	}
	return out, nil
}
