package ui

import (
	"slices"

	"fleetop/internal/fleet"
)

// marked returns the marked objects that an action applies to: those of the list
// that is shown, wherever the focus is, since the list says that they are marked.
// hidden are those the filter hides.
func (m *Model) marked() (rows []*fleet.Row, hidden map[fleet.ID]bool) {
	return m.panes.list().Marked()
}

// isMarked says whether one object is marked in the list that is shown.
func (m *Model) isMarked(id fleet.ID) bool {
	rows, _ := m.marked()
	return slices.ContainsFunc(rows, func(row *fleet.Row) bool { return row.ID == id })
}

// unmark takes the mark of an object in every list that has it; false where none
// had it.
func (m *Model) unmark(id fleet.ID) (was bool) {
	for _, l := range m.panes.lists {
		if !l.Activity && l.Query.Kind == id.Kind {
			was = l.Unmark(id.Key) || was
		}
	}
	if m.panes.drill != nil && id.Kind == fleet.Containers {
		was = m.panes.drill.Unmark(id.Key) || was
	}
	return was
}
