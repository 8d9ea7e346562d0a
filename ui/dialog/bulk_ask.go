package dialog

import (
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// Ask asks whether to start, to stop or to restart many objects.
type Ask struct {
	bulk
	confirmed Actions
}

// NewAsk returns the question whether to do something to what is marked.
func NewAsk(verb fleet.Verb, marked Marked, c Context) *Ask {
	return &Ask{bulk: newBulk(verb, marked, c)}
}

// Title implements Dialog.
func (d *Ask) Title() string { return d.title() + "?" }

// Scope implements Dialog.
func (d *Ask) Scope() command.Scope { return command.YesNo }

// Request implements Dialog.
func (d *Ask) Request() Request { return d.confirmed }

// Type implements Dialog: there is nothing to type.
func (d *Ask) Type(string) {}

// Do implements Dialog.
func (d *Ask) Do(id command.ID, c Context) Answer {
	switch s := d.survey(c); {
	case id == command.Yes && len(s.can) > 0 && !d.swallows(c):
		d.confirmed = d.actions(s.can, 0)
		return Confirmed
	case id == command.No:
		return Closed
	default:
		return Open
	}
}

// Lines implements Dialog.
func (d *Ask) Lines(w int, c Context) []string {
	s := d.survey(c)
	if len(s.can) == 0 {
		return d.none(s, w, c, command.No)
	}
	r := d.reach(s.can, c)
	return d.fitted(pageOf([]string{hints(w, c, "", command.Yes, command.No)}), w, c, func(most int) []string {
		lines := listed("", names(s.can), ", ", w, most, c)
		lines = append(append(lines, ""), d.notes(s, w, most, c)...)
		lines = append(lines, wrap(d.effect(r), w)...)
		if d.verb != fleet.Start && len(r.addresses) > 0 {
			lines = append(lines, listedWhole("Unreachable while stopped: ", r.addresses, "; ", w, most, c)...)
		}
		if d.verb != fleet.Start {
			lines = append(lines, r.links("Linked to them: ", w, most, c)...)
		}
		return lines
	})
}

// effect says what it does to the containers.
func (d *Ask) effect(r radius) string {
	switch {
	case d.verb == fleet.Start && d.kind() == fleet.Applications:
		return "Starts " + containers(r.containers-r.running) + "."
	case d.verb == fleet.Start:
		return "Starts their processes anew."
	case d.verb == fleet.Restart:
		return "Downtime of each until it runs again: it is stopped, waited for and started, four at a time; their data stays."
	case d.kind() == fleet.Applications:
		return "Stops " + containers(r.running) + "; " + dataStays(r.running)
	default:
		return "Their processes are asked to end; their data stays."
	}
}
