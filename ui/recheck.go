package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
)

const (
	// recheckLead is how long before zero the objects of a countdown are asked
	// for once more: what is sent is decided on what they were then, or later. A
	// number of the countdown changes at that moment, so that the timer rings.
	recheckLead = time.Second
	// recheckPatience is how long after zero that answer is waited for.
	recheckPatience = 10 * time.Second
	// recheckLongest is how long it is waited for at most while pages of a long
	// list come.
	recheckLongest = time.Minute
)

// recheckFrom is the earliest that the fetch may begin by which it is decided
// whether an order that counts down is sent.
func (o *order) recheckFrom() time.Time { return o.zero.Add(-recheckLead) }

// listed returns the list that has all objects of an order: where they are the
// containers of one application, theirs alone.
func (m *Model) listed(items []item) fleet.Query {
	q := fleet.Query{Kind: items[0].ID.Kind}
	for i := range items {
		row := m.fleet.Row(items[i].ID)
		if row == nil || row.Container == nil || i > 0 && row.ApplicationUUID() != q.Application {
			return fleet.Query{Kind: q.Kind}
		}
		q.Application = row.ApplicationUUID()
	}
	return q
}

// recheck asks once for the objects of every order that is about to be sent,
// even while polling is paused, but never a server that is to be left alone.
func (m *Model) recheck() {
	if c := m.feed.Connection(m.now); c.Down || c.Rest > 0 || m.asksToQuit() {
		return
	}
	now := m.now.Round(0)
	for _, o := range m.counting() {
		from, key := o.recheckFrom(), feed.ListOf(o.list)
		if now.Before(from) || !o.rechecked.Before(from) {
			continue
		}
		o.rechecked = now
		if since, waiting := m.feed.Waiting(key); !m.cameSince(o, from) && (!waiting || since.Round(0).Before(from)) {
			m.feed.Poke(m.now, key)
		}
	}
}

// askTerminal asks once whether the terminal has read the screen just before an
// order that counts down is sent: what nobody can have seen is not.
func (m *Model) askTerminal() tea.Cmd {
	if m.asksToQuit() {
		return nil
	}
	asks := m.asks
	for _, o := range m.counting() {
		if o.asked == 0 && !m.now.Round(0).Before(o.recheckFrom()) {
			m.asks = asks + 1
			o.asked = m.asks
		}
	}
	if m.asks == asks {
		return nil
	}
	ask := m.asks
	return func() tea.Msg { return ask }
}

// seen says whether the terminal has read the screen just before zero.
func (m *Model) seen(o *order) bool { return o.asked > 0 && m.shown >= o.asked }

// cameSince says whether all objects of an order that are still to be sent came by
// a fetch of their list that began no earlier than a time, whatever became of
// other pages of it.
func (m *Model) cameSince(o *order, t time.Time) bool {
	list := m.fleet.List(o.list)
	if list.CameSince(t) {
		return true
	}
	for i := range o.items[o.next:] {
		if !list.Brought(o.items[o.next+i].ID.Key, t) {
			return false
		}
	}
	return o.next < len(o.items)
}

// awaited is what an order waits for that has reached zero.
func (m *Model) awaited(o *order) string {
	if m.cameSince(o, o.recheckFrom()) {
		return "terminal"
	}
	return "server"
}

// mayBeSent says whether an order that has reached zero is to be sent: its
// objects are known as they were just before, and the screen of that moment was
// read. Where that will never be it says why; else an answer is on its way.
func (m *Model) mayBeSent(o *order) (known bool, why string) {
	list, wait := m.fleet.List(o.list), m.feed.Connection(m.now).Rest
	since := o.zero
	if heard := m.feed.Heard(feed.ListOf(o.list)).Round(0); heard.After(since) {
		since = heard
	}
	now := m.now.Round(0)
	late := now.After(since.Add(recheckPatience)) || now.After(o.zero.Add(recheckLongest))
	switch came := m.cameSince(o, o.recheckFrom()); {
	case m.away() != "":
		return false, m.away()
	case came && late && !m.seen(o):
		return false, "the terminal did not take the screen"
	case came:
		return m.seen(o), ""
	case wait > 0:
		return false, leftAlone(wait) + " more"
	case late:
		return false, "no answer from the server"
	case !o.rechecked.Before(o.recheckFrom()) && !m.feed.InFlight(feed.ListOf(o.list)):
		why = "what it has become could not be fetched"
		if list != nil && list.Err != nil {
			why += " (" + feed.Cause(list.Err) + ")"
		}
		return false, why
	default:
		return false, ""
	}
}
