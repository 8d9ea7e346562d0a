// Package orders carries out what was confirmed, with care: it counts down, looks at
// the objects once more, sends each request once, and says what became of it, for one
// object or for many. It is pure: no I/O, no clock of its own, nothing of the screen.
// Whoever drives it carries out the writes it names and hands back the answers.
package orders

import (
	"slices"
	"time"

	"fleetop/internal/fleet"
)

// Book holds what was confirmed and is not through yet. Its zero value is empty.
type Book struct {
	orders []*Order  // the newest last
	taken  int       // how many there were
	asked  int       // how often the terminal was asked what it has read
	read   int       // the newest of these questions that it answered
	looked time.Time // when countdowns were looked at last, by the wall clock
	polled time.Time // when lists were last asked for on behalf of restarts
}

// Confirmed is what was confirmed at once: one action, or one verb for many objects.
type Confirmed struct {
	Actions []Action
	// Many says that it is about what was marked: its result is itemised.
	Many bool
	// Marked is what was marked when it was confirmed.
	Marked []*fleet.Row
	// Form says that the action is the request of a form, which sends it.
	Form bool
}

// Step is what is to be done next, and what has happened.
type Step struct {
	Send []Write
	// Look are the lists that have to be asked for at once, whatever their interval is
	// and while polling is paused too.
	Look []fleet.Query
	// Ask is a question to the terminal, whether it has read the screen as it is now; 0
	// is none. The answer goes to Book.Read.
	Ask  int
	News []News
}

// World is what is known when something is decided.
type World struct {
	Now     time.Time
	Account string // the server, and the user there
	Fleet   *fleet.Fleet
	// Grace is how long what destroys something counts down, 0 for not at all.
	Grace time.Duration
	// Quitting says that the question is open whether to quit. Meanwhile countdowns stand
	// still, and nothing is sent.
	Quitting bool
	// Away is why the server is known not to answer, "" where it is not.
	Away string
	// Trouble is why nothing comes from the server at the moment, "" where it does; Down says
	// that it is asked for nothing but whether it is back.
	Trouble string
	Down    bool
	// Wait is for how long the server asked to be left alone.
	Wait time.Duration
	// Paused says that nothing is polled by itself, Unauthorized that the key is refused.
	Paused, Unauthorized bool
	// Fetch returns what is known of the fetch of a list.
	Fetch func(fleet.Query) Fetch
}

// Fetch is what is known of a list that is being fetched.
type Fetch struct {
	Waiting bool
	Since   time.Time // when the request began that is waited for
	Heard   time.Time // when its newest page came
}

// wall is the time by the wall clock, which goes on while the machine sleeps.
func (w World) wall() time.Time { return w.Now.Round(0) }

// Take takes in what was confirmed. What may be sent of it is sent by the next step.
func (b *Book) Take(w World, c Confirmed) (*Order, []News) {
	b.taken++
	o := newOrder(w, c, b.taken)
	b.orders = append(b.orders, o)
	b.looked = w.wall()
	var news []News
	if o.countsDown(w, c) {
		o.Waited = true
		o.Zero = w.wall().Add(w.Grace)
		news = append(news, News{What: CountsDown, Order: o, Wait: w.Grace})
	}
	o.plan(w)
	return o, news
}

// Step lets everything go on that can. It is to be called after whatever may have
// changed the world, and at the time of Next.
func (b *Book) Step(w World) Step {
	var s Step
	b.goOnRestarting(w, &s)
	b.lookAtCountdowns(w, &s)
	b.send(w, &s)
	if !w.Quitting {
		b.recheck(w, &s)
		b.askTerminal(w, &s)
	}
	b.lookAgainWhileSending(w, &s)
	return s
}

// Read takes in that the terminal has read the screen of a question, and of all before.
func (b *Book) Read(question int) { b.read = max(b.read, question) }

// Idle says whether there is nothing to be done.
func (b *Book) Idle() bool { return len(b.orders) == 0 }

// Next is when the next step is due by time alone; false where that is never.
func (b *Book) Next(w World) (time.Time, bool) {
	tick, ticks := b.nextTick(w)
	restart, restarts := b.nextRestart(w)
	if !ticks || restarts && restart.Before(tick) {
		return restart, restarts
	}
	return tick, ticks
}

// Wants returns the lists that are to be polled: what restarts wait for, and what
// counts down or is being sent, which is checked again before it goes.
func (b *Book) Wants() []fleet.Query {
	restarts, unsent := b.restarts(), append(b.Counting(), b.Sending()...)
	out := make([]fleet.Query, 0, len(restarts)+len(unsent))
	for _, r := range restarts {
		out = append(out, r.polled())
	}
	for _, o := range unsent {
		out = append(out, o.List)
	}
	return out
}

// Counting returns the orders that count down, the newest last.
func (b *Book) Counting() []*Order { return b.those((*Order).Counts) }

// Sending returns the orders for many objects of which some were sent, or may be now,
// and some are to be.
func (b *Book) Sending() []*Order {
	return b.those(func(o *Order) bool { return o.Many && !o.Counts() && o.Left() > 0 })
}

// Unsent returns the orders of which something is not sent yet.
func (b *Book) Unsent() []*Order { return b.those(func(o *Order) bool { return o.Left() > 0 }) }

// Progressing returns the oldest order for many objects that does not count down, nil
// where there is none.
func (b *Book) Progressing() *Order {
	for _, o := range b.orders {
		if o.Many && !o.Counts() {
			return o
		}
	}
	return nil
}

func (b *Book) those(are func(*Order) bool) []*Order {
	var out []*Order
	for _, o := range b.orders {
		if are(o) {
			out = append(out, o)
		}
	}
	return out
}

// order returns the order of that number, nil if it is through.
func (b *Book) order(number int) *Order {
	for _, o := range b.orders {
		if o.Number == number {
			return o
		}
	}
	return nil
}

// drop forgets an order.
func (b *Book) drop(o *Order) {
	b.orders = slices.DeleteFunc(b.orders, func(other *Order) bool { return other == o })
}
