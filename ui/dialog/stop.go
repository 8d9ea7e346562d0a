package dialog

import "fleetop/internal/fleet"

// NewStop asks whether to stop an application or a container.
func NewStop(r *fleet.Row) *YesNo {
	return &YesNo{watch: newWatch(r), verb: fleet.Stop, says: stopping}
}

func stopping(d *YesNo, w int, c Context) [][]string {
	return [][]string{wrap(stops(row(c, d.id), c), w), d.changes(w, c), reached(row(c, d.id), "Unreachable while stopped", w), linked(c, d.id, w)}
}

// stops says what stops.
func stops(r *fleet.Row, c Context) string {
	if app := r.Application; app != nil {
		return "Stops " + containers(app.Running) + "; " + dataStays(app.Running) + " Running " + change(c, app.Running, 0) + "."
	}
	what := "Its process is asked to end; its data stays."
	if owner := ownerOf(c, r); owner != nil && owner.Application.Running > 0 {
		what += " " + owner.Name + ": running " + change(c, owner.Application.Running, owner.Application.Running-1) + "."
	}
	return what
}
