package fleet

import "time"

// transitionLimit is how long an object in transition is polled quickly.
const transitionLimit = 60 * time.Second

// noteTransitions remembers since when the objects in transition are so.
func (f *Fleet) noteTransitions(rows []*Row, now time.Time) {
	for _, row := range rows {
		in := row.State().InTransition()
		if !in && len(f.busy) == 0 {
			continue
		}
		switch _, noted := f.busy[row.ID]; {
		case in && !noted:
			f.busy[row.ID] = now
		case !in:
			delete(f.busy, row.ID)
		}
	}
}

// forgetTransitions drops what is not listed any more.
func (f *Fleet) forgetTransitions(old, next *List) {
	for id := range f.busy {
		covered := id.Kind == next.Query.Kind && (!next.Query.Narrow() || old.Row(id.Key) != nil)
		if covered && next.Row(id.Key) == nil {
			delete(f.busy, id)
		}
	}
}

// Transition says whether an object of that list is in transition, or waits
// for the confirmation of an action, for less than a minute.
func (f *Fleet) Transition(l *List, now time.Time) bool {
	if l == nil {
		return false
	}
	for id, since := range f.busy {
		if now.Sub(since) < transitionLimit && id.Kind == l.Query.Kind && l.Row(id.Key) != nil {
			return true
		}
	}
	for id, p := range f.pending {
		if !p.InFlight() && now.Sub(p.Sent) < transitionLimit && id.Kind == l.Query.Kind && l.Row(id.Key) != nil {
			return true
		}
	}
	return false
}
