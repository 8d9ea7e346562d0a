package orders_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

const (
	objects = 7
	grace   = 5 * time.Second
)

var list = fleet.Query{Kind: fleet.Applications}

// sent is one write, as the machine remembers it.
type sent struct {
	order int
	id    fleet.ID
}

// watched is what the machine remembers of an order.
type watched struct {
	*orders.Order
	counted bool      // it began with a countdown
	zero    time.Time // when it may be sent at the earliest
	names   map[fleet.ID]string
	states  map[fleet.ID]client.State
	closed  bool // nothing of it that was not begun may be sent any more
	ended   bool
	unclear int // how many of its answers left that open
}

// machine drives a book by random steps beside a server that it pretends, and holds what
// must be so of every step.
type machine struct {
	book  orders.Book
	fleet *fleet.Fleet
	now   time.Time
	apps  []client.Application // as the server has them

	grace    time.Duration
	quitting bool
	away     bool
	troubled bool
	wait     time.Duration
	paused   bool
	fetching bool
	began    time.Time // when the fetch began that is on its way

	polled time.Time // when the newest fetch began that came
	asked  map[int]time.Time
	read   time.Time // the newest screen that the terminal has read

	orders  map[int]*watched
	writes  map[sent][]fleet.Verb
	flying  []orders.Write
	active  map[sent]bool // of orders for many: sent, and without a fate
	refused map[sent]bool // that was told
	over    map[sent]bool // restarts of which that was told
}

func newMachine(t *rapid.T) *machine {
	m := &machine{
		fleet: fleet.New(), now: time.Unix(1_000_000, 0), grace: rapid.SampledFrom([]time.Duration{grace, grace, time.Second, 0}).Draw(t, "grace"),
		asked: map[int]time.Time{}, orders: map[int]*watched{}, writes: map[sent][]fleet.Verb{}, active: map[sent]bool{}, refused: map[sent]bool{}, over: map[sent]bool{},
	}
	for i := range objects {
		m.apps = append(m.apps, client.Application{UUID: fmt.Sprint("u", i), UniqueName: fmt.Sprint("app", i), State: client.StateRunning, Target: 3})
	}
	m.began = m.now
	m.came(t)
	return m
}

func (m *machine) world() orders.World {
	w := orders.World{
		Now: m.now, Account: account, Fleet: m.fleet, Grace: m.grace, Quitting: m.quitting, Wait: m.wait, Paused: m.paused, Down: m.away,
		Fetch: func(fleet.Query) orders.Fetch { return orders.Fetch{Waiting: m.fetching, Since: m.began} },
	}
	if m.away {
		w.Away = "no answer"
	}
	if m.away || m.troubled {
		w.Trouble = "no answer"
	}
	return w
}

// came takes in the list as the server has it.
func (m *machine) came(t *rapid.T) {
	rows := make([]*fleet.Row, len(m.apps))
	for i := range m.apps {
		rows[i] = fleet.ApplicationRow(m.apps[i])
	}
	m.fetching, m.polled = false, m.began
	m.fleet.Apply(fleet.Round{Query: list, Started: m.began, Ended: m.now, Pages: []fleet.Page{{Rows: rows, Count: len(rows), Total: len(rows)}}})
	for _, r := range m.fleet.Replaced() {
		m.take(t, m.book.Replaced(m.world(), r.Was.ID))
	}
}

// fails takes in that the list could not be fetched.
func (m *machine) fails() {
	m.fetching = false
	m.fleet.ApplyFailure(list, errors.New("broken"), false)
}

func (m *machine) row(id fleet.ID) *fleet.Row { return m.fleet.Row(id) }

