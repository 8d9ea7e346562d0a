package grid

import (
	"unicode/utf8"

	"fleetop/internal/text"
)

// Palette holds, for each state of a row, the SGR sequences that open the
// styles, in the order of [Style]. A style beyond the end of a list is drawn
// like Style 0; an empty list opens nothing.
type Palette struct {
	Normal    []string
	Selected  []string // the selected row while the grid has the focus
	Unfocused []string // the selected row while it has not
	Armed     []string // rows of which something is about to happen
}

// Styles are the SGR sequences of a theme. A Styles value must not change once
// it is in use.
type Styles struct {
	Fresh, Stale Palette
	Header       string // opens the header line
	Close        string // ends what a sequence opened
}

// Look says how Render draws.
type Look struct {
	Styles   *Styles
	Focused  bool
	Dim      bool   // the rows are stale: draw them by Styles.Stale
	Ellipsis string // stands for what is left out of a cell
	Marker   string // one cell in front of the selected row
	Blurred  string // the same while the grid has not the focus
	Mark     string // one cell in front of marked rows
	MarkIn   Style  // its style
	// Aged says which rows are stale although the others are not; nil for none.
	Aged func(key string) bool
	// Marked says which rows are marked; nil marks none.
	Marked func(key string) bool
	// Armed says of which rows something is about to happen; nil for none.
	Armed func(key string) bool
}

// Render draws exactly h lines of exactly w cells: the header and the rows in
// view, the selected one always among them. A single line shows the selected
// row.
func (g *Grid) Render(w, h int, look Look) []string {
	if h <= 0 {
		return nil
	}
	lines := make([]string, 0, h)
	if w <= 0 {
		return lines[:h]
	}
	if look.Styles == nil {
		look.Styles = &Styles{}
	}
	g.head = min(h-1, 1)
	g.page = h - g.head
	g.reveal()
	g.lines.begin(&look, h)
	for !g.drawRows(&lines, w, &look) {
		lines = lines[:0]
	}
	if len(lines) < h {
		blank := string(text.AppendSpaces(nil, w))
		for len(lines) < h {
			lines = append(lines, blank)
		}
	}
	return lines
}

// reveal scrolls as little as needed to have the view filled and the selected
// row in it.
func (g *Grid) reveal() {
	g.clampTop()
	if g.sel >= 0 {
		g.top = max(min(g.top, g.sel), g.sel-g.page+1)
	}
}

// fitColumns lays the columns out in w cells, unless they are.
func (g *Grid) fitColumns(w int) {
	if g.layout.width != w || g.layout.pan != g.pan || g.layout.slots == nil {
		g.place(w)
	}
}

// drawRows draws the header and the rows in view. It returns false when it found
// on the way that a column that is never shortened has to be wider.
func (g *Grid) drawRows(lines *[]string, w int, look *Look) bool {
	g.fitColumns(w)
	if g.head > 0 {
		if g.lines.header == "" {
			g.lines.header = g.header(w, look)
		}
		*lines = append(*lines, g.lines.header)
	}
	first, count := g.Window()
	for n := first; n < first+count; n++ {
		i := g.shown[n]
		id := lineID{key: g.keys[i], selected: n == g.sel, focused: look.Focused && n == g.sel, stale: look.Dim}
		id.stale = id.stale || look.Aged != nil && look.Aged(id.key)
		id.marked = look.Marked != nil && look.Marked(id.key)
		id.armed = look.Armed != nil && look.Armed(id.key)
		version := g.src.Version(i)
		line, ok := g.lines.get(id, version)
		if !ok {
			line = g.row(i, id, w, look)
			if line == "" {
				return false
			}
			g.lines.put(id, version, line)
		}
		*lines = append(*lines, line)
	}
	return true
}

// header draws the titles of the columns. One may take a cell of the gap behind it, or, where it is right
// aligned or the last, of that before it.
func (g *Grid) header(w int, look *Look) string {
	p := painter{close: look.Styles.Close, dst: make([]byte, 0, w+32)}
	p.open(look.Styles.Header)
	used := 0
	for n, s := range g.layout.slots {
		c := g.cols[s.col]
		from, to := g.title(n, w)
		from = max(from, used)
		p.dst = text.AppendSpaces(p.dst, from-used)
		if c.Right {
			p.dst = text.AppendFitRight(p.dst, c.Title, to-from, look.Ellipsis)
		} else {
			p.dst = text.AppendFit(p.dst, c.Title, to-from, look.Ellipsis)
		}
		used = to
	}
	p.dst = text.AppendSpaces(p.dst, w-used)
	p.open("")
	return string(p.dst)
}

