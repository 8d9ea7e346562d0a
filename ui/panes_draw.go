package ui

import (
	"fmt"

	"fleetop/internal/feed"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
	"fleetop/ui/kit/box"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// tooSmall says that nothing can be drawn on so small a terminal.
func (p *panes) tooSmall(problems piece, th *theme.Theme) []string {
	lines := make([]string, p.height)
	content := fmt.Sprintf("terminal too small: %dx%d, needs %dx%d", p.width, p.height, minWidth, minHeight)
	for i := range lines {
		if i == 0 && problems != nil {
			lines[i] = padded(string(problems.append(nil)), p.width)
			continue
		}
		lines[i] = string(text.AppendFit(nil, content, p.width, th.Glyphs.Ellipsis))
		content = ""
	}
	return lines
}

// draw draws the panes, line by line where they stand side by side.
func (p *panes) draw(dst []byte, l layout, look *pane.Context) []byte {
	var left, right, below []box.Box
	side := l.panes[detailPane].x > 0
	if r := l.panes[listPane]; r.h > 0 {
		left = append(left, p.drawList(r, look))
	}
	if r := l.panes[recentPane]; r.h > 0 {
		left = append(left, drawRecent(r, look))
	}
	if r := l.panes[detailPane]; r.h > 0 {
		right = append(right, p.drawDetail(r, p.previewWithin(l), look))
	}
	if r := l.panes[previewPane]; r.h > 0 {
		right = append(right, p.drawPreview(r, look))
	}
	if r := l.panes[logsPane]; r.h > 0 && p.logs != nil {
		below = append(below, p.drawLogs(r, look))
	}
	if side {
		dst = appendColumns(dst, left, right)
	} else {
		dst = appendColumns(dst, append(left, right...))
	}
	return appendColumns(dst, below)
}

// appendColumns appends the lines of columns that stand side by side, each of boxes one below the other.
// All of them are equally high.
func appendColumns(dst []byte, columns ...[]box.Box) []byte {
	at := make([]struct{ box, line int }, len(columns))
	for {
		for i, boxes := range columns {
			for at[i].box < len(boxes) && at[i].line >= boxes[at[i].box].Height() {
				at[i].box, at[i].line = at[i].box+1, 0
			}
			if at[i].box >= len(boxes) {
				return dst
			}
			dst = boxes[at[i].box].AppendLine(dst, at[i].line)
			at[i].line++
		}
		dst = append(dst, '\n')
	}
}

// listRoom is how many cells and lines of a frame a list has.
func listRoom(r rect) (w, h int) { return r.w - 3, r.h - 2 }

func (p *panes) drawList(r rect, look *pane.Context) box.Box {
	p.areas.add(listArea, r, 0)
	l, focused := p.list(), p.focus == listPane
	frame := pane.Frame(look.Theme, focused)
	frame.After = " " // so that the last column does not touch the frame
	w, h := listRoom(r)
	inner := l.Lines(w, h, focused, look)
	frame.Thumb = look.Theme.Glyphs.Thumb
	frame.From, frame.To = l.Thumb(h)
	return box.New(inner, r.w, look.Titled(look.Fresh.List, r.w, l.Titles(look)...), l.Foot(look), frame)
}

// leastWithin is how many lines of a log stand in a detail at least, with the rule above them.
const leastWithin = 3

// drawDetail draws the detail; log says that the last lines of a log stand in it.
func (p *panes) drawDetail(r rect, log bool, look *pane.Context) box.Box {
	focused := p.focus == detailPane
	frame := pane.Frame(look.Theme, focused)
	w, h := r.w-3, r.h-2
	room := h
	if log {
		room = min(p.detail.Need(w, look), max(h-leastWithin, min(h, leastWithin)))
	}
	inner := p.detail.Lines(w, room, look)
	if h > room {
		inner = append(inner, p.beside.preview.Rule(w, look))
		inner = append(inner, p.beside.preview.Lines(w, h-room-1, look)...)
	}
	cursor := p.detail.CursorLine()
	for i := range inner {
		before := " "
		if i == cursor {
			before = look.Theme.Bar.Plain.Render(look.Theme.Glyphs.Selected)
		}
		inner[i] = before + inner[i]
	}
	b := box.NewTitled(inner, r.w, p.detail.TitleParts(r.w, focused, look), p.detail.Foot(r.w-4, look), frame)
	p.areas.add(detailArea, r, 0)
	for _, s := range b.Spots() {
		p.areas.add(detailTabArea, rect{r.x + s.X, r.y, s.W, 1}, s.Number-1)
	}
	return b
}

func (p *panes) drawPreview(r rect, look *pane.Context) box.Box {
	inner, preview := p.beside.preview.Lines(r.w-3, r.h-2, look), &p.beside.preview
	frame := pane.Frame(look.Theme, false)
	frame.Before = " "
	return box.New(inner, r.w, look.Titled(look.Fresh.Preview, r.w, preview.Title(look)), preview.Foot(look), frame)
}

func drawRecent(r rect, look *pane.Context) box.Box {
	inner, frame := pane.Recent(r.w-2, r.h-2, look), pane.Frame(look.Theme, false)
	return box.New(inner, r.w, look.Titled(feed.Status{}, r.w, pane.ActivityTitles(look)...), pane.RecentFoot(r.h-2, look), frame)
}

func (p *panes) drawLogs(r rect, look *pane.Context) box.Box {
	p.areas.add(logsArea, r, 0)
	inner := p.logs.Lines(r.w-2, r.h-2, look)
	return box.New(inner, r.w, look.Titled(look.Fresh.Logs, r.w, p.logs.Titles(look)...), p.logs.Foot(look), pane.Frame(look.Theme, p.focus == logsPane))
}

// drawJSON draws the JSON over all of the panes, with what is searched for while it is typed.
func (p *panes) drawJSON(look *pane.Context, typed *prompt) []string {
	w, h := p.width, p.height-5
	p.areas.add(jsonArea, rect{0, p.height - 3 - h, w, h + 2}, 0)
	var search []string
	if typed != nil {
		h, search = max(h-1, 0), []string{dialog.Field("/", typed.input, w-4, look.Theme)}
	}
	inner := append(p.json.Lines(w-4, h, look), search...)
	for i, line := range inner {
		inner[i] = " " + padded(line, w-4) + " "
	}
	return box.Render(inner, w, p.json.Title(), p.json.Foot(look), pane.Frame(look.Theme, true))
}
