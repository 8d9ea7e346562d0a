package dialog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// Offer is a command as the palette offers it.
type Offer struct {
	Name  command.ID
	Title string
	Keys  string // for people, "" for none
	Doc   string
	Group string
	Arg   command.Argument
	Usage string // the name with its argument
	Why   string // why it is not possible now, "" when it is
}

// Object is what an argument may name.
type Object struct {
	ID    fleet.ID
	Name  string
	About string // its kind and state
	Why   string // why the command is not possible on it, "" when it is
}

// Offers is what a palette chooses from. It is asked anew for every frame: what
// is possible changes while the palette is open.
type Offers interface {
	// Commands returns those of the place, in the table's order.
	Commands() []Offer
	// Objects returns at most limit objects that an argument of a command may
	// name and whose name holds a text, and how many there are.
	Objects(name command.ID, text string, limit int) (objects []Object, total int)
	// Resolve finds the request of a command with an argument, or says why
	// there is none.
	Resolve(name command.ID, arg string) (r Run, why string)
	// Unknown says why a line that names a command is not possible here, "" for
	// one that names none.
	Unknown(line string) string
}

// Run is the request to run a command that the palette or the help has found. What acts on an object
// that was not named asks first, whatever its key does.
type Run struct {
	Command command.ID
	Arg     string   // as it was typed
	Object  fleet.ID // what Arg names; without a key, nothing
	Line    string   // for the history
}

const (
	paletteWidth = 100
	paletteRows  = 12 // offers in sight where there is room
	// paletteObjects is how many objects are offered at most.
	paletteObjects = 100
	// paletteRecent is how many of the commands that were run last stand first.
	paletteRecent = 5
)

// Palette finds a command by what is typed of it.
type Palette struct {
	offers  Offers
	input   textinput.Model
	history []string
	at      int    // place in the history, its length for what is being typed
	chosen  string // the name of what the cursor is on, "" for the first
	moved   bool   // the cursor was moved
	top     int
	refused bool // enter did nothing; why is found anew, it may pass
}

// NewPalette returns the palette over what a place offers. The history is what
// was run before, the oldest first.
func NewPalette(offers Offers, history []string) *Palette {
	d := &Palette{offers: offers, input: textinput.New(), history: history, at: len(history)}
	d.input.Prompt = ""
	d.input.CharLimit = 256
	d.input.Focus()
	return d
}

// Title implements Dialog.
func (d *Palette) Title() string { return "Commands" }

// Scope implements Dialog.
func (d *Palette) Scope() command.Scope { return command.Palette }

// Traits implements Dialog. The palette is a line of text, and what acts has a dialog behind it unless
// its object is named: it may be typed into before it is seen.
func (d *Palette) Traits() Traits {
	return Traits{Text: d, Turn: d.choose, Width: paletteWidth, Ahead: true, Names: d.names(), Accepts: "run"}
}

// Type implements Text.
func (d *Palette) Type(text string) Answer {
	d.Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	return Answer{}
}

// Key gives a key to the line that is typed into.
func (d *Palette) Key(key tea.KeyMsg) {
	before := d.input.Value()
	d.input, _ = d.input.Update(key)
	if d.input.Value() != before {
		d.changed()
		d.at = len(d.history)
	}
}

// changed puts the cursor on the best of what fits the line now.
func (d *Palette) changed() { d.chosen, d.moved, d.top, d.refused = "", false, 0, false }

// names returns the command whose object is being named, "" when none is.
func (d *Palette) names() command.ID {
	if o, _, ok := split(d.offers.Commands(), d.input.Value()); ok && o.Arg == command.ObjectArgument {
		return o.Name
	}
	return ""
}

// choice is one line of what is offered: a command, or an object that its
// argument may name.
type choice struct {
	key    string
	group  string // the heading it stands under, "" for none
	match  match
	object *Object
}

// view is what the line stands for now.
type view struct {
	offer   Offer // whose argument is being typed
	arg     string
	isArg   bool
	choices []choice
	total   int // how many there would be
}

func (d *Palette) view() view {
	offers := d.offers.Commands()
	v := view{}
	v.offer, v.arg, v.isArg = split(offers, d.input.Value())
	switch {
	case !v.isArg && isSynonym(offers, d.input.Value()):
		v.total = len(offers)
	case !v.isArg:
		v.choices = d.found(offers)
		v.total = len(offers)
	case v.offer.Arg == command.ObjectArgument:
		objects, total := d.offers.Objects(v.offer.Name, v.arg, paletteObjects)
		for i := range objects {
			v.choices = append(v.choices, choice{key: fmt.Sprint(objects[i].ID), object: &objects[i]})
		}
		v.total = total
	}
	return v
}

