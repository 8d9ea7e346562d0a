package orders

import (
	"slices"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// Action is what is to be done to one object, once.
type Action struct {
	Verb   fleet.Verb
	ID     fleet.ID
	Target int // with Scale
	// Seen is the object as it was seen when it was confirmed.
	Seen fleet.Identity
}

// Fate is what became of one action of an order.
type Fate uint8

// The fates. The first two are not final.
const (
	Waiting  Fate = iota
	InFlight      // its answer is awaited, or the end of its restart
	Handed        // to the form that asked for it, which sends it and takes the answer
	Done
	Refused   // by the server, or here because something has changed
	Broken    // it failed on its way, or in the server
	Unknown   // no answer came: it may have been done
	Unsent    // the rest of its order was stopped
	Cancelled // a restart whose stop was sent
)

// Item is one action of an order, and what became of it.
type Item struct {
	Action
	Name string
	Fate Fate
	Why  Reason // it was not done

	seen    Seen     // as it was when it was confirmed
	restart *restart // while it is restarted
}

// Was is the target of the application as it was confirmed.
func (it *Item) Was() int { return it.seen.Target }

// Order is what was confirmed at once: one action, or one verb for many objects. It
// may count down before it is sent; its requests go out in order. Whoever reads it must
// not change it.
type Order struct {
	Number int // names it in its writes and their results
	Verb   fleet.Verb
	Items  []Item
	// Many says that it is about what was marked.
	Many bool
	// Zero is when it will be sent, by the wall clock; the zero time once it may be.
	Zero time.Time
	// List is the list that has its objects.
	List fleet.Query
	// Waited says that time has passed since it was confirmed, or may pass, so that its
	// objects must be as they were then.
	Waited bool
	// LeftOut are those that were marked too when it was confirmed.
	LeftOut []LeftOut
	// Stopped is why the rest of it was not sent.
	Stopped Reason

	form       bool // a form sends it
	next       int  // the first item that was not begun
	rechecked  time.Time
	asked      int // the question whether the terminal has read the end of the countdown, 0 before
	since      time.Time
	unanswered int // how many of its requests got no clear answer
	told       int // how many of its items were told of by themselves
}

// LeftOut is an object for which an action was not possible when it was confirmed for
// many.
type LeftOut struct {
	ID   fleet.ID
	Name string
}

// newOrder makes an order of what was confirmed, with its objects as they are.
func newOrder(w World, c Confirmed, number int) *Order {
	o := &Order{Number: number, Verb: c.Actions[0].Verb, Many: c.Many, Waited: c.Many, form: c.Form}
	for _, a := range c.Actions {
		it := Item{Action: a, Name: a.Seen.Name, seen: See(w.Account, a.Seen, w.Fleet.Row(a.ID))}
		if it.Name == "" {
			it.Name = text.Clean(fleet.Short(a.ID.Key))
		}
		o.Items = append(o.Items, it)
	}
	o.List = listOf(w.Fleet, o.Items)
	for _, row := range c.Marked {
		if o.Many && o.item(row.ID) == nil {
			o.LeftOut = append(o.LeftOut, LeftOut{row.ID, row.Name})
		}
	}
	return o
}

// listOf returns the list that has all objects of some items: where they are the
// containers of one application, theirs alone.
func listOf(f *fleet.Fleet, items []Item) fleet.Query {
	q := fleet.Query{Kind: items[0].ID.Kind}
	for i := range items {
		row := f.Row(items[i].ID)
		if row == nil || row.Container == nil || i > 0 && row.ApplicationUUID() != q.Application {
			return fleet.Query{Kind: q.Kind}
		}
		q.Application = row.ApplicationUUID()
	}
	return q
}

// Counts says whether it counts down.
func (o *Order) Counts() bool { return !o.Zero.IsZero() }

// Begun is how many of its items have been begun, Left how many have not.
func (o *Order) Begun() int { return o.next }

// Left is how many of its items have not been begun.
func (o *Order) Left() int { return len(o.Items) - o.next }

// Count returns how many of its items have one of these fates.
func (o *Order) Count(fates ...Fate) int {
	n := 0
	for i := range o.Items {
		if slices.Contains(fates, o.Items[i].Fate) {
			n++
		}
	}
	return n
}

func (o *Order) item(id fleet.ID) *Item {
	for i := range o.Items {
		if o.Items[i].ID == id {
			return &o.Items[i]
		}
	}
	return nil
}

// plan marks the objects of an order that wait.
func (o *Order) plan(w World) {
	for i := range o.Items {
		it := &o.Items[i]
		if it.Fate == Waiting && w.Fleet.Row(it.ID) != nil && w.Fleet.Planned(it.ID) == nil && (o.Many || o.Counts()) {
			w.Fleet.Plan(fleet.Planned{ID: it.ID, Name: it.Name, Verb: it.Verb, Target: it.Target, Zero: o.Zero, Of: fleet.Seconds(w.Grace)})
		}
	}
}

// unplan takes the marks of its items away.
func (o *Order) unplan(w World) {
	for i := range o.Items {
		w.Fleet.Unplan(o.Items[i].ID)
	}
}

// replan marks its items anew: it will be sent at another time.
func (o *Order) replan(w World) {
	o.unplan(w)
	o.plan(w)
}

// obstacle says why an action is not possible any more.
func (o *Order) obstacle(w World, it *Item, row *fleet.Row) Obstacle {
	now := Situation{Account: w.Account, Row: row, Waited: o.Waited, Scales: it.Verb == fleet.Scale}
	if row != nil {
		now.Blocked = w.Fleet.Blocked(it.Verb, row, w.Now).String()
	}
	return it.seen.Obstacle(now)
}
