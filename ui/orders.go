package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/terminal"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// writesAtOnce is how many requests of actions on many objects run at the same
// time.
const writesAtOnce = 4

// fate is what became of one action of an order.
type fate uint8

const (
	waiting fate = iota
	inFlight
	handed // to the form that asked for it, which takes the answer
	done
	refused // by the server, or here because something has changed
	broken  // it failed on its way, or in the server
	unknown // no answer came: it may have been done
	unsent
	cancelled // a restart whose stop was sent
)

// item is one action of an order: what it is about, as it was when it was
// confirmed, and what became of it.
type item struct {
	dialog.Action
	name   string
	seen   orders.Seen
	fate   fate
	why    string
	form   *dialog.Form   // that asks for it, nil where none does
	submit func() tea.Cmd // sends what the form asks for
}

// order is what was confirmed at once: one action, or one verb for many
// objects. It may count down before it is sent; its requests go out in order.
type order struct {
	number  int // names it in the answers of its requests
	verb    fleet.Verb
	items   []item
	many    bool      // for what is marked: its result is itemised
	checked bool      // its objects must be as they were when it was confirmed
	zero    time.Time // by the wall clock: when it will be sent; zero once it may be
	next    int       // the first item that was not begun
	// list is the list that has its objects, and rechecked when that was asked for
	// once more before zero.
	list      fleet.Query
	rechecked time.Time
	asked     terminal.Ask // whether the terminal has read the end of the countdown, 0 before
	leftOut   []fleet.ID   // that were marked too when it was confirmed
	entries   int          // of its single items in Activity

	since      time.Time // by the wall clock: when it began to be sent
	unanswered int       // how many of its requests got no clear answer
	halted     string    // why the rest of it was not sent, "" for a key
}

// name is what the order is about: an object, or how many of which kind.
func (o *order) name() string {
	if len(o.items) == 1 {
		return o.items[0].name
	}
	return count(len(o.items), o.items[0].ID.Kind.String())
}

// count returns how many of its items have one of these fates.
func (o *order) count(fates ...fate) int {
	n := 0
	for i := range o.items {
		if slices.Contains(fates, o.items[i].fate) {
			n++
		}
	}
	return n
}

func (o *order) item(id fleet.ID) *item {
	for i := range o.items {
		if o.items[i].ID == id {
			return &o.items[i]
		}
	}
	return nil
}

// order returns the order of that number, nil if it is through.
func (m *Model) order(number int) *order {
	for _, o := range m.orders {
		if o.number == number {
			return o
		}
	}
	return nil
}

// notSent tells the form that asked for an item why nothing was sent, so that
// what was typed is kept.
func (it *item) notSent(why string) {
	if it.form != nil {
		it.form.Failed(why, nil)
	}
}

// names lists what it is about.
func (o *order) names() string {
	names := make([]string, len(o.items))
	for i := range o.items {
		names[i] = o.items[i].name
	}
	return strings.Join(names, ", ")
}

// begin takes in what was confirmed and sends it, as far as it may be sent now.
func (m *Model) begin(actions []dialog.Action, many bool) tea.Cmd {
	return m.take(m.newOrder(actions, many))
}

// newOrder makes an order of what was confirmed, with its objects as they are.
func (m *Model) newOrder(actions []dialog.Action, many bool) *order {
	m.ordered++
	o := &order{number: m.ordered, verb: actions[0].Verb, many: many, checked: many}
	for _, a := range actions {
		it := item{Action: a, name: a.Seen.Name, seen: orders.See(m.accountID(), a.Seen, m.fleet.Row(a.ID))}
		if it.name == "" {
			it.name = text.Clean(fleet.Short(a.ID.Key))
		}
		o.items = append(o.items, it)
	}
	o.list = m.listed(o.items)
	if marked, _ := m.marked(); many {
		for _, row := range marked {
			if o.item(row.ID) == nil {
				o.leftOut = append(o.leftOut, row.ID)
			}
		}
	}
	return o
}

// take takes in an order and sends it, as far as it may be sent now.
func (m *Model) take(o *order) tea.Cmd {
	m.orders = append(m.orders, o)
	m.counted = m.now.Round(0)
	if m.arms(o) {
		m.countDown(o)
	}
	m.plan(o)
	return m.sendOrders()
}

// plan marks the objects of an order that wait.
func (m *Model) plan(o *order) {
	for i := range o.items {
		it := &o.items[i]
		if m.fleet.Row(it.ID) != nil && m.fleet.Planned(it.ID) == nil && (o.many || !o.zero.IsZero()) {
			m.fleet.Plan(fleet.Planned{ID: it.ID, Name: it.name, Verb: it.Verb, Target: it.Target, Zero: o.zero})
		}
	}
}

