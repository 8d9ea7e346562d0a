package vt

import (
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
)

// put writes one character at the cursor.
func (s *Screen) put(r rune) {
	if s.cur.lineDrawing {
		if drawn, ok := lineDrawing(r); ok {
			r = drawn
		}
	}
	width := runeWidth(r)
	if s.Graphemes {
		if s.join(r) {
			return
		}
		width = ansi.StringWidth(string(r))
	}
	if width == 0 {
		s.combine(r)
		return
	}
	s.putText(string(r), width)
}

// runeWidth is how many cells a terminal gives a character, whatever the locale.
func runeWidth(r rune) int {
	switch {
	case r < 0x300, 0x2500 <= r && r < 0x25a0: // lines and blocks; most of what is drawn
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me): // go-runewidth counts some
		return 0
	}
	return (&runewidth.Condition{StrictEmojiNeutral: true}).RuneWidth(r)
}

func (s *Screen) putText(text string, width int) {
	autowrap := s.modes[modeAutowrap]
	if width > s.cols {
		return
	}
	if s.cur.wrapPending && autowrap || s.cur.x+width > s.cols && autowrap {
		s.cur.x = 0
		s.index()
	}
	s.cur.wrapPending = false
	s.cur.x = min(s.cur.x, s.cols-width)
	if s.insert {
		s.insertCells(width)
	}
	x, y := s.cur.x, s.cur.y
	s.split(x, y)
	s.split(x+width, y)
	*s.at(x, y) = Cell{Text: text, Style: s.cur.pen}
	if width == 2 {
		*s.at(x+1, y) = Cell{Continuation: true, Style: s.cur.pen}
	}
	s.last, s.joining = text, true
	s.forward(width)
}

// forward moves the cursor as writing does. Without autowrap it stays in the last column, as if it
// had come there from elsewhere: so does tmux.
func (s *Screen) forward(width int) {
	s.cur.x += width
	if s.cur.x >= s.cols {
		s.cur.x, s.cur.wrapPending = s.cols-1, s.modes[modeAutowrap]
	}
}

// join adds a rune to the grapheme before the cursor, which may become wide by it, if it belongs to
// it.
func (s *Screen) join(r rune) bool {
	text := s.last + string(r)
	if cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth); !s.joining || cluster != text {
		return false
	}
	x, y := s.cur.x-1, s.cur.y
	if s.cur.wrapPending {
		x++
	}
	if x >= 0 && s.at(x, y).Continuation {
		x--
	}
	if x < 0 || s.at(x, y).Text != s.last {
		return false
	}
	c := s.at(x, y)
	c.Text, s.last = text, text
	if ansi.StringWidth(text) == 2 && x+1 < s.cols && !s.at(x+1, y).Continuation {
		s.split(x+2, y)
		*s.at(x+1, y) = Cell{Continuation: true, Style: c.Style}
		s.forward(1)
	}
	return true
}

// combine adds a mark of no width to the character before the cursor.
func (s *Screen) combine(r rune) {
	x := s.cur.x - 1
	if s.cur.wrapPending {
		x = s.cur.x
	}
	if x >= 0 && s.at(x, s.cur.y).Continuation {
		x--
	}
	if x >= 0 {
		if c := s.at(x, s.cur.y); c.Text != "" {
			c.Text += string(r)
		}
	}
}

func (s *Screen) at(x, y int) *Cell { return &s.buf.cells[y*s.cols+x] }

// split blanks the wide character that a change from column x on would cut in two.
func (s *Screen) split(x, y int) {
	if x > 0 && x < s.cols && s.at(x, y).Continuation {
		for _, c := range []*Cell{s.at(x-1, y), s.at(x, y)} {
			*c = Cell{Style: c.Style}
		}
	}
}

// blank is a cell as erasing leaves it: with the background of the pen.
func (s *Screen) blank() Cell {
	if s.NoBCE {
		return Cell{}
	}
	return Cell{Style: Style{Bg: s.cur.pen.Bg}}
}

