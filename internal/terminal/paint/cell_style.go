package paint

import (
	"strconv"

	words "fleetop/internal/text"
)

// A style is how a cell is drawn: the colour of its text, that of its
// background, and attributes.
type style uint64

// A color is 0 for the terminal's default, else one of the two forms below. It
// has 26 bits.
type color uint32

const (
	indexed color = 1 << 24 // and the number in the palette
	direct  color = 2 << 24 // and red, green, blue
)

const (
	bgShift   = 26
	attrShift = 52

	fgMask style = 1<<26 - 1
	bgMask style = fgMask << bgShift
)

// The attributes. Blinking and concealed text is drawn as any other.
const (
	bold style = 1 << (attrShift + iota)
	faint
	italic
	underline
	reverse
	strike
	overline

	// cursor is the mark of the cell with the cursor; no cell keeps it.
	cursor style = 1 << (attrShift + 7)

	// seen are the attributes that show where there is no text.
	seen = underline | reverse | strike | overline
)

func (s style) fg() color { return color(s & fgMask) }
func (s style) bg() color { return color(s >> bgShift & fgMask) }

func (s style) withFg(c color) style { return s&^fgMask | style(c) }
func (s style) withBg(c color) style { return s&^bgMask | style(c)<<bgShift }

// apply returns the style as changed by the parameters of an SGR sequence,
// which are digits, semicolons and colons. What is unknown or not kept changes
// nothing.
func (s style) apply(params string) style {
	for {
		var group param
		group, params = nextParam(params)
		switch n := group.n[0]; {
		case n == 38 || n == 48 || n == 58:
			s, params = s.setAnyColor(&group, params)
		case n == 4 && group.len > 1 && group.n[1] == 0:
			s &^= underline
		case n == 4 || group.len == 1:
			s = s.set(n)
		}
		if params == "" {
			return s
		}
		params = params[1:] // the semicolon
	}
}

// setAnyColor applies the colour that a parameter introduces, and returns the
// parameters after it. The colour of underlines is not kept.
func (s style) setAnyColor(group *param, params string) (style, string) {
	var c color
	var ok bool
	if group.len > 1 {
		c, ok = group.color()
	} else {
		c, params, ok = plainColor(params)
	}
	switch {
	case ok && group.n[0] == 38:
		s = s.withFg(c)
	case ok && group.n[0] == 48:
		s = s.withBg(c)
	}
	return s, params
}

// A param is a parameter of an SGR sequence with those that colons join to it.
type param struct {
	n   [6]int
	len int // how many there are, which may be more than are kept
}

// nextParam reads a parameter up to a semicolon or the end.
func nextParam(s string) (p param, left string) {
	p.len = 1
	i := 0
	for ; i < len(s) && s[i] != ';'; i++ {
		switch {
		case s[i] == ':':
			p.len++
		case p.len <= len(p.n) && p.n[p.len-1] < 1000:
			p.n[p.len-1] = p.n[p.len-1]*10 + int(s[i]-'0')
		}
	}
	return p, s[i:]
}

// color reads a colour in the form with colons.
func (p *param) color() (color, bool) {
	switch {
	case p.n[1] == 5 && p.len == 3:
		return palette(p.n[2])
	case p.n[1] == 2 && p.len == 5:
		return rgb(p.n[2], p.n[3], p.n[4])
	case p.n[1] == 2 && p.len >= 6: // with a colour space
		return rgb(p.n[3], p.n[4], p.n[5])
	}
	return 0, false
}

// plainColor reads the parameters after 38 or 48 in the form with semicolons.
// If they are no colour, nothing is left.
func plainColor(params string) (c color, left string, ok bool) {
	var n [4]int
	count := 1
	for i := 0; i < count && params != ""; i++ {
		var p param
		if p, params = nextParam(params[1:]); p.len > 1 {
			return 0, "", false
		}
		n[i] = p.n[0]
		if i == 0 {
			switch n[0] {
			case 5:
				count = 2
			case 2:
				count = 4
			}
		}
	}
	switch n[0] {
	case 5:
		c, ok = palette(n[1])
	case 2:
		c, ok = rgb(n[1], n[2], n[3])
	default:
		params = ""
	}
	return c, params, ok
}

