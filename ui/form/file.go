package form

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
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
			comment(&b, strings.ToUpper(x.Default[:1])+x.Default[1:]+".")
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

// ReadFile takes over what a file says, in place of what was entered; masked
// fields stay, and so does what is in the file as File wrote it: the form may
// have followed the server meanwhile. If anything is wrong, nothing is taken over.
func (f *Form) ReadFile(text string) (mistakes []Mistake) {
	if f.Locked {
		return []Mistake{{Text: "the form is being sent"}}
	}
	read, mistakes := f.parse(text)
	if len(mistakes) > 0 {
		return mistakes
	}
	for _, x := range f.fields {
		if x.Kind != Masked {
			f.takeOver(x, read[x.Name])
		}
	}
	return nil
}

// takeOver enters what a file says of a field, unless that is what it said when
// it was written.
func (f *Form) takeOver(x *field, values []string) {
	if was, ok := f.handed[x.Name]; ok && slices.Equal(was, values) {
		return
	}
	known := x.foreignLines()
	f.Set(x.Name, values...)
	for i := range x.lines {
		if text, ok := known[x.lines[i].String()]; ok {
			x.lines[i] = newBuffer(text)
			x.lines[i].foreign = true
		}
	}
}

// ReadRest takes over the fields of a file that can be read, and leaves the
// others as they are. It says whether there was any.
func (f *Form) ReadRest(text string) bool {
	if f.Locked {
		return false
	}
	read, _ := f.parse(text)
	for _, x := range f.fields {
		if values, ok := read[x.Name]; ok {
			f.takeOver(x, values)
		}
	}
	return len(read) > 0
}

// NamesMasked says whether a file names a masked field anywhere but in the lines
// of the file as it was written, with what was found wrong with it.
func (f *Form) NamesMasked(text, written string, mistakes []Mistake) bool {
	if slices.ContainsFunc(mistakes, func(m Mistake) bool { return strings.HasSuffix(m.Text, typedAlone) }) {
		return true
	}
	known := strings.Split(written, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		names := func(x *field) bool {
			return x.Kind == Masked && strings.Contains(strings.ToLower(line), strings.ToLower(x.Name))
		}
		if slices.ContainsFunc(f.fields, names) && !slices.Contains(known, line) {
			return true
		}
	}
	return false
}

// parse reads a file: for each field that it names, what is to be entered.
func (f *Form) parse(text string) (read map[string][]string, mistakes []Mistake) {
	defer func() {
		if v := recover(); v != nil { // of the library, on text that is no YAML
			read, mistakes = nil, []Mistake{{Text: "this is not YAML"}}
		}
	}()
	if len(text) > fileMost {
		return nil, []Mistake{{Text: fmt.Sprintf("a file of more than %d bytes", fileMost)}}
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, []Mistake{{Text: "the file is not text in UTF-8: have the editor save it as UTF-8"}}
	}
	file, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		return nil, []Mistake{syntaxMistake(err)}
	}
	read = map[string][]string{}
	for _, doc := range file.Docs {
		pairs, wrong := pairsOf(doc.Body)
		mistakes = append(mistakes, wrong...)
		for _, p := range pairs {
			mistakes = append(mistakes, f.take(p, read)...)
		}
	}
	return read, mistakes
}

// syntaxMistake is the mistake of a file that is no YAML.
func syntaxMistake(err error) Mistake {
	var at yaml.Error
	if !errors.As(err, &at) {
		return Mistake{Text: "this is not YAML: " + err.Error()}
	}
	m := Mistake{Text: "this is not YAML: " + at.GetMessage()}
	if t := at.GetToken(); t != nil && t.Position != nil {
		m.Line = t.Position.Line
	}
	return m
}

func pairsOf(body ast.Node) ([]*ast.MappingValueNode, []Mistake) {
	switch n := body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return nil, nil
	case *ast.MappingNode:
		return n.Values, nil
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, nil
	default:
		return nil, []Mistake{{lineOf(body), "a line like name: value is needed"}}
	}
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

