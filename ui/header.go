package ui

import (
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/box"
	"fleetop/ui/theme"
)

// header draws the first two lines of the screen from facts: whose fleet it is, how it is, how
// fresh that is and why, and the tabs.
type header struct {
	theme             *theme.Theme
	keys              *command.Keymap
	now               time.Time
	location          *time.Location
	user, host        string
	engine            string // in the place of the user where it is not empty
	sandbox, readOnly bool
	tab               tab
	totals            [activityTab + 1]int // of the lists by tab, -1 where it is not known
	unread            int                  // entries of Activity
	fleet             fleet.Summary

	interval     time.Duration
	level        feed.Signal
	paused       bool
	known        bool      // a list of applications has come
	good         time.Time // when the last one came, by the wall clock
	trouble      string    // why nothing comes, and for how long where the server says that, "" when all is well
	remedy       string    // what can be done about it
	unauthorized bool      // the server takes no key of ours
	down         bool      // the server is left alone until retry
	retry        time.Time
	live         bool          // the server tells of changes
	within       time.Duration // how old everything is at most while the server holds back its answer
	asking       bool          // the list of applications is being fetched
	skew         string        // how the server's clock is off
	news         []string      // what failed last, from the longest way to say it
	newsLeast    int           // the first of them that says nothing but who failed and why
	banded       bool          // a band below says why nothing comes
	mouse        bool          // is switched on
	spots        []box.Spot    // of the tabs that were drawn, by their number from 0
}

// segment is a piece of the header: clean plain text and its style.
type segment struct {
	text  string
	style theme.Style
}

// piece is what a header line is built of: its segments one after the other.
type piece []segment

func (p piece) width() int {
	w := 0
	for _, s := range p {
		w += text.Width(s.text)
	}
	return w
}

func (p piece) append(b []byte) []byte {
	for _, s := range p {
		b = s.style.Append(b, s.text)
	}
	return b
}

// spread puts a piece at each side of a line and one between them: where it does not depend on what
// stands at the right, as far as there is room.
func (h *header) spread(w int, left, middle, right piece) string {
	const least = 3
	space := max(w-left.width()-middle.width()-right.width(), 0)
	before := space
	if middle != nil {
		if before = max(w*3/8-left.width(), least); before > space-least {
			before = min(least, space/2)
		}
	}
	b := left.append(make([]byte, 0, 2*w))
	b = text.AppendSpaces(b, before)
	b = middle.append(b)
	b = text.AppendSpaces(b, space-before)
	return padded(string(right.append(b)), w)
}

// account says whose fleet this is.
func (h *header) account(brand bool, most int) piece {
	p := piece{{" ", h.theme.Plain}}
	if brand {
		p = append(p, segment{"fleetop", h.theme.Brand}, segment{"  ", h.theme.Plain})
	}
	p = append(p, h.labels()...)
	if most < 1 {
		return p
	}
	whose := h.user + "@" + h.host
	if h.engine != "" {
		whose = h.engine + " " + h.theme.Glyphs.Dot + " " + h.host
	}
	return append(p, segment{text.Middle(text.Clean(whose), most, h.theme.Glyphs.Ellipsis), h.theme.Bold})
}

// labels are the words that must not be missed on any screen.
func (h *header) labels() []segment {
	var p []segment
	label := func(content string, style theme.Style) {
		p = append(p, segment{content, style}, segment{" ", h.theme.Plain})
	}
	if h.sandbox {
		label("sandbox", h.theme.Badge)
	}
	if h.readOnly {
		label("read-only", h.theme.BadgeAlert)
	}
	return p
}

// figures are the ways to say how the fleet is, from the longest; the count of problems is in all of them.
func (h *header) figures() []piece {
	problems := h.problems()
	if !h.fleet.Known {
		return []piece{problems}
	}
	containers := segment{h.fleet.RunningText(), h.theme.Plain}
	counts := h.counts("", "", "")
	least := piece{containers}
	if problems != nil {
		least = append(least, segment{" " + h.theme.Glyphs.Dot + " ", h.theme.Plain})
	}
	return []piece{
		joinPieces("     ", h.counts("running", "changing", "stopped"), piece{{containers.text + " containers", h.theme.Plain}}),
		joinPieces("   ", counts, piece{{containers.text + " containers", h.theme.Plain}}),
		joinPieces("  ", counts, piece{containers}),
		append(least, problems...),
		problems,
	}
}

// counts is how many applications there are in which state, each with a word, or without one.
func (h *header) counts(running, changing, stopped string) (p piece) {
	s, th, gap := &h.fleet, h.theme, "  "
	if running != "" {
		gap = "   "
	}
	part := func(glyph string, n int, word string, style theme.Style) {
		if n > 0 {
			p = joinPieces(gap, p, piece{pill(glyph, n, word, style)})
		}
	}
	part(th.Glyphs.Running, s.Well, running, th.Good)
	if problems := h.problems(); problems != nil {
		p = joinPieces(gap, p, problems)
	}
	part(th.Glyphs.Busy, s.Busy, changing, th.Busy)
	part(th.Glyphs.Stopped, s.Stopped, stopped, th.Faint)
	return p
}

// joinPieces puts one piece behind another, with a gap between them.
func joinPieces(gap string, a, b piece) piece {
	if len(a) == 0 {
		return b
	}
	return append(append(a, segment{gap, theme.Style{}}), b...)
}

// problems counts what needs attention, nil where nothing does. Where a part of
// the list could not be fetched there may be more.
func (h *header) problems() (p piece) {
	s := h.fleet
	if s.Problems > 0 {
		p = piece{{h.theme.Glyphs.Failed + " " + text.Count(s.Problems, "problem"), h.theme.Pill}}
	}
	if s.Lost > 0 && p != nil {
		p = append(p, segment{" " + h.theme.Glyphs.Dot + " ", h.theme.Plain})
	}
	if s.Lost > 0 {
		p = append(p, segment{"incomplete", h.theme.Warn})
	}
	return p
}

// cause says why nothing comes, in a few words, "" when all is well.
func (h *header) cause() string {
	const most = 60
	return text.Words(h.trouble, most, h.theme.Glyphs.Ellipsis)
}
