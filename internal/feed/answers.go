package feed

import (
	"errors"
	"slices"
	"time"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
)

// EventKind is what an Event says.
type EventKind uint8

// The events.
const (
	// Came: a resource was fetched, whole or in part. Changed says whether it is another than
	// before.
	Came EventKind = iota
	// Failed: a fetch, or a part of one, came to nothing.
	Failed
	// OutageBegan: a resource cannot be fetched, or not whole (Partial), and that is news.
	// OutageEnded: one of which that was told can be again.
	OutageBegan
	OutageEnded
	// Disconnected and Connected: the server went away, and is back.
	Disconnected
	Connected
	// Confirmed: a poll showed what became of some actions.
	Confirmed
	// Skewed: the server's clock went wrong by Skew, or is right again where that is 0.
	Skewed
	// KeyUnreadable: the key's file cannot be read, the old key is used.
	KeyUnreadable
)

// Event is something that an answer brought about.
type Event struct {
	Kind     EventKind
	Resource Resource
	Changed  bool
	Partial  bool
	Gone     bool  // Failed: there is no such object
	Err      error // why it failed
	Cause    string
	Actions  []*fleet.Pending // Confirmed
	Log      LogText          // Came, of a log
	Skew     time.Duration
}

// Take takes in what came of a fetch. The answer to one that is not the newest of its resource
// changes nothing.
func (f *Feed) Take(now time.Time, a Answer) []Event {
	if !f.poll.Current(a.job) {
		return nil
	}
	r := a.job.Key
	var events []Event
	if r == Applications {
		events = f.keyRead(a.keyErr)
		f.hold.wait = 0
	}
	switch {
	case r.What == Usage:
		return f.takeUsage(now, a)
	case r.What == Engine:
		return f.takeEngine(now, a)
	case a.err != nil && a.held > 0 && isCut(a.err):
		f.cut(now, a)
		return events
	case a.err != nil:
		return append(events, f.takeFailure(now, r, a)...)
	case r.What == Detail:
		known := a.row == nil && f.fleet.Detail(r.ID).Sound()
		events = f.done(now, a)
		f.fleet.ApplyDetail(r.ID, a.row, a.digest, a.job.Started, now)
		return append(events, Event{Kind: Came, Resource: r, Changed: !known})
	case r.What == Log:
		return append(f.done(now, a), Event{Kind: Came, Resource: r, Changed: true, Log: a.log})
	case a.rest != nil:
		return append(events, f.takeFirstPage(a)...)
	default:
		return append(events, f.takeList(now, a)...)
	}
}

// done notes that a fetch has ended well.
func (f *Feed) done(now time.Time, a Answer) []Event {
	out := poll.Outcome{Result: poll.OK}
	if a.job.Key == Applications {
		out = f.told(now, a)
	}
	f.poll.Done(a.job, now, out)
	f.saw(now, a)
	f.flights.stop(a.job.Key) // its context has served
	if !f.outages.Came(a.job.Key) || f.unsay(a.job.Key) {
		return nil
	}
	return []Event{{Kind: OutageEnded, Resource: a.job.Key}}
}

// takeFirstPage has the other pages of a list fetched. Of a list that was never seen the first is
// shown meanwhile.
func (f *Feed) takeFirstPage(a Answer) (events []Event) {
	if known := f.fleet.List(a.job.Key.Query); len(a.round.Pages) > 0 && (known == nil || known.Good.IsZero()) {
		first := a.round
		first.Partial = true
		f.fleet.Apply(first)
		events = []Event{{Kind: Came, Resource: a.job.Key, Changed: true, Partial: true}}
	}
	f.further = append(f.further, f.later(a))
	return events
}

