package paint

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"fleetop/internal/ptytest/vt"
	units "fleetop/internal/text"
)

// A place is a grapheme of a frame in its style.
type place struct {
	text  string
	style vt.Style
}

// width is how many cells lines are laid out for.
func (c place) width() int {
	_, width, _ := units.Unit(c.text[strings.LastIndexByte(c.text, 'm')+1:])
	return width
}

// A picture is a frame before it is written down: rows of graphemes.
type picture [][]place

func space(style vt.Style) place { return place{" ", style} }

// fit cuts a row to w cells, or fills it up.
func fit(row []place, w int) []place {
	var out []place
	x := 0
	for _, c := range row {
		if x+c.width() > w {
			break
		}
		out = append(out, c)
		x += c.width()
	}
	for ; x < w; x++ {
		out = append(out, space(vt.Style{}))
	}
	return out
}

// sgr writes a style down in one of the forms there are.
func sgr(s vt.Style, colons bool) string {
	var b strings.Builder
	b.WriteString("\x1b[0")
	for i, n := range []int{1, 2, 3, 4, 0, 7, 0, 9, 53} {
		if n > 0 && s.Attr&(1<<i) != 0 {
			fmt.Fprintf(&b, ";%d", n)
		}
	}
	for _, c := range []struct {
		color vt.Color
		first int
	}{{s.Fg, 30}, {s.Bg, 40}} {
		n := int(c.color & 0xff)
		red, green, blue, isRGB := c.color.Parts()
		switch {
		case c.color == 0:
		case isRGB && colons:
			fmt.Fprintf(&b, ";%d:2::%d:%d:%d", c.first+8, red, green, blue)
		case isRGB:
			fmt.Fprintf(&b, ";%d;2;%d;%d;%d", c.first+8, red, green, blue)
		case n < 8 && !colons:
			fmt.Fprintf(&b, ";%d", c.first+n)
		case n < 16 && !colons:
			fmt.Fprintf(&b, ";%d", c.first+60+n-8)
		case colons:
			fmt.Fprintf(&b, ";%d:5:%d", c.first+8, n)
		default:
			fmt.Fprintf(&b, ";%d;5;%d", c.first+8, n)
		}
	}
	return b.String() + "m"
}

// frame writes a picture down as a model would. trim leaves out the blanks at
// the end of a line.
func (p picture) frame(colons, trim bool) string {
	lines := make([]string, 0, len(p))
	for _, row := range p {
		if trim {
			for len(row) > 0 && row[len(row)-1] == space(vt.Style{}) {
				row = row[:len(row)-1]
			}
		}
		var b strings.Builder
		var pen vt.Style
		for _, c := range row {
			if c.style != pen {
				b.WriteString(sgr(c.style, colons))
				pen = c.style
			}
			b.WriteString(c.text)
		}
		if pen != (vt.Style{}) {
			b.WriteString("\x1b[m")
		}
		lines = append(lines, b.String())
	}
	return strings.Join(lines, "\n")
}

// reduced is a style as a terminal of that profile has to show it.
func reduced(s vt.Style, p Profile) vt.Style {
	r := reducer{profile: p}
	out := r.style(style(0).WithColors(color(s.Fg), color(s.Bg)))
	s.Fg, s.Bg = vt.Color(out.Foreground()), vt.Color(out.Background())
	return s
}

// visible is a cell without what nobody sees.
func visible(c vt.Cell) vt.Cell {
	if c.Text == "" && !c.Continuation {
		c.Text = " "
	}
	if c.Text == " " && c.Attr&(vt.Underline|vt.Reverse|vt.Strike|vt.Overline) == 0 {
		c.Style = vt.Style{Bg: c.Bg}
	}
	return c
}

// shows fails unless the terminal shows the picture. Of graphemes that a
// terminal gives another width only the place is compared.
func (p picture) shows(t failer, s *vt.Screen, profile Profile) {
	t.Helper()
	cols, rows := s.Size()
	for y := range rows {
		x := 0
		for _, c := range fit(p.row(y), cols) {
			want := visible(vt.Cell{Text: unjoined(c.text), Style: reduced(c.style, profile)})
			if !agreed(c.text, c.width()) && c.width() == 1 && x == cols-1 {
				want.Text = string([]rune(c.text)[:1]) // as far as it is safe there
			}
			got := visible(s.Cell(x, y))
			if (s.Graphemes || agreed(c.text, c.width())) && got != want {
				t.Fatalf("column %d of row %d is %+v, want %+v\n%s", x, y, got, want, s.Text())
			}
			x += c.width()
		}
	}
	if unknown := s.Unknown(); len(unknown) > 0 {
		t.Fatalf("wrote %q", unknown)
	}
}

func (p picture) row(y int) []place {
	if y < len(p) {
		return p[y]
	}
	return nil
}

// A failer is *testing.T and *rapid.T.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// A source of choices is *rapid.T or the bytes of a fuzz test.
type source interface{ choose(n int) int }

type rapidSource struct{ *rapid.T }

