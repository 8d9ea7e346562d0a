package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// startPolls runs the fetches that are due.
func (m *Model) startPolls() tea.Cmd {
	m.feed.Want(m.now, m.wants()...)
	return m.io.fetch(m.feed.Due(m.now))
}

// refresh polls everything on the screen now.
func (m *Model) refresh() {
	switch m.feed.Attempt(m.now) {
	case feed.Skipped:
		return
	case feed.Declined:
		m.say(warning, "the server asked to be left alone for "+text.Span(m.feed.Connection(m.now).Rest)+" more")
		return
	case feed.Retries:
		m.say(info, "trying again")
	case feed.Polls:
		m.say(info, "polling")
	case feed.ReadsKey:
	}
	m.pollNow()
}

// pause stops timed polls, or lets them go on at once.
func (m *Model) pause() {
	paused := !m.feed.Connection(m.now).Paused
	m.feed.SetPaused(paused)
	if !paused {
		m.pollNow()
	}
}

// pollNow polls everything on the screen at once, instead of what is on its way,
// and logs that were read to their end once more.
func (m *Model) pollNow() {
	if m.panes.logs != nil {
		m.panes.logs.Again()
		m.feed.Want(m.now, m.wants()...)
	}
	m.feed.Refresh(m.now)
}

// trouble says why nothing comes over a connection, "" when all is well.
func trouble(c feed.Connection) string {
	switch {
	case c.Waited > 0:
		return "no answer for " + text.Span(c.Waited)
	case c.Err != nil:
		return feed.Cause(c.Err)
	default:
		return ""
	}
}

// skew says how the server's clock differs from ours, "" where it does not.
func skew(off time.Duration) string {
	if off == 0 {
		return ""
	}
	return activity.ClockWords(off)
}

// withAge adds to why something is not possible on an object of when that is known.
func (m *Model) withAge(why string, id fleet.ID) string {
	if of := m.look.AsOf(m.feed.Oldest(m.now, id)); why != "" && of != "" {
		return why + " (" + of + ")"
	}
	return why
}

// pokeAfter polls anew what shows what a write has done, unless the server refuses that
// for now: a poll that began before its answer proves nothing.
func (m *Model) pokeAfter(shows ...feed.Resource) {
	if c := m.feed.Connection(m.now); !c.Refused && c.Rest == 0 {
		m.feed.Poke(m.now, shows...)
	}
}

// showing returns what is polled of an object: its lists, its application, its detail.
func (p *panes) showing(id fleet.ID) []feed.Resource {
	if id.Kind == fleet.Images {
		return []feed.Resource{feed.ListOf(fleet.Query{Kind: fleet.Images}), feed.DetailOf(id)}
	}
	keys := []feed.Resource{feed.Applications, feed.DetailOf(id)}
	if id.Kind == fleet.Containers {
		keys = append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers}))
		if row := p.fleet.Row(id); row != nil {
			keys = append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers, Application: row.ApplicationUUID()}))
		}
		return keys
	}
	return append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers, Application: id.Key}), feed.ListOf(p.list().Query))
}
