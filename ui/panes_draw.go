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
func (p *panes) draw(dst []byte, l layout, look *pane.Context) []byte {
	list, detail, logs := l.panes[listPane], l.panes[detailPane], l.panes[logsPane]
	switch {
	case list.h > 0 && detail.h > 0 && detail.x > 0:
		dst = appendBoxes(dst, p.drawList(list, look), p.drawDetail(detail, look))
	default:
		if list.h > 0 {
			dst = appendBoxes(dst, p.drawList(list, look))
		}
		if detail.h > 0 {
			dst = appendBoxes(dst, p.drawDetail(detail, look))
		}
	}
	if logs.h > 0 && p.logs != nil {
		dst = appendBoxes(dst, p.drawLogs(logs, look))
	}
	return dst
}

// appendBoxes appends the lines of boxes that stand side by side and are equally high.
func appendBoxes(dst []byte, boxes ...box.Box) []byte {
	for y := range boxes[0].Height() {
		for i := range boxes {
			dst = boxes[i].AppendLine(dst, y)
		}
		dst = append(dst, '\n')
	}
	return dst
}

func (p *panes) drawList(r rect, look *pane.Context) box.Box {
	l, focused := p.list(), p.focus == listPane
	frame := pane.Frame(look.Theme, focused)
	frame.After = " " // so that the last column does not touch the frame
	inner := l.Lines(r.w-3, r.h-2, focused, look)
	return box.New(inner, r.w, look.Titled(look.Fresh.List, r.w, l.Title()), l.Foot(look), frame)
}

func (p *panes) drawDetail(r rect, look *pane.Context) box.Box {
	frame := pane.Frame(look.Theme, p.focus == detailPane)
	frame.Before = " "
	inner := p.detail.Lines(r.w-3, r.h-2, look)
	return box.New(inner, r.w, look.Titled(look.Fresh.Detail, r.w, p.detail.Title(look)), p.detail.Foot(look), frame)
}

func (p *panes) drawLogs(r rect, look *pane.Context) box.Box {
	inner := p.logs.Lines(r.w-2, r.h-2, look)
	return box.New(inner, r.w, look.Titled(look.Fresh.Logs, r.w, p.logs.Titles(look)...), p.logs.Foot(look), pane.Frame(look.Theme, p.focus == logsPane))
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
