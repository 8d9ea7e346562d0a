package paint

import (
	"strconv"

	units "fleetop/internal/text"
)

// minErased is how many blanks a gap has at least in which a row is erased.
const minErased = 4

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
	for last := lastChange(old, row); x <= last; {
		gap := 0
		if row[x].glyph == blank && !p.next[y].risky && !p.shown[y].risky {
			gap = gapToErase(row[x : last+1])
		}
		switch c := row[x]; {
		case old[x] == c:
			x++
		case gap > 0:
			dst = p.dress(p.reach(dst, row, x, y), old, row, x)
			dst = append(strconv.AppendInt(append(dst, "\x1b["...), int64(gap), 10), 'X')
			x += gap
		case worthErasing(old[x:], row[x:]):
			dst = p.dress(p.reach(dst, row, x, y), old, row, x)
			dst = append(dst, "\x1b[K"...)
			old = p.blanks
			last = lastChange(old, row)
		default:
			dst = p.dress(p.reach(dst, row, x, y), old, row, x)
			if c.glyph&risky != 0 {
				dst = p.putRisky(dst, c)
			} else {
				dst = p.put(dst, c)
			}
			x += c.glyph.width()
		}
	}
	copy(p.cellRow(y), row)
	return dst
}

// gapToErase is how many cells are erased in the middle of a row: the blanks that end where the row is what
// it was, if that is shorter than to write them. Otherwise it is 0.
func gapToErase(row []cell) int {
	const erased = 7 // no shorter than ECH
	for x := range row {
		if row[x] != (cell{glyph: blank}) {
			return 0
		}
	}
	if len(row) <= erased {
		return 0
	}
	return len(row)
}

// worthErasing is whether what is left of a row is erased to its end before the
// rest is written: a gap begins here. Only to the default background is erased:
// with another, terminals disagree about what is left.
func worthErasing(old, row []cell) bool {
	for x := range min(minErased, len(row)) {
		if row[x] != (cell{glyph: blank}) {
			return false
		}
	}
	for _, c := range row {
		if c.glyph&risky != 0 {
			return false // It may leave something in the cells after it.
		}
	}
	erased := 8 // the way to here, and EL
	if rest := difference(nil, row); rest > 0 {
		erased += rest + 10 // in styles of its own
	}
	return difference(old, row) > erased
}

// reach moves the cursor to a cell that is to be written. The unchanged cells
// up to it are written again where that is shorter.
func (p *Painter) reach(dst []byte, row []cell, x, y int) []byte {
	if y != p.y || p.x == unsure || x <= p.x || x-p.x > 12 || row[p.x].glyph&rest != 0 {
		return p.move(dst, x, y)
	}
	target := row[x]
	limit := p.moveCost(x, y) + p.changeCost(p.pen, target)
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
	return changeCost(pen, c.style)
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
	dst = appendChange(dst, p.pen, to)
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
	kept := p.pen&^(units.Backgrounds|units.OnBlanks) | c.style
	if changeCost(p.pen, kept) < changeCost(p.pen, c.style) {
		return kept
	}
	return c.style
}

// put writes a cell, for which the style is right, at the cursor.
func (p *Painter) put(dst []byte, c cell) []byte {
	p.advance(c.glyph.width())
	p.agreed = p.agreed && c.glyph.isPlain()
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
