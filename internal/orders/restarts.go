package orders

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// restartEvery is the time between two polls for restarts where polling is paused.
const restartEvery = time.Second

// restartOf is a restart, and the item that it is for.
type restartOf struct {
	*restart
	order *Order
	item  *Item
}

// restarts returns the restarts that are under way, in the order of their names.
func (b *Book) restarts() []restartOf {
	var out []restartOf
	for _, o := range b.orders {
		for i := range o.Items {
			if it := &o.Items[i]; it.restart != nil {
				out = append(out, restartOf{it.restart, o, it})
			}
		}
	}
	slices.SortFunc(out, func(a, b restartOf) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID.Key, b.ID.Key))
	})
	return out
}

// Restarts returns the restarts that are under way, in the order of their names. Those of
// an order for many are left out on demand.
func (b *Book) Restarts(many bool) []fleet.Restarting {
	var out []fleet.Restarting
	for _, r := range b.restarts() {
		if many || !r.order.Many {
			out = append(out, r.Restarting)
		}
	}
	return out
}

// restart begins to restart an object: its stop is sent, once.
func (o *Order) restart(w World, it *Item, row *fleet.Row, s *Step) {
	it.restart = newRestart(row, w.Now)
	w.Fleet.NoteRestart(it.restart.Restarting)
	s.News = append(s.News, News{What: RestartBegan, Order: o, Item: it})
	o.writeOf(w, it, fleet.Stop, s)
}

// writeOf sends the write of a restart's step. Nobody asks for it: what blocks other
// actions is the restart itself.
func (o *Order) writeOf(w World, it *Item, verb fleet.Verb, s *Step) {
	row := w.Fleet.Row(it.ID)
	w.Fleet.Begin(verb, row, 0, w.Now)
	w.Fleet.Pending(it.ID).Many = o.Many
	s.News = append(s.News, News{What: RestartWrites, Order: o, Item: it, Verb: verb})
	s.Send = append(s.Send, Write{Order: o.Number, Action: Action{Verb: verb, ID: it.ID, Seen: row.Identity()}, Name: it.Name})
}

// repliedTo tells the restart of an item, if it goes on, what came of its write.
func (it *Item) repliedTo(w World, r Result) (goesOn bool) {
	if it.restart == nil {
		return false
	}
	it.restart.replied(client.OutcomeOf(r.Err), r.Err, w.Now)
	w.Fleet.NoteRestart(it.restart.Restarting)
	return true
}

// goOnRestarting lets every restart look at what is known now: it sends the starts
// that are due, and says how those ended that have.
func (b *Book) goOnRestarting(w World, s *Step) {
	under := b.restarts()
	for _, r := range under {
		start := r.watch(w)
		w.Fleet.NoteRestart(r.Restarting)
		if start {
			r.order.writeOf(w, r.item, fleet.Start, s)
		}
		if r.ended {
			w.Fleet.EndRestart(r.ID)
			s.News = append(s.News, r.order.restartEnded(r.item))
		}
	}
	if at, needed := b.restartPoll(w); needed && !at.After(w.Now) {
		b.polled = w.Now
		for _, r := range b.restarts() {
			if q := r.polled(); !w.Fetch(q).Waiting && !slices.Contains(s.Look, q) {
				s.Look = append(s.Look, q)
			}
		}
	}
}

// restartEnded takes in how a restart ended: what its order waited for has come.
func (o *Order) restartEnded(it *Item) News {
	how, why := it.restart.ending, it.restart.why
	it.restart = nil
	switch how {
	case GaveUp:
		it.Fate = Broken
	case CalledOff:
		it.Fate = Cancelled
	case RunsAgain:
		it.Fate = Done
	}
	if it.Fate != Done {
		it.Why = why
	}
	return News{What: RestartEnded, Order: o, Item: it, How: how, Reason: why, Crowded: o.Many && how == GaveUp && o.crowded()}
}

// CancelRestart ends a restart before its start is sent; the next step says so.
func (b *Book) CancelRestart(id fleet.ID) {
	for _, r := range b.restarts() {
		if r.ID == id {
			r.cancel()
		}
	}
}

// restartPoll is when what restarts wait for is to be asked for next, and whether it
// is: where polling is paused, once a second, as polls after an action go on. A server
// that is to be left alone is.
func (b *Book) restartPoll(w World) (at time.Time, needed bool) {
	needed = w.Paused && !w.Unauthorized && w.Wait <= 0 && len(b.restarts()) > 0
	return b.polled.Add(restartEvery), needed
}

// nextRestart is when a restart has to be looked at: at its deadline, and where polling
// is paused at the next poll of its own; false where that is never.
func (b *Book) nextRestart(w World) (time.Time, bool) {
	var next time.Time
	for _, r := range b.restarts() {
		if until := r.deadline(); !until.IsZero() && (next.IsZero() || until.Before(next)) {
			next = until
		}
	}
	if at, needed := b.restartPoll(w); needed && (next.IsZero() || at.Before(next)) {
		next = at
	}
	return next, !next.IsZero()
}