// confirm takes in an order.
func (m *machine) confirm(t *rapid.T) {
	many := rapid.Bool().Draw(t, "many")
	picked := rapid.SliceOfNDistinct(rapid.IntRange(0, objects-1), 1, objects, rapid.ID[int]).Draw(t, "objects")
	if !many {
		picked = picked[:1]
	}
	verb := rapid.SampledFrom([]fleet.Verb{fleet.Stop, fleet.Start, fleet.Scale, fleet.Terminate, fleet.Restart, fleet.Redeploy}).Draw(t, "verb")
	c := orders.Confirmed{Many: many, Form: !many && verb == fleet.Redeploy}
	names, states := map[fleet.ID]string{}, map[fleet.ID]client.State{}
	for _, i := range picked {
		row := m.row(fleet.ID{Kind: fleet.Applications, Key: m.apps[i].UUID})
		c.Actions = append(c.Actions, orders.Action{Verb: verb, ID: row.ID, Target: rapid.IntRange(1, 5).Draw(t, "target"), Seen: row.Identity()})
		c.Marked = append(c.Marked, row)
		names[row.ID], states[row.ID] = row.Name, row.State()
	}
	o, news := m.book.Take(m.world(), c)
	m.orders[o.Number] = &watched{Order: o, counted: o.Counts(), zero: o.Zero, names: names, states: states}
	m.take(t, news)
	m.step(t)
}

// step lets the book go on, and checks all that it sends.
func (m *machine) step(t *rapid.T) {
	s := m.book.Step(m.world())
	for _, w := range s.Send {
		m.check(t, w)
	}
	if m.quitting && len(s.Send) > 0 {
		t.Fatal("something was sent while the question is open whether to quit")
	}
	m.take(t, s.News)
	for _, o := range m.book.Counting() {
		m.orders[o.Number].zero = o.Zero
	}
	if len(m.active) > 4 {
		t.Fatalf("%d writes of many at once", len(m.active))
	}
	if s.Ask > 0 {
		m.asked[s.Ask] = m.now
	}
	if len(s.Look) > 0 && !slices.Equal(s.Look, []fleet.Query{list}) && len(slices.Compact(s.Look)) != 1 {
		t.Fatalf("looks at %v", s.Look)
	}
	if len(s.Look) > 0 {
		m.fetching, m.began = true, m.now
	}
}

// check holds a write to what must be so of each.
func (m *machine) check(t *rapid.T, w orders.Write) {
	key, o := sent{w.Order, w.Action.ID}, m.orders[w.Order]
	before := m.writes[key]
	m.writes[key] = append(before, w.Action.Verb)
	row := m.row(w.Action.ID)
	switch {
	case o.Verb == fleet.Restart && len(before) == 1:
		if before[0] != fleet.Stop || w.Action.Verb != fleet.Start {
			t.Fatalf("a restart sends %s after %v", w.Action.Verb, before)
		}
	case len(before) > 0:
		t.Fatalf("%s of %s is sent again", w.Action.Verb, w.Name)
	case o.ended || o.closed:
		t.Fatalf("%s of %s is sent after its order was ended", w.Action.Verb, w.Name)
	case m.refused[key]:
		t.Fatalf("%s of %s is sent though it was refused", w.Action.Verb, w.Name)
	case slices.ContainsFunc(m.flying, func(other orders.Write) bool { return other.Action.ID == w.Action.ID }):
		t.Fatalf("%s of %s is sent while another write to it is on its way", w.Action.Verb, w.Name)
	case o.Waited && len(before) == 0 && o.states[w.Action.ID] != row.State() && o.states[w.Action.ID] != client.StateStarting:
		t.Fatalf("%s was %s and is %s", w.Name, o.states[w.Action.ID], row.State())
	case m.away && (o.Many || o.counted) && len(before) == 0:
		t.Fatalf("%s of %s is sent to a server that is away", w.Action.Verb, w.Name)
	case m.troubled && o.Many && len(before) == 0:
		t.Fatal("one of many is sent while nothing comes from the server")
	case o.unclear > 1 && len(before) == 0:
		t.Fatalf("sent after %d requests of which nobody knows what became", o.unclear)
	}
	if row == nil || row.Name != o.names[w.Action.ID] {
		t.Fatalf("%s was meant for %s and is sent to %v", w.Action.Verb, o.names[w.Action.ID], row)
	}
	if o.counted && len(before) == 0 {
		last := o.zero.Add(-time.Second)
		if m.now.Before(o.zero) || m.polled.Before(last) || m.read.Before(last) {
			t.Fatalf("sent at %v, zero is %v, known since %v, read at %v", m.now, o.zero, m.polled, m.read)
		}
	}
	if !w.Form {
		m.flying = append(m.flying, w)
		if o.Many {
			m.active[key] = true
		}
	}
}