// erase blanks columns from x0 up to x1, which is not erased, of row y.
func (s *Screen) erase(y, x0, x1 int) {
	x1 = min(x1, s.cols)
	s.split(x0, y)
	s.split(x1, y)
	for x := x0; x < x1; x++ {
		*s.at(x, y) = s.blank()
	}
}

// scroll moves the rows from top to bottom up by n, or down by -n.
func (s *Screen) scroll(top, bottom, n int) {
	height := bottom - top + 1
	n = max(-height, min(height, n))
	rows := s.buf.cells[top*s.cols : (bottom+1)*s.cols]
	if n >= 0 {
		copy(rows, rows[n*s.cols:])
		s.fill(rows[(height-n)*s.cols:])
		return
	}
	copy(rows[-n*s.cols:], rows)
	s.fill(rows[:-n*s.cols])
}

func (s *Screen) fill(cells []Cell) {
	for i := range cells {
		cells[i] = s.blank()
	}
}

// insertCells moves the rest of the row right by n, deleteCells left.
func (s *Screen) insertCells(n int) {
	s.split(s.cur.x, s.cur.y)
	rest := s.buf.cells[s.cur.y*s.cols+s.cur.x : (s.cur.y+1)*s.cols]
	n = min(n, len(rest))
	s.split(s.cols-n, s.cur.y)
	copy(rest[n:], rest)
	s.fill(rest[:n])
}

func (s *Screen) deleteCells(n int) {
	n = min(n, s.cols-s.cur.x)
	s.split(s.cur.x, s.cur.y)
	s.split(s.cur.x+n, s.cur.y)
	rest := s.buf.cells[s.cur.y*s.cols+s.cur.x : (s.cur.y+1)*s.cols]
	copy(rest, rest[n:])
	s.fill(rest[len(rest)-n:])
}

// index moves the cursor down and scrolls at the end of the region, reverseIndex up.
func (s *Screen) index() {
	if s.cur.y == s.bottom {
		s.scroll(s.top, s.bottom, 1)
	} else if s.cur.y < s.rows-1 {
		s.cur.y++
	}
}

func (s *Screen) reverseIndex() {
	if s.cur.y == s.top {
		s.scroll(s.top, s.bottom, -1)
	} else if s.cur.y > 0 {
		s.cur.y--
	}
}

// moveTo puts the cursor into a column and row, as near as the screen allows.
func (s *Screen) moveTo(x, y int) {
	s.cur.x, s.cur.y = max(0, min(s.cols-1, x)), max(0, min(s.rows-1, y))
	s.cur.wrapPending = false
}

// moveUp and moveDown stay inside the scroll region if they start there.
func (s *Screen) moveUp(n int) {
	limit := 0
	if s.cur.y >= s.top {
		limit = s.top
	}
	s.moveTo(s.cur.x, max(limit, s.cur.y-n))
}

func (s *Screen) moveDown(n int) {
	limit := s.rows - 1
	if s.cur.y <= s.bottom {
		limit = s.bottom
	}
	s.moveTo(s.cur.x, min(limit, s.cur.y+n))
}

// tab moves n tab stops right, or -n left.
func (s *Screen) tab(n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	x := s.cur.x
	for ; n > 0; n-- {
		for x += step; x > 0 && x < s.cols-1 && !s.tabs[x]; x += step {
		}
	}
	s.moveTo(x, s.cur.y)
}

// lineDrawing is the DEC special character set, as far as boxes need it.
func lineDrawing(r rune) (rune, bool) {
	const from, to = "jklmnqtuvwx`a~fg0", "┘┐┌└┼─├┤┴┬│◆▒·°±█"
	targets := []rune(to)
	for i, f := range []rune(from) {
		if f == r {
			return targets[i], true
		}
	}
	return r, false
}
