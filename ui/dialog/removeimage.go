package dialog

import (
	"fmt"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// RemoveImage asks for the name of a private image that is to be taken out of
// the account.
type RemoveImage struct {
	watch
	typedName
}

// NewRemoveImage returns the question for an image.
func NewRemoveImage(r *fleet.Row) *RemoveImage {
	return &RemoveImage{watch: newWatch(r), typedName: newTypedName(r)}
}

// Title implements Dialog.
func (d *RemoveImage) Title() string { return "Remove image " + d.name + "?" }

// Scope implements Dialog.
func (d *RemoveImage) Scope() command.Scope { return command.TypeName }

// Request implements Dialog.
func (d *RemoveImage) Request() Request { return d.action() }

func (d *RemoveImage) action() Action { return Action{Verb: fleet.Remove, ID: d.id, Seen: d.seen} }

// Do implements Dialog: it is confirmed by an exact match only.
func (d *RemoveImage) Do(id command.ID, c Context) Answer {
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
func (d *RemoveImage) Lines(w int, c Context) []string {
	if why := refused(c, d.action(), d.name); why != "" {
		return closing(why, w, c, command.Cancel)
	}
	p := pageOf(nil, d.users(w, c), d.untyped(d.Title(), d.name, w), d.changes(w, c), wrap("It goes from this account with its credentials; in its registry it stays.", w))
	return d.draw(d.finish(p, w, c, "remove"), w, c)
}

// users names the applications that are made of the image.
func (d *RemoveImage) users(w int, c Context) []string {
	names, whole := c.Fleet.UsersOf(row(c, d.id))
	const most = 5
	shown := names
	if len(names) > most {
		shown = append(append([]string{}, names[:most]...), fmt.Sprintf("%d more", len(names)-most))
	}
	var lines []string
	switch {
	case len(names) == 1:
		lines = styled("Used by "+names[0]+": it keeps running.", w, c.Theme.Warn)
	case len(names) > 1:
		lines = styled("Used by "+list(shown)+": they keep running.", w, c.Theme.Warn)
	case whole:
		return wrap("No application uses it.", w)
	}
	if !whole {
		lines = append(lines, styled("The list of applications is not complete: others may use it.", w, c.Theme.Warn)...)
	}
	return lines
}
