package text

import (
	"math"
	"unicode/utf8"
)

// LogState carries colours and the cursor from one line of a log to the next, and from one part of
// a long line to the next. The zero LogState is the state at the beginning. It is comparable.
type LogState struct {
	pen      Pen  // as the sequences so far have it
	returned bool // a carriage return came, and nothing that prints since
	within   within
}

// within is what has not ended where a part of a line ends.
type within uint8

const (
	withinText within = iota
	withinString
	withinCSI
)

// Slack is how many bytes beyond its limit [LogState.Append] may need to find a place where a line
// can be parted.
const Slack = 4 << 10

// AppendCleanLog is [LogState.Append] for a whole line of which nothing was before.
func AppendCleanLog(dst, raw []byte) []byte {
	var s LogState
	dst, _, _ = s.Append(dst, raw, true, math.MaxInt)
	return dst
}

// Append appends a raw line of a log, without its line feed, to dst: as it came, but without
// control sequences and control characters, those of colours excepted, which are written anew.
// Colours that were set before are set at the beginning, and none is in force at the end. What
// carriage returns and backspaces overwrite and what is erased is left out.
//
// Unless whole is set, raw is the beginning of a line, and at least [Slack] bytes longer than
// limit: then n says how many bytes of it were taken, about limit, so that no character and no
// sequence is parted. erased says that the parts of the line before this one are no longer to be
// seen.
//
// It allocates only to let dst grow, and where there are backspaces.
func (s *LogState) Append(dst, raw []byte, whole bool, limit int) (out []byte, n int, erased bool) {
	if whole && *s == (LogState{}) {
		end := len(raw)
		for end > 0 && raw[end-1] == '\r' {
			end--
		}
		if asciiRun(raw[:end]) == end {
			return append(dst, raw[:end]...), len(raw), false
		}
	}
	if !whole {
		raw = raw[:fullRunes(raw)]
	}
	c := logCleaner{LogState: *s, dst: dst, start: len(dst), limit: limit}
	if whole {
		c.limit = math.MaxInt
	}
	c.want = c.pen.visible()
	n = c.line(raw)
	c.finish()
	*s = c.LogState
	if whole {
		s.returned, s.within = false, withinText
	}
	return c.dst, n, c.erased
}

// fullRunes returns the length of raw without the beginning of a rune at its end.
func fullRunes(raw []byte) int {
	for n := len(raw) - 1; n >= 0 && n > len(raw)-utf8.UTFMax; n-- {
		if utf8.RuneStart(raw[n]) {
			if !utf8.FullRune(raw[n:]) {
				return n
			}
			break
		}
	}
	return len(raw)
}

// logCleaner is the state of cleaning one line or a part of it.
type logCleaner struct {
	LogState
	dst    []byte
	start  int // of the line in dst
	limit  int
	want   Pen // pen without what hides text
	have   Pen // as written
	tabs   int // since the carriage return
	erased bool

	editing bool // the line is in cells, not in dst
	cells   []editCell
	cursor  int
}

// line takes in raw up to the limit and returns how many bytes that are.
func (c *logCleaner) line(s []byte) int {
	i := 0
	if c.within != withinText {
		i = c.goOn(s)
	}
	for i < len(s) {
		if i >= c.limit && c.mayPart(s, i) {
			break
		}
		end := len(s)
		if i < c.limit {
			end = min(end, c.limit)
		}
		if n := asciiRun(s[i:end]); n > 0 {
			c.print(s[i : i+n])
			i += n
			continue
		}
		switch {
		case introduces(s[i:]):
			i += c.sequence(s[i:])
		case s[i] < utf8.RuneSelf:
			c.control(s[i])
			i++
		default:
			i += c.text(s[i:])
		}
	}
	return i
}

// mayPart reports whether the line can be parted before byte i of s: neither a character nor what a
// backspace moves over goes on there.
func (c *logCleaner) mayPart(s []byte, i int) bool {
	if joins(s[i:]) || s[i] == '\b' || isBack(s[i:]) || c.editing && c.cursor < len(c.cells) {
		return false
	}
	last, _ := utf8.DecodeLastRune(s[:i])
	return !Links(last)
}

// isBack reports whether s begins with a sequence that moves the cursor back.
func isBack(s []byte) bool {
	if !introduces(s) {
		return false
	}
	_, _, final := sequence(s)
	return final == 'D'
}

