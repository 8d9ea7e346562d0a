package text

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const (
	// maxMarks is how many combining marks of a character are drawn; more would run over the lines
	// around.
	maxMarks = 6
	// maxCells is the width of the widest unit.
	maxCells = 4
	// maxJoined is how many emoji joined to the first one of a unit are drawn.
	maxJoined = 5

	replacement  = '?'
	joiner       = 0x200d
	nonJoiner    = 0x200c
	emojiStyle   = 0xfe0f // variation selector 16
	keycap       = 0x20e3
	blackFlag    = 0x1f3f4
	maxTags      = 8
	firstJoining = 0xc2 // the first byte of the first rune, U+00AD, that joins the one before
)

// A unit is what is drawn as one: a character with its combining marks, a flag, an emoji joined of
// several. It takes all its bytes, whether they are drawn or not.
type unit struct {
	size  int  // in bytes
	width int  // in cells
	plain bool // it is drawn as it is
}

// unitOf returns the unit that s, which is not empty and begins with no control character but a tab
// or a line feed, begins with.
func unitOf[T text](s T) unit {
	r, n := decode(s)
	if w, ok := simpleWidth(r); ok && !joins(s[n:]) {
		return unit{n, w, true}
	}
	return scanUnit(s, nil)
}

// Unit returns the size in bytes and the width in cells of what is drawn as one of the text that s,
// which is not empty and begins with no control character, begins with, and what is drawn.
func Unit(s string) (size, width int, drawn string) {
	u := unitOf(s)
	if u.plain {
		return u.size, u.width, s[:u.size]
	}
	return u.size, u.width, string(appendUnit(nil, s[:u.size]))
}

// appendUnit appends what is drawn of a unit that is not plain.
func appendUnit[T text](dst []byte, s T) []byte {
	scanUnit(s, &dst)
	return dst
}

// joins reports whether s begins with a rune that belongs to the unit before.
func joins[T text](s T) bool {
	if len(s) == 0 || s[0] < firstJoining {
		return false
	}
	r, n := decode(s)
	if r == utf8.RuneError && n == 1 {
		return false
	}
	if _, ok := simpleWidth(r); ok {
		return false
	}
	switch kindOf(r) {
	case mark, spacing, drop, tone, jamo:
		return true
	default:
		return false
	}
}

// unitScan is the state of reading a unit.
type unitScan struct {
	unit
	dst    *[]byte // where what is drawn goes, nil for nowhere
	base   rune    // the last rune that the next may join
	at     int     // where it is
	marks  int
	joined int
	tags   int
	emoji  bool // base is to be drawn as an emoji
	pure   bool // nothing was left out since base
	stands bool // base is drawn, and may carry marks
}

func scanUnit[T text](s T, dst *[]byte) unit {
	r, n := decode(s)
	c := unitScan{dst: dst, base: r, pure: true, unit: unit{size: n, plain: true}}
	beginUnit(&c, s, r, n)
	if r == '\t' || r == '\n' {
		return c.unit
	}
	for c.size < len(s) && s[c.size] >= firstJoining {
		r, n := decode(s[c.size:])
		if r == utf8.RuneError && n == 1 || !joinsTo(&c, s, r, n) {
			break
		}
	}
	return c.unit
}

// beginUnit takes in the first rune of s, which has n bytes.
func beginUnit[T text](c *unitScan, s T, r rune, n int) {
	k := keep
	if r == utf8.RuneError && n == 1 {
		k = replace
	} else if r >= utf8.RuneSelf {
		k = kindOf(r)
	} else if r < ' ' || r == 0x7f {
		k = blank
	}
	switch k {
	case keep:
		c.width, c.stands = baseWidth(s[:n], r), true
		c.draw(r)
	case blank:
		c.swap(' ')
	case mark, drop, tone:
		c.plain = false
	case letter:
		regional(c, s[n:], r)
	default:
		c.swap(replacement)
	}
}

// regional takes in a regional indicator: two make a flag, one is drawn as the letter it stands
// for.
func regional[T text](c *unitScan, rest T, r rune) {
	second, size := decode(rest)
	if second < firstRegional || second > lastRegional {
		c.swap('A' + r - firstRegional)
		return
	}
	c.draw(r)
	c.draw(second)
	c.size += size
	c.width, c.stands = 2, true
}

func (c *unitScan) draw(r rune) {
	if c.dst != nil {
		*c.dst = utf8.AppendRune(*c.dst, r)
	}
}

