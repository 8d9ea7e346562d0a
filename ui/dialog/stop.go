package dialog

import (
	"fleetop/ui/command"
	"fleetop/ui/fleet"
)

// Stop asks whether to stop an application or a container.
type Stop struct{ watch }

// NewStop returns the question for an object.
func NewStop(r *fleet.Row) *Stop { return &Stop{newWatch(r)} }

// Title implements Dialog.
func (d *Stop) Title() string { return "Stop " + d.name + "?" }

// Scope implements Dialog.
func (d *Stop) Scope() command.Scope { return command.YesNo }

// Request implements Dialog.
func (d *Stop) Request() Request { return d.action() }

func (d *Stop) action() Action { return Action{Verb: fleet.Stop, ID: d.id} }

// Type implements Dialog: there is nothing to type.
func (d *Stop) Type(string) {}

// Do implements Dialog.
func (d *Stop) Do(id command.ID, c Context) Answer {
	switch {
	case id == command.No:
		return Closed
	case id == command.Yes && refused(c, d.action(), d.name) == "" && !d.swallows(c):
		return Confirmed
	default:
		return Open
	}
}

// Lines implements Dialog.
func (d *Stop) Lines(w int, c Context) []string {
	if why := refused(c, d.action(), d.name); why != "" {
		return closing(why, w, c, command.No)
	}
	keys := []string{hints(w, c, "", command.Yes, command.No)}
	return d.draw(pageOf(keys, wrap(d.radius(c), w), d.changes(w, c), reached(row(c, d.id), "No longer answers", w), linked(c, d.id, w)), w, c)
}

// radius says what stops.
func (d *Stop) radius(c Context) string {
	r := row(c, d.id)
	if app := r.Application; app != nil {
		return "Stops " + containers(app.Running) + "; their data stays. Running " + change(c, app.Running, 0) + "."
	}
	what := "Its process is asked to end; its data stays."
	if owner := ownerOf(c, r); owner != nil && owner.Application.Running > 0 {
		what += " " + owner.Name + ": running " + change(c, owner.Application.Running, owner.Application.Running-1) + "."
	}
	return what
}
