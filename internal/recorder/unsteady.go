package recorder

import (
	"slices"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

const (
	// flapDowns is how often something has to go down within flapWithin to flap; it is steady again
	// when nothing has happened for as long.
	flapDowns  = 3
	flapWithin = 10 * time.Minute
	// againEvery is how often it is told that an application is started again by itself.
	againEvery = time.Hour
)

// folds says whether it was told not long ago that an application is started again by itself, as a job is
// that ends every few minutes. How often is told later.
func (r *Recorder) folds(a *app, e *activity.Entry, now time.Time) bool {
	a.again += max(e.Again, 1)
	if a.why == fleet.Looping || a.looping || !a.againTold.IsZero() && now.Sub(a.againTold) < againEvery {
		return true
	}
	if e.Again = 0; a.again > 1 {
		e.Again = a.again
	}
	a.again, a.againTold = 0, now
	return false
}

// flaps counts how often an application has gone down, and says whether one more entry says nothing
// new.
func (r *Recorder) flaps(a *app, e *activity.Entry, now time.Time) bool {
	a.moved = now
	if !a.flapping.IsZero() {
		a.flaps++
		return true
	}
	if e.Result == activity.Good || e.More() {
		return a.looping
	}
	a.downs = append(slices.DeleteFunc(a.downs, func(t time.Time) bool { return now.Sub(t) > flapWithin }), now)
	if a.looping || len(a.downs) < flapDowns {
		return a.looping
	}
	e.Phase, e.From, e.To, e.Cause = activity.Flaps, "", "", ""
	e.Object, e.Of, e.Names, e.Exit = activity.Of(a.row), activity.Object{}, nil, "" // whichever of its containers it was
	e.Result, e.Again, e.Span = activity.Bad, len(a.downs), now.Sub(a.downs[0])
	a.flapping, a.flaps, a.downs = a.downs[0], len(a.downs), nil
	r.unsteady[a.row.ID.Key] = a
	return false
}

// steady tells of what has not flapped for a while.
func (r *Recorder) steady(now time.Time) {
	for key, a := range r.unsteady {
		if now.Sub(a.moved) < flapWithin {
			continue
		}
		delete(r.unsteady, key)
		e := activity.Entry{Phase: activity.Settled, Object: activity.Of(a.row), To: a.told.text(), Again: a.flaps, Span: a.moved.Sub(a.flapping)}
		if a.why == fleet.Fine {
			e.Result = activity.Good
		}
		a.flapping, a.flaps = time.Time{}, 0
		r.fresh = append(r.fresh, change{entry: e, app: a})
	}
}

// loops tells that an application begins to be started again and again, and when that is over.
func (r *Recorder) loops(a *app, now time.Time) {
	is := r.fleet.Loops(a.row, now)
	if is == a.looping || !is && a.row.State().InTransition() { // it may be made anew
		return
	}
	was := a.loopTold || a.loopHeard
	a.looping, a.loopTold, a.again = is, is && !a.loopHeard && !r.toldLoop(a), 0
	if a.loopHeard = is && a.loopHeard; is && !a.loopTold || !is && !was {
		return
	}
	e := activity.Entry{Phase: activity.LoopOver, Object: activity.Of(a.row), To: a.told.text(), Result: activity.Neutral}
	if is {
		e.Phase, e.To, e.Again, e.Result = activity.Loops, "", a.row.Application.Restarts, activity.Bad
	} else if a.why == fleet.Fine {
		e.Result = activity.Good
	}
	r.fresh = append(r.fresh, change{entry: e, app: a, waits: is})
}

// looper is a container that is started again and again: of which application, and whether that was told of it.
type looper struct {
	app  *app
	told bool
}

// toldLoop says whether it was told of a container of an application that it is started again and again.
func (r *Recorder) toldLoop(a *app) bool {
	for _, l := range r.loopers {
		if l.app == a && l.told {
			return true
		}
	}
	return false
}
