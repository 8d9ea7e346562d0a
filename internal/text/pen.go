package text

import "strconv"

// Pen is a style as SGR sequences set it: attributes and two colours. The zero Pen is the
// terminal's default. Pens are comparable.
type Pen struct {
	attrs  attrs
	fg, bg color
}

type attrs uint8

const (
	bold attrs = 1 << iota
	faint
	italic
	underline
	reverse
	strike
	overline
	cursor // where text is typed; see CursorParam
)

// attrParams are the SGR parameters that set the attributes, in order of their bits.
const attrParams = "\x01\x02\x03\x04\x07\x09\x35\xc8"

// color is 0 for the default, else one of the two forms below.
type color uint32

const (
	indexed color = 1 << 24 // and the index in the palette
	direct  color = 2 << 24 // and red, green, blue
)

const (
	// CursorParam is the SGR parameter that marks the cell on which the terminal's cursor is to
	// stand. No terminal is sent it: the painter takes it out. Foreign text never has it.
	CursorParam = 200
	// Reset is the SGR sequence that ends every style.
	Reset     = "\x1b[0m"
	maxParams = 32 // of one sequence; a longer one is ignored
)

// Append appends the sequence that sets p where no style is in force: nothing for the zero Pen.
func (p Pen) Append(dst []byte) []byte {
	return Pen{}.AppendChange(dst, p)
}

// AppendChange appends the sequence that leads from p to next.
func (p Pen) AppendChange(dst []byte, next Pen) []byte {
	switch next {
	case p:
		return dst
	case Pen{}:
		return append(dst, Reset...)
	}
	dst = append(dst, "\x1b["...)
	if p != (Pen{}) {
		dst = append(dst, "0;"...)
	}
	for i := range len(attrParams) {
		if next.attrs&(1<<i) != 0 {
			dst = append(strconv.AppendUint(dst, uint64(attrParams[i]), 10), ';')
		}
	}
	dst = next.fg.append(dst, 30)
	dst = next.bg.append(dst, 40)
	dst[len(dst)-1] = 'm'
	return dst
}

// append appends the parameters of a colour, each followed by a semicolon. first is 30 for the text
// and 40 for the background.
func (c color) append(dst []byte, first uint64) []byte {
	n := uint64(c & 0xffffff)
	switch {
	case c == 0:
		return dst
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

// visible returns p without what would hide the text, and without the mark of the cursor, which is
// not for foreign text to set.
func (p Pen) visible() Pen {
	p.attrs &^= cursor
	if p.fg == p.bg {
		p.fg = 0
	}
	return p
}

// apply returns p as changed by the parameters of an SGR sequence. Parameters that are unknown or
// not kept change nothing; a sequence that is not well formed is ignored whole.
func (p Pen) apply(params []byte) Pen {
	if next, ok := p.applyPlain(params); ok {
		return next
	}
	var list paramList
	if !list.parse(params) {
		return p
	}
	for i := 0; i < list.n; {
		group := list.group(i)
		switch v := list.value[i]; v {
		case 38, 48, 58:
			var c color
			var ok bool
			c, group, ok = list.color(i, group)
			switch {
			case !ok:
			case v == 38:
				p.fg = c
			case v == 48:
				p.bg = c
			}
		case 4:
			p.attrs |= underline
			if group > 1 && list.value[i+1] == 0 {
				p.attrs &^= underline
			}
		default:
			if group == 1 {
				p = p.set(v)
			}
		}
		i += group
	}
	return p
}

// applyPlain is apply for the common case of a few parameters that each stand for themselves; ok is
// false in the others.
func (p Pen) applyPlain(params []byte) (next Pen, ok bool) {
	v := uint16(0)
	if len(params) > 12 {
		return p, false
	}
	for _, b := range params {
		switch {
		case b >= '0' && b <= '9' && v < 100:
			v = v*10 + uint16(b-'0')
			continue
		case b != ';' || v == 38 || v == 48 || v == 58:
			return p, false
		}
		p = p.set(v)
		v = 0
	}
	if v == 38 || v == 48 || v == 58 || v > 999 {
		return p, false
	}
	return p.set(v), true
}

// set applies one plain parameter.
func (p Pen) set(v uint16) Pen {
	switch {
	case v == 0:
		return Pen{}
	case v >= 30 && v <= 37:
		p.fg = indexed | color(v-30)
	case v >= 90 && v <= 97:
		p.fg = indexed | color(v-90+8)
	case v == 39:
		p.fg = 0
	case v >= 40 && v <= 47:
		p.bg = indexed | color(v-40)
	case v >= 100 && v <= 107:
		p.bg = indexed | color(v-100+8)
	case v == 49:
		p.bg = 0
	default:
		on, off := attrsOf(v)
		p.attrs = p.attrs&^off | on
	}
	return p
}

// attrsOf returns the attributes that a plain parameter sets and clears.
func attrsOf(v uint16) (on, off attrs) {
	switch v {
	case 21: // double underline
		return underline, 0
	case 22:
		return 0, bold | faint
	case 23:
		return 0, italic
	case 24:
		return 0, underline
	case 27:
		return 0, reverse
	case 29:
		return 0, strike
	case 55:
		return 0, overline
	}
	for i := range len(attrParams) {
		if v == uint16(attrParams[i]) {
			return 1 << i, 0
		}
	}
	return 0, 0
}

// paramList is the parameters of one sequence. joined marks those that a colon joins to the one
// before.
type paramList struct {
	n      int
	value  [maxParams]uint16
	joined [maxParams]bool
}

func (l *paramList) parse(params []byte) bool {
	l.n = 1
	for _, b := range params {
		switch {
		case b == ';' || b == ':':
			if l.n == maxParams {
				return false
			}
			l.joined[l.n] = b == ':'
			l.n++
		case b < '0' || b > '9':
			return false
		default:
			v := l.value[l.n-1]*10 + uint16(b-'0')
			if v > 999 {
				return false
			}
			l.value[l.n-1] = v
		}
	}
	return true
}

// group returns how many parameters belong to the one at i, itself included.
func (l *paramList) group(i int) int {
	n := 1
	for i+n < l.n && l.joined[i+n] {
		n++
	}
	return n
}

// color reads the colour that the 38, 48 or 58 at i introduces, in its form with colons (of group
// parameters) or with semicolons, and returns how many parameters it takes.
func (l *paramList) color(i, group int) (c color, n int, ok bool) {
	n = group
	args := l.value[i+1 : i+group]
	if group == 1 {
		args = l.value[i+1 : l.n]
		switch {
		case len(args) >= 2 && args[0] == 5:
			n, args = 3, args[:2]
		case len(args) >= 4 && args[0] == 2:
			n, args = 5, args[:4]
		default:
			return 0, l.n - i, false
		}
	}
	switch {
	case len(args) == 2 && args[0] == 5 && args[1] <= 255:
		return indexed | color(args[1]), n, true
	case len(args) >= 4 && args[0] == 2:
		rgb := args[1:4]
		if len(args) > 4 { // the first is a colour space
			rgb = args[2:5]
		}
		if max(rgb[0], rgb[1], rgb[2]) <= 255 {
			return direct | color(rgb[0])<<16 | color(rgb[1])<<8 | color(rgb[2]), n, true
		}
	}
	return 0, n, false
}
