package text

import (
	"bytes"
	"unicode/utf8"
)

// Clean makes one line of text from outside harmless, as the package comment
// says. It returns s itself where there is nothing to do. Cleaning twice is
// cleaning once.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	c := cleaner{dst: make([]byte, 0, len(s)+utf8.UTFMax), marks: maxMarks}
	c.line([]byte(s))
	return string(c.dst)
}

// isClean reports whether Clean would return s unchanged.
func isClean(s string) bool {
	marks := maxMarks
	for i := 0; i < len(s); {
		if n := asciiRun(s[i:]); n > 0 {
			i += n
			marks = 0
			continue
		}
		r, n := decode(s[i:])
		if r < utf8.RuneSelf || r == utf8.RuneError {
			return false
		}
		switch kindOf(r) {
		case keep:
			marks = 0
		case mark:
			if marks == maxMarks {
				return false
			}
			marks++
		default:
			return false
		}
		i += n
	}
	return true
}

// AppendCleanLog appends one raw line of a log, without its newline, to dst:
// cleaned as the package comment says, with the colours it has. Of a line that
// carriage returns overwrite, the text after the last one is kept. The line
// ends without any style in force. It allocates only to let dst grow.
func AppendCleanLog(dst, raw []byte) []byte {
	for len(raw) > 0 && raw[len(raw)-1] == '\r' {
		raw = raw[:len(raw)-1]
	}
	if asciiRun(raw) == len(raw) {
		return append(dst, raw...)
	}
	if i := bytes.LastIndexByte(raw, '\r'); i >= 0 {
		raw = raw[i+1:]
	}
	c := cleaner{dst: dst, marks: maxMarks, log: true}
	c.line(raw)
	c.want = Pen{}
	c.style()
	return c.dst
}

// cleaner is the state of cleaning one line.
type cleaner struct {
	dst   []byte
	cells int // written so far
	marks int // on the last base; maxMarks where there is none to carry one
	log   bool
	raw   Pen // as the sequences read so far have it
	want  Pen // the same without what hides text
	have  Pen // as written
}

func (c *cleaner) line(s []byte) {
	for i := 0; i < len(s); {
		if n := asciiRun(s[i:]); n > 0 {
			c.style()
			c.dst = append(c.dst, s[i:i+n]...)
			c.cells += n
			c.marks = 0
			i += n
			continue
		}
		switch b := s[i]; {
		case b == esc:
			i += c.escape(s[i:])
		case b < utf8.RuneSelf:
			c.control(s[i:])
			i++
		default:
			i += c.simple(s[i:])
		}
	}
}

// simple deals with the runes of simple width that s begins with, or else with
// one rune, and returns the length.
func (c *cleaner) simple(s []byte) int {
	n, cells := 0, 0
	for n < len(s) && s[n] >= utf8.RuneSelf {
		r, size := decode(s[n:])
		w, ok := simpleWidth(r)
		if !ok {
			if n == 0 {
				c.rune(r, s[:size])
				return size
			}
			break
		}
		n += size
		cells += w
	}
	c.style()
	c.dst = append(c.dst, s[:n]...)
	c.cells += cells
	c.marks = 0
	return n
}

// control deals with the control character that s begins with.
func (c *cleaner) control(s []byte) {
	switch {
	case s[0] == '\t' && c.log:
		for n := 8 - c.cells%8; n > 0; n-- {
			c.base(' ', 1)
		}
	case s[0] == '\t', s[0] == '\n':
		c.base(' ', 1)
	case s[0] == '\r' && len(s) > 1 && s[1] == '\n':
	default:
		c.base(replacement, 1)
	}
}

// rune deals with a rune outside ASCII; s is its UTF-8.
func (c *cleaner) rune(r rune, s []byte) {
	if r == utf8.RuneError && len(s) == 1 {
		c.base(replacement, 1)
		return
	}
	switch kindOf(r) {
	case keep:
		c.base(r, runeWidth(s, r))
	case mark:
		c.mark(r)
	case drop:
	case blank:
		c.base(' ', 1)
	case replace:
		c.base(replacement, 1)
	case letter:
		c.base('A'+r-0x1f1e6, 1)
	case am:
		c.mark(r + 0x1a) // U+0E4D, U+0ECD
		c.base(r-1, 1)   // U+0E32, U+0EB2
	}
}

func (c *cleaner) base(r rune, width int) {
	c.style()
	c.dst = utf8.AppendRune(c.dst, r)
	c.cells += width
	c.marks = 0
}

// mark writes a combining mark where a base is there to carry it. One that
// follows a change of style would join across the sequence, so it is left out.
func (c *cleaner) mark(r rune) {
	if c.marks < maxMarks && c.want == c.have {
		c.dst = utf8.AppendRune(c.dst, r)
		c.marks++
	}
}

// style writes the change to the wanted style, if there is one.
func (c *cleaner) style() {
	if c.want != c.have {
		c.dst = c.have.AppendChange(c.dst, c.want)
		c.have = c.want
	}
}

// escape deals with the escape sequence that s begins with and returns its
// length.
func (c *cleaner) escape(s []byte) int {
	n, params, sgr := sequence(s)
	if sgr && c.log {
		c.raw = c.raw.apply(params)
		c.want = c.raw.visible()
	}
	return n
}

const (
	esc = 0x1b
	bel = 0x07
	can = 0x18
	sub = 0x1a
	st  = 0x9c // as a code point: the string terminator of C1
)

// sequence returns the length of the escape sequence that s begins with. sgr
// says that it is a complete SGR sequence, params are its parameters. A
// sequence that something breaks off ends before that.
func sequence(s []byte) (n int, params []byte, sgr bool) {
	if len(s) < 2 {
		return len(s), nil, false
	}
	switch s[1] {
	case '[':
		return csi(s)
	case ']', 'P', '_', '^', 'X':
		return controlString(s), nil, false
	}
	n = 1
	for n < len(s) && s[n] >= 0x20 && s[n] <= 0x2f {
		n++
	}
	if n < len(s) && s[n] >= 0x30 && s[n] <= 0x7e {
		n++
	}
	return n, nil, false
}

func csi(s []byte) (n int, params []byte, sgr bool) {
	n = 2
	for n < len(s) && s[n] >= 0x30 && s[n] <= 0x3f {
		n++
	}
	params = s[2:n]
	for n < len(s) && s[n] >= 0x20 && s[n] <= 0x2f {
		n++
	}
	if n == len(s) || s[n] < 0x40 || s[n] > 0x7e {
		return n, nil, false
	}
	sgr = s[n] == 'm' && n == 2+len(params)
	return n + 1, params, sgr
}

// controlString returns the length of an OSC, DCS, APC, PM or SOS string with
// its terminator; without one it reaches to the end of s.
func controlString(s []byte) int {
	for i := 2; i < len(s); {
		switch b := s[i]; {
		case b == bel, b == can, b == sub:
			return i + 1
		case b == esc:
			if i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			return i
		case b < utf8.RuneSelf:
			i++
		default:
			r, n := decode(s[i:])
			i += n
			if r == st || r == utf8.RuneError && n == 1 && b == st {
				return i
			}
		}
	}
	return len(s)
}
