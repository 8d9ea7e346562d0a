package ui

import (
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/theme"
)

// drawn is what was drawn last, and what of it has to be drawn anew.
type drawn struct {
	all   bool
	clock bool // the header, and ages that are written otherwise by now
	frame string
	buf   []byte    // in which frames are drawn
	until time.Time // when the first age below the header is written otherwise
	hints hints
	words map[command.ID]string // on the buttons of the open dialog
}

// View implements tea.Model: exactly as many lines as the terminal has, each
// exactly as wide. Only what has changed is drawn anew: all, the header alone,
// or nothing.
func (m *Model) View() string {
	d := &m.drawn
	whole := d.all || d.clock && (m.panes.wall.on || m.dialog != nil || len(m.fleet.Unconfirmed()) > 0 || len(m.book.Counting()) > 0 || !m.now.Before(d.until))
	switch {
	case whole:
		m.look.Ages.Take()
		d.frame = plain(m.draw(), m.theme)
		d.until = m.now.Add(m.look.Ages.Take())
	case d.clock:
		if l := m.panes.layout(); !l.tooSmall && d.frame != "" {
			d.frame = below(plain(strings.Join(m.head(l), "\n"), m.theme), d.frame)
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
	m.panes.areas = m.panes.areas[:0]
	if l.tooSmall {
		h := m.header()
		return strings.Join(m.panes.tooSmall(h.problems(), m.theme), "\n")
	}
	var frame string
	if m.panes.wall.on {
		frame = strings.Join(m.drawWall(), "\n")
		m.panes.areas.add(wallArea, rect{0, 0, m.panes.width, m.panes.height}, 0)
	} else {
		frame = m.drawPanes(l)
	}
	if m.dialog != nil {
		lines := strings.Split(frame, "\n")
		m.overlay(lines, l)
		if !m.panes.wall.on {
			lines[l.footer.y] = m.footer(l.footer.w)
		}
		frame = strings.Join(lines, "\n")
	}
	return frame
}

// head draws the header, and the band below it where there is one.
func (m *Model) head(l layout) []string {
	h := m.header()
	lines := h.lines(l.header.w)
	if h.banded {
		lines = append(lines, h.band(l.notice.w, l.notice.h)...)
	}
	if m.panes.json == nil { // it covers what the tabs show
		m.panes.areas.remove(tabArea)
		for _, s := range h.spots {
			m.panes.areas.add(tabArea, rect{s.X, l.tabs.y, s.W, 1}, s.Number)
		}
	}
	return lines
}

// drawPanes draws the header, the panes and the last line.
func (m *Model) drawPanes(l layout) string {
	b := appendLines(m.drawn.buf[:0], m.head(l))
	if l.notice.h > 0 && !m.panes.banded() {
		b = m.theme.Note.Append(b, string(text.AppendFit(nil, " "+m.panes.notice(), l.notice.w, m.theme.Glyphs.Ellipsis)))
		b = append(b, '\n')
	}
	if m.panes.json != nil {
		b = appendLines(b, m.panes.drawJSON(&m.look, m.prompts.open))
	} else {
		b = m.panes.draw(b, l, &m.look)
	}
	if m.dialog == nil { // else it says what that draws
		b = append(b, m.footer(l.footer.w)...)
	}
	m.drawn.buf = b
	return string(m.drawn.buf)
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

// padded fills a styled line up to w cells, or cuts it.
func padded(line string, w int) string {
	width := text.Width(line)
	if width > w {
		return text.CutSGR(line, 0, w)
	}
	return string(text.AppendSpaces([]byte(line), w-width))
}
