package pane

import (
	"strconv"
	"strings"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/filter"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
)

// noActivity is what Activity says before anything has happened.
const noActivity = "No activity yet. What changes in the fleet, your actions and their results appear here."

func activityColumns() []grid.Column {
	return []grid.Column{
		{Title: "TIME", Min: 8, Ideal: 8, Never: true, Keep: 100},
		{Title: "WHO", Min: 8, Ideal: 10, Full: 18, Middle: true, Keep: 90},
		{Title: "WHAT", Min: 10, Ideal: 10, Weight: 6, Words: true, Keep: 99},
	}
}

// entryStyle is how an entry is drawn: by what it came to.
func entryStyle(e *activity.Entry) grid.Style {
	switch e.Outcome() {
	case activity.Good:
		return styleGood
	case activity.Doubtful:
		return styleWarn
	case activity.Bad:
		return styleBad
	case activity.Minor:
		return styleQuiet
	default:
		return stylePlain
	}
}

// refreshHistory hands the newest entries to the grid of Activity.
func (l *List) refreshHistory(c *Context) {
	today := dayOf(c.Now, c.Location)
	if c.Activity.Version() == l.history.version && today == l.history.today {
		return
	}
	newest := l.atNewest()
	l.history = l.history.next(c)
	l.grid.SetSource(l.history)
	if newest {
		l.grid.Top()
		l.skipDay(1)
	}
}

// skipDay moves the cursor off the line of a day, in a direction if there is an entry there.
func (l *List) skipDay(by int) {
	if by == 0 {
		by = 1
	}
	for _, by := range []int{by, -by} {
		if _, i, ok := l.grid.Selected(); !ok || !l.history.isDay(i) {
			return
		}
		l.grid.Scroll(by)
	}
}

// SelectedEntry returns the time of the entry of Activity under the cursor, and what it says in
// full.
func (l *List) SelectedEntry() (at time.Time, content string, ok bool) {
	_, i, ok := l.grid.Selected()
	if !l.Activity || !ok || i >= l.history.Len() || l.history.isDay(i) {
		return time.Time{}, "", false
	}
	e := l.history.at(i)
	return e.Time, e.Sentence(l.history.arrow), true
}

// history gives the entries of Activity to a grid, newest first, with a line in front of those of each
// day but today.
type history struct {
	entries []activity.Entry
	rows    []int // of the grid: indexes of entries, -1 for the line of a day
	version int   // of the log
	today   string
	loc     *time.Location
	arrow   string   // between two states
	dash    string   // what lines are drawn with
	words   []string // what each entry says, "" where nobody has asked
}

// dayLine is a row of the grid that is no entry.
const dayLine = -1

// dayOf names a day: "Fri 27 Nov".
func dayOf(t time.Time, loc *time.Location) string { return t.In(loc).Format("Mon 2 Jan") }

// next returns the history with the newest entries. What was made words of stays so, unless it may have
// been amended.
func (h *history) next(c *Context) *history {
	n := &history{
		entries: c.Activity.Entries(), version: c.Activity.Version(), today: dayOf(c.Now, c.Location),
		loc: c.Location, arrow: c.Theme.Glyphs.Arrow, dash: c.Theme.Glyphs.Horizontal,
	}
	n.words = make([]string, len(n.entries))
	if len(h.entries) > 0 && len(n.entries) > 0 {
		gone := n.entries[0].Number - h.entries[0].Number
		for i := range n.words {
			if was := i + gone; was >= 0 && was < len(h.entries) && n.entries[i].Same(&h.entries[was]) {
				n.words[i] = h.words[was]
			}
		}
	}
	day := n.today
	for i := len(n.entries) - 1; i >= 0; i-- {
		if of := dayOf(n.entries[i].Time, n.loc); of != day {
			day = of
			n.rows = append(n.rows, dayLine)
		}
		n.rows = append(n.rows, i)
	}
	return n
}

// what returns what an entry says.
func (h *history) what(i int) string {
	words := &h.words[h.rows[i]]
	if *words == "" {
		*words = h.at(i).Words(h.arrow)
	}
	return *words
}

func (h *history) isDay(i int) bool { return h.rows[i] == dayLine }

