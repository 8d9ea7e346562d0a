package wall

import (
	"slices"

	"fleetop/internal/text"
)

const (
	// wide and high are the least tile that has room for everything; narrow and low is the least that
	// there is.
	wide, high  = 24, 6
	narrow, low = 18, 4
	// few is so few of the former that all applications may have the latter before some become dots.
	few = 9
	// dotName is how wide the name beside a dot is at most.
	dotName = 20
	// airy is how high the screen is from which on the band stands apart.
	airy = 20
)

// plan says where everything is. The picture is one cell smaller than the screen in each direction, so
// that it can be shifted.
type plan struct {
	framed bool // by the frame that says that nothing comes
	w, h   int  // of what is above the band
	gap    bool // a line above the band is empty

	tiles      []App
	cols, rows int // of the tiles of one page
	dots       []App
	dotLines   int
	named      bool // dots have names beside them
	nameWidth  int
}

// plan divides the screen.
func (w *Wall) plan() plan {
	p := plan{framed: w.signal.Level == NoSignal, w: max(w.w-1, 1), h: max(w.h-2, 1), gap: w.h >= airy}
	if p.framed {
		p.w, p.h = max(p.w-2, 1), max(p.h-2, 1)
	}
	if p.gap {
		p.h--
	}
	if len(w.apps) == 0 {
		return p
	}
	least := [][2]int{{wide, high}}
	if p.w/wide*(p.h/high) < few {
		least = append(least, [2]int{narrow, low})
	}
	for _, size := range least {
		if cols, rows, fit := arrange(len(w.apps), p.w, p.h, size[0], size[1]); fit {
			p.tiles, p.cols, p.rows = w.apps, cols, rows
			return p
		}
	}
	calm := slices.IndexFunc(w.apps, func(a App) bool { return a.Health >= Stopped })
	if calm < 0 {
		calm = len(w.apps)
	}
	p.tiles, p.dots = w.apps[:calm], w.apps[calm:]
	p.shrink()
	left := p.h - p.dotLines
	if p.dotLines > 0 && left > low {
		left-- // a line between them is empty
	}
	p.tile(left)
	return p
}

// shrink gives what is well its lines: with names where there is room, else as dots alone.
func (p *plan) shrink() {
	if len(p.dots) == 0 {
		return
	}
	room := p.h
	if len(p.tiles) > 0 {
		room = min(max(p.h/3, 1), p.h-low)
	}
	if room < 1 {
		p.dots = nil
		return
	}
	for i := range p.dots {
		p.nameWidth = max(p.nameWidth, min(text.Width(text.Clean(p.dots[i].Name)), dotName))
	}
	if perLine := p.dotsInLine(true); perLine > 0 {
		if lines := (len(p.dots) + perLine - 1) / perLine; lines <= room {
			p.named, p.dotLines = true, lines
			return
		}
	}
	perLine := max(p.dotsInLine(false), 1)
	p.dotLines = min((len(p.dots)+perLine-1)/perLine, room)
}

// dotsInLine is how many dots stand in a line.
func (p *plan) dotsInLine(named bool) int {
	if named {
		return (p.w + 1) / (p.nameWidth + len("o  ") + 1)
	}
	return (p.w - 1) / 2
}

// tile gives the tiles what is left; where they do not fit there is more than one page.
func (p *plan) tile(left int) {
	if len(p.tiles) == 0 {
		return
	}
	for _, least := range [][2]int{{wide, high}, {narrow, low}} {
		if cols, rows, fit := arrange(len(p.tiles), p.w, left, least[0], least[1]); fit {
			p.cols, p.rows = cols, rows
			return
		}
	}
	w, h := wide, high
	if p.w < 2*wide {
		w = narrow
	}
	if left < 2*high {
		h = low
	}
	p.cols, p.rows = max(p.w/w, 1), max(left/h, 1)
}

// arrange puts n tiles of at least a size into an area, as large as they can be; false where they do
// not fit.
func arrange(n, w, h, leastW, leastH int) (cols, rows int, fit bool) {
	best := 0
	for c := 1; c <= n && w/c >= leastW; c++ {
		r := (n + c - 1) / c
		if h/r < leastH {
			continue
		}
		if size := min(w/c*10/shape, h/r*10); size > best {
			best, cols, rows, fit = size, c, r, true
		}
	}
	return cols, rows, fit
}

// shape is how many times as wide as high a tile looks best, in cells.
const shape = 4

// perPage is how many tiles there are on a page.
func (p *plan) perPage() int { return max(p.cols*p.rows, 1) }

func (p plan) pages() int { return max((len(p.tiles)+p.perPage()-1)/p.perPage(), 1) }

// pageOf is the page of the tile of an application, the first where it has none.
func (p plan) pageOf(key string) int {
	for i := range p.tiles {
		if p.tiles[i].Key == key {
			return i / p.perPage()
		}
	}
	return 0
}

// on returns the tiles of a page.
func (p *plan) on(page int) []App {
	from := min(page*p.perPage(), len(p.tiles))
	return p.tiles[from:min(from+p.perPage(), len(p.tiles))]
}
