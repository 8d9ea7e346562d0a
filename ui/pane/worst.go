package pane

import (
	"slices"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// worstFirst is a list in the order in which it needs attention.
type worstFirst struct {
	rows  []*fleet.Row
	until time.Time // when time alone changes the order, the zero time for never
	asOf  uint64    // what was known then
}

// worstFirst says whether the worst stands first: no other order was chosen.
func (l *List) worstFirst() bool {
	return !l.Activity && l.Query.Kind != fleet.Images && l.view.Sort == ""
}

// badnesses is how many kinds of rows there are for the order.
const badnesses = 9

// badness says how urgently an object needs attention, the most urgent being 0. What is in transition
// stays among what runs: it would move twice otherwise.
func badness(r *fleet.Row, why fleet.Attention) int {
	state := r.State()
	switch {
	case r.Gone():
		return 8
	case why == fleet.Fine && state == client.StateStopped:
		return 6
	case why == fleet.Fine && !state.Known():
		return 5
	case why == fleet.Fine:
		return 7
	case state == client.StateStartFailed:
		return 0
	case why == fleet.Failing && state != client.StatePartlyRunning && state != client.StateRunning:
		return 1
	case why == fleet.Looping:
		return 2
	case why == fleet.Failing:
		return 3
	default: // stuck, or crashed and running again
		return 4
	}
}

// orderByBadness brings the rows of a source, which are in the order of their names, in the order in
// which they need attention; those that need it alike stay in the order of their names.
func orderByBadness(s *source, reverse bool) worstFirst {
	o := worstFirst{rows: make([]*fleet.Row, len(s.rows)), asOf: s.fleet.Version()}
	kinds := make([]uint8, len(s.rows))
	var ends [badnesses + 1]int // where each kind ends
	for i, r := range s.rows {
		why, until := s.fleet.Attention(r, s.clock)
		if !until.IsZero() && (o.until.IsZero() || until.Before(o.until)) {
			o.until = until
		}
		kind := badness(r, why)
		if reverse {
			kind = badnesses - 1 - kind
		}
		kinds[i] = uint8(kind) //nolint:gosec // There are nine.
		ends[kind+1]++
	}
	for kind := range badnesses {
		ends[kind+1] += ends[kind]
	}
	for i, r := range s.rows {
		o.rows[ends[kinds[i]]] = r
		ends[kinds[i]]++
	}
	return o
}

// Reorder looks whether by now other objects need attention than when the list was put in order, and
// says whether that has changed what it shows.
func (l *List) Reorder(c *Context) (changed bool) {
	was := &l.sorting.worst
	due := was.asOf != c.Fleet.Version() || !was.until.IsZero() && !c.Now.Before(was.until)
	if !l.worstFirst() || l.shown == nil || l.src == nil || !due {
		return false
	}
	now := orderByBadness(&source{rows: l.shown.Rows, fleet: c.Fleet, clock: c.Now}, l.view.Reverse)
	if slices.Equal(now.rows, was.rows) {
		was.until, was.asOf = now.until, now.asOf
		return false
	}
	l.take(l.shown, c)
	return true
}

// home puts the cursor of a list in which nobody has moved it on the first row; in the containers of one
// application, on the first of those that need attention.
func (l *List) home() {
	if l.touched || l.Activity {
		return
	}
	l.grid.Top()
	if l.Query.Application == "" || l.worstFirst() || l.src == nil {
		return
	}
	for n := range l.grid.Shown() {
		if l.src.attention(l.src.rows[l.grid.At(n)]) != fleet.Fine {
			l.grid.Scroll(n)
			return
		}
	}
}

// Touch has the cursor stay on its object from now on, whatever comes: something was asked for of it.
func (l *List) Touch() { l.touched = true }
