package ui

import (
	"fmt"

	"fleetop/internal/text"
	"fleetop/ui/dialog"
	"fleetop/ui/kit/box"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// tooSmall says that nothing can be drawn on so small a terminal.
func (p *panes) tooSmall(th *theme.Theme) []string {
	lines := make([]string, p.height)
	content := fmt.Sprintf("terminal too small: %dx%d, needs %dx%d", p.width, p.height, minWidth, minHeight)
	for i := range lines {
		lines[i] = string(text.AppendFit(nil, content, p.width, th.Glyphs.Ellipsis))
		content = ""
	}
	return lines
}

// draw draws the panes, line by line where they stand side by side.
func (p *panes) draw(l layout, look *pane.Context) []string {
	var lines []string
	list, detail, logs := l.panes[listPane], l.panes[detailPane], l.panes[logsPane]
	switch {
	case list.h > 0 && detail.h > 0 && detail.x > 0:
		left, right := p.drawList(list, look), p.drawDetail(detail, look)
		for i := range left {
			lines = append(lines, left[i]+right[i])
		}
	default:
		if list.h > 0 {
			lines = p.drawList(list, look)
		}
		if detail.h > 0 {
			lines = append(lines, p.drawDetail(detail, look)...)
		}
	}
	if logs.h > 0 && p.logs != nil {
		lines = append(lines, p.drawLogs(logs, look)...)
	}
	return lines
}

func (p *panes) drawList(r rect, look *pane.Context) []string {
	l, focused := p.list(), p.focus == listPane
	inner := l.Lines(r.w-2, r.h-2, focused, look)
	return box.Render(inner, r.w, look.Titled(look.Fresh.List, r.w, l.Title()), l.Foot(look), pane.Frame(look.Theme, focused))
}

func (p *panes) drawDetail(r rect, look *pane.Context) []string {
	inner := p.detail.Lines(r.w-2, r.h-2, look)
	return box.Render(inner, r.w, look.Titled(look.Fresh.Detail, r.w, p.detail.Title(look)), p.detail.Foot(look), pane.Frame(look.Theme, p.focus == detailPane))
}

func (p *panes) drawLogs(r rect, look *pane.Context) []string {
	inner := p.logs.Lines(r.w-2, r.h-2, look)
	return box.Render(inner, r.w, look.Titled(look.Fresh.Logs, r.w, p.logs.Titles(look)...), p.logs.Foot(look), pane.Frame(look.Theme, p.focus == logsPane))
}

// drawJSON draws the JSON over all of the panes, with what is searched for while it is typed.
func (p *panes) drawJSON(look *pane.Context, typed *prompt) []string {
	w, h := p.width, p.height-5
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
