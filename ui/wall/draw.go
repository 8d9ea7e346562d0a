package wall

import (
	"strings"
	"time"

	"fleetop/internal/recorder"
	"fleetop/internal/text"
	"fleetop/ui/kit/box"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// Look is what the wall is drawn with.
type Look struct {
	Theme    *theme.Theme
	Now      time.Time
	Location *time.Location
	// Account says whose fleet it is; Badges are words that must not be missed.
	Account string
	Badges  []string
	// Message is what was just said, drawn instead of the band; "" for nothing.
	Message string
	// Hint says which key does what, plainly: "a acknowledge".
	Hint string
	// Nothing is what stands there without any application.
	Nothing string
}

// Lines draws the wall: as many lines as the screen has, each as wide.
func (w *Wall) Lines(l Look) []string {
	p := w.plan()
	th := l.Theme
	if w.signal.Level >= Stale && !w.signal.Paused {
		th = th.Faded()
	}
	lines := make([]string, 0, w.h)
	lines = p.appendTiles(lines, w.page, th, l)
	lines = p.appendDots(lines, th)
	if len(w.apps) == 0 {
		lines = p.nothing(l)
	}
	if p.gap {
		lines = append(lines, spaces(p.w))
	}
	lines = append(lines, w.band(p, l))
	if p.framed {
		title, foot := w.signal.words(p.w+2, l)
		look := pane.HeavyFrame(l.Theme)
		look.Foot = look.Title
		lines = box.Render(lines, p.w+2, title, foot, look)
	}
	return shifted(lines, w.w, w.h, l.Now)
}

// shifted puts the picture where it stands at this time, against burn-in: it goes round in a square of
// four places.
func shifted(lines []string, w, h int, now time.Time) []string {
	place := now.Unix() / int64(shiftEvery/time.Second) % 4
	right, down := place == 1 || place == 2, place >= 2
	out := make([]string, 0, h)
	if down {
		out = append(out, spaces(w))
	}
	for _, line := range lines {
		if right {
			line = " " + line
		} else {
			line += " "
		}
		out = append(out, fit(line, w))
	}
	for len(out) < h {
		out = append(out, spaces(w))
	}
	return out[:h]
}

// nothing says why there are no applications.
func (p *plan) nothing(l Look) []string {
	lines := make([]string, p.h)
	for y := range lines {
		lines[y] = spaces(p.w)
	}
	words, _ := text.Wrap(l.Nothing, p.w, p.h)
	for i, word := range words {
		lines[(p.h-len(words)+1)/2+i] = fit(spaces((p.w-text.Width(word))/2)+word, p.w)
	}
	return lines
}

// appendTiles draws the tiles of a page, and the room that they leave.
func (p *plan) appendTiles(lines []string, shown int, th *theme.Theme, l Look) []string {
	tiles := p.on(shown)
	room := p.h - p.dotLines
	if len(tiles) == 0 {
		return lines
	}
	if p.dotLines > 0 && room > low {
		room--
	}
	page := p.even(tiles, room)
	for r := 0; r < p.rows && r*p.cols < len(tiles); r++ {
		top, bottom := room*r/p.rows, room*(r+1)/p.rows
		row := tiles[r*p.cols : min((r+1)*p.cols, len(tiles))]
		boxes := make([]box.Box, len(row))
		for c := range row {
			boxes[c] = row[c].tile(p.w*(c+1)/p.cols-p.w*c/p.cols, bottom-top, page, th, l)
		}
		for y := range bottom - top {
			var b []byte
			for c := range boxes {
				b = boxes[c].AppendLine(b, y)
			}
			lines = append(lines, fit(string(b), p.w))
		}
	}
	for len(lines) < p.h-p.dotLines {
		lines = append(lines, spaces(p.w))
	}
	return lines
}

// even is what is alike in all tiles of a page, one of which may be a cell larger than another: the scale of
// the digits, 0 where the counts are plain text, and how many cells each part of the last hour has.
type even struct{ scale, hour int }

func (p *plan) even(tiles []App, room int) even {
	w := p.w/p.cols - 2
	return even{scale: p.scale(tiles, room), hour: min((w-2*padding(w))/recorder.Cells, mostScale)}
}

// scale is the one scale of the digits of all tiles.
func (p *plan) scale(tiles []App, room int) int {
	w, h := p.w/p.cols-2*margin-2, room/p.rows-2
	for scale := mostScale; scale > 0; scale-- {
		fits := bigHeight(scale)+leastFacts <= h
		for i := range tiles {
			count := tiles[i].count()
			fits = fits && canBeBig(count) && bigWidth(count, scale) <= w
		}
		if fits {
			return scale
		}
	}
	return 0
}

const (
	// margin is the empty cells at each side of what is in a tile.
	margin = 2
	// leastFacts is how many lines there have to be under big digits.
	leastFacts = 2
)

// padding is how many cells are empty at each side of what is in a tile of w cells.
func padding(w int) int {
	if w <= wide-2 {
		return 1
	}
	return margin
}

func (a *App) count() string { return a.Running + "/" + a.Target }

// tile draws the tile of an application in w by h cells.
func (a *App) tile(w, h int, page even, th *theme.Theme, l Look) box.Box {
	style := a.Style
	if th != l.Theme { // what is old has no colours
		style = th.Faint
	}
	look, foot := pane.Frame(th, false), ""
	switch {
	case a.Health == Bad && a.Silent:
		foot = "acknowledged"
	case a.Health == Bad:
		look = pane.HeavyFrame(th)
		look.Border = style.Open()
	}
	look.Title = style.Open()
	facts := a.facts(w-2, h-2, page, style, th, l)
	inner := make([]string, 0, max(h-2, 0))
	for range (h - 2 - len(facts)) / 2 {
		inner = append(inner, spaces(w-2))
	}
	inner = append(inner, facts...)
	for len(inner) < h-2 {
		inner = append(inner, spaces(w-2))
	}
	return box.New(inner, w, text.Clean(a.Glyph+" "+a.Name), foot, look)
}

// facts are the lines in a tile: how many run, why, and since when. With few lines they share one.
func (a *App) facts(w, h int, page even, style theme.Style, th *theme.Theme, l Look) []string {
	pad := padding(w)
	line := func(parts ...segment) string { return inLine(parts, pad, w, th) }
	reason, age := segment{a.reason(w-2*pad, &th.Glyphs), th.Plain}, segment{a.age(l.Now), th.Label}
	if a.Health == Bad {
		reason.style = th.Bold
	}
	count := segment{a.count(), style}
	switch {
	case h <= 0:
		return nil
	case page.scale > 0:
		var out []string
		for _, digits := range big(a.count(), page.scale, &th.Glyphs) {
			out = append(out, line(segment{digits, style}))
		}
		if h == len(out)+leastFacts { // the last hour has what the age leaves
			return append(out, line(reason), a.ageAndRibbon(age, pad, w, page.hour, th))
		}
		if h > len(out)+leastFacts+1 {
			out = append(out, line())
		}
		return append(out, line(reason), line(age), a.ribbon(pad, w, page.hour, th))
	case h == 1:
		return []string{line(count, segment{"  ", th.Plain}, reason)}
	case h == 2:
		return []string{line(count, segment{"  ", th.Plain}, age), line(reason)}
	case h == 3:
		return []string{line(count), line(reason), a.ageAndRibbon(age, pad, w, page.hour, th)}
	default:
		return []string{line(count), line(reason), line(age), a.ribbon(pad, w, page.hour, th)}
	}
}

// reason says why in w cells. It need not name the application again, whose name a container begins
// with.
func (a *App) reason(w int, g *theme.Glyphs) string {
	if rest, named := strings.CutPrefix(a.Reason, a.Name); named && rest != "" && text.Width(text.Clean(a.Reason)) > w {
		return g.Ellipsis + rest
	}
	return a.Reason
}

// ageAndRibbon are an age and the last hour in one line of w cells.
func (a *App) ageAndRibbon(age segment, pad, w, hour int, th *theme.Theme) string {
	if age.text == "" {
		return a.ribbon(pad, w, hour, th)
	}
	for _, said := range []string{age.text, strings.TrimSuffix(age.text, " ago")} {
		if used := text.Width(said) + 2*pad; w-used-pad >= recorder.Cells {
			b := age.style.Append(text.AppendSpaces(nil, pad), said)
			return fit(string(b)+a.ribbon(pad, w-used+pad, hour, th), w)
		}
	}
	return fit(string(age.style.Append(text.AppendSpaces(nil, pad), age.text)), w)
}

// ribbon draws the last hour in a line of w cells, each part of it at most so many cells wide.
func (a *App) ribbon(pad, w, hour int, th *theme.Theme) string {
	if hour = min(hour, (w-2*pad)/recorder.Cells); hour < 1 {
		return spaces(w)
	}
	return fit(string(pane.AppendWideRibbon(text.AppendSpaces(nil, pad), a.Ribbon, hour, th)), w)
}

// segment is text and its style.
type segment struct {
	text  string
	style theme.Style
}

// inLine puts segments into a line of w cells behind a margin; the last one is cut.
func inLine(s []segment, pad, w int, th *theme.Theme) string {
	b := text.AppendSpaces(nil, min(pad, w))
	room := w - 2*pad
	for i, part := range s {
		content := text.Clean(part.text)
		width := text.Width(content)
		if width > room || i == len(s)-1 {
			width = min(width, max(room, 0))
			content = string(text.AppendFitWords(nil, content, width, th.Glyphs.Ellipsis))
		}
		b = part.style.Append(b, content)
		room -= width
	}
	return fit(string(b), w)
}

// appendDots draws what is well.
func (p *plan) appendDots(lines []string, th *theme.Theme) []string {
	if p.dotLines == 0 {
		return lines
	}
	for len(lines) < p.h-p.dotLines && len(p.tiles) > 0 {
		lines = append(lines, spaces(p.w))
	}
	perLine := max(p.dotsInLine(p.named), 1)
	for y := range p.dotLines {
		b := []byte{' '}
		from := min(y*perLine, len(p.dots))
		for i := from; i < min(from+perLine, len(p.dots)); i++ {
			dot := &p.dots[i]
			style := dot.Style
			if th.Good == th.Faint {
				style = th.Faint
			}
			b = style.Append(b, dot.Glyph)
			b = append(b, ' ')
			if p.named {
				b = text.AppendFit(b, text.Clean(dot.Name), p.nameWidth, th.Glyphs.Ellipsis)
				b = append(b, ' ', ' ')
			}
		}
		lines = append(lines, fit(string(b), p.w))
	}
	for len(lines) < p.h {
		lines = append(lines, spaces(p.w))
	}
	return lines
}

// spaces are so many blanks.
func spaces(n int) string { return string(text.AppendSpaces(nil, max(n, 0))) }

// fit fills a styled line up to w cells, or cuts it.
func fit(line string, w int) string {
	width := text.Width(line)
	if width > w {
		return text.CutSGR(line, 0, w)
	}
	return string(text.AppendSpaces([]byte(line), w-width))
}
