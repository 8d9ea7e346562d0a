package screen

import "strconv"

// way is how the cursor gets to another column or row.
type way uint8

const (
	stay     way = iota
	direct2D     // CUP, for both
	absolute     // CHA, VPA
	relative     // CUF, CUB, CUU, CUD
	controls     // CR, BS, LF
)

// maxControls bounds how many control characters stand for one sequence.
const maxControls = 4

// digits is how many digits a number has.
func digits(n int) int {
	switch {
	case n < 10:
		return 1
	case n < 100:
		return 2
	case n < 1000:
		return 3
	}
	return len(strconv.Itoa(n))
}

// countCost is the length of a sequence with one number, which is left out if
// it is 1.
func countCost(n int) int {
	if n == 1 {
		return 3
	}
	return 3 + digits(n)
}

func appendCount(dst []byte, n int, final byte) []byte {
	dst = append(dst, esc, '[')
	if n != 1 {
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	return append(dst, final)
}

// columnWay finds the cheapest way to a column of the row.
func (p *Painter) columnWay(x int) (way, int) {
	switch x {
	case p.x:
		return stay, 0
	case 0:
		return controls, 1
	}
	best, cost := direct2D, 1<<10
	if p.caps.Absolute {
		best, cost = absolute, countCost(x+1)
	}
	if p.x == unsure {
		return best, cost
	}
	if x < p.x && p.x-x <= maxControls {
		return controls, p.x - x
	}
	if c := countCost(max(x-p.x, p.x-x)); c < cost {
		return relative, c
	}
	return best, cost
}

// rowWay finds the cheapest way to a row. Line feeds are for those that set the
// column afterwards: some lines make them return the carriage too.
func (p *Painter) rowWay(y int, feeds bool) (way, int) {
	n := max(y-p.y, p.y-y)
	switch {
	case n == 0:
		return stay, 0
	case y > p.y && feeds && n <= maxControls-1:
		return controls, n
	}
	best, cost := relative, countCost(n)
	if c := countCost(y + 1); p.caps.Absolute && c < cost {
		return absolute, c
	}
	return best, cost
}

// moveWays finds the cheapest way to a cell; direct2D is for both.
func (p *Painter) moveWays(x, y int) (column, row way, cost int) {
	cost = 4 + digits(y+1) + digits(x+1) // CSI y ; x H
	switch {
	case x == 0 && y == 0:
		cost = 3
	case x == 0:
		cost = 3 + digits(y+1)
	case y == 0:
		cost = 4 + digits(x+1)
	}
	column, row = direct2D, direct2D
	toColumn, columnCost := p.columnWay(x)
	if toColumn == direct2D {
		return column, row, cost
	}
	feeds := toColumn == absolute || toColumn == controls && x == 0
	toRow, rowCost := p.rowWay(y, feeds)
	if columnCost+rowCost < cost {
		column, row, cost = toColumn, toRow, columnCost+rowCost
	}
	if p.caps.Absolute && p.x != unsure && !feeds {
		// A line feed and the column anew may be shorter than keeping it.
		toRow, rowCost = p.rowWay(y, true)
		if c := countCost(x+1) + rowCost; c < cost {
			column, row, cost = absolute, toRow, c
		}
	}
	return column, row, cost
}

// move appends the shortest sequence that takes the cursor to a cell.
func (p *Painter) move(dst []byte, x, y int) []byte {
	if x == p.x && y == p.y {
		return dst
	}
	column, row, _ := p.moveWays(x, y)
	switch row {
	case stay:
	case direct2D:
		dst = append(dst, esc, '[')
		if y > 0 {
			dst = strconv.AppendInt(dst, int64(y+1), 10)
		}
		if x > 0 {
			dst = strconv.AppendInt(append(dst, ';'), int64(x+1), 10)
		}
		p.x, p.y = x, y
		return append(dst, 'H')
	case absolute:
		dst = appendCount(dst, y+1, 'd')
	case relative:
		if y > p.y {
			dst = appendCount(dst, y-p.y, 'B')
		} else {
			dst = appendCount(dst, p.y-y, 'A')
		}
	case controls:
		for range y - p.y {
			dst = append(dst, '\n')
		}
	}
	dst = p.appendColumn(dst, column, x)
	p.x, p.y = x, y
	return dst
}

func (p *Painter) appendColumn(dst []byte, to way, x int) []byte {
	switch {
	case to == absolute:
		return appendCount(dst, x+1, 'G')
	case to == relative && x > p.x:
		return appendCount(dst, x-p.x, 'C')
	case to == relative:
		return appendCount(dst, p.x-x, 'D')
	case to == controls && x == 0:
		return append(dst, '\r')
	case to == controls:
		for range p.x - x {
			dst = append(dst, '\b')
		}
	}
	return dst
}
