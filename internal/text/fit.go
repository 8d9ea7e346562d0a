package text

import "strings"

// spaces is what padding is cut from.
const spaces = "                                                                "

// Width returns the number of cells that s takes as [Clean] leaves it, unless a control character parts
// what is drawn as one without it; sequences of colours take none.
func Width(s string) int {
	width := 0
	for len(s) > 0 {
		n := asciiUnits(s)
		width += n
		if s = s[n:]; s == "" {
			break
		}
		switch {
		case introduces(s):
			s = s[skipSequence(s):]
		case s[0] == '\t' || s[0] == '\n':
			width++
			s = s[1:]
		case s[0] < ' ' || s[0] == 0x7f:
			s = s[1:]
		default:
			u := unitOf(s)
			width += u.width
			s = s[u.size:]
		}
	}
	return width
}

// AppendSpaces appends n spaces.
func AppendSpaces(dst []byte, n int) []byte {
	for ; n > len(spaces); n -= len(spaces) {
		dst = append(dst, spaces...)
	}
	return append(dst, spaces[:max(n, 0)]...)
}

// AppendFit appends s in exactly w cells: padded with spaces on its right, or cut and ended by
// tail, such as "…" or "~".
func AppendFit(dst []byte, s string, w int, tail string) []byte {
	s, width := prepare(s)
	if width > w {
		return appendHead(dst, s, w, tail)
	}
	return AppendSpaces(append(dst, s...), w-width)
}

// AppendFitRight is AppendFit with the padding on the left. What is too long is cut at its end all
// the same.
func AppendFitRight(dst []byte, s string, w int, tail string) []byte {
	s, width := prepare(s)
	if width > w {
		return appendHead(dst, s, w, tail)
	}
	return append(AppendSpaces(dst, w-width), s...)
}

// AppendFitMiddle is AppendFit for names whose end matters, such as web-1 and web-2: what is too
// long is cut in its middle, tail standing for what is left out.
func AppendFitMiddle(dst []byte, s string, w int, tail string) []byte {
	s, width := prepare(s)
	if width <= w {
		return AppendSpaces(append(dst, s...), w-width)
	}
	room := w - Width(tail)
	if room < 2 {
		return appendHead(dst, s, w, tail)
	}
	left, used := prefix(s, room-room/2)
	// What begins in the last room/2 cells; a wide grapheme cut in half there is left out.
	skip, skipped := prefix(s, width-room/2)
	for skipped < width-room/2 {
		u := unitOf(s[skip:])
		skip += u.size
		skipped += u.width
	}
	dst = append(dst, s[:left]...)
	dst = append(dst, tail...)
	dst = append(dst, s[skip:]...)
	return AppendSpaces(dst, room-used-(width-skipped))
}

// Middle returns s in at most w cells, cut in its middle as AppendFitMiddle does, without padding:
// for names in running text.
func Middle(s string, w int, tail string) string {
	if clean, width := prepare(s); width <= w {
		return clean
	}
	return strings.TrimRight(string(AppendFitMiddle(nil, s, w, tail)), " ")
}

// Head returns s in at most w cells, cut at its end as AppendFit does, without padding: for prose.
func Head(s string, w int, tail string) string {
	if clean, width := prepare(s); width <= w {
		return clean
	}
	return strings.TrimRight(string(AppendFit(nil, s, w, tail)), " ")
}

// NameLeast is how many cells are left of a name among other words: enough of its end to tell it
// from its siblings.
const NameLeast = 14

// AppendFitWords is AppendFit for sentences with names in them: the long words of what is too long
// are cut in their middle first, down to NameLeast, and only then the end of the sentence.
func AppendFitWords(dst []byte, s string, w int, tail string) []byte {
	return AppendFit(dst, Words(s, w, tail), w, tail)
}

// Words returns s in at most w cells, cut as AppendFitWords does, without padding.
func Words(s string, w int, tail string) string {
	s, width := prepare(s)
	switch {
	case width <= w:
		return s
	case w < NameLeast: // no room for a name at all
		return Head(s, w, tail)
	}
	return Head(ShortWords(s, longWords(s, width-w), tail), w, tail)
}

// longWords returns how wide the words of s may be so that it gets shorter by so many cells, at
// least NameLeast.
func longWords(s string, by int) int {
	var widths []int
	most := 0
	for word := range strings.SplitSeq(s, " ") {
		if w := Width(word); w > NameLeast {
			widths = append(widths, w)
			most = max(most, w)
		}
	}
	for ; most > NameLeast; most-- {
		saved := 0
		for _, w := range widths {
			saved += max(w-most, 0)
		}
		if saved >= by {
			return most
		}
	}
	return NameLeast
}

// ShortWords cuts the words of s that are wider than a number of cells in their middle.
func ShortWords(s string, most int, tail string) string {
	words := strings.Split(s, " ")
	for i, word := range words {
		words[i] = Middle(word, most, tail)
	}
	return strings.Join(words, " ")
}

// prepare returns s cleaned and its width.
func prepare(s string) (clean string, width int) {
	if n := asciiRun(s); n == len(s) {
		return s, n
	}
	s = Clean(s)
	return s, Width(s)
}

// appendHead appends the beginning of s, which is wider than w, and tail.
func appendHead(dst []byte, s string, w int, tail string) []byte {
	if w <= 0 {
		return dst
	}
	room := w - Width(tail)
	if room < 0 {
		tail, room = "", w
	}
	n, used := prefix(s, room)
	dst = append(dst, s[:n]...)
	dst = append(dst, tail...)
	return AppendSpaces(dst, room-used)
}

// prefix returns the length and the width of the longest beginning of s, which is clean, that fits
// in w cells.
func prefix(s string, w int) (size, width int) {
	for size < len(s) {
		u := unitOf(s[size:])
		if width+u.width > w {
			break
		}
		size += u.size
		width += u.width
	}
	return size, width
}
