package textlog

import (
	"bytes"
	"math"

	"fleetop/internal/text"
)

// nextPiece returns the next piece of a line that fits in a row of width cells of which used are
// taken, nothing when none does. A grapheme that is wider than a whole row is passed over.
func nextPiece(k *text.Walker, used, width int) (piece []byte, cells int) {
	before := *k
	piece, cells = k.Next(width - used)
	if cells <= width-used {
		return piece, cells
	}
	if cells <= width {
		*k = before
	}
	return nil, 0
}

// atEnd reports whether no text follows.
func atEnd(k *text.Walker) bool {
	rest := *k
	piece, _ := rest.Next(1)
	return len(piece) == 0
}

// rowEnd returns at which byte of the visible text a row ends that begins at k: behind a word, where
// that leaves less than half of the row empty, else where the row is full.
func rowEnd(k text.Walker, width int) int {
	word, wordCells := 0, 0 // where a word has ended
	for used := 0; used < width; {
		at := k.Text()
		piece, n := nextPiece(&k, used, width)
		if len(piece) == 0 {
			break
		}
		if blank := bytes.LastIndexAny(piece, " \t"); blank >= 0 {
			word, wordCells = at+blank+1, used+min(blank+1, n)
		}
		used += n
	}
	end := k.Text()
	if next, _ := k.Next(1); len(next) == 0 || next[0] == ' ' || next[0] == '\t' || 2*wordCells < width {
		return end
	}
	return word
}

// passBlank passes the blank behind a row.
func passBlank(k *text.Walker) {
	rest := *k
	if next, _ := rest.Next(1); len(next) == 1 && (next[0] == ' ' || next[0] == '\t') {
		*k = rest
	}
}

// passRow moves on by one row of a wrapped line.
func passRow(k *text.Walker, width int) {
	for end := rowEnd(*k, width); k.Text() < end; {
		k.Next(end - k.Text())
	}
	passBlank(k)
}

// rowCount returns how many rows of width cells a line takes.
func rowCount(line []byte, width int) int {
	if len(line) <= width && bytes.IndexByte(line, '\t') < 0 { // no other text has more cells than bytes
		return 1
	}
	k := text.Walk(line)
	for rows := 1; ; rows++ {
		passRow(&k, width)
		if atEnd(&k) {
			return rows
		}
	}
}

// rowOf returns the row of a wrapped line in which a byte of its visible text is.
func rowOf(line []byte, at, width int) int {
	k := text.Walk(line)
	for row := 0; ; row++ {
		passRow(&k, width)
		if k.Text() > at || atEnd(&k) {
			return row
		}
	}
}

// column returns the cells before a byte of the visible text of a line.
func column(line []byte, at int) int {
	k := text.Walk(line)
	col := 0
	for k.Text() < at {
		piece, n := k.Next(at - k.Text())
		if len(piece) == 0 {
			break
		}
		col += n
	}
	return col
}

// lineWidth returns the cells of a line.
func lineWidth(line []byte) int {
	k := text.Walk(line)
	return k.Skip(math.MaxInt)
}
