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

// Held returns all lines that are to be seen.
func (v *View) Held() Excerpt { return v.excerpt(v.log.first, v.log.end()) }

// Visible returns the lines in view.
func (v *View) Visible() Excerpt {
	top := v.place()
	line := top.line
	for rows := -top.row; rows < v.h && line < v.log.end(); line = v.after(line) {
		rows += v.rows(line)
	}
	return v.excerpt(top.line, line)
}

// Selected returns the lines that are selected, else the one under the cursor.
func (v *View) Selected() Excerpt {
	from := v.cursorLine()
	to := from
	if v.selecting {
		from, to = v.selected()
	}
	return v.excerpt(from, to+1)
}

// excerpt returns the lines from one to before another, without those that are hidden.
func (v *View) excerpt(from, to int64) (e Excerpt) {
	v.sieve.update()
	from, to = max(from, v.log.first), min(to, v.log.end())
	if !v.sieve.on() {
		return v.log.Excerpt(int(from-v.log.first), int(to-from))
	}
	for line := from; line < to; {
		end := line + 1
		for v.log.joined(end) {
			end++
		}
		if !v.sieve.hides(line) {
			part := v.log.Excerpt(int(line-v.log.first), int(end-line))
			e.parts, e.lines = append(e.parts, part.parts...), e.lines+part.lines
		}
		line = end
	}
	return e
}