// take takes in news.
func (m *machine) take(t *rapid.T, news []orders.News) {
	for _, n := range news {
		if n.Order == nil {
			continue
		}
		o := m.orders[n.Order.Number]
		switch {
		case n.What == orders.NotSent && n.Item != nil:
			m.refused[sent{n.Order.Number, n.Item.ID}] = true
		case n.What == orders.Undone, n.What == orders.NotSent && n.Item == nil:
			o.closed, o.ended = true, true
		case n.What == orders.Stopped:
			o.closed = true
		case n.What == orders.Answered && n.Fate == orders.Unknown:
			o.unclear++
		case n.What == orders.RestartEnded:
			key := sent{n.Order.Number, n.Item.ID}
			if m.over[key] {
				t.Fatalf("the restart of %s ends again", n.Item.Name)
			}
			m.over[key] = true
			delete(m.active, key)
		case n.What == orders.Ended:
			if o.ended {
				t.Fatalf("order %d ends again", o.Number)
			}
			o.ended = true
		}
	}
}

// answer lets the server answer one write.
func (m *machine) answer(t *rapid.T) {
	if len(m.flying) == 0 {
		return
	}
	i := rapid.IntRange(0, len(m.flying)-1).Draw(t, "which")
	w := m.flying[i]
	m.flying = slices.Delete(m.flying, i, i+1)
	r := orders.Result{Write: w}
	switch rapid.IntRange(0, 9).Draw(t, "answer") {
	case 0:
		r.Err = &client.Error{Status: 409, Message: "not in a suitable state"}
	case 1:
		r.Err = &client.Error{Status: 503, RetryAfter: 2 * time.Second}
	case 2:
		r.Err = client.ErrUnauthorized
	case 3:
		r.Err = errors.New("broken")
	default:
		m.carryOut(w)
	}
	if o := m.orders[w.Order]; o.Verb != fleet.Restart {
		delete(m.active, sent{w.Order, w.Action.ID})
	}
	m.take(t, m.book.Answered(m.world(), r))
	m.step(t)
}

// carryOut lets the server do what it was asked to.
func (m *machine) carryOut(w orders.Write) {
	for i := range m.apps {
		if a := &m.apps[i]; a.UUID == w.Action.ID.Key {
			switch w.Action.Verb {
			case fleet.Stop:
				a.State = client.StateStopped
			case fleet.Start:
				a.State = client.StateStarting
			case fleet.Scale:
				a.Target = w.Action.Target
			case fleet.Terminate:
				a.State = client.StateTerminated
			default: // what a form does changes nothing here
			}
		}
	}
}

// meddle lets somebody else change an object, or replace it by another.
func (m *machine) meddle(t *rapid.T) {
	a := &m.apps[rapid.IntRange(0, objects-1).Draw(t, "object")]
	switch rapid.IntRange(0, 4).Draw(t, "replace") {
	case 0:
		a.UniqueName, a.State = "other", client.StateRunning
		return
	case 1:
		a.UniqueName = "app" + a.UUID[1:] // the first is back
		return
	}
	a.State = rapid.SampledFrom([]client.State{client.StateRunning, client.StateStopped, client.StateStarting}).Draw(t, "state")
}

// pass lets time go on, now and then more than a countdown bears.
func (m *machine) pass(t *rapid.T) {
	m.step(t) // as at this moment, so that the whole time counts
	d := time.Duration(rapid.IntRange(0, 2500).Draw(t, "ms")) * time.Millisecond
	jumps := rapid.IntRange(0, 19).Draw(t, "jump") == 0
	if jumps {
		d = rapid.SampledFrom([]time.Duration{4 * time.Second, time.Minute, -4 * time.Second}).Draw(t, "by")
	}
	counting, left := m.book.Counting(), map[int]time.Duration{}
	for _, o := range counting {
		left[o.Number] = o.Zero.Sub(m.now)
	}
	m.now = m.now.Add(d)
	m.wait = max(m.wait-d, 0)
	m.step(t)
	for _, o := range counting {
		switch {
		case m.quitting && o.Zero.Sub(m.now) != left[o.Number]:
			t.Fatal("a countdown goes on while the question is open whether to quit")
		case jumps && !m.quitting && !m.orders[o.Number].ended:
			t.Fatal("a countdown goes on over a jump of the clock")
		}
	}
}

