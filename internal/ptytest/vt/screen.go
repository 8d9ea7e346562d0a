// Package vt is a terminal emulator for tests: it reads the output of a full-screen program and
// knows what a person would see. It understands the part of xterm that such programs use: cursor
// movement, erasing, scroll regions, inserting and deleting, colours, wide characters, the
// alternate screen and the private modes. Sequences it does not know are counted, not ignored, so
// that a test can see them; so are those that it knows, because other terminals may not.
package vt

import (
	"maps"
	"slices"
	"strings"
)

// A Color is a cell's foreground or background. The zero Color is the terminal's default.
type Color uint32

const (
	paletteColor Color = 1 << 24
	trueColor    Color = 2 << 24
)

// Palette is colour n of the 256 that a terminal has.
func Palette(n uint8) Color { return paletteColor | Color(n) }

// RGB is a colour by its parts.
func RGB(r, g, b uint8) Color { return trueColor | Color(r)<<16 | Color(g)<<8 | Color(b) }

// Parts returns the parts of a colour that was given by them; false for the default and for a
// colour of the palette, which each terminal has its own.
func (c Color) Parts() (r, g, b uint8, ok bool) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c), c&trueColor != 0 //nolint:gosec // its bytes
}

// An Attr is a set of text attributes.
type Attr uint16

// The attributes of SGR 1 to 9, and 53.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	Blink
	Reverse
	Hidden
	Strike
	Overline
)

// A Style is how a cell is drawn.
type Style struct {
	Fg, Bg Color
	Attr   Attr
}

// A Cell is one place of the screen.
type Cell struct {
	// Text is the character with its combining marks; empty where nothing was written, and in the
	// right half of a wide character.
	Text string
	// Continuation marks the right half of a wide character.
	Continuation bool
	Style
}

// A cursor is where and how the next character is written.
type cursor struct {
	x, y        int
	pen         Style
	wrapPending bool // the last column was written; the next character wraps
	lineDrawing bool // the DEC line drawing characters are selected
}

// A buffer is one of the two screens of a terminal.
type buffer struct {
	cells []Cell
	saved cursor
}

// Screen is an emulated terminal. It is not safe for concurrent use.
type Screen struct {
	// Reply gets the answers to what the program asks the terminal. A Screen without Reply answers
	// nothing, like many a serial line or relay.
	Reply func([]byte)

	// Name is what the terminal says it is when it is asked (XTVERSION), by default vt.
	Name string

	// Graphemes makes the terminal give every grapheme the width it has as a whole, as newer ones
	// do; else every rune has its own.
	Graphemes bool

	// NoBCE makes erasing leave the default background, not that of the pen.
	NoBCE bool

	cols, rows  int
	main, alt   buffer
	buf         *buffer // the one that is shown
	cur         cursor
	top, bottom int // the scroll region, both inclusive
	modes       map[int]bool
	insert      bool
	tabs        map[int]bool
	last        string // the last character
	joining     bool   // nothing came after it: a rune may belong to it
	title       string
	unknown     map[string]int
	used        map[string]int
	queries     map[string]int

	parser parser
}

// New returns a cleared screen.
func New(cols, rows int) *Screen {
	s := &Screen{unknown: map[string]int{}, used: map[string]int{}, queries: map[string]int{}}
	s.init(cols, rows)
	return s
}

func (s *Screen) init(cols, rows int) {
	s.cols, s.rows, s.top, s.bottom = cols, rows, 0, rows-1
	s.main, s.alt = buffer{cells: make([]Cell, cols*rows)}, buffer{cells: make([]Cell, cols*rows)}
	s.buf, s.cur, s.insert, s.last = &s.main, cursor{}, false, ""
	s.modes = map[int]bool{modeAutowrap: true, modeCursor: true}
	s.tabs = map[int]bool{}
	for x := 8; x < cols; x += 8 {
		s.tabs[x] = true
	}
}

// Size returns columns and rows.
func (s *Screen) Size() (cols, rows int) { return s.cols, s.rows }

// Resize changes the size. What still fits stays where it is.
func (s *Screen) Resize(cols, rows int) {
	for _, b := range []*buffer{&s.main, &s.alt} {
		cells := make([]Cell, cols*rows)
		for y := range min(rows, s.rows) {
			copy(cells[y*cols:(y+1)*cols], b.cells[y*s.cols:y*s.cols+min(cols, s.cols)])
		}
		b.cells = cells
	}
	for x := s.cols; x < cols; x++ {
		s.tabs[x] = x%8 == 0
	}
	s.cols, s.rows, s.top, s.bottom = cols, rows, 0, rows-1
	s.cur.x, s.cur.y, s.cur.wrapPending = min(s.cur.x, cols-1), min(s.cur.y, rows-1), false
}

// Cell returns the cell in a column and row, both counted from 0.
func (s *Screen) Cell(x, y int) Cell { return s.buf.cells[y*s.cols+x] }

// Line returns row y as text without the blanks at its end.
func (s *Screen) Line(y int) string {
	var b strings.Builder
	for _, c := range s.buf.cells[y*s.cols : (y+1)*s.cols] {
		switch {
		case c.Continuation:
		case c.Text == "":
			b.WriteByte(' ')
		default:
			b.WriteString(c.Text)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// Text returns the whole screen, every row followed by a newline.
func (s *Screen) Text() string {
	var b strings.Builder
	for y := range s.rows {
		b.WriteString(s.Line(y))
		b.WriteByte('\n')
	}
	return b.String()
}

// Cursor returns where the cursor is, counted from 0.
func (s *Screen) Cursor() (x, y int) { return s.cur.x, s.cur.y }

// CursorVisible reports whether the cursor is shown.
func (s *Screen) CursorVisible() bool { return s.modes[modeCursor] }

// AltScreen reports whether the alternate screen is shown.
func (s *Screen) AltScreen() bool { return s.buf == &s.alt }

// Mode reports whether a private (DEC) mode is set, such as 7 for autowrap, 1000 for the mouse or
// 2004 for bracketed paste.
func (s *Screen) Mode(n int) bool { return s.modes[n] }

// Pen returns the style in which the next character would be written.
func (s *Screen) Pen() Style { return s.cur.pen }

// Title returns the window title that was set last.
func (s *Screen) Title() string { return s.title }

// Unknown returns the sequences that were not understood, sorted.
func (s *Screen) Unknown() []string { return slices.Sorted(maps.Keys(s.unknown)) }

// Used returns every kind of sequence and control character that was written, sorted: by its final
// byte ("CSI H", "ESC M"), modes by their number too ("CSI ?7l"), and with what tells one use from
// another: "CSI K on a background" erases to a colour, "LF without a region" scrolls the whole
// screen.
func (s *Screen) Used() []string { return slices.Sorted(maps.Keys(s.used)) }

// Region returns the first and the last row of the scroll region, counted from 0.
func (s *Screen) Region() (top, bottom int) { return s.top, s.bottom }

// Queries returns what the terminal was asked, sorted, answered or not.
func (s *Screen) Queries() []string { return slices.Sorted(maps.Keys(s.queries)) }
