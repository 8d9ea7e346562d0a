// Package paint makes a terminal show frames with as few bytes as it takes:
// it knows what the terminal shows and writes the difference.
//
// A frame is cut into lines and lines into cells. Rows that only moved are
// scrolled; of the others the cells that differ are written, with the shortest
// way to get from one to the next and from one style to the next. Nothing but
// text and SGR sequences of a frame comes through.
package paint

import (
	"slices"
	"strings"
)

// Painter knows what a terminal shows and says what makes it show another
// frame. What the methods return has to be written whole and in order; nothing
// else may be written meanwhile that moves the cursor or changes the style,
// unless Forget is called after it. Autowrap (DECAWM) has to be off. A Painter
// is not safe for concurrent use.
type Painter struct {
	parser parser
	w, h   int
	rows   int  // written by the last Paint
	known  bool // what the terminal shows

	frame string   // what is shown: the frame,
	shown []row    // its lines,
	cells []cell   // and its cells
	lines []string // of the next frame
	next  []row    //
	want  []cell   // cells of the next frame, of rows that changed

	x, y    int  // where the cursor is, unsure where nobody knows
	agreed  bool // since it was put there, only what has one width everywhere was written
	typing  bool // the cursor is shown: text is typed where it stands
	pen     style
	unknown []cell // a row that is like no other
	blanks  []cell // an erased one
	scroll  scroller
}

// A row is what is known of a row besides its cells.
type row struct {
	line    string // of the frame
	risky   bool   // has a grapheme on whose width terminals disagree
	changed bool   // of the next frame: is not what is shown
	cursor  int    // the column of the terminal's cursor, from 1; 0 where it is in none
}

// Where text is typed the terminal's cursor is shown.
const (
	showCursor = "\x1b[?25h"
	hideCursor = "\x1b[?25l"
)

// unsure is the column or row of a cursor that may be in one of several.
const unsure = -1

// MaxSide is how many columns and rows of a terminal are used at most: a size that
// is no size, such as 65535 by 65535, must not cost gigabytes.
const MaxSide = 1000

// NewPainter returns a Painter for a terminal of unknown size: Resize comes
// first.
func NewPainter(colors Profile) *Painter {
	return &Painter{parser: parser{colors: reducer{profile: colors}}}
}

// Resize tells the terminal's size in cells, of which at most [MaxSide] by MaxSide
// are painted. What it shows is unknown then: the
// next frame is painted whole.
func (p *Painter) Resize(w, h int) {
	p.w, p.h = min(max(w, 0), MaxSide), min(max(h, 0), MaxSide)
	p.cells, p.want = make([]cell, p.w*p.h), make([]cell, p.w*p.h)
	p.shown, p.next, p.lines = make([]row, p.h), make([]row, p.h), make([]string, p.h)
	p.unknown, p.blanks = make([]cell, p.w), make([]cell, p.w)
	for i := range p.unknown {
		p.unknown[i].glyph, p.blanks[i].glyph = never, blank
	}
	p.Forget()
}

// Forget says that what the terminal shows is unknown: the next frame is
// painted whole.
func (p *Painter) Forget() { p.known = false }

// Rows returns how many rows the last Paint wrote to; rows that were only moved
// do not count.
func (p *Painter) Rows() int { return p.rows }

// Paint appends what makes the terminal show a frame: lines of text and SGR
// sequences, joined by newlines. Everything else in it is dropped. A line
// begins in the default style, whatever the one before left; what is outside of
// the terminal is not shown. An equal frame appends nothing. The terminal's
// cursor is shown where a frame marks a cell with it (text.CursorParam), and
// only there.
func (p *Painter) Paint(dst []byte, frame string) []byte {
	p.rows = 0
	if len(p.cells) == 0 || p.known && frame == p.frame {
		return dst
	}
	if !p.known {
		dst = p.clear(dst)
	}
	p.frame = frame
	start := len(dst)
	changed := p.read(frame)
	if changed >= minScrolled {
		dst = p.scrolled(dst)
	}
	for y := range p.next {
		if p.next[y].changed {
			dst = p.paintRow(dst, y)
		}
		p.shown[y] = p.next[y]
	}
	return p.placeCursor(dst, start)
}

// placeCursor appends what shows the cursor where the frame that begins at start
// has it, or hides it. While much is painted it is hidden.
func (p *Painter) placeCursor(dst []byte, start int) []byte {
	const much = 256
	y := len(p.next) - 1
	for y >= 0 && p.next[y].cursor == 0 {
		y--
	}
	if p.typing && (y < 0 || len(dst)-start > much) {
		dst = slices.Insert(dst, start, []byte(hideCursor)...)
		p.typing = false
	}
	if y < 0 {
		return dst
	}
	dst = p.move(dst, p.next[y].cursor-1, y)
	if !p.typing {
		dst = append(dst, showCursor...)
		p.typing = true
	}
	return dst
}

// clear appends what makes the terminal show nothing, in the state that the
// painter relies on, whatever wrote to it before.
func (p *Painter) clear(dst []byte) []byte {
	for i := range p.cells {
		p.cells[i] = cell{glyph: blank}
	}
	clear(p.shown)
	p.parser.texts = textTable{}
	p.known, p.x, p.y, p.pen, p.typing = true, 0, 0, 0, false
	// No cursor, ASCII, replacing, all rows, counted from the first; then the default
	// style for what is cleared.
	return append(dst, hideCursor+"\x1b(B\x1b[4l\x1b[r\x1b[?6l\x1b[m\x1b[H\x1b[2J"...)
}

// read takes a frame apart and reads the lines that are not shown. It returns
// how many there are.
func (p *Painter) read(frame string) (changed int) {
	p.parser.texts.compact(p.cells)
	for y := range p.next {
		var line string
		line, frame, _ = strings.Cut(frame, "\n")
		next := &p.next[y]
		if line == p.shown[y].line {
			*next = row{line: line, risky: p.shown[y].risky, cursor: p.shown[y].cursor} // lets the older frame go
			continue
		}
		*next = row{line: line, changed: true}
		next.risky = p.parser.line(p.wantRow(y), line)
		next.cursor = p.parser.cursor
		changed++
	}
	return changed
}

func (p *Painter) wantRow(y int) []cell { return p.want[y*p.w : (y+1)*p.w] }
func (p *Painter) cellRow(y int) []cell { return p.cells[y*p.w : (y+1)*p.w] }

// firstChange and lastChange return where two rows of the same length differ,
// len(a) and -1 where they do not.
func firstChange(a, b []cell) int {
	b = b[:len(a)]
	for x := range a {
		if a[x] != b[x] {
			return x
		}
	}
	return len(a)
}

func lastChange(a, b []cell) int {
	b = b[:len(a)]
	for x := len(a) - 1; x >= 0; x-- {
		if a[x] != b[x] {
			return x
		}
	}
	return -1
}
