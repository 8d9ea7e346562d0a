package jsontext

import (
	"bytes"
	"encoding/json"

	"fleetop/internal/text"
)

// Look says how a text is drawn. The sequences open a style; Close ends it.
type Look struct {
	Key, String, Number, Word, Secret string
	Close                             string
	Ellipsis                          string // stands for what is folded
	// Hide has Mask stand for values that are secret.
	Hide bool
	Mask string
}

const (
	indent    = 2
	maxIndent = 40 * indent // what is deeper is not pushed further to the right
)

// Drawn is a text in lines.
type Drawn struct {
	Text    []byte
	Folds   []Fold // what can be folded, in the order in which it begins
	Secrets int    // how many values are secret
	JSON    bool   // it is some
	look    Look
}

// Draw draws a text in lines: JSON indented, anything else as it is.
func Draw(content []byte, look Look) Drawn {
	w := writer{look: look}
	ok := json.Valid(content)
	if ok {
		w.pretty(content)
	} else {
		w.asItIs(content)
	}
	return Drawn{w.b, w.folds, w.secrets, ok, look}
}

// writer draws tokens.
type writer struct {
	b       []byte
	look    Look
	lines   int   // line feeds so far
	nested  []int // folds that have not ended
	folds   []Fold
	secrets int
}

// asItIs draws text that is not JSON.
func (w *writer) asItIs(content []byte) {
	for s := Scan(content); ; {
		t, more := s.Next()
		if !more {
			return
		}
		w.token(t)
	}
}

// pretty draws JSON: every member and element on a line of its own.
func (w *writer) pretty(content []byte) {
	s := Scan(content)
	var before byte // the mark before, 0 after anything else
	for {
		t, more := s.Next()
		if !more {
			return
		}
		if t.Kind == Space {
			continue
		}
		if t.Kind != Mark {
			w.begin(before)
			w.token(t)
			before = 0
			continue
		}
		switch c := t.Text[0]; c {
		case '{', '[':
			w.begin(before)
			w.b = append(w.b, c)
			w.begins()
			before = c
		case '}', ']':
			w.ends(before == '{' || before == '[')
			w.b = append(w.b, c)
			before = 0
		case ':':
			w.b = append(w.b, ": "...)
			before = c
		default:
			w.b = append(w.b, c)
			if n := len(w.nested); n > 0 {
				w.folds[w.nested[n-1]].Parts++
			}
			before = c
		}
	}
}

// begin begins a line behind a mark that ends one.
func (w *writer) begin(before byte) {
	if before == '{' || before == '[' || before == ',' {
		w.line()
	}
}

// line begins the next line.
func (w *writer) line() {
	w.b = append(w.b, '\n')
	w.lines++
	w.b = text.AppendSpaces(w.b, min(len(w.nested)*indent, maxIndent))
}

// token draws a token in its style.
func (w *writer) token(t Token) {
	if t.Kind == Space {
		w.space(t.Text)
		return
	}
	open := w.open(t)
	if t.Secret {
		w.secrets++
		if w.look.Hide {
			w.piece(open, []byte(w.look.Mask))
			return
		}
	}
	w.piece(open, t.Text)
}

func (w *writer) open(t Token) string {
	if t.Secret && w.look.Hide {
		return w.look.Secret
	}
	switch t.Kind {
	case Key:
		return w.look.Key
	case String:
		return w.look.String
	case Number:
		return w.look.Number
	case Word:
		return w.look.Word
	default:
		return ""
	}
}

// piece adds text in a style. The line feeds of text that is not JSON stay.
func (w *writer) piece(open string, content []byte) {
	first := true
	for part := range bytes.SplitSeq(content, []byte("\n")) {
		if !first {
			w.b = append(w.b, '\n')
		}
		first = false
		if len(part) == 0 {
			continue
		}
		w.b = append(w.b, open...)
		w.b = text.AppendPlain(w.b, part)
		if open != "" {
			w.b = append(w.b, w.look.Close...)
		}
	}
}

// space keeps the lines of text that is not JSON.
func (w *writer) space(content []byte) {
	for _, c := range content {
		switch c {
		case '\n':
			w.b = append(w.b, '\n')
		case '\r':
		default:
			w.b = append(w.b, c)
		}
	}
}