// sendOrders sends what may be sent now, and ends the orders that are through.
func (m *Model) sendOrders() tea.Cmd {
	if m.asksToQuit() {
		return nil
	}
	m.haltWhatMustNotGo()
	var cmds []tea.Cmd
	flying := 0
	for _, o := range m.orders {
		if o.many {
			flying += o.count(inFlight) + o.unanswered // these may be under way still
		}
	}
	for _, o := range m.orders {
		for m.sendsNext(o, flying) {
			it := &o.items[o.next]
			o.next++
			if cmd := m.sendItem(o, it); cmd != nil {
				cmds = append(cmds, cmd)
				if o.many {
					flying++
				}
			}
		}
	}
	m.orders = slices.DeleteFunc(m.orders, func(o *order) bool {
		if o.next < len(o.items) || o.count(inFlight) > 0 {
			return false
		}
		m.ended(o)
		return true
	})
	return tea.Batch(cmds...)
}

// sendsNext says whether the next action of an order is to be sent now, with so
// many on their way.
func (m *Model) sendsNext(o *order, flying int) bool {
	if !o.zero.IsZero() || o.next == len(o.items) {
		return false
	}
	if o.since.IsZero() {
		o.since = m.now.Round(0)
	}
	return !o.many || flying < writesAtOnce && m.trouble() == ""
}

// sendItem sends one action once, and marks its object until a poll confirms
// it; nil where it is not possible any more, which is said.
func (m *Model) sendItem(o *order, it *item) tea.Cmd {
	if it.fate != waiting { // it was taken out before its turn
		return nil
	}
	m.drawn.all = true
	if p := m.fleet.Planned(it.ID); p != nil && p.Verb == it.Verb {
		m.fleet.Unplan(it.ID)
	}
	row := m.fleet.Row(it.ID)
	if why := m.obstacle(o, it, row).String(); why != "" {
		it.fate, it.why = refused, why
		switch {
		case o.many:
			m.recordItem(o, it.name, string(it.Verb)+" not sent: "+why)
		case o.checked: // it was confirmed some time ago
			m.fail(it.name, string(it.Verb)+" not sent: "+why)
		default:
			m.say(failure, "cannot "+string(it.Verb)+": "+why)
		}
		it.notSent("nothing was sent: " + why)
		return nil
	}
	if it.form != nil {
		it.fate = handed
		return it.submit()
	}
	it.fate = inFlight
	if it.Verb == fleet.Restart {
		return m.restart(row, o.number)
	}
	m.fleet.Begin(it.Verb, row, it.Target, m.now)
	if o.many {
		m.fleet.Pending(it.ID).Many = true
	} else {
		m.fleet.Record(m.now, it.name, requested(it.Action, row), false)
		m.say(info, it.name+": "+requested(it.Action, row))
	}
	return m.io.act(it.Action, it.name, o.number)
}

// obstacle says why an action is not possible any more.
func (m *Model) obstacle(o *order, it *item, row *fleet.Row) orders.Obstacle {
	world := orders.World{Account: m.accountID(), Row: row, Waited: o.checked}
	if row != nil {
		world.Blocked = m.fleet.Blocked(it.Verb, row, m.now)
	}
	return it.seen.Obstacle(world)
}

// accountID tells the account from others: the user and the server.
func (m *Model) accountID() string { return m.opt.User + "@" + m.opt.Client.BaseURL() }

// ended says what became of an order for many objects, and takes the marks from
// what was done and what it was not possible for: the others stay marked for
// another try.
func (m *Model) ended(o *order) {
	for i := range o.items {
		if o.items[i].fate == done {
			m.unmark(o.items[i].ID)
		}
	}
	if !o.many {
		return
	}
	for _, id := range o.leftOut {
		m.unmark(id)
	}
	kind := success
	switch {
	case o.count(refused, broken, unknown) > 0, o.halted != "":
		kind = failure
	case o.count(unsent, cancelled) > 0:
		kind = warning
	}
	m.fleet.Record(m.now, o.name(), m.itemised(o), kind == failure)
	m.say(kind, m.result(o))
	m.pokeAfter(o.items[0].ID)
}

// progress says how far the orders for many objects are, "" when there is none.
func (m *Model) progress() string {
	for _, o := range m.orders {
		if !o.many || !o.zero.IsZero() {
			continue
		}
		content := fmt.Sprintf("%s %d of %d", capital(o.verb.Gerund()), o.next-o.count(unsent), len(o.items))
		if o.next < len(o.items) {
			if why := m.trouble(); why != "" {
				content += " waits for the server: " + why
			}
			return content + ", " + m.keys.Label(command.Back, " ", 1, m.theme.Glyphs.ASCII) + " stops the rest"
		}
		what := "answer"
		if o.verb == fleet.Restart {
			what = "restart"
		}
		return content + ", waiting for " + count(o.count(inFlight), what)
	}
	return ""
}
