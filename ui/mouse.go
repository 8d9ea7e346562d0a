package ui

import (
	"slices"
	"time"

	"fleetop/internal/terminal/keys"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

const (
	// notch is by how many lines a notch of the wheel moves.
	notch = 3
	// doubleClick is how soon behind a click that has opened something another one belongs to it.
	doubleClick = 500 * time.Millisecond
)

// pointer is the mouse.
type pointer struct {
	switched int       // how often; the terminal reports it while that is odd
	opened   time.Time // when a click has opened something
}

// on says whether the mouse is switched on.
func (p pointer) on() bool { return p.switched%2 == 1 }

// belongs says whether a click is the rest of one that has just opened something.
func (p pointer) belongs(now time.Time) bool {
	since := now.Sub(p.opened)
	return since >= 0 && since < doubleClick
}

// areaKind is what a part of the screen means to the mouse.
type areaKind uint8

const (
	tabArea       areaKind = iota // a tab of the header, by its number
	listArea                      // a pane
	detailArea                    // a pane
	detailTabArea                 // a tab of the detail, by its number
	logsArea                      // a pane
	jsonArea                      // the JSON of an object, over all panes
	dialogArea
	wallArea
)

// area is a part of the screen and what it means to the mouse.
type area struct {
	rect
	kind   areaKind
	number int
}

// areas are the parts of the screen as they were drawn, the uppermost last.
type areas []area

func (a *areas) add(kind areaKind, r rect, number int) { *a = append(*a, area{r, kind, number}) }

func (a *areas) remove(kind areaKind) {
	*a = slices.DeleteFunc(*a, func(other area) bool { return other.kind == kind })
}

// at returns what is at a cell; false where the mouse does nothing.
func (a areas) at(x, y int) (area, bool) {
	for _, part := range slices.Backward(a) {
		if x >= part.x && x < part.x+part.w && y >= part.y && y < part.y+part.h {
			return part, true
		}
	}
	return area{}, false
}

// mouseWords say that the mouse was switched on or off, and how text is selected then.
func mouseWords(on bool, key string) string {
	if on {
		return "mouse on: shift+drag selects text, " + key + " switches it off"
	}
	return "mouse off: the terminal selects text"
}

// mouse takes in what the mouse does: it scrolls, or puts cursor or focus somewhere. It returns the command
// that a click asks for, or the view of the list. A click answers no dialog and no prompt.
func (p *panes) mouse(did keys.Mouse, above dialog.Dialog, typing bool, now time.Time) (command.ID, *pane.View) {
	part, ok := p.areas.at(did.X, did.Y)
	x, y := did.X-part.x-1, did.Y-part.y-1 // within the frame
	switch {
	case !ok || !p.pointer.on(): // or it was on its way when it was switched off
	case above != nil:
		if part.kind == dialogArea {
			moveWithin(above.Traits(), y, notch*did.Wheel)
		}
	case !p.shows(part.kind):
	case did.Wheel != 0:
		p.turn(part.kind, did.Wheel, now)
	case !typing:
		return p.click(part, x, y, now)
	}
	return "", nil
}

// moveWithin moves what is in sight of a dialog by lines or, where there are none, puts the focus on what
// was clicked on.
func moveWithin(is dialog.Traits, at, lines int) {
	switch {
	case lines == 0 && is.Click != nil:
		is.Click(at)
	case lines == 0:
	case is.Turn != nil:
		is.Turn(lines)
	case is.Body != nil:
		is.Body.Scroll(lines)
	}
}

// shows says whether what was drawn last is still there: in one read, a key may have closed or opened
// something just before.
func (p *panes) shows(kind areaKind) bool {
	switch {
	case p.wall.on:
		return kind == wallArea
	case p.json != nil:
		return kind == jsonArea
	default:
		return kind <= detailTabArea || kind == logsArea && p.logs != nil
	}
}

// turn scrolls what is under the pointer.
func (p *panes) turn(kind areaKind, notches int, now time.Time) {
	lines := notch * notches
	switch kind {
	case listArea:
		p.chosen()
		p.list().Turn(lines)
	case detailArea, detailTabArea:
		p.detail.Turn(lines)
	case logsArea:
		p.logs.Turn(lines)
	case jsonArea:
		p.json.Turn(lines)
	case wallArea:
		page := command.PageDown
		if notches < 0 {
			page = command.PageUp
		}
		p.wall.move(page, now)
	case tabArea, dialogArea:
	}
}

// click moves cursor and focus to a cell within the frame of an area, and returns the command that it asks
// for, or the view of the list.
func (p *panes) click(on area, x, y int, now time.Time) (command.ID, *pane.View) {
	switch on.kind {
	case tabArea:
		tabs := []command.ID{command.ShowApplications, command.ShowContainers, command.ShowImages, command.ShowActivity, command.ShowWall}
		return tabs[on.number], nil
	case listArea:
		return p.clickList(x, y, now)
	case detailTabArea:
		p.detail.TurnTo(on.number)
	case detailArea:
		return p.clickDetail(y, now), nil
	case logsArea:
		p.focus, p.lower = logsPane, logsPane
		p.logs.Point(y)
	case jsonArea:
		if !p.pointer.belongs(now) && p.json.Point(y) {
			p.pointer.opened = now
			return command.Fold, nil
		}
	case dialogArea, wallArea:
	}
	return "", nil
}

// clickDetail gives the detail the focus or, where it has that, puts its cursor on a line; it asks to open what
// the cursor is on already.
func (p *panes) clickDetail(line int, now time.Time) command.ID {
	focused := p.focus == detailPane
	p.focus, p.lower = detailPane, detailPane
	if focused && !p.pointer.belongs(now) && p.detail.Point(line) {
		p.pointer.opened = now
		return command.Open
	}
	return ""
}

// clickList asks to sort by the column whose title is at a cell of the list; it selects the row there, or
// asks to open it where it is selected.
func (p *panes) clickList(x, y int, now time.Time) (command.ID, *pane.View) {
	l, focused := p.list(), p.focus == listPane
	p.focus = listPane
	if v, title := l.SortAt(x, y); title {
		return "", &v
	}
	key, row := l.RowAt(y)
	switch {
	case !row || p.pointer.belongs(now):
	case focused && key == l.Key():
		p.pointer.opened = now
		return command.Open, nil
	default:
		p.chosen()
		l.Point(key)
	}
	return "", nil
}
