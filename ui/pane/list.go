package pane

import (
	"cmp"
	"strconv"
	"time"

	"fleetop/internal/filter"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// List is a list of objects, or of the entries of Activity.
type List struct {
	Query    fleet.Query
	Activity bool
	// Of is the name of the application whose containers these are, if any.
	Of string

	grid    *grid.Grid
	view    View
	wished  View     // the same, with what it lacks here
	cols    []column // those of the view
	sorting sorting
	filter  string // as it was typed
	query   filter.Query
	asked   record // what the query is asked of
	// Only what needs attention is shown; when that changes by time alone, and
	// what was known when it was looked at.
	problems bool
	offers   offers
	touched  bool   // the cursor was moved: it stays on its object
	awaited  string // the object that is selected once it is listed, by its key
	count    int    // of the rows that are not terminated
	changes  time.Time
	asOf     uint64
	shown    *fleet.List // what the grid has now
	src      *source     // the same, as the grid sees it
	history  *history    // of Activity
	marks    marks
}

// NewList returns the list of a query; of names the application it is about,
// "" for all.
func NewList(q fleet.Query, of string) *List {
	l := &List{Query: q, Of: of}
	l.cols = l.usual()
	l.grid = grid.New(l.gridColumns(&theme.Glyphs{}))
	return l
}

// NewActivity returns the list of what happened.
func NewActivity() *List {
	return &List{Activity: true, history: &history{}, grid: grid.New(activityColumns())}
}

// Refresh hands what is known now to the grid. The selection stays on its
// object. It says whether time alone has changed what is shown.
func (l *List) Refresh(c *Context) (changed bool) {
	if l.Activity {
		l.refreshHistory(c)
		return false
	}
	known := c.Fleet.List(l.Query)
	if asked := l.Asked(c.Fleet); asked != l.Query {
		known = fleet.Newest(known, c.Fleet.List(asked))
	} else if l.shown != nil && l.shown.Query != l.Query && l.filter != "" {
		known = fleet.Newest(l.shown, known) // until all have come
	}
	if l.shown != nil && known == l.shown && l.sortedByUsage() && l.sorting.usage != c.Fleet.UsageVersion() {
		l.take(known, c)
		return true
	}
	if known == l.shown || known == nil {
		return l.recheck(c)
	}
	l.take(known, c)
	return false
}

// take hands a list to the grid, in the order that was chosen.
func (l *List) take(known *fleet.List, c *Context) {
	l.shown, l.asked, l.changes, l.asOf = known, record{}, time.Time{}, c.Fleet.Version()
	l.src = &source{rows: known.Rows, fleet: c.Fleet, recorder: c.Recorder, columns: l.cols, theme: c.Theme, now: c.Fleet.ServerTime(c.Now), clock: c.Now, ages: c.Ages, paused: c.Paused}
	l.src.rows = l.arrange(l.src)
	l.grid.SetSource(l.src)
	l.home()
	if l.awaited != "" && l.Select(l.awaited) {
		l.awaited = ""
	}
	l.count = 0
	for _, r := range known.Rows {
		if !r.Gone() {
			l.count++
		}
	}
	l.marks.dropGone(l.Query.Kind, c.Fleet)
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

// Titles returns what stands in the frame, from the longest: how many there are, and in which order.
func (l *List) Titles(c *Context) []string {
	title := l.Title()
	if l.Activity {
		return ActivityTitles(c)
	}
	if l.shown == nil || l.shown.Good.IsZero() {
		return []string{title}
	}
	count := l.count
	if l.shown.Partial {
		count = max(count, l.shown.Total)
	}
	counted := title + " " + strconv.Itoa(count)
	if by := l.sorted(&c.Theme.Glyphs); by != "" && !c.Fresh.List.Says { // how old it is outranks that
		return []string{counted + " " + c.Theme.Glyphs.Dot + " " + by, counted, title}
	}
	return []string{counted, title}
}

// Key returns what the selection is known by, "" when nothing is selected.
func (l *List) Key() string {
	key, _, _ := l.grid.Selected()
	return key
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

// Select puts the cursor on an object, if it is listed.
func (l *List) Select(key string) bool {
	found := l.grid.Select(key)
	l.touched = l.touched || found
	return found
}

// Await selects an object as soon as it is listed, unless the cursor is moved before.
func (l *List) Await(key string) {
	if !l.Select(key) {
		l.awaited = key
	}
}

// Do moves the cursor; a range that is being marked goes with it.
func (l *List) Do(id command.ID) {
	l.move(func() bool { return command.Move(id, l.grid) })
}

// Turn moves the view and the cursor by rows.
func (l *List) Turn(rows int) {
	l.move(func() bool {
		l.grid.Turn(rows)
		return true
	})
}

// move has the cursor moved; by tells whether it was.
func (l *List) move(by func() bool) {
	_, before, _ := l.grid.Selected()
	l.awaited = ""
	l.touched = by() || l.touched
	if l.Activity {
		_, now, _ := l.grid.Selected()
		l.skipDay(cmp.Compare(now, before))
	}
	l.extendRange()
}

// RowAt returns what the row on a line of the pane is known by; false where there is none that can be
// selected.
func (l *List) RowAt(line int) (key string, ok bool) {
	key, index, ok := l.grid.RowAt(line)
	return key, ok && (!l.Activity || !l.history.isDay(index))
}

// Point puts the cursor on the row that is known by a key. A range that is being marked goes with it.
func (l *List) Point(key string) {
	l.Select(key)
	l.extendRange()
}

// SortAt returns the view that is sorted by the column whose title is at a cell of the pane, or the other
// way round where it is sorted by that; false where there is no title.
func (l *List) SortAt(x, line int) (v View, ok bool) {
	col, ok := l.grid.TitleAt(x, line)
	if !ok || l.Activity || col >= len(l.cols) {
		return View{}, false
	}
	v = l.view
	by := l.cols[col].id()
	if l.Query.Kind == fleet.Images && col == 0 { // images are as they come
		by = ""
	}
	v.Reverse, v.Sort = v.Sort == by && !v.Reverse, by
	return v, true
}

// Need is on how many lines the list has something to say, and how wide it is with its frame where every
// column has the room it is to have.
func (l *List) Need() (lines, width int) { return l.grid.Len() + 1, l.grid.Wants() + 3 }
