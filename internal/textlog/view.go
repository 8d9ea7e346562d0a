package textlog

import "time"

// Look says how Render draws. The sequences open a style; Close ends it.
type Look struct {
	// Prefix returns what stands in front of the lines of a source, such as its name: clean text,
	// in the same width for all. nil puts nothing there.
	Prefix   func(src int) string
	Sources  []string // opens the prefix of source i, counted around
	Text     string   // opens text that has no style of its own
	Match    string   // opens a match
	Current  string   // opens the current match
	Note     string   // opens the program's own lines
	Close    string
	Ellipsis string // at the end of lines that are cut
	Joint    string // in front of a part of a long line that goes on with the one before
	Plain    bool   // leave the colours of the log out

	// Time writes when a line was written, in TimeWidth cells at most; nil leaves that out. Now is
	// what stamps without a year are read by.
	Time      func(at time.Time) string
	TimeWidth int
	TimeStyle string
	Now       time.Time
	// Silence says that there was no line for long, in a rule where that was so; nil leaves that out.
	Silence   func(long time.Duration) string
	Levels    *[Levels]string // opens the letter of a level; nil leaves it out
	Fields    bool            // keys of JSON and logfmt, and status codes of failures, have colours
	Hang      string          // in front of what hangs under a line
	HangStyle string
	// Cursor stands in front of the line under the cursor, in one cell, and Selected in front of those
	// that are selected; without a Cursor neither is drawn.
	Cursor, Selected string
	CursorStyle      string
}

// View is a reader's place in a Log. It is kept by the line, not by its number: what is dropped or
// inserted above does not move the text in view.
type View struct {
	log    *Log
	follow bool
	wrap   bool
	pan    int // cells
	top    place
	anchor ref // the line of top
	search search
	sieve  sieve
	pretty bool
	cursor spot
	seen   int64 // how many lines had come when the end was last in view

	selecting bool
	from      spot // where selecting began

	w, h     int // of the last Render
	look     Look
	prefixes []prefix
	columns  columns
	silences map[ref]time.Duration // before lines, as far as that was found
	buf      []byte                // of a line as it is shown
	dst      []byte
	ends     []int
	spans    []span
}

// place is a row of a line.
type place struct {
	line int64
	row  int
}

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.row < q.row
}

// The size before the first Render.
const (
	firstWidth  = 80
	firstHeight = 24
)

// NewView returns a view of l that follows its end. It lives as long as l.
func NewView(l *Log) *View {
	v := &View{log: l, follow: true, w: firstWidth, h: firstHeight}
	v.search.view, v.sieve.view = v, v
	l.views = append(l.views, v)
	return v
}

// DrawnAs makes a new view as large as another is drawn, and wrapped or moved sideways as that is.
func (v *View) DrawnAs(old *View) {
	v.w, v.h, v.look, v.wrap, v.pan = old.w, old.h, old.look, old.wrap, old.pan
	v.measure()
}

// Follow reports whether the view stays at the end as lines arrive.
func (v *View) Follow() bool { return v.follow }

// SetFollow makes the view stay at the end, or where it is now.
func (v *View) SetFollow(on bool) {
	if !on && v.follow {
		v.cursor = v.spotAt(v.cursorLine())
		v.moveTo(v.lastTop())
		return
	}
	v.follow = on
}

// Wrap reports whether long lines are wrapped.
func (v *View) Wrap() bool { return v.wrap }

// SetWrap turns wrapping on or off. The first line in view stays.
func (v *View) SetWrap(on bool) {
	if on == v.wrap {
		return
	}
	top := v.place()
	v.wrap = on
	top.row = 0
	v.setTop(top)
}

// Scroll moves down by delta screen lines. Moving up suspends following.
func (v *View) Scroll(delta int) {
	top := v.place()
	defer v.stay()
	switch {
	case delta < 0:
		v.moveTo(v.back(top, -delta))
	case delta > 0 && !v.follow:
		top = v.forward(top, delta)
		if last := v.lastTop(); last.before(top) {
			top = last
		}
		v.moveTo(top)
	}
}

// Page moves by delta screens, less one line.
func (v *View) Page(delta int) { v.Scroll(delta * max(v.h-1, 1)) }

// HalfPage moves by delta half screens.
func (v *View) HalfPage(delta int) { v.Scroll(delta * max(v.h/2, 1)) }

