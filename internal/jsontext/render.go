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
	// Hide has Mask stand for values that are secret.
	Hide bool
	Mask string
}

const (
	indent    = 2
	maxIndent = 40 * indent // what is deeper is not pushed further to the right
)

// Append adds a text in lines: JSON indented, anything else as it is, which ok tells apart. secrets
// is how many values are secret.
func Append(dst, content []byte, look Look) (out []byte, secrets int, ok bool) {
	ok = json.Valid(content)
	w := writer{b: dst, look: look}
	if ok {
		return w.pretty(content), w.secrets, true
	}
	for s := Scan(content); ; {
		t, more := s.Next()
		if !more {
			return w.b, w.secrets, false
		}
		w.token(t)
	}
}

// writer draws tokens.
type writer struct {
	b       []byte
	look    Look
	depth   int
	secrets int
}

// pretty draws JSON: every member and element on a line of its own.
func (w *writer) pretty(content []byte) []byte {
	s := Scan(content)
	var before byte // the mark before, 0 after anything else
	for {
		t, more := s.Next()
		if !more {
			return w.b
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
			w.depth++
			before = c
		case '}', ']':
			w.depth--
			if before != '{' && before != '[' {
				w.line()
			}
			w.b = append(w.b, c)
			before = 0
		case ':':
			w.b = append(w.b, ": "...)
			before = c
		default:
			w.b = append(w.b, c)
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
	w.b = text.AppendSpaces(w.b, min(w.depth*indent, maxIndent))
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
