package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/feed"
	"fleetop/internal/text"
)

// startPolls runs the fetches that are due.
func (m *Model) startPolls() tea.Cmd {
	m.feed.Want(m.now, m.wants()...)
	m.panes.hurryLogs(m.feed, m.now)
	return m.io.fetch(m.feed.Due(m.now))
}

// hurryLogs has older lines of logs fetched that are waited for.
func (p *panes) hurryLogs(f *feed.Feed, now time.Time) {
	if p.logs == nil {
		return
	}
	for _, uuid := range p.logs.Hurry() {
		f.Poke(now, feed.LogOf(uuid, p.logsOpened))
	}
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
		return
	}
	m.recorder.Blame("polling was paused")
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

// pokeAfter polls anew what shows what a write has done, unless the server refuses that
// for now: a poll that began before its answer proves nothing.
func (m *Model) pokeAfter(shows ...feed.Resource) {
	if c := m.feed.Connection(m.now); !c.Refused && c.Rest == 0 {
		m.feed.Poke(m.now, shows...)
	}
}