func (s rapidSource) choose(n int) int { return rapid.IntRange(0, n-1).Draw(s.T, "n") }

type byteSource struct{ data []byte }

func (s *byteSource) choose(n int) int {
	if len(s.data) == 0 {
		return 0
	}
	b := int(s.data[0])
	s.data = s.data[1:]
	return b % n
}

func (s *byteSource) done() bool { return len(s.data) == 0 }

var (
	plainTexts = []string{" ", " ", " ", "a", "b", "x", "7", "─", "│", "●", "é", "e\u0301", "漢", "字", "한", "🚀", "ก\u0e47", "a\u0308\u0332", "▶", "त\u0947", "ب\u064e", "ש\u05b8", "e\u0323\u0302"}
	riskyTexts = []string{"👩\u200d👩\u200d👧", "❤\ufe0f", "👍🏽", "🇩🇪", "ก\u0e33", "1\ufe0f\u20e3", "🪿", "☺\ufe0e", "\ue0a0", "क\u093f", "क\u094d", "ಬ\u0cbe\u0c82", "\u1112\u1161\u11ab", "ｶ\uff9e", "🏴\U000e0067\U000e0062\U000e007f", "ی\u200c"}
)

func anyStyle(s source) vt.Style {
	colors := []vt.Color{
		0, 0, 0, vt.Palette(1), vt.Palette(9), vt.Palette(7), vt.Palette(60), vt.Palette(208), vt.Palette(240),
		vt.RGB(1, 2, 3), vt.RGB(0x7f, 0xd1, 0xe8), vt.RGB(0x10, 0x14, 0x18), vt.RGB(200, 200, 201),
	}
	attrs := []vt.Attr{0, 0, 0, 0, vt.Bold, vt.Faint, vt.Bold | vt.Faint, vt.Italic, vt.Underline, vt.Reverse, vt.Strike, vt.Overline, vt.Bold | vt.Reverse | vt.Italic}
	return vt.Style{Fg: colors[s.choose(len(colors))], Bg: colors[s.choose(len(colors))], Attr: attrs[s.choose(len(attrs))]}
}

// anyRow is runs of one grapheme and words.
func anyRow(s source, w int, texts []string) []place {
	var row []place
	style := vt.Style{}
	for len(row) < w {
		if s.choose(3) == 0 {
			style = anyStyle(s)
		}
		n := 1
		if s.choose(4) == 0 {
			n = 1 + s.choose(w)
		}
		text := texts[s.choose(len(texts))]
		for range n {
			row = append(row, place{text, style})
		}
		if s.choose(8) == 0 {
			break
		}
	}
	if s.choose(6) == 0 { // a background up to the end
		row = fit(row, w)
		for i := s.choose(len(row)); i < len(row); i++ {
			row[i] = space(style)
		}
	}
	return fit(row, w)
}

// change makes the next picture of one, in ways in which screens change.
func change(s source, p picture, w, h int, texts []string) picture {
	next := slices.Clone(p)
	for len(next) < h {
		next = append(next, anyRow(s, w, texts))
	}
	top := s.choose(h)
	bottom := top + s.choose(h-top)
	switch s.choose(8) {
	case 0: // another screen
		for y := range next {
			next[y] = anyRow(s, w, texts)
		}
	case 1: // a row
		next[top] = anyRow(s, w, texts)
	case 2, 3: // some cells of some rows
		for y := top; y <= bottom; y++ {
			row := slices.Clone(next[y])
			for range 1 + s.choose(3) {
				row[s.choose(len(row))] = place{texts[s.choose(len(texts))], anyStyle(s)}
			}
			next[y] = fit(row, w)
		}
	case 4: // scrolled up
		n := 1 + s.choose(3)
		for range n {
			copy(next[top:bottom+1], next[top+1:bottom+1])
			next[bottom] = anyRow(s, w, texts)
		}
	case 5: // scrolled down
		copy(next[top+1:bottom+1], next[top:bottom])
		next[top] = anyRow(s, w, texts)
	case 6: // scrolled on the left of what stands
		at := s.choose(w)
		for y := top; y <= bottom; y++ {
			from := p.row(min(y+1, bottom))
			next[y] = fit(append(fit(from, at)[:], fit(next[y], w)[min(at, len(fit(next[y], w))):]...), w)
		}
	case 7: // a row less, one more
		next = slices.Insert(slices.Delete(next, top, top+1), bottom, anyRow(s, w, texts))
	}
	return next[:h]
}

// withCursor returns the picture with the terminal's cursor in one of its places,
// and where that is; -1 is nowhere.
func (p picture) withCursor(s source) (marked picture, x, y int) {
	if len(p) == 0 || s.choose(2) == 0 {
		return p, -1, -1
	}
	y = s.choose(len(p))
	if len(p[y]) == 0 {
		return p, -1, -1
	}
	at := s.choose(len(p[y]))
	for _, c := range p[y][:at] {
		x += c.width()
	}
	marked = slices.Clone(p)
	marked[y] = slices.Clone(p[y])
	marked[y][at].text = "\x1b[200m" + marked[y][at].text
	return marked, x, y
}
