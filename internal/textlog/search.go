package textlog

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// matcher finds a text without regard to case.
type matcher struct {
	lower []byte // of a query in ASCII
	runes []rune // of any other, in lower case
}

func newMatcher(q string) matcher {
	q = strings.ToLower(q)
	for i := range len(q) {
		if q[i] >= utf8.RuneSelf {
			return matcher{runes: []rune(q)}
		}
	}
	return matcher{lower: []byte(q)}
}

// find returns where the first match in text at or after from begins and ends,
// -1 if there is none.
func (m *matcher) find(text []byte, from int) (start, end int) {
	if len(m.runes) > 0 {
		return m.findRunes(text, from)
	}
	if len(m.lower) == 0 {
		return -1, -1
	}
	low := m.lower[0]
	high := low
	if low >= 'a' && low <= 'z' {
		high = low - 'a' + 'A'
	}
	for i := from; i+len(m.lower) <= len(text); i++ {
		if c := text[i]; (c == low || c == high) && equalLower(text[i+1:i+len(m.lower)], m.lower[1:]) {
			return i, i + len(m.lower)
		}
	}
	return -1, -1
}

// equalLower reports whether s in lower case is lower, which is as long.
func equalLower(s, lower []byte) bool {
	for i, c := range s {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func (m *matcher) findRunes(text []byte, from int) (start, end int) {
	for i := from; i < len(text); {
		at := i
		for n := 0; ; n++ {
			if n == len(m.runes) {
				return i, at
			}
			r, size := utf8.DecodeRune(text[at:])
			if size == 0 || unicode.ToLower(r) != m.runes[n] {
				break
			}
			at += size
		}
		_, size := utf8.DecodeRune(text[i:])
		i += size
	}
	return -1, -1
}

// search is what a view looks for. Matches are found line by line as they are
// asked for, each line once.
type search struct {
	log     *Log
	query   string
	matcher matcher
	hits    []hit // lines with matches, in order
	total   int   // matches
	scanned int64 // the number of the first line that has not been looked at
	buf     []byte

	current match
	found   bool // there is a current match
	anchor  ref  // the line of current
	before  int  // matches before the line of current, -1 when not known
}

// hit is a line with n matches.
type hit struct {
	line int64
	n    int
}

// match is the n-th match, from 0, of a line.
type match struct {
	line int64
	n    int
}

func (s *search) set(q string) {
	*s = search{log: s.log, query: q, matcher: newMatcher(q), hits: s.hits[:0], buf: s.buf, before: -1}
	s.scanned = s.log.first
	s.update()
}

// update looks at the lines that are new and forgets those that are gone.
func (s *search) update() {
	if s.query == "" {
		return
	}
	gone := 0
	for gone < len(s.hits) && s.hits[gone].line < s.log.first {
		s.total -= s.hits[gone].n
		gone++
	}
	if gone > 0 {
		s.hits = s.hits[gone:]
		s.before = -1
	}
	if s.found && s.current.line < s.log.first {
		s.found = false
	}
	for line := max(s.scanned, s.log.first); line < s.log.end(); line++ {
		text, src := s.log.line(line)
		if src == noteSource {
			continue
		}
		if n := s.count(text); n > 0 {
			s.hits = append(s.hits, hit{line, n})
			s.total += n
		}
	}
	s.scanned = s.log.end()
}

// visible returns the text of a line without its sequences.
func (s *search) visible(line []byte) []byte {
	if bytes.IndexByte(line, 0x1b) < 0 {
		return line
	}
	s.buf = s.buf[:0]
	for {
		i := bytes.IndexByte(line, 0x1b)
		if i < 0 {
			s.buf = append(s.buf, line...)
			return s.buf
		}
		s.buf = append(s.buf, line[:i]...)
		line = line[i+bytes.IndexByte(line[i:], 'm')+1:]
	}
}

// count returns the number of matches in a line.
func (s *search) count(line []byte) int {
	if len(s.matcher.runes) > 0 && isASCII(line) {
		return 0
	}
	text := s.visible(line)
	n := 0
	for at := 0; ; n++ {
		_, end := s.matcher.find(text, at)
		if end < 0 {
			return n
		}
		at = end
	}
}

func isASCII(s []byte) bool {
	for len(s) >= 8 {
		if binary.LittleEndian.Uint64(s)&0x8080808080808080 != 0 {
			return false
		}
		s = s[8:]
	}
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// changed forgets what is known of the lines from a number on.
func (s *search) changed(from int64) {
	if s.query == "" || s.scanned <= from {
		return
	}
	s.scanned = from
	for n := len(s.hits); n > 0 && s.hits[n-1].line >= from; n-- {
		s.total -= s.hits[n-1].n
		s.hits = s.hits[:n-1]
	}
	if s.found && s.current.line >= from {
		s.before = -1
		s.current.line, s.found = s.log.locate(s.anchor, s.current.line)
	}
}

// hit returns the place of the first hit at or after a line.
func (s *search) hit(line int64) int {
	i, _ := slices.BinarySearchFunc(s.hits, line, func(h hit, line int64) int { return cmp.Compare(h.line, line) })
	return i
}

// next returns the match after the current one or, without one, the first at
// or after line; wrapped says that it is before.
func (s *search) next(line int64) (m match, wrapped bool) {
	i := s.hit(line)
	if s.found {
		i = s.hit(s.current.line)
		if i < len(s.hits) && s.hits[i].line == s.current.line {
			if s.current.n+1 < s.hits[i].n {
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

// previous returns the match before the current one or, without one, the last
// at or before line; wrapped says that it is after.
func (s *search) previous(line int64) (m match, wrapped bool) {
	i := s.hit(line+1) - 1
	if s.found {
		i = s.hit(s.current.line)
		if s.current.n > 0 && i < len(s.hits) && s.hits[i].line == s.current.line {
			return match{s.current.line, min(s.current.n, s.hits[i].n) - 1}, false
		}
		i--
	}
	if i < 0 {
		last := s.hits[len(s.hits)-1]
		return match{last.line, last.n - 1}, true
	}
	return match{s.hits[i].line, s.hits[i].n - 1}, false
}

// ordinal returns the number of the current match, from 1, or 0.
func (s *search) ordinal() int {
	if !s.found {
		return 0
	}
	i := s.hit(s.current.line)
	if i == len(s.hits) || s.hits[i].line != s.current.line || s.current.n >= s.hits[i].n {
		return 0 // the line has changed
	}
	if s.before < 0 {
		s.before = 0
		for _, h := range s.hits[:i] {
			s.before += h.n
		}
	}
	return s.before + s.current.n + 1
}

// Search returns what is searched for, "" for nothing.
func (v *View) Search() string { return v.search.query }

// SetSearch sets what is searched for in the visible text, without regard to
// case; "" ends searching. The place does not move.
func (v *View) SetSearch(q string) {
	if q != v.search.query {
		v.search.set(q)
	}
}

// Matches returns the number of the current match, 0 when there is none, and of
// all matches.
func (v *View) Matches() (current, total int) {
	v.search.update()
	return v.search.ordinal(), v.search.total
}

// Next moves to the next match: the one after the current, or the first in or
// below the view. It suspends following. found is false when there is no match
// at all; wrapped says that the search went on from the first line.
func (v *View) Next() (found, wrapped bool) {
	v.search.update()
	if len(v.search.hits) == 0 {
		return false, false
	}
	m, wrapped := v.search.next(v.place().line)
	v.goTo(m)
	return true, wrapped
}

// Previous moves to the match before: the one before the current, or the last
// in or above the view. It is like [View.Next] otherwise.
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
	text, src := v.log.line(m.line)
	visible := s.visible(text)
	start, end := 0, 0
	for range m.n + 1 {
		start, end = s.matcher.find(visible, end)
	}
	width := v.textWidth(src)
	target := place{line: m.line}
	if v.wrap {
		target.row = rowOf(text, start, width)
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
