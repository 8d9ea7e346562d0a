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
// has its uuid now: marks, countdowns, turns, logs, forms, what was revealed.
func (m *Model) heedReplaced() {
	var marked []string
	said := false // of an order, which matters most
	for _, r := range m.fleet.Replaced() {
		id := r.Was.ID
		said = m.takeOut(id) || said
		if m.unmark(id) {
			marked = append(marked, r.Was.Name)
		}
		m.forms.births = slices.DeleteFunc(m.forms.births, func(b birth) bool { return b.id == id })
		closes := m.logs != nil && m.logs.ID == id
		if closes {
			m.closeLogs()
		}
		if m.drill != nil && m.drill.Query.Application == id.Key {
			m.drill, closes = nil, true
		}
		if m.detail.ID() == id {
			m.detail.Show(fleet.ID{}) // what is revealed of one is hidden of the other
			closes = true
		}
		if closes && !said {
			m.say(warning, r.Was.Name+": "+r.Difference.String())
		}
	}
	if len(marked) > 0 {
		content := fmt.Sprintf("%s not marked any more: another object is in its place", marked[0])
		if len(marked) > 1 {
			content = fmt.Sprintf("%d not marked any more, others are in their places: %s", len(marked), strings.Join(marked, ", "))
		}
		m.fleet.Record(m.now, "", content, false)
		if !said {
			m.say(warning, content)
		}
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
			m.takeBack(o, failure, "not sent: "+why.String())
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
			m.fleet.Record(m.now, p.Name, string(p.Verb)+" confirmed by a poll", false)
		}
	}
	together(lost, func(name string, verb fleet.Verb, names string) {
		m.fail(name, string(verb)+" cannot be confirmed: another object is in its place"+names)
	})
}
