package pane

import (
	"cmp"
	"slices"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// View is what was chosen for a list: its order and its columns. A column is
// named by its title in lower case.
type View struct {
	// Sort is the column the list is sorted by, "" for the worst first; of images, for the names.
	Sort string `json:"sort,omitempty"`
	// Reverse turns the order around.
	Reverse bool `json:"reverse,omitempty"`
	// Columns are those that are shown, in order; none stands for the usual ones.
	Columns []string `json:"columns,omitempty"`
}

// sortedKeep lets the column a list is sorted by fall away last, after name and
// state.
const sortedKeep = 98

// id is how a column is named in a [View].
func (c *column) id() string { return cmp.Or(c.name, strings.ToLower(c.Title)) }

// offers are what a server tells beyond the documents that lists have columns for.
type offers struct {
	usage bool // what objects use
	nodes bool // on which of several machines containers are
}

// kindColumns returns all columns of a list as they come, with those for what the server offers.
func kindColumns(k fleet.Kind, o offers) []column {
	const behindState, behindHour = 3, 4 // and behind how many run, or how one ended
	switch k {
	case fleet.Applications:
		if o.usage {
			columns := withUsage(applicationColumns(), behindHour, 38)
			for i := range columns {
				if columns[i].Title == whyTitle {
					columns[i].Full = 18 // so that on 200 cells there is room for all of them
				}
			}
			return columns
		}
		return applicationColumns()
	case fleet.Containers:
		columns := containerColumns()
		if o.nodes {
			columns = slices.Insert(columns, behindState, nodeColumn())
		}
		if o.usage {
			columns = withUsage(columns, behindState, 39)
		}
		return columns
	default:
		return imageColumns()
	}
}

// usual returns the columns that are shown where none were chosen. Containers of one application do not
// name it.
func (l *List) usual() []column {
	return slices.DeleteFunc(kindColumns(l.Query.Kind, l.offers), func(c column) bool {
		return c.off || l.Query.Application != "" && c.id() == applicationName
	})
}

// View returns what was chosen for the list.
func (l *List) View() View { return l.view }

// SetView orders the list and shows its columns as chosen. What it does not
// have is left out, and the name is always the first column. The selection
// stays on its object.
func (l *List) SetView(v View, c *Context) {
	if l.Activity {
		return
	}
	l.wished = v
	all := kindColumns(l.Query.Kind, l.offers)
	find := func(cols []column, id string) int {
		return slices.IndexFunc(cols, func(c column) bool { return c.id() == id })
	}
	l.cols = all[:1:1]
	for _, id := range v.Columns {
		if i := find(all, id); i > 0 && find(l.cols, id) < 0 {
			l.cols = append(l.cols, all[i])
		}
	}
	v.Columns = nil
	if usual := l.usual(); len(l.cols) == 1 || slices.EqualFunc(l.cols, usual, func(a, b column) bool { return a.Title == b.Title }) {
		l.cols = usual
	} else {
		v.Columns = l.Columns()
	}
	if at := find(all, v.Sort); at < 0 || at == 0 && l.Query.Kind == fleet.Images { // images are as they come
		v.Sort = ""
	}
	l.view = v
	l.grid.SetColumns(l.gridColumns(&c.Theme.Glyphs))
	if l.shown != nil {
		l.take(l.shown, c)
	}
}

// Columns returns the columns that are shown, in order.
func (l *List) Columns() []string {
	ids := make([]string, len(l.cols))
	for i := range l.cols {
		ids[i] = l.cols[i].id()
	}
	return ids
}

// UsualColumns returns those that are shown where none were chosen.
func (l *List) UsualColumns() []string {
	usual := l.usual()
	ids := make([]string, len(usual))
	for i := range usual {
		ids[i] = usual[i].id()
	}
	return ids
}

// AllColumns returns all columns there are, as they come.
func (l *List) AllColumns() []string {
	all := kindColumns(l.Query.Kind, l.offers)
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].id()
	}
	return ids
}

// NextSort returns the view that is sorted by the next column.
// After the last one it is sorted as it comes.
func (l *List) NextSort() View {
	v := l.view
	at := slices.Index(l.Columns(), v.Sort) + 1
	if v.Sort == "" && !l.worstFirst() {
		at = 1 // by name it is sorted already
	}
	v.Sort, v.Reverse = "", false
	if at < len(l.cols) {
		v.Sort = l.cols[at].id()
	}
	return v
}

// sorted says in words what the list is sorted by, "" for names that are as they come.
func (l *List) sorted(g *theme.Glyphs) string {
	switch {
	case l.worstFirst() && l.view.Reverse:
		return "worst last"
	case l.worstFirst():
		return "worst first"
	case l.Activity, l.view.Sort == "" && !l.view.Reverse:
		return ""
	default:
		return "by " + cmp.Or(l.view.Sort, "name") + " " + l.arrow(g)
	}
}

func (l *List) arrow(g *theme.Glyphs) string {
	if l.view.Reverse {
		return g.Descending
	}
	return g.Ascending
}

// gridColumns returns the columns of the list as its grid has them: the one it
// is sorted by has an arrow, which stands in the gap between columns where the title fills its own, and
// falls away late.
func (l *List) gridColumns(g *theme.Glyphs) []grid.Column {
	if l.Activity {
		return activityColumns()
	}
	cols := make([]grid.Column, len(l.cols))
	for i := range l.cols {
		c := l.cols[i].Column
		c.Ideal = max(c.Ideal, text.Width(c.Title))
		c.Varies, c.Pair = c.Varies && l.view.Columns == nil, c.Pair && l.view.Columns == nil
		if !l.worstFirst() && l.cols[i].id() == cmp.Or(l.view.Sort, l.cols[0].id()) && l.sorted(g) != "" {
			c.Title = withArrow(c.Title, l.arrow(g), c.Right)
			c.Keep, c.Varies, c.Pair = max(c.Keep, sortedKeep), false, false
		}
		cols[i] = c
	}
	return cols
}

// withArrow puts an arrow beside a title, on the side where it does not move the title.
func withArrow(title, arrow string, right bool) string {
	if right {
		return arrow + title
	}
	return title + arrow
}

// Table returns the titles of the columns and the texts of the rows as they are listed: filtered, in
// order, and without glyphs. It has the columns that were chosen, whether there is room for them on the
// screen or not; all, where none were.
func (l *List) Table() (titles []string, rows [][]string) {
	if l.Activity {
		return l.entriesTable()
	}
	cols := l.cols
	if l.view.Columns == nil {
		cols = kindColumns(l.Query.Kind, l.offers)
	}
	for i := range cols {
		titles = append(titles, strings.ToUpper(cols[i].id()))
	}
	for n := range l.grid.Shown() {
		cells := make([]string, len(titles))
		for col := range cells {
			cells[col] = cols[col].wordsOf(l.src.rows[l.grid.At(n)], l.src)
		}
		rows = append(rows, cells)
	}
	return titles, rows
}

// wordsOf returns what stands in a cell, without glyphs.
func (c *column) wordsOf(r *fleet.Row, s *source) string {
	if c.words != nil {
		return c.words(r)
	}
	if c.measured && c.more != nil {
		if content := c.more(r, s); content != "" {
			return content
		}
	}
	content, _ := c.text(r, s)
	return content
}
