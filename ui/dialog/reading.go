package dialog

import (
	"slices"

	"fleetop/ui/command"
)

// page is what a dialog draws. Where there is little room its body is scrolled,
// so that what is typed and the keys stay in sight.
type page struct {
	head []string // what is asked for
	body []string // what is said of it, the most important first
	end  []string // what is typed, and the keys
}

// pageOf puts paragraphs together to the body of a page.
func pageOf(end []string, paragraphs ...[]string) page {
	return page{body: slices.Concat(paragraphs...), end: end}
}

// reading is how far the body of a dialog is scrolled. A body of lists has a
// short form, which comes before all of it.
type reading struct {
	at           int // the first line in sight; behind a short form one more
	room         int // as it was drawn last: how many lines are in sight,
	short        bool
	above, below bool // and whether there are others
}

// Scroll implements command.Mover.
func (r *reading) Scroll(lines int) {
	least := 0
	if r.short && (r.at > 1 || lines > 0) {
		least = 1 // all of it from its beginning
	}
	if r.short && r.at == 0 {
		lines = min(lines, 1)
	}
	r.at = max(r.at+lines, least)
}

// HalfPage implements command.Mover.
func (r *reading) HalfPage(by int) { r.Scroll(by * max(r.room/2, 1)) }

// Page implements command.Mover: a line of the old page stays in sight.
func (r *reading) Page(by int) { r.Scroll(by * max(r.room-1, 1)) }

// Top implements command.Mover.
func (r *reading) Top() { r.at = 0 }

// Bottom implements command.Mover.
func (r *reading) Bottom() { r.Scroll(1 << 20) }

// Pan implements command.Mover: nothing is wider than the dialog.
func (r *reading) Pan(int) {}

// draw draws a page in at most as many lines as can be seen. all is the body in
// full where that of the page is a short form of it.
func (r *reading) draw(p page, all []string, w int, c Context) []string {
	body := p.body
	r.short = all != nil
	room := len(body)
	if c.Height > 0 {
		room = max(c.Height-filled(p.head)-filled(p.end), 1)
	}
	if r.short && r.at > 0 {
		body = slices.DeleteFunc(slices.Clone(all), empty)
	} else if filled(body) > room {
		body = slices.DeleteFunc(slices.Clone(body), empty)
	}
	r.room = min(room, filled(body))
	skip := r.at
	if r.short {
		skip = max(r.at-1, 0)
	}
	most := max(filled(body)-r.room, 0)
	if over := skip - most; over > 0 {
		skip, r.at = most, r.at-over
	}
	r.above, r.below = r.at > 0, skip < most || r.short && r.at == 0
	if filled(body) > r.room {
		body = body[skip : skip+r.room]
	}
	lines := slices.Concat(p.head, body)
	if len(lines) > 0 && (c.Height == 0 || len(lines)+1+len(p.end) <= c.Height) {
		lines = append(lines, "")
	}
	return within(append(lines, p.end...), w)
}

// foot says that there is more to read, and the keys that show it.
func (r *reading) foot(c Context) string {
	switch {
	case r.above && r.below:
		return c.Key(command.ReadOn) + " " + c.Key(command.ReadBack) + " more"
	case r.below:
		return c.Key(command.ReadOn) + " more"
	case r.above:
		return c.Key(command.ReadBack) + " more above"
	default:
		return ""
	}
}

// filled counts the lines that are not left out where there is little room.
func filled(lines []string) int {
	n := 0
	for _, l := range lines {
		if !empty(l) {
			n++
		}
	}
	return n
}

func empty(line string) bool { return line == "" }
