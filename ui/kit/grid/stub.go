// Package grid is a windowed table keyed by id.
package grid

// Column describes one column. Widths are in cells.
type Column struct {
	Title  string
	Min    int
	Ideal  int
	Weight int
	Keep   int
	Right  bool
	Middle bool
	Never  bool
}

// Style is the meaning of a cell: an index into the lists of a Palette.
type Style uint8

// Source is what a grid shows.
type Source interface {
	Len() int
	Key(i int) string
	Version(i int) uint64
	Cell(i, col int) (text string, style Style)
	Haystack(i int) string
}

// Palette holds, for each state of a row, the SGR sequence that opens each Style.
type Palette struct {
	Normal, Selected, Unfocused, Marked []string
}

// Styles are the SGR sequences of a theme. A Styles value does not change once it is in use.
type Styles struct {
	Fresh, Stale Palette
	Header       string // opens the header line
	Close        string // "\x1b[0m", or "" without colour
}

// Look says how Render draws.
type Look struct {
	Styles   *Styles
	Focused  bool
	Dim      bool
	Ellipsis string
	Marker   string // one cell, before the selected row
	Mark     string // one cell, before marked rows
	Marked   func(key string) bool
}

// Grid is a windowed table.
type Grid struct{}

// New returns an empty grid.
func New(cols []Column) *Grid { return &Grid{} }

// SetColumns replaces the columns.
func (g *Grid) SetColumns(cols []Column) {}

// SetSource replaces the rows.
func (g *Grid) SetSource(src Source) {}

// SetFilter shows only rows whose haystack contains q.
func (g *Grid) SetFilter(q string) {}

// SetMatch shows only rows for which match holds; nil shows all.
func (g *Grid) SetMatch(match func(i int) bool) {}

// Len returns the number of rows of the source.
func (g *Grid) Len() int { return 0 }

// Shown returns the number of rows that pass the filter.
func (g *Grid) Shown() int { return 0 }

// At returns the source's index of the n-th shown row.
func (g *Grid) At(n int) int { return 0 }

// Hidden returns how many columns the last Render had no room for.
func (g *Grid) Hidden() int { return 0 }

// Window returns the shown rows that the last Render drew.
func (g *Grid) Window() (first, count int) { return 0, 0 }

// Selected returns the selected row.
func (g *Grid) Selected() (key string, index int, ok bool) { return "", 0, false }

// Select selects the row with key, if it is shown.
func (g *Grid) Select(key string) bool { return false }

// Move moves the selection by delta rows.
func (g *Grid) Move(delta int) {}

// Page moves the selection by pages of the last Render.
func (g *Grid) Page(delta int) {}

// HalfPage moves the selection by half pages.
func (g *Grid) HalfPage(delta int) {}

// Top selects the first row.
func (g *Grid) Top() {}

// Bottom selects the last row.
func (g *Grid) Bottom() {}

// Pan shifts which of the columns after the second are drawn.
func (g *Grid) Pan(delta int) {}

// Render draws exactly h lines of exactly w cells.
func (g *Grid) Render(w, h int, look Look) []string { return make([]string, max(h, 0)) }
