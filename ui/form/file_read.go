package form

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

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
