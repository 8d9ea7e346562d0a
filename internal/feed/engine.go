package feed

import (
	"context"
	"time"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
)

// engineEvery is the time between two fetches of what the engine says of itself. It is fetched at once when
// the server is back.
const (
	engineEvery = 10 * time.Minute
	engineRetry = time.Minute // where that came to nothing
	// leftOutEvery is that time where what it leaves out is all there is to be seen.
	leftOutEvery = time.Minute
)

// theEngine names what the engine says of itself.
var theEngine = Resource{What: Engine}

// Clustered says whether a cluster keeps the containers of the server.
func (f *Feed) Clustered() bool { return f.opt.Client.Offers(client.ExtensionCluster) }

// wantEngine wants to know what a cluster does, and of another engine why there are no applications.
func (f *Feed) wantEngine(now time.Time) {
	if f.connection.err == nil {
		f.fleet.SetHostImages(f.opt.Client.Offers(client.ExtensionHostImages))
	}
	switch {
	case f.Clustered():
		if !f.fleet.Clustered() {
			f.fleet.SetEngine(fleet.Unasked())
		}
		f.add(now, Want{Resource: theEngine})
		return
	case f.connection.err != nil:
		return
	case f.fleet.Clustered() || !f.opt.Client.Offers(client.ExtensionEngine):
		f.fleet.SetEngine(fleet.Engine{})
	}
	if l := f.fleet.List(Applications.Query); f.opt.Client.Offers(client.ExtensionEngine) && l.Whole() && len(l.Rows) == 0 {
		f.add(now, Want{Resource: theEngine})
	}
}

// engineEvery returns the time between two fetches of what the engine says of itself.
func (f *Feed) engineEvery() time.Duration {
	if e := f.fleet.Engine(); e.OwnOnly && !e.Cluster {
		return leftOutEvery
	}
	return engineEvery
}

// engine fetches what the engine says of itself.
func (g *getter) engine(ctx context.Context, a *Answer) {
	leave, err := g.Places.Enter(ctx, a.class)
	if err != nil {
		a.err = err
		return
	}
	defer leave()
	a.engine, a.err = g.Client.Engine(ctx)
}

// takeEngine takes in what the engine says of itself, or that it does not. That is no outage: what was
// known, or the worst, is taken for true.
func (f *Feed) takeEngine(now time.Time, a Answer) []Event {
	r := a.job.Key
	f.flights.stop(r)
	if a.err != nil {
		f.opt.Log.Warn("request failed", "error", a.err)
		f.poll.Done(a.job, now, poll.Outcome{Result: poll.Refused, Again: true, After: engineRetry})
		return []Event{{Kind: Failed, Resource: r, Err: a.err}}
	}
	f.poll.Done(a.job, now, poll.Outcome{Result: poll.OK})
	is := fleet.NewEngine(a.engine, f.Clustered())
	changed := !is.Equal(f.fleet.Engine())
	f.fleet.SetEngine(is)
	return []Event{{Kind: Came, Resource: r, Changed: changed}}
}
