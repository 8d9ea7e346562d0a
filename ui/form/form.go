// Package form is a form of fields: what is typed into them, where the focus
// is, what is wrong with them, and how they are drawn. It knows nothing of what
// the fields are about. It is changed from one goroutine, by its methods.
package form

import (
	"slices"
	"strings"
)

const (
	// most is how many characters can be typed into a line: as many as Linux
	// hands over in one variable.
	most = 1 << 17
	// mostDigits is how many can be typed into a number.
	mostDigits = 12
)

// Kind is what can be entered into a field.
type Kind uint8

// The kinds of fields.
const (
	Text   Kind = iota
	Number      // digits
	Choice      // one of the options
	Lines       // several texts, one a line
	Multi       // several of the options
	Masked      // a text that is never shown
)

// Option is one of the things to choose from.
type Option struct {
	Value string // what it stands for
	Text  string // as it is shown, clean
	Note  string // what it means, clean; may be empty
}

// Field is one field of a form.
type Field struct {
	Name  string // its identity; unique
	Label string
	Kind  Kind
	// Group is the heading it stands under, "" for none. Rare fields of a group are folded while they
	// are empty and right.
	Group string
	Rare  bool
	// Default is what holds while nothing is entered, "" for nothing.
	Default string
	// Hint says in a sentence what it is for.
	Hint string
	// Options are what Choice and Multi choose from.
	Options []Option
	// Words says that a text is a list of words, so that a list in a file may
	// stand for it.
	Words bool
	// Suggest returns texts that complete what was typed, the best first.
	Suggest func(typed string) []string
	// Cover is a line of which the secret is hidden: what was filled in from
	// elsewhere is shown like that until it is asked for. nil hides nothing.
	Cover func(line string) string
	// Paste sorts the lines of a paste into Lines: it returns those to be taken
	// and says in words what was left out, "" for nothing. nil takes all.
	Paste func(lines []string) (taken []string, said string)
	// Check says what is wrong with the field; nil checks nothing.
	Check func(f *Form) []Problem
}

// field is a field with what was entered.
type field struct {
	Field
	lines   []buffer // Text, Number, Masked: one; Lines: one at least
	line    int      // the one with the cursor
	chosen  []string // values of Choice (one at most) and Multi
	texts   map[string]string
	query   buffer // what Multi's options are narrowed by
	cursor  int    // among the options that are shown
	guess   int    // which suggestion is offered
	refused []string
	version int // counts the changes of what was entered
}

// Form is fields one below the other, with an offer above and a button below
// them, one of which has the focus.
type Form struct {
	fields []*field
	// Offer is what the first line offers to fill the fields from, "" for
	// nothing; OfferHint says what taking it does.
	Offer, OfferHint string
	// Button is what the last line says.
	Button string
	// Locked forms cannot be changed.
	Locked bool

	// Unfolds is the key that shows the rare fields, as people call it.
	Unfolds string

	unfolded bool                // rare fields are shown
	said     string              // what was left out of the last paste
	revealed bool                // what was filled in from elsewhere is shown
	handed   map[string][]string // what File wrote of each field
	focus    int                 // -1 is the offer, len(fields) the button
	tried    bool
	top      int  // first line in sight
	below    bool // there are lines below those in sight
	spans    []span
}

// Event is what came of a key.
type Event uint8

// The events.
const (
	Nothing Event = iota
	Took          // the offer was taken
	Submit        // the button was pressed
	Hidden        // nothing was done: what would have changed is hidden
	TooLong       // nothing was taken: a line would hold more than Most characters
	Sorted        // of a paste something was left out: see Said
	Unclear       // the focus stays: what was typed leaves several options, or none
)

// New returns a form with the focus on the first field.
func New(fields []Field, button string) *Form {
	f := &Form{Button: button}
	for _, x := range fields {
		f.fields = append(f.fields, &field{Field: x, lines: []buffer{{}}, texts: map[string]string{}})
	}
	return f
}

// Said says what was left out of the last paste.
func (f *Form) Said() string { return f.said }

