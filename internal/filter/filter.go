// Package filter is the language of filters: words, negations, letters in order, patterns and
// fields. It imports nothing of the project.
//
// A filter is made of terms with spaces between them, and all of them must hold. Upper and lower
// case are the same.
//
//	word            is contained in some column, shown or not
//	"two words"     the same, with the spaces
//	~wrk            the letters stand in the name in this order
//	/^web-\d+$/     a regular expression; ^ and $ are the ends of a column
//	state:value     is contained in that field; fields are name, state, app, image, uuid,
//	                project, owner, node
//	state:"value"   is all that stands in that field
//	!term           the term does not hold
//
// A uuid is matched from its beginning. A value that is the whole word for something
// (state:running, where there is a state Running) means just that. A quote or a pattern that is not
// closed goes on to the end, so that a filter acts while it is typed; an incomplete term ("!",
// "state:") is left out.
package filter

import (
	"regexp"
	"strings"
)

// Field is a part of a record that a term may name.
type Field uint8

// The fields.
const (
	Name Field = iota
	State
	App // the name of the application it belongs to
	Image
	UUID
	Project // of Compose
	Owner   // who made it
	Node    // the machines it is on
)

// fieldNames are the words before the colon, by Field.
func fieldNames() [8]string {
	return [8]string{"name", "state", "app", "image", "uuid", "project", "owner", "node"}
}

// Record is what a filter is asked of.
type Record interface {
	// Haystack returns all columns in lower case, with a line feed after each.
	Haystack() string
	// Field returns a field in lower case, "" where the record has none; with a line for each value where
	// it has several.
	Field(f Field) string
}

// Words are values of fields that match exactly, not by containment.
type Words map[Field][]string

// Query is a parsed filter. The zero Query lets everything pass.
type Query struct{ terms []term }

type kind uint8

const (
	word kind = iota
	fuzzy
	pattern
	field
)

// term is one of the conditions that must hold.
type term struct {
	kind  kind
	not   bool
	field Field
	exact bool   // the value is all that may stand in the field
	named string // what stands before a colon in a word, where that is no field
	text  string // in lower case; of a pattern as it was written
	re    *regexp.Regexp
}

// Match reports whether a record passes.
func (q Query) Match(r Record) bool {
	for i := range q.terms {
		if q.terms[i].holds(r) == q.terms[i].not {
			return false
		}
	}
	return true
}

func (t *term) holds(r Record) bool {
	switch t.kind {
	case word:
		return strings.Contains(r.Haystack(), t.text)
	case fuzzy:
		return subsequence(t.text, r.Field(Name))
	case pattern:
		return t.re.MatchString(r.Haystack())
	case field:
	}
	value := r.Field(t.field)
	switch {
	case t.exact:
		return value == t.text || t.field == Node && strings.Contains("\n"+value+"\n", "\n"+t.text+"\n")
	case t.field == UUID:
		return strings.HasPrefix(value, t.text)
	}
	return strings.Contains(value, t.text)
}

// subsequence reports whether the bytes of a text stand in another in their order.
func subsequence(text, in string) bool {
	for i := range len(text) {
		at := strings.IndexByte(in, text[i])
		if at < 0 {
			return false
		}
		in = in[at+1:]
	}
	return true
}

// Word returns the text to be looked for in the haystack where that is all there is to the filter;
// "" when it lets everything pass.
func (q Query) Word() (text string, alone bool) {
	switch {
	case len(q.terms) == 0:
		return "", true
	case len(q.terms) == 1 && q.terms[0].kind == word && !q.terms[0].not:
		return q.terms[0].text, true
	}
	return "", false
}

// Fields returns the words before the colon, in the order in which they are told.
func Fields() []string {
	return []string{"state", "app", "image", "name", "uuid", "project", "owner", "node"}
}

// NoField returns a word before a colon that is not the name of a field, "" if there is none.
func (q Query) NoField() string {
	for _, t := range q.terms {
		if t.named != "" {
			return t.named
		}
	}
	return ""
}

// Named returns the first field that must have some value; false when no field is named.
func (q Query) Named() (f Field, ok bool) {
	for _, t := range q.terms {
		if t.kind == field && !t.not {
			return t.field, true
		}
	}
	return 0, false
}

// Asked returns the value, in lower case, that a record must have in a field to pass, and whether
// it must be exactly that; false when nothing is asked of it.
func (q Query) Asked(f Field) (value string, exact, ok bool) {
	for _, t := range q.terms {
		if t.kind == field && t.field == f && !t.not && (!ok || t.exact && !exact) {
			value, exact, ok = t.text, t.exact, true
		}
	}
	return value, exact, ok
}

// Implies reports whether it is certain that every record that passes also passes another filter.
func (q Query) Implies(other Query) bool {
	for i := range other.terms {
		implied := false
		for j := range q.terms {
			implied = implied || q.terms[j].implies(&other.terms[i])
		}
		if !implied {
			return false
		}
	}
	return true
}

func (t *term) implies(o *term) bool {
	if t.kind != o.kind || t.not != o.not || t.field != o.field {
		return false
	}
	if t.not {
		t, o = o, t
	}
	switch {
	case t.text == o.text && t.exact == o.exact:
		return true
	case t.kind == pattern || o.exact:
		return false
	case t.kind == fuzzy:
		return subsequence(o.text, t.text)
	case t.kind == field && t.field == UUID:
		return strings.HasPrefix(t.text, o.text)
	}
	return strings.Contains(t.text, o.text)
}
