package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

// heedReplaced lets nothing that was meant for an object pass to another one that
// has its uuid now: marks, countdowns, turns, logs, what was revealed.
func (m *Model) heedReplaced() {
	var marked []fleet.Replaced
	said := false // of an order, which matters most
	for _, r := range m.fleet.Replaced() {
		said = m.takeOut(r.Was.ID) || said
		if m.unmark(r.Was.ID) {
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
	content := fmt.Sprintf("%s is not marked any more: %s", marked[0].Was.Name, marked[0].Difference)
	if len(marked) > 1 {
		names := make([]string, len(marked))
		for i := range marked {
			names[i] = marked[i].Was.Name
		}
		content = fmt.Sprintf("%d are not marked any more, they were replaced or deployed anew: %s", len(marked), strings.Join(names, ", "))
	}
	m.fleet.Record(m.now, "", content, false)
	if !said {
		m.say(warning, content)
	}
}

// takeOut takes what was to be done to an object out of the orders that have not
// done it yet; true where that was said.
func (m *Model) takeOut(id fleet.ID) (said bool) {
	for _, o := range slices.Clone(m.orders) {
		it := o.item(id)
		if it == nil || it.fate != waiting {
			continue
		}
		why := m.obstacle(o, it, m.fleet.Row(id))
		if why.Cause != orders.OtherObject {
			continue
		}
		if !o.many {
			m.takeBack(o, failure, string(o.verb)+" not sent: "+why.String())
			said = true
			continue
		}
		it.fate, it.why = refused, why.String()
		if o.count(waiting) == 0 { // nothing is left to count down for
			o.zero = time.Time{}
		}
		m.fleet.Unplan(id)
		m.recordItem(o, it.name, string(it.Verb)+" not sent: "+it.why)
	}
	return said
}

// confirm says what a poll has shown of actions.
func (m *Model) confirm(shown []*fleet.Pending) {
	var lost []*fleet.Pending
	for _, p := range shown {
		switch {
		case p.Lost.Trait != fleet.Same:
			lost = append(lost, p)
		case p.Many: // that is told when it is not confirmed
		case p.Vanished:
			m.fleet.Record(m.now, p.Name, string(p.Verb)+": it is not listed any more", false)
		default:
			m.fleet.Record(m.now, p.Name, string(p.Verb)+" confirmed", false)
		}
	}
	together(lost, func(name string, verb fleet.Verb, names string) {
		why := "they were replaced or deployed anew" + names
		if names == "" {
			why = lost[slices.IndexFunc(lost, func(p *fleet.Pending) bool { return p.Name == name })].Lost.String()
		}
		m.fail(name, string(verb)+" cannot be confirmed: "+why)
	})
}
