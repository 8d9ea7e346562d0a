package text

import "unicode/utf8"

// Clean returns a text from outside as it is drawn, on one line, as the package comment says. It
// returns s itself where there is nothing to do. Cleaning twice is cleaning once.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	return string(appendClean(make([]byte, 0, len(s)+utf8.UTFMax), Plain(s)))
}

func appendClean(dst []byte, s string) []byte {
	for len(s) > 0 {
		n := asciiUnits(s)
		dst = append(dst, s[:n]...)
		if s = s[n:]; len(s) == 0 {
			break
		}
		u := unitOf(s)
		if u.plain && s[0] >= ' ' {
			dst = append(dst, s[:u.size]...)
		} else {
			dst = appendUnit(dst, s[:u.size])
		}
		s = s[u.size:]
	}
	return dst
}

// isClean reports whether Clean would return s unchanged.
func isClean(s string) bool {
	for len(s) > 0 {
		s = s[asciiUnits(s):]
		if s == "" {
			break
		}
		if s[0] < ' ' || s[0] == 0x7f {
			return false
		}
		u := unitOf(s)
		if !u.plain {
			return false
		}
		s = s[u.size:]
	}
	return true
}

// asciiUnits returns how many characters of printable ASCII s begins with that carry no marks.
func asciiUnits[T text](s T) int {
	n := asciiRun(s)
	if n > 0 && n < len(s) && s[n] >= firstJoining && joins(s[n:]) {
		n--
	}
	return n
}
