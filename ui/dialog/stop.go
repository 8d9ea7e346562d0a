package dialog

import (
	"fleetop/ui/command"
	"fleetop/ui/fleet"
)

// Stop asks whether to stop an application or a container.
type Stop struct {
	id   fleet.ID
	name string
}

// NewStop returns the question for an object.
func NewStop(r *fleet.Row) *Stop { return &Stop{id: r.ID, name: r.Name} }

// Title implements Dialog.
func (d *Stop) Title() string { return "Stop " + d.name + "?" }

// Scope implements Dialog.
func (d *Stop) Scope() command.Scope { return command.YesNo }

// Request implements Dialog.
func (d *Stop) Request() Request { return Request{Verb: fleet.Stop, ID: d.id} }

// Type implements Dialog: there is nothing to type.
func (d *Stop) Type(string) {}

// Do implements Dialog.
func (d *Stop) Do(id command.ID, c Context) Answer {
	switch {
	case id == command.Yes && refused(c, d.Request(), d.name) == "":
		return Confirmed
	case id == command.No:
		return Closed
	default:
		return Open
	}
}

// Lines implements Dialog.
func (d *Stop) Lines(w int, c Context) []string {
	if why := refused(c, d.Request(), d.name); why != "" {
		return closing(why, w, c, command.No)
	}
	what := "Its process is asked to end; its data stays."
	if app := row(c, d.id).Application; app != nil {
		what = "Stops " + containers(app.Running) + "; their data stays."
	}
	return within(append(wrap(what, w), "", hints(w, c, "", command.Yes, command.No)), w)
}
