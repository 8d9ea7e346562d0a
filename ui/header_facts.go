package ui

import (
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/pane"
)

// server is what to call the server at the moment.
func (o *Options) server() string {
	if o.ServerNow != nil {
		return o.ServerNow()
	}
	return o.Server
}

// header collects the facts for the first two lines.
func (m *Model) header() header {
	c := m.feed.Connection(m.now)
	h := header{
		theme: m.theme, keys: m.keys, now: m.now, location: m.opt.Location,
		user: m.opt.User, host: m.opt.server(), engine: m.opt.Engine, sandbox: m.opt.Sandbox, readOnly: m.opt.ReadOnly,
		tab: m.panes.tab, totals: [...]int{-1, -1, -1, -1}, unread: m.activity.Unread(), fleet: m.fleet.Summary(m.now),
		interval: m.opt.Interval, level: c.Signal, paused: c.Paused, known: c.Known, good: c.Good,
		trouble: lasting(trouble(c), c, m.now), remedy: remedy(c, &m.opt), unauthorized: c.Refused, down: c.Down, retry: c.Retry, asking: c.Trying, live: c.Live, within: c.Within, banded: m.panes.banded(), mouse: m.panes.pointer.on(), skew: skew(m.fleet.Skew()),
	}
	h.news, h.newsLeast = m.newestProblem()
	h.totals[containersTab] = h.fleet.Containers
	if !h.fleet.Known {
		h.totals[containersTab] = -1
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

// newestProblem says what failed last, from the longest way to the shortest: "! worker 5/6: worker-4
// exited 137, 55m ago". least is the first that says no more than what failed and why.
func (m *Model) newestProblem() (said []string, least int) {
	const nameMost, nameLeast, whyMost = 24, 12, 24
	row, p := m.recorder.Newest()
	if row == nil {
		return nil, 0
	}
	g := &m.theme.Glyphs
	head := func(most int) string {
		return g.Failed + " " + text.Middle(text.Clean(row.Name), most, g.Ellipsis) + " " + fleet.RunningText(row)
	}
	why := text.Words(text.Clean(p.Words()), whyMost, g.Ellipsis)
	if p.Exit != "" && p.Why != fleet.Looping {
		why = "exit " + text.Clean(p.Exit)
	}
	if words := text.Clean(p.Words()); words != "" {
		words = head(1<<10) + ": " + words
		if ago := pane.Age(p.Since, m.fleet.ServerTime(m.now)); ago != "" {
			said = append(said, words+", "+ago+" ago")
		}
		said = append(said, words)
	}
	least = len(said)
	if why != "" {
		said = append(said, head(nameMost)+": "+why, head(nameLeast)+": "+why)
	}
	return append(said, head(nameMost), head(nameLeast)), least
}

// skew says how the server's clock differs from ours, "" where it does not.
func skew(off time.Duration) string {
	if off == 0 {
		return ""
	}
	return activity.ClockWords(off)
}
