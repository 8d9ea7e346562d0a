package ui

// The smallest terminal that is drawn on, and the widths from which panes
// stand above each other and side by side.
const (
	minWidth, minHeight = 40, 10
	stackedWidth        = 80
	sideWidth           = 120
	detailHeight        = 24 // from here on the detail starts open
)

const (
	// rightLeast is how wide the right column is at least: a table of containers stands in it.
	rightLeast = 60
	// previewLeast and recentLeast are how high the last lines of a log and the newest entries of Activity
	// are at least, with their frames: where there is less room they are left out.
	previewLeast, recentLeast = 5, 5
	// lowerLeast is how high the pane below the list is at least, where there is room for both.
	lowerLeast = 9
	// listLeast is how high a list is at least.
	listLeast = 6
)

// rect is a rectangle of the screen in cells; one without height is not shown.
type rect struct{ x, y, w, h int }

// paneID names a pane. The first three can have the focus.
type paneID uint8

const (
	listPane paneID = iota
	detailPane
	logsPane
	recentPane  // the newest entries of Activity
	previewPane // the last lines of a log
	paneCount
)

// wish is what should be on the screen; how much of it is depends on its size.
type wish struct {
	detail, logs bool
	recent       bool   // the newest entries of Activity, where there is room
	preview      bool   // the last lines of a log, where there is room
	lower        paneID // which of the two where only one fits
	focus        paneID
	zoom         bool
	notice       int // how many lines under the tabs
	needs        needs
}

// needs is how much room panes have something to say for: lines without frames, and how wide a list is
// with its frame.
type needs struct{ list, detail, width int }

// layout is where everything is.
type layout struct {
	tooSmall bool
	header   rect
	tabs     rect
	notice   rect
	footer   rect
	panes    [paneCount]rect // by paneID
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
	if n := want.notice; n > 0 {
		l.notice = rect{0, 2, w, n}
		body.y, body.h = 2+n, h-3-n
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

// stack puts the list above the detail or the logs. The list is as high as it has rows; the rest is
// for what is below.
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
	most := max(body.h/2, body.h-lowerLeast)
	if lower == logsPane {
		most = body.h * 2 / 5
	}
	top := max(min(want.needs.list+2, most), min(listLeast, most))
	l.panes[listPane], l.panes[lower] = body.split(top)
}

// split cuts a rectangle into an upper part of a height and what is left.
func (r rect) split(h int) (upper, lower rect) {
	return rect{r.x, r.y, r.w, h}, rect{r.x, r.y + h, r.w, r.h - h}
}

// beside puts the list to the left of the detail, and the logs below both. Without logs the newest entries
// of Activity stand below the list, and the last lines of a log below the detail.
func (l *layout) beside(body rect, want wish) {
	if want.logs {
		body, l.panes[logsPane] = body.split(body.h * 2 / 5)
	}
	left, right := body, rect{}
	if want.detail {
		left.w = leftWidth(body.w, want.needs.width)
		right = rect{body.x + left.w, body.y, body.w - left.w, body.h}
	}
	l.panes[listPane], l.panes[detailPane] = left, right
	if want.logs {
		return
	}
	if spare := left.h - want.needs.list - 3; want.recent && spare >= recentLeast {
		l.panes[listPane], l.panes[recentPane] = left.split(left.h - min(spare, left.h/2))
	}
	if spare := right.h - max(want.needs.detail+2, 3); want.preview && right.h >= 2*previewLeast {
		l.panes[detailPane], l.panes[previewPane] = right.split(right.h - max(spare, right.h/3, previewLeast))
	}
}

// leftWidth is how wide the left one of two columns is: as a list needs it, and not so wide or narrow
// that the other one has the wrong room.
func leftWidth(w, need int) int {
	return max(min(need, w*56/100, w-rightLeast), min(w*45/100, w-rightLeast))
}
