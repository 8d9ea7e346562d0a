package textlog

import "slices"

// spot is a line that is kept, whatever is dropped or inserted before it.
type spot struct {
	line int64
	ref  ref
}

func (v *View) spotAt(line int64) spot { return spot{line, v.refAt(line)} }

// changed takes note that lines from a number on are others.
func (s *spot) changed(l *Log, from int64) {
	if s.line >= from && s.ref != 0 {
		if line, ok := l.locate(s.ref, s.line); ok {
			s.line = line
		}
	}
}

// cursorLine returns the line under the cursor: the last one while the view follows.
func (v *View) cursorLine() int64 {
	v.sieve.update()
	if v.follow {
		return v.before(v.log.end())
	}
	return v.nearest(min(max(v.cursor.line, v.log.first), max(v.log.end()-1, v.log.first)))
}

// isCursor reports whether the cursor is drawn at a line: not while the view follows.
func (v *View) isCursor(line int64) bool { return !v.follow && line == v.cursorLine() }

// isSelected reports whether a line is among those from where selecting began to the cursor.
func (v *View) isSelected(line int64) bool {
	if !v.selecting {
		return false
	}
	from, to := v.selected()
	return line >= from && line <= to
}

// selected returns the first and the last line that are selected.
func (v *View) selected() (from, to int64) {
	at := v.cursorLine()
	return min(v.from.line, at), max(v.from.line, at)
}

// Selecting reports whether lines are being selected.
func (v *View) Selecting() bool { return v.selecting }

// Select begins to select lines at the cursor, or ends it. What is selected stays in view: the view
// follows no longer.
func (v *View) Select(on bool) {
	if on && v.log.Len() > 0 {
		v.SetFollow(false)
		v.from = v.spotAt(v.cursorLine())
	}
	v.selecting = on && v.log.Len() > 0
}

// Step moves the cursor by delta lines, and the view where the cursor leaves it. Of a wrapped line that
// is higher than the view every row is seen. Moving up suspends following.
func (v *View) Step(delta int) {
	if delta > 0 && v.follow || v.log.Len() == 0 {
		return
	}
	if v.follow {
		v.SetFollow(false)
	}
	for ; delta < 0; delta++ {
		v.stepUp()
	}
	for ; delta > 0; delta-- {
		v.stepDown()
	}
}

// Point moves the cursor to what is on a row of the view; false where there is nothing. While the view follows
// there is no cursor.
func (v *View) Point(row int) bool {
	at := v.forward(v.place(), row)
	if v.follow || row < 0 || row >= v.h || at.line < v.log.first || at.line >= v.log.end() {
		return false
	}
	v.cursor = v.spotAt(at.line)
	return true
}

func (v *View) stepUp() {
	at, top := v.cursorLine(), v.place()
	if top.line == at && top.row > 0 {
		v.moveTo(v.back(top, 1))
		return
	}
	if above := v.before(at); above >= v.log.first {
		v.cursor = v.spotAt(above)
		if above < v.place().line { // the last row of it comes into view first
			v.moveTo(place{above, v.rows(above) - 1})
		}
		return
	}
	v.moveTo(place{line: v.firstLine()})
}

func (v *View) stepDown() {
	at, below := v.cursorLine(), v.forward(v.place(), max(v.h, 1))
	if below.line == at && below.row < v.rows(at) && below.row > 0 {
		v.moveTo(v.forward(v.place(), 1))
		return
	}
	next := v.after(at)
	if next >= v.log.end() {
		return
	}
	v.cursor = v.spotAt(next)
	if head := v.head(next); !head.before(v.forward(v.place(), max(v.h, 1))) {
		v.moveTo(v.back(head, max(v.h-1, 0)))
	}
}

// stay brings the cursor into the view after that was moved.
func (v *View) stay() {
	if v.follow {
		return
	}
	at, top := v.cursorLine(), v.place()
	below := v.forward(top, max(v.h, 1))
	seen := v.head(below.line).before(below) // the beginning of the line that is cut off below
	switch last := v.before(below.line); {
	case seen && at > below.line:
		v.cursor = v.spotAt(below.line)
	case !seen && at >= below.line:
		v.cursor = v.spotAt(max(last, top.line, v.log.first))
	case at < top.line:
		v.cursor = v.spotAt(top.line)
	}
}

// bringIntoView moves so that the cursor is in view, where it is not with lines above it.
func (v *View) bringIntoView(above int) {
	target := v.head(v.cursorLine())
	if top := v.place(); target.before(top) || !target.before(v.forward(top, max(v.h, 1))) {
		v.moveTo(v.back(target, above))
	}
}

// NextError moves to the next line that tells of an error, at the end of the log to the last one.
// found is false where there is none; wrapped says that it went on from the first line.
func (v *View) NextError() (found, wrapped bool) {
	if v.follow {
		return v.PreviousError()
	}
	return v.toError(v.after, v.cursorLine(), v.log.first-1)
}

// PreviousError is the same backwards.
func (v *View) PreviousError() (found, wrapped bool) {
	at := v.log.end()
	if !v.follow {
		at = v.cursorLine()
	}
	return v.toError(v.before, at, v.log.end())
}

// toError goes on by step from a line until one tells of an error, and once more from the other end.
func (v *View) toError(step func(int64) int64, at, other int64) (found, wrapped bool) {
	v.sieve.update()
	if v.log.Errors() == 0 {
		return false, false
	}
	for _, start := range []int64{at, other} {
		for line := step(start); line >= v.log.first && line < v.log.end(); line = step(line) {
			if v.log.trait(line).level().IsError() {
				v.SetFollow(false)
				v.cursor = v.spotAt(line)
				v.bringIntoView(v.h / 3)
				return true, start == other && at != other
			}
		}
	}
	return false, false
}

// New returns how many lines have come since the end of the log was last in view.
func (v *View) New() int {
	if v.AtBottom() {
		v.seen = v.count()
	}
	return int(max(v.count()-v.seen, 0))
}

// Position returns the number of the line under the cursor, from 1, among those that are seen.
func (v *View) Position() int {
	at := v.cursorLine()
	if !v.sieve.on() {
		return v.log.Lines(int(at-v.log.first) + 1)
	}
	n, _ := slices.BinarySearch(v.sieve.lines, at+1)
	return v.sieve.whole(n)
}

// Place moves to where a line is the first in view, as far as there are lines below it, and the cursor to
// another, which is brought into view. Lines are numbered from 0, long ones counted once.
func (v *View) Place(top, cursor int) {
	if v.log.Len() == 0 {
		return
	}
	p := place{line: v.log.numbered(top)}
	if last := v.lastTop(); last.before(p) {
		p = last
	}
	v.moveTo(p)
	v.cursor = v.spotAt(min(v.log.numbered(cursor), v.log.end()-1))
	v.bringIntoView(v.h / 3)
}
