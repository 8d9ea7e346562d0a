package ui

import (
	"errors"
	"net/http"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/pane"
)

// patience is how long a request may take before the screen says so.
const patience = 2 * time.Second

// How many intervals without an answer make the data stale, and a dead signal.
const (
	staleAfter    = 3
	noSignalAfter = 10
)

// connection is what is known of the way to the server.
type connection struct {
	since  time.Time // when the program began to ask
	err    error     // why the last application list failed, nil when it came
	jumped bool      // the clock jumped since the last good poll: the machine slept
}

// good returns when the last good application list came, or when the program
// began to ask for it. It is a time of the wall clock alone: the monotonic one
// stands still while the machine sleeps.
func (c *connection) good(f *fleet.Fleet) time.Time {
	if l := f.List(fleet.Query{Kind: fleet.Applications}); l != nil && !l.Good.IsZero() {
		return l.Good.Round(0)
	}
	return c.since.Round(0)
}

// freshness is how far what is shown can be trusted.
type freshness uint8

const (
	connecting freshness = iota
	fresh
	stale
	noSignal
)

// freshness says how old what is shown is, in the terms of the interval. Data
// that is not polled because it was asked to be paused is never stale.
func (m *Model) freshness() freshness {
	list := m.fleet.List(fleet.Query{Kind: fleet.Applications})
	known := list != nil && !list.Good.IsZero()
	age := m.now.Sub(m.connection.good(m.fleet))
	switch {
	case m.poll.Paused() && known:
		return fresh
	case m.poll.Unauthorized(), age > noSignalAfter*m.opt.Interval:
		return noSignal
	case !known:
		return connecting
	case m.connection.jumped, age > staleAfter*m.opt.Interval:
		return stale
	default:
		return fresh
	}
}

// trouble says why nothing comes from the server, "" when all is well.
func (m *Model) trouble() string {
	if since, waiting := m.poll.Waiting(applicationList); waiting {
		if d := m.now.Sub(since); d >= max(m.opt.Interval, patience) {
			return "no answer for " + pane.Span(d)
		}
	}
	if m.connection.err == nil {
		return ""
	}
	return trouble(m.connection.err)
}

// trouble says in a few words what is wrong with a request.
func trouble(err error) string { return text.Clean(client.Short(err)) }

// outcome tells the poll loop how a request ended.
func outcome(err error) poll.Outcome {
	var api *client.Error
	switch {
	case err == nil:
		return poll.Outcome{Result: poll.OK}
	case errors.Is(err, client.ErrUnauthorized):
		return poll.Outcome{Result: poll.Unauthorized}
	case errors.As(err, &api) && api.Status >= 400 && api.Status < 500 && api.Status != http.StatusTooManyRequests && api.Status != http.StatusRequestTimeout:
		return poll.Outcome{Result: poll.Refused}
	case api != nil:
		return poll.Outcome{Result: poll.Failed, RetryAfter: api.RetryAfter}
	default:
		return poll.Outcome{Result: poll.Failed}
	}
}

// refresh polls everything on the screen now. Where the server refuses the
// key and the key comes from a file, the file is read again first.
func (m *Model) refresh() tea.Cmd {
	if m.poll.Unauthorized() && m.opt.ReadKey != nil {
		return m.io.readKey()
	}
	if wait := m.poll.Asked().Sub(m.now); wait > 0 {
		m.say(warning, "the server asked to be left alone for "+pane.Span(wait)+" more")
		return nil
	}
	if since, waiting := m.poll.Waiting(applicationList); waiting && m.now.Sub(since) < time.Second {
		return nil // it has just been asked
	}
	if _, down := m.poll.Down(); down {
		m.say(info, "trying again")
	} else {
		m.say(info, "polling")
	}
	m.pollNow()
	return nil
}

// keyRead takes in the key that was read again.
func (m *Model) keyRead(msg keyRead) {
	if msg.err != nil {
		m.fail("", "the key could not be read again: "+text.Clean(msg.err.Error()))
	} else {
		m.opt.Client.SetCredentials(msg.credentials)
	}
	m.pollNow()
}

// pause stops timed polls, or lets them go on at once.
func (m *Model) pause() {
	paused := !m.poll.Paused()
	m.poll.SetPaused(paused)
	if !paused {
		m.pollNow()
	}
}

// pollNow polls everything on the screen at once, instead of what is on its way,
// and logs that were read to their end once more.
func (m *Model) pollNow() {
	if m.logs != nil {
		m.logs.Again()
		m.io.cancel(m.poll.Want(m.now, m.wants())...)
	}
	m.io.cancel(m.poll.Refresh(m.now)...)
}
