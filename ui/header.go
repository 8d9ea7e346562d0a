package ui

import (
	"fmt"
	"strings"
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
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
	totals            [3]int // of the lists by tab, -1 where it is not known
	fleet             fleet.Summary

	interval     time.Duration
	level        feed.Signal
	paused       bool
	known        bool      // a list of applications has come
	good         time.Time // when the last one came, by the wall clock
	trouble      string    // why nothing comes, "" when all is well
	remedy       string    // what can be done about it
	unauthorized bool      // the server takes no key of ours
	down         bool      // the server is left alone until retry
	retry        time.Time
	asking       bool   // the list of applications is being fetched
	skew         string // how the server's clock is off
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

// spread puts a piece at each side of a line and one between them.
func (h *header) spread(w int, left, middle, right piece) string {
	space := max(w-left.width()-middle.width()-right.width(), 0)
	before := space / 2
	if middle == nil {
		before = space
	}
	b := left.append(make([]byte, 0, 2*w))
	b = text.AppendSpaces(b, before)
	b = middle.append(b)
	if middle != nil {
		b = text.AppendSpaces(b, space-before)
	}
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

// summary says how the fleet is, from the application list.
func (h *header) summary(long bool) piece {
	s := h.fleet
	if !s.Known {
		return nil
	}
	th, dot := h.theme, " "+h.theme.Glyphs.Dot+" "
	p := piece{}
	if long {
		p = append(p, segment{text.Count(s.Applications, "application") + dot, th.Plain})
	}
	p = append(p, segment{s.RunningText() + " running", th.Plain})
	if problems := h.problems(); problems != nil {
		p = append(append(p, segment{dot, th.Plain}), problems...)
	}
	return p
}

// problems counts what needs attention, nil where nothing does. Where a part of
// the list could not be fetched there may be more.
func (h *header) problems() (p piece) {
	s := h.fleet
	if s.Problems > 0 {
		p = piece{{text.Count(s.Problems, "problem"), h.theme.Bad}}
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

// tabLine draws the tabs with their last known totals; right stands at the end
// where there is no other place for it.
func (h *header) tabLine(w int, right piece) string {
	names := tabNames()
	full, short := make(piece, 1, 1+2*len(names)), make(piece, 1, 1+2*len(names))
	full[0], short[0] = segment{" ", h.theme.Plain}, segment{" ", h.theme.Plain}
	for i, name := range names {
		style := h.theme.Tab
		number := fmt.Sprintf("%d", i+1)
		content := number + " " + name
		if i < len(h.totals) && h.totals[i] >= 0 {
			content += fmt.Sprintf(" %d", h.totals[i])
		}
		if tab(i) == h.tab {
			style = h.theme.TabActive
			short = append(short, segment{content, style}, segment{" ", h.theme.Plain})
		} else {
			short = append(short, segment{number, style}, segment{" ", h.theme.Plain})
		}
		full = append(full, segment{content, style}, segment{"   ", h.theme.Plain})
	}
	variants := []piece{full, short, h.activeTab(tabNames()[h.tab]), h.activeTab("")}
	for _, left := range variants {
		if left.width()+right.width() <= w {
			return h.spread(w, left, nil, right)
		}
	}
	return h.spread(w, nil, nil, right)
}

// activeTab is the tab that is shown alone, by its number and a name.
func (h *header) activeTab(name string) piece {
	return piece{h.space(), {strings.TrimSpace(fmt.Sprintf("%d %s", h.tab+1, name)), h.theme.TabActive}, h.space()}
}

// activeTabWidth is how wide the tab that is shown is alone, with its name.
func (h *header) activeTabWidth() int { return len("  1 ") + len(tabNames()[h.tab]) }
