package dialog

import (
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// Question asks whether to do something that concerns the program itself.
type Question struct {
	reading
	title   string
	request Request
	halts   bool
	yes, no string // what the buttons say
	// says is what is asked, in paragraphs, or why it is too late for that.
	says func(w int, c Context) (asks [][]string, tooLate string)
}

// Leave is the request to end the program although something is not sent yet.
type Leave struct{}

// NewQuit asks whether to end the program without sending what waits to be sent, which what names.
func NewQuit(what string) *Question {
	return &Question{title: "Quit?", yes: "Quit", no: "Stay", request: Leave{}, halts: true, says: func(w int, c Context) ([][]string, string) {
		return [][]string{wrap(what+" has not been sent. Quit without sending it?", w), styled("Nothing is sent while this is open.", w, c.Theme.Faint)}, ""
	}}
}

// Cancel is the request to end a restart before its start is sent.
type Cancel struct{ ID fleet.ID }

// NewCancelRestart asks whether to do without the rest of a restart that is under way.
func NewCancelRestart(r *fleet.Restarting) *Question {
	id, name := r.ID, r.Name
	return &Question{title: "Cancel the restart of " + name + "?", yes: "Cancel the rest", no: "Let it go on", request: Cancel{id}, says: func(w int, c Context) ([][]string, string) {
		step := "waits for the answer to the stop (1/3)"
		switch r := c.Fleet.Restarting(id); {
		case r == nil:
			return nil, "The restart of " + name + " has ended: there is nothing to cancel."
		case r.Step >= fleet.RestartStarting:
			return nil, "The start of " + name + " has been sent: there is nothing left to cancel."
		case r.Step == fleet.RestartWaiting:
			step = "is waiting for Stopped (2/3)"
		}
		return [][]string{wrap("The restart of "+name+" "+step+": cancel the rest?", w), wrap("It is left as it is then, and not started.", w)}, ""
	}}
}

// Title implements Dialog.
func (d *Question) Title() string { return d.title }

// Scope implements Dialog.
func (d *Question) Scope() command.Scope { return command.YesNo }

// Traits implements Dialog.
func (d *Question) Traits() Traits { return Traits{Body: &d.reading, Foot: d.foot, Halts: d.halts} }

// Do implements Dialog.
func (d *Question) Do(id command.ID, c Context) Answer {
	switch _, tooLate := d.says(1, c); {
	case id == command.Yes && tooLate == "":
		return confirmed(d.request)
	case id == command.No:
		return closed()
	default:
		return Answer{}
	}
}

// Lines implements Dialog.
func (d *Question) Lines(w int, c Context) []string {
	asks, tooLate := d.says(w, c)
	if tooLate != "" {
		return within(append(styled(tooLate, w, c.Theme.Warn), "", buttons(w, c, button{command.No, "Close"})), w)
	}
	return d.draw(pageOf([]string{buttons(w, c, button{command.Yes, d.yes}, button{command.No, d.no})}, append([][]string{c.pressAgain(w)}, asks...)...), nil, w, c)
}
