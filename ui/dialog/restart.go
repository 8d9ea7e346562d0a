package dialog

import (
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// NewRestart asks whether to stop an application or a container and to start it
// again, and says the downtime first.
func NewRestart(r *fleet.Row) *YesNo {
	return &YesNo{watch: newWatch(r), verb: fleet.Restart, says: restarting}
}

func restarting(d *YesNo, w int, c Context) [][]string {
	r := row(c, d.id)
	again := c.Keys.Label(command.Restart, " ", 1, c.Theme.Glyphs.ASCII)
	return [][]string{
		styled(downtime(r, c), w, c.Theme.Warn), d.changes(w, c), wrap("Its data stays.", w), reached(r, "Unreachable while stopped", w), linked(c, d.id, w),
		wrap("Stops it, waits until it is Stopped, starts it. "+again+" again cancels what is not done yet.", w),
	}
}

// downtime says what does not run meanwhile.
func downtime(r *fleet.Row, c Context) string {
	if app := r.Application; app != nil {
		return "Downtime: " + containers(app.Running) + " of " + r.Name + " stop, all at once, until they are started again."
	}
	if owner := ownerOf(c, r); owner != nil {
		return "Downtime of this container; " + owner.Name + ": running " + change(c, owner.Application.Running, max(owner.Application.Running-1, 0)) + " meanwhile."
	}
	return "Downtime of this container until it is started again."
}

// CancelRestart asks whether to do without the rest of a restart.
type CancelRestart struct {
	reading
	id   fleet.ID
	name string
}

// NewCancelRestart returns the question for a restart that is under way.
func NewCancelRestart(r *fleet.Restarting) *CancelRestart {
	return &CancelRestart{id: r.ID, name: r.Name}
}

// Cancel is the request to end a restart before its start is sent.
type Cancel struct{ ID fleet.ID }

func (Cancel) request() {}

// Title implements Dialog.
func (d *CancelRestart) Title() string { return "Cancel the restart of " + d.name + "?" }

// Scope implements Dialog.
func (d *CancelRestart) Scope() command.Scope { return command.YesNo }

// Request implements Dialog.
func (d *CancelRestart) Request() Request { return Cancel{d.id} }

// Type implements Dialog: there is nothing to type.
func (d *CancelRestart) Type(string) {}

// Do implements Dialog.
func (d *CancelRestart) Do(id command.ID, c Context) Answer {
	switch {
	case id == command.Yes && d.tooLate(c) == "":
		return Confirmed
	case id == command.No:
		return Closed
	default:
		return Open
	}
}

// tooLate says why there is nothing to cancel any more, "" while there is.
func (d *CancelRestart) tooLate(c Context) string {
	switch r := c.Fleet.Restarting(d.id); {
	case r == nil:
		return "The restart of " + d.name + " has ended: there is nothing to cancel."
	case r.Step >= fleet.RestartStarting:
		return "The start of " + d.name + " has been sent: there is nothing left to cancel."
	default:
		return ""
	}
}

// Lines implements Dialog.
func (d *CancelRestart) Lines(w int, c Context) []string {
	if why := d.tooLate(c); why != "" {
		return closing(why, w, c, command.No)
	}
	what := "The restart of " + d.name + " waits for the answer to the stop (1/3): cancel the rest?"
	if c.Fleet.Restarting(d.id).Step == fleet.RestartWaiting {
		what = "The restart of " + d.name + " is waiting for Stopped (2/3): cancel the rest?"
	}
	keys := []string{hints(w, c, "", command.Yes, command.No)}
	return d.draw(pageOf(keys, wrap(what, w), wrap("It is left as it is then, and not started.", w)), nil, w, c)
}
