package ui

import (
	"cmp"
	"slices"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/kit/box"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

const (
	// dialogWidth is how wide a dialog in the middle is where there is room.
	dialogWidth = 64
	// dockedLeast and dockedMost are how wide a dialog over a column is.
	dockedLeast, dockedMost = 50, 96
)

// overlay puts the open dialog over the panes and dims what is behind it. One about objects stands over
// the column in which they are not; a text takes the whole of the body; others stand in the middle.
func (m *Model) overlay(lines []string, l layout) {
	c, is := m.dialogContext(), m.dialog.Traits()
	room := rect{0, l.tabs.y + 1, m.panes.width, m.panes.height - 3}
	w := min(cmp.Or(is.Width, dialogWidth), room.w)
	column, docked := rect{}, false
	if is.Beside && m.panes.json == nil {
		column, docked = l.other(m.panes.focus)
		docked = docked && column.w >= dockedLeast
	}
	switch {
	case is.Whole:
		w = room.w
	case docked:
		w = min(column.w, dockedMost)
	}
	c.Words = map[command.ID]string{}
	m.drawn.words = c.Words
	body := m.dialog.Lines(w-4, c)
	if len(body) > c.Height { // there is no room to be airy
		body = slices.DeleteFunc(body, func(line string) bool { return line == "" })
	}
	h, foot := min(len(body)+2, room.h), ""
	if is.Whole {
		h = room.h
	}
	if is.Foot != nil {
		foot = is.Foot(c)
	}
	x, y := (room.w-w)/2, room.y+(room.h-h)/2
	if docked {
		x, y = column.x, min(column.y, l.footer.y-h)
	}
	kept := slices.Clone(lines[l.notice.y : l.notice.y+l.notice.h])
	dim(lines, rect{0, l.tabs.y, m.panes.width, l.footer.y - l.tabs.y}, m.theme)
	if l.notice.h > 0 && m.panes.banded() { // why nothing comes stays readable
		copy(lines[l.notice.y:], kept)
	}
	m.panes.areas = m.panes.areas[:0] // what is behind it is out of reach
	m.panes.areas.add(dialogArea, rect{x, y, w, h}, 0)
	paste(lines, x, y, framed(m.dialog, body, w, h, foot, m.theme))
}

// other returns the column in which a pane is not, where panes stand side by side.
func (l layout) other(p paneID) (rect, bool) {
	list, right := l.panes[listPane], l.panes[detailPane].x
	if list.h == 0 || right == 0 {
		return rect{}, false
	}
	if l.panes[p].x >= right {
		return rect{0, list.y, right, l.footer.y - list.y}, true
	}
	return rect{right, list.y, l.footer.w - right, l.footer.y - list.y}, true
}

// dimmedMost is how many cells of plain text are dimmed at most: each has to be written anew, and once
// more when the dialog is closed. See docs/performance.md.
const dimmedMost = 4500

// dim draws a rectangle faint and in no colour of its own. Where it holds much text, that which is plain
// stays as it is. Where nothing can be faint all does.
func dim(lines []string, r rect, th *theme.Theme) {
	params, ok := strings.CutPrefix(th.Faint.Open(), "\x1b[")
	if !ok {
		return
	}
	quiet := text.Pen(0).Apply(strings.TrimSuffix(params, "m"))
	ink := 0
	for y := r.y; y < r.y+r.h; y++ {
		ink += text.PlainInk(lines[y], r.x, r.x+r.w)
	}
	for y := r.y; y < r.y+r.h; y++ {
		line, w := lines[y], text.Width(lines[y])
		b := text.AppendDimmed(nil, text.CutSGR(line, r.x, r.x+r.w), quiet, ink > dimmedMost)
		lines[y] = text.CutSGR(line, 0, r.x) + string(b) + text.CutSGR(line, r.x+r.w, w)
	}
}

// framed draws a dialog's frame of w by h cells around its lines.
func framed(d dialog.Dialog, body []string, w, h int, foot string, th *theme.Theme) []string {
	inner := make([]string, 0, max(h-2, 0))
	for i := range h - 2 {
		line := ""
		if i < len(body) {
			line = body[i]
		}
		inner = append(inner, " "+padded(line, w-4)+" ")
	}
	look := pane.Frame(th, true)
	if d.Traits().Heavy {
		look = pane.HeavyFrame(th)
	}
	title := d.Title()
	if count := d.Traits().Count; count != nil {
		title += count()
	}
	return box.Render(inner, w, title, foot, look)
}

// paste draws a block over lines that are all equally wide.
func paste(lines []string, x, y int, block []string) {
	for i, part := range block {
		if at := y + i; at >= 0 && at < len(lines) {
			w, whole := text.Width(part), text.Width(lines[at])
			lines[at] = padded(text.CutSGR(lines[at], 0, x), x) + part + text.CutSGR(lines[at], x+w, whole)
		}
	}
}
