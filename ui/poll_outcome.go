package ui

import (
	"slices"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// confirmations are what a poll has shown of actions, and which of them it cannot confirm.
func confirmations(shown []*fleet.Pending) (entries, failures []activity.Entry) {
	var lost []*fleet.Pending
	for _, p := range shown {
		switch {
		case p.Lost.Trait != fleet.Same:
			lost = append(lost, p)
		case p.Many: // that is told when it is not confirmed
		case p.Vanished:
			entries = append(entries, activity.Entry{Phase: activity.Vanished, Object: acted(p), Verb: p.Verb})
		case p.ID.Kind == fleet.Applications && (p.Verb == fleet.Stop || p.Verb == fleet.Scale || p.Verb == fleet.Terminate):
			// the recorder tells where it leads
		default:
			entries = append(entries, activity.Entry{Phase: activity.Confirmed, Object: acted(p), Verb: p.Verb})
		}
	}
	for _, e := range together(lost, activity.Replaced) {
		if e.Cause = "they were replaced or deployed anew"; len(e.Names) == 0 {
			e.Cause = lost[slices.IndexFunc(lost, func(p *fleet.Pending) bool { return p.ID == e.Object.ID })].Lost.String()
		}
		failures = append(failures, e)
	}
	return entries, failures
}

// acted is the object of an action.
func acted(p *fleet.Pending) activity.Object { return activity.Object{ID: p.ID, Name: p.Name} }

// together makes entries of what has happened to actions: one of those on many objects
// with the same verb, and one of each of the others.
func together(actions []*fleet.Pending, phase activity.Phase) []activity.Entry {
	var entries []activity.Entry
	for len(actions) > 0 {
		first := actions[0]
		e := activity.Entry{Phase: phase, Object: acted(first), Verb: first.Verb}
		actions = slices.DeleteFunc(slices.Clone(actions), func(p *fleet.Pending) bool {
			same := p == first || first.Many && p.Many && p.Verb == first.Verb && p.ID.Kind == first.ID.Kind
			if same {
				e.Names = append(e.Names, p.Name)
			}
			return same
		})
		if e.Object.Many = len(e.Names); e.Object.Many == 1 {
			e.Object.Many, e.Names = 0, nil
		}
		entries = append(entries, e)
	}
	return entries
}
