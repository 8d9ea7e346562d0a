package screen

import "strconv"

// paintRow appends what makes a row of the terminal show that of the next
// frame.
func (p *Painter) paintRow(dst []byte, y int) []byte {
	old, row := p.cellRow(y), p.wantRow(y)
	x := firstChange(old, row)
	if x == len(row) {
		return dst
	}
	p.rows++
	if p.shown[y].risky || p.next[y].risky {
		old, x = p.unknown, 0
	}
	last := lastChange(old, row)
	tail := p.tail(old, row, x, last)
	if tail < len(row) {
		last = lastChange(old[:tail], row[:tail])
	}
	for x <= last {
		if old[x] == row[x] {
			x++
			continue
		}
		dst = p.reach(dst, row, x, y)
		dst, x = p.paintRun(dst, old, row, x, last)
	}
	if tail < len(row) {
		dst = p.move(dst, tail, y)
		dst = p.dress(dst, old, row, tail)
		dst = append(dst, "\x1b[K"...)
	}
	copy(p.cellRow(y), row)
	return dst
}

// erasable is whether erasing leaves such a cell.
func (p *Painter) erasable(c cell) bool { return c.isBlank() && (c.style == 0 || p.caps.BCE) }

// tail finds from where on the rest of the row is to be erased: len(row) if
// it is not. Columns from first to last have changed.
func (p *Painter) tail(old, row []cell, first, last int) int {
	end := row[len(row)-1]
	if !p.erasable(end) {
		return len(row)
	}
	x := len(row)
	for x > first && row[x-1] == end {
		x--
	}
	for x <= last && old[x] == row[x] {
		x++
	}
	if last-x < 3 {
		return len(row)
	}
	return x
}

// reach moves the cursor to a cell that is to be written. The unchanged cells
// up to it are written again where that is shorter.
func (p *Painter) reach(dst []byte, row []cell, x, y int) []byte {
	if y != p.y || p.x == unsure || x <= p.x || x-p.x > 12 || row[p.x].glyph&rest != 0 {
		return p.move(dst, x, y)
	}
	target := row[x]
	_, _, limit := p.moveWays(x, y)
	limit += p.changeCost(p.pen, target)
	pen, cost := p.pen, 0
	for _, c := range row[p.x:x] {
		if c.glyph&rest != 0 {
			continue
		}
		cost += p.changeCost(pen, c) + p.parser.texts.size(c.glyph)
		if cost > limit {
			return p.move(dst, x, y)
		}
		if !c.fits(pen) {
			pen = c.style
		}
	}
	if cost+p.changeCost(pen, target) > limit {
		return p.move(dst, x, y)
	}
	for p.x < x {
		at := p.x
		dst = p.put(p.dress(dst, p.unknown, row, at), row[at])
	}
	return dst
}

// changeCost is how many bytes it takes to be able to write a cell.
func (p *Painter) changeCost(pen style, c cell) int {
	if c.fits(pen) {
		return 0
	}
	return pen.changeCost(c.style, p.caps.Delta)
}

// paintRun writes the changed cell under the cursor, with those that follow it
// and are the same where they can be written at once. It returns the column
// after them.
func (p *Painter) paintRun(dst []byte, old, row []cell, x, last int) ([]byte, int) {
	c := row[x]
	dst = p.dress(dst, old, row, x)
	switch {
	case c.glyph&risky != 0:
		return p.putRisky(dst, c), x + c.glyph.width()
	case c.glyph&wide != 0:
		return p.put(dst, c), x + 2
	}
	n, apart := p.run(old, row, x, last)
	size := p.parser.texts.size(c.glyph)
	erasable := p.caps.ECH && p.erasable(c) && countCost(n) < apart
	switch {
	case p.caps.REP && c.glyph&text == 0 && n > 1 && size+countCost(n-1) < apart:
		dst = p.put(dst, c)
		dst = appendCount(dst, n-1, 'b')
		p.advance(n - 1)
		return dst, x + n
	case erasable && (x+n > last || countCost(n)*2 < apart):
		return appendCount(dst, n, 'X'), x + n
	}
	for end := x + n; x < end && old[x] != c; x++ {
		dst = p.put(dst, c)
	}
	return dst, x
}

// run returns how many cells from x on are the same, up to the last one that
// changed, and about how many bytes they cost when only the changed ones are
// written one by one.
func (p *Painter) run(old, row []cell, x, last int) (n, apart int) {
	c, size := row[x], p.parser.texts.size(row[x].glyph)
	gap := 0
	for i := x; i <= last && row[i] == c; i++ {
		if old[i] == c {
			gap++
			continue
		}
		if gap > 0 {
			apart += min(gap*size, 4)
			gap = 0
		}
		apart += size
		n = i - x + 1
	}
	return n, apart
}

// dress appends what makes the style such that cell x of a row can be written.
func (p *Painter) dress(dst []byte, old, row []cell, x int) []byte {
	c := row[x]
	if c.fits(p.pen) {
		return dst
	}
	to := c.style
	if c.isBlank() {
		to = p.blankStyle(old, row, x)
	}
	dst = p.pen.appendChange(dst, to, p.caps.Delta)
	p.pen = to
	return dst
}

// blankStyle chooses the style in which a blank is written: that of the text
// that is written next, if it may be, else the one that costs least.
func (p *Painter) blankStyle(old, row []cell, x int) style {
	c := row[x]
	for i := x + 1; i < len(row) && old[i] != row[i]; i++ {
		if !row[i].isBlank() {
			if s := row[i].style; c.fits(s) {
				return s
			}
			break
		}
	}
	kept := p.pen&^(bgMask|seen) | c.style
	if p.pen.changeCost(kept, p.caps.Delta) < p.pen.changeCost(c.style, p.caps.Delta) {
		return kept
	}
	return c.style
}

// put writes a cell, for which the style is right, at the cursor.
func (p *Painter) put(dst []byte, c cell) []byte {
	p.advance(c.glyph.width())
	if p.x == unsure && c.glyph&(text|risky) == text {
		// Without autowrap the cursor stays on the last character, and a
		// terminal may give its marks to the one before.
		dst = append(dst, "\x1b[?7h"...)
		return append(p.parser.texts.append(dst, c.glyph), "\x1b[?7l"...)
	}
	return p.parser.texts.append(dst, c.glyph)
}

// putRisky writes a cell at whose end the cursor may be anywhere, over blanks:
// the terminal may think it narrower.
func (p *Painter) putRisky(dst []byte, c cell) []byte {
	x, y, n := p.x, p.y, c.glyph.width()
	for range n {
		dst = append(dst, ' ')
	}
	p.advance(n)
	dst = p.move(dst, x, y)
	dst = p.put(dst, c)
	p.x = unsure
	return dst
}

// advance moves the cursor as writing n cells does.
func (p *Painter) advance(n int) {
	if p.x += n; p.x >= p.w {
		p.x = unsure // in the last column, and perhaps about to leave it
	}
}

// appendRegion appends what sets the scroll region to rows top to bottom, and
// the cursor to the first cell.
func (p *Painter) appendRegion(dst []byte, top, bottom int) []byte {
	dst = append(dst, esc, '[')
	if top > 0 || bottom < p.h-1 {
		dst = strconv.AppendInt(dst, int64(top+1), 10)
	}
	if bottom < p.h-1 {
		dst = strconv.AppendInt(append(dst, ';'), int64(bottom+1), 10)
	}
	p.x, p.y = 0, 0
	return append(dst, 'r')
}
