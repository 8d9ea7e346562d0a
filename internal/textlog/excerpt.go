package textlog

import "github.com/charmbracelet/x/ansi"

// Excerpt is lines taken out of a Log. It does not change, and may be used
// beside the log.
type Excerpt struct {
	lines   [][]byte
	sources []int
}

// Excerpt returns the lines from first on, at most count of them; those of the
// program's own are left out.
func (l *Log) Excerpt(first, count int) Excerpt {
	var e Excerpt
	from := l.first + int64(max(first, 0))
	for line := from; line < l.end() && line < from+int64(count); line++ {
		if text, src := l.line(line); src != noteSource {
			e.lines, e.sources = append(e.lines, text), append(e.sources, src)
		}
	}
	return e
}

// Len returns the number of lines.
func (e Excerpt) Len() int { return len(e.lines) }

// Text returns the lines without colours, each ended by a line feed and behind
// what prefix returns for its source; nil puts nothing there.
func (e Excerpt) Text(prefix func(src int) string) string {
	size := 0
	for _, line := range e.lines {
		size += len(line) + 1
	}
	text := make([]byte, 0, size)
	for i, line := range e.lines {
		if prefix != nil {
			text = append(text, prefix(e.sources[i])...)
		}
		text = append(text, ansi.Strip(string(line))...)
		text = append(text, '\n')
	}
	return string(text)
}

// Window returns the index of the first line in view among those held, and how
// many are in view.
func (v *View) Window() (first, count int) {
	top := v.place()
	first = int(top.line - v.log.first)
	for rows := -top.row; rows < v.h && top.line < v.log.end(); count++ {
		rows += v.rows(top.line)
		top.line++
	}
	return max(first, 0), count
}

// Current returns the index of the line of the current match, else of the first
// line in view.
func (v *View) Current() int {
	v.search.update()
	if v.search.found {
		return int(v.search.current.line - v.log.first)
	}
	return v.Line()
}
