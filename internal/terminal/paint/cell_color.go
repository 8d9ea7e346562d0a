package paint

import units "fleetop/internal/text"

type color = units.Color

// reducer reduces colours to a profile and remembers the last ones.
type reducer struct {
	profile Profile
	known   [64]struct{ from, to color }
}

// style reduces the colours of a style. Text that was to be seen stays so.
func (r *reducer) style(s style) style {
	if r.profile == TrueColor || s.WithColors(0, 0) == s {
		return s
	}
	fg, bg := r.color(s.Foreground()), r.color(s.Background())
	if fg == bg && fg != 0 && s.Foreground() != s.Background() {
		fg = units.Indexed
		if red, green, blue := parts(bg); luma(red, green, blue) < 128 {
			fg = units.Indexed | 15
		}
	}
	return s.WithColors(fg, bg)
}

func (r *reducer) color(c color) color {
	if c == 0 {
		return 0
	}
	known := &r.known[(c^c>>7^c>>15)%64]
	if known.from != c {
		known.from, known.to = c, reduce(c, r.profile)
	}
	return known.to
}

// reduce returns the colour of a profile that is most like c.
func reduce(c color, p Profile) color {
	n := int(c & 0xffffff)
	switch {
	case p == NoColor:
		return 0
	case p == TrueColor, c == 0, c&units.Indexed != 0 && n < 16, c&units.Indexed != 0 && p == ANSI256:
		return c
	case p == ANSI256:
		return units.Indexed | color(nearest256(parts(c))) //nolint:gosec // From 16 to 255.
	}
	return units.Indexed | color(nearest16(parts(c))) //nolint:gosec // From 0 to 15.
}

// cubeSteps are the values of a part in the cube of 6x6x6 colours, ansi16 the
// first sixteen as xterm draws them.
const cubeSteps = "\x00\x5f\x87\xaf\xd7\xff"

const ansi16 = "\x00\x00\x00\xcd\x00\x00\x00\xcd\x00\xcd\xcd\x00\x00\x00\xee\xcd\x00\xcd\x00\xcd\xcd\xe5\xe5\xe5" +
	"\x7f\x7f\x7f\xff\x00\x00\x00\xff\x00\xff\xff\x00\x5c\x5c\xff\xff\x00\xff\x00\xff\xff\xff\xff\xff"

// parts returns red, green and blue; of the palette as xterm has it.
func parts(c color) (r, g, b int) {
	n := int(c & 0xffffff)
	switch {
	case c&units.Direct != 0:
		return n >> 16, n >> 8 & 0xff, n & 0xff
	case n < 16:
		return int(ansi16[3*n]), int(ansi16[3*n+1]), int(ansi16[3*n+2])
	case n < 232:
		n -= 16
		return int(cubeSteps[n/36]), int(cubeSteps[n/6%6]), int(cubeSteps[n%6])
	}
	grey := 8 + 10*(n-232)
	return grey, grey, grey
}

func luma(r, g, b int) int { return (299*r + 587*g + 114*b) / 1000 }

// nearest256 finds the nearer one of the best colour of the cube and the best
// grey. The first sixteen are left to the user, who may have changed them.
func nearest256(r, g, b int) int {
	step := func(v int) int {
		switch {
		case v < 48:
			return 0
		case v < 115:
			return 1
		}
		return (v - 35) / 40
	}
	cube := 16 + 36*step(r) + 6*step(g) + step(b)
	grey := 232 + min(23, max(0, ((r+g+b)/3-3)/10))
	distance := func(n int) int {
		r2, g2, b2 := parts(units.Indexed | color(n)) //nolint:gosec // From 16 to 255.
		return (r-r2)*(r-r2) + (g-g2)*(g-g2) + (b-b2)*(b-b2)
	}
	if distance(grey) < distance(cube) {
		return grey
	}
	return cube
}

// nearest16 goes by the hue: pale colours, of which themes are made, would all
// be white by distance.
func nearest16(r, g, b int) int {
	high, low := max(r, g, b), min(r, g, b)
	chroma := high - low
	if chroma*5 < high || high < 0x30 {
		switch v := luma(r, g, b); {
		case v < 0x40:
			return 0
		case v < 0xb2:
			return 8
		case v < 0xf2:
			return 7
		}
		return 15
	}
	var hue int // in degrees
	switch high {
	case r:
		hue = (60*(g-b)/chroma + 360) % 360
	case g:
		hue = 60*(b-r)/chroma + 120
	default:
		hue = 60*(r-g)/chroma + 240
	}
	// Red, yellow, green, cyan, blue, magenta, each of 60 degrees.
	n := int("\x01\x03\x02\x06\x04\x05"[(hue+30)/60%6])
	if high >= 0xc0 {
		n += 8
	}
	return n
}
