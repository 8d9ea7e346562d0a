// Package recorder is the flight recorder of a fleet: it compares what polls show, and tells what has
// changed, how each application was in the last hour, and why those that need attention do. It is
// pure: it takes the time as a value, does no I/O, and knows nothing of the screen.
//
// What it has to know of containers it asks for ([Recorder.Wants]), rarely: an application's containers
// are polled only while somebody looks at them.
package recorder

import (
	"maps"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

const (
	// gapIntervals is how many intervals without an answer make a gap, and leastGap the least time.
	gapIntervals = 3
	leastGap     = time.Minute
	// beginning is how long after the first list there may be more to come of what is there already.
	beginning = 5 * time.Second
)

// Recorder is what was seen of a fleet. The zero value is not ready; see [New].
type Recorder struct {
	interval time.Duration
	fleet    *fleet.Fleet

	apps    map[string]*app // by uuid
	rows    []*fleet.Row    // the applications as they were looked at last
	seen    time.Time       // when the list of applications came last, the zero time for never
	watched watch
	timed   map[string]time.Time // when time alone changes how an application is
	ask     asking
	newest  newest

	log      *activity.Log
	fresh    []change          // what the poll has brought
	own      map[string]own    // by the uuid of the object
	opened   map[string]*app   // whose newest entry waits for what containers tell
	unsteady map[string]*app   // what flaps
	loopers  map[string]looper // by the uuid of a container that is started again and again
	looked   time.Time         // when the list of all containers came last
	cause    string            // why nobody watches, "" while somebody does

	began     time.Time // when the first list came
	earlier   *Snapshot // of an earlier run, until that is joined to what is known
	elsewhere bool      // another program watches, and tells of what it sees
}

// app is what is kept of an application.
type app struct {
	row     *fleet.Row
	why     fleet.Attention
	track   track
	problem *Problem // nil while it needs no attention

	told    facts
	telling bool      // told is known
	since   time.Time // when that began, as far as it has changed
	due     time.Time // until when the rest of it may come up by itself; then that it does not is told
	changed time.Time // when its record changed last
	open    open
	// left is when it was seen to leave a state to which it came back, while it is not known what that was.
	left    time.Time
	members members
	earlier map[string]remembered // its containers as an earlier run saw them last, until they come
	// ofMany is when it became what was asked of several at once, which is told of all of them.
	ofMany time.Time
	// looping is that it is started again and again, loopTold that this was told of it and not of a container.
	// loopHeard is that it was told of a container in whose place another one is now.
	looping, loopTold, loopHeard bool
	// downs are when it went down in the last minutes. Where it flaps, flapping is since when, flaps
	// how often, and moved when it did last.
	downs           []time.Time
	flapping, moved time.Time
	flaps           int
	// again is how often it was started again by itself since that was told, which was at againTold.
	again     int
	againTold time.Time
}

// New returns the recorder of a fleet that is polled at an interval. What it has to tell goes to a log.
func New(f *fleet.Fleet, log *activity.Log, interval time.Duration) *Recorder {
	return &Recorder{
		fleet: f, log: log, interval: interval, apps: map[string]*app{}, timed: map[string]time.Time{},
		own: map[string]own{}, opened: map[string]*app{}, unsteady: map[string]*app{}, loopers: map[string]looper{},
	}
}

// Take takes in that the list of applications came; changed says whether it is another than before.
func (r *Recorder) Take(now time.Time, changed bool) {
	l := r.fleet.List(fleet.Query{Kind: fleet.Applications})
	if l == nil || l.Good.IsZero() || l.Partial {
		return
	}
	slot := slotOf(now)
	carried := slot // the last cell in which what was known before was seen
	switch gap := r.gap(now); {
	case r.seen.IsZero():
		r.watched.note(slot, slot)
	case gap > 0:
		carried = slotOf(r.seen)
		r.watched.note(slot, slot)
		r.tellGap(gap, now)
	default:
		r.watched.note(slotOf(r.seen), slot)
	}
	r.seen, r.cause = now, ""
	if changed || r.rows == nil {
		r.compare(l, now, slot, carried)
	}
	for key, until := range r.timed {
		if a := r.apps[key]; !now.Before(until) && a != nil {
			r.judge(a, now, slot, slot)
			if a.telling {
				r.tell(a, now)
			}
			r.loops(a, now)
		}
	}
	maps.DeleteFunc(r.own, func(_ string, o own) bool { return now.Sub(o.sent) > ownFor })
	r.steady(now)
	r.loopsOver(now)
	r.flush(now)
	if r.began.IsZero() {
		r.began = now
	}
	if r.earlier != nil {
		r.resume(now)
	}
	r.expire(now)
	r.ask.next()
}

// Blame takes in why nobody watches from now on until the next poll comes.
func (r *Recorder) Blame(cause string) {
	if r.cause == "" {
		r.cause = cause
	}
}

// gap returns for how long nobody watched until now, 0 where somebody did, and at the start.
func (r *Recorder) gap(now time.Time) time.Duration {
	if r.seen.IsZero() {
		return 0
	}
	away := now.Round(0).Sub(r.seen.Round(0))
	if away <= max(gapIntervals*r.interval, leastGap) {
		return 0
	}
	return away
}

// tellGap tells for how long nobody watched: where the connection has just come back, with that.
func (r *Recorder) tellGap(gap time.Duration, now time.Time) {
	entries := r.log.Entries()
	if n := len(entries); n > 0 && entries[n-1].Phase == activity.Reconnected && entries[n-1].Time.Equal(now) {
		r.log.Amend(entries[n-1].Number, func(e *activity.Entry) { e.Span = gap })
		return
	}
	r.log.Add(now, activity.Entry{Phase: activity.Unwatched, Span: gap, Cause: r.cause})
}

// compare looks at every application whose record is another one than before. Both lists are in the
// order of the names, so that what has not changed is passed over quickly.
func (r *Recorder) compare(l *fleet.List, now time.Time, slot, carried int64) {
	var gone []*fleet.Row
	was := r.rows
	for _, row := range l.Rows {
		for len(was) > 0 && was[0] != row && fleet.Compare(was[0], row) < 0 {
			gone, was = append(gone, was[0]), was[1:]
		}
		if len(was) > 0 && was[0] == row {
			was = was[1:]
			continue
		}
		if len(was) > 0 && was[0].ID == row.ID {
			was = was[1:]
		}
		r.look(row, now, slot, carried)
	}
	for _, row := range append(gone, was...) {
		if l.Row(row.ID.Key) == nil {
			r.forget(row, now)
		}
	}
	r.rows = l.Rows
}

// look takes in the record of an application that is new or has changed.
func (r *Recorder) look(row *fleet.Row, now time.Time, slot, carried int64) {
	a := r.apps[row.ID.Key]
	fresh := a == nil
	if fresh {
		a = &app{}
		a.track.begin(Unseen, slot)
		r.apps[row.ID.Key] = a
	}
	a.row, a.changed = row, now
	r.judge(a, now, slot, carried)
	switch {
	case a.telling:
		r.tell(a, now)
	case fresh && !r.atStart():
		if !r.begins(now) {
			r.appeared(a, now)
		}
		a.told, a.telling = factsOf(row), true
	default:
		a.told, a.telling = factsOf(row), !row.State().InTransition()
	}
	r.loops(a, now)
}

// begins says whether the first lists may not be whole yet, of an engine that has just been asked what it
// has: what they come to have then, another program has told that watches.
func (r *Recorder) begins(now time.Time) bool { return r.elsewhere && now.Sub(r.began) < beginning }

// forget drops an application that is not listed any more.
func (r *Recorder) forget(row *fleet.Row, now time.Time) {
	key := row.ID.Key
	if a := r.apps[key]; a != nil {
		r.close(a)
		r.vanished(row, &a.told, now)
	}
	delete(r.unsteady, key)
	delete(r.apps, key)
	delete(r.timed, key)
	r.ask.drop(key)
	r.newest.dropped(key)
}

// judge looks how an application is now.
func (r *Recorder) judge(a *app, now time.Time, slot, carried int64) {
	why, until := r.fleet.Attention(a.row, now)
	delete(r.timed, a.row.ID.Key)
	if !until.IsZero() {
		r.wake(a.row.ID.Key, until)
	}
	if !a.due.IsZero() { // also where it has just passed, and its containers come before the next poll
		r.wake(a.row.ID.Key, a.due)
	}
	a.why = why
	if level := levelOf(a.row, why); level != a.track.level || slot > a.track.last && carried < slot {
		a.track.note(level, slot, carried)
	}
	r.noteProblem(a, now)
}

// wake has an application looked at again at a time, if that is not to be earlier.
func (r *Recorder) wake(key string, at time.Time) {
	if until, timed := r.timed[key]; !timed || at.Before(until) {
		r.timed[key] = at
	}
}

// levelOf says how an application is.
func levelOf(row *fleet.Row, why fleet.Attention) Level {
	a := row.Application
	switch {
	case row.Gone():
		return Stopped
	case why == fleet.Looping:
		return Failed
	case why == fleet.Failing && a.Running <= 0:
		return Failed
	case why == fleet.Failing, why == fleet.Stuck: // what has crashed and runs again is well: its crash was a moment
		return Partly
	case row.State().InTransition():
		return Busy
	case row.State() == client.StateStopped, row.State() == client.StateInit:
		return Stopped
	default:
		return Well
	}
}

// Ribbon returns the last hour of an application.
func (r *Recorder) Ribbon(id fleet.ID, now time.Time) Ribbon {
	if r == nil || r.apps[id.Key] == nil {
		return Ribbon{}
	}
	return r.apps[id.Key].track.ribbon(slotOf(now), &r.watched)
}
