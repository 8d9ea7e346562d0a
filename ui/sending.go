package ui

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/text"
)

const (
	// lookAgainEvery is how often at least the objects of an order that is being
	// sent are asked for, and knownFor how old what is known of them may be: each
	// is looked at once more before its turn.
	lookAgainEvery = 5 * time.Second
	knownFor       = 15 * time.Second
	// unansweredMost is how many requests of an order may go without a clear answer
	// until it ends: one alone may just be slow.
	unansweredMost = 1
)

// sending returns the orders for many objects of which some were sent, or may be
// now, and some are to be.
func (m *Model) sending() []*order {
	var out []*order
	for _, o := range m.orders {
		if o.many && o.zero.IsZero() && o.next < len(o.items) {
			out = append(out, o)
		}
	}
	return out
}

// lookAgainWhileSending asks for the objects of what is being sent, however long
// the interval is and while polling is paused too.
func (m *Model) lookAgainWhileSending() {
	if c := m.feed.Connection(m.now); c.Down || c.Rest > 0 {
		return
	}
	now := m.now.Round(0)
	for _, o := range m.sending() {
		from, key := now.Add(-lookAgainEvery), feed.ListOf(o.list)
		if o.since.Before(from) && o.rechecked.Before(from) && !m.feed.InFlight(key) && !m.cameSince(o, from) {
			o.rechecked = now
			m.feed.Poke(m.now, key)
		}
	}
}

// haltWhatMustNotGo ends the orders that are being sent to a server that is not to
// be written to now, or on knowledge that is too old.
func (m *Model) haltWhatMustNotGo() {
	for _, o := range m.sending() {
		if why := m.mustNotGo(o); why != "" {
			m.halt(o, failure, why)
		}
	}
}

// mustNotGo says why the rest of an order must not be sent, "" when it may.
func (m *Model) mustNotGo(o *order) string {
	known := m.now.Round(0).Add(-knownFor)
	switch wait := m.feed.Connection(m.now).Rest; {
	case m.away() != "":
		return m.away()
	case wait > 0:
		return leftAlone(wait)
	case o.unanswered > unansweredMost:
		return fmt.Sprintf("what became of %d requests is unknown", o.unanswered)
	case !o.since.IsZero() && o.since.Before(known) && !m.cameSince(o, known):
		return "what is known of the rest is older than " + text.Span(knownFor)
	default:
		return ""
	}
}

// heed ends what is being sent where the answer to an action says that the
// server is not to be written to now, or that it is another one.
func (m *Model) heed(msg actionDone, a answer) {
	number := msg.order
	if r := m.fleet.Restarting(msg.request.ID); r != nil {
		number = r.Order
	}
	if o := m.order(number); o != nil && a.fate == unknown {
		o.unanswered++
	}
	var api *client.Error
	if errors.As(msg.err, &api) {
		m.feed.LeaveAlone(m.now, api.RetryAfter)
	}
	var why string
	switch {
	case errors.Is(msg.err, client.ErrUnauthorized):
		why = "the server refuses the key (401)"
	case api != nil && (api.RetryAfter > 0 || api.Status == http.StatusTooManyRequests):
		why = leftAlone(api.RetryAfter)
	case client.Away(msg.err):
		why = "no answer from the server (" + feed.Cause(msg.err) + ")"
	case msg.err == nil:
		why = answeredFor(msg.request.Verb, msg.request.Seen, msg.row)
	}
	if why == "" {
		return
	}
	for _, o := range m.sending() {
		m.halt(o, failure, why)
	}
}

// leftAlone says that the server is not to be asked for a while, as far as is known.
func leftAlone(wait time.Duration) string {
	content := "the server asked to be left alone"
	if wait > 0 {
		content += " for " + text.Span(wait)
	}
	return content
}

// stopOrders ends the orders that are being sent; false when there is none.
func (m *Model) stopOrders() bool {
	sending := m.sending()
	for _, o := range sending {
		m.halt(o, warning, "")
	}
	return len(sending) > 0
}

// halt takes out of an order what was not sent yet: because of why, or of a key.
func (m *Model) halt(o *order, kind severity, why string) {
	o.halted = why
	content := string(o.verb) + ": "
	if why != "" {
		content = string(o.verb) + " stopped: " + why + ": "
	} else {
		why = "stopped before its turn"
	}
	sent, unsentNow := o.next, len(o.items)-o.next
	for ; o.next < len(o.items); o.next++ {
		it := &o.items[o.next]
		it.fate, it.why = unsent, why
		m.fleet.Unplan(it.ID)
	}
	m.say(kind, content+fmt.Sprintf("%d of %d were sent, %d were not", sent, len(o.items), unsentNow))
}