// wake steps at the very moment that the book names.
func (m *machine) wake(t *rapid.T) {
	m.step(t)
	counting := m.book.Counting()
	next, due := m.book.Next(m.world())
	switch {
	case len(counting) > 0 && (!due || next.After(m.now.Add(time.Second))):
		t.Fatalf("something counts down, and the next step is due %v, at %v", due, next)
	case due && next.After(m.now):
		m.wait = max(m.wait-next.Sub(m.now), 0)
		m.now = next
	}
	m.step(t)
}

// TestABookByRandomSteps confirms, answers, polls, replaces, cancels and lets time pass at
// random. No write goes out twice, before zero, after it was cancelled, unseen, while the
// question is open whether to quit, to another object, or as the fifth at once. In the end
// every order has ended once, and every item of it has its fate.
func TestABookByRandomSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"confirm": m.confirm,
			"answer":  m.answer,
			"pass":    m.pass,
			"wake":    m.wake,
			"meddle":  m.meddle,
			"poll": func(t *rapid.T) {
				if !m.fetching {
					m.fetching, m.began = true, m.now
				}
			},
			"came": func(t *rapid.T) {
				if m.fetching {
					m.came(t)
					m.step(t)
				}
			},
			"fails": func(t *rapid.T) {
				if m.fetching {
					m.fails()
					m.step(t)
				}
			},
			"read": func(t *rapid.T) {
				for ask, at := range m.asked {
					m.book.Read(ask)
					m.read = later(m.read, at)
				}
				m.step(t)
			},
			"quit":    func(t *rapid.T) { m.step(t); m.quitting = !m.quitting; m.step(t) },
			"away":    func(t *rapid.T) { m.away = rapid.IntRange(0, 3).Draw(t, "away") == 0; m.step(t) },
			"trouble": func(t *rapid.T) { m.troubled = !m.troubled; m.step(t) },
			"wait":    func(t *rapid.T) { m.wait = 2 * time.Second; m.step(t) },
			"pause":   func(t *rapid.T) { m.paused = !m.paused; m.step(t) },
			"undo":    func(t *rapid.T) { m.take(t, m.book.Undo(m.world())); m.step(t) },
			"stop":    func(t *rapid.T) { m.take(t, m.book.StopSending(m.world())); m.step(t) },
			"cancel": func(t *rapid.T) {
				for _, r := range m.book.Restarts(true) {
					m.book.CancelRestart(r.ID)
				}
				m.step(t)
			},
		})
		m.finish(t)
	})
}

// finish lets the world be well until nothing is left to do, and holds what has become of
// everything.
func (m *machine) finish(t *rapid.T) {
	m.quitting, m.away, m.troubled, m.wait = false, false, false, 0
	for range 100 {
		m.step(t)
		for len(m.flying) > 0 {
			m.answer(t)
		}
		for ask, at := range m.asked {
			m.book.Read(ask)
			m.read = later(m.read, at)
		}
		for i := range m.apps {
			if a := &m.apps[i]; a.State == client.StateStarting {
				a.State = client.StateRunning
			}
		}
		m.fetching, m.began, m.wait = true, m.now, 0
		m.came(t)
		m.now = m.now.Add(time.Second)
	}
	if !m.book.Idle() {
		t.Fatalf("%d orders never end", len(m.book.Unsent()))
	}
	for _, o := range m.orders {
		if !o.ended {
			t.Fatalf("order %d was forgotten", o.Number)
		}
		for i := range o.Items {
			it := &o.Items[i]
			written := len(m.writes[sent{o.Number, it.ID}]) > 0
			if begun := it.Fate != orders.Waiting && it.Fate != orders.Unsent && it.Fate != orders.Refused; it.Fate == orders.InFlight || begun && !written {
				t.Fatalf("the fate of %s is %d, written %t", it.Name, it.Fate, written)
			}
			if m.fleet.Planned(it.ID) != nil || m.fleet.Restarting(it.ID) != nil {
				t.Fatalf("%s stays marked", it.Name)
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
