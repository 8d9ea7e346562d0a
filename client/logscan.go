package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

const (
	scanBuffer = 64 << 10
	maxDepth   = 10_000 // as in encoding/json
)

// scanLog reads {"logs": "..."} from the answer and writes the decoded text to out as it arrives.
// Absent and null logs are empty. It accepts and decodes JSON exactly as encoding/json does.
func scanLog(a answer, limit int64, out *logTail) error {
	bound := &boundedReader{a.body, limit, fmt.Errorf("%w: a log of more than %d bytes", ErrTooLarge, limit)}
	s := &logScanner{r: bound, buf: make([]byte, scanBuffer)}
	err := s.document(out)
	if err == nil || errors.Is(err, ErrTooLarge) {
		return err
	}
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return a.readFailure(s.err, s.seen)
	}
	return a.garbage(err, s.head)
}

// textSink takes the decoded text of a JSON string.
type textSink interface {
	write(p []byte)
	writeRune(r rune)
}

// keyText keeps the beginning of a string, enough to know the key "logs" from others.
type keyText struct {
	buf  [8]byte
	n    int
	more bool
}

func (k *keyText) write(p []byte) {
	n := copy(k.buf[k.n:], p)
	k.n += n
	k.more = k.more || n < len(p)
}

func (k *keyText) writeRune(r rune) { k.write(utf8.AppendRune(nil, r)) }

func (k *keyText) is(s string) bool { return !k.more && string(k.buf[:k.n]) == s }

// logScanner reads JSON from a stream through a small buffer.
type logScanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	seen     int64
	head     []byte // how the stream begins, for errors
	err      error  // of the reader
}

var errSyntax = errors.New("not JSON")

func (s *logScanner) document(out *logTail) error {
	c, err := s.space()
	if err != nil {
		return err
	}
	if c != '{' {
		return s.wrong(c)
	}
	s.pos++
	var kind error // of what logs is, unless text
	err = s.object(func(key *keyText) error {
		if !key.is("logs") {
			return s.value(1)
		}
		out.reset()
		kind = nil
		switch c, err := s.space(); {
		case err != nil:
			return err
		case c == '"':
			s.pos++
			return s.text(out)
		case c == 'n':
			return s.word("null")
		default:
			kind = fmt.Errorf("logs is a JSON %s", jsonKind([]byte{c}))
			return s.value(1)
		}
	})
	if err != nil {
		return err
	}
	if _, err := s.space(); err == nil {
		return fmt.Errorf("%w: more after its end", errSyntax)
	}
	if !errors.Is(s.err, io.EOF) {
		return s.err
	}
	return kind
}

// wrong tells JSON of another kind from text that is not JSON.
func (s *logScanner) wrong(c byte) error {
	if err := s.value(0); err != nil {
		return err
	}
	return fmt.Errorf("is a JSON %s", jsonKind([]byte{c}))
}

// need makes sure that n bytes are in the buffer, if the stream has them.
func (s *logScanner) need(n int) bool {
	for s.end-s.pos < n && s.err == nil {
		if s.pos > 0 {
			s.end = copy(s.buf, s.buf[s.pos:s.end])
			s.pos = 0
		}
		var got int
		got, s.err = s.r.Read(s.buf[s.end:])
		if len(s.head) < 80 {
			s.head = append(s.head, s.buf[s.end:s.end+min(got, 80)]...)
		}
		s.end += got
		s.seen += int64(got)
	}
	return s.end-s.pos >= n
}

// peek returns the next byte.
func (s *logScanner) peek() (byte, error) {
	if s.pos == s.end && !s.need(1) {
		if errors.Is(s.err, io.EOF) {
			return 0, fmt.Errorf("cut off after %d bytes: %w", s.seen, io.ErrUnexpectedEOF)
		}
		return 0, s.err
	}
	return s.buf[s.pos], nil
}

// space skips white space and returns the byte behind it.
func (s *logScanner) space() (byte, error) {
	for {
		c, err := s.peek()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c, nil
		}
		s.pos++
	}
}

// object reads an object behind its brace. member is called behind each colon, and must read the
// value.
func (s *logScanner) object(member func(key *keyText) error) error {
	c, err := s.space()
	if err != nil {
		return err
	}
	if c == '}' {
		s.pos++
		return nil
	}
	for {
		if err := s.expect('"'); err != nil {
			return err
		}
		var key keyText
		if err := s.text(&key); err != nil {
			return err
		}
		if err := s.expect(':'); err != nil {
			return err
		}
		if err := member(&key); err != nil {
			return err
		}
		if last, err := s.separator('}'); last || err != nil {
			return err
		}
	}
}

// array reads an array behind its bracket.
func (s *logScanner) array(depth int) error {
	c, err := s.space()
	if err != nil {
		return err
	}
	if c == ']' {
		s.pos++
		return nil
	}
	for {
		if err := s.value(depth); err != nil {
			return err
		}
		if last, err := s.separator(']'); last || err != nil {
			return err
		}
	}
}

// separator reads a comma, or the end of the object or array.
func (s *logScanner) separator(end byte) (last bool, err error) {
	c, err := s.space()
	if err != nil {
		return false, err
	}
	if c != ',' && c != end {
		return false, errSyntax
	}
	s.pos++
	return c == end, nil
}

func (s *logScanner) expect(want byte) error {
	c, err := s.space()
	if err != nil {
		return err
	}
	if c != want {
		return errSyntax
	}
	s.pos++
	return nil
}

// value reads a value of any kind and forgets it.
func (s *logScanner) value(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%w: nested too deeply", errSyntax)
	}
	c, err := s.space()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		s.pos++
		return s.object(func(*keyText) error { return s.value(depth + 1) })
	case '[':
		s.pos++
		return s.array(depth + 1)
	case '"':
		s.pos++
		return s.text(&keyText{})
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *logScanner) word(want string) error {
	if !s.need(len(want)) || string(s.buf[s.pos:s.pos+len(want)]) != want {
		return s.broken()
	}
	s.pos += len(want)
	return nil
}

// broken is the error for text that is not JSON or is cut off.
func (s *logScanner) broken() error {
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return s.err
	}
	return errSyntax
}

func (s *logScanner) number() error {
	s.accept("-")
	if !s.accept("0") {
		if !s.accept("123456789") {
			return s.broken()
		}
		s.digits()
	}
	if s.accept(".") && !s.digits() {
		return s.broken()
	}
	if s.accept("eE") {
		s.accept("+-")
		if !s.digits() {
			return s.broken()
		}
	}
	return nil
}

// accept skips one byte if it is among chars.
func (s *logScanner) accept(chars string) bool {
	c, err := s.peek()
	if err != nil || bytes.IndexByte([]byte(chars), c) < 0 {
		return false
	}
	s.pos++
	return true
}

func (s *logScanner) digits() bool {
	if !s.accept("0123456789") {
		return false
	}
	for s.accept("0123456789") {
	}
	return true
}
