package recorder

import (
	"slices"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// tellMoves makes one entry of the containers that ended, came and went.
func (r *Recorder) tellMoves(a *app, m *moves, o own, mine bool, now time.Time) {
	if mine && o.many || !a.ofMany.IsZero() && now.Sub(a.ofMany) <= joinFor*r.interval {
		m.back = activity.Group{} // that is told of all of them
	}
	if r.adds(a, m) {
		return
	}
	switch {
	case len(m.exits) > 0 && !a.unsteady() && !mine:
		e := activity.Entry{Phase: activity.Exited}
		exited(&e, a, m.exits)
		m.into(&e)
		if !r.isJob(a, &e, now) && !r.flaps(a, &e, now) {
			r.fresh = append(r.fresh, change{entry: e, app: a, joins: true})
		}
	case !m.empty() && !a.unsteady():
		e := activity.Entry{Phase: activity.Changed, Object: activity.Of(a.row)}
		m.into(&e)
		if mine {
			e.By, e.Verb, e.Span = "you", o.verb, now.Sub(o.sent)
		}
		r.fresh = append(r.fresh, change{entry: e, app: a, joins: true})
	}
}

// endedBetween takes in containers that were started again between two of their lists, where their application
// tells the same: how one ended of which it has told that fewer run, and that they run again once more do, or
// where it was told already that one had ended.
func (r *Recorder) endedBetween(a *app, m *moves) {
	m.again = slices.DeleteFunc(m.again, func(row *fleet.Row) bool {
		isBack := row.Name == a.members.waiting
		if isBack {
			m.back.Add(row.Name)
			a.members.waiting = ""
		}
		return isBack
	})
	switch {
	case !a.open.asks:
	case a.open.more:
		for _, row := range m.again {
			m.back.Add(row.Name)
		}
		m.again = nil
	case a.open.fewer && len(m.again) == 1 && m.again[0].Container.ExitCode != nil:
		r.log.Amend(a.open.number, func(e *activity.Entry) { exited(e, a, m.again) })
		a.open.asks, a.open.named = false, true
		a.members.held.back.Add(m.again[0].Name)
		m.again = nil
	}
}

// adds puts what the containers of an application tell into the entry that tells the same of it, and says
// whether there is one. That one of them ended is another thing than that more run, or that another one ended;
// that one runs again is another thing than that fewer do.
func (r *Recorder) adds(a *app, m *moves) bool {
	switch o := &a.open; {
	case o.number == 0 || m.empty() && len(m.exits) == 0,
		len(m.exits) > 0 && (o.more || o.named),
		len(m.exits) == 0 && !m.back.Empty() && (o.fewer || o.phase == activity.Exited):
		return false
	}
	r.log.Amend(a.open.number, func(e *activity.Entry) {
		m.into(e)
		if len(m.exits) == 1 && a.open.phase != activity.StartedAgain && a.why != fleet.Fine {
			exited(e, a, m.exits)
			a.open.asks, a.open.named = false, true // whichever list came first
		}
	})
	return true
}

// joined adds what an application tells to the entry that its containers have made of the same; false where
// there is none.
func (r *Recorder) joined(a *app, e *activity.Entry, now time.Time) bool {
	if a.open.number == 0 || !a.open.joins || now.Sub(a.open.since) > joinFor*r.interval && !a.open.busy {
		return false
	}
	if e.Phase == activity.Changed && (a.open.phase == activity.Exited && e.More() || a.open.back && e.Fewer()) {
		return false // it is not the same
	}
	stopped := a.why == fleet.Fine && a.row.Application.Running <= 0 // as somebody wanted it
	r.log.Amend(a.open.number, func(was *activity.Entry) {
		was.From, was.To, was.By, was.Verb, was.Span = e.From, e.To, e.By, e.Verb, e.Span
		if was.Phase == activity.Exited && e.Phase == activity.Changed && !stopped {
			was.Result = max(was.Result, e.Result)
			return
		}
		was.Phase, was.Object, was.Result = e.Phase, e.Object, e.Result
		was.Of, was.Names, was.Exit, was.Cause = activity.Object{}, nil, "", e.Cause
	})
	r.release(a)
	return true
}

// returned tells of an application that has left its state and come back to it which of its containers was started
// again meanwhile.
func (r *Recorder) returned(a *app, containers []*fleet.Row, now time.Time) {
	if a.left.IsZero() || a.row.State().InTransition() || !a.due.IsZero() {
		return
	}
	since := r.fleet.ServerTime(now).Add(-now.Sub(a.left) - joinFor*r.interval)
	a.left = time.Time{}
	if row := startedLast(containers); row != nil && runs(row) && row.Container.Started.After(since) && row.Container.ExitCode != nil {
		r.again(a, row, now)
	}
}
