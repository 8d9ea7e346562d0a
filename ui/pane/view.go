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
	// Sort is the column the list is sorted by, "" for the names.
	Sort string `json:"sort,omitempty"`
	// Reverse turns the order around.
	Reverse bool `json:"reverse,omitempty"`
	// Columns are those that are shown, in order; none stands for all.
	Columns []string `json:"columns,omitempty"`
}

// sortedKeep lets the column a list is sorted by fall away last, after name and
// state.
const sortedKeep = 98

// id is how a column is named in a [View].
func (c *column) id() string { return strings.ToLower(c.Title) }

// kindColumns returns all columns of a list as they come.
func kindColumns(k fleet.Kind) []column {
	switch k {
	case fleet.Applications:
		return applicationColumns()
	case fleet.Containers:
		return containerColumns()
	default:
		return imageColumns()
	}
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
	all := kindColumns(l.Query.Kind)
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
	if len(l.cols) == 1 || slices.EqualFunc(l.cols, all, func(a, b column) bool { return a.Title == b.Title }) {
		l.cols = all
	} else {
		v.Columns = l.Columns()
	}
	if find(all, v.Sort) < 1 {
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

// AllColumns returns all columns there are, as they come.
func (l *List) AllColumns() []string {
	all := kindColumns(l.Query.Kind)
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].id()
	}
	return ids
}

// NextSort returns the view that is sorted by the next column.
func (l *List) NextSort() View {
	v := l.view
	at := slices.Index(l.Columns(), cmp.Or(v.Sort, l.cols[0].id()))
	v.Sort, v.Reverse = l.cols[(at+1)%len(l.cols)].id(), false
	return v
}

// sorted says in words what the list is sorted by, "" when it is as it comes.
func (l *List) sorted(g *theme.Glyphs) string {
	if l.view.Sort == "" && !l.view.Reverse {
		return ""
	}
	return "by " + cmp.Or(l.view.Sort, "name") + " " + l.arrow(g)
}

func (l *List) arrow(g *theme.Glyphs) string {
	if l.view.Reverse {
		return g.Descending
	}
	return g.Ascending
}

// gridColumns returns the columns of the list as its grid has them: the one it
// is sorted by has an arrow and falls away late.
func (l *List) gridColumns(g *theme.Glyphs) []grid.Column {
	if l.Activity {
		return activityColumns()
	}
	cols := make([]grid.Column, len(l.cols))
	for i := range l.cols {
		cols[i] = l.cols[i].Column
		if l.cols[i].id() == cmp.Or(l.view.Sort, l.cols[0].id()) && l.sorted(g) != "" {
			cols[i].Title += l.arrow(g)
			cols[i].Min, cols[i].Keep = max(cols[i].Min, text.Width(cols[i].Title)), max(cols[i].Keep, sortedKeep)
		}
	}
	return cols
}

// Table returns the titles of the columns and the texts of the rows as they are
// listed: filtered, in order, and without glyphs. Columns for which there is no
// room on the screen are in it.
func (l *List) Table() (titles []string, rows [][]string) {
	if l.Activity {
		for _, c := range activityColumns() {
			titles = append(titles, c.Title)
		}
	}
	for i := range l.cols {
		titles = append(titles, l.cols[i].Title)
	}
	for n := range l.grid.Shown() {
		cells := make([]string, len(titles))
		for col := range cells {
			cells[col] = l.words(l.grid.At(n), col)
		}
		rows = append(rows, cells)
	}
	return titles, rows
}

// words returns what stands in a cell, without glyphs.
func (l *List) words(i, col int) string {
	var content string
	switch {
	case l.Activity:
		content, _ = l.history.Cell(i, col, 0)
	case l.cols[col].words != nil:
		content = l.cols[col].words(l.src.rows[i])
	default:
		content, _ = l.src.Cell(i, col, 0)
	}
	return content
}
