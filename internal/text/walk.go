package text

import (
	"bytes"
	"unicode/utf8"
)

// tabWidth is how far tabs are apart, in cells.
const tabWidth = 8

// Walker walks over a line of text and SGR sequences as [AppendCleanLog] leaves them. It may be
// copied to remember a place.
type Walker struct {
	line   []byte
	pos    int
	text   int // bytes of text passed
	column int // cells passed
	pen    Pen
}

// Walk returns a Walker at the beginning of line.
func Walk(line []byte) Walker {
	return Walker{line: line}
}

// Next returns the next piece of text, all of one style, and its width: a run of ASCII of at most
// limit cells (1 at the least), a tab, or one character with what joins it, which may be wider than
// limit. At the end of the line it returns nothing. The text is part of the line; [AppendDrawn]
// draws it.
func (k *Walker) Next(limit int) (text []byte, cells int) {
	for k.pos < len(k.line) {
		rest := k.line[k.pos:]
		if n := asciiRun(rest[:min(len(rest), max(limit, 1))]); n > 0 {
			// The last one may carry marks.
			if n < len(rest) && rest[n] >= firstJoining && joins(rest[n:]) {
				if n--; n == 0 {
					u := scanUnit(rest, nil)
					return k.pass(u.size, u.width)
				}
			}
			return k.pass(n, n)
		}
		switch {
		case introduces(rest):
			n, params, final := sequence(rest)
			if final == 'm' {
				k.pen = apply(k.pen, params)
			}
			k.pos += n
		case rest[0] == '\t':
			return k.pass(1, tabWidth-k.column%tabWidth)
		case rest[0] < utf8.RuneSelf:
			k.pos++
		default:
			u := unitOf(rest)
			return k.pass(u.size, u.width)
		}
	}
	return nil, 0
}

// pass moves on by a piece of n bytes.
func (k *Walker) pass(n, cells int) ([]byte, int) {
	piece := k.line[k.pos : k.pos+n]
	k.pos += n
	k.text += n
	k.column += cells
	return piece, cells
}

// AppendDrawn appends a piece of text that [Walker.Next] returned, as it is drawn in its cells.
func AppendDrawn(dst, piece []byte, cells int) []byte {
	switch {
	case len(piece) == 0:
		return dst
	case piece[0] == '\t':
		return AppendSpaces(dst, cells)
	case piece[0] < utf8.RuneSelf && len(piece) == cells:
		return append(dst, piece...)
	}
	if u := unitOf(piece); u.plain {
		return append(dst, piece...)
	}
	return appendUnit(dst, piece)
}

// Text returns how many bytes of text have been passed, sequences not counted.
func (k *Walker) Text() int { return k.text }

// Pen returns the style of the text that Next returned last.
func (k *Walker) Pen() Pen { return k.pen }

// Skip moves on by up to n cells and returns by how many. A wide grapheme that would be cut in half
// is passed whole, so it may be one more.
func (k *Walker) Skip(n int) int {
	done := 0
	for done < n {
		_, cells := k.Next(n - done)
		if cells == 0 && k.pos >= len(k.line) {
			break
		}
		done += cells
	}
	return done
}

// AppendCutSGR appends the cells [from, to) of a line as [AppendCleanLog] leaves it and returns how
// many there were. Styles that began before are set anew, and ended at the end. A wide grapheme of
// which only half is inside becomes a space.
func AppendCutSGR(dst, line []byte, from, to int) (out []byte, cells int) {
	from = max(from, 0)
	if to <= from {
		return dst, 0
	}
	k := Walk(line)
	at := k.Skip(from)
	if at < from {
		return dst, 0
	}
	var have Pen
	room := to - from
	if over := min(at-from, room); over > 0 {
		have = k.Pen()
		dst = AppendSpaces(have.Append(dst), over)
		cells = over
	}
	for cells < room {
		text, n := k.Next(room - cells)
		if len(text) == 0 {
			break
		}
		dst = have.AppendChange(dst, k.Pen())
		have = k.Pen()
		if n > room-cells {
			dst = AppendSpaces(dst, room-cells)
			cells = room
			break
		}
		dst = AppendDrawn(dst, text, n)
		cells += n
	}
	return have.AppendChange(dst, 0), cells
}

// CutSGR is [AppendCutSGR] for strings.
func CutSGR(line string, from, to int) string {
	out, _ := AppendCutSGR(nil, []byte(line), from, to)
	return string(out)
}

// AppendDimmed appends a line with one style in place of its own: what is reversed or on a background
// of its own is reversed in that style, so that a bar stays a bar. Plain text stays so if it is kept.
func AppendDimmed(dst []byte, line string, quiet Pen, keepPlain bool) []byte {
	k := Walk([]byte(line))
	var have Pen
	for {
		piece, cells := k.Next(len(line))
		if len(piece) == 0 {
			return have.AppendChange(dst, 0)
		}
		want, pen := quiet, k.Pen()
		switch {
		case pen&reverse != 0 || pen.Background() != 0:
			want |= reverse
		case pen == 0 && keepPlain:
			want = 0
		}
		dst = AppendDrawn(have.AppendChange(dst, want), piece, cells)
		have = want
	}
}

// AppendUnderlined appends a line with an underline below all of it.
func AppendUnderlined(dst []byte, line string) []byte {
	k := Walk([]byte(line))
	var have Pen
	for {
		piece, cells := k.Next(len(line))
		if len(piece) == 0 {
			return have.AppendChange(dst, 0)
		}
		dst = AppendDrawn(have.AppendChange(dst, k.Pen()|underline), piece, cells)
		have = k.Pen() | underline
	}
}

// PlainInk counts the cells in [from, to) of a line that hold plain text.
func PlainInk(line string, from, to int) int {
	k := Walk([]byte(line))
	at, n := k.Skip(from), 0
	for at < to {
		piece, cells := k.Next(to - at)
		if len(piece) == 0 {
			break
		}
		at += cells
		if k.Pen() == 0 {
			n += cells - bytes.Count(piece, []byte{' '})
		}
	}
	return n
}

// AppendASCII appends a line as it is drawn with every character outside ASCII replaced by as many
// '?' as it has cells, for terminals that do not read UTF-8.
func AppendASCII(dst, line []byte) []byte {
	for len(line) > 0 {
		n := 0
		for n < len(line) && line[n] < utf8.RuneSelf {
			n++
		}
		if n > 0 && joins(line[n:]) && line[n-1] >= ' ' { // the marks of the last one are left out
			dst = append(dst, line[:n]...)
			u := unitOf(line[n-1:])
			for range u.width - 1 {
				dst = append(dst, replacement)
			}
			line = line[n-1+u.size:]
			continue
		}
		dst = append(dst, line[:n]...)
		line = line[n:]
		if len(line) == 0 {
			break
		}
		u := unitOf(line)
		for range u.width {
			dst = append(dst, replacement)
		}
		line = line[u.size:]
	}
	return dst
}
