package ui

import "fleetop/internal/fleet"

// unmark takes the mark of an object in every list that has it; false where none
// had it.
func (p *panes) unmark(id fleet.ID) (was bool) {
	for _, l := range p.lists {
		if !l.Activity && l.Query.Kind == id.Kind {
			was = l.Unmark(id.Key) || was
		}
	}
	if p.drill != nil && id.Kind == fleet.Containers {
		was = p.drill.Unmark(id.Key) || was
	}
	return was
}
