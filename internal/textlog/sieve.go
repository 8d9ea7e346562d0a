package textlog

import (
	"slices"
	"strings"
)

// sieve lets only those lines be seen in which a text is found, or is not. What hangs under a line that
// is seen is seen with it. Lines are looked at once.
type sieve struct {
	view    *View
	query   string // as it was typed, "" lets all through
	invert  bool
	matcher matcher
	lines   []int64 // numbers of those that are seen
	scanned int64   // the number of the first line that has not been looked at
	passed  int64   // how many were ever let through, a long one once
	buf     []byte
	bounds  []bounds
}

// Matching returns what lines have to match to be seen, "" where all are.
func (v *View) Matching() string { return v.sieve.query }

// SetMatching lets only those lines be seen in which a text is found, as [View.SetSearch] finds it, or
// behind "!" those in which it is not. "" lets all be seen. The line under the cursor stays in view, or the
// nearest to it that is seen, until the cursor is moved; a view that follows goes on.
func (v *View) SetMatching(query string) {
	if query == v.sieve.query {
		return
	}
	text, invert := strings.CutPrefix(query, "!")
	s := sieve{view: v, query: query, invert: invert, matcher: newMatcher(text), lines: v.sieve.lines[:0], buf: v.sieve.buf, bounds: v.sieve.bounds}
	if text == "" { // "!" alone is not finished
		s.matcher, s.invert = matcher{}, false
	}
	s.scanned = v.log.first
	v.sieve = s
	v.search.set(v.search.query)
	v.seen = v.count() // what is hidden now is not new
	if !v.follow {
		v.bringIntoView(v.h / 2)
	}
}

// on reports whether lines are hidden.
func (s *sieve) on() bool { return len(s.matcher.runes) > 0 }

// Shown returns how many lines are seen, of all that are held, a long one counted once.
func (v *View) Shown() (shown, held int) {
	held = v.log.Lines(v.log.Len())
	if !v.sieve.on() {
		return held, held
	}
	v.sieve.update()
	return v.sieve.whole(len(v.sieve.lines)), held
}

// whole returns how many lines there are among the first n that are seen, a long one counted once.
func (s *sieve) whole(n int) int {
	whole := n
	if l := s.view.log; l.parts > 0 {
		for _, line := range s.lines[:n] {
			if l.joined(line) {
				whole--
			}
		}
	}
	return whole
}

// update looks at the lines that are new and forgets those that are gone.
func (s *sieve) update() {
	if !s.on() {
		return
	}
	l := s.view.log
	gone := 0
	for gone < len(s.lines) && s.lines[gone] < l.first {
		gone++
	}
	s.lines = s.lines[gone:]
	for line := max(s.scanned, l.first); line < l.end(); {
		end, found := line, false
		for end == line || l.joined(end) {
			found = found || s.finds(end)
			end++
		}
		if s.follows(line, found) || found != s.invert {
			for s.passed++; line < end; line++ {
				s.lines = append(s.lines, line)
			}
		}
		line = end
	}
	s.scanned = l.end()
}

// follows reports whether a line is seen because of what it belongs to: a note always, what hangs
// under a line that is seen for what is found in that, too.
func (s *sieve) follows(line int64, found bool) bool {
	r := s.view.log.refs[line-s.view.log.first]
	h := s.view.log.blocks[r.block()]
	if h.src == noteSource {
		return true
	}
	if found || s.invert || h.trait(r.line())&hanging == 0 || line == s.view.log.first || len(s.lines) == 0 || s.lines[len(s.lines)-1] != line-1 {
		return false
	}
	before := s.view.log.refs[line-1-s.view.log.first]
	return s.view.log.blocks[before.block()].src == h.src
}

// finds reports whether the text is found in a line, or the part of a long one that begins in it.
func (s *sieve) finds(line int64) bool {
	if n, sure := s.view.inFields(line, &s.matcher, true); sure {
		return n > 0
	}
	text, own, ok := s.view.searched(line, &s.matcher, &s.buf)
	if !ok {
		return false
	}
	s.bounds = s.matcher.find(s.bounds[:0], text, 0, own)
	return len(s.bounds) > 0
}

// changed forgets what is known of the lines from a number on.
func (s *sieve) changed(from int64) {
	if !s.on() {
		return
	}
	for s.view.log.joined(from) {
		from--
	}
	if s.scanned <= from {
		return
	}
	s.scanned = from
	keep, _ := slices.BinarySearch(s.lines, from)
	s.passed -= int64(s.whole(len(s.lines)) - s.whole(keep))
	s.lines = s.lines[:keep]
}

// hides reports whether a line is not seen.
func (s *sieve) hides(line int64) bool {
	if !s.on() {
		return false
	}
	_, seen := slices.BinarySearch(s.lines, line)
	return !seen
}

// after returns the line that is seen after one, the end of the log if there is none.
func (v *View) after(line int64) int64 {
	if !v.sieve.on() {
		return line + 1
	}
	i, _ := slices.BinarySearch(v.sieve.lines, line+1)
	if i == len(v.sieve.lines) {
		return v.log.end()
	}
	return v.sieve.lines[i]
}

// before returns the line that is seen before one; one before the first if there is none.
func (v *View) before(line int64) int64 {
	if !v.sieve.on() {
		return line - 1
	}
	i, _ := slices.BinarySearch(v.sieve.lines, line)
	switch {
	case i > 0:
		return v.sieve.lines[i-1]
	case line > v.log.first:
		return v.log.first - 1
	}
	return line - 1
}

// nearest returns the first line that is seen from one on, else the last before it.
func (v *View) nearest(line int64) int64 {
	v.sieve.update()
	if !v.sieve.hides(line) {
		return line
	}
	if next := v.after(line); next < v.log.end() {
		return next
	}
	return v.before(line)
}

// first returns the first line of the view: one before the log's where that says what was dropped.
func (v *View) firstLine() int64 {
	if v.log.droppedLines > 0 {
		return v.log.first - 1
	}
	return v.after(v.log.first - 1)
}

// count returns how many lines there have ever been to see.
func (v *View) count() int64 {
	if !v.sieve.on() {
		return v.log.appended
	}
	v.sieve.update()
	return v.sieve.passed
}
