package feed

import (
	"errors"
	"net/http"
	"time"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
)

// What a server is asked that tells of changes ([client.Waits]):
//
// One request is always on its way, the first page of the list of applications. The server holds its
// answer back until anything changes, or the wait is over. Whatever it says, it is an answer: it makes
// the age nothing. Where it says that something has changed, all else that is wanted is fetched at once.
// Where it says that nothing has, all else that came at the same version is known to be what it was, and
// need not be fetched. What an order is decided by is fetched as from any other server.
//
// A held request that is cut, by a proxy most likely, is no outage: the same list is asked for at once in
// the plain way, and that answer counts. Where it happens again and again, polling is plain for a while.

const (
	// longestWait is how long a request is held at most. It is less than three intervals, so that
	// nothing looks old meanwhile.
	longestWait = 25 * time.Second
	// leastPause is how long after news the next request is held at least; longestPause the most of
	// pauseFactor times as long as it took to fetch what had changed.
	leastPause   = 100 * time.Millisecond
	pauseFactor  = 4
	longestPause = time.Second
	// mostCuts is how many held requests in a row may be cut before polling is plain for restsFor.
	mostCuts = 3
	restsFor = 10 * time.Minute
	// heldShort is by how much earlier than asked a server may answer that nothing has changed.
	heldShort = time.Second
	// calmRest is the time between two fetches of what is known to be what it was.
	calmRest = 5 * time.Minute
	// datesFor is how long an answer may have taken whose date tells of the server's clock.
	datesFor = 2 * time.Second
)

// hold is what is known of a server that tells of changes.
type hold struct {
	tells   bool          // of changes, and nothing has gone wrong since
	plain   bool          // the next request is not held: something was asked for
	wait    time.Duration // of the request on its way, 0 for one that is not held
	version version       // of everything, as the list of applications said last
	asOf    time.Time     // when that was so, at the earliest
	seen    map[Resource]version
	slowest time.Duration // fetch of a list since the last news
	cuts    int
	rests   time.Time // until when polling is plain
}

// heldAsk is what a request is held for, nothing where it is not.
type heldAsk struct {
	wait    time.Duration
	version string
}

// holdBack says how the list of applications is fetched now.
func (f *Feed) holdBack(known *fleet.List) heldAsk {
	h := &f.hold
	h.wait = 0
	if !h.tells || h.plain || known.Page(0).ETag == "" {
		return heldAsk{}
	}
	h.wait = f.longestHold()
	return heldAsk{wait: h.wait, version: h.version.String()}
}

// longestHold is how long a request is held, in whole seconds.
func (f *Feed) longestHold() time.Duration {
	return min(longestWait, 2*f.opt.Interval).Truncate(time.Second)
}

// askPlainly gives up the request that is held, for whatever is fetched instead.
func (f *Feed) askPlainly() { f.hold.plain, f.hold.wait = true, 0 }

// isHeld says whether an answer is held back by the server.
func (f *Feed) isHeld(r Resource, now time.Time) bool {
	since, waiting := f.poll.Waiting(r)
	return r == Applications && waiting && f.hold.wait > 0 && now.Before(since.Add(f.hold.wait))
}

// awaited returns since when an answer is awaited, and whether one is. One that is held back is awaited
// once it had to come.
func (f *Feed) awaited(r Resource, now time.Time) (since time.Time, waiting bool) {
	since, waiting = f.poll.Waiting(r)
	if r == Applications && waiting {
		since = since.Add(f.hold.wait)
	}
	return since, waiting && !f.isHeld(r, now)
}

// told takes in what the list of applications says of versions, and returns when it is fetched next.
func (f *Feed) told(now time.Time, a Answer) poll.Outcome {
	h, v := &f.hold, versionOf(a.round.Pages)
	changed := h.version.behind(v)
	h.asOf = a.job.Started
	switch early := now.Sub(a.job.Started) < a.held-heldShort; {
	case a.held == 0:
	case changed && h.version.run != v.run, !changed && early:
		f.noteCut(now) // another server answers, or one that holds nothing
	default:
		if h.cuts = 0; !changed {
			h.asOf = a.job.Started.Add(min(a.held, now.Sub(a.job.Started)))
		}
	}
	h.version, h.plain = v, false
	h.tells = a.offers && v.known() && f.longestHold() >= time.Second && !now.Before(h.rests)
	out := poll.Outcome{Result: poll.OK}
	if !h.tells || h.cuts > 0 {
		return out
	}
	if out.Again = true; changed && a.held > 0 {
		out.After = min(max(leastPause, pauseFactor*h.slowest), longestPause)
		h.slowest = 0
	}
	return out
}