func palette(n int) (color, bool) { return indexed | color(n&0xff), n <= 0xff }

func rgb(r, g, b int) (color, bool) {
	return direct | color(r&0xff)<<16 | color(g&0xff)<<8 | color(b&0xff), max(r, g, b) <= 0xff
}

// set applies a parameter that stands for itself.
func (s style) set(n int) style {
	switch {
	case n == 0:
		return 0
	case n == words.CursorParam:
		return s | cursor
	case n == 21: // double
		return s | underline
	case n == 22:
		return s &^ (bold | faint)
	case n >= 30 && n <= 49 || n >= 90 && n <= 97 || n >= 100 && n <= 107:
		return s.setColor(n)
	}
	for i := range len(attrOn) {
		switch n {
		case int(attrOn[i]):
			return s | bold<<i
		case int(attrOff[i]):
			return s &^ (bold << i)
		}
	}
	return s
}

// setColor applies one of the first sixteen colours, or the default.
func (s style) setColor(n int) style {
	c := indexed
	if n >= 90 {
		n -= 60
		c += 8
	}
	c += color(n % 10) //nolint:gosec // A digit.
	switch {
	case n == 39:
		return s.withFg(0)
	case n == 49:
		return s.withBg(0)
	case n <= 37:
		return s.withFg(c)
	case n >= 40 && n <= 47:
		return s.withBg(c)
	}
	return s
}

// attrOn and attrOff are the parameters that set and end the attributes, in
// the order of their bits.
const (
	attrOn  = "\x01\x02\x03\x04\x07\x09\x35"
	attrOff = "\x16\x16\x17\x18\x1b\x1d\x37"
)

// appendSet appends the parameters that set the style where none is in force,
// each followed by a semicolon.
func (s style) appendSet(dst []byte) []byte {
	for i := range len(attrOn) {
		if s&(bold<<i) != 0 {
			dst = append(strconv.AppendUint(dst, uint64(attrOn[i]), 10), ';')
		}
	}
	if c := s.fg(); c != 0 {
		dst = c.append(dst, 30)
	}
	if c := s.bg(); c != 0 {
		dst = c.append(dst, 40)
	}
	return dst
}

// append appends the parameters of a colour, each followed by a semicolon.
// first is 30 for the text and 40 for the background.
func (c color) append(dst []byte, first uint64) []byte {
	n := uint64(c & 0xffffff)
	switch {
	case c == 0:
		dst = strconv.AppendUint(dst, first+9, 10)
	case c&direct != 0:
		dst = append(strconv.AppendUint(dst, first+8, 10), ";2"...)
		for shift := 16; shift >= 0; shift -= 8 {
			dst = strconv.AppendUint(append(dst, ';'), n>>shift&0xff, 10)
		}
	case n < 8:
		dst = strconv.AppendUint(dst, first+n, 10)
	case n < 16:
		dst = strconv.AppendUint(dst, first+60+n-8, 10)
	default:
		dst = append(strconv.AppendUint(dst, first+8, 10), ";5;"...)
		dst = strconv.AppendUint(dst, n, 10)
	}
	return append(dst, ';')
}

// appendChange appends the sequence that leads from one style to another. It ends
// all that is in force first: of single attributes terminals end some only.
func (s style) appendChange(dst []byte, to style) []byte {
	if s == to {
		return dst
	}
	dst = append(dst, "\x1b["...)
	if s != 0 {
		dst = append(dst, ';') // an empty parameter is 0
	}
	dst = to.appendSet(dst)
	dst[len(dst)-1] = 'm'
	return dst
}

// changeCost is how many bytes appendChange appends.
func (s style) changeCost(to style) int {
	var scratch [128]byte
	return len(s.appendChange(scratch[:0], to))
}
