// Package dialog holds what can be open above the panes: at most one at a
// time, and it swallows every key. A dialog returns data; it never acts.
package dialog

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// Answer is what a command has come to. The zero value: the dialog stays open, and nothing is to be done.
type Answer struct {
	Closes  bool
	Request Request // what is to be done, nil for nothing
	// Guarded is what does not happen where the key was held, or aimed at something else: "sent",
	// "written". It is "" where the key need not be judged.
	Guarded string
	// Taken is called once the request is taken; nil for nothing.
	Taken func()
	// Spends keeps later presses of a key that is held, or hit twice, from confirming anything.
	Spends bool
}

// closed closes the dialog, and nothing is to be done.
func closed() Answer { return Answer{Closes: true} }

// unchanged closes the dialog by the key that confirms, for there is nothing to be done.
func unchanged() Answer { return Answer{Closes: true, Guarded: "sent"} }

// confirmed closes the dialog, and its request is to be sent.
func confirmed(r Request) Answer { return Answer{Closes: true, Request: r, Guarded: "sent"} }

// chosen closes the dialog, and something harmless is to be done.
func chosen(r Request) Answer { return Answer{Closes: true, Request: r} }

// ran closes the dialog, and a command is to be run.
func ran(r Run) Answer { return Answer{Closes: true, Request: r, Guarded: "run"} }

// Request is what a dialog asks for: each kind has a type of its own.
type Request any

// Context is what a dialog is drawn from.
type Context struct {
	Fleet *fleet.Fleet
	Theme *theme.Theme
	Keys  *command.Keymap
	Now   time.Time
	// Height is how many lines of a body can be seen.
	Height int
	// PressAgain says why the newest key confirmed nothing though it would have, "" where it did not.
	PressAgain string
	// AsOf says of when what is known of objects is where that is not now, as in
	// "as of 19:40:07 (503 busy)", "" where it is; LinksAsOf the same of who links
	// to an object. They may be nil.
	AsOf      func(ids ...fleet.ID) string
	LinksAsOf func(id fleet.ID) string
	// Words takes the word on each button that is drawn; it may be nil.
	Words map[command.ID]string
}

// Key is the first of the keys that run a command, for people.
func (c Context) Key(id command.ID) string {
	return c.Keys.Label(id, " ", 1, c.Theme.Glyphs.ASCII)
}

// pressAgain draws that a press was swallowed, nothing where none was.
func (c Context) pressAgain(w int) []string {
	if c.PressAgain == "" {
		return nil
	}
	return styled(text.Capital(c.PressAgain), w, c.Theme.Warn)
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
	// Lines draws the body for a width in cells; no line is wider.
	Lines(w int, c Context) []string
	// Traits are what it has beyond that.
	Traits() Traits
}

// Traits are what one dialog has and another has not. The zero value has none of it.
type Traits struct {
	Text    Text                      // takes what is typed
	Body    command.Mover             // moves what is in sight, so that the dialog need not
	Turn    func(rows int)            // moves what is in sight where nothing else moves Body: the wheel does
	Click   func(line int)            // puts the focus on what stands on a line; nil: a click does nothing
	About   []fleet.ID                // the objects of whose details it speaks: who links to them
	Changed func(c Context) time.Time // looks at its objects, and returns when they changed last
	Foot    func(c Context) string    // what stands in the lower edge of the frame
	Count   func() string             // stands behind the title in the frame
	Width   int                       // in cells, where there is room; 0 for that of most
	Whole   bool                      // it takes all the room there is
	Beside  bool                      // it speaks of objects that are to be seen beside it
	Heavy   bool                      // its frame stands out: it destroys a whole application
	Ahead   bool                      // it may be typed into before it is seen
	Halts   bool                      // nothing is sent while it is open
	Pasted  bool                      // it takes the lines of what is pasted as lines
	Names   command.ID                // the command whose object is being named
	Accepts string                    // what the key that accepts does, where no button says it
}

// Text takes what is typed.
type Text interface {
	// Type takes text that was typed or pasted.
	Type(text string) Answer
	// Key takes a key that is no command: backspace, or one that moves the cursor.
	Key(key tea.KeyMsg)
}

// row returns the object of a request as it is known now.
func row(c Context, id fleet.ID) *fleet.Row { return c.Fleet.Row(id) }

// replaced says that another object stands in the place of the one that was seen.
func replaced(name string, d fleet.Difference) fleet.Refusal {
	return fleet.Refusal{Why: name + ": " + d.String(), Hint: ". Close this and look again."}
}

// refused says why the request is not possible any more, and of when that is
// known where that is not now; "" when it is.
func refused(c Context, r orders.Action, name string) string {
	why := impossible(c, r, name).String()
	if of := c.asOf(r.ID); why != "" && of != "" {
		why += " (" + of + ")"
	}
	return why
}

// impossible says why the request is not possible.
func impossible(c Context, r orders.Action, name string) fleet.Refusal {
	now := row(c, r.ID)
	if now == nil || now.Gone() {
		return fleet.Refusal{Name: name, Is: "gone", Hint: ": there is nothing to " + string(r.Verb)}
	}
	if d := r.Seen.Differs(now.Identity()); d.Trait != fleet.Same {
		return replaced(name, d)
	}
	return c.Fleet.Blocked(r.Verb, now, c.Now)
}
