package text

const (
	esc = 0x1b
	bel = 0x07
	can = 0x18
	sub = 0x1a
	st  = 0x9c // as a code point: the string terminator of C1
)

// sequence returns the length of the escape sequence that s begins with, be it introduced by the
// escape character or by one of C1. final is the last byte of a complete sequence that begins with
// CSI, 0 of any other; params are its parameters. A sequence that something breaks off ends before
// that.
func sequence(s []byte) (n int, params []byte, final byte) {
	if len(s) < 2 {
		return len(s), nil, 0
	}
	second := s[1]
	if s[0] != esc {
		second -= 0x40 // of the form with the escape character
	}
	switch second {
	case '[':
		return csi(s)
	case ']', 'P', '_', '^', 'X':
		return controlString(s), nil, 0
	}
	if s[0] != esc {
		return 2, nil, 0
	}
	n = 1
	for n < len(s) && s[n] >= 0x20 && s[n] <= 0x2f {
		n++
	}
	if n < len(s) && s[n] >= 0x30 && s[n] <= 0x7e {
		n++
	}
	return n, nil, 0
}

func csi(s []byte) (n int, params []byte, final byte) {
	n = 2
	for n < len(s) && s[n] >= 0x30 && s[n] <= 0x3f {
		n++
	}
	params = s[2:n]
	for n < len(s) && s[n] >= 0x20 && s[n] <= 0x2f {
		n++
	}
	if n == len(s) || s[n] < 0x40 || s[n] > 0x7e {
		return n, nil, 0
	}
	if n == 2+len(params) {
		final = s[n]
	}
	return n + 1, params, final
}

// csiEnd returns where the sequence of CSI in which s begins ends, and whether something ends it.
func csiEnd(s []byte) (n int, ended bool) {
	for n < len(s) && s[n] >= 0x20 && s[n] <= 0x3f {
		n++
	}
	if n == len(s) {
		return n, false
	}
	if s[n] >= 0x40 && s[n] <= 0x7e {
		n++
	}
	return n, true
}

// controlString returns the length of an OSC, DCS, APC, PM or SOS string with its terminator;
// without one it reaches to the end of s or of its line.
func controlString(s []byte) int {
	n, _ := stringEnd(s, 2)
	return n
}

// stringEnd returns where the control string in which s is at from ends, and whether something ends
// it.
func stringEnd(s []byte, from int) (n int, ended bool) {
	for i := from; i < len(s); {
		switch b := s[i]; {
		case b == bel, b == can, b == sub:
			return i + 1, true
		case b == '\n':
			return i, true
		case b == esc:
			if i+1 < len(s) && s[i+1] == '\\' {
				return i + 2, true
			}
			return i, true
		case b < 0x80:
			i++
		default:
			r, n := decode(s[i:])
			i += n
			if r == st || n == 1 && b == st {
				return i, true
			}
		}
	}
	return len(s), false
}

// skipSequence is the length of the sequence that s begins with.
func skipSequence(s string) int {
	for n := 2; n < len(s) && s[1] == '['; n++ {
		if s[n] == 'm' {
			return n + 1
		}
		if s[n] < '0' || s[n] > ';' {
			break
		}
	}
	n, _, _ := sequence([]byte(s))
	return n
}
