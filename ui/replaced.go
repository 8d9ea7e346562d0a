package ui

import (
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

// heedReplaced lets nothing that was meant for an object pass to another one that
// has its uuid now: marks, countdowns, turns, logs, what was revealed.
func (m *Model) heedReplaced() {
	var marked []fleet.Replaced
	said := false // of an order, which matters most
	for _, r := range m.fleet.Replaced() {
		for _, n := range m.book.Replaced(m.world(), r.Was.ID) {
			m.announce([]orders.News{n})
			said = said || n.Item == nil
		}
		if m.panes.unmark(r.Was.ID) {
			marked = append(marked, r)
		}
		if !r.Difference.Other() {
			continue
		}
		m.forms.leave(r.Was.ID)
		if m.panes.leave(r.Was.ID) && !said {
			m.say(warning, r.Was.Name+": "+r.Difference.String())
		}
	}
	if len(marked) == 0 {
		return
	}
	e := activity.Entry{Phase: activity.Unmarked, Cause: marked[0].Difference.String()}
	for i := range marked {
		e.Names = append(e.Names, marked[i].Was.Name)
	}
	m.record(e)
	if !said {
		m.say(warning, e.Words(""))
	}
}
