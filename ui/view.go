package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
	"fleetop/ui/kit/box"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// dialogWidth is how wide a dialog is where there is room.
const dialogWidth = 64

// drawn is what was drawn last, and what of it has to be drawn anew.
type drawn struct {
	all   bool
	clock bool // the header, and ages that are written otherwise by now
	frame string
	buf   []byte    // in which frames are drawn
	until time.Time // when the first age below the header is written otherwise
}

// View implements tea.Model: exactly as many lines as the terminal has, each
// exactly as wide. Only what has changed is drawn anew: all, the header alone,
// or nothing.
func (m *Model) View() string {
	d := &m.drawn
	whole := d.all || d.clock && (m.dialog != nil || len(m.fleet.Unconfirmed()) > 0 || len(m.book.Counting()) > 0 || !m.now.Before(d.until))
	switch {
	case whole:
		m.look.Ages.Take()
		d.frame = plain(m.draw(), m.theme)
		d.until = m.now.Add(m.look.Ages.Take())
	case d.clock:
		if l := m.panes.layout(); !l.tooSmall && d.frame != "" {
			h := m.header()
			d.frame = below(plain(strings.Join(h.lines(l.header.w), "\n"), m.theme), d.frame)
		}
	}
	d.all, d.clock = false, false
	return d.frame
}

// below returns a frame with other lines at its top.
func below(top, frame string) string {
	at := 0
	for range strings.Count(top, "\n") + 1 {
		at += strings.IndexByte(frame[at:], '\n') + 1
	}
	return top + "\n" + frame[at:]
}

// draw draws the whole screen.
func (m *Model) draw() string {
	if m.panes.width <= 0 || m.panes.height <= 0 {
		return ""
	}
	l := m.panes.layout()
	if l.tooSmall {
		return strings.Join(m.panes.tooSmall(m.theme), "\n")
	}
	h := m.header()
	b := appendLines(m.drawn.buf[:0], h.lines(l.header.w))
	if l.notice.h > 0 {
		b = m.theme.Note.Append(b, string(text.AppendFit(nil, " "+m.panes.notice(), l.notice.w, m.theme.Glyphs.Ellipsis)))
		b = append(b, '\n')
	}
	if m.panes.json != nil {
		b = appendLines(b, m.panes.drawJSON(&m.look, m.prompts.open))
	} else {
		b = m.panes.draw(b, l, &m.look)
	}
	m.drawn.buf = append(b, m.footer(l.footer.w)...)
	frame := string(m.drawn.buf)
	if m.dialog != nil {
		lines := strings.Split(frame, "\n")
		m.overlay(lines, l)
		frame = strings.Join(lines, "\n")
	}
	return frame
}

// appendLines appends lines, each with its end.
func appendLines(dst []byte, lines []string) []byte {
	for _, line := range lines {
		dst = append(append(dst, line...), '\n')
	}
	return dst
}

// plain leaves nothing but ASCII where the terminal may show no more, in foreign text too.
func plain(frame string, th *theme.Theme) string {
	if !th.Glyphs.ASCII {
		return frame
	}
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		lines[i] = string(text.AppendASCII(nil, []byte(line)))
	}
	return strings.Join(lines, "\n")
}

func (m *Model) dialogContext() dialog.Context {
	return dialog.Context{
		Fleet: m.fleet, Theme: m.theme, Keys: m.keys, Now: m.now, Height: m.panes.height - 5, PressAgain: m.guard.why,
		AsOf:      func(ids ...fleet.ID) string { return m.look.AsOf(m.feed.Oldest(m.now, ids...)) },
		LinksAsOf: func(id fleet.ID) string { return m.look.AsOf(m.feed.DetailStatus(m.now, id)) },
	}
}

// overlay puts the open dialog over the middle of the screen; a text takes the whole of the body.
func (m *Model) overlay(lines []string, l layout) {
	c, is := m.dialogContext(), m.dialog.Traits()
	width, top, room := m.panes.width, l.tabs.y+1, m.panes.height-3
	w := min(cmp.Or(is.Width, dialogWidth), width)
	if is.Whole {
		w = width
	}
	body := m.dialog.Lines(w-4, c)
	if len(body) > c.Height { // there is no room to be airy
		body = slices.DeleteFunc(body, func(line string) bool { return line == "" })
	}
	h, foot := min(len(body)+2, room), ""
	if is.Whole {
		h = room
	}
	if is.Foot != nil {
		foot = is.Foot(c)
	}
	paste(lines, (width-w)/2, top+(room-h)/2, framed(m.dialog, body, w, h, foot, m.theme))
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
	return box.Render(inner, w, d.Title(), foot, look)
}

// padded fills a styled line up to w cells, or cuts it.
func padded(line string, w int) string {
	width := text.Width(line)
	if width > w {
		return text.CutSGR(line, 0, w)
	}
	return string(text.AppendSpaces([]byte(line), w-width))
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
