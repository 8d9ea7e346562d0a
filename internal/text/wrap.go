package text

import "strings"

// Wrap breaks clean plain text into lines of at most w cells, at a space where
// one is near the end of a line; a grapheme wider than w stands on a line of its
// own. At most limit lines are made, and no more of the text is looked at than
// they need; cut says that some of it was left out.
func Wrap(text string, w, limit int) (lines []string, cut bool) {
	if w < 1 {
		return nil, text != ""
	}
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

// trimSpaces cuts the spaces that text begins with, but for one that carries
// marks.
func trimSpaces(text string) string {
	for text != "" && text[0] == ' ' {
		n, _ := grapheme(text)
		if n > 1 {
			break
		}
		text = text[n:]
	}
	return text
}

// lineOf returns the length in bytes of the longest beginning of text that
// takes at most w cells; at least one grapheme of a text that is not empty.
func lineOf(text string, w int) int {
	n, _ := prefix(text, w)
	if n == 0 && text != "" {
		n, _ = grapheme(text)
	}
	return n
}
