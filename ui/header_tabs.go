package ui

import (
	"strconv"

	"fleetop/internal/text"
	"fleetop/ui/kit/box"
	"fleetop/ui/theme"
)

// wallTab is what stands behind the tabs: the wall is no tab, but has the next number.
const wallTab = "Wall"

// tabShape is how much of the tabs is said.
type tabShape struct {
	mouse  bool // behind them, that the mouse is on
	wall   bool // behind them, the wall
	counts bool // how many there are in each
	names  bool // of all tabs, not of the active one alone
	alone  bool // nothing but the active one
	bare   bool // the active one by its number alone
}

// tabShapes are the ways to draw the tabs, from the longest. What was not read under Activity is always
// counted where Activity has its name.
func tabShapes() []tabShape {
	return []tabShape{
		{wall: true, counts: true, names: true, mouse: true},
		{counts: true, names: true, mouse: true},
		{names: true, mouse: true},
		{counts: true, mouse: true},
		{mouse: true},
		{},
		{alone: true},
		{bare: true},
		{alone: true, bare: true},
	}
}

// tabs draws the tabs. Each has a cell at both of its sides, in which the active one has brackets: so it
// is seen without colour, and none moves when another becomes active.
func (h *header) tabs(s tabShape) piece {
	h.spots = h.spots[:0]
	p := piece{h.space()}
	for i, name := range tabNames() {
		active := tab(i) == h.tab
		if s.alone && !active {
			continue
		}
		p = h.addTab(p, i, h.tabPiece(s, i, name, active))
	}
	if s.wall {
		n := len(tabNames())
		p = h.addTab(p, n, piece{{" " + strconv.Itoa(n+1) + " " + wallTab + " ", h.theme.Tab}})
	}
	if s.mouse && h.mouse {
		p = append(p, segment{" ", h.theme.Plain}, segment{"mouse", h.theme.Badge})
	}
	return p
}

// addTab puts a tab behind others, and notes where it is.
func (h *header) addTab(p piece, number int, tab piece) piece {
	h.spots = append(h.spots, box.Spot{Number: number, X: p.width(), W: tab.width()})
	return append(p, tab...)
}

func (h *header) tabPiece(s tabShape, i int, name string, active bool) piece {
	before, after, style := " ", " ", h.theme.Tab
	if active {
		before, after, style = "[", "]", h.theme.TabActive
	}
	said, named := strconv.Itoa(i+1), s.names || active && !s.bare
	if named {
		said += " " + name
	}
	if n := h.totals[i]; named && s.counts && n >= 0 {
		said += " " + strconv.Itoa(n)
	}
	if i == int(activityTab) && named && h.unread > 0 {
		return piece{{before + said, style}, {" " + strconv.Itoa(h.unread), h.theme.Bold}, {after, style}}
	}
	return piece{{before + said + after, style}}
}

// tabLine draws the tabs in the longest way for which there is room beside what stands at the end.
func (h *header) tabLine(w int, right piece) string {
	for _, shape := range tabShapes() {
		if left := h.tabs(shape); left.width()+right.width() <= w {
			return h.spread(w, left, nil, right)
		}
	}
	return h.spread(w, nil, nil, right)
}

// newsLine draws the tabs, and what failed last at their end. The tabs give way until there is room for
// who failed and why; what more is known of it is said where there is room beside them.
func (h *header) newsLine(w int) string {
	end := piece{}
	if h.skew != "" {
		end = piece{{"  ", h.theme.Plain}, {h.skew, h.theme.Warn}}
	}
	for _, least := range h.news[h.newsLeast:] {
		for _, shape := range tabShapes() {
			left := h.tabs(shape)
			room := w - left.width() - 2
			if text.Width(least) > room {
				continue
			}
			for _, said := range h.news {
				if news := (piece{{said, h.theme.Bad}}); news.width() <= room {
					if with := append(news, end...); with.width() <= room {
						news = with
					}
					return h.spread(w, left, nil, append(news, h.space()))
				}
			}
		}
	}
	return h.tabLine(w, nil)
}

// activeTabWidth is how wide the tab that is shown is alone, with its name.
func (h *header) activeTabWidth() int { return h.tabs(tabShape{alone: true}).width() }

// pill is a count with a glyph and a word for it; without the word where that is "".
func pill(glyph string, n int, word string, style theme.Style) segment {
	return segment{text.Join(" ", glyph, strconv.Itoa(n), word), style}
}