// text deals with what s begins with, which is not ASCII, and returns its length: runes of simple
// width, those that join the ones before, or a unit.
func (c *logCleaner) text(s []byte) int {
	n := 0
	for n < len(s) && s[n] >= utf8.RuneSelf {
		r, size := decode(s[n:])
		if _, ok := simpleWidth(r); !ok {
			break
		}
		n += size
	}
	if n > 0 {
		c.print(s[:n])
		return n
	}
	r, size := decode(s)
	switch {
	case isControl(r, s[0], size):
		c.printRune(utf8.RuneError)
		return size
	case r == utf8.RuneError && size == 1:
		c.print(s[:1])
		return 1
	case joins(s):
		for n < len(s) && joins(s[n:]) {
			_, size := decode(s[n:])
			n += size
		}
		c.join(s[:n])
		return n
	}
	n = unitOf(s).size
	c.print(s[:n])
	return n
}

// control deals with a control character.
func (c *logCleaner) control(b byte) {
	switch b {
	case '\r':
		c.carriageReturn()
	case '\b':
		c.back(1)
	case '\t':
		if c.returned {
			c.tabs++
		} else {
			c.printRune('\t')
		}
	case '\v', '\f':
		c.printRune(' ')
	}
}

// sequence deals with the control sequence that s begins with and returns its length.
func (c *logCleaner) sequence(s []byte) int {
	n, params, final := sequence(s)
	switch final {
	case 'm':
		c.pen = apply(c.pen, params)
		c.want = c.pen.visible()
	case 'K', 'J':
		c.erase(params)
	case 'G':
		if isFew(params, 1) {
			c.carriageReturn()
		}
	case 'C':
		c.forward(max(number(params), 1))
	case 'D':
		c.back(max(number(params), 1))
	case 0:
		if n == len(s) && n >= 2 {
			c.within = unfinished(s)
		}
	}
	return n
}

// unfinished says what has not ended of s, which is one sequence.
func unfinished(s []byte) within {
	second, last := s[1], s[len(s)-1]
	if s[0] != esc {
		second -= 0x40
	}
	switch second {
	case '[':
		if len(s) == 2 || last < 0x40 || last > 0x7e {
			return withinCSI
		}
	case ']', 'P', '_', '^', 'X':
		if _, ended := stringEnd(s, 2); !ended {
			return withinString
		}
	}
	return withinText
}

// goOn passes the rest of what the part before ended in and returns its length.
func (c *logCleaner) goOn(s []byte) int {
	n, ended := csiEnd(s)
	if c.within == withinString {
		n, ended = stringEnd(s, 0)
	}
	if ended {
		c.within = withinText
	}
	return n
}

// number reads the only parameter of a sequence; -1 is none.
func number(params []byte) int {
	n := 0
	for _, b := range params {
		if b < '0' || b > '9' || n > 9999 {
			return -1
		}
		n = n*10 + int(b-'0')
	}
	return n
}

// isFew reports whether the only parameter of a sequence is at most most.
func isFew(params []byte, most int) bool {
	n := number(params)
	return n >= 0 && n <= most
}

// print writes text that takes cells.
func (c *logCleaner) print(s []byte) {
	c.replaceReturned()
	if c.editing {
		c.overwrite(s)
		return
	}
	c.style()
	c.dst = append(c.dst, s...)
}

// printRune writes a rune that stands for what is in the raw line.
func (c *logCleaner) printRune(r rune) {
	c.replaceReturned()
	if c.editing {
		c.put(utf8.AppendRune(nil, r), 1, c.want)
		return
	}
	c.style()
	c.dst = utf8.AppendRune(c.dst, r)
}

// replaceReturned makes what is printed after a carriage return stand for what was before it.
func (c *logCleaner) replaceReturned() {
	if !c.returned {
		return
	}
	c.clear()
	for ; c.tabs > 0; c.tabs-- {
		c.printRune('\t')
	}
}

// join writes what joins the character before: in the style of that.
func (c *logCleaner) join(s []byte) {
	if c.editing {
		c.joinCell(s)
		return
	}
	c.dst = append(c.dst, s...)
}

// style writes the change to the wanted style, if there is one.
func (c *logCleaner) style() {
	if c.want != c.have {
		c.dst = c.have.AppendChange(c.dst, c.want)
		c.have = c.want
	}
}

// carriageReturn moves the cursor to the beginning: what is printed next overwrites the line.
func (c *logCleaner) carriageReturn() {
	c.returned, c.tabs = true, 0
}

// erase takes in the parameters of EL or ED: what is erased of this line.
func (c *logCleaner) erase(params []byte) {
	mode := number(params)
	switch {
	case mode < 0 || mode > 2:
	case mode > 0 || c.returned:
		c.clear()
	case c.editing:
		c.cells = c.cells[:c.cursor]
	}
}

// clear empties the line.
func (c *logCleaner) clear() {
	c.dst, c.cells, c.cursor = c.dst[:c.start], c.cells[:0], 0
	c.have = 0
	c.returned, c.erased = false, true
}

// finish writes the rest.
func (c *logCleaner) finish() {
	if c.editing {
		c.flush()
	}
	c.want = 0
	c.style()
}
