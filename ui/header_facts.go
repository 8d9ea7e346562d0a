package ui

import (
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// header draws the first two lines of the screen from facts: whose fleet it is, how it is, how
// fresh that is and why, and the tabs.
type header struct {
	theme             *theme.Theme
	keys              *command.Keymap
	now               time.Time
	location          *time.Location
	user, host        string
	sandbox, readOnly bool
	tab               tab
	totals            [3]int // of the lists by tab, -1 where it is not known
	fleet             fleet.Summary

	interval     time.Duration
	level        feed.Signal
	paused       bool
	known        bool      // a list of applications has come
	good         time.Time // when the last one came, by the wall clock
	trouble      string    // why nothing comes, "" when all is well
	remedy       string    // what can be done about it
	unauthorized bool      // the server takes no key of ours
	down         bool      // the server is left alone until retry
	retry        time.Time
	asking       bool   // the list of applications is being fetched
	skew         string // how the server's clock is off
}

// header collects the facts for the first two lines.
func (m *Model) header() header {
	c := m.feed.Connection(m.now)
	h := header{
		theme: m.theme, keys: m.keys, now: m.now, location: m.opt.Location,
		user: m.opt.User, host: m.opt.Server, sandbox: m.opt.Sandbox, readOnly: m.opt.ReadOnly,
		tab: m.panes.tab, totals: [3]int{-1, -1, -1}, fleet: m.fleet.Summary(m.now),
		interval: m.opt.Interval, level: c.Signal, paused: c.Paused, known: c.Known, good: c.Good,
		trouble: trouble(c), remedy: remedy(c, &m.opt), unauthorized: c.Refused, down: c.Down, retry: c.Retry, asking: c.Trying, skew: skew(m.fleet.Skew()),
	}
	for i, kind := range []fleet.Kind{fleet.Applications, fleet.Containers, fleet.Images} {
		l := m.fleet.List(fleet.Query{Kind: kind})
		if l == nil || l.Good.IsZero() {
			continue
		}
		h.totals[i] = len(l.Rows)
		if l.Partial || l.Lost > 0 {
			h.totals[i] = max(h.totals[i], l.Total)
		}
	}
	return h
}
