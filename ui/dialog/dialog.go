// Package dialog holds what can be open above the panes: at most one at a
// time, and it swallows every key. A dialog returns data; it never acts.
package dialog

import (
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// Answer is what became of a dialog after a command.
type Answer uint8

// The answers.
const (
	Open      Answer = iota // it stays
	Closed                  // it goes, nothing is to be done
	Confirmed               // it goes, and its request is to be sent
	Asks                    // it stays, and its request is to be sent
)

// Request is what a confirmed dialog asks for: each kind has a type of its own.
type Request interface{ request() }

// Action is the request to do something to one object, once.
type Action orders.Action

func (Action) request() {}

// Context is what a dialog is drawn from.
type Context struct {
	Fleet *fleet.Fleet
	Theme *theme.Theme
	Keys  *command.Keymap
	Now   time.Time
	// Height is how many lines of a body can be seen.
	Height int
	// Run numbers the presses of one key, each close behind the one before, and
	// Held says that the newest may be of a key that is held: it came sooner than
	// a finger can, or a dialog has opened since the first of its run. A held
	// key confirms nothing, nor does any later press of a run of which one has
	// confirmed or was swallowed. Run is 0 where no key was pressed.
	Run  int
	Held bool
	// AsOf says of when what is known of objects is where that is not now, as in
	// "as of 19:40:07 (503 busy)", "" where it is; LinksAsOf the same of who links
	// to an object. They may be nil.
	AsOf      func(ids ...fleet.ID) string
	LinksAsOf func(id fleet.ID) string
}

// asOf says of when what is known of objects is, "" where it is new.
func (c Context) asOf(ids ...fleet.ID) string {
	if c.AsOf == nil {
		return ""
	}
	return c.AsOf(ids...)
}

// Dialog is one of them.
type Dialog interface {
	// Title stands in the frame.
	Title() string
	// Scope is the place whose commands it takes.
	Scope() command.Scope
	// Do runs one of those commands.
	Do(id command.ID, c Context) Answer
	// Type takes text that was typed or pasted.
	Type(text string)
	// Lines draws the body for a width in cells; no line is wider.
	Lines(w int, c Context) []string
	// Request is what confirming it asks for, nil where that is nothing.
	Request() Request
}

// closing draws why a request is not possible any more, and the key that closes
// the dialog.
func closing(why string, w int, c Context, closes command.ID) []string {
	return within(append(styled(why, w, c.Theme.Warn), "", hints(w, c, "", closes)), w)
}

// row returns the object of a request as it is known now.
func row(c Context, id fleet.ID) *fleet.Row { return c.Fleet.Row(id) }

// replaced says that another object stands in the place of the one that was seen.
func replaced(name string, d fleet.Difference) string {
	return name + ": " + d.String() + lookAgain
}

const lookAgain = ". Close this and look again."

// refused says why the request is not possible any more, and of when that is
// known where that is not now; "" when it is.
func refused(c Context, r Action, name string) string {
	why := impossible(c, r, name)
	if of := c.asOf(r.ID); why != "" && of != "" {
		why += " (" + of + ")"
	}
	return why
}

// impossible says why the request is not possible, "" when it is.
func impossible(c Context, r Action, name string) string {
	now := row(c, r.ID)
	if now == nil || now.Gone() {
		return name + " is gone: there is nothing to " + string(r.Verb)
	}
	if d := r.Seen.Differs(now.Identity()); d.Trait != fleet.Same {
		return replaced(name, d)
	}
	return c.Fleet.Blocked(r.Verb, now, c.Now)
}
