package textlog

import "math"

// Excerpt is lines taken out of a Log. It does not change, and may be used beside the log.
type Excerpt struct {
	parts []part
	lines int
}

// part is a line, or a part of a long one.
type part struct {
	text   []byte
	src    int
	joined bool // it goes on with the part before
}

// Excerpt returns the lines from first on, at most count of them, a long line of which there is a
// part whole; those of the program's own are left out.
func (l *Log) Excerpt(first, count int) Excerpt {
	var e Excerpt
	from := l.first + int64(max(first, 0))
	to := min(from+int64(count), l.end())
	for l.joined(from) {
		from--
	}
	for l.joined(to) {
		to++
	}
	for line := from; line < to; line++ {
		text, src := l.line(line)
		if src == noteSource {
			continue
		}
		joined := l.joined(line)
		e.parts = append(e.parts, part{text, src, joined})
		if !joined {
			e.lines++
		}
	}
	return e
}

// Len returns the number of lines.
func (e Excerpt) Len() int { return e.lines }

// Text returns the lines as they came, without colours, each ended by a line feed and behind what
// prefix returns for its source; nil puts nothing there.
func (e Excerpt) Text(prefix func(src int) string) string {
	size := 0
	for _, p := range e.parts {
		size += len(p.text) + 1
	}
	text := make([]byte, 0, size)
	for i, p := range e.parts {
		if i > 0 && !p.joined {
			text = append(text, '\n')
		}
		if prefix != nil && !p.joined {
			text = append(text, prefix(p.src)...)
		}
		text = appendVisible(text, p.text, math.MaxInt)
	}
	if len(e.parts) > 0 {
		text = append(text, '\n')
	}
	return string(text)
}

// Window returns the index of the first line in view among those held, and how many are in view.
func (v *View) Window() (first, count int) {
	top := v.place()
	first = int(top.line - v.log.first)
	for rows := -top.row; rows < v.h && top.line < v.log.end(); count++ {
		rows += v.rows(top.line)
		top.line++
	}
	return max(first, 0), count
}

// Current returns the index of the line of the current match, else of the first line in view.
func (v *View) Current() int {
	v.search.update()
	if v.search.found {
		return int(v.search.current.line - v.log.first)
	}
	return v.Line()
}
