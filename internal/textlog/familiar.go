package textlog

import (
	"bytes"
	"encoding/binary"
)

const (
	// familiarMost is how many bytes of a line are remembered, and familiarFew how many ways to begin.
	familiarMost = 128
	familiarFew  = 8
	// aheadMost is how far behind what is cut the reading of a front looks.
	aheadMost = 3
	// strange is after how many lines that begin like none before only one of eight is remembered.
	strange = 64
	// clockMost is how many bytes of a clock may have other digits.
	clockMost = 24
)

// familiar remembers how the last lines began and what came of that: most lines begin as one before them,
// but for minutes, seconds and what is smaller. Only lines are remembered that have a time and a level.
type familiar struct {
	known [familiarFew]beginning
	next  int // to be replaced
	odd   int // lines that were not known
}

// beginning is the part of a line that decides about its trait.
type beginning struct {
	text  [familiarMost]byte
	size  int    // 0 for none
	least int    // how long a line has to be
	clock bounds // in which digits may be others
	words [clockMost / 8]clockWord
	ahead [aheadMost]byte
	form  form
	trait trait
	after trace
}

// find returns the trait of a whole line that begins as one before, and what it means for the next.
func (f *familiar) find(line []byte) (t trait, after trace, ok bool) {
	for i := range f.known {
		if b := &f.known[i]; b.size > 0 && len(line) >= b.least && line[0] == b.text[0] && line[b.size-1] == b.text[b.size-1] && b.begins(line) {
			return b.trait, b.after, true
		}
	}
	return 0, 0, false
}

// begins reports whether a line that is long enough begins so that its trait is the same.
func (b *beginning) begins(line []byte) bool {
	from, to := b.clock.start, b.clock.end
	if string(line[to:b.size]) != string(b.text[to:b.size]) || string(line[:from]) != string(b.text[:from]) {
		return false
	}
	for i := 0; from+i < to; i += 8 {
		if !b.words[i/8].isLike(binary.LittleEndian.Uint64(line[from+i:])) {
			return false
		}
	}
	if b.form != plainForm {
		return (b.form != jsonForm || line[len(line)-1] == '}') && bytes.IndexByte(line, 0x1b) < 0
	}
	for i, kind := range b.ahead {
		if kindOf(line[b.size+i]) != kind {
			return false
		}
	}
	return true
}

// clockWord is eight bytes of a beginning from the clock on, as masks.
type clockWord struct {
	digits uint64 // where any digit will do
	more   uint64 // added to a digit, makes one that is too high one of no digits
	others uint64 // where a byte has to be the same
	same   uint64 // and which
}

// newClockWord returns the first of eight bytes, of which there may be fewer, in which from is the byte before.
func newClockWord(s []byte, before byte) (w clockWord) {
	for i, c := range s[:min(len(s), 8)] {
		shift := 8 * i
		switch {
		case !isDigit(c):
			w.others |= 0xff << shift
			w.same |= uint64(c) << shift
		case before == ':': // the tens of minutes or seconds
			w.digits |= 0xff << shift
			w.more |= (0x3f - '5') << shift
		default:
			w.digits |= 0xff << shift
			w.more |= (0x3f - '9') << shift
		}
		before = c
	}
	return w
}

// isLike reports whether eight bytes are like those of the word.
func (w *clockWord) isLike(x uint64) bool {
	const high = 0xf0f0f0f0f0f0f0f0
	digits, three := x&w.digits, 0x3030303030303030&w.digits
	return (x^w.same)&w.others|((digits^three)|((digits+w.more)^three))&high == 0
}

// learn takes note of a whole line that was read: its front, its trait and what it means for the next.
func (f *familiar) learn(line []byte, read *front, t trait, after trace) {
	if f.odd++; f.odd > strange && f.odd%8 != 0 {
		return
	}
	size := read.decidedBy()
	if size == 0 || size > familiarMost || len(line) < size+aheadMost || line[size] == 0x1b {
		return
	}
	clock, ok := clockIn(line[:size])
	if !ok || clock.end-clock.start > clockMost {
		return
	}
	b := &f.known[f.next]
	f.next = (f.next + 1) % familiarFew
	*b = beginning{size: size, least: max(size+aheadMost, clock.start+clockMost), clock: clock, form: read.form, trait: t, after: after}
	copy(b.text[:], line[:size])
	for i := clock.start; i < clock.end; i += 8 {
		b.words[(i-clock.start)/8] = newClockWord(line[i:clock.end], line[i-1])
	}
	for i := range b.ahead {
		b.ahead[i] = kindOf(line[size+i])
	}
}

// decidedBy returns how many bytes of the beginning decide about a line that has a time and a level, 0 where
// that is not known.
func (f *front) decidedBy() int {
	switch {
	case !f.timed || f.level == NoLevel || f.form == accessForm || f.decides < 0:
		return 0
	case f.form == plainForm:
		return max(f.decides, f.cut, f.hole.end)
	}
	return f.decides
}

// clockIn returns where in the beginning of a line digits make no difference: the minutes, seconds and
// parts of 17:59:42.123, or all but the first digit of 1396807182.5.
func clockIn(s []byte) (at bounds, ok bool) {
	for i := 0; i < len(s); i++ {
		end := i + digits(s[i:])
		switch {
		case end-i >= 10 && s[i] != '0':
			return bounds{i + 1, partsEnd(s, end)}, true
		case end-i >= 2 && isMinutes(s[end:]):
			return bounds{end + 1, partsEnd(s, end+len(":59:42"))}, true
		}
		i = end
	}
	return at, false
}

// digits returns how many digits s begins with.
func digits(s []byte) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// isMinutes reports whether s begins like :59:42.
func isMinutes(s []byte) bool {
	return len(s) >= len(":59:42") && s[0] == ':' && s[3] == ':' && digits(s[1:]) == 2 && digits(s[4:]) >= 2
}

// partsEnd returns where the fraction ends that a number up to end may have.
func partsEnd(s []byte, end int) int {
	if end < len(s) && (s[end] == '.' || s[end] == ',') {
		if n := digits(s[end+1:]); n > 0 {
			return end + 1 + n
		}
	}
	return end
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
