// Package grid is a windowed table keyed by id: it draws the rows that are in
// view and nothing else, keeps the selection on its key whatever happens to the
// rows around it, and gives columns their widths by priority.
package grid

import (
	"slices"
	"strings"
)

// Column describes one column. Widths are in cells. The first two columns are always drawn; the others
// are drawn where there is room for all that they want, which is Ideal, or what is in them up to Full.
type Column struct {
	Title  string
	Min    int  // how narrow it gets where there is little room (0 means 8 for the first column, 1 for others)
	Ideal  int  // has room whatever is in it
	Full   int  // content of up to so many cells is shown whole
	Roomy  int  // what it gets of the room that is left before any gets more
	Weight int  // its share of the room that is left after that
	Keep   int  // the lowest falls away first
	Right  bool // right aligned
	Middle bool // shorten content in the middle, so that the end of a name stays
	Words  bool // shorten long words in their middle first: sentences with names in them
	Never  bool // never shorten content: it is at least as wide as the widest that has to have room of all rows
	Varies bool // not drawn while it says the same of every row
	Common bool // what all rows begin and end with is left out before anything else is shortened
	Own    bool // content keeps its style where the row is selected or marked
	Pair   bool // drawn only where there is room for the next column too, as is that one
	Glyph  bool // content begins with a glyph that keeps its style where the row has another
}

// Style is the meaning of a cell: an index into the lists of a [Palette].
// Style 0 is also that of the space between cells.
type Style uint8

// Source is what a grid shows: rows in order, each with a key of its own. All
// texts are shown cleaned by text.Clean. A Source is read when it is handed
// over and while the grid draws.
type Source interface {
	// Len returns the number of rows.
	Len() int
	// Key returns the identity of row i.
	Key(i int) string
	// Version returns a number that changes when what Cell returns for row i
	// changes.
	Version(i int) uint64
	// Cell returns the text of row i in column col and its style. room is how many
	// cells there are for it; 0 asks for the text that has to have room, which may
	// be less than what is said where there is more.
	Cell(i, col, room int) (text string, style Style)
	// Haystack returns the lower-cased text of all columns of row i, in which
	// the filter is looked for.
	Haystack(i int) string
}

// Grid is a windowed table. Its methods are not safe for concurrent use.
type Grid struct {
	cols  []Column
	src   Source
	keys  []string // of src
	shown []int    // indexes of the rows that pass the filter, ascending
	query string
	match func(i int) bool

	sel    int    // index into shown, -1 when nothing is selected
	wanted string // the key chosen last; the selection returns to it when a filter that hides it goes
	chosen bool   // there is a wanted key

	top  int // index into shown of the first row in view
	page int // rows of the last Render
	head int // lines of it above them
	pan  int

	texts  []texts // of the columns
	layout layout
	lines  lineCache

	spareKeys  []string
	spareShown []int
}

// firstPage is the page before the first Render.
const firstPage = 10

// New returns an empty grid.
func New(cols []Column) *Grid {
	g := &Grid{sel: -1, page: firstPage}
	g.SetColumns(cols)
	return g
}

// SetColumns replaces the columns. Cell is asked for them by their index: rows
// have to be handed over by [Grid.SetSource] after it.
func (g *Grid) SetColumns(cols []Column) {
	g.cols = slices.Clone(cols)
	g.texts = make([]texts, len(cols))
	g.layout = layout{}
}

// SetSource replaces the rows. The selection stays on its key; if that is gone
// or does not pass the filter any more, the next row of the old order that is
// still shown takes it, else the one before. A view that is not at the top
// keeps its first row in the same way.
func (g *Grid) SetSource(src Source) {
	oldKeys, oldShown := g.keys, g.shown
	g.src = src
	g.keys = g.spareKeys[:0]
	for i := range src.Len() {
		g.keys = append(g.keys, src.Key(i))
	}
	g.shown = g.pass(g.spareShown[:0])
	g.spareKeys, g.spareShown = oldKeys, oldShown

	f := finder{g: g, oldKeys: oldKeys, oldShown: oldShown}
	if g.top > 0 {
		g.top = max(f.follow(g.top), 0)
	}
	if g.sel < 0 {
		g.selectWanted()
	} else {
		key := oldKeys[oldShown[g.sel]]
		g.sel = f.follow(g.sel)
		if g.sel >= 0 && (g.key(g.sel) != key || g.wanted != key && !slices.Contains(g.keys, g.wanted)) {
			g.choose(g.sel)
		}
	}
	g.measure()
}