// swap draws another rune instead of the first one.
func (c *unitScan) swap(r rune) {
	c.width, c.plain = 1, false
	c.draw(r)
}

// joinsTo takes in the next rune of s, which has n bytes, if it belongs to the unit.
func joinsTo[T text](c *unitScan, s T, r rune, n int) bool {
	if _, ok := simpleWidth(r); ok {
		return false
	}
	var drawn bool
	switch kindOf(r) {
	case mark:
		if r == joiner && joinEmoji(c, s[c.size+n:], n) {
			return true
		}
		drawn = markJoins(c, s[c.at:c.size+n], r)
	case spacing:
		if !c.stands && c.width == 0 {
			return false // a unit of its own
		}
		drawn = c.spacing(r)
	case jamo:
		if !c.stands || !carriesJamo(c.base) {
			return false
		}
		drawn = markJoins(c, s[c.at:c.size+n], r)
	case tone:
		drawn = c.tone()
	case drop:
		drawn = c.tag(r)
	default:
		return false
	}
	c.size += n
	if drawn {
		c.draw(r)
	} else {
		c.plain, c.pure = false, false
	}
	return true
}

// spacing reports whether a mark is drawn that takes a cell more.
func (c *unitScan) spacing(r rune) bool {
	if !c.stands || c.width >= maxCells {
		return false
	}
	c.width++
	c.base = r
	return true
}

// tone reports whether a skin tone is drawn.
func (c *unitScan) tone() bool {
	if !c.stands || !c.pure || c.marks > 0 || !isPictograph(c.base) {
		return false
	}
	c.marks, c.width = maxMarks, 2
	return true
}

// markJoins reports whether a combining mark, a joiner or a variation selector is drawn, and widens
// what it widens. s is what is joined so far, with the mark.
func markJoins[T text](c *unitScan, s T, r rune) bool {
	switch {
	case !c.stands || c.marks >= maxMarks || r == emojiStyle && c.emoji:
		return false
	case (r == joiner || r == nonJoiner) && isPictograph(c.base):
		return false // it would join what comes next
	case r == emojiStyle && c.marks == 0 && c.pure:
		c.emoji = true
		if isPictograph(c.base) {
			_, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
			c.width = max(c.width, min(w, 2))
		}
		return true
	case r == keycap && c.width == 1 && isKey(c.base):
		c.width = 2
	}
	c.marks++
	return true
}

// joinEmoji takes in a joiner of n bytes and the emoji behind it, with which rest begins, if they
// join the emoji before.
func joinEmoji[T text](c *unitScan, rest T, n int) bool {
	r, size := decode(rest)
	if !c.stands || !c.pure || !isPictograph(c.base) || !isPictograph(r) || c.joined >= maxJoined || kindOf(r) != keep {
		return false
	}
	c.draw(joiner)
	c.draw(r)
	c.at = c.size + n
	c.size = c.at + size
	c.joined++
	c.base, c.marks, c.emoji, c.width = r, 0, false, 2
	return true
}

// tag reports whether a tag is drawn: those behind a black flag name a region.
func (c *unitScan) tag(r rune) bool {
	if r < 0xe0020 || r > 0xe007f || c.base != blackFlag || !c.pure || c.tags >= maxTags {
		return false
	}
	c.tags++
	return true
}

// baseWidth returns the cells of a rune that stands on its own; s is its UTF-8.
func baseWidth[T text](s T, r rune) int {
	if w, ok := simpleWidth(r); ok {
		return w
	}
	_, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return min(max(w, 1), 2)
}

// isKey reports whether r is on the keys of a telephone.
func isKey(r rune) bool { return r >= '0' && r <= '9' || r == '#' || r == '*' }

// isPictograph reports whether r may be part of an emoji joined of several.
func isPictograph(r rune) bool {
	return r >= 0x2190 && r <= 0x3299 || r >= 0x1f000 && r <= 0x1faff && (r < firstRegional || r > lastRegional)
}

// carriesJamo reports whether a vowel or final consonant of Hangul joins r.
func carriesJamo(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0xa960 && r <= 0xa97c || r >= 0xac00 && r <= 0xd7a3
}

// Links reports whether a mark joins its letter to the next one, so that some terminals draw both
// in fewer cells.
func Links(r rune) bool {
	switch r {
	case 0x94d, 0x9cd, 0xacd, 0xb4d, 0xc4d, 0xd4d, 0x1039, 0x17d2, 0x1a60, 0x1b44, 0x1bab, 0xa9c0, 0xaaf6:
		return true
	}
	return false
}
