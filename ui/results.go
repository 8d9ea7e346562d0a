package ui

import (
	"fmt"
	"strings"

	"fleetop/internal/activity"
	"fleetop/internal/orders"
)

// reasonsSaid is how many objects the last line names with what was in the way.
const reasonsSaid = 3

// phaseOf is what Activity says of the fate of an item.
func phaseOf(fate orders.Fate) activity.Phase {
	switch fate {
	case orders.Done:
		return activity.Accepted
	case orders.Refused:
		return activity.Refused
	case orders.Broken:
		return activity.Failed
	case orders.Unknown:
		return activity.Unknown
	case orders.Cancelled:
		return activity.Cancelled
	default:
		return activity.NotSent
	}
}

// ended says what became of an order for many objects; nothing of another one.
func ended(o *orders.Order, details string) told {
	if !o.Many {
		return told{}
	}
	e := activity.Entry{Phase: activity.Summary, Object: orderObject(o), Verb: o.Verb, Cause: reasonText(o.Stopped)}
	for i := range o.Items {
		it := &o.Items[i]
		e.Items = append(e.Items, activity.Item{Name: it.Name, Phase: phaseOf(it.Fate), Cause: reasonText(it.Why)})
	}
	for i := range o.LeftOut {
		e.Names = append(e.Names, o.LeftOut[i].Name)
	}
	severity := success
	switch {
	case e.Failed():
		severity = failure
	case e.Count(activity.NotSent, activity.Cancelled) > 0:
		severity = warning
	}
	return told{severity: severity, line: result(&e, details), entry: e, keep: true}
}

// result says shortly what became of an order: "Stopped 7, refused 1: db: not in a
// suitable state". Where no reason fits it says which key shows them.
func result(e *activity.Entry, details string) string {
	var reasons []string
	if e.Cause != "" {
		reasons = append(reasons, e.Cause)
	}
	more := 0
	for i := range e.Items {
		switch it := &e.Items[i]; {
		case it.Cause == "":
		case len(reasons) < reasonsSaid:
			reasons = append(reasons, it.Name+": "+it.Cause)
		default:
			more++
		}
	}
	if more > 0 {
		reasons = append(reasons, fmt.Sprintf("%d more under Activity", more))
	}
	content := e.Counts()
	if len(reasons) > 0 {
		content += ": " + strings.Join(reasons, "; ")
	} else if e.Count(activity.Accepted) < len(e.Items)+len(e.Names) {
		content += " (" + details + " for details)"
	}
	return content
}