// noteCut counts a held request that was not held as long as it was to be.
func (f *Feed) noteCut(now time.Time) {
	if f.hold.cuts++; f.hold.cuts >= mostCuts {
		f.hold.cuts, f.hold.rests = 0, now.Add(restsFor)
	}
}

// cut takes in that a held request came to nothing. The list is asked for at once in the plain way.
func (f *Feed) cut(now time.Time, a Answer) {
	f.opt.Log.Info("a request that the server held was cut", "error", a.err)
	f.noteCut(now)
	f.hold.plain = true
	f.poll.Done(a.job, now, poll.Outcome{Result: poll.Refused, Again: true})
	f.flights.stop(a.job.Key)
}

// isCut says whether a failure may be that of a request which took long, and says nothing of the server.
func isCut(err error) bool {
	var api *client.Error
	if !errors.As(err, &api) {
		return false
	}
	switch api.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return false
	default:
		return true
	}
}

// spread has all that is wanted fetched which may have changed since it came. What has not is as new as
// the list of applications.
func (f *Feed) spread(now time.Time) (events []Event) {
	h := &f.hold
	for i := range f.wanted {
		r := f.wanted[i].Resource
		if _, flying := f.poll.Waiting(r); !h.tells || flying || r == Applications || !r.versioned() {
			continue
		}
		if seen := h.seen[r]; seen.behind(h.version) {
			f.poll.Hasten(now, r)
		} else if seen == h.version {
			events = append(events, f.confirm(now, r)...)
		}
	}
	return events
}

// confirm takes in that a list or a detail is what it was.
func (f *Feed) confirm(now time.Time, r Resource) (events []Event) {
	if r.What == Detail {
		if d := f.fleet.Detail(r.ID); d.Sound() {
			f.fleet.ApplyDetail(r.ID, nil, d.Digest, f.hold.asOf, now)
		}
		return nil
	}
	round, whole := f.fleet.List(r.Query).Again(f.hold.asOf, now, f.hold.version.String())
	if !whole {
		return nil
	}
	if confirmed := f.fleet.Apply(round); len(confirmed) > 0 {
		events = append(events, Event{Kind: Confirmed, Resource: r, Actions: confirmed}, Event{Kind: Came, Resource: r, Changed: true})
	}
	return events
}

// saw notes at which version something came.
func (f *Feed) saw(now time.Time, a Answer) {
	v := parseVersion(a.version)
	if a.job.Key.What == List {
		v = versionOf(a.round.Pages)
		if a.held == 0 {
			f.hold.slowest = max(f.hold.slowest, now.Sub(a.job.Started))
		}
	}
	if !v.known() {
		delete(f.hold.seen, a.job.Key)
		return
	}
	if f.hold.seen[a.job.Key] = v; f.hold.tells && v.run == f.hold.version.run && v.behind(f.hold.version) {
		f.poll.Hasten(now.Add(leastPause), a.job.Key) // it was on its way when the change was told
	}
}

// rests says whether something need not be fetched because it is known to be what it was.
func (f *Feed) rests(w *Want) bool {
	return f.hold.tells && !w.Urgent && w.Resource.versioned() && !f.hold.seen[w.Resource].behind(f.hold.version)
}

// forgetSeen forgets at which version things came that nobody wants any more.
func (f *Feed) forgetSeen() {
	for r := range f.hold.seen {
		if _, wanted := f.at[r]; !wanted {
			delete(f.hold.seen, r)
		}
	}
}

// versioned says whether a change of a resource is a change of everything. What containers write and use
// is none.
func (r Resource) versioned() bool { return r.What == List || r.What == Detail }
