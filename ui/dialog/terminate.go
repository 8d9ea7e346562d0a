package dialog

import (
	"strings"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// Terminate asks for the name of what is to be destroyed.
type Terminate struct {
	watch
	typedName
}

// NewTerminate returns the question for an object.
func NewTerminate(r *fleet.Row) *Terminate {
	return &Terminate{watch: newWatch(r), typedName: newTypedName(r)}
}

// Title implements Dialog. What it is about stands behind the name.
func (d *Terminate) Title() string { return "Terminate " + d.name + "? " + kindWord(d.id) }

// heavy says that a whole application is destroyed.
func (d *Terminate) heavy() bool { return d.id.Kind == fleet.Applications }

// Scope implements Dialog.
func (d *Terminate) Scope() command.Scope { return command.TypeName }

// Request implements Dialog.
func (d *Terminate) Request() Request { return d.action() }

func (d *Terminate) action() Action { return Action{Verb: fleet.Terminate, ID: d.id, Seen: d.seen} }

// Do implements Dialog: it is confirmed by an exact match only.
func (d *Terminate) Do(id command.ID, c Context) Answer {
	d.Watch(c)
	switch id {
	case command.Cancel, command.Interrupt:
		return Closed
	case command.Accept:
		if d.entered() && refused(c, d.action(), d.name) == "" && !d.swallows(c) {
			return Confirmed
		}
	}
	return Open
}

// Lines implements Dialog.
func (d *Terminate) Lines(w int, c Context) []string {
	d.Watch(c)
	if why := refused(c, d.action(), d.name); why != "" {
		return closing(why, w, c, command.Cancel)
	}
	th, r := c.Theme, row(c, d.id)
	var alone []string
	if r.Container != nil && ownerOf(c, r) != nil {
		alone = wrap("It is not replaced.", w)
	}
	p := pageOf(nil, styled(d.radius(c), w, th.Bold), d.untyped(d.Title(), d.name, w), styled("All data in it is lost, for good.", w, th.Danger), d.changes(w, c), alone, reached(r, "Goes away", w), linked(c, d.id, w))
	return d.draw(d.finish(p, w, c, "terminate"), w, c)
}

// radius says in words what is destroyed.
func (d *Terminate) radius(c Context) string {
	r := row(c, d.id)
	if app := r.Application; app != nil {
		return "application, " + containers(max(app.Current, app.Target))
	}
	owner := ownerOf(c, r)
	if owner == nil {
		return strings.TrimSuffix("container of "+r.Container.Name, " of ")
	}
	target := owner.Application.Target
	return "container of " + owner.Name + ": " + owner.Name + " goes " + change(c, target, max(target-1, 0))
}
