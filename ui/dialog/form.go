package dialog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/form"
)

// formWidth is how wide a form is where there is room, in cells.
const formWidth = 84

// Form is a dialog of fields. It stays while its request is on its way, so that
// what the server says lands on its fields, and it is kept when it is closed,
// until it is sent or discarded.
type Form struct {
	title   string
	form    *form.Form
	closing string // what closing loses, "" for nothing
	// build makes the request of what was entered.
	build func(c Context) Request
	// follow brings the form in line with what is known now; it returns what is
	// to be said about that, and whether that makes sending senseless.
	follow func(c Context) (content string, blocks bool)
	// offer sets what the form offers to be filled from, offered makes the
	// request for that, and fill takes it in.
	offer   func(r *fleet.Row)
	offered func() Request
	fill    func(app client.Application)
	// refusing sees what a server said about single fields; may be nil.
	refusing func(fields map[string][]string)
	// unchanged says whether there is nothing to send.
	unchanged func() bool
	alias     map[string]string
	// about watches the object of the form; nil where it makes a new one.
	about  *object
	danger bool // what follow says is a loss

	sending bool
	doubt   doubt
	// discarded forms are not kept: what they hold is not what was typed.
	discarded bool
	unclear   bool // nobody knows whether the last try was carried out
	// discarding says that the key which discards was the newest.
	discarding bool
	said       string // what came of the last try, or of the offer
	bad        bool
	failure    string  // what was said of a try that failed
	notes      string  // the file as it came back from the editor, if it was wrong
	handed     string  // the file as it was made for the editor
	more       [2]bool // there are lines above and below
	width      int     // as it was drawn last
	above      int     // lines above its fields
}

// Title implements Dialog.
func (d *Form) Title() string { return d.title }

// filled says how many fields of a long form hold something.
func (d *Form) filled() string {
	set, all := d.form.Count()
	return fmt.Sprintf(", %d of %d set", set, all)
}

// Scope implements Dialog.
func (d *Form) Scope() command.Scope { return command.Form }

// Traits implements Dialog.
func (d *Form) Traits() Traits {
	t := Traits{Text: d, Click: d.click, Width: formWidth, Foot: d.foot, Pasted: true, Accepts: "next field"}
	if d.form.OnButton() {
		t.Accepts = d.form.Button
	}
	if d.form.Grouped() {
		t.Count = d.filled
	}
	if d.about != nil {
		t.Beside = true
		t.Changed = func(c Context) time.Time {
			d.now(c)
			return d.about.changed
		}
	}
	return t
}

// Keep says whether the form holds anything that is not to be lost.
func (d *Form) Keep() bool {
	return d.sending || !d.discarded && (d.notes != "" || !d.blank())
}

func (d *Form) blank() bool {
	if d.unchanged != nil {
		return d.unchanged()
	}
	return d.form.Blank()
}

// Sending says whether a request of the form is on its way.
func (d *Form) Sending() bool { return d.sending }

// Type implements Text: an offer that is taken is to be fetched.
func (d *Form) Type(content string) Answer {
	if d.sending {
		return Answer{}
	}
	d.said, d.discarding = "", false
	switch d.form.Insert(content) {
	case form.Took:
		if d.offered != nil {
			return Answer{Request: d.offered()}
		}
	case form.Hidden:
		d.say(hiddenLine, true)
	case form.TooLong:
		d.say(fmt.Sprintf("nothing was taken of that: a line here holds at most %d characters", d.form.Most()), true)
	case form.Sorted:
		d.say(d.form.Said(), false)
	default:
	}
	return Answer{}
}

// hiddenLine answers what would have changed a line that is hidden.
const hiddenLine = "not taken: the value of this line is hidden. Show it first, or clear the line with ctrl+u."

// Key gives a key to the field that is typed into.
func (d *Form) Key(key tea.KeyMsg) {
	d.discarding = false
	if d.form.Key(key.String()) == form.Hidden {
		d.say(hiddenLine, true)
	}
}

// Opened tells the form what is selected as it opens: it may offer to be filled
// from that.
func (d *Form) Opened(selected *fleet.Row, c Context) {
	d.form.Conceal()
	d.now(c)
	if d.offer != nil {
		d.offer(selected)
	}
}

// Fill takes in the application from which the form is to be filled; with why it
// could not be fetched, it says that.
func (d *Form) Fill(app client.Application, why string) {
	switch {
	case why != "":
		d.say(why, true)
	case d.fill != nil && !d.sending:
		d.fill(app)
	}
}

// Do implements Dialog.
func (d *Form) Do(id command.ID, c Context) Answer {
	d.now(c)
	again := d.discarding
	d.discarding = false
	if id == command.Cancel || id == command.Interrupt {
		d.form.Wipe()
		return chosen(FormClosed{d})
	}
	d.move(id)
	if d.sending {
		return Answer{}
	}
	switch id {
	case command.Accept:
		return d.enter(c)
	case command.Send:
		if d.unclear {
			d.say("the last try had no clear answer: send again from the button", true)
			return Answer{Spends: true}
		}
		return d.submit(c)
	case command.Discard:
		return d.discard(again, c)
	case command.Editor:
		return Answer{Request: OpenEditor{Form: d, Name: "form.yaml", Text: d.file(c)}}
	}
	return Answer{}
}

