package pane

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fleetop/ui/command"
	"fleetop/ui/fleet"
	"fleetop/ui/kit/cell"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// Context is what panes are drawn from.
type Context struct {
	Fleet    *fleet.Fleet
	Theme    *theme.Theme
	Styles   *grid.Styles
	Now      time.Time // local time
	Location *time.Location
	Stale    bool
	// Trouble says why nothing can be fetched right now, "" when all is well.
	Trouble string
	// Retry says when the next attempt is made, in words, "" when all is well.
	Retry string
	// Connecting is what an empty list says before the first answer.
	Connecting string
}

// List is a list of objects, or of the entries of Activity.
type List struct {
	Query    fleet.Query
	Activity bool
	// Of is the name of the application whose containers these are, if any.
	Of string

	grid   *grid.Grid
	cols   []column
	filter string
	shown  *fleet.List   // what the grid has now
	src    *source       // the same, as the grid sees it
	log    []fleet.Entry // for Activity
}

// NewList returns the list of a query; of names the application it is about,
// "" for all.
func NewList(q fleet.Query, of string) *List {
	l := &List{Query: q, Of: of}
	switch q.Kind {
	case fleet.Applications:
		l.cols = applicationColumns()
	case fleet.Containers:
		l.cols = containerColumns()
	case fleet.Images:
		l.cols = imageColumns()
	}
	cols := make([]grid.Column, len(l.cols))
	for i, c := range l.cols {
		cols[i] = c.Column
	}
	l.grid = grid.New(cols)
	return l
}

// NewActivity returns the list of what happened.
func NewActivity() *List {
	return &List{Activity: true, grid: grid.New(activityColumns())}
}

// Refresh hands what is known now to the grid. The selection stays on its object.
func (l *List) Refresh(c *Context) {
	if l.Activity {
		if entries := c.Fleet.Activity(); len(entries) != len(l.log) || len(entries) > 0 && entries[len(entries)-1] != l.log[len(l.log)-1] {
			newest := l.atNewest()
			l.log = entries
			l.grid.SetSource(&activitySource{entries: entries, loc: c.Location})
			if newest {
				l.grid.Top()
			}
		}
		return
	}
	known := c.Fleet.List(l.Query)
	if known == l.shown || known == nil {
		return
	}
	l.shown = known
	l.src = &source{rows: known.Rows, fleet: c.Fleet, columns: l.cols, theme: c.Theme, now: c.Fleet.ServerTime(c.Now)}
	l.grid.SetSource(l.src)
}

// atNewest says whether the first entry is selected, so that the selection
// moves on to a newer one.
func (l *List) atNewest() bool {
	_, _, ok := l.grid.Selected()
	return !ok || l.grid.Shown() > 0 && l.selectedIs(l.grid.At(0))
}

func (l *List) selectedIs(index int) bool {
	_, i, ok := l.grid.Selected()
	return ok && i == index
}

// Title stands in the frame.
func (l *List) Title() string {
	switch {
	case l.Activity:
		return "Activity"
	case l.Query.Application != "":
		return "Containers of " + l.Of
	case l.Query.Kind == fleet.Applications:
		return "Applications"
	case l.Query.Kind == fleet.Containers:
		return "Containers"
	default:
		return "Images"
	}
}

// Selected returns the object under the cursor, nil when there is none.
func (l *List) Selected() *fleet.Row {
	if l.Activity || l.shown == nil {
		return nil
	}
	key, _, ok := l.grid.Selected()
	if !ok {
		return nil
	}
	return l.shown.Row(key)
}

// SelectedEntry returns the entry of Activity under the cursor.
func (l *List) SelectedEntry() (fleet.Entry, bool) {
	_, i, ok := l.grid.Selected()
	if !l.Activity || !ok || i >= len(l.log) {
		return fleet.Entry{}, false
	}
	return l.log[len(l.log)-1-i], true
}

// Select puts the cursor on an object, if it is listed.
func (l *List) Select(key string) bool { return l.grid.Select(key) }

// Filter returns the text the list is narrowed by.
func (l *List) Filter() string { return l.filter }

// SetFilter narrows the list to rows that contain a text in any column.
func (l *List) SetFilter(q string) {
	l.filter = q
	l.grid.SetFilter(strings.ToLower(q))
}

