package dialog

import "fleetop/ui/command"

// Leave is the request to end the program although something is not sent yet.
type Leave struct{}

func (Leave) request() {}

// Quit asks whether to end the program without sending what waits to be sent.
type Quit struct {
	reading
	what string
}

// NewQuit returns the question; what names what is not sent yet.
func NewQuit(what string) *Quit { return &Quit{what: what} }

// Title implements Dialog.
func (d *Quit) Title() string { return "Quit?" }

// Scope implements Dialog.
func (d *Quit) Scope() command.Scope { return command.YesNo }

// Request implements Dialog.
func (d *Quit) Request() Request { return Leave{} }

// Type implements Dialog: there is nothing to type.
func (d *Quit) Type(string) {}

// Do implements Dialog.
func (d *Quit) Do(id command.ID, _ Context) Answer {
	switch id {
	case command.Yes:
		return Confirmed
	case command.No:
		return Closed
	default:
		return Open
	}
}

// Lines implements Dialog.
func (d *Quit) Lines(w int, c Context) []string {
	keys := []string{hints(w, c, "", command.Yes, command.No)}
	return d.draw(pageOf(keys, wrap(d.what+" is not sent yet: quit without sending?", w), styled("Nothing is sent while this is open.", w, c.Theme.Faint)), nil, w, c)
}
