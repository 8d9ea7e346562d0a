package dialog

import (
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Confirm asks whether to start, to stop or to restart objects.
type Confirm struct{ about }

// NewConfirm returns the question.
func NewConfirm(verb fleet.Verb, s Subjects, c Context) *Confirm {
	return &Confirm{newAbout(verb, s, c)}
}

// Title implements Dialog.
func (d *Confirm) Title() string { return d.title() + "?" }

// Scope implements Dialog.
func (d *Confirm) Scope() command.Scope { return command.YesNo }

// Do implements Dialog.
func (d *Confirm) Do(id command.ID, c Context) Answer {
	switch s := d.survey(c); {
	case id == command.No:
		return closed()
	case id == command.Yes && len(s.can) > 0:
		return confirmed(d.request(s.can, 0))
	default:
		return Answer{}
	}
}

// Lines implements Dialog.
func (d *Confirm) Lines(w int, c Context) []string {
	s := d.survey(c)
	p := pageOf([]string{hints(w, c, "", command.Yes, command.No)})
	switch {
	case len(s.can) == 0:
		return d.none(s, w, c, command.No)
	case d.Marked:
		return d.fitted(p, w, c, func(most int) []string { return d.saysOfMany(s, w, most, c) })
	case d.verb == fleet.Restart:
		p = pageOf(p.end, inFull(d.Title(), d.name(), w), d.restarts(w, c))
	default:
		p = pageOf(p.end, inFull(d.Title(), d.name(), w), wrap(stops(d.now(c), c), w), d.changes(w, c), d.cutOff(w, c))
	}
	return d.page(p, w, c)
}

// restarts says what a restart of one object does, and the downtime first.
func (d *Confirm) restarts(w int, c Context) []string {
	again := c.Key(command.Restart)
	return pageOf(nil, styled(downtime(d.now(c), c), w, c.Theme.Warn), d.changes(w, c), wrap("Its data stays.", w), d.cutOff(w, c),
		wrap("Stops it, waits, starts it again. Press "+again+" again to cancel the rest.", w)).body
}

// cutOff says what is not reached while one object is stopped, and who is linked to it.
func (d *Confirm) cutOff(w int, c Context) []string {
	return append(reached(d.now(c), "Unreachable while stopped", w), linked(c, d.now(c).ID, w)...)
}

// stops says what stops.
func stops(r *fleet.Row, c Context) string {
	if app := r.Application; app != nil {
		return "Stops " + text.Count(app.Running, "container") + "; " + dataStays(app.Running) + " Running " + change(c, app.Running, 0) + "."
	}
	what := "Its process is asked to end; its data stays."
	if owner := ownerOf(c, r); owner != nil && owner.Application.Running > 0 {
		what += " " + owner.Name + ": running " + change(c, owner.Application.Running, owner.Application.Running-1) + "."
	}
	return what
}

// downtime says what does not run meanwhile.
func downtime(r *fleet.Row, c Context) string {
	if app := r.Application; app != nil {
		return downtimeOf(app.Running)
	}
	if owner := ownerOf(c, r); owner != nil {
		return "Downtime of this container; " + owner.Name + ": running " + change(c, owner.Application.Running, max(owner.Application.Running-1, 0)) + " meanwhile."
	}
	return "Downtime of this container until it is started again."
}

// downtimeOf says it of so many containers of an application.
func downtimeOf(running int) string {
	switch running {
	case 0:
		return "Downtime: no container runs now."
	case 1:
		return "Downtime: its 1 container stops until the restart ends."
	default:
		return "Downtime: all " + text.Count(running, "container") + " stop until the restart ends."
	}
}

// saysOfMany says what is done to which objects that are marked.
func (d *Confirm) saysOfMany(s survey, w, most int, c Context) []string {
	r := d.reach(s.can, c)
	lines := listed("", names(s.can), ", ", w, most, c)
	lines = append(append(lines, ""), d.notes(s, w, most, c)...)
	lines = append(lines, wrap(d.effect(r), w)...)
	if d.verb != fleet.Start && len(r.addresses) > 0 {
		lines = append(lines, listing{"Unreachable while stopped: ", r.addresses, "; ", moreOf}.whole(w, most, c)...)
	}
	if d.verb != fleet.Start {
		lines = append(lines, r.links("Linked to them: ", w, most, c)...)
	}
	return lines
}

// effect says what it does to the containers.
func (d *Confirm) effect(r radius) string {
	switch {
	case d.verb == fleet.Start && d.kind() == fleet.Applications:
		return "Starts " + text.Count(r.containers-r.running, "container") + "."
	case d.verb == fleet.Start:
		return "Starts their processes anew."
	case d.verb == fleet.Restart:
		return "Downtime of each until it runs again: it is stopped, waited for and started, four at a time; their data stays."
	case d.kind() == fleet.Applications:
		return "Stops " + text.Count(r.running, "container") + "; " + dataStays(r.running)
	default:
		return "Their processes are asked to end; their data stays."
	}
}