// move moves within the form, and shows what is folded or hidden.
func (d *Form) move(id command.ID) {
	switch id {
	case command.NextField:
		d.next(d.form.Next())
	case command.PreviousField:
		d.form.Move(-1)
	case command.LineDown:
		d.form.Down()
	case command.LineUp:
		d.form.Up()
	case command.NextSuggestion:
		d.form.Guess(1)
	case command.PreviousSuggestion:
		d.form.Guess(-1)
	case command.RevealFilled:
		d.reveal()
	case command.MoreFields:
		d.form.Fold()
	}
}

// click puts the focus on the field on a line, as it was drawn last. No line is the button's.
func (d *Form) click(line int) {
	d.discarding = false
	d.form.FocusLine(line - d.above)
}

// reveal shows or hides values that were filled in from elsewhere.
func (d *Form) reveal() {
	d.said = ""
	switch {
	case d.form.Revealed():
		d.form.Conceal()
	case d.form.Foreign() > 0:
		d.form.Reveal()
	default:
		d.say("nothing to show: only what was filled in from an application is hidden", false)
	}
}

// enter goes on, and on the button sends. The key that leads to the button of a form that destroys
// something does not press it too.
func (d *Form) enter(c Context) Answer {
	event := d.form.Enter()
	if event == form.Submit {
		return d.submit(c)
	}
	d.next(event)
	return Answer{Spends: d.danger && d.about != nil}
}

// next says what keeps the focus where it is.
func (d *Form) next(event form.Event) {
	if event == form.Unclear {
		d.say("what you typed fits none, or several: choose with the arrows and space, or delete it", true)
	}
}

// discard discards what the form holds, once the key was pressed again.
func (d *Form) discard(again bool, c Context) Answer {
	if !again && d.Keep() {
		d.discarding = true
		d.say(c.Key(command.Discard)+" again discards what was typed", true)
		return Answer{Spends: true}
	}
	return Answer{Closes: true, Request: FormClosed{d}, Guarded: "discarded", Taken: d.Discard}
}

// Replaced says whether another object stands in the place of the one that the
// form was opened on.
func (d *Form) Replaced(c Context) bool {
	if d.about == nil {
		return false
	}
	now := row(c, d.about.id)
	return now != nil && d.about.replaced(now) != ""
}

// submit asks for the request, unless it is known to make no sense.
func (d *Form) submit(c Context) Answer {
	content, blocks := d.now(c)
	switch {
	case blocks:
		d.say(content, true)
		return Answer{}
	case d.form.Blocked():
		d.say("nothing was sent: see the field that is marked", true)
		return Answer{}
	case d.unchanged != nil && d.unchanged():
		return Answer{Closes: true, Request: FormClosed{d}, Guarded: "sent"}
	case d.doubt.looks:
		return Answer{Request: Look{Form: d}, Guarded: "sent", Taken: func() { d.say("looking"+c.Theme.Glyphs.Ellipsis, false) }}
	}
	return Answer{Request: d.build(c), Guarded: "sent", Taken: func() {
		d.endDoubt()
		d.sending, d.form.Locked, d.unclear = true, true, false
		d.say("sending"+c.Theme.Glyphs.Ellipsis, false)
	}}
}

// now brings the form in line with what is known; text says what follows from
// it, and what has changed since the form was opened.
func (d *Form) now(c Context) (content string, blocks bool) {
	if d.about != nil {
		d.about.look(c)
	}
	if d.follow == nil {
		return "", false
	}
	content, blocks = d.follow(c)
	if d.about != nil && !blocks && !d.sending {
		content = strings.TrimSpace(content + " " + d.about.news(c))
	}
	return content, blocks
}

// Discarded says whether what the form held was discarded.
func (d *Form) Discarded() bool { return d.discarded }

// Discard empties the form.
func (d *Form) Discard() {
	d.form.Clear()
	d.endDoubt()
	d.said, d.notes, d.discarded, d.unclear = "", "", true, false
}

// Sent notes that the server has taken the request: nothing is left to keep.
func (d *Form) Sent() {
	d.sending, d.form.Locked = false, false
	d.form.Clear()
	d.said, d.notes = "", ""
}

// Unknown notes that nobody knows whether the request was carried out. The focus
// leaves the button: it takes more than a key to send it again.
func (d *Form) Unknown(content string) {
	d.Failed(content, nil)
	d.form.FocusFirst()
	d.unclear = true
}

// Failed notes that the request failed, with what the server said about single
// fields; the form can be sent again.
func (d *Form) Failed(content string, fields map[string][]string) {
	d.sending, d.form.Locked = false, false
	if d.refusing != nil {
		d.refusing(fields)
	}
	landed := len(fields) > 0
	d.form.ForgetRefusals()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		field := name
		if i := strings.IndexByte(field, '.'); i > 0 {
			field = field[:i]
		}
		if other := d.alias[field]; other != "" {
			field = other
		}
		landed = d.form.Refuse(field, cleaned(fields[name])...) && landed
	}
	d.form.FocusRefused()
	if landed {
		content = "refused: see the field that is marked"
	}
	d.say(content, true)
	d.failure = d.said
}

func cleaned(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = text.Clean(s)
	}
	return out
}

func (d *Form) say(content string, bad bool) { d.said, d.bad = text.Clean(content), bad }
