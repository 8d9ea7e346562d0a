package paint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	units "fleetop/internal/text"
)

const (
	esc         = 0x1b
	replacement = '?'
	// maxGrapheme bounds the bytes of a grapheme: no terminal draws more marks.
	maxGrapheme = 128
)

// A parser makes cells of the lines of a frame. It lets nothing through but
// text and SGR sequences.
type parser struct {
	texts  textTable
	colors reducer
	cursor int // where the line that was read last has the cursor, from 1; 0 where not
}

// line fills a row with a line of a frame; what has no room is left out. It
// reports whether there is a risky grapheme.
func (p *parser) line(row []cell, line string) (isRisky bool) {
	var pen, drawn style
	p.cursor = 0
	x := 0
	for i := 0; i < len(line) && x < len(row); {
		c := line[i]
		switch {
		case c >= ' ' && c < 0x7f && (i+1 == len(line) || line[i+1] < 0xcc):
			// Nothing below U+0300 joins the character before it.
			row[x] = newCell(glyph(c), drawn)
			i++
			x++
		case c == esc:
			n, params, isSGR := sequence(line[i:])
			if isSGR {
				var marked bool
				if pen, marked = pen.Apply(params).TakeCursor(); marked {
					p.cursor = x + 1
				}
				drawn = p.colors.style(pen)
			}
			i += n
		case c < ' ' || c == 0x7f:
			i++
		default:
			n, g, width := p.grapheme(line[i:])
			i += n
			if width > 0 {
				x += p.place(row[x:], g, width, drawn)
				isRisky = isRisky || g&risky != 0
			}
		}
	}
	for ; x < len(row); x++ {
		row[x] = cell{glyph: blank}
	}
	return isRisky
}

// place puts a glyph, without the flag wide, at the beginning of what is left
// of a row. It returns how many cells were taken.
func (p *parser) place(row []cell, g glyph, width int, s style) int {
	switch {
	case width > len(row):
		g, width = blank, len(row) // there is room for a part of it
	case width == 1 && len(row) == 1 && g&(text|risky) == text|risky:
		g = p.texts.base(g)
	}
	next := g
	if width > 1 && g != blank && g != replacement {
		g |= wide + more*glyph(width-2) //nolint:gosec // A few.
		next = rest
	}
	row[0] = newCell(g, s)
	for x := 1; x < width; x++ {
		row[x] = newCell(next, s)
	}
	return width
}

// grapheme reads the grapheme that s, which is not empty and begins with no
// control character, begins with: its bytes, its glyph without the flag wide,
// and its cells. What must not reach a terminal is replaced, or has no cells.
func (p *parser) grapheme(s string) (n int, g glyph, width int) {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		return 1, replacement, 1
	}
	if w := simpleWidth(r); w > 0 && !joins(s[n:]) {
		return n, glyph(r), w //nolint:gosec // A rune has 21 bits.
	}
	n, width, drawn := units.Unit(s)
	drawn = unjoined(drawn)
	r, size := utf8.DecodeRuneInString(drawn)
	switch {
	case width == 0:
		return n, 0, 0
	case !isText(drawn) || len(drawn) > maxGrapheme:
		return n, replacement, width
	}
	if !agreed(drawn, width) {
		g = risky
	}
	if size == len(drawn) {
		return n, g | glyph(r), width //nolint:gosec // A rune has 21 bits.
	}
	return n, g | text | p.texts.number(drawn), width
}

// unjoined returns the first of several emoji that are joined to one. Where a
// terminal runs in another, one of them may join them and the other not, and then
// even a cursor that is placed anew stands elsewhere.
func unjoined(grapheme string) string {
	const joiner, symbols = "\u200d", 0x2000 // scripts that need joiners are below
	first, rest, found := strings.Cut(grapheme, joiner)
	if r, _ := utf8.DecodeRuneInString(rest); found && first != "" && r >= symbols {
		return first
	}
	return grapheme
}

// joins is whether the rune that s begins with may belong to the grapheme
// before it.
func joins(s string) bool {
	if s == "" || s[0] < 0xcc {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	return simpleWidth(r) == 0
}

// simpleWidth returns the width of the runes that make up nearly all text; they
// do not join each other. Of the others it returns 0.
func simpleWidth(r rune) int { //nolint:gocyclo // A flat table of ranges.
	switch {
	case r < 0x7f:
		return 1
	case r < 0xa1 || r == 0xad:
		return 0
	case r < 0x300, r >= 0x2500 && r <= 0x25fc, r >= 0x2010 && r <= 0x2027, r >= 0x2190 && r <= 0x2199,
		r >= 0x391 && r <= 0x3a1, r >= 0x3a3 && r <= 0x481, r >= 0x48a && r < 0x530:
		return 1
	case r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30ff, r >= 0x4e00 && r <= 0x9fff,
		r >= 0xac00 && r <= 0xd7a3, r >= 0xff01 && r <= 0xff5e:
		return 2
	}
	return 0
}

// isText is whether nothing in a grapheme is a control character, changes the
// direction of the text or stands for what could not be read. Most of that has
// no width and was dropped before: nothing is left to how it is measured.
func isText(cluster string) bool {
	for i, r := range cluster {
		switch {
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError:
			return false
		case r == 0x200c || r == 0x200d || r >= 0xe0020 && r <= 0xe007f: // joiners and tags, within
			if i == 0 {
				return false
			}
		case unicode.In(r, unicode.Cf, unicode.Cs, unicode.Zl, unicode.Zp):
			return false
		}
	}
	return true
}

// agreed is whether all terminals give a grapheme the same width: a rune that
// is not too new, and marks above and below it.
func agreed(cluster string, width int) bool {
	for i, r := range cluster {
		switch {
		case i == 0:
			if !unicode.IsPrint(r) || r >= 0x1f1e6 && r <= 0x1f1ff || r >= 0x1fa70 && r <= 0x1faff {
				return false
			}
		case !unicode.In(r, unicode.Mn, unicode.Me) || r >= 0xfe00 && r <= 0xfe0f || r == 0x20e3 || units.Links(r):
			return false
		}
	}
	return ansi.StringWidthWc(cluster) == width
}

// sequence returns the length of the escape sequence that s begins with, and
// its parameters if it is SGR. One that does not end goes to the end of s.
func sequence(s string) (n int, params string, isSGR bool) {
	if len(s) == 1 {
		return 1, "", false
	}
	switch c := s[1]; {
	case c == '[':
		return controlSequence(s)
	case strings.IndexByte("]P_^X", c) >= 0:
		return stringLength(s), "", false
	}
	for n = 1; n < len(s) && s[n] >= ' ' && s[n] <= '/'; n++ {
	}
	if n < len(s) && s[n] >= '0' && s[n] <= '~' {
		n++
	}
	return n, "", false
}

// stringLength returns the length of the OSC, DCS, APC, PM or SOS string that s
// begins with.
func stringLength(s string) int {
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == 0x07:
			return i + 1
		case s[i] == esc && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		}
	}
	return len(s)
}

// controlSequence is sequence for those that begin with CSI.
func controlSequence(s string) (n int, params string, isSGR bool) {
	plain := true // nothing but digits, colons and semicolons
	for n = 2; n < len(s); n++ {
		switch c := s[n]; {
		case c >= '0' && c <= ';':
		case c >= 0x20 && c <= 0x3f:
			plain = false
		case c >= 0x40 && c <= 0x7e:
			return n + 1, s[2:n], plain && c == 'm'
		default: // cut short
			return n, "", false
		}
	}
	return n, "", false
}