// SetFilter shows only the rows whose Haystack contains q, in lower case, and
// for which match, called with their index, holds; "" and nil let all pass.
// narrower is for a caller that knows that of the rows hidden now none passes.
// The selection stays where it is if it still passes; otherwise the nearest row
// takes it, and it comes back when the filter lets it: a caller that acts on the
// row under the cursor settles it there by [Grid.Select].
func (g *Grid) SetFilter(q string, match func(i int) bool, narrower bool) {
	q = strings.ToLower(q)
	if q == g.query && match == nil && g.match == nil {
		return
	}
	narrower = narrower || g.match == nil && strings.Contains(q, g.query)
	g.query, g.match = q, match
	g.refilter(narrower)
}

// Len returns the number of rows, shown or not.
func (g *Grid) Len() int { return len(g.keys) }

// Shown returns the number of rows that pass the filter.
func (g *Grid) Shown() int { return len(g.shown) }

// At returns the source's index of the n-th shown row, counted from 0, or -1.
func (g *Grid) At(n int) int {
	if n < 0 || n >= len(g.shown) {
		return -1
	}
	return g.shown[n]
}

// Window returns which of the shown rows the last Render drew.
func (g *Grid) Window() (first, count int) {
	return g.top, max(min(g.page, len(g.shown)-g.top), 0)
}

// Selected returns the key and the source's index of the selected row. Nothing
// is selected only while nothing is shown.
func (g *Grid) Selected() (key string, index int, ok bool) {
	if g.sel < 0 {
		return "", -1, false
	}
	return g.key(g.sel), g.shown[g.sel], true
}

// Select selects the row with key, if it is shown.
func (g *Grid) Select(key string) bool {
	i := g.find(key, 0)
	if i < 0 {
		return false
	}
	g.choose(i)
	return true
}

// RowAt returns the key of the row on a line that the last Render drew, and the source's index of it;
// false where there is none.
func (g *Grid) RowAt(line int) (key string, index int, ok bool) {
	n := line - g.head
	if _, count := g.Window(); n < 0 || n >= count {
		return "", -1, false
	}
	return g.key(g.top + n), g.shown[g.top+n], true
}

// TitleAt returns the column whose title the last Render drew at a cell; false where there is none.
func (g *Grid) TitleAt(x, line int) (col int, ok bool) {
	if line != 0 || g.head == 0 {
		return -1, false
	}
	for n, s := range g.layout.slots {
		if from, to := g.title(n, g.layout.width); x >= from && x < to {
			return s.col, true
		}
	}
	return -1, false
}

// Scroll moves the selection by delta rows, as far as there are any.
func (g *Grid) Scroll(delta int) {
	if len(g.shown) == 0 {
		return
	}
	g.choose(min(max(g.sel+delta, 0), len(g.shown)-1))
}

// Page moves the selection and the view by delta pages.
func (g *Grid) Page(delta int) { g.Turn(delta * g.page) }

// HalfPage moves the selection and the view by delta half pages.
func (g *Grid) HalfPage(delta int) { g.Turn(delta * max(g.page/2, 1)) }

// Turn moves the selection and the view by rows, as far as there are any.
func (g *Grid) Turn(rows int) {
	g.top += rows
	g.clampTop()
	g.Scroll(rows)
}

// Top selects the first row.
func (g *Grid) Top() {
	g.top = 0
	g.Scroll(-len(g.shown))
}

// Bottom selects the last row.
func (g *Grid) Bottom() { g.Scroll(len(g.shown)) }

// Pan shifts the columns after the second by delta to the left, as long as the
// last Render left some out on the right.
func (g *Grid) Pan(delta int) {
	for ; delta > 0 && g.layout.more; delta-- {
		g.pan++
		g.layout = g.arrange(g.layout.width)
	}
	g.pan = max(g.pan+min(delta, 0), 0)
}

// Shows says whether the last Render or Fit had room for a column.
func (g *Grid) Shows(col int) bool {
	return slices.ContainsFunc(g.layout.slots, func(s slot) bool { return s.col == col })
}

// Fit settles what Render is going to draw in h lines of w cells.
func (g *Grid) Fit(w, h int) {
	if w <= 0 || h <= 0 {
		return
	}
	g.head = min(h-1, 1)
	g.page = h - g.head
	g.reveal()
	g.fitColumns(w)
}

// Hidden returns how many columns the last Render left out.
func (g *Grid) Hidden() int { return g.layout.hidden }

// key returns the key of the n-th shown row.
func (g *Grid) key(n int) string { return g.keys[g.shown[n]] }

// choose selects the n-th shown row for good.
func (g *Grid) choose(n int) {
	g.sel, g.wanted, g.chosen = n, g.key(n), true
}

// clampTop keeps the view filled, and the selection in it.
func (g *Grid) clampTop() {
	g.top = max(min(g.top, len(g.shown)-g.page), 0)
}
