package pane

import (
	"fmt"

	"fleetop/internal/fleet"
)

// marks are the objects of a list that an action is to apply to, by identity:
// polls, other orders and filters leave them alone.
type marks struct {
	kept map[string]bool
	// The range that is being marked, from its anchor to the cursor.
	ranging bool
	anchor  string
	ranged  map[string]bool
}

func (m *marks) has(key string) bool { return m.kept[key] || m.ranged[key] }

// lookup says which rows are to be drawn as marked, nil for none.
func (m *marks) lookup() func(key string) bool {
	if len(m.kept)+len(m.ranged) == 0 {
		return nil
	}
	return m.has
}

// keep ends the range and keeps what is in it.
func (m *marks) keep() {
	for key := range m.ranged {
		m.add(key)
	}
	m.ranging, m.ranged = false, nil
}

func (m *marks) add(key string) {
	if m.kept == nil {
		m.kept = map[string]bool{}
	}
	m.kept[key] = true
}

func (m *marks) remove(key string) {
	delete(m.kept, key)
	delete(m.ranged, key)
}

// dropGone takes the marks from what is not listed any more, or is terminated.
func (m *marks) dropGone(kind fleet.Kind, known *fleet.Fleet) {
	for _, keys := range []map[string]bool{m.kept, m.ranged} {
		for key := range keys {
			if row := known.Row(fleet.ID{Kind: kind, Key: key}); row == nil || row.Gone() {
				delete(keys, key)
			}
		}
	}
}

// ToggleMark marks the object under the cursor, or takes its mark, and moves
// one down. While a range is being marked it ends the range instead. It says
// why nothing could be marked, "" when it was.
func (l *List) ToggleMark() string {
	if l.marks.ranging {
		l.marks.keep()
		return ""
	}
	row := l.Selected()
	if row == nil {
		return "nothing is selected"
	}
	l.touched = true
	defer l.grid.Scroll(1)
	switch key := row.ID.Key; {
	case l.marks.kept[key]:
		l.marks.remove(key)
	case row.Gone():
		return row.Name + " is terminated: there is nothing to mark it for"
	default:
		l.marks.add(key)
	}
	return ""
}

// MarkRange begins to mark from the cursor on, or ends that and keeps the
// marks. It says why it could not begin, "" when it did.
func (l *List) MarkRange() string {
	if l.marks.ranging {
		l.marks.keep()
		return ""
	}
	row := l.Selected()
	if row == nil {
		return "nothing is selected"
	}
	l.touched = true
	l.marks.ranging, l.marks.anchor = true, row.ID.Key
	l.extendRange()
	return ""
}

// extendRange marks what is shown from the anchor to the cursor, after the
// cursor was moved. Where a filter or a poll has taken the anchor away, what
// was in the range stays marked, and the range goes on from the cursor.
func (l *List) extendRange() {
	key, _, ok := l.grid.Selected()
	if !l.marks.ranging || !ok {
		return
	}
	from, to := -1, -1
	for n := range l.grid.Shown() {
		switch l.src.Key(l.grid.At(n)) {
		case key:
			to = n
			if key == l.marks.anchor {
				from = n
			}
		case l.marks.anchor:
			from = n
		}
	}
	if from < 0 {
		l.marks.keep()
		l.marks.ranging, l.marks.anchor, from = true, key, to
	}
	l.marks.ranged = map[string]bool{}
	for n := min(from, to); n <= max(from, to); n++ {
		l.markShown(n, l.marks.ranged)
	}
}

// markShown puts the n-th of the shown objects among some, unless it is gone.
func (l *List) markShown(n int, among map[string]bool) {
	key := l.src.Key(l.grid.At(n))
	if row := l.shown.Row(key); row != nil && !row.Gone() {
		among[key] = true
	}
}

// DropRange takes back what the range that is being marked has marked; false
// when none is.
func (l *List) DropRange() bool {
	was := l.marks.ranging
	l.marks.ranging, l.marks.ranged = false, nil
	return was
}

// EndRange keeps what the range that is being marked has marked, and ends it.
func (l *List) EndRange() { l.marks.keep() }

// MarkAll marks everything that the filter shows but what others made: that is
// marked one by one. It says how much it has left out, "" for nothing.
func (l *List) MarkAll() string {
	l.marks.keep()
	all, others := map[string]bool{}, 0
	for n := range l.grid.Shown() {
		l.markShown(n, all)
	}
	for key := range all {
		switch {
		case l.marks.kept[key]:
		case l.shown.Row(key).Owner() != "":
			others++
		default:
			l.marks.add(key)
		}
	}
	switch others {
	case 0:
		return ""
	case 1:
		return "1 was not made by this server and is left out: mark it by itself"
	default:
		return fmt.Sprintf("%d were not made by this server and are left out: mark them one by one", others)
	}
}

// ClearMarks takes all marks; false when there are none.
func (l *List) ClearMarks() bool {
	was := l.HasMarks()
	l.marks = marks{}
	return was
}

// Unmark takes the mark of one object; false where it had none.
func (l *List) Unmark(key string) bool {
	was := l.marks.has(key)
	l.marks.remove(key)
	return was
}

// HasMarks says whether anything is marked.
func (l *List) HasMarks() bool { return len(l.marks.kept)+len(l.marks.ranged) > 0 }

// Ranging says whether a range is being marked.
func (l *List) Ranging() bool { return l.marks.ranging }

// Marked returns the marked objects in the order of the list, and which of
// them the filter hides.
func (l *List) Marked() (rows []*fleet.Row, hidden map[fleet.ID]bool) {
	if l.src == nil || !l.HasMarks() {
		return nil, nil
	}
	seen := make(map[string]bool, l.grid.Shown())
	for n := range l.grid.Shown() {
		seen[l.src.Key(l.grid.At(n))] = true
	}
	hidden = map[fleet.ID]bool{}
	for i := range l.src.Len() {
		row := l.shown.Row(l.src.Key(i))
		if row == nil || !l.marks.has(row.ID.Key) {
			continue
		}
		rows = append(rows, row)
		if !seen[row.ID.Key] {
			hidden[row.ID] = true
		}
	}
	return rows, hidden
}

// marksText says in words how much is marked, "" for nothing.
func (l *List) marksText() string {
	marked := len(l.marks.kept)
	for key := range l.marks.ranged {
		if !l.marks.kept[key] {
			marked++
		}
	}
	hidden := 0
	if marked > 0 && l.grid.Shown() < l.grid.Len() {
		hidden = marked
		for n := range l.grid.Shown() {
			if l.marks.has(l.src.Key(l.grid.At(n))) {
				hidden--
			}
		}
	}
	text := MarkedText(marked, hidden)
	if l.marks.ranging {
		text = "range: " + text
	}
	return text
}

// MarkedText says how many objects are marked, and how many of them a filter
// hides; "" for none.
func MarkedText(marked, hidden int) string {
	switch {
	case marked == 0:
		return ""
	case hidden == 0:
		return fmt.Sprintf("%d marked", marked)
	default:
		return fmt.Sprintf("%d marked, %d of them hidden by the filter", marked, hidden)
	}
}
