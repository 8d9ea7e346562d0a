package client

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// text decodes a string behind its opening quote, and reads the closing one.
func (s *logScanner) text(out textSink) error {
	for {
		if _, err := s.peek(); err != nil {
			return err
		}
		if n := plainLen(s.buf[s.pos:s.end]); n > 0 {
			out.write(s.buf[s.pos : s.pos+n])
			if s.pos += n; s.pos == s.end {
				continue
			}
		}
		switch c := s.buf[s.pos]; {
		case c == '"':
			s.pos++
			return nil
		case c == '\\':
			r, err := s.escape()
			if err != nil {
				return err
			}
			out.writeRune(r)
		case c < 0x20:
			return fmt.Errorf("%w: control character in a string", errSyntax)
		case !utf8.FullRune(s.buf[s.pos:s.end]) && s.need(s.end-s.pos+1):
			// the rest of the rune has come
		default:
			out.writeRune(utf8.RuneError) // what is invalid, as encoding/json has it
			s.pos++
		}
	}
}

// plainLen returns how many bytes stand for themselves at the beginning of p, which is a piece of a
// string. They are valid UTF-8.
func plainLen(p []byte) int {
	for i := 0; i < len(p); {
		c := p[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == '"' || c == '\\' {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(p)
}

// escape decodes an escape sequence.
func (s *logScanner) escape() (rune, error) {
	if s.end-s.pos < 2 && !s.need(2) {
		return 0, s.broken()
	}
	c := s.buf[s.pos+1]
	if c == 'u' {
		return s.unicodeEscape()
	}
	r := simpleEscape(c)
	if r == 0 {
		return 0, fmt.Errorf("%w: unknown escape", errSyntax)
	}
	s.pos += 2
	return r, nil
}

func simpleEscape(c byte) rune {
	switch c {
	case '"', '\\', '/':
		return rune(c)
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	default:
		return 0
	}
}

// unicodeEscape decodes \uXXXX, and a pair of them where they are surrogates; half a pair becomes
// U+FFFD.
func (s *logScanner) unicodeEscape() (rune, error) {
	s.need(12)
	r := hexEscape(s.buf[s.pos:s.end])
	if r < 0 {
		return 0, s.broken()
	}
	s.pos += 6
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if pair := utf16.DecodeRune(r, hexEscape(s.buf[s.pos:s.end])); pair != utf8.RuneError {
		s.pos += 6
		return pair, nil
	}
	return utf8.RuneError, nil
}

// hexEscape returns the value of \uXXXX at the beginning of p, or -1.
func hexEscape(p []byte) rune {
	if len(p) < 6 || p[0] != '\\' || p[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range p[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
