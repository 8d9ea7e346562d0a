package orders

import (
	"slices"
	"time"

	"fleetop/internal/fleet"
)

// countdownSlack is how much later than expected a countdown may be looked at. One
// that nobody could see for longer is cancelled.
const countdownSlack = 2 * time.Second

// countsDown says whether an order counts down before it is sent: what destroys
// something, or stops what is marked. One that is not possible is refused at once.
func (o *Order) countsDown(w World, c Confirmed) bool {
	first := &o.Items[0]
	if w.Grace <= 0 || !o.Many && o.obstacle(w, first, w.Fleet.Row(first.ID)).Cause != None {
		return false
	}
	shrinks := func(it Item) bool { return it.Verb == fleet.Scale && it.Target < it.seen.Target }
	return o.Verb == fleet.Terminate || o.Verb == fleet.Remove || o.Verb == fleet.Redeploy || o.Verb == fleet.Stop && w.Fleet.Engine().Destroys ||
		o.Verb == fleet.Stop && (o.Many || slices.ContainsFunc(c.Marked, func(row *fleet.Row) bool { return row.ID == first.ID })) || slices.ContainsFunc(o.Items, shrinks)
}

// lookAtCountdowns lets those that have reached zero be sent, once their objects
// have been looked at anew. A countdown that nobody could see because the clock
// jumped is cancelled instead, and what is being sent ends there; while the
// question whether to quit is open, all of them stand still.
func (b *Book) lookAtCountdowns(w World, s *Step) {
	now := w.wall()
	gap := now.Sub(b.looked)
	b.looked = now
	counting, sending := b.Counting(), b.Sending()
	if len(counting)+len(sending) == 0 {
		return
	}
	if w.Quitting {
		for _, o := range counting {
			o.Zero, o.asked = o.Zero.Add(gap), 0
			o.replan(w)
		}
		return
	}
	if gap < -countdownSlack || gap > time.Second+countdownSlack {
		for _, o := range counting {
			s.News = append(s.News, b.undo(w, o, Reason{Kind: ClockJumped}))
		}
		s.News = append(s.News, b.stopSending(w, Reason{Kind: ClockJumped})...)
		return
	}
	for _, o := range counting {
		if now.Before(o.Zero) {
			continue
		}
		switch known, why := b.mayBeSent(w, o); {
		case why.Kind != NoReason:
			s.News = append(s.News, b.takeBack(w, o, why))
		case known:
			o.Zero = time.Time{}
			o.replan(w)
		}
	}
}

// Undo cancels the newest order that counts down; no news where none does.
func (b *Book) Undo(w World) []News {
	counting := b.Counting()
	if len(counting) == 0 {
		return nil
	}
	return []News{b.undo(w, counting[len(counting)-1], Reason{})}
}

// undo ends an order that counts down, because of why or of a key.
func (b *Book) undo(w World, o *Order, why Reason) News {
	n := b.takeBack(w, o, why)
	n.What = Undone
	return n
}

// takeBack ends an order of which nothing was sent, and nothing will be.
func (b *Book) takeBack(w World, o *Order, why Reason) News {
	o.unplan(w)
	b.drop(o)
	return News{What: NotSent, Order: o, Reason: why}
}

// Replaced takes what was to be done to an object out of the orders that have not
// done it yet, where another object has its uuid now.
func (b *Book) Replaced(w World, id fleet.ID) []News {
	var news []News
	for _, o := range slices.Clone(b.orders) {
		it := o.item(id)
		if it == nil || it.Fate != Waiting {
			continue
		}
		why := o.obstacle(w, it, w.Fleet.Row(id))
		if why.Cause != OtherObject {
			continue
		}
		reason := Reason{Kind: Impossible, Obstacle: why}
		if !o.Many {
			news = append(news, b.takeBack(w, o, reason))
			continue
		}
		it.Fate, it.Why = Refused, reason
		if o.Count(Waiting) == 0 { // nothing is left to count down for
			o.Zero = time.Time{}
		}
		w.Fleet.Unplan(id)
		news = append(news, News{What: NotSent, Order: o, Item: it, Reason: reason, Crowded: o.crowded()})
	}
	return news
}

// nextTick is when the number in a countdown changes, or one reaches zero; false
// when nothing counts down. While they stand still or wait, or something is being
// sent, a look a second keeps the clock from seeming to jump.
func (b *Book) nextTick(w World) (time.Time, bool) {
	var next time.Time
	now, counting, sending := w.wall(), b.Counting(), b.Sending()
	if w.Quitting {
		return now.Add(time.Second), len(counting)+len(sending) > 0
	}
	if len(sending) > 0 {
		next = now.Add(time.Second)
	}
	for _, o := range counting {
		left := o.Zero.Sub(now)
		at := o.Zero.Add(-max(left-1, 0).Truncate(time.Second))
		if left <= 0 { // it waits for an answer
			at = now.Add(time.Second)
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, !next.IsZero()
}
