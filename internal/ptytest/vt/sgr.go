package vt

import (
	"strconv"
	"strings"
)

// apply runs the parameters of an SGR sequence on a style.
func (p *Style) apply(raw string) {
	fields := strings.Split(raw, ";")
	for i := 0; i < len(fields); i++ {
		sub := strings.Split(fields[i], ":")
		n, err := strconv.Atoi(sub[0])
		if err != nil {
			n = 0 // An empty parameter resets.
		}
		switch {
		case n == 38 || n == 48 || n == 58:
			args := sub[1:]
			if len(sub) == 1 {
				args = fields[i+1:]
			} else if len(args) == 5 { // With the colour space, as the standard has it.
				args = append([]string{args[0]}, args[2:]...)
			}
			colour, used := extendedColor(args)
			if len(sub) == 1 {
				i += used
			}
			p.setColor(n, colour)
		case n == 4 && len(sub) > 1 && sub[1] == "0":
			p.Attr &^= Underline
		default:
			p.set(n)
		}
	}
}

// set runs a parameter that stands alone.
func (p *Style) set(n int) { //nolint:gocyclo // A flat table of parameters.
	switch {
	case n == 0:
		*p = Style{}
	case n >= 1 && n <= 5:
		p.Attr |= Bold << (n - 1)
	case n >= 7 && n <= 9:
		p.Attr |= Reverse << (n - 7)
	case n == 22:
		p.Attr &^= Bold | Faint
	case n >= 23 && n <= 25:
		p.Attr &^= Italic << (n - 23)
	case n >= 27 && n <= 29:
		p.Attr &^= Reverse << (n - 27)
	case n == 53:
		p.Attr |= Overline
	case n == 55:
		p.Attr &^= Overline
	case n >= 30 && n <= 37, n >= 90 && n <= 97:
		p.Fg = basicColor(n, 30)
	case n >= 40 && n <= 47, n >= 100 && n <= 107:
		p.Bg = basicColor(n, 40)
	case n == 39:
		p.Fg = 0
	case n == 49:
		p.Bg = 0
	}
}

// setColor runs 38 and 48; the colour of underlines, 58, is not kept.
func (p *Style) setColor(n int, colour Color) {
	switch n {
	case 38:
		p.Fg = colour
	case 48:
		p.Bg = colour
	}
}

// basicColor is one of the 16 colours; base is the parameter of the first.
func basicColor(n, base int) Color {
	if n >= base+60 {
		return Palette(uint8(n - base - 60 + 8)) //nolint:gosec // From 8 to 15.
	}
	return Palette(uint8(n - base)) //nolint:gosec // From 0 to 7.
}

// extendedColor reads what follows 38 or 48, and how many parameters that were.
func extendedColor(args []string) (Color, int) {
	number := func(i int) uint8 {
		n, err := strconv.ParseUint(args[i], 10, 8)
		if err != nil {
			return 0
		}
		return uint8(n)
	}
	switch {
	case len(args) >= 2 && args[0] == "5":
		return Palette(number(1)), 2
	case len(args) >= 4 && args[0] == "2":
		return RGB(number(1), number(2), number(3)), 4
	}
	return 0, len(args)
}