// Top moves to the first line.
func (v *View) Top() {
	v.moveTo(place{line: v.firstLine()})
	v.cursor = v.spotAt(max(v.top.line, v.log.first))
}

// Bottom moves to the end and follows it.
func (v *View) Bottom() { v.follow = true }

// AtBottom reports whether the last line is in view.
func (v *View) AtBottom() bool { return v.follow || !v.place().before(v.lastTop()) }

// AtTop reports whether the first line is in view, and the view does not follow the end.
func (v *View) AtTop() bool { return !v.follow && !(place{line: v.firstLine()}).before(v.place()) }

// Pan moves sideways by delta cells, as far as the lines in view reach. Wrapped lines do not move.
func (v *View) Pan(delta int) {
	if v.wrap {
		return
	}
	if delta > 0 {
		most := v.pan
		top := v.place()
		for n, line := 0, top.line; line < v.log.end() && n < v.h; n, line = n+1, v.after(line) {
			if text, src, note := v.text(line); !note {
				most = max(most, lineWidth(text)-v.textWidth(line, src))
			}
		}
		delta = min(delta, most-v.pan)
	}
	v.pan = max(v.pan+delta, 0)
}

// moveTo moves to a place and stays there.
func (v *View) moveTo(p place) {
	if v.follow {
		v.follow, v.seen = false, v.count()
	}
	v.setTop(p)
}

func (v *View) setTop(p place) {
	v.top = p
	v.anchor = v.refAt(p.line)
}

// refAt returns the identity of a line, 0 for those that have none.
func (v *View) refAt(line int64) ref {
	if line < v.log.first || line >= v.log.end() {
		return 0
	}
	return v.log.refs[line-v.log.first]
}

// place returns the first row in view.
func (v *View) place() place {
	last := v.lastTop()
	if v.follow || last.before(v.top) {
		return last
	}
	if first := v.firstLine(); v.top.line < first {
		return place{line: first}
	}
	top := v.top
	if top.line >= v.log.first && v.sieve.hides(top.line) {
		return place{line: v.nearest(top.line)}
	}
	top.row = min(top.row, v.rows(top.line)-1)
	return top
}

// lastTop returns the first row in view when the last is at the bottom.
func (v *View) lastTop() place {
	v.sieve.update()
	return v.back(place{line: v.log.end()}, max(v.h, 1))
}

// back returns the place n rows before p, or the first one.
func (v *View) back(p place, n int) place {
	moved := min(p.row, n)
	p.row -= moved
	for first := v.firstLine(); moved < n && p.line > first; {
		p.line = v.before(p.line)
		rows := v.rows(p.line)
		step := min(rows, n-moved)
		p.row = rows - step
		moved += step
	}
	return p
}

// forward returns the place n rows after p, or the last one.
func (v *View) forward(p place, n int) place {
	for p.line < v.log.end() {
		rows := v.rows(p.line)
		if p.row+n < rows {
			p.row += n
			return p
		}
		n -= rows - p.row
		p = place{line: v.after(p.line)}
	}
	return p
}

// changed takes note that the lines from a number on are others, or in another order.
func (v *View) changed(from int64) {
	v.sieve.changed(from)
	v.search.changed(from)
	v.cursor.changed(v.log, from)
	v.from.changed(v.log, from)
	clear(v.silences)
	if !v.follow && v.top.line >= from {
		if line, ok := v.log.locate(v.anchor, v.top.line); ok {
			v.top.line = line
		}
	}
}

// locate returns the number of a line by its identity, which was at near.
func (l *Log) locate(r ref, near int64) (int64, bool) {
	start := int(min(max(near-l.first, 0), int64(len(l.refs))))
	for i := start; i < len(l.refs); i++ {
		if l.refs[i] == r {
			return l.first + int64(i), true
		}
	}
	for i := start - 1; i >= 0; i-- {
		if l.refs[i] == r {
			return l.first + int64(i), true
		}
	}
	return 0, false
}

// Line returns the index of the first line in view among those held.
func (v *View) Line() int { return int(v.place().line - v.log.first) }

// ShowLine moves so that the line of an index is the first in view, as far as there are lines below
// it.
func (v *View) ShowLine(index int) {
	p := place{line: min(v.log.first+int64(max(index, 0)), v.log.end())}
	if last := v.lastTop(); last.before(p) {
		p = last
	}
	v.moveTo(p)
	v.stay()
}
