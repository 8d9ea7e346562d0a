package text

import "strings"

// maxUnit is more bytes than a character takes with what joins it, as a rule.
const maxUnit = 32

// Wrap breaks text, cleaned, into lines of at most w cells, at a space where one is near the end of
// a line; a grapheme wider than w stands on a line of its own. At most limit lines are made, and no
// more of the text is looked at than they need; cut says that some of it was left out.
func Wrap(text string, w, limit int) (lines []string, cut bool) {
	if w < 1 {
		return nil, text != ""
	}
	if most := (limit + 1) * w * maxUnit; len(text) > most {
		lines, _ = wrapClean(Clean(strings.ToValidUTF8(text[:most], "")), w, limit)
		return lines, true
	}
	return wrapClean(Clean(text), w, limit)
}

func wrapClean(text string, w, limit int) (lines []string, cut bool) {
	for len(lines) < limit {
		n := lineOf(text, w)
		if n == len(text) {
			return append(lines, text), false
		}
		next := text[n:]
		if space := strings.LastIndexByte(text[:n+1], ' '); space > n/2 {
			n = space
			next = trimSpaces(text[n:])
		}
		lines = append(lines, strings.TrimRight(text[:n], " "))
		if text = next; text == "" {
			return lines, false
		}
	}
	return lines, text != ""
}

// trimSpaces cuts the spaces that text begins with, except one that carries marks.
func trimSpaces(text string) string {
	for text != "" && text[0] == ' ' {
		if unitOf(text).size > 1 {
			break
		}
		text = text[1:]
	}
	return text
}

// lineOf returns the length in bytes of the longest beginning of text that takes at most w cells;
// at least one grapheme of a text that is not empty.
func lineOf(text string, w int) int {
	n, _ := prefix(text, w)
	if n == 0 && text != "" {
		n = unitOf(text).size
	}
	return n
}
