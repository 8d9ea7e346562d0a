package paint

import "strconv"

const (
	// minScrolled is how many rows have to change before it is worth while to
	// see whether they moved.
	minScrolled = 3
	// maxScrolls bounds how many parts of the screen are scrolled for a frame.
	maxScrolls = 3
	// samples is in how many places of a row it is looked for among others.
	samples = 4
)

// A scroller finds rows that moved. It is kept for its memory.
type scroller struct {
	old, next   [][samples]uint64 // hashes of parts of the rows
	votes       []ballot          // for a distance, from -h to h
	moved, lost []int             // sums of what rows cost
}

// A ballot is how many rows may have moved by a distance, and between which rows that
// was.
type ballot struct{ rows, first, last int }

// scrolled appends what scrolls the parts of the screen where that saves bytes.
func (p *Painter) scrolled(dst []byte) []byte {
	for y := range p.next {
		if !p.next[y].changed {
			copy(p.wantRow(y), p.cellRow(y))
		}
	}
	for range maxScrolls {
		first, last := p.changedRows()
		first = max(first, 1) // What leaves the first row may go into the terminal's history.
		if last-first+1 < minScrolled {
			break
		}
		n, first, last := p.distance(first, last)
		if n == 0 {
			break
		}
		top, bottom, gain := p.region(first, last, n)
		if gain <= 24 {
			break
		}
		dst = p.scrollRegion(dst, top, bottom, n)
	}
	return dst
}

// changedRows returns the first and the last row that changed.
func (p *Painter) changedRows() (first, last int) {
	first, last = p.h, -1
	for y := range p.next {
		if p.next[y].changed {
			first, last = min(first, y), y
		}
	}
	return first, last
}

// distance guesses by how many rows up (or down, if negative) most of the rows
// between two moved, and between which of them: 0 if none did. Only rows that changed
// are looked at.
func (p *Painter) distance(first, last int) (n, from, to int) {
	s := &p.scroll
	s.old, s.next = resized(s.old, p.h), resized(s.next, p.h)
	s.votes = resized(s.votes, 2*p.h+1)
	clear(s.votes)
	for y := first; y <= last; y++ {
		if p.next[y].changed {
			sample(&s.old[y], p.cellRow(y))
			sample(&s.next[y], p.wantRow(y))
		}
	}
	for y := first; y <= last; y++ {
		if p.next[y].changed {
			p.vote(y, first, last)
		}
	}
	best := ballot{}
	for by := 1; by <= p.h; by++ { // the nearest of those with as many votes
		for _, d := range [2]int{by, -by} {
			if v := s.votes[d+p.h]; v.rows > best.rows {
				best, n = v, d
			}
		}
	}
	return n, best.first, best.last
}

// vote has a row vote for every distance from which a part of what changed in it may
// have come.
func (p *Painter) vote(y, first, last int) {
	s := &p.scroll
	for from := first; from <= last; from++ {
		if !p.next[from].changed || !moved(&s.next[y], &s.old[y], &s.old[from]) {
			continue
		}
		v := &s.votes[from-y+p.h]
		if v.rows == 0 {
			v.first, v.last = min(y, from), max(y, from)
		}
		v.rows, v.first, v.last = v.rows+1, min(v.first, y, from), max(v.last, y, from)
	}
}

// moved is whether a part of a row that changed stood in another.
func moved(next, old, other *[samples]uint64) bool {
	for i, hash := range next {
		if hash != 0 && hash != old[i] && hash == other[i] {
			return true
		}
	}
	return false
}

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// sample hashes parts of a row; those that are blank have none.
func sample(hashes *[samples]uint64, row []cell) {
	step := max(1, len(row)/samples)
	for i := range hashes {
		from := min(i*step+1, len(row))
		hash, isBlank := uint64(14695981039346656037), true
		for _, c := range row[from:min(from+min(step, 24), len(row))] {
			hash = (hash ^ uint64(c.glyph) ^ uint64(c.style)<<7) * 0x9e3779b97f4a7c15
			hash ^= hash >> 29
			isBlank = isBlank && c.glyph == blank
		}
		if isBlank {
			hash = 0
		}
		hashes[i] = hash
	}
}

