package text

import "unicode/utf8"

// Plain returns a text from outside without its control sequences and control characters; every
// other character stays, tabs and line feeds too. CR LF is a line feed, and so is CR alone. What is
// not UTF-8 stays, except the bytes that are controls to a terminal of eight bits: they become
// U+FFFD. It returns s itself where there is nothing to do.
func Plain(s string) string {
	if n := plainRun(s); n < len(s) {
		dst := append(make([]byte, 0, len(s)), s[:n]...)
		return string(appendPlain(dst, []byte(s[n:])))
	}
	return s
}

// PlainLine is [Plain] for what is one line, such as a name: a line feed in it becomes a space.
func PlainLine(s string) string {
	s = Plain(s)
	for i := range len(s) {
		if s[i] == '\n' {
			line := []byte(s)
			for ; i < len(line); i++ {
				if line[i] == '\n' {
					line[i] = ' '
				}
			}
			return string(line)
		}
	}
	return s
}

// AppendPlain appends what [Plain] makes of s.
func AppendPlain(dst, s []byte) []byte {
	n := plainRun(s)
	return appendPlain(append(dst, s[:n]...), s[n:])
}

func appendPlain(dst, s []byte) []byte {
	for len(s) > 0 {
		n := plainRun(s)
		dst = append(dst, s[:n]...)
		if s = s[n:]; len(s) == 0 {
			break
		}
		switch b := s[0]; {
		case introduces(s):
			n, _, _ = sequence(s)
		case b == '\r':
			n = 1
			if len(s) < 2 || s[1] != '\n' {
				dst = append(dst, '\n')
			}
		case b == '\v' || b == '\f':
			dst, n = append(dst, ' '), 1
		case b < utf8.RuneSelf:
			n = 1
		default:
			_, n = decode(s)
			if n == 1 {
				dst = utf8.AppendRune(dst, utf8.RuneError)
			}
		}
		s = s[n:]
	}
	return dst
}

// plainRun returns how many bytes of s stay as they are.
func plainRun[T text](s T) int {
	for i := 0; i < len(s); {
		i += asciiRun(s[i:])
		if i == len(s) {
			break
		}
		switch b := s[i]; {
		case b == '\t' || b == '\n':
			i++
		case b < utf8.RuneSelf:
			return i
		default:
			r, n := decode(s[i:])
			if isControl(r, b, n) {
				return i
			}
			i += n
		}
	}
	return len(s)
}

// isControl reports whether a rune, of n bytes of which b is the first, is a control character of
// C1, as UTF-8 or as a byte.
func isControl(r rune, b byte, n int) bool {
	return r >= 0x80 && r < 0xa0 || r == utf8.RuneError && n == 1 && b < 0xa0
}

// introduces reports whether s begins with what introduces a control sequence: the escape
// character, or one of C1.
func introduces[T text](s T) bool {
	return s[0] == esc || len(s) > 1 && s[0] == 0xc2 && s[1]&0xe0 == 0x80
}
