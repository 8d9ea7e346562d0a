package textlog

import "bytes"

const (
	// familiarMost is how many bytes of a line are remembered, and familiarFew how many ways to begin.
	familiarMost = 128
	familiarFew  = 4
	// aheadMost is how far behind what is cut the reading of a front looks.
	aheadMost = 3
	// strange is after how many lines that begin like none before only one of sixteen is remembered.
	strange = 32
)

// familiar remembers how the last lines began and what came of that: most lines begin as one before them,
// but for minutes, seconds and what is smaller. Only lines are remembered that have a time and a level.
type familiar struct {
	known [familiarFew]beginning
	next  int // to be replaced
	odd   int // lines since the last one that was known
}

// beginning is the part of a line that decides about its trait.
type beginning struct {
	text  [familiarMost]byte
	size  int    // 0 for none
	clock bounds // in which digits may be others
	ahead [aheadMost]byte
	form  form
	trait trait
	after trace
}

// find returns the trait of a whole line that begins as one before, and what it means for the next.
func (f *familiar) find(line []byte) (t trait, after trace, ok bool) {
	for i := range f.known {
		if b := &f.known[i]; b.size > 0 && b.begins(line) {
			f.odd = 0
			return b.trait, b.after, true
		}
	}
	return 0, 0, false
}

// begins reports whether a line begins so that its trait is the same.
func (b *beginning) begins(line []byte) bool {
	if len(line) < b.size+aheadMost {
		return false
	}
	from, to := b.clock.start, b.clock.end
	if string(line[to:b.size]) != string(b.text[to:b.size]) || string(line[:from]) != string(b.text[:from]) {
		return false
	}
	for i := from; i < to; i++ {
		c, was := line[i], b.text[i]
		if isDigit(was) {
			if !isDigit(c) || c > '5' && b.text[i-1] == ':' {
				return false
			}
		} else if c != was {
			return false
		}
	}
	switch b.form {
	case jsonForm:
		return line[len(line)-1] == '}' && bytes.IndexByte(line, 0x1b) < 0
	case logfmtForm:
		return bytes.IndexByte(line, 0x1b) < 0
	}
	for i, kind := range b.ahead {
		if kindOf(line[b.size+i]) != kind {
			return false
		}
	}
	return true
}

// learn takes note of a whole line that was read: its front, its trait and what it means for the next.
func (f *familiar) learn(line []byte, read *front, t trait, after trace) {
	if f.odd++; f.odd > strange && f.odd%16 != 0 {
		return
	}
	if !read.timed || read.level == NoLevel || read.form == accessForm {
		return
	}
	size := read.decides
	if read.form == plainForm {
		size = max(read.cut, read.hole.end)
	}
	if size == 0 || size > familiarMost || len(line) < size+aheadMost || isDigit(line[size]) {
		return
	}
	clock, ok := clockIn(line[:size])
	if !ok {
		return
	}
	b := &f.known[f.next]
	f.next = (f.next + 1) % familiarFew
	*b = beginning{size: size, clock: clock, form: read.form, trait: t, after: after}
	copy(b.text[:], line[:size])
	for i := range b.ahead {
		b.ahead[i] = kindOf(line[size+i])
	}
}

// clockIn returns where in the beginning of a line digits make no difference: the minutes, seconds and
// parts of 17:59:42.123, or all but the first digit of 1396807182.5.
func clockIn(s []byte) (at bounds, ok bool) {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			continue
		}
		start := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		switch {
		case i-start >= 10 && s[start] != '0':
			start++
		case i-start >= 2 && i+6 <= len(s) && s[i] == ':' && isDigit(s[i+1]) && isDigit(s[i+2]) && s[i+3] == ':' && isDigit(s[i+4]) && isDigit(s[i+5]):
			start, i = i+1, i+6
		default:
			continue
		}
		if i+1 < len(s) && (s[i] == '.' || s[i] == ',') && isDigit(s[i+1]) {
			for i++; i < len(s) && isDigit(s[i]); i++ {
			}
		}
		return bounds{start, i}, true
	}
	return at, false
}

// kindOf returns one letter for all that are alike to who reads a front.
func kindOf(c byte) byte {
	switch {
	case c >= 'a' && c <= 'z':
		return 'a'
	case c >= 'A' && c <= 'Z':
		return 'A'
	case isDigit(c):
		return '0'
	}
	return c
}
