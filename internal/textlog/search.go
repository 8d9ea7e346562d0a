package textlog

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"
)

// search is what a view looks for. Matches are found line by line as they are asked for, each line
// once.
type search struct {
	view    *View
	query   string
	matcher matcher
	hits    []hit // lines with matches, in order
	total   int   // matches
	scanned int64 // the number of the first line that has not been looked at
	buf     []byte
	bounds  []bounds

	current match
	found   bool // there is a current match
	anchor  ref  // the line of current
	before  int  // matches before the line of current, -1 when not known
}

// hit is a line with n matches. The last one reaches over bytes into the next line, where both are
// parts of a long one.
type hit struct {
	line    int64
	n, over int32
}

// match is the n-th match, from 0, of a line.
type match struct {
	line int64
	n    int
}

func (s *search) set(q string) {
	*s = search{view: s.view, query: q, matcher: newMatcher(q), hits: s.hits[:0], buf: s.buf, bounds: s.bounds, before: -1}
	s.scanned = s.view.log.first
	s.update()
}

// update looks at the lines that are new and forgets those that are gone.
func (s *search) update() {
	if s.query == "" {
		return
	}
	l, sieve := s.view.log, &s.view.sieve
	sieve.update()
	gone := 0
	for gone < len(s.hits) && s.hits[gone].line < l.first {
		s.total -= int(s.hits[gone].n)
		gone++
	}
	if gone > 0 {
		s.hits = s.hits[gone:]
		s.before = -1
	}
	if s.found && s.current.line < l.first {
		s.found = false
	}
	for line := max(s.scanned, l.first); line < l.end(); line++ {
		if sieve.hides(line) {
			continue
		}
		if n, over := s.count(line); n > 0 {
			s.hits = append(s.hits, hit{line, int32(n), int32(over)}) //nolint:gosec // a line is far shorter
			s.total += n
		}
	}
	s.scanned = l.end()
}

// count returns how many matches begin in a line, and how many bytes the last reaches into the next.
func (s *search) count(line int64) (n, over int) {
	if n, sure := s.view.inFields(line, &s.matcher, false); sure {
		return n, 0
	}
	found, own := s.matches(line)
	if n = len(found); n > 0 {
		over = max(found[n-1].end-own, 0)
	}
	return n, over
}

// matches returns the matches that begin in a line, by their places in its visible text, which has
// own bytes. All lines before have been looked at.
func (s *search) matches(line int64) (found []bounds, own int) {
	text, own, ok := s.view.searched(line, &s.matcher, &s.buf)
	if !ok {
		return nil, 0
	}
	s.bounds = s.matcher.find(s.bounds[:0], text, s.over(line), own)
	return s.bounds, own
}

// searched returns the visible text of a line as it is shown, which has own bytes, and behind it what a
// match may go on in; it may be in buf. It returns false where nothing is to be found.
func (v *View) searched(line int64, m *matcher, buf *[]byte) (text []byte, own int, ok bool) {
	text, src := v.log.line(line)
	if src == noteSource {
		return nil, 0, false
	}
	on := v.log.joined(line + 1)
	if !on && len(m.lower) == 0 && isASCII(text) {
		return nil, 0, false
	}
	if v.pretty {
		if t := v.log.trait(line); t&(fielded|holed) != 0 {
			*buf = appendShown((*buf)[:0], text, t, false)
			text = *buf
		} else {
			text = text[t.cut():]
		}
	}
	if at := bytes.IndexByte(text, 0x1b); on || at >= 0 {
		*buf = appendVisible((*buf)[:0], text, len(text)) // in place, where it is there already
		text = *buf
	}
	own = len(text)
	if on { // a match may go on in the next part
		next, _ := v.log.line(line + 1)
		*buf = appendVisible(*buf, next, 8*len(m.runes)*utf8.UTFMax+64)
		text = *buf
	}
	return text, own, true
}

// inFields counts the matches in a line of fields, where that can be done quickly.
func (v *View) inFields(line int64, m *matcher, any bool) (n int, sure bool) {
	if !v.pretty || v.log.trait(line)&fielded == 0 || v.log.joined(line+1) {
		return 0, false
	}
	text, _ := v.log.line(line)
	return m.inFields(text, any)
}

// over returns how many bytes of a line belong to a match that begins in the line before.
func (s *search) over(line int64) int {
	if !s.view.log.joined(line) {
		return 0
	}
	if i := s.hit(line - 1); i < len(s.hits) && s.hits[i].line == line-1 {
		return int(s.hits[i].over)
	}
	return 0
}

// changed forgets what is known of the lines from a number on.
func (s *search) changed(from int64) {
	if s.query == "" {
		return
	}
	for s.view.log.joined(from) { // a match in the part before may go on
		from--
	}
	if s.scanned <= from {
		return
	}
	s.scanned = from
	for n := len(s.hits); n > 0 && s.hits[n-1].line >= from; n-- {
		s.total -= int(s.hits[n-1].n)
		s.hits = s.hits[:n-1]
	}
	if s.found && s.current.line >= from {
		s.before = -1
		s.current.line, s.found = s.view.log.locate(s.anchor, s.current.line)
	}
}

