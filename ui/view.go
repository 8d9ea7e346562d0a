package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
	"fleetop/ui/kit/box"
	"fleetop/ui/pane"
)

// dialogWidth is how wide a dialog is where there is room.
const dialogWidth = 64

// part is a part of the screen.
type part uint8

const (
	nothing part = iota
	clock        // the header, and ages that are written otherwise by now
	everything
)

// drawn is what was drawn last, and what of it has to be drawn anew.
type drawn struct {
	all, clock bool
	lines      []string
	frame      string
	until      time.Time // when the first age below the header is written otherwise
}

func (d *drawn) touch(p part) {
	d.all = d.all || p == everything
	d.clock = d.clock || p == clock
}

// View implements tea.Model: exactly as many lines as the terminal has, each
// exactly as wide. Only what has changed is drawn anew: all, the header alone,
// or nothing.
func (m *Model) View() string {
	d := &m.drawn
	whole := d.all || d.clock && (m.dialog != nil || len(m.fleet.Unconfirmed()) > 0 || len(m.counting()) > 0 || !m.now.Before(d.until))
	switch {
	case whole:
		m.look.Ages.Take()
		d.lines = m.lines()
		d.until = m.now.Add(m.look.Ages.Take())
		m.plain(d.lines)
	case d.clock:
		if l := m.panes.layout(); !l.tooSmall && len(d.lines) > 0 {
			h := m.header()
			m.plain(d.lines[:copy(d.lines, h.lines(l.header.w))])
		}
	default:
		return d.frame
	}
	d.all, d.clock = false, false
	d.frame = strings.Join(d.lines, "\n")
	return d.frame
}

// plain leaves nothing but ASCII where the terminal may show no more, in
// foreign text too.
func (m *Model) plain(lines []string) {
	if !m.theme.Glyphs.ASCII {
		return
	}
	for i, line := range lines {
		lines[i] = string(text.AppendASCII(nil, []byte(line)))
	}
}

// lines draws the whole screen.
func (m *Model) lines() []string {
	if m.panes.width <= 0 || m.panes.height <= 0 {
		return nil
	}
	l := m.panes.layout()
	if l.tooSmall {
		return m.tooSmall()
	}
	lines := make([]string, 0, m.panes.height)
	h := m.header()
	lines = append(lines, h.lines(l.header.w)...)
	if l.notice.h > 0 {
		lines = append(lines, m.theme.Note.Render(string(text.AppendFit(nil, " "+m.panes.notice(), l.notice.w, m.theme.Glyphs.Ellipsis))))
	}
	lines = append(lines, m.body(l)...)
	lines = append(lines, m.footer(l.footer.w))
	if m.dialog != nil {
		m.overlay(lines, l)
	}
	return lines
}

// tooSmall says that nothing can be drawn on so small a terminal.
func (m *Model) tooSmall() []string {
	lines := make([]string, m.panes.height)
	content := fmt.Sprintf("terminal too small: %dx%d, needs %dx%d", m.panes.width, m.panes.height, minWidth, minHeight)
	for i := range lines {
		lines[i] = string(text.AppendFit(nil, content, m.panes.width, m.theme.Glyphs.Ellipsis))
		content = ""
	}
	return lines
}

// body draws the panes, line by line where they stand side by side.
func (m *Model) body(l layout) []string {
	var lines []string
	list, detail, logs := l.panes[listPane], l.panes[detailPane], l.panes[logsPane]
	switch {
	case list.h > 0 && detail.h > 0 && detail.x > 0:
		left, right := m.drawList(list), m.drawDetail(detail)
		for i := range left {
			lines = append(lines, left[i]+right[i])
		}
	default:
		if list.h > 0 {
			lines = m.drawList(list)
		}
		if detail.h > 0 {
			lines = append(lines, m.drawDetail(detail)...)
		}
	}
	if logs.h > 0 && m.panes.logs != nil {
		lines = append(lines, m.drawLogs(logs)...)
	}
	return lines
}

