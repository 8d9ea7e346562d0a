package ui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/ui/dialog"
)

// restart begins to restart an object for an order: its stop is sent, once.
func (m *Model) restart(row *fleet.Row, order int) tea.Cmd {
	r := m.fleet.BeginRestart(row, m.now)
	r.Order = order
	if m.ofMany(r) == nil {
		m.fleet.Record(m.now, row.Name, "restart requested", false)
	}
	return m.writeOf(r, fleet.Stop)
}

// ofMany returns the order for many objects that a restart belongs to, nil where
// it does not, or there is no restart. Its steps are no entries of Activity:
// what became of all of them is one.
func (m *Model) ofMany(r *fleet.Restarting) *order {
	if r == nil {
		return nil
	}
	if o := m.order(r.Order); o != nil && o.many {
		return o
	}
	return nil
}

// writeOf sends the write of a restart's step. Nobody asks for it: what blocks
// other actions is the restart itself.
func (m *Model) writeOf(r *fleet.Restarting, verb fleet.Verb) tea.Cmd {
	row := m.fleet.Row(r.ID)
	m.fleet.Begin(verb, row, 0, m.now)
	if m.ofMany(r) == nil {
		m.fleet.Record(m.now, r.Name, string(verb)+" requested by the restart", false)
	} else if p := m.fleet.Pending(r.ID); p != nil {
		p.Many = true
	}
	return m.io.act(dialog.Action{Verb: verb, ID: r.ID, Seen: row.Identity()}, r.Name, 0)
}

// restartReplied tells a restart what became of the write of its step.
func (m *Model) restartReplied(msg actionDone) {
	r := m.fleet.Restarting(msg.request.ID)
	if r == nil {
		return
	}
	switch client.OutcomeOf(msg.err) {
	case client.Accepted:
		r.Replied(fleet.Accepted, "", m.now)
	case client.Unknown:
		r.Replied(fleet.Unknown, reason(msg.err), m.now)
	case client.NotSent:
		r.Replied(fleet.NotSent, reason(msg.err), m.now)
	default:
		r.Replied(fleet.Refused, reason(msg.err), m.now)
	}
}

// goOnRestarting lets every restart look at what is known now: it sends the
// starts that are due, and says how those ended that have.
func (m *Model) goOnRestarting() tea.Cmd {
	var cmds []tea.Cmd
	for _, r := range m.fleet.Restarts() {
		if m.fleet.Watch(r, m.trouble() != "", m.asksToQuit(), m.now) {
			cmds = append(cmds, m.writeOf(r, fleet.Start))
		}
		if how, text, ended := r.Ended(); ended {
			m.restartEnded(r, how, text)
		}
	}
	m.pollForRestarts()
	return tea.Batch(cmds...)
}

// restartPollEvery is the time between polls for restarts while polling is paused.
const restartPollEvery = time.Second

// pollForRestarts asks for what restarts wait for where polling is paused, once
// a second: polls after an action go on. A server that is to be left alone is.
func (m *Model) pollForRestarts() {
	at, needed := m.restartPoll()
	if !needed || at.After(m.now) {
		return
	}
	m.restartPolled = m.now
	for _, r := range m.fleet.Restarts() {
		if key := feed.ListOf(r.Polled()); !m.feed.InFlight(key) {
			m.feed.Poke(m.now, key)
		}
	}
}

// restartPoll is when that is to be done next, and whether it is.
func (m *Model) restartPoll() (at time.Time, needed bool) {
	c := m.feed.Connection(m.now)
	needed = c.Paused && !c.Refused && c.Rest == 0 && len(m.fleet.Restarts()) > 0
	return m.restartPolled.Add(restartPollEvery), needed
}

// nextRestart is when a restart has to be looked at, at most at a time: at its
// deadline, and where polling is paused at the next poll of its own.
func (m *Model) nextRestart(at time.Time) time.Time {
	for _, r := range m.fleet.Restarts() {
		if until := r.Deadline(); !until.IsZero() && until.Before(at) {
			at = until
		}
	}
	if poll, needed := m.restartPoll(); needed && poll.Before(at) {
		at = poll
	}
	return at
}

// restartEnded says how a restart ended, and forgets it. What its order waited
// for has come.
func (m *Model) restartEnded(r *fleet.Restarting, how fleet.Ending, text string) {
	m.fleet.EndRestart(r.ID)
	what, said := "restart "+text, "restart of "+r.Name+" "+text
	if how == fleet.RestartDone {
		what, said = "restarted: "+text, r.Name+" restarted: "+text
	}
	switch o := m.ofMany(r); {
	case o == nil:
		m.fleet.Record(m.now, r.Name, what, how == fleet.RestartGaveUp)
	case how == fleet.RestartGaveUp:
		m.recordItem(o, r.Name, what)
	}
	kind, became := success, done
	switch how {
	case fleet.RestartGaveUp:
		kind, became = failure, broken
	case fleet.RestartCancelled:
		kind, became = info, cancelled
	case fleet.RestartDone:
	}
	if o := m.order(r.Order); o != nil {
		if it := o.item(r.ID); it != nil {
			it.fate = became
			if became != done {
				it.why = strings.TrimPrefix(text, "cancelled: ")
			}
		}
		if o.many {
			return // what became of all of them is said at the end
		}
	}
	m.say(kind, said)
}

// restarting says which step restarts of one object are at, "" when there is none.
// Those of many objects are in what is said of their order.
func (m *Model) restarting() string {
	var alone []*fleet.Restarting
	for _, r := range m.fleet.Restarts() {
		if m.ofMany(r) == nil {
			alone = append(alone, r)
		}
	}
	switch len(alone) {
	case 0:
		return ""
	case 1:
		return alone[0].Name + ": " + alone[0].Words()
	default:
		return fmt.Sprintf("restarting %s and %d more", alone[0].Name, len(alone)-1)
	}
}

// askToCancel opens the question whether to do without the rest of a restart.
func (m *Model) askToCancel(r *fleet.Restarting) {
	if r.Step() >= fleet.RestartStarting {
		m.say(warning, "restart of "+r.Name+": the start has been sent, there is nothing left to cancel")
		return
	}
	m.dialog = dialog.NewCancelRestart(r)
}

// cancelRestart ends a restart before its start is sent; settle says so.
func (m *Model) cancelRestart(id fleet.ID) {
	if r := m.fleet.Restarting(id); r != nil {
		r.Cancel()
	}
}

// unfinished says what quitting now leaves half done.
func (m *Model) unfinished() []string {
	var lines []string
	for _, r := range m.fleet.Restarts() {
		switch r.Step() {
		case fleet.RestartStopping:
			lines = append(lines, "restart "+r.Name+": not started again")
		case fleet.RestartWaiting:
			lines = append(lines, "restart "+r.Name+": stopped, not started again")
		case fleet.RestartStarting, fleet.RestartEnded:
		}
	}
	return lines
}

// startsToCome names the starts that restarts have not sent yet.
func (m *Model) startsToCome() []string {
	var what []string
	for _, r := range m.fleet.Restarts() {
		if r.Step() <= fleet.RestartWaiting {
			what = append(what, "the start of "+r.Name+" by its restart")
		}
	}
	return what
}

// alreadyGone says that an image was not there any more when it was to be removed.
func alreadyGone(msg actionDone) bool {
	return msg.request.Verb == fleet.Remove && errors.Is(msg.err, client.ErrNotFound)
}