// at returns the entry of a row; of the line of a day the newest of that day.
func (h *history) at(i int) *activity.Entry {
	if h.isDay(i) {
		i++
	}
	return &h.entries[h.rows[i]]
}

func (h *history) Len() int { return len(h.rows) }

func (h *history) Key(i int) string {
	if h.isDay(i) {
		return h.at(i).Time.In(h.loc).Format(time.DateOnly)
	}
	return strconv.Itoa(h.at(i).Number)
}

func (h *history) Version(i int) uint64 {
	if h.isDay(i) {
		return 1
	}
	return mix(1, h.what(i))
}

func (h *history) Haystack(i int) string {
	if h.isDay(i) {
		return ""
	}
	e := h.at(i)
	return text.Fold(e.Object.String() + "\n" + e.Of.Name + "\n" + h.what(i))
}

func (h *history) Cell(i, col, _ int) (string, grid.Style) {
	e := h.at(i)
	switch {
	case h.isDay(i) && col == 0:
		return strings.Repeat(h.dash, len("15:04:05")), styleQuiet
	case h.isDay(i) && col == 1:
		return dayOf(e.Time, h.loc), styleQuiet
	case h.isDay(i):
		return "", styleQuiet
	case col == 0:
		return e.Time.In(h.loc).Format("15:04:05"), styleQuiet
	case col == 1:
		return e.Object.String(), stylePlain
	}
	return h.what(i), entryStyle(e)
}

// place returns which of the entries a row is, the newest first, and how many there are.
func (h *history) place(i int) (at, of int) {
	if h.isDay(i) {
		i++
	}
	return len(h.entries) - 1 - h.rows[i], len(h.entries)
}

// passesEntry says whether a row of Activity passes the filter, and is a failure where only those are
// shown. The line of a day passes with any of its entries.
func (l *List) passesEntry(i int) bool {
	h := l.history
	if !h.isDay(i) {
		return (!l.problems || h.at(i).Failed()) && l.query.Match(entryRecord{h, i})
	}
	for i++; i < h.Len() && !h.isDay(i); i++ {
		if l.passesEntry(i) {
			return true
		}
	}
	return false
}

// entriesShown is how many entries pass the filter.
func (l *List) entriesShown() (n int) {
	for i := range l.grid.Shown() {
		if !l.history.isDay(l.grid.At(i)) {
			n++
		}
	}
	return n
}

// entriesTable returns the entries that pass the filter as they are saved: with their full times, and what
// they are in a word.
func (l *List) entriesTable() (titles []string, rows [][]string) {
	for n := range l.grid.Shown() {
		i := l.grid.At(n)
		if l.history.isDay(i) {
			continue
		}
		e := l.history.at(i)
		result := [...]string{activity.Good: "good", activity.Doubtful: "doubtful", activity.Bad: "bad", activity.Minor: "", activity.Neutral: ""}[e.Outcome()]
		of := e.Of.Name
		if of == "" && e.Object.ID.Kind == fleet.Applications {
			of = e.Object.Name
		}
		rows = append(rows, []string{e.Time.In(l.history.loc).Format(time.RFC3339), e.Object.String(), of, e.Event(), result, l.history.what(i)})
	}
	return []string{"TIME", "WHO", "APPLICATION", "EVENT", "RESULT", "WHAT"}, rows
}

// entryRecord is an entry of Activity as a filter sees it.
type entryRecord struct {
	history *history
	index   int
}

// Haystack implements filter.Record.
func (r entryRecord) Haystack() string { return r.history.Haystack(r.index) + "\n" }

// Field implements filter.Record: an entry has the name of an object, the application that it belongs
// to, and the state that it came to.
func (r entryRecord) Field(f filter.Field) string {
	e := r.history.at(r.index)
	switch f {
	case filter.Name:
		return text.Fold(e.Object.String())
	case filter.App:
		if e.Of.Name != "" || e.Object.ID.Kind != fleet.Applications {
			return text.Fold(e.Of.Name)
		}
		return text.Fold(e.Object.Name)
	case filter.State:
		return text.Fold(e.To)
	case filter.UUID:
		return strings.ToLower(e.Object.ID.Key)
	default:
		return ""
	}
}
