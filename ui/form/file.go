package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/text"
)

const (
	// fileMost is how long a file may be, in bytes.
	fileMost = 1 << 20
	// fileNames is how many options are named in a file.
	fileNames = 30
	// typedAlone is what is said of masked fields.
	typedAlone = " is typed in the form alone"
)

// Mistake is something in a file that cannot be taken over.
type Mistake struct {
	Line int // from 1; 0 where it is not known
	Text string
}

// String returns "line 3: what is wrong".
func (m Mistake) String() string {
	if m.Line == 0 {
		return m.Text
	}
	return fmt.Sprintf("line %d: %s", m.Line, m.Text)
}

// File returns the form as commented YAML, below a head of plain text. What was
// not entered is a comment; masked fields are left out, and what is hidden in
// the form is hidden in the file.
func (f *Form) File(head string) string {
	f.handed = map[string][]string{}
	var b strings.Builder
	for line := range strings.SplitSeq(head, "\n") {
		comment(&b, line)
	}
	for _, x := range f.fields {
		b.WriteByte('\n')
		if x.Kind == Masked {
			comment(&b, x.Label+typedAlone+".")
			continue
		}
		comment(&b, strings.TrimSpace(x.Label+". "+x.Hint))
		if x.Default != "" {
			comment(&b, text.Capital(x.Default)+".")
		}
		x.describeOptions(&b)
		values := f.written(x)
		x.write(&b, values)
		f.handed[x.Name] = values
	}
	return b.String()
}

func comment(b *strings.Builder, line string) {
	b.WriteString(strings.TrimRight("# "+line, " "))
	b.WriteByte('\n')
}

func (x *field) describeOptions(b *strings.Builder) {
	names := make([]string, 0, min(len(x.Options), fileNames))
	for _, o := range x.Options[:min(len(x.Options), fileNames)] {
		name := x.spelled(o)
		if x.Kind == Choice && o.Note != "" {
			name += " (" + o.Note + ")"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return
	}
	all := strings.Join(names, ", ")
	if more := len(x.Options) - len(names); more > 0 {
		all += fmt.Sprintf(" and %d more", more)
	}
	if x.Kind == Choice {
		comment(b, "One of: "+all+".")
	} else {
		comment(b, "Any of: "+all+".")
	}
}

// spelled is how an option stands in a file: as it is shown, or its value where
// that does not tell it from another.
func (x *field) spelled(o Option) string {
	for _, other := range x.Options {
		if other.Text == o.Text && other.Value != o.Value {
			return o.Value
		}
	}
	return o.Text
}

// entered returns the values chosen, or the lines that are not empty.
func (x *field) entered() []string {
	if x.Kind == Choice || x.Kind == Multi {
		return slices.Clone(x.chosen)
	}
	var values []string
	for i := range x.lines {
		if len(x.lines[i].text) > 0 {
			values = append(values, x.lines[i].String())
		}
	}
	return values
}

// write writes what was entered, as a comment if nothing was.
func (x *field) write(b *strings.Builder, values []string) {
	values = slices.Clone(values)
	if x.Kind == Choice || x.Kind == Multi {
		for i, v := range values {
			values[i] = x.named(v)
		}
	}
	switch {
	case len(values) == 0:
		comment(b, x.Name+":")
	case x.Kind == Multi || x.Kind == Lines:
		b.WriteString(x.Name + ":\n")
		for _, v := range values {
			b.WriteString("  - " + quoted(v) + "\n")
		}
	default:
		b.WriteString(x.Name + ": " + quoted(values[0]) + "\n")
	}
}

// named is how a chosen value stands in a file.
func (x *field) named(value string) string {
	for _, o := range x.Options {
		if o.Value == value {
			return x.spelled(o)
		}
	}
	return value
}

// quoted is a text as a scalar of YAML: plain where that is beyond doubt.
func quoted(s string) string {
	plain := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._/-=", r)
	}) < 0 && !strings.ContainsAny(s[:1], "-.=")
	if plain {
		switch strings.ToLower(s) {
		case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
			plain = false
		}
	}
	if plain {
		return s
	}
	return strconv.Quote(strings.ToValidUTF8(s, "\uFFFD"))
}
