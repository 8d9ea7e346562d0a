package ui

import (
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

const (
	// entriesEach is how many objects of an order have each an entry in Activity
	// of what was in the way: more would drive out what happened before. All of
	// them are in the entry of the order.
	entriesEach = 50
	// reasonsSaid is how many of them the last line names.
	reasonsSaid = 3
)

// fates are what can have become of an item, in words, in the order in which
// they are told.
var fates = []struct {
	fate fate
	word string
}{{done, "done"}, {refused, "refused"}, {broken, "failed"}, {unknown, "unknown"}, {cancelled, "cancelled"}, {unsent, "not sent"}}

// wordFor is what became of an item of an order: "stopped" for one that was done.
func (o *order) wordFor(f fate, word string) string {
	if f == done {
		return o.verb.Participle()
	}
	return word
}

// counts says how many items became what: "Stopped 7, refused 1".
func (o *order) counts() string {
	var counts []string
	for _, f := range fates {
		if n := o.count(f.fate); n > 0 {
			counts = append(counts, fmt.Sprintf("%s %d", o.wordFor(f.fate, f.word), n))
		}
	}
	if n := len(o.leftOut); n > 0 {
		counts = append(counts, fmt.Sprintf("skipped %d", n))
	}
	return capital(strings.Join(counts, ", "))
}

// result says shortly what became of an order: "Stopped 7, refused 1: db: not in a
// suitable state". Where no reason fits it says where they are.
func (m *Model) result(o *order) string {
	var reasons []string
	if o.halted != "" {
		reasons = append(reasons, o.halted)
	}
	more := 0
	for i := range o.items {
		switch it := &o.items[i]; {
		case it.why == "" || it.fate == unsent:
		case len(reasons) < reasonsSaid:
			reasons = append(reasons, it.name+": "+it.why)
		default:
			more++
		}
	}
	if more > 0 {
		reasons = append(reasons, fmt.Sprintf("%d more under Activity", more))
	}
	content := o.counts()
	if len(reasons) > 0 {
		content += ": " + strings.Join(reasons, "; ")
	} else if o.count(done) < len(o.items)+len(o.leftOut) {
		content += " (" + m.keys.Label(command.ShowActivity, " ", 1, m.theme.Glyphs.ASCII) + " for details)"
	}
	return content
}

// itemised names everything that an order was about, and what became of it, what
// was in the way first: "Stopped 7, refused 1. Refused: db: not in a suitable
// state. Stopped: api, web".
func (m *Model) itemised(o *order) string {
	parts := []string{o.counts()}
	say := func(word string, names []string, by string) {
		if len(names) > 0 {
			parts = append(parts, capital(word)+": "+strings.Join(names, by))
		}
	}
	named := func(f fate) (names []string) {
		for i := range o.items {
			if o.items[i].fate == f {
				names = append(names, o.items[i].name)
			}
		}
		return names
	}
	for _, f := range fates {
		var reasons []string
		for i := range o.items {
			if it := &o.items[i]; it.fate == f.fate && f.fate != done && f.fate != unsent {
				reasons = append(reasons, strings.TrimSuffix(it.name+": "+it.why, ": "))
			}
		}
		say(f.word, reasons, "; ")
	}
	word := "not sent"
	if o.halted != "" {
		word += " (" + o.halted + ")"
	}
	say(word, named(unsent), ", ")
	say(o.verb.Participle(), named(done), ", ")
	leftOut := make([]string, 0, len(o.leftOut))
	for _, id := range o.leftOut {
		name := text.Clean(fleet.Short(id.Key))
		if row := m.fleet.Row(id); row != nil {
			name = row.Name
		}
		leftOut = append(leftOut, name)
	}
	say("skipped", leftOut, ", ")
	return strings.Join(parts, ". ")
}

// recordItem keeps what was in the way of one of many, as long as these are few.
func (m *Model) recordItem(o *order, name, content string) {
	if o.entries++; o.entries <= entriesEach {
		m.fleet.Record(m.now, name, content, true)
	}
}

// together takes out of some actions those of many objects, and calls tell with
// those that have the same verb at once, and with each of the others.
func together(actions []*fleet.Pending, tell func(name string, verb fleet.Verb, names string)) {
	for len(actions) > 0 {
		first := actions[0]
		var names []string
		actions = slices.DeleteFunc(slices.Clone(actions), func(p *fleet.Pending) bool {
			same := p == first || first.Many && p.Many && p.Verb == first.Verb && p.ID.Kind == first.ID.Kind
			if same {
				names = append(names, p.Name)
			}
			return same
		})
		if len(names) == 1 {
			tell(first.Name, first.Verb, "")
		} else {
			tell(count(len(names), first.ID.Kind.String()), first.Verb, ": "+strings.Join(names, ", "))
		}
	}
}
