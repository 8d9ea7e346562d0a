package fleet

import (
	"time"

	"fleetop/client"
)

const (
	// loopRestarts is how often something may be started again within loopTime before that is a
	// problem.
	loopRestarts = 3
	loopTime     = time.Minute
	// waiting is the engine's word for a container that ended and is to be started again.
	waiting = "restarting"
)

// restarts is how often an object has been started again by itself.
type restarts struct {
	first, last int       // when it was counted first, and last
	since       time.Time // of the first
	looped      time.Time // when it was seen last that this is too often; zero: never
}

// noteLoops counts how often the objects of a list were started again: what is more than three times
// within a minute is a problem, and what waits to be started for the fifth time or later. Engines wait
// longer each time, so that the rate alone tells only of the beginning.
func (f *Fleet) noteLoops(rows []*Row, now time.Time) {
	for _, row := range rows {
		count, word := restartsOf(row)
		if count == 0 || row.State() == client.StateStopped { // which ends it, however often it was
			delete(f.loops, row.ID)
			continue
		}
		r, known := f.loops[row.ID]
		if !known || count < r.last || now.Sub(r.since) > loopTime {
			r.first, r.since = count, now
		}
		r.last = count
		if count-r.first > loopRestarts || count > loopRestarts && word == waiting {
			r.looped = now
		}
		f.loops[row.ID] = r
	}
}

// restartsOf returns how often an object was started again, and the engine's word for its state.
func restartsOf(row *Row) (count int, word string) {
	switch {
	case row.Container != nil:
		return row.Container.Restarts, row.Container.EngineState
	case row.Application != nil:
		return row.Application.Restarts, row.Application.EngineState
	default:
		return 0, ""
	}
}

// Waits says whether an object, or a part of it, waits to be started again by itself.
func Waits(r *Row) bool {
	_, word := restartsOf(r)
	return word == waiting
}

// Restarts says whether nothing of an object runs, and it waits to be started again by itself.
func Restarts(r *Row) bool { return Waits(r) && (r.Application == nil || r.Application.Running == 0) }

// forgetLoops forgets what a list had and has no more.
func (f *Fleet) forgetLoops(old, next *List) {
	if old == nil || len(f.loops) == 0 {
		return
	}
	for _, row := range old.Rows {
		if next.Row(row.ID.Key) == nil {
			delete(f.loops, row.ID)
		}
	}
}

// Loops says whether an object is started again and again, whatever else there is to say of it. What has ended
// is not any more, and nobody knows of the rest of an application.
func (f *Fleet) Loops(row *Row, now time.Time) bool {
	switch row.State() {
	case client.StateStoppedWithErrors, client.StateStartFailed, client.StateNotRunning:
		return false
	default:
		return !row.Gone() && !f.looping(row, now).IsZero()
	}
}

// looping returns until when an object needs attention because it is started again and again; the
// zero time if it does not.
func (f *Fleet) looping(row *Row, now time.Time) time.Time {
	if r, found := f.loops[row.ID]; found && !r.looped.IsZero() {
		if until := r.looped.Add(crashedFor); now.Before(until) {
			return until
		}
	}
	return time.Time{}
}
