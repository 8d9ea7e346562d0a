package form

import (
	"slices"
)

// Problem is something that is wrong with what was entered.
type Problem struct {
	Text   string
	Blocks bool // it is certain: sending it makes no sense
}

// Refuse notes what a server said about a field; it is shown there until the
// field changes. False if there is no such field.
func (f *Form) Refuse(name string, messages ...string) bool {
	x := f.named(name)
	if x == nil {
		return false
	}
	x.refused = append(x.refused, messages...)
	return true
}

// ForgetRefusals forgets what a server said about all fields.
func (f *Form) ForgetRefusals() {
	for _, x := range f.fields {
		x.refused = nil
	}
}

// Problems returns what is wrong with a field, what a server said first.
func (f *Form) Problems(name string) []Problem {
	if x := f.named(name); x != nil {
		return f.problems(x)
	}
	return nil
}

func (f *Form) problems(x *field) []Problem {
	var out []Problem
	if x.Check != nil {
		out = x.Check(f)
	}
	if len(x.refused) == 0 {
		return out
	}
	// The server has decided: what only it could decide on has been said.
	var said []Problem
	for _, r := range x.refused {
		if p := (Problem{Text: r}); !slices.Contains(said, p) {
			said = append(said, p)
		}
	}
	return append(said, slices.DeleteFunc(slices.Clone(out), func(p Problem) bool { return !p.Blocks })...)
}

// Blocked says whether something is so wrong that sending makes no sense, and
// puts the focus on the first field where that is so. From then on empty fields
// that must not be are marked too.
func (f *Form) Blocked() bool {
	f.tried = true
	for i, x := range f.fields {
		if slices.ContainsFunc(f.problems(x), func(p Problem) bool { return p.Blocks }) {
			f.focus = i
			return true
		}
	}
	return false
}

// FocusRefused puts the focus on the first field of which a server said
// something.
func (f *Form) FocusRefused() {
	for i, x := range f.fields {
		if len(x.refused) > 0 {
			f.focus = i
			return
		}
	}
}
