package text

import "strconv"

// A Pen is a style as SGR sequences set it: the colour of the text, that of its background,
// and attributes. The zero Pen is the terminal's default. What blinks or is concealed is drawn
// as any other text.
type Pen uint64

// A Color is 0 for the default, else one of the two forms below. It has 26 bits.
type Color uint32

// The forms of a colour: Indexed is added to an index in the palette, Direct to red, green and blue.
const (
	Indexed Color = 1 << 24
	Direct  Color = 2 << 24
)

const (
	bgShift   = 26
	attrShift = 52

	fgMask Pen = 1<<26 - 1
	bgMask     = fgMask << bgShift
)

// The attributes.
const (
	bold Pen = 1 << (attrShift + iota)
	faint
	italic
	underline
	reverse
	strike
	overline
	cursor // where text is typed; see CursorParam
)

// What of a style is seen where there is no text.
const (
	// OnBlanks are the attributes.
	OnBlanks = underline | reverse | strike | overline
	// Backgrounds is the colour of the background.
	Backgrounds = bgMask
)

// attrParams are the SGR parameters that set the attributes, and attrEnds those that end them,
// in order of their bits.
const (
	attrParams = "\x01\x02\x03\x04\x07\x09\x35\xc8"
	attrEnds   = "\x16\x16\x17\x18\x1b\x1d\x37"
)

const (
	// CursorParam is the SGR parameter that marks the cell on which the terminal's cursor is to
	// stand. No terminal is sent it: the painter takes it out. Foreign text never has it.
	CursorParam = 200
	// Reset is the SGR sequence that ends every style.
	Reset     = "\x1b[0m"
	maxParams = 32 // of one sequence; a longer one is ignored
)

// Foreground and Background are the colours.
func (p Pen) Foreground() Color { return Color(p & fgMask) }

// Background is the colour behind the text.
func (p Pen) Background() Color { return Color(p >> bgShift & fgMask) }

// WithColors returns the style in other colours.
func (p Pen) WithColors(fg, bg Color) Pen { return p&^(fgMask|bgMask) | Pen(fg) | Pen(bg)<<bgShift }

// TakeCursor returns the style without the mark of the cursor, and whether it had that.
func (p Pen) TakeCursor() (Pen, bool) { return p &^ cursor, p&cursor != 0 }

// Append appends the sequence that sets p where no style is in force: nothing for the zero Pen.
func (p Pen) Append(dst []byte) []byte {
	return Pen(0).AppendChange(dst, p)
}

// AppendChange appends the sequence that leads from p to next.
func (p Pen) AppendChange(dst []byte, next Pen) []byte {
	if next == p {
		return dst
	}
	if next == 0 {
		return append(dst, Reset...)
	}
	dst = append(dst, "\x1b["...)
	if p != 0 {
		dst = append(dst, "0;"...)
	}
	dst = next.AppendParams(dst)
	dst[len(dst)-1] = 'm'
	return dst
}

// AppendParams appends the parameters that set p where no style is in force, each followed by a
// semicolon.
func (p Pen) AppendParams(dst []byte) []byte {
	for i := range len(attrParams) {
		if p&(bold<<i) != 0 {
			dst = append(strconv.AppendUint(dst, uint64(attrParams[i]), 10), ';')
		}
	}
	return p.Background().append(p.Foreground().append(dst, 30), 40)
}

// append appends the parameters of a colour, each followed by a semicolon. first is 30 for the text
// and 40 for the background.
func (c Color) append(dst []byte, first uint64) []byte {
	n := uint64(c & 0xffffff)
	switch {
	case c == 0:
		return dst
	case c&Direct != 0:
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
	p &^= cursor
	if fg, bg := p.Foreground(), p.Background(); fg == bg {
		return p.WithColors(0, bg)
	}
	return p
}

// Apply returns p as changed by the parameters of an SGR sequence. Parameters that are unknown or
// not kept, such as the colour of underlines, change nothing; a sequence that is not well formed is
// ignored whole.
func (p Pen) Apply(params string) Pen { return apply(p, params) }

func apply[T text](p Pen, params T) Pen {
	if next, ok := applyPlain(p, params); ok {
		return next
	}
	var list paramList
	if !parseParams(&list, params) {
		return p
	}
	for i := 0; i < list.n; {
		group := list.group(i)
		switch v := list.value[i]; v {
		case 38, 48, 58:
			var c Color
			var ok bool
			c, group, ok = list.color(i, group)
			switch {
			case !ok:
			case v == 38:
				p = p.WithColors(c, p.Background())
			case v == 48:
				p = p.WithColors(p.Foreground(), c)
			}
		case 4:
			p |= underline
			if group > 1 && list.value[i+1] == 0 {
				p &^= underline
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
func applyPlain[T text](p Pen, params T) (next Pen, ok bool) {
	v := uint16(0)
	if len(params) > 12 {
		return p, false
	}
	for i := range len(params) {
		switch b := params[i]; {
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
		return 0
	case v == 21: // double
		return p | underline
	case v == 22:
		return p &^ (bold | faint)
	case v >= 30 && v <= 49, v >= 90 && v <= 107:
		return p.setColor(v)
	}
	for i := range len(attrParams) {
		switch {
		case v == uint16(attrParams[i]):
			return p | bold<<i
		case i < len(attrEnds) && v == uint16(attrEnds[i]):
			return p &^ (bold << i)
		}
	}
	return p
}

// setColor applies one plain parameter of a colour.
func (p Pen) setColor(v uint16) Pen {
	fg, bg := p.Foreground(), p.Background()
	switch {
	case v >= 30 && v <= 37:
		return p.WithColors(Indexed|Color(v-30), bg)
	case v >= 90 && v <= 97:
		return p.WithColors(Indexed|Color(v-90+8), bg)
	case v == 39:
		return p.WithColors(0, bg)
	case v >= 40 && v <= 47:
		return p.WithColors(fg, Indexed|Color(v-40))
	case v >= 100 && v <= 107:
		return p.WithColors(fg, Indexed|Color(v-100+8))
	case v == 49:
		return p.WithColors(fg, 0)
	default:
		return p
	}
}

// paramList is the parameters of one sequence. joined marks those that a colon joins to the one
// before.
type paramList struct {
	n      int
	value  [maxParams]uint16
	joined [maxParams]bool
}

func parseParams[T text](l *paramList, params T) bool {
	l.n = 1
	for i := range len(params) {
		switch b := params[i]; {
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
func (l *paramList) color(i, group int) (c Color, n int, ok bool) {
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
		return Indexed | Color(args[1]), n, true
	case len(args) >= 4 && args[0] == 2:
		rgb := args[1:4]
		if len(args) > 4 { // the first is a colour space
			rgb = args[2:5]
		}
		if max(rgb[0], rgb[1], rgb[2]) <= 255 {
			return Direct | Color(rgb[0])<<16 | Color(rgb[1])<<8 | Color(rgb[2]), n, true
		}
	}
	return 0, n, false
}
