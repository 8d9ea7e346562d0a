package textlog

import (
	"fmt"
	"unicode/utf8"

	"fleetop/internal/text"
)

// leastText is the cells of text there must be room for beside a prefix.
const leastText = 8

// prefix is what stands in front of the lines of a source.
type prefix struct {
	text  string
	width int
	known bool
}

// span is a match in the visible text of a line.
type span struct {
	start, end int
	current    bool
}

// prefix returns what stands in front of the lines of src.
func (v *View) prefix(src int) prefix {
	if v.look.Prefix == nil || src < 0 {
		return prefix{}
	}
	for len(v.prefixes) <= src {
		v.prefixes = append(v.prefixes, prefix{})
	}
	p := &v.prefixes[src]
	if !p.known {
		content := text.Clean(v.look.Prefix(src))
		*p = prefix{text: content, width: text.Width(content), known: true}
		if v.w-v.columns.gutter-p.width < leastText {
			p.text, p.width = "", 0
		}
	}
	return *p
}

// textWidth returns the cells there are for the text of a line of src.
func (v *View) textWidth(line int64, src int) int {
	return max(v.w-v.columns.width()-v.prefix(src).width-v.joint(line, src), 1)
}

// joint returns the cells that are taken by the sign that a line goes on with the one before, or hangs
// under it.
func (v *View) joint(line int64, src int) int {
	sign := v.look.Joint
	if v.log.parts == 0 || !v.log.joined(line) {
		if !v.pretty || v.log.trait(line)&hanging == 0 {
			return 0
		}
		sign = v.look.Hang
	}
	if w := text.Width(sign); v.w-v.columns.width()-v.prefix(src).width-w >= leastText {
		return w
	}
	return 0
}

// text returns a line of the view; note says that it is the program's own.
func (v *View) text(line int64) (content []byte, src int, note bool) {
	if line < v.log.first {
		return []byte(v.droppedText()), noteSource, true
	}
	content, src = v.shown(line)
	return content, src, src == noteSource
}

// droppedText says what the limits dropped.
func (v *View) droppedText() string {
	lines, size := v.log.Dropped()
	unit := "lines"
	if lines == 1 {
		unit = "line"
	}
	return fmt.Sprintf("--- %d older %s dropped (%s) ---", lines, unit, inBytes(size))
}

