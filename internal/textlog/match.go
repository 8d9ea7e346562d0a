package textlog

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// matcher finds a text. It ignores case, treats composed and decomposed accents and Hangul alike,
// and lets a space match a tab.
type matcher struct {
	needle          // of a query in ASCII
	pieces []needle // its parts without blanks and equals signs, the longest first
	runes  []rune   // of any query, decomposed, in lower case

	found []bounds // buffer

	text folded // buffer
}

// folded is a text decomposed and in lower case. Rune i comes from the bytes from starts[i] to
// ends[i].
type folded struct {
	runes        []rune
	starts, ends []int
}

// bounds is where a match begins and ends.
type bounds struct{ start, end int }

func newMatcher(q string) matcher {
	var m matcher
	m.text.set([]byte(q))
	m.runes, m.text = m.text.runes, folded{}
	for _, r := range m.runes {
		if r >= utf8.RuneSelf {
			m.lower = nil
			return m
		}
		m.lower = append(m.lower, byte(r)) //nolint:gosec // ASCII
	}
	m.needle, m.pieces = newNeedle(m.lower), piecesOf(m.lower)
	return m
}

// needle is a text in ASCII that is looked for. The byte of it is looked for first that is seldom in logs.
type needle struct {
	lower []byte
	rare  int // where that byte is
}

func newNeedle(lower []byte) needle {
	const common = ` "e0123456789t:aoinsr,-lhdcum./fpgw_ybvk` // from the most frequent on
	at, rank := 0, -1
	for i, c := range lower {
		n := strings.IndexByte(common, c)
		if n < 0 {
			n = len(common)
		}
		if n > rank {
			at, rank = i, n
		}
	}
	return needle{lower, at}
}

// inFields counts the matches in a line of fields as it is shown, by the line as it came; sure is false where
// that does not say. With any, one is enough.
func (m *matcher) inFields(raw []byte, any bool) (n int, sure bool) {
	if len(m.pieces) == 0 || !isASCII(raw) {
		return 0, false
	}
	if escape := bytes.IndexByte(raw, '\\'); escape >= 0 { // what is before it is shown as it is
		m.found = m.needle.find(m.found[:0], raw[:escape], 0, escape)
		return 1, any && len(m.found) > 0 && inPlainTexts(raw[:escape], m.found[:1])
	}
	m.found = m.pieces[0].find(m.found[:0], raw, 0, len(raw))
	switch {
	case len(m.found) == 0: // what is shown is made of pieces with blanks and equals signs between
		return 0, true
	case len(m.pieces[0].lower) == len(m.lower):
		return shownMatches(raw, m.found, any)
	}
	m.found = m.needle.find(m.found[:0], raw, 0, len(raw))
	n, sure = shownMatches(raw, m.found, any)
	if !sure || n == 0 || any {
		return n, sure && n > 0
	}
	for i := range m.pieces { // what is found across several values needs one of each
		if m.found = m.pieces[i].find(m.found[:0], raw, 0, len(raw)); len(m.found) == n {
			return n, true
		}
	}
	return 0, false
}

// piecesOf returns the parts of a text without blanks and equals signs, the longest first.
func piecesOf(s []byte) (pieces []needle) {
	for _, part := range bytes.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '=' }) {
		pieces = append(pieces, newNeedle(part))
	}
	slices.SortStableFunc(pieces, func(a, b needle) int { return len(b.lower) - len(a.lower) })
	return pieces
}

// set folds a text.
func (f *folded) set(text []byte) {
	f.runes, f.starts, f.ends = f.runes[:0], f.starts[:0], f.ends[:0]
	var it norm.Iter
	for it.Init(norm.NFD, text); !it.Done(); {
		start := it.Pos()
		part := it.Next()
		for len(part) > 0 {
			r, n := utf8.DecodeRune(part)
			part = part[n:]
			if r = unicode.ToLower(r); r == '\t' {
				r = ' '
			}
			f.runes = append(f.runes, r)
			f.starts, f.ends = append(f.starts, start), append(f.ends, it.Pos())
		}
	}
}

// find appends the matches in text that begin at or after from and before to.
func (m *matcher) find(dst []bounds, text []byte, from, to int) []bounds {
	if len(m.runes) == 0 {
		return dst
	}
	if len(m.lower) == 0 {
		if isASCII(text) {
			return dst
		}
		return m.findFolded(dst, text, from, to)
	}
	if isASCII(text) || norm.NFD.IsNormal(text) {
		return m.needle.find(dst, text, from, to)
	}
	return m.findFolded(dst, text, from, to)
}

// find is [matcher.find] for a query in ASCII and a text in which nothing is composed.
func (m *needle) find(dst []bounds, text []byte, from, to int) []bounds {
	low := m.lower[m.rare]
	high := low
	switch {
	case low >= 'a' && low <= 'z':
		high = low - 'a' + 'A'
	case low == ' ':
		high = '\t'
	}
	n := len(m.lower)
	from, end := from+m.rare, min(to, len(text)-n+1)+m.rare
	nextLow, nextHigh := from-1, from-1
	for i := from; i < end; i++ {
		if nextLow < i {
			nextLow = indexFrom(text, i, low)
		}
		if nextHigh < i {
			nextHigh = nextLow
			if high != low {
				nextHigh = indexFrom(text, i, high)
			}
		}
		i = min(nextLow, nextHigh)
		if start := i - m.rare; i < end && equalLower(text[start:start+n], m.lower) {
			dst = append(dst, bounds{start, start + n})
			i += n - 1
		}
	}
	return dst
}

// indexFrom returns where c is in text from at on, the length of text if it is not there.
func indexFrom(text []byte, at int, c byte) int {
	if i := bytes.IndexByte(text[at:], c); i >= 0 {
		return at + i
	}
	return len(text)
}

// equalLower reports whether s in lower case is lower, which is as long.
func equalLower(s, lower []byte) bool {
	for i, c := range s {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] && (c != '\t' || lower[i] != ' ') {
			return false
		}
	}
	return true
}

func (m *matcher) findFolded(dst []bounds, text []byte, from, to int) []bounds {
	f := &m.text
	f.set(text)
	n := len(m.runes)
	for i := 0; i+n <= len(f.runes) && f.starts[i] < to; i++ {
		if f.runes[i] != m.runes[0] || f.starts[i] < from || !equalRunes(f.runes[i:i+n], m.runes) {
			continue
		}
		found := bounds{f.starts[i], f.ends[i+n-1]}
		dst = append(dst, found)
		i += n - 1
		for i+1 < len(f.runes) && f.starts[i+1] < found.end { // the rest of the last character
			i++
		}
	}
	return dst
}

func equalRunes(a, b []rune) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
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

// appendVisible appends the text of a line without its sequences, and at most about most bytes of
// it.
func appendVisible(dst, line []byte, most int) []byte {
	for start := len(dst); len(line) > 0 && len(dst)-start < most; {
		i := bytes.IndexByte(line, 0x1b)
		if i < 0 {
			return append(dst, line[:within(line, most)]...)
		}
		dst = append(dst, line[:within(line[:i], most)]...)
		line = line[i+bytes.IndexByte(line[i:], 'm')+1:]
	}
	return dst
}

// within returns the length of the beginning of text of at most about most bytes.
func within(text []byte, most int) int {
	if len(text) <= most {
		return len(text)
	}
	for most < len(text) && !utf8.RuneStart(text[most]) {
		most++
	}
	return most
}