func (f *Form) named(name string) *field {
	for _, x := range f.fields {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// Has says whether there is a field of that name.
func (f *Form) Has(name string) bool { return f.named(name) != nil }

// Value returns what was entered into a text, number or masked field, or the
// value chosen; "" where nothing was.
func (f *Form) Value(name string) string {
	x := f.named(name)
	switch {
	case x == nil:
		return ""
	case x.Kind == Choice && len(x.chosen) > 0:
		return x.chosen[0]
	case x.Kind == Choice || x.Kind == Multi || x.Kind == Lines:
		return ""
	case x.Kind == Masked:
		return x.lines[0].String()
	default:
		return strings.TrimSpace(x.lines[0].String())
	}
}

// Values returns the lines that are not empty, or the values chosen, in order.
func (f *Form) Values(name string) []string {
	x := f.named(name)
	if x == nil {
		return nil
	}
	if x.Kind == Multi || x.Kind == Choice {
		return slices.Clone(x.chosen)
	}
	var out []string
	for i := range x.lines {
		if s := x.lines[i].String(); strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// Filled says whether anything was entered into a field.
func (f *Form) Filled(name string) bool {
	x := f.named(name)
	return x != nil && x.filled()
}

func (x *field) filled() bool {
	if len(x.chosen) > 0 {
		return true
	}
	for i := range x.lines {
		if len(x.lines[i].text) > 0 {
			return true
		}
	}
	return false
}

// Blank says whether nothing was entered into any field.
func (f *Form) Blank() bool {
	return !slices.ContainsFunc(f.fields, (*field).filled)
}

// Set enters values into a field in place of what is there.
func (f *Form) Set(name string, values ...string) {
	x := f.named(name)
	if x == nil {
		return
	}
	x.clear()
	switch x.Kind {
	case Choice, Multi:
		x.chosen = slices.Clone(values)
		x.noteTexts()
	case Lines:
		for _, v := range values {
			if x.lines[0].text != nil {
				x.lines = append(x.lines, buffer{})
			}
			x.lines[len(x.lines)-1] = newBuffer(v)
		}
		x.line = len(x.lines) - 1
	default:
		x.lines[0] = newBuffer(strings.Join(values, " "))
	}
}

// Fill enters values from elsewhere, which may be hidden.
func (f *Form) Fill(name string, values ...string) {
	f.Set(name, values...)
	if x := f.named(name); x != nil {
		for i := range x.lines {
			x.lines[i].foreign = true
		}
	}
	f.Conceal()
}

// Options replaces what a field chooses from.
func (f *Form) Options(name string, options []Option) {
	if x := f.named(name); x != nil {
		x.Options = options
		x.noteTexts()
		x.cursor = min(x.cursor, max(len(x.matching())-1, 0))
	}
}

// Default sets what is said to hold while nothing is entered into a field.
func (f *Form) Default(name, text string) {
	if x := f.named(name); x != nil {
		x.Default = text
	}
}

// noteTexts remembers how what was chosen is shown: an option may go away.
func (x *field) noteTexts() {
	for _, o := range x.Options {
		if slices.Contains(x.chosen, o.Value) {
			x.texts[o.Value] = o.Text
		}
	}
}

// Count is how many fields something was entered into, and how many there are.
func (f *Form) Count() (set, all int) {
	for _, x := range f.fields {
		if x.filled() {
			set++
		}
	}
	return set, len(f.fields)
}

// Grouped says whether the fields stand in groups.
func (f *Form) Grouped() bool { return len(f.fields) > 0 && f.fields[0].Group != "" }

// Fold shows the rare fields, or folds them again.
func (f *Form) Fold() { f.unfolded = !f.unfolded }

// shows says whether a field is on the form now: a rare one is where it holds something, where something
// is wrong with it, and while it has the focus.
func (f *Form) shows(i int) bool {
	x := f.fields[i]
	return !x.Rare || f.unfolded || i == f.focus || x.filled() || len(x.refused) > 0 || f.tried && len(f.problems(x)) > 0
}

// Clear empties the form.
func (f *Form) Clear() {
	for _, x := range f.fields {
		x.clear()
	}
	f.focus, f.tried, f.top, f.handed, f.revealed, f.unfolded = 0, false, 0, nil, false, false
}

// Wipe empties the fields that are never shown.
func (f *Form) Wipe() {
	for _, x := range f.fields {
		if x.Kind == Masked {
			x.clear()
		}
	}
}

func (x *field) clear() {
	for i := range x.lines {
		x.lines[i].wipe()
	}
	x.lines, x.line, x.chosen, x.query, x.cursor = []buffer{{}}, 0, nil, buffer{}, 0
	x.changed()
}

// changed notes that another value was entered: what was said about the one
// before does not hold any more.
func (x *field) changed() {
	x.refused, x.guess = nil, 0
	x.version++
}

// Version is another number after every change of what was entered into a field.
func (f *Form) Version(name string) int {
	if x := f.named(name); x != nil {
		return x.version
	}
	return 0
}

// Most is how many characters a line of the field with the focus holds.
func (f *Form) Most() int {
	if x := f.current(); x != nil && x.Kind == Number {
		return mostDigits
	}
	return most
}

// FocusOffer puts the focus on the offer, if there is one.
func (f *Form) FocusOffer() {
	if f.Offer != "" {
		f.focus = -1
	}
}

// FocusFirst puts the focus on the first field.
func (f *Form) FocusFirst() { f.focus = 0 }

// OnButton says whether the button has the focus.
func (f *Form) OnButton() bool { return f.focus == len(f.fields) }

// Focused returns the name of the field with the focus, "" for none.
func (f *Form) Focused() string {
	if x := f.current(); x != nil {
		return x.Name
	}
	return ""
}

func (f *Form) current() *field {
	if f.focus < 0 || f.focus >= len(f.fields) {
		return nil
	}
	return f.fields[f.focus]
}