func inBytes(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// rows returns how many rows a line takes.
func (v *View) rows(line int64) int {
	above := v.head(line).row
	if !v.wrap || line >= v.log.end() {
		return above + 1
	}
	content, src, note := v.text(line)
	if note {
		return above + 1
	}
	return above + rowCount(content, v.textWidth(line, src))
}

// Render draws exactly h lines of exactly w cells.
func (v *View) Render(w, h int, look Look) []string {
	if h <= 0 {
		return nil
	}
	lines := make([]string, h)
	if w <= 0 {
		return lines
	}
	resized := v.w != w || v.h != h
	v.w, v.h, v.look = w, h, look
	v.prefixes = v.prefixes[:0]
	v.measure()
	v.sieve.update()
	v.search.update()
	if resized && look.Cursor != "" && !v.follow && v.cursorLine() != v.place().line {
		v.bringIntoView(h / 3)
	}
	v.dst, v.ends = v.dst[:0], v.ends[:0]
	for p := v.place(); p.line < v.log.end() && len(v.ends) < h; p = (place{line: v.after(p.line)}) {
		v.draw(p, h)
	}
	for len(v.ends) < h {
		v.dst = text.AppendSpaces(v.dst, w)
		v.ends = append(v.ends, len(v.dst))
	}
	all, start := string(v.dst), 0
	for i, end := range v.ends {
		lines[i] = all[start:end]
		start = end
	}
	return lines
}

// draw draws a line from the row of p on, until there are h rows.
func (v *View) draw(p place, h int) {
	content, src, note := v.text(p.line)
	if note {
		v.drawNote(p.line, content)
		return
	}
	if long := v.silence(p.line); long > 0 {
		if p.row == 0 {
			v.drawSilence(long)
			p.row++
		}
		p.row--
	}
	v.findSpans(p.line)
	pen := painter{dst: v.dst, look: &v.look, spans: v.spans}
	width := v.textWidth(p.line, src)
	left := v.columns.width() + v.prefix(src).width + v.joint(p.line, src)
	k := text.Walk(content)
	for range p.row {
		passRow(&k, width)
	}
	for row := p.row; len(v.ends) < h; row++ {
		if row == 0 {
			pen.columns(v, p.line, src)
		} else {
			pen.gutter(v, p.line)
			pen.blank(left - v.columns.gutter)
		}
		more := false
		if v.wrap {
			more = pen.row(&k, width)
		} else {
			pen.cut(&k, v.pan, width)
		}
		pen.end()
		v.ends = append(v.ends, len(pen.dst))
		if !more {
			break
		}
	}
	v.dst = pen.dst
}

func (v *View) drawNote(line int64, content []byte) {
	pen := painter{dst: v.dst, look: &v.look}
	pen.gutter(v, line)
	pen.end()
	v.dst = append(pen.dst, v.look.Note...)
	v.dst = text.AppendFit(v.dst, string(content), v.w-v.columns.gutter, v.look.Ellipsis)
	if v.look.Note != "" {
		v.dst = append(v.dst, v.look.Close...)
	}
	v.ends = append(v.ends, len(v.dst))
}

// findSpans finds the matches of a line.
func (v *View) findSpans(line int64) {
	v.spans = v.spans[:0]
	s := &v.search
	if s.query == "" {
		return
	}
	if over := s.over(line); over > 0 {
		i := s.hit(line - 1)
		v.spans = append(v.spans, span{0, over, s.found && s.current == match{line - 1, int(s.hits[i].n) - 1}})
	}
	i := s.hit(line)
	if i == len(s.hits) || s.hits[i].line != line {
		return
	}
	found, _ := s.matches(line)
	for n, at := range found {
		v.spans = append(v.spans, span{at.start, at.end, s.found && s.current == match{line, n}})
	}
}

// painter writes rows.
type painter struct {
	dst   []byte
	look  *Look
	spans []span   // still ahead in the line
	open  string   // the sequence of the look in force
	pen   text.Pen // or the style of the log in force
}

// use changes to a style: a sequence of the look, or else one of the log.
func (p *painter) use(open string, pen text.Pen) {
	if p.open == open && p.pen == pen {
		return
	}
	if p.open != "" {
		p.dst = append(p.dst, p.look.Close...)
		p.open = ""
	}
	if open != "" {
		p.dst = p.pen.AppendChange(p.dst, 0)
		p.dst = append(p.dst, open...)
		p.open, p.pen = open, 0
		return
	}
	p.dst = p.pen.AppendChange(p.dst, pen)
	p.pen = pen
}

func (p *painter) end() { p.use("", 0) }

func (p *painter) blank(n int) {
	if n > 0 {
		p.end()
		p.dst = text.AppendSpaces(p.dst, n)
	}
}

func (p *painter) prefix(x prefix, src int) {
	if x.width == 0 {
		return
	}
	open := ""
	if n := len(p.look.Sources); n > 0 {
		open = p.look.Sources[src%n]
	}
	p.use(open, 0)
	p.dst = append(p.dst, x.text...)
}

// base changes to the style of text that is not part of a match.
func (p *painter) base(pen text.Pen) {
	if p.look.Plain {
		pen = 0
	}
	if pen == 0 {
		p.use(p.look.Text, pen)
	} else {
		p.use("", pen)
	}
}

// text writes a piece of text that begins at a byte of the visible text.
func (p *painter) text(piece []byte, cells, at int, pen text.Pen) {
	if len(p.spans) == 0 {
		p.unmatched(piece, cells, pen)
		return
	}
	single := len(piece) != cells || piece[0] >= 0x80 || piece[0] == '\t' // drawn as one
	for len(piece) > 0 {
		for len(p.spans) > 0 && p.spans[0].end <= at {
			p.spans = p.spans[1:]
		}
		n := len(piece)
		switch {
		case len(p.spans) == 0 || p.spans[0].start >= at+n:
			p.base(pen)
		case p.spans[0].start > at && !single:
			n = p.spans[0].start - at
			p.base(pen)
		default:
			if !single {
				n = min(n, p.spans[0].end-at)
			}
			if p.spans[0].current {
				p.use(p.look.Current, 0)
			} else {
				p.use(p.look.Match, 0)
			}
		}
		if single {
			p.dst = text.AppendDrawn(p.dst, piece, cells)
			return
		}
		p.dst = append(p.dst, piece[:n]...)
		piece = piece[n:]
		at += n
	}
}

// unmatched writes a piece of text in which nothing is searched for.
func (p *painter) unmatched(piece []byte, cells int, pen text.Pen) {
	p.base(pen)
	if len(piece) == cells && piece[0] >= ' ' && piece[0] < utf8.RuneSelf {
		p.dst = append(p.dst, piece...)
		return
	}
	p.dst = text.AppendDrawn(p.dst, piece, cells)
}

// row writes the next row of a wrapped line and reports whether there is more.
func (p *painter) row(k *text.Walker, width int) (more bool) {
	end, used := rowEnd(*k, width), 0
	for k.Text() < end {
		at := k.Text()
		if piece, n := k.Next(min(width-used, end-at)); n <= width-used {
			p.text(piece, n, at, k.Pen())
			used += n
		}
	}
	p.blank(width - used)
	passBlank(k)
	return !atEnd(k)
}

// fill writes what fits in width cells and returns how many it took.
func (p *painter) fill(k *text.Walker, width int) (used int) {
	for used < width {
		at := k.Text()
		piece, n := nextPiece(k, used, width)
		if len(piece) == 0 {
			break
		}
		p.text(piece, n, at, k.Pen())
		used += n
	}
	return used
}

// cut writes the cells from pan on of a line, the ellipsis at their end when more follow.
func (p *painter) cut(k *text.Walker, pan, width int) {
	used := k.Skip(pan) - pan
	if used > 0 { // half of a wide grapheme
		p.blank(min(used, width))
	}
	used = min(max(used, 0), width)
	tail := text.Width(p.look.Ellipsis)
	if tail == 0 || tail > width-used {
		used += p.fill(k, width-used)
		p.blank(width - used)
		return
	}
	used += p.fill(k, width-used-tail)
	rest := *k
	n := rest.Skip(width - used + 1)
	if n <= width-used {
		used += p.fill(k, width-used)
		p.blank(width - used)
		return
	}
	p.blank(width - used - tail)
	p.base(0)
	p.dst = append(p.dst, p.look.Ellipsis...)
}