// takeList takes in a list whose pages have come, or some of them.
func (f *Feed) takeList(now time.Time, a Answer) (events []Event) {
	r := a.job.Key
	same := f.fleet.List(r.Query).Equal(a.round)
	if a.round.Err != nil {
		events = f.lackedSome(now, a)
	} else {
		events = f.done(now, a)
	}
	followed := f.followed(r)
	confirmed := f.fleet.Apply(a.round)
	if len(confirmed) > 0 {
		events = append(events, Event{Kind: Confirmed, Resource: r, Actions: confirmed})
	}
	events = append(events, Event{Kind: Came, Resource: r, Changed: !same || len(confirmed) > 0})
	events = append(events, f.noteSkew()...)
	if r == Applications {
		events = append(append(events, f.back(now)...), f.untold...)
		f.untold = nil
		events = append(events, f.spread(now)...)
	}
	for app, was := range followed {
		if was != nil && f.fleet.Row(app) != was {
			f.Poke(now, ListOf(fleet.Query{Kind: fleet.Containers, Application: app.Key}))
		}
	}
	return events
}

// followed returns the applications whose containers are due when their record changes, as they
// are known.
func (f *Feed) followed(r Resource) map[fleet.ID]*fleet.Row {
	if r != Applications {
		return nil
	}
	rows := map[fleet.ID]*fleet.Row{}
	for i := range f.wanted {
		if w := &f.wanted[i]; w.Follows {
			app := fleet.ID{Kind: fleet.Applications, Key: w.Resource.Query.Application}
			rows[app] = f.fleet.Row(app)
		}
	}
	return rows
}

// lackedSome notes that some pages of a list did not come: the server is there, the list is not
// whole.
func (f *Feed) lackedSome(now time.Time, a Answer) []Event {
	r, err := a.job.Key, a.round.Err
	f.opt.Log.Warn("some pages failed", "error", err)
	f.poll.Done(a.job, now, poll.Outcome{Result: poll.Refused})
	f.poll.LeaveAlone(now, outcome(err).RetryAfter)
	f.flights.stop(r)
	failed := Event{Kind: Failed, Resource: r, Err: err, Partial: true}
	return append([]Event{failed}, f.outage(now, r, err, true)...)
}

// takeFailure takes in that nothing came. What is known stays.
func (f *Feed) takeFailure(now time.Time, r Resource, a Answer) []Event {
	f.opt.Log.Warn("request failed", "error", a.err)
	missing := errors.Is(a.err, client.ErrNotFound)
	switch r.What {
	case List:
		f.fleet.ApplyFailure(r.Query, a.err, missing)
	case Detail:
		f.fleet.ApplyDetailFailure(r.ID, a.err, missing)
	case Log, Usage, Engine:
	}
	f.poll.Done(a.job, now, outcome(a.err))
	f.flights.stop(r)
	gone := missing && f.isNotThere(r)
	events := []Event{{Kind: Failed, Resource: r, Err: a.err, Gone: gone}}
	switch {
	case r == Applications:
		events = append(events, f.lost(now, a.err)...)
	case gone:
		f.outages.Came(r) // that is an answer
		f.unsay(r)
	case f.connection.err == nil:
		events = append(events, f.outage(now, r, a.err, false)...)
	}
	return events
}

// outage tells that something cannot be fetched, once for as long as that lasts. While the probe is on its
// way it waits for that: where the server itself is away, nothing else is to be told.
func (f *Feed) outage(now time.Time, r Resource, err error, partial bool) []Event {
	if !f.outages.Failed(r, now) {
		return nil
	}
	began := Event{Kind: OutageBegan, Resource: r, Err: err, Cause: f.cause(r, err), Partial: partial}
	if _, probing := f.awaited(Applications, now); probing && r != Applications {
		f.untold = append(f.untold, began)
		return nil
	}
	return []Event{began}
}

// unsay drops an outage that has not been told, and reports whether there was one.
func (f *Feed) unsay(r Resource) bool {
	n := len(f.untold)
	f.untold = slices.DeleteFunc(f.untold, func(e Event) bool { return e.Resource == r })
	return len(f.untold) < n
}
