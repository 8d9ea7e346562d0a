package client

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text of the server fit for one line of a terminal: escape sequences, control and format
// characters (those that turn the direction of the text among them) go, white space becomes single blanks, and
// what is longer than limit runes is cut; 0 means no limit.
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

// tidy cleans and cuts a text and takes the secrets out of it. Cleaning may join what was apart, so it is followed
// by a second look for them.
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
	var kind byte
	start := 0
	switch {
	case len(s) >= 2 && s[0] == 0x1b:
		kind, start = s[1], 2
	case strings.HasPrefix(s, "\u009b"):
		kind, start = '[', 2
	case strings.HasPrefix(s, "\u009d"), strings.HasPrefix(s, "\u0090"):
		kind, start = ']', 2
	}
	switch kind {
	case 0:
		return 0
	case '[': // up to a final byte
		for i := start; i < len(s); i++ {
			if s[i] < 0x20 || s[i] > 0x7e {
				return i
			}
			if s[i] >= 0x40 {
				return i + 1
			}
		}
		return len(s)
	case ']', 'P', '_', '^', 'X': // up to BEL or ST
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
	default:
		if kind >= 0x20 && kind <= 0x7e {
			return 2
		}
		return 1
	}
}
