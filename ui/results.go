package ui

import (
	"fmt"
	"strings"

	"fleetop/internal/activity"
	"fleetop/internal/orders"
)

// reasonsSaid is how many objects the last line names with what was in the way.
const reasonsSaid = 3

// became is what became of items, in words.
type became struct {
	fate orders.Fate
	word string
}

// fates are what can have become of the items of an order, in the order in which they
// are told.
func fates(o *orders.Order) []became {
	return []became{
		{orders.Done, o.Verb.Participle()},
		{orders.Refused, "refused"},
		{orders.Broken, "failed"},
		{orders.Unknown, "unknown"},
		{orders.Cancelled, "cancelled"},
		{orders.Unsent, "not sent"},
	}
}

// ended says what became of an order for many objects; nothing of another one.
func ended(o *orders.Order, details string) told {
	if !o.Many {
		return told{}
	}
	e := activity.Entry{Phase: activity.Noted, Object: orderObject(o), Verb: o.Verb, Cause: itemised(o)}
	severity := success
	switch {
	case o.Count(orders.Refused, orders.Broken, orders.Unknown) > 0, o.Stopped.Kind != orders.NoReason:
		e.Phase, severity = activity.Ended, failure
	case o.Count(orders.Unsent, orders.Cancelled) > 0:
		severity = warning
	}
	return told{severity: severity, line: result(o, details), entry: e, keep: true}
}

// counts says how many items became what: "Stopped 7, refused 1".
func counts(o *orders.Order) string {
	var counts []string
	for _, b := range fates(o) {
		if n := o.Count(b.fate); n > 0 {
			counts = append(counts, fmt.Sprintf("%s %d", b.word, n))
		}
	}
	if n := len(o.LeftOut); n > 0 {
		counts = append(counts, fmt.Sprintf("skipped %d", n))
	}
	return capital(strings.Join(counts, ", "))
}

// result says shortly what became of an order: "Stopped 7, refused 1: db: not in a
// suitable state". Where no reason fits it says which key shows them.
func result(o *orders.Order, details string) string {
	var reasons []string
	if why := reasonText(o.Stopped); why != "" {
		reasons = append(reasons, why)
	}
	more := 0
	for i := range o.Items {
		switch it := &o.Items[i]; {
		case it.Why.Kind == orders.NoReason:
		case len(reasons) < reasonsSaid:
			reasons = append(reasons, it.Name+": "+reasonText(it.Why))
		default:
			more++
		}
	}
	if more > 0 {
		reasons = append(reasons, fmt.Sprintf("%d more under Activity", more))
	}
	content := counts(o)
	if len(reasons) > 0 {
		content += ": " + strings.Join(reasons, "; ")
	} else if o.Count(orders.Done) < len(o.Items)+len(o.LeftOut) {
		content += " (" + details + " for details)"
	}
	return content
}

// itemised names everything that an order was about, and what became of it, what
// was in the way first: "Stopped 7, refused 1. Refused: db: not in a suitable
// state. Stopped: api, web".
func itemised(o *orders.Order) string {
	parts := []string{counts(o)}
	say := func(word string, names []string, by string) {
		if len(names) > 0 {
			parts = append(parts, capital(word)+": "+strings.Join(names, by))
		}
	}
	byFate := map[orders.Fate][]string{}
	for i := range o.Items {
		it := &o.Items[i]
		line := it.Name
		if why := reasonText(it.Why); why != "" {
			line += ": " + why
		}
		byFate[it.Fate] = append(byFate[it.Fate], line)
	}
	for _, b := range fates(o) {
		if b.fate != orders.Done && b.fate != orders.Unsent {
			say(b.word, byFate[b.fate], "; ")
		}
	}
	word := "not sent"
	if why := reasonText(o.Stopped); why != "" {
		word += " (" + why + ")"
	}
	say(word, byFate[orders.Unsent], ", ")
	say(o.Verb.Participle(), byFate[orders.Done], ", ")
	leftOut := make([]string, len(o.LeftOut))
	for i := range o.LeftOut {
		leftOut[i] = o.LeftOut[i].Name
	}
	say("skipped", leftOut, ", ")
	return strings.Join(parts, ". ")
}