// hit returns the place of the first hit at or after a line.
func (s *search) hit(line int64) int {
	i, _ := slices.BinarySearchFunc(s.hits, line, func(h hit, line int64) int { return cmp.Compare(h.line, line) })
	return i
}

// next returns the match after the current one or, without one, the first at or after line; wrapped
// says that it is before.
func (s *search) next(line int64) (m match, wrapped bool) {
	i := s.hit(line)
	if s.found {
		i = s.hit(s.current.line)
		if i < len(s.hits) && s.hits[i].line == s.current.line {
			if s.current.n+1 < int(s.hits[i].n) {
				return match{s.current.line, s.current.n + 1}, false
			}
			i++
		}
	}
	if i == len(s.hits) {
		return match{s.hits[0].line, 0}, true
	}
	return match{s.hits[i].line, 0}, false
}

// previous returns the match before the current one or, without one, the last at or before line;
// wrapped says that it is after.
func (s *search) previous(line int64) (m match, wrapped bool) {
	i := s.hit(line+1) - 1
	if s.found {
		i = s.hit(s.current.line)
		if s.current.n > 0 && i < len(s.hits) && s.hits[i].line == s.current.line {
			return match{s.current.line, min(s.current.n, int(s.hits[i].n)) - 1}, false
		}
		i--
	}
	if i < 0 {
		last := s.hits[len(s.hits)-1]
		return match{last.line, int(last.n) - 1}, true
	}
	return match{s.hits[i].line, int(s.hits[i].n) - 1}, false
}

// ordinal returns the number of the current match, from 1, or 0.
func (s *search) ordinal() int {
	if !s.found {
		return 0
	}
	i := s.hit(s.current.line)
	if i == len(s.hits) || s.hits[i].line != s.current.line || s.current.n >= int(s.hits[i].n) {
		return 0 // the line has changed
	}
	if s.before < 0 {
		s.before = 0
		for _, h := range s.hits[:i] {
			s.before += int(h.n)
		}
	}
	return s.before + s.current.n + 1
}

// Search returns what is searched for, "" for nothing.
func (v *View) Search() string { return v.search.query }

// SetSearch sets what is searched for in the text, without regard to case and to whether accents
// and Hangul are composed; a space stands for a tab, too; "" ends searching. The place does not
// move.
func (v *View) SetSearch(q string) {
	if q != v.search.query {
		v.search.set(q)
	}
}

// Resume goes to the place of a view of the same lines as they were before, and searches for the same;
// the current match stays, if its line still has one.
func (v *View) Resume(old *View) {
	v.SetSearch(old.Search())
	v.search.update()
	if was := &old.search; was.found {
		if i := v.search.hit(was.current.line); i < len(v.search.hits) && v.search.hits[i].line == was.current.line {
			v.goTo(match{was.current.line, min(was.current.n, int(v.search.hits[i].n)-1)})
		}
	}
	v.ShowLine(old.Line())
}

// Matches returns the number of the current match, 0 when there is none, and of all matches.
func (v *View) Matches() (current, total int) {
	v.search.update()
	return v.search.ordinal(), v.search.total
}

// MatchesIn returns how many matches begin in the lines from one to another, by their numbers from 0.
func (v *View) MatchesIn(first, last int) (n int) {
	v.search.update()
	from, to := v.search.hit(v.log.numbered(first)), v.search.hit(v.log.numbered(last+1))
	for _, h := range v.search.hits[from:max(from, to)] {
		n += int(h.n)
	}
	return n
}

// Next moves to the next match: the one after the current, or the first in or below the view. It
// suspends following. found is false when there is no match at all; wrapped says that the search
// went on from the first line.
func (v *View) Next() (found, wrapped bool) {
	v.search.update()
	if len(v.search.hits) == 0 {
		return false, false
	}
	m, wrapped := v.search.next(v.place().line)
	v.goTo(m)
	return true, wrapped
}

// Previous moves to the match before: the one before the current, or the last in or above the view.
// It is like [View.Next] otherwise.
func (v *View) Previous() (found, wrapped bool) {
	v.search.update()
	if len(v.search.hits) == 0 {
		return false, false
	}
	last := v.forward(v.place(), max(v.h-1, 0))
	m, wrapped := v.search.previous(last.line)
	v.goTo(m)
	return true, wrapped
}

// goTo makes m the current match and brings it into view.
func (v *View) goTo(m match) {
	s := &v.search
	s.current, s.found, s.before, s.anchor = m, true, -1, v.refAt(m.line)
	start, end := 0, 0
	if found, own := s.matches(m.line); m.n < len(found) {
		start, end = found[m.n].start, min(found[m.n].end, own)
	}
	text, src := v.shown(m.line)
	width := v.textWidth(m.line, src)
	target := v.head(m.line)
	v.cursor = v.spotAt(m.line)
	if v.wrap {
		target.row += rowOf(text, start, width)
	} else {
		from := column(text, start)
		if to := column(text, end); from < v.pan || to > v.pan+width {
			v.pan = 0
			if to > width {
				v.pan = max(from-width/3, 0)
			}
		}
	}
	top := v.place()
	if below := v.forward(top, v.h); target.before(top) || !target.before(below) {
		top = v.back(target, v.h/3)
	}
	v.moveTo(top)
}