// title is from where to where the title of the n-th column that is drawn goes.
func (g *Grid) title(n, w int) (from, to int) {
	from = min(gutter, w)
	for _, s := range g.layout.slots[:n] {
		from += s.width + gap
	}
	s := g.layout.slots[n]
	c := &g.cols[s.col]
	to = from + s.width
	switch over := text.Width(c.Title) == s.width+1; {
	case over && n > 0 && (c.Right || to == w):
		from--
	case over && !c.Right && to < w:
		to++
	}
	return from, to
}

// row draws row i of the source, or returns "" and forgets the layout when a
// column has to be wider.
func (g *Grid) row(i int, id lineID, w int, look *Look) string {
	styles := look.palette(id)
	p := painter{close: look.Styles.Close, dst: make([]byte, 0, w+128)}
	p.open(style(styles, 0))
	used := p.gutter(id, w, look, styles)
	for n, s := range g.layout.slots {
		if n > 0 {
			p.open(style(styles, 0))
			p.dst = text.AppendSpaces(p.dst, gap)
			used += gap
		}
		content, st := g.src.Cell(i, s.col, s.width)
		if g.outgrown(i, s.col) {
			g.layout = layout{}
			return ""
		}
		if g.cols[s.col].Common {
			content = g.texts[s.col].without(content, s.width, look.Ellipsis)
		}
		if g.cols[s.col].Own {
			p.open(style(look.palette(lineID{stale: id.stale}), st))
		} else {
			p.open(style(styles, st))
		}
		cell := len(p.dst)
		p.dst = g.cols[s.col].fit(p.dst, content, s.width, look.Ellipsis)
		if g.cols[s.col].Glyph && id.selected && !id.armed {
			p.openAfterGlyph(cell, style(styles, 0))
		}
		used += s.width
	}
	if used < w {
		p.open(style(styles, 0))
		p.dst = text.AppendSpaces(p.dst, w-used)
	}
	p.open("")
	return string(p.dst)
}

// outgrown reports whether row i is wider than anything seen in a column that is
// never shortened, and takes note of it.
func (g *Grid) outgrown(i, col int) bool {
	if !g.cols[col].Never {
		return false
	}
	content, _ := g.src.Cell(i, col, 0)
	if len(content) <= g.texts[col].natural {
		return false
	}
	w := text.Width(text.Clean(content))
	if w <= g.texts[col].natural {
		return false
	}
	g.texts[col].natural = w
	return true
}

func (c *Column) fit(dst []byte, content string, w int, ellipsis string) []byte {
	switch {
	case c.Middle && c.Right && text.Width(content) < w:
		return text.AppendFitRight(dst, content, w, ellipsis)
	case c.Middle:
		return text.AppendFitMiddle(dst, content, w, ellipsis)
	case c.Right:
		return text.AppendFitRight(dst, content, w, ellipsis)
	case c.Words:
		return text.AppendFitWords(dst, content, w, ellipsis)
	}
	return text.AppendFit(dst, content, w, ellipsis)
}

// palette returns the styles of a row.
func (l *Look) palette(id lineID) []string {
	p := &l.Styles.Fresh
	if id.stale {
		p = &l.Styles.Stale
	}
	switch {
	case id.selected && id.focused:
		return p.Selected
	case id.selected:
		return p.Unfocused
	case id.armed:
		return p.Armed
	}
	return p.Normal
}

func style(styles []string, s Style) string {
	switch {
	case int(s) < len(styles):
		return styles[s]
	case len(styles) > 0:
		return styles[0]
	}
	return ""
}

// painter writes text in styles, each opened once for a run of equal ones.
type painter struct {
	dst     []byte
	current string
	close   string
}

func (p *painter) open(seq string) {
	if seq == p.current {
		return
	}
	if p.current != "" {
		p.dst = append(p.dst, p.close...)
	}
	p.dst = append(p.dst, seq...)
	p.current = seq
}

// openAfterGlyph draws what stands behind the first character of a cell in another style. The cell is
// what was written from an index on.
func (p *painter) openAfterGlyph(from int, seq string) {
	_, n := utf8.DecodeRune(p.dst[from:])
	rest := string(p.dst[from+n:])
	p.dst = p.dst[:from+n]
	p.open(seq)
	p.dst = append(p.dst, rest...)
}

// gutter writes the cells before the first column and returns their number.
func (p *painter) gutter(id lineID, w int, look *Look, styles []string) int {
	marker, mark := " ", " "
	switch {
	case id.selected && id.focused:
		marker = look.Marker
	case id.selected:
		marker = look.Blurred
	}
	p.dst = text.AppendFit(p.dst, marker, min(w, 1), "")
	if id.marked && w > 1 {
		mark = look.Mark
		p.open(style(styles, look.MarkIn))
	}
	p.dst = text.AppendFit(p.dst, mark, min(w-1, 1), "")
	p.open(style(styles, 0))
	return min(w, gutter)
}
