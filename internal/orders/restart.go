package orders

import (
	"slices"
	"strings"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// restartEvery is the time between two polls for restarts where polling is paused.
const restartEvery = time.Second

// restart begins to restart an object: its stop is sent, once.
func (o *Order) restart(w World, it *Item, row *fleet.Row, s *Step) {
	r := w.Fleet.BeginRestart(row, w.Now)
	r.Order = o.Number
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

// reply is what a restart has to know of the answer to its write, and why it was not
// accepted.
func (r Result) reply() (reply fleet.Reply, why string) {
	switch client.OutcomeOf(r.Err) {
	case client.Accepted:
		return fleet.Accepted, ""
	case client.Unknown:
		reply = fleet.Unknown
	case client.NotSent:
		reply = fleet.NotSent
	default:
		reply = fleet.Refused
	}
	return reply, text.Clean(client.Reason(r.Err))
}

// goOnRestarting lets every restart look at what is known now: it sends the starts
// that are due, and says how those ended that have.
func (b *Book) goOnRestarting(w World, s *Step) {
	for _, r := range w.Fleet.Restarts() {
		o := b.order(r.Order)
		it := o.item(r.ID)
		if w.Fleet.Watch(r, w.Trouble != "", w.Quitting, w.Now) {
			o.writeOf(w, it, fleet.Start, s)
		}
		if how, text, ended := r.Ended(); ended {
			w.Fleet.EndRestart(r.ID)
			s.News = append(s.News, o.restartEnded(it, how, text))
		}
	}
	if at, needed := b.restartPoll(w); needed && !at.After(w.Now) {
		b.polled = w.Now
		for _, r := range w.Fleet.Restarts() {
			if q := r.Polled(); !w.Fetch(q).Waiting && !slices.Contains(s.Look, q) {
				s.Look = append(s.Look, q)
			}
		}
	}
}

// restartEnded takes in how a restart ended: what its order waited for has come.
func (o *Order) restartEnded(it *Item, how fleet.Ending, said string) News {
	switch how {
	case fleet.RestartGaveUp:
		it.Fate = Broken
	case fleet.RestartCancelled:
		it.Fate = Cancelled
	case fleet.RestartDone:
		it.Fate = Done
	}
	if it.Fate != Done {
		it.Why = Reason{Kind: RestartGaveUp, Text: strings.TrimPrefix(said, "cancelled: ")}
	}
	return News{What: RestartEnded, Order: o, Item: it, How: how, Text: said, Crowded: o.Many && how == fleet.RestartGaveUp && o.crowded()}
}

// CancelRestart ends a restart before its start is sent; the next step says so.
func (b *Book) CancelRestart(f *fleet.Fleet, id fleet.ID) {
	if r := f.Restarting(id); r != nil {
		r.Cancel()
	}
}

// restartPoll is when what restarts wait for is to be asked for next, and whether it
// is: where polling is paused, once a second, as polls after an action go on. A server
// that is to be left alone is.
func (b *Book) restartPoll(w World) (at time.Time, needed bool) {
	needed = w.Paused && !w.Unauthorized && w.Wait <= 0 && len(w.Fleet.Restarts()) > 0
	return b.polled.Add(restartEvery), needed
}

// nextRestart is when a restart has to be looked at: at its deadline, and where polling
// is paused at the next poll of its own; false where that is never.
func (b *Book) nextRestart(w World) (time.Time, bool) {
	var next time.Time
	for _, r := range w.Fleet.Restarts() {
		if until := r.Deadline(); !until.IsZero() && (next.IsZero() || until.Before(next)) {
			next = until
		}
	}
	if at, needed := b.restartPoll(w); needed && (next.IsZero() || at.Before(next)) {
		next = at
	}
	return next, !next.IsZero()
}

// Alone returns the restarts that were not asked for together with others.
func (b *Book) Alone(f *fleet.Fleet) []*fleet.Restarting {
	return slices.DeleteFunc(f.Restarts(), func(r *fleet.Restarting) bool { return b.order(r.Order).Many })
}
