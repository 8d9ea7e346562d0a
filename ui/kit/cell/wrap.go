package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks clean plain text into lines of at most w cells, at a space where
// one is near the end of a line. At most limit lines are made, and no more of
// the text is looked at than they need; cut says that some of it was left out.
func Wrap(text string, w, limit int) (lines []string, cut bool) {
	if w < 1 {
		return nil, text != ""
	}
	for len(lines) < limit {
		n := prefixOf(text, w)
		if n == len(text) {
			return append(lines, text), false
		}
		if space := strings.LastIndexByte(text[:n+1], ' '); space > n/2 {
			n = space + 1
		}
		lines = append(lines, strings.TrimRight(text[:n], " "))
		text = text[n:]
	}
	return lines, text != ""
}

// prefixOf returns the length in bytes of the longest beginning of text that
// takes at most w cells; at least one character of a text that is not empty.
func prefixOf(text string, w int) int {
	width, n := 0, 0
	for n < len(text) {
		size, wide := 1, 1
		if text[n] >= utf8.RuneSelf || n+1 < len(text) && text[n+1] >= utf8.RuneSelf {
			var cluster string
			cluster, wide = ansi.FirstGraphemeCluster(text[n:], ansi.GraphemeWidth)
			size = max(len(cluster), 1)
		}
		if width += wide; width > w && n > 0 {
			break
		}
		n += size
	}
	return n
}