func (m *Model) drawList(r rect) []string {
	l, focused := m.panes.list(), m.panes.focus == listPane
	inner := l.Lines(r.w-2, r.h-2, focused, &m.look)
	return box.Render(inner, r.w, m.look.Titled(m.look.Fresh.List, r.w, l.Title()), l.Foot(&m.look), pane.Frame(m.theme, focused))
}

func (m *Model) drawDetail(r rect) []string {
	inner := m.panes.detail.Lines(r.w-2, r.h-2, &m.look)
	return box.Render(inner, r.w, m.look.Titled(m.look.Fresh.Detail, r.w, m.panes.detail.Title(&m.look)), m.panes.detail.Foot(&m.look), pane.Frame(m.theme, m.panes.focus == detailPane))
}

func (m *Model) drawLogs(r rect) []string {
	inner := m.panes.logs.Lines(r.w-2, r.h-2, &m.look)
	return box.Render(inner, r.w, m.look.Titled(m.look.Fresh.Logs, r.w, m.panes.logs.Titles(&m.look)...), m.panes.logs.Foot(&m.look), pane.Frame(m.theme, m.panes.focus == logsPane))
}

func (m *Model) dialogContext() dialog.Context {
	return dialog.Context{
		Fleet: m.fleet, Theme: m.theme, Keys: m.keys, Now: m.now, Height: m.panes.height - 5, Run: m.presses.run, Held: m.presses.held(),
		AsOf: m.asOf, LinksAsOf: func(id fleet.ID) string { return m.look.AsOf(m.detailStatus(id)) },
	}
}

// reader is a dialog that is read: it takes the whole of the body.
type reader interface {
	dialog.Dialog
	SetHeight(lines int)
	Foot(c dialog.Context) string
}

// overlay puts the open dialog over the middle of the screen; a text takes the
// whole of the body.
func (m *Model) overlay(lines []string, l layout) {
	c := m.dialogContext()
	top, room := l.tabs.y+1, m.panes.height-3
	if pager, ok := m.dialog.(reader); ok {
		pager.SetHeight(room - 2)
		m.paste(lines, 0, top, m.framed(pager.Lines(m.panes.width-4, c), m.panes.width, room, pager.Foot(c)))
		return
	}
	w := dialogWidth
	if wide, ok := m.dialog.(interface{ Width() int }); ok {
		w = wide.Width()
	}
	w = min(w, m.panes.width)
	body := m.dialog.Lines(w-4, c)
	if len(body) > c.Height { // there is no room to be airy
		body = slices.DeleteFunc(body, func(line string) bool { return line == "" })
	}
	h, foot := min(len(body)+2, room), ""
	if says, ok := m.dialog.(interface{ Foot(c dialog.Context) string }); ok {
		foot = says.Foot(c)
	}
	m.paste(lines, (m.panes.width-w)/2, top+(room-h)/2, m.framed(body, w, h, foot))
}

// framed draws a dialog's frame of w by h cells around its lines.
func (m *Model) framed(body []string, w, h int, foot string) []string {
	inner := make([]string, 0, max(h-2, 0))
	for i := range h - 2 {
		line := ""
		if i < len(body) {
			line = body[i]
		}
		inner = append(inner, " "+padded(line, w-4)+" ")
	}
	look := pane.Frame(m.theme, true)
	if dialog.IsHeavy(m.dialog) {
		look = pane.HeavyFrame(m.theme)
	}
	return box.Render(inner, w, m.dialog.Title(), foot, look)
}

// padded fills a styled line up to w cells, or cuts it.
func padded(line string, w int) string {
	width := text.Width(line)
	if width > w {
		return text.CutSGR(line, 0, w)
	}
	return string(text.AppendSpaces([]byte(line), w-width))
}

// paste draws a block over the lines of the screen.
func (m *Model) paste(lines []string, x, y int, block []string) {
	for i, part := range block {
		if at := y + i; at >= 0 && at < len(lines) {
			w := text.Width(part)
			lines[at] = padded(text.CutSGR(lines[at], 0, x), x) + part + text.CutSGR(lines[at], x+w, m.panes.width)
		}
	}
}