// Do runs a command that moves the cursor; false when it is none.
func (l *List) Do(id command.ID) bool {
	switch id {
	case command.Down:
		l.grid.Move(1)
	case command.Up:
		l.grid.Move(-1)
	case command.Top:
		l.grid.Top()
	case command.Bottom:
		l.grid.Bottom()
	case command.HalfDown:
		l.grid.HalfPage(1)
	case command.HalfUp:
		l.grid.HalfPage(-1)
	case command.PageDown:
		l.grid.Page(1)
	case command.PageUp:
		l.grid.Page(-1)
	case command.Left:
		l.grid.Pan(-1)
	case command.Right:
		l.grid.Pan(1)
	default:
		return false
	}
	return true
}

// Lines draws the inside of the pane: exactly h lines of exactly w cells.
func (l *List) Lines(w, h int, focused bool, c *Context) []string {
	if l.src != nil {
		l.src.now = c.Fleet.ServerTime(c.Now) // ages are those of now
	}
	lines := l.grid.Render(max(w-1, 0), h, grid.Look{
		Styles: c.Styles, Focused: focused, Dim: c.Stale && !l.Activity,
		Ellipsis: c.Theme.Glyphs.Ellipsis, Marker: c.Theme.Glyphs.Selected, Mark: "*",
	})
	for i := range lines {
		lines[i] += " "[:min(w, 1)] // so that the last column does not touch the frame
	}
	if l.grid.Shown() == 0 && h > 1 {
		l.explain(lines, w, c)
	}
	return lines
}

// explain says in an empty list why it is empty.
func (l *List) explain(lines []string, w int, c *Context) {
	style := c.Theme.Faint
	text := l.emptyText(c)
	if !l.Activity && (c.Trouble != "" || l.shown != nil && l.shown.Err != nil) && l.filter == "" {
		style = c.Theme.Warn
	}
	parts, _ := cell.Wrap(text, max(w-4, 1), len(lines))
	for i, part := range parts {
		if at := 1 + i; at < len(lines) {
			b := cell.AppendSpaces(nil, min(2, w))
			b = style.Append(b, string(cell.AppendFit(nil, part, max(w-2, 0), c.Theme.Glyphs.Ellipsis)))
			lines[at] = string(b)
		}
	}
}

func (l *List) emptyText(c *Context) string {
	known := l.shown
	switch {
	case l.filter != "" && l.grid.Len() > 0:
		return "nothing matches /" + cell.Clean(l.filter) + "/"
	case l.Activity:
		return "nothing has happened yet: actions, their results and failures are kept here"
	case c.Fleet.List(l.Query) != nil && c.Fleet.List(l.Query).Missing:
		if l.Query.Kind == fleet.Images {
			return "this server has no images"
		}
		return "this server has no such list"
	case known == nil || known.Good.IsZero():
		if c.Trouble != "" {
			return "could not fetch: " + c.Trouble + c.Retry
		}
		if failed := c.Fleet.List(l.Query); failed != nil && failed.Err != nil {
			return "could not fetch: " + cell.Clean(failed.Err.Error())
		}
		return c.Connecting
	case l.Query.Application != "":
		return "no containers of " + l.Of
	case l.Query.Kind == fleet.Applications:
		return "no applications"
	case l.Query.Kind == fleet.Containers:
		return "no containers"
	default:
		return "no images"
	}
}

// Foot says how much of the list is shown, and why.
func (l *List) Foot(c *Context) string {
	var parts []string
	total := l.grid.Len()
	if _, i, ok := l.grid.Selected(); ok {
		parts = append(parts, l.position(i, total))
	}
	if l.shown != nil && l.shown.Partial {
		parts = append(parts, fmt.Sprintf("loading %d of %d", total, l.shown.Total))
	}
	if l.filter != "" {
		parts = append(parts, `filter "`+cell.Clean(l.filter)+`"`)
	}
	if row := l.Selected(); row != nil {
		if p := c.Fleet.Pending(row.ID); p != nil {
			parts = append(parts, p.Mark(c.Now))
		}
	}
	if l.shown != nil && len(l.shown.Bad) > 0 {
		parts = append(parts, fmt.Sprintf("%d unreadable: %s", len(l.shown.Bad), l.shown.Bad[0]))
	}
	if n := l.grid.Hidden(); n > 0 {
		parts = append(parts, plural(n, "column")+" hidden")
	}
	return strings.Join(parts, " "+c.Theme.Glyphs.Dot+" ")
}

func (l *List) position(index, total int) string {
	if l.filter != "" {
		return fmt.Sprintf("%d of %d", l.grid.Shown(), total)
	}
	return strconv.Itoa(index+1) + "/" + strconv.Itoa(total)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
