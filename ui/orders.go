package ui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/terminal"
	"fleetop/ui/dialog"
)

// order takes in what was confirmed and sends it, as far as it may be sent now. Where a
// form asks for it, that is closed while it counts down, and kept.
func (m *Model) order(c orders.Confirmed, form *formRequest) tea.Cmd {
	c.Marked, _ = m.panes.list().Marked()
	o, news := m.book.Take(m.world(), c)
	if form != nil {
		m.forms.ordered[o.Number] = *form
	}
	m.announce(news)
	cmd := m.advance()
	if form != nil && o.Counts() {
		m.dialog = nil
	}
	return cmd
}

// advance lets orders go on as far as they can: it sends what is to be sent, says what
// has happened, and asks for what has to be known.
func (m *Model) advance() tea.Cmd {
	if m.book.Idle() {
		return nil
	}
	version := m.fleet.Version()
	step := m.book.Step(m.world())
	m.announce(step.News)
	cmds := make([]tea.Cmd, 0, len(step.Send)+1)
	for _, w := range step.Send {
		if !w.Form {
			cmds = append(cmds, m.io.act(w))
			continue
		}
		sent := m.forms.ordered[w.Order]
		delete(m.forms.ordered, w.Order)
		sent.pending = m.fleet.Pending(w.Action.ID)
		cmds = append(cmds, m.submitForm(sent))
	}
	if len(step.Look) > 0 { // of what is wanted, which may have just begun
		m.feed.Want(m.now, m.wants()...)
	}
	for _, q := range step.Look {
		m.feed.Poke(m.now, feed.ListOf(q))
	}
	if ask := terminal.Ask(step.Ask); ask > 0 {
		cmds = append(cmds, m.io.ask(ask))
	}
	m.drawn.all = m.drawn.all || m.fleet.Version() != version
	return tea.Batch(cmds...)
}

// answeredWrite takes in what came of a write.
func (m *Model) answeredWrite(r orders.Result) {
	var api *client.Error
	if errors.As(r.Err, &api) {
		m.feed.LeaveAlone(m.now, api.RetryAfter)
	}
	m.announce(m.book.Answered(m.world(), r))
}

// world is what orders are decided on.
func (m *Model) world() orders.World {
	c := m.feed.Connection(m.now)
	w := orders.World{
		Now: m.now, Account: m.opt.account(), Fleet: m.fleet, Grace: m.opt.Grace, Quitting: asksToQuit(m.dialog),
		Trouble: trouble(c), Down: c.Down, Wait: c.Rest, Paused: c.Paused, Unauthorized: c.Refused,
		Fetch: func(q fleet.Query) (f orders.Fetch) {
			f.Since, f.Waiting = m.feed.Waiting(feed.ListOf(q))
			f.Heard = m.feed.Heard(feed.ListOf(q))
			return f
		},
	}
	if c.Down || c.Signal == feed.NoSignal {
		w.Away = noAnswer(w.Trouble)
	}
	return w
}

// asksToQuit says whether the question is open whether to quit with something not
// sent yet. While it is, nothing is sent.
func asksToQuit(d dialog.Dialog) bool {
	return d != nil && d.Traits().Halts
}
