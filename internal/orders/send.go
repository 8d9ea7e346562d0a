package orders

import (
	"slices"
	"time"

	"fleetop/internal/fleet"
)

const (
	// writesAtOnce is how many requests of actions on many objects run at the same
	// time.
	writesAtOnce = 4
	// lookAgainEvery is how often at least the objects of an order that is being sent
	// are asked for, and knownFor how old what is known of them may be: each is looked
	// at once more before its turn.
	lookAgainEvery = 5 * time.Second
	knownFor       = 15 * time.Second
	// unansweredMost is how many requests of an order may go without a clear answer
	// until it ends: one alone may just be slow.
	unansweredMost = 1
)

// Write is one request that is to be sent now, once.
type Write struct {
	Order  int // its number, for the result
	Action Action
	Name   string // of the object
	// Form says that a form has the request: it sends it, and takes the answer.
	Form bool
}

// send sends what may be sent now, and ends the orders that are through.
func (b *Book) send(w World, s *Step) {
	if w.Quitting {
		return
	}
	for _, o := range b.Sending() {
		if why := o.mustNotGo(w); why.Kind != NoReason {
			s.News = append(s.News, o.stop(w, why))
		}
	}
	flying := 0
	for _, o := range b.orders {
		if o.Many {
			flying += o.Count(InFlight) + o.unanswered // these may be under way still
		}
	}
	for _, o := range b.orders {
		for o.sendsNext(w, flying) {
			it := &o.Items[o.next]
			o.next++
			if o.sendItem(w, it, s) && o.Many {
				flying++
			}
		}
	}
	b.orders = slices.DeleteFunc(b.orders, func(o *Order) bool {
		if o.Left() > 0 || o.Count(InFlight) > 0 {
			return false
		}
		s.News = append(s.News, News{What: Ended, Order: o})
		return true
	})
}

// mustNotGo says why the rest of an order that is being sent must not be: the server
// is not to be written to now, or what is known is too old.
func (o *Order) mustNotGo(w World) Reason {
	known := w.wall().Add(-knownFor)
	switch {
	case w.Away != "":
		return Reason{Kind: ServerAway, Text: w.Away}
	case w.Wait > 0:
		return Reason{Kind: LeftAlone, Wait: w.Wait}
	case o.unanswered > unansweredMost:
		return Reason{Kind: ManyUnclear, Count: o.unanswered}
	case !o.since.IsZero() && o.since.Before(known) && !o.cameSince(w, known):
		return Reason{Kind: KnownTooOld, Wait: knownFor}
	default:
		return Reason{}
	}
}

// sendsNext says whether the next action of an order is to be sent now, with so many
// on their way.
func (o *Order) sendsNext(w World, flying int) bool {
	if o.Counts() || o.Left() == 0 {
		return false
	}
	if o.since.IsZero() {
		o.since = w.wall()
	}
	return !o.Many || flying < writesAtOnce && w.Trouble == ""
}

// sendItem sends one action once, and marks its object until a poll confirms it; false
// where it is not possible any more, or was taken out before its turn.
func (o *Order) sendItem(w World, it *Item, s *Step) bool {
	if it.Fate != Waiting {
		return false
	}
	if p := w.Fleet.Planned(it.ID); p != nil && p.Verb == it.Verb {
		w.Fleet.Unplan(it.ID)
	}
	row := w.Fleet.Row(it.ID)
	if why := o.obstacle(w, it, row); why.Cause != None {
		it.Fate, it.Why = Refused, Reason{Kind: Impossible, Obstacle: why}
		s.News = append(s.News, News{What: NotSent, Order: o, Item: it, Reason: it.Why, Crowded: o.Many && o.crowded()})
		return false
	}
	it.Fate = InFlight
	switch {
	case it.Verb == fleet.Restart:
		o.restart(w, it, row, s)
		return true
	case o.form:
		it.Fate = Handed
	case !o.Many:
		n := News{What: Requested, Order: o, Item: it}
		if row.Application != nil {
			n.Was = row.Application.Target
		}
		s.News = append(s.News, n)
	}
	w.Fleet.Begin(it.Verb, row, it.Target, w.Now)
	w.Fleet.Pending(it.ID).Many = o.Many
	s.Send = append(s.Send, Write{Order: o.Number, Action: it.Action, Name: it.Name, Form: o.form})
	return true
}

// lookAgainWhileSending asks for the objects of what is being sent, however long the
// interval is and while polling is paused too.
func (b *Book) lookAgainWhileSending(w World, s *Step) {
	if w.Down || w.Wait > 0 {
		return
	}
	now := w.wall()
	for _, o := range b.Sending() {
		from := now.Add(-lookAgainEvery)
		if o.since.Before(from) && o.rechecked.Before(from) && !w.Fetch(o.List).Waiting && !o.cameSince(w, from) {
			o.rechecked = now
			s.Look = append(s.Look, o.List)
		}
	}
}

// StopSending ends the orders that are being sent; no news where there is none.
func (b *Book) StopSending(w World) []News {
	return b.stopSending(w, Reason{})
}

// stopSending ends what is being sent, because of why or of a key.
func (b *Book) stopSending(w World, why Reason) []News {
	sending := b.Sending()
	news := make([]News, len(sending))
	for i, o := range sending {
		news[i] = o.stop(w, why)
	}
	return news
}

// stop takes out of an order what was not sent yet: because of why, or of a key.
func (o *Order) stop(w World, why Reason) News {
	o.Stopped = why
	n := News{What: Stopped, Order: o, Reason: why, Left: o.Left()}
	for ; o.next < len(o.Items); o.next++ {
		it := &o.Items[o.next]
		it.Fate = Unsent
		w.Fleet.Unplan(it.ID)
	}
	return n
}