// found is what fits the line, the best first. While nothing is typed it is everything, in groups, and
// what was run last before them.
func (d *Palette) found(offers []Offer) []choice {
	grouped := strings.TrimSpace(d.input.Value()) == ""
	last := d.recent(offers)
	recent, others := make([]choice, 0, len(offers)), make([]choice, 0, len(offers))
	for _, m := range search(offers, d.input.Value()) {
		c := choice{key: string(m.offer.Name), match: m}
		switch {
		case !grouped:
		case slices.Contains(last, m.offer.Name):
			c.group = "Recent"
			recent = append(recent, c)
			continue
		default:
			c.group = m.offer.Group
		}
		others = append(others, c)
	}
	slices.SortFunc(recent, func(a, b choice) int {
		return slices.Index(last, a.match.offer.Name) - slices.Index(last, b.match.offer.Name)
	})
	return append(recent, others...)
}

// recent returns the commands of the history that are offered here, the newest first.
func (d *Palette) recent(offers []Offer) []command.ID {
	var out []command.ID
	for _, line := range slices.Backward(d.history) {
		word, _, _ := strings.Cut(line, " ")
		i := slices.IndexFunc(offers, func(o Offer) bool { return string(o.Name) == strings.ToLower(word) })
		if i >= 0 && len(out) < paletteRecent && !slices.Contains(out, offers[i].Name) {
			out = append(out, offers[i].Name)
		}
	}
	return out
}

// cursor is the place of what is chosen, -1 when nothing is offered.
func (d *Palette) cursor(v view) int {
	if len(v.choices) == 0 {
		return -1
	}
	at := slices.IndexFunc(v.choices, func(c choice) bool { return c.key == d.chosen })
	return max(at, 0)
}

// Do implements Dialog.
func (d *Palette) Do(id command.ID, _ Context) Answer {
	switch id {
	case command.Cancel, command.Interrupt:
		return closed()
	case command.ChooseNext:
		d.step(1)
	case command.ChoosePrevious:
		d.step(-1)
	case command.Complete:
		d.complete()
	case command.Accept:
		return d.accept()
	}
	return Answer{}
}

// step moves the cursor; upwards on an empty line it recalls what was run.
func (d *Palette) step(by int) {
	recalled := d.at < len(d.history)
	if recalled || by < 0 && d.input.Value() == "" && !d.moved {
		if at := d.at + by; at >= 0 && at <= len(d.history) {
			d.at = at
			line := ""
			if at < len(d.history) {
				line = d.history[at]
			}
			d.set(line)
		}
		return
	}
	d.choose(by)
}

// choose moves the cursor among what is offered.
func (d *Palette) choose(by int) {
	v := d.view()
	if at := d.cursor(v); at >= 0 {
		d.chosen, d.moved, d.refused = v.choices[min(max(at+by, 0), len(v.choices)-1)].key, true, false
	}
}

// set replaces the line.
func (d *Palette) set(line string) {
	d.input.SetValue(line)
	d.input.CursorEnd()
	d.changed()
}

// complete writes out the name that the cursor is on.
func (d *Palette) complete() {
	v := d.view()
	at := d.cursor(v)
	if at < 0 {
		if _, line, ok := suggestion(d.offers.Commands(), d.input.Value()); ok && !v.isArg {
			d.set(line)
			d.at = len(d.history)
		}
		return
	}
	c := v.choices[at]
	line := string(c.match.offer.Name)
	switch {
	case c.object != nil:
		line = string(v.offer.Name) + " " + c.object.Name
	case c.match.offer.Arg != "":
		line += " "
	}
	if line != d.input.Value() {
		d.set(line)
		d.at = len(d.history)
	}
}

// accept runs what the line names, unless that is not possible.
func (d *Palette) accept() Answer {
	run, why := d.asked(d.view())
	if d.refused = why != ""; d.refused {
		return Answer{Spends: true}
	}
	return ran(run)
}

// asked is what the line names, and why that is not possible now, "" when it is.
func (d *Palette) asked(v view) (r Run, why string) {
	line := strings.TrimSpace(d.input.Value())
	at := d.cursor(v)
	switch {
	case v.isArg && v.arg == "" && !d.moved:
		return Run{Command: v.offer.Name, Line: line}, v.offer.Why
	case v.isArg && d.moved && at >= 0:
		o := v.choices[at].object
		return Run{Command: v.offer.Name, Arg: o.Name, Object: o.ID, Line: string(v.offer.Name) + " " + o.Name}, o.Why
	case v.isArg:
		r, why = d.offers.Resolve(v.offer.Name, v.arg)
		r.Line = line
		return r, why
	case at < 0:
		return Run{}, noMatch("command", d.offers, d.input.Value())
	default:
		o := v.choices[at].match.offer
		return Run{Command: o.Name, Line: string(o.Name)}, o.Why
	}
}
