package pane

import (
	"strconv"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/filter"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
)

func activityColumns() []grid.Column {
	return []grid.Column{
		{Title: "TIME", Min: 8, Ideal: 8, Never: true, Keep: 100},
		{Title: "OBJECT", Min: 8, Ideal: 18, Weight: 1, Middle: true, Keep: 90},
		{Title: "WHAT", Min: 10, Ideal: 60, Weight: 6, Words: true, Keep: 99},
	}
}

// refreshHistory hands the newest entries to the grid of Activity.
func (l *List) refreshHistory(c *Context) {
	if c.Activity.Version() == l.history.version {
		return
	}
	newest := l.atNewest()
	l.history = l.history.next(c)
	l.grid.SetSource(l.history)
	if newest {
		l.grid.Top()
	}
}

// SelectedEntry returns the time of the entry of Activity under the cursor, and what it says in
// full.
func (l *List) SelectedEntry() (at time.Time, content string, ok bool) {
	_, i, ok := l.grid.Selected()
	if !l.Activity || !ok || i >= l.history.Len() {
		return time.Time{}, "", false
	}
	e := l.history.at(i)
	return e.Time, e.Sentence(l.history.arrow), true
}

// history gives the entries of Activity to a grid, newest first.
type history struct {
	entries []activity.Entry
	version int // of the log
	loc     *time.Location
	arrow   string   // between two states
	words   []string // what each entry says, "" where nobody has asked
}

// next returns the history with the newest entries. What was made words of stays so.
func (h *history) next(c *Context) *history {
	n := &history{entries: c.Activity.Entries(), version: c.Activity.Version(), loc: c.Location, arrow: c.Theme.Glyphs.Arrow}
	n.words = make([]string, len(n.entries))
	if len(h.entries) > 0 {
		gone := n.entries[0].Number - h.entries[0].Number
		copy(n.words, h.words[min(gone, len(h.words)):])
	}
	return n
}

// what returns what an entry says.
func (h *history) what(i int) string {
	i = len(h.entries) - 1 - i
	if h.words[i] == "" {
		h.words[i] = h.entries[i].Words(h.arrow)
	}
	return h.words[i]
}

func (h *history) at(i int) *activity.Entry { return &h.entries[len(h.entries)-1-i] }
func (h *history) Len() int                 { return len(h.entries) }
func (h *history) Key(i int) string         { return strconv.Itoa(h.at(i).Number) }
func (h *history) Version(int) uint64       { return 1 }

func (h *history) Haystack(i int) string {
	return text.Fold(h.at(i).Object.String() + "\n" + h.what(i))
}

func (h *history) Cell(i, col, _ int) (string, grid.Style) {
	e := h.at(i)
	switch col {
	case 0:
		return e.Time.In(h.loc).Format("15:04:05"), styleQuiet
	case 1:
		return e.Object.String(), stylePlain
	}
	if e.Failed() {
		return h.what(i), styleBad
	}
	return h.what(i), stylePlain
}

// entryRecord is an entry of Activity as a filter sees it.
type entryRecord struct {
	history *history
	index   int
}

// Haystack implements filter.Record.
func (r entryRecord) Haystack() string { return r.history.Haystack(r.index) + "\n" }

// Field implements filter.Record: an entry has the name of an object.
func (r entryRecord) Field(f filter.Field) string {
	if f == filter.Name {
		return text.Fold(r.history.at(r.index).Object.String())
	}
	return ""
}
