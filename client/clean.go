package client

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text of the server fit for one line of a terminal. It removes escape sequences,
// control characters and format characters such as those that change the direction of text, turns
// white space into single blanks, and cuts the text to limit runes; 0 means no limit.
func clean(s string, limit int) string {
	var b strings.Builder
	blank := false
	for s != "" {
		if n := escapeLen(s); n > 0 {
			s = s[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		if unicode.IsSpace(r) {
			blank = b.Len() > 0
			continue
		}
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) {
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return cut(b.String(), limit)
}

// tidy cleans and cuts a text and takes the secrets out of it. Cleaning may join the parts of a
// secret, so secrets are removed again afterwards.
func tidy(s string, secrets []string, limit int) string {
	return cut(redact(clean(redact(s, secrets), 0), secrets), limit)
}

// cut shortens s to limit runes, the last of which is then an ellipsis; 0 means no limit.
func cut(s string, limit int) string {
	if limit <= 0 || utf8.RuneCountInString(s) <= limit {
		return s
	}
	runes := []rune(s)
	return string(runes[:limit-1]) + "…"
}

// escapeLen returns the length of the terminal escape sequence that s begins with, or 0.
func escapeLen(s string) int {
	switch {
	case strings.HasPrefix(s, "\u009b"):
		return controlLen(s, 2)
	case strings.HasPrefix(s, "\u009d"), strings.HasPrefix(s, "\u0090"):
		return stringLen(s, 2)
	case len(s) < 2 || s[0] != 0x1b:
		return 0
	}
	switch kind := s[1]; {
	case kind == '[':
		return controlLen(s, 2)
	case strings.IndexByte("]P_^X", kind) >= 0:
		return stringLen(s, 2)
	case kind >= 0x20 && kind <= 0x7e:
		return 2
	default:
		return 1
	}
}

// controlLen returns the length of a control sequence, which ends with its final byte.
func controlLen(s string, start int) int {
	for i := start; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return i
		}
		if s[i] >= 0x40 {
			return i + 1
		}
	}
	return len(s)
}

// stringLen returns the length of a control string, which ends with BEL, ST or the line.
func stringLen(s string, start int) int {
	for i := start; i < len(s); i++ {
		switch {
		case s[i] == 0x07:
			return i + 1
		case s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		case s[i] == '\n':
			return i
		}
	}
	return len(s)
}
