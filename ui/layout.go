package ui

// The smallest terminal that is drawn on, and the widths from which panes
// stand above each other and side by side.
const (
	minWidth, minHeight = 40, 10
	stackedWidth        = 80
	sideWidth           = 120
	detailHeight        = 24 // from here on the detail starts open
)

// rect is a rectangle of the screen in cells; one without height is not shown.
type rect struct{ x, y, w, h int }

// paneID names a pane that can have the focus.
type paneID uint8

const (
	listPane paneID = iota
	detailPane
	logsPane
)

// wish is what should be on the screen; how much of it is depends on its size.
type wish struct {
	detail, logs bool
	lower        paneID // which of the two where only one fits
	focus        paneID
	zoom         bool
	notice       bool // a line under the tabs
}

// layout is where everything is.
type layout struct {
	tooSmall bool
	header   rect
	tabs     rect
	notice   rect
	footer   rect
	panes    [3]rect // by paneID
}

// shows says whether a pane is on the screen.
func (l layout) shows(p paneID) bool { return l.panes[p].h > 0 }

// arrange divides a screen of w by h cells.
func arrange(w, h int, want wish) layout {
	if w < minWidth || h < minHeight {
		return layout{tooSmall: true}
	}
	l := layout{header: rect{0, 0, w, 1}, tabs: rect{0, 1, w, 1}, footer: rect{0, h - 1, w, 1}}
	body := rect{0, 2, w, h - 3}
	if want.notice {
		l.notice = rect{0, 2, w, 1}
		body.y, body.h = 3, h-4
	}
	if want.zoom || w < stackedWidth {
		l.panes[want.focus] = body
		return l
	}
	if w < sideWidth {
		l.stack(body, want)
	} else {
		l.beside(body, want)
	}
	return l
}

// stack puts the list above the detail or the logs.
func (l *layout) stack(body rect, want wish) {
	lower, open := want.lower, want.detail || want.logs
	if !want.detail {
		lower = logsPane
	} else if !want.logs {
		lower = detailPane
	}
	if want.focus != listPane {
		lower = want.focus
	}
	if !open {
		l.panes[listPane] = body
		return
	}
	top := body.h / 2
	if lower == logsPane {
		top = body.h * 2 / 5
	}
	l.panes[listPane] = rect{body.x, body.y, body.w, top}
	l.panes[lower] = rect{body.x, body.y + top, body.w, body.h - top}
}

// beside puts the list to the left of the detail, and the logs below both.
func (l *layout) beside(body rect, want wish) {
	if want.logs {
		top := body.h * 2 / 5
		l.panes[logsPane] = rect{body.x, body.y + top, body.w, body.h - top}
		body.h = top
	}
	if !want.detail {
		l.panes[listPane] = body
		return
	}
	left := body.w * 11 / 20
	l.panes[listPane] = rect{body.x, body.y, left, body.h}
	l.panes[detailPane] = rect{body.x + left, body.y, body.w - left, body.h}
}