// take reads one entry of a file into read.
func (f *Form) take(p *ast.MappingValueNode, read map[string][]string) []Mistake {
	name, line := "", lineOf(p.Key)
	if key, ok := p.Key.(ast.ScalarNode); ok {
		name = fmt.Sprint(key.GetValue())
	}
	x := f.named(name)
	_, twice := read[name]
	switch {
	case x == nil:
		return []Mistake{{line, fmt.Sprintf("nothing here is named %q: there are %s", name, strings.Join(f.names(), ", "))}}
	case x.Kind == Masked:
		return []Mistake{{line, name + typedAlone}}
	case twice:
		return []Mistake{{line, name + " is there twice"}}
	}
	values, mistakes := x.values(p.Value)
	if len(mistakes) == 0 {
		read[name] = values
	}
	return mistakes
}

func (f *Form) names() []string {
	var out []string
	for _, x := range f.fields {
		if x.Kind != Masked {
			out = append(out, x.Name)
		}
	}
	return out
}

// values reads what an entry holds.
func (x *field) values(n ast.Node) ([]string, []Mistake) {
	list, isList := n.(*ast.SequenceNode)
	_, isNull := n.(*ast.NullNode)
	several := x.Kind == Lines || x.Kind == Multi
	switch {
	case isNull || n == nil:
		return nil, nil
	case isList && !several && !x.Words:
		return nil, []Mistake{{lineOf(n), x.Name + " takes one value, not a list"}}
	case !isList && several:
		return nil, []Mistake{{lineOf(n), x.Name + " takes a list: one \"- value\" a line"}}
	case !isList:
		return x.value(n)
	}
	var values []string
	var mistakes []Mistake
	unknown := x.unknownCover()
	for _, item := range list.Values {
		v, wrong := x.value(item)
		if len(v) > 0 && unknown(v[0]) {
			v, wrong = nil, []Mistake{{lineOf(item), x.Name + ": " + v[0] + " stands for no value that is hidden in the form"}}
		}
		values, mistakes = append(values, v...), append(mistakes, wrong...)
	}
	return values, mistakes
}

// value reads one scalar.
func (x *field) value(n ast.Node) ([]string, []Mistake) {
	text, ok := scalar(n)
	switch {
	case !ok:
		return nil, []Mistake{{lineOf(n), x.Name + ": a plain text is needed here; quotes make any text one"}}
	case text == "":
		return nil, nil
	case strings.ContainsRune(text, 0):
		return nil, []Mistake{{lineOf(n), x.Name + ": there is a NUL character in it"}}
	case x.Kind == Choice || x.Kind == Multi:
		return x.option(text, lineOf(n))
	case x.Kind != Lines && strings.ContainsAny(text, "\r\n"):
		return nil, []Mistake{{lineOf(n), x.Name + " takes one line"}}
	}
	return []string{text}, nil
}

// scalar is the text of a scalar as it was written, whatever YAML takes it for.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSuffix(n.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	case *ast.NullNode:
		return "", true
	default:
		return "", false
	}
}

// option finds the option that a text means.
func (x *field) option(text string, line int) ([]string, []Mistake) {
	for _, o := range x.Options {
		if o.Value == text || x.spelled(o) == text {
			return []string{o.Value}, nil
		}
	}
	if slices.Contains(x.chosen, text) { // it was there, and has gone since
		return []string{text}, nil
	}
	var names []string
	for _, o := range x.Options[:min(len(x.Options), fileNames)] {
		names = append(names, x.spelled(o))
	}
	if len(names) == 0 {
		return nil, []Mistake{{line, fmt.Sprintf("%s: there is no %q", x.Name, text)}}
	}
	return nil, []Mistake{{line, fmt.Sprintf("%s: there is no %q, there are %s", x.Name, text, strings.Join(names, ", "))}}
}
