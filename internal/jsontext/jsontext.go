// Package jsontext draws JSON: in its order, indented, each kind of token in its style, with secret
// values hidden. Text that is not JSON is drawn as it is. All output is clean.
package jsontext

import "bytes"

// Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	Space Kind = iota
	Mark       // one of {}[],:
	Key
	String
	Number
	Word  // true, false, null
	Other // text that is not JSON
)

// Token is a piece of the text.
type Token struct {
	Kind Kind
	Text []byte // as it stands in the text
	// Secret says that it is a value to be hidden: that of an environment variable, a password, or
	// a key.
	Secret bool
}

// Scanner splits a text, JSON or not, into tokens: joined they are the text.
type Scanner struct {
	rest  []byte
	stack []frame
	key   meaning // of the key whose value comes
	lost  bool    // nested too deeply: every value counts as secret
}

// frame is an object or a list that has been begun.
type frame struct {
	object bool
	hidden bool // the values in it are environment
	links  bool // they are variables of links
}

// maxDepth is how deep objects and lists are told apart.
const maxDepth = 1000

// Scan returns a scanner over a text, which must not change meanwhile.
func Scan(text []byte) *Scanner { return &Scanner{rest: text} }

// Next returns the next token, false at the end.
func (s *Scanner) Next() (Token, bool) {
	if len(s.rest) == 0 {
		return Token{}, false
	}
	kind, n := s.measure()
	t := Token{Kind: kind, Text: s.rest[:n]}
	s.rest = s.rest[n:]
	switch {
	case kind == Mark:
		s.mark(t.Text[0])
	case kind == String && s.inObject() && bytes.HasPrefix(bytes.TrimLeft(s.rest, " \t\r\n"), []byte(":")):
		t.Kind, s.key = Key, meaningOf(t.Text)
	case kind != Space:
		t.Secret = s.secret(t.Text)
	}
	return t, true
}

// measure tells the kind and the length of what comes.
func (s *Scanner) measure() (Kind, int) {
	switch c := s.rest[0]; {
	case isSpace(c):
		return Space, s.run(isSpace)
	case isMark(c):
		return Mark, 1
	case c == '"':
		return String, quoted(s.rest)
	case c == '-' || c >= '0' && c <= '9':
		return Number, s.run(inNumber)
	default:
		n := s.run(func(c byte) bool { return !isSpace(c) && !isMark(c) && c != '"' })
		switch string(s.rest[:n]) {
		case "true", "false", "null":
			return Word, n
		}
		return Other, n
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func inNumber(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

func isMark(c byte) bool {
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':'
}

// run returns how many bytes fit, at least one.
func (s *Scanner) run(fits func(c byte) bool) int {
	n := 1
	for n < len(s.rest) && fits(s.rest[n]) {
		n++
	}
	return n
}

// quoted returns the length of a string, all of the text where it has no end.
func quoted(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// mark keeps count of the objects and lists that are open.
func (s *Scanner) mark(c byte) {
	switch c {
	case '{', '[':
		f := frame{object: c == '{', hidden: s.top().hidden || s.key == environment, links: s.key == links}
		if len(s.stack) < maxDepth {
			s.stack = append(s.stack, f)
		} else {
			s.lost = true
		}
		s.key = ordinary
	case '}', ']':
		if len(s.stack) > 0 {
			s.stack = s.stack[:len(s.stack)-1]
		}
		s.key = ordinary
	case ',':
		s.key = ordinary
	}
}

func (s *Scanner) top() frame {
	if len(s.stack) == 0 {
		return frame{}
	}
	return s.stack[len(s.stack)-1]
}

func (s *Scanner) inObject() bool { return s.top().object }

// secret reports whether a value that stands here is to be hidden: of a variable all but its name
// and its owner, of link variables those that carry the other side's environment, and what is
// called a password.
func (s *Scanner) secret(value []byte) bool {
	top := s.top()
	switch {
	case s.lost, s.key == password:
		return true
	case top.hidden, s.key == environment:
		return s.key != variableName && (s.key != owner || !bytes.HasPrefix(value, []byte(`"/api/`)))
	default:
		return top.links && s.key == ofOtherSide
	}
}

// A meaning is what a key says about its value.
type meaning uint8

const (
	ordinary meaning = iota
	environment
	variableName
	owner       // of a variable: an address
	links       // variables of links
	ofOtherSide // a variable of the other side of a link, if it is one of links
	password
)

// meaningOf reads a key, which stands in quotes.
func meaningOf(key []byte) meaning {
	switch string(key) {
	case `"key"`:
		return variableName
	case `"application"`, `"container"`, `"image"`, `"resource_uri"`:
		return owner
	}
	lower := bytes.ToLower(key[:min(len(key), 200)])
	for _, test := range []struct {
		word  string
		means meaning
	}{
		{"password", password},
		{"apikey", password},
		{"api_key", password},
		{"secret", password},
		{"envvar", environment},
		{"env_var", environment},
		{"environment", environment},
		{"link_variables", links},
		{"_env_", ofOtherSide},
	} {
		if bytes.Contains(lower, []byte(test.word)) {
			return test.means
		}
	}
	return ordinary
}
