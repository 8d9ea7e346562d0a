package textlog

import (
	"time"

	"fleetop/internal/text"
)

const (
	// beside is the cells of text there must be room for beside the time.
	beside = 16
	// agrees is how far the time that a line has of its own may be from the one the server says, to be
	// shown for it.
	agrees = 2 * time.Second
)

// columns are the cells in front of the text of a line, prefix and joints not counted.
type columns struct{ gutter, time, level int }

func (c columns) width() int { return c.gutter + c.time + c.level }

// measure says which columns there are in w cells.
func (v *View) measure() {
	v.columns = columns{}
	if v.look.Cursor != "" && v.w > beside {
		v.columns.gutter = 1
	}
	if v.look.Levels != nil && v.log.Leveled() && v.w > beside {
		v.columns.level = 2
	}
	if v.look.Time != nil && v.pretty && v.log.Timed() && v.w-v.columns.width()-v.look.TimeWidth-1 >= beside {
		v.columns.time = v.look.TimeWidth + 1
	}
}

// timeOf returns when a line was written, as the server says or the line itself; false where neither
// does.
func (v *View) timeOf(line int64) (at time.Time, ok bool) {
	r := v.log.refs[line-v.log.first]
	h := v.log.blocks[r.block()]
	t := h.trait(r.line())
	if t&hanging != 0 || t&(told|ownTime) == 0 {
		return time.Time{}, false
	}
	written := time.Unix(0, h.stamp(r.line()))
	if t&ownTime == 0 {
		return written, true
	}
	own, ok, _ := stamp(h.line(r.line()), v.look.Now)
	switch at = time.Unix(0, own); {
	case t&told == 0:
		return at, ok
	case ok && at.Sub(written).Abs() <= agrees:
		return at, true
	}
	return written, true
}

// columns writes what stands in front of the text of a line.
func (p *painter) columns(v *View, line int64, src int) {
	p.gutter(v, line)
	t := v.log.trait(line)
	hangs := v.pretty && t&hanging != 0
	x := v.prefix(src)
	if hangs && v.sameSource(line) {
		p.blank(x.width)
	} else {
		p.prefix(x, src)
	}
	if w := v.columns.time; w > 0 {
		at, ok := v.timeOf(line)
		if ok && !hangs {
			p.use(v.look.TimeStyle, 0)
			p.dst = text.AppendFit(p.dst, v.look.Time(at), w-1, "")
			p.blank(1)
		} else {
			p.blank(w)
		}
	}
	if v.columns.level > 0 {
		level := t.level()
		if level == NoLevel {
			p.blank(1)
		} else {
			p.use(v.look.Levels[level], 0)
			p.dst = append(p.dst, level.Letter())
		}
		p.blank(1)
	}
	switch n := v.joint(line, src); {
	case n == 0:
	case hangs:
		p.use(v.look.HangStyle, 0)
		p.dst = append(p.dst, v.look.Hang...)
	default:
		p.use(v.look.Note, 0)
		p.dst = append(p.dst, v.look.Joint...)
	}
}

// gutter writes the sign of the cursor, or that a line is among those that are selected.
func (p *painter) gutter(v *View, line int64) {
	if v.columns.gutter == 0 {
		return
	}
	switch {
	case v.isCursor(line):
		p.use(v.look.CursorStyle, 0)
		p.dst = append(p.dst, v.look.Cursor...)
	case v.isSelected(line):
		p.use(v.look.CursorStyle, 0)
		p.dst = append(p.dst, v.look.Selected...)
	default:
		p.blank(1)
	}
}

// sameSource reports whether the line above in the view is of the same source.
func (v *View) sameSource(line int64) bool {
	before := v.before(line)
	if before < v.log.first {
		return false
	}
	a, b := v.log.refs[line-v.log.first], v.log.refs[before-v.log.first]
	return v.log.blocks[a.block()].src == v.log.blocks[b.block()].src
}

// WrittenAt returns when the last line of a source was written, where the server or the line says.
func (l *Log) WrittenAt(src int, now time.Time) (at time.Time, ok bool) {
	if src < 0 || src >= len(l.sources) || l.sources[src].lines == 0 {
		return time.Time{}, false
	}
	r := l.sources[src].last
	h := l.blocks[r.block()]
	switch {
	case r == 0 || h == nil:
		return time.Time{}, false
	case h.trait(r.line())&told != 0:
		return time.Unix(0, h.stamp(r.line())), true
	}
	own, ok, _ := stamp(h.line(r.line()), now)
	return time.Unix(0, own), ok
}
