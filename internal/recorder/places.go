package recorder

import (
	"slices"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// drop forgets the containers that are not listed any more, and returns them but for those in whose place others
// are.
func (k *members) drop(l *fleet.List, rows []*fleet.Row, now time.Time) (went activity.Group) {
	gone := k.gone(l)
	if len(gone) == 0 {
		return went
	}
	next := make(map[string]bool, len(rows))
	for _, row := range rows {
		next[row.Name] = next[row.Name] || !row.Gone()
	}
	for _, was := range gone {
		at, placed := k.spots[was.Name]
		if placed && at.node != was.Container.Node && at.left.IsZero() {
			continue
		}
		if placed && at.left.IsZero() {
			k.spots[was.Name] = spot{at.node, now}
		}
		if !next[was.Name] {
			went.Add(was.Name)
			continue
		}
		if k.ended == nil {
			k.ended = make(map[string]*fleet.Row)
		}
		k.ended[was.Name] = was
	}
	return went
}

// gone takes out the containers that are not listed any more, and those of which it was open whether others come
// in their place.
func (k *members) gone(l *fleet.List) (gone []*fleet.Row) {
	for key, was := range k.rows {
		if row := l.Row(key); row == nil || row.Gone() {
			delete(k.rows, key)
			gone = append(gone, was)
		}
	}
	for _, was := range k.ended {
		gone = append(gone, was)
	}
	k.ended = nil
	slices.SortFunc(gone, fleet.Compare) // no entry depends on chance
	return gone
}

// place notes on which node a container runs, and returns on which one of its name did just before, ""
// where that is the same or not known.
func (k *members) place(row *fleet.Row, now time.Time) (from string) {
	is := row.Container.Node
	if is == "" || !runs(row) {
		return ""
	}
	was := k.spots[row.Name]
	k.spots[row.Name] = spot{node: is}
	if was.node == is || !was.left.IsZero() && now.Sub(was.left) > openFor {
		return ""
	}
	return was.node
}
