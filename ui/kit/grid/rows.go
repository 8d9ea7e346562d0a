package grid

import (
	"slices"
	"strings"
)

// pass appends the indexes of the rows that pass the filter.
func (g *Grid) pass(dst []int) []int {
	for i := range g.keys {
		if g.passes(i) {
			dst = append(dst, i)
		}
	}
	return dst
}

func (g *Grid) passes(i int) bool {
	return (g.query == "" || strings.Contains(g.src.Haystack(i), g.query)) &&
		(g.match == nil || g.match(i))
}

// refilter applies a changed filter to the rows. narrower says that only rows
// shown now can pass.
func (g *Grid) refilter(narrower bool) {
	if g.src == nil {
		return
	}
	key, offset := "", 0
	if g.sel >= 0 {
		key, offset = g.key(g.sel), g.sel-g.top
	}
	if narrower {
		g.shown = slices.DeleteFunc(g.shown, func(i int) bool { return !g.passes(i) })
	} else {
		g.shown = g.pass(g.shown[:0])
	}
	at := -1
	if g.chosen {
		at = g.find(g.wanted, 0)
	}
	if at < 0 && g.sel >= 0 {
		at = g.find(key, 0)
	}
	g.sel = at
	if at < 0 {
		g.selectWanted()
	}
	g.top = max(g.sel-offset, 0)
}

// selectWanted selects the wanted row or, where that is not shown, the nearest
// to it: the next of the source's order, else the last. Without any wish it is
// the first row.
func (g *Grid) selectWanted() {
	g.sel = -1
	if len(g.shown) == 0 {
		return
	}
	at := -1
	if g.chosen {
		at = slices.Index(g.keys, g.wanted)
	}
	if at < 0 {
		g.choose(0)
		return
	}
	n, _ := slices.BinarySearch(g.shown, at)
	g.sel = min(n, len(g.shown)-1)
}

// find returns the place among the shown rows of the one with key, or -1. hint
// is where it may be.
func (g *Grid) find(key string, hint int) int {
	if hint < len(g.shown) && g.key(hint) == key {
		return hint
	}
	for n, i := range g.shown {
		if g.keys[i] == key {
			return n
		}
	}
	return -1
}

// finder finds rows of the old order among those shown now.
type finder struct {
	g        *Grid
	oldKeys  []string
	oldShown []int
	places   map[string]int // of the rows shown now; made when a row is gone
}

// follow returns where the n-th row of the old order is now; if it is gone, the
// next of the old order that is still there, else the one before, else the
// first row, else -1.
func (f *finder) follow(n int) int {
	if len(f.g.shown) == 0 {
		return -1
	}
	if n >= len(f.oldShown) {
		return 0
	}
	if at := f.g.find(f.oldKeys[f.oldShown[n]], n); at >= 0 {
		return at
	}
	if f.places == nil {
		f.places = make(map[string]int, len(f.g.shown))
		for at := len(f.g.shown) - 1; at >= 0; at-- {
			f.places[f.g.key(at)] = at
		}
	}
	for i := n + 1; i < len(f.oldShown); i++ {
		if at, ok := f.places[f.oldKeys[f.oldShown[i]]]; ok {
			return at
		}
	}
	for i := n - 1; i >= 0; i-- {
		if at, ok := f.places[f.oldKeys[f.oldShown[i]]]; ok {
			return at
		}
	}
	return 0
}
