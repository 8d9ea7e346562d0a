package paint

import "strconv"

// maxFeeds bounds how many line feeds stand for one CUP.
const maxFeeds = 4

// digits is how many digits a number has.
func digits(n int) int {
	count := 1
	for ; n > 9; n /= 10 {
		count++
	}
	return count
}

// positionCost is the length of a CUP, in which a first row or column is left out.
func positionCost(x, y int) int {
	switch {
	case x == 0 && y == 0:
		return 3
	case x == 0:
		return 3 + digits(y+1)
	case y == 0:
		return 4 + digits(x+1)
	}
	return 4 + digits(y+1) + digits(x+1)
}

// moveCost is the length of what move appends.
func (p *Painter) moveCost(x, y int) int {
	switch {
	case x == p.x && y == p.y:
		return 0
	case p.feeds(x, y):
		return 1 + y - p.y
	case p.isBelow(x, y):
		return belowCost(y - p.y)
	}
	return positionCost(x, y)
}

// belowCost is the length of a CUD, in which one row is left out.
func belowCost(rows int) int {
	if rows == 1 {
		return 3
	}
	return 3 + digits(rows)
}

// isBelow is whether a cell lies below the cursor, so that CUD is the way to it. It keeps the column that
// the terminal thinks is right.
func (p *Painter) isBelow(x, y int) bool { return x == p.x && p.agreed && p.y != unsure && y > p.y }

// feeds is whether a carriage return and line feeds are the way to a cell. The
// line may make CR LF of LF.
func (p *Painter) feeds(x, y int) bool {
	return x == 0 && p.y != unsure && y >= p.y && y-p.y <= maxFeeds && 1+y-p.y < positionCost(x, y)
}

// move appends the shortest sequence that takes the cursor to a cell: there are
// ways that are shorter still, which not every terminal knows.
func (p *Painter) move(dst []byte, x, y int) []byte {
	switch {
	case x == p.x && y == p.y:
		return dst
	case p.feeds(x, y):
		dst = append(dst, '\r')
		p.agreed = true
		for range y - p.y {
			dst = append(dst, '\n')
		}
	case p.isBelow(x, y):
		dst = append(dst, esc, '[')
		if y-p.y > 1 {
			dst = strconv.AppendInt(dst, int64(y-p.y), 10)
		}
		dst = append(dst, 'B')
	default:
		dst = append(dst, esc, '[')
		if y > 0 {
			dst = strconv.AppendInt(dst, int64(y+1), 10)
		}
		if x > 0 {
			dst = strconv.AppendInt(append(dst, ';'), int64(x+1), 10)
		}
		dst = append(dst, 'H')
		p.agreed = true
	}
	p.x, p.y = x, y
	return dst
}
