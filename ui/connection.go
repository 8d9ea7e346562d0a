package ui

import (
	"errors"
	"net/http"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// noSignalAfter is how many intervals without an answer make a dead signal.
const noSignalAfter = 10

// connection is what is known of the way to the server.
type connection struct {
	since    time.Time // when the program began to ask
	err      error     // why the last application list failed, nil when it came
	keyErr   string    // why the key could not be read again, "" when it could
	skewed   bool      // that the server's clock is off has been said
	jumpedAt time.Time // when the clock jumped last
	jumped   bool      // the clock jumped since the last good poll: the machine slept
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
	good := m.connection.good(m.fleet)
	switch {
	case m.poll.Paused() && known:
		return fresh
	case m.poll.Unauthorized(), m.now.Sub(good) > noSignalAfter*m.opt.Interval:
		return noSignal
	case !known:
		return connecting
	case m.connection.jumped, feed.OldSince(good, m.opt.Interval, m.now):
		return stale
	default:
		return fresh
	}
}

// trouble says why nothing comes from the server, "" when all is well.
func (m *Model) trouble() string {
	if waited := m.waitedFor(); waited != "" || m.connection.err == nil {
		return waited
	}
	return trouble(m.connection.err)
}

// skew says how the server's clock differs from ours, "" where it does not.
func (m *Model) skew() string {
	if off := m.fleet.Skew(); off != 0 {
		return activity.ClockWords(off)
	}
	return ""
}

// noteSkew keeps in Activity when the server's clock goes wrong, and right again.
func (m *Model) noteSkew() {
	said := m.skew()
	switch {
	case said != "" && !m.connection.skewed:
		m.record(activity.Entry{Phase: activity.ClockOff, Span: m.fleet.Skew()})
	case said == "" && m.connection.skewed:
		m.record(activity.Entry{Phase: activity.ClockRight})
	}
	m.connection.skewed = said != ""
}

// waitedFor says for how long an answer is awaited, "" while that is not long.
func (m *Model) waitedFor() string {
	if since, waiting := m.poll.Waiting(applicationList); waiting {
		if d := m.now.Sub(since); d >= max(m.opt.Interval, feed.Patience) {
			return "no answer for " + text.Span(d)
		}
	}
	return ""
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
func (m *Model) refresh() {
	if m.poll.Unauthorized() && m.opt.ReadKey != nil {
		m.connection.keyErr = ""
		m.pollNow()
		return
	}
	if wait := m.poll.Asked().Sub(m.now); wait > 0 {
		m.say(warning, "the server asked to be left alone for "+text.Span(wait)+" more")
		return
	}
	if since, waiting := m.poll.Waiting(applicationList); waiting && m.now.Sub(since) < time.Second {
		return // it has just been asked
	}
	if _, down := m.poll.Down(); down {
		m.say(info, "trying again")
	} else {
		m.say(info, "polling")
	}
	m.pollNow()
}

// keyRead says that the key could not be read again, once for each reason.
func (m *Model) keyRead(err error) {
	why := ""
	if err != nil {
		why = text.Clean(err.Error())
	}
	if why != "" && why != m.connection.keyErr {
		m.report(failure, activity.Entry{Phase: activity.KeyUnreadable, Cause: why})
	}
	m.connection.keyErr = why
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
	if m.panes.logs != nil {
		m.panes.logs.Again()
		m.io.cancel(m.poll.Want(m.now, m.wants())...)
	}
	m.io.cancel(m.poll.Refresh(m.now)...)
}
