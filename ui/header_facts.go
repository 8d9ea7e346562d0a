package ui

import (
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// header collects the facts for the first two lines.
func (m *Model) header() header {
	c := m.feed.Connection(m.now)
	h := header{
		theme: m.theme, keys: m.keys, now: m.now, location: m.opt.Location,
		user: m.opt.User, host: m.opt.Server, engine: m.opt.Engine, sandbox: m.opt.Sandbox, readOnly: m.opt.ReadOnly,
		tab: m.panes.tab, totals: [3]int{-1, -1, -1}, fleet: m.fleet.Summary(m.now),
		interval: m.opt.Interval, level: c.Signal, paused: c.Paused, known: c.Known, good: c.Good,
		trouble: trouble(c), remedy: remedy(c, &m.opt), unauthorized: c.Refused, down: c.Down, retry: c.Retry, asking: c.Trying, skew: skew(m.fleet.Skew()),
	}
	for i, kind := range []fleet.Kind{fleet.Applications, fleet.Containers, fleet.Images} {
		l := m.fleet.List(fleet.Query{Kind: kind})
		if l == nil || l.Good.IsZero() {
			continue
		}
		if h.totals[i] = len(l.Rows); kind == fleet.Applications {
			h.totals[i] = h.fleet.Applications // as in the line above: without what was terminated
		}
		if l.Partial || l.Lost > 0 {
			h.totals[i] = max(h.totals[i], l.Total)
		}
	}
	return h
}

// skew says how the server's clock differs from ours, "" where it does not.
func skew(off time.Duration) string {
	if off == 0 {
		return ""
	}
	return activity.ClockWords(off)
}