// region finds the rows for which scrolling by n saves most bytes.
func (p *Painter) region(first, last, n int) (top, bottom, gain int) {
	s := &p.scroll
	// moved[y] and lost[y] are what is saved in rows before y that are there
	// already after scrolling, and in those that are blank then.
	s.moved, s.lost = resized(s.moved, p.h+1), resized(s.lost, p.h+1)
	s.moved[first], s.lost[first] = 0, 0
	for y := first; y <= last; y++ {
		want := p.wantRow(y)
		now := difference(p.cellRow(y), want)
		moved := -1 << 20 // there is nothing that could move there
		if from := y + n; from >= first && from <= last {
			moved = now - difference(p.cellRow(from), want)
		}
		s.moved[y+1] = s.moved[y] + moved
		s.lost[y+1] = s.lost[y] + now - difference(nil, want)
	}
	size := max(n, -n)
	start := first // the best row to begin with
	for end := first + size; end <= last; end++ {
		// The rows from start to end: all but size of them have moved.
		begin := end - size // the newest candidate
		if p.head(begin, n) < p.head(start, n) {
			start = begin
		}
		saved := p.foot(end, n) - p.head(start, n)
		if saved > gain {
			top, bottom, gain = start, end, saved
		}
	}
	cost := 16 + size // a region, its edge, line feeds, no region
	if n < 0 {
		cost += size
	}
	return top, bottom, gain - cost
}

// head and foot are the parts of what a region saves that depend on its first
// and on its last row: their difference is what it saves.
func (p *Painter) head(top, n int) int {
	if n > 0 {
		return p.scroll.moved[top]
	}
	return p.scroll.lost[top] - p.scroll.lost[top-n] + p.scroll.moved[top-n]
}

func (p *Painter) foot(bottom, n int) int {
	if n < 0 {
		return p.scroll.moved[bottom+1]
	}
	return p.scroll.moved[bottom+1-n] + p.scroll.lost[bottom+1] - p.scroll.lost[bottom+1-n]
}

// difference is about how many bytes it takes to make one row of the other; nil
// is a blank one.
func difference(a, b []cell) (bytes int) {
	same := 4 // cells since the last that differs
	for x, c := range b {
		if a == nil && c.glyph == blank && c.style == 0 || a != nil && a[x] == c {
			same++
			continue
		}
		if same >= 4 {
			bytes += 5
		}
		same = 0
		bytes++
	}
	return bytes
}

// scrollRegion appends what moves the rows from top to bottom up by n, or down
// by -n: line feeds at the lower edge of a region, or reverse ones at its upper
// edge. There is no region afterwards.
func (p *Painter) scrollRegion(dst []byte, top, bottom, n int) []byte {
	// The rows that come in are blank in the default style.
	dst = p.dress(dst, p.unknown, []cell{{glyph: blank}}, 0)
	dst = strconv.AppendInt(append(dst, esc, '['), int64(top+1), 10)
	dst = append(strconv.AppendInt(append(dst, ';'), int64(bottom+1), 10), 'r')
	p.x, p.y = unsure, unsure
	if n > 0 {
		dst = p.move(dst, 0, bottom)
	} else {
		dst = p.move(dst, 0, top)
	}
	for range n {
		dst = append(dst, '\n')
	}
	for range -n {
		dst = append(dst, esc, 'M')
	}
	dst = append(dst, "\x1b[r"...)
	p.x, p.y = unsure, unsure
	p.shift(top, bottom, n)
	return dst
}

// shift moves what is known to be shown as scrolling does.
func (p *Painter) shift(top, bottom, n int) {
	cells, rows := p.cells[top*p.w:(bottom+1)*p.w], p.shown[top:bottom+1]
	var newCells []cell
	var newRows []row
	if n > 0 {
		copy(cells, cells[n*p.w:])
		copy(rows, rows[n:])
		newCells, newRows = cells[len(cells)-n*p.w:], rows[len(rows)-n:]
	} else {
		copy(cells[-n*p.w:], cells)
		copy(rows[-n:], rows)
		newCells, newRows = cells[:-n*p.w], rows[:-n]
	}
	for i := range newCells {
		newCells[i] = cell{glyph: blank}
	}
	clear(newRows)
	for y := top; y <= bottom; y++ {
		p.next[y].changed = p.next[y].line != p.shown[y].line
	}
}
