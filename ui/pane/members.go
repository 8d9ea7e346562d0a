package pane

import "fleetop/internal/fleet"

// members are the containers in the table of a detail that has the focus, and the cursor in it.
type members struct {
	focused bool
	keys    []string // by uuid
	at      int      // the cursor, which follows the container that was chosen
	chosen  string   // by uuid, "" while the cursor has not been moved
	line    int      // the line of the detail on which the cursor was drawn, -1 for none
}

// Focus says whether the detail has the focus, and looks which containers its table has: it has a cursor then.
func (d *Detail) Focus(focused bool, c *Context) {
	d.members.focused, d.members.keys = focused, d.members.keys[:0]
	if row := d.row(c); focused && d.Overview() && row != nil && row.Application != nil {
		rows, _ := containersOf(row, c)
		d.members.follow(rows)
	}
}

// Under returns the container under the cursor, by its uuid; "" where there is none.
func (d *Detail) Under() string {
	if !d.members.among() {
		return ""
	}
	return d.members.keys[d.members.at]
}

// Touch has the cursor stay on its container from now on.
func (d *Detail) Touch() {
	if key := d.Under(); key != "" {
		d.members.chosen = key
	}
}

// CursorLine returns the line of those in sight on which the cursor is, -1 for none.
func (d *Detail) CursorLine() int {
	if d.members.line < 0 {
		return -1
	}
	return d.members.line - d.At
}

// among says whether there is a cursor.
func (m *members) among() bool { return m.focused && len(m.keys) > 0 }

// follow takes in the containers in their order. A cursor whose container is gone stays where it is.
func (m *members) follow(rows []*fleet.Row) {
	found := false
	for i, r := range rows {
		m.keys = append(m.keys, r.ID.Key)
		if r.ID.Key == m.chosen {
			m.at, found = i, true
		}
	}
	switch {
	case m.chosen == "" || len(rows) == 0:
		m.at = 0
	case !found:
		m.at = min(m.at, len(rows)-1)
		m.chosen = m.keys[m.at]
	}
}

// draw takes in that the table is drawn behind so many lines, and returns the row with the cursor, -1 for none.
func (m *members) draw(above int) int {
	if !m.among() {
		return -1
	}
	m.line = above + 1 + m.at // behind the titles
	return m.at
}

// reveal returns the first line in sight of all, of which h are, so that the cursor is among them, and with it
// what stands above the first container or below the last one.
func (m *members) reveal(first, all, h int) int {
	if m.line < 0 {
		return first
	}
	switch m.at {
	case 0:
		first = 0
	case len(m.keys) - 1:
		first = all
	}
	return max(min(first, m.line, all-h), m.line-h+1, 0)
}

// Point puts the cursor on the container, or in the JSON, on a line of the pane; again says that it was there already.
func (d *Detail) Point(line int) (again bool) {
	if v := d.ShowsJSON(); v != nil {
		return v.Point(line)
	}
	m := &d.members
	if !m.among() || m.line < 0 || line < 0 || line >= d.Height {
		return false
	}
	n := line + d.At - (m.line - m.at)
	if n == m.at {
		return true
	}
	if n >= 0 && n < len(m.keys) {
		m.at, m.chosen = n, m.keys[n]
	}
	return false
}

// Turn moves by lines: the cursor where there is one, else what is in sight.
func (d *Detail) Turn(lines int) {
	switch v := d.ShowsJSON(); {
	case v != nil:
		v.Turn(lines)
	case d.members.among():
		memberMover{d}.Scroll(lines)
	default:
		d.Scroll(lines)
	}
}

// memberMover moves the cursor of a detail.
type memberMover struct{ *Detail }

func (m memberMover) Scroll(lines int) {
	d := &m.members
	d.at = max(min(d.at+lines, len(d.keys)-1), 0)
	d.chosen = d.keys[d.at]
}

func (m memberMover) HalfPage(by int) { m.Scroll(by * max(m.Height/2, 1)) }

func (m memberMover) Page(by int) { m.Scroll(by * max(m.Height, 1)) }

func (m memberMover) Top() { m.Scroll(-len(m.members.keys)) }

func (m memberMover) Bottom() { m.Scroll(len(m.members.keys)) }
