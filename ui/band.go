package ui

import (
	"fleetop/internal/feed"
	"fleetop/internal/text"
	"fleetop/ui/pane"
)

// banded says whether a line under the tabs says why nothing comes, and what can be done about it.
func (p *panes) banded() bool { return p.silent && p.json == nil && !p.wall.on }

// allDim makes everything on the panes dim: none of it is known to be true any more. What the line under
// the tabs says in full they say in brief.
func allDim(f pane.Fresh, trouble string) pane.Fresh {
	for _, s := range []*feed.Status{&f.List, &f.Detail, &f.Beside, &f.Logs, &f.Preview} {
		s.Dim = true
		if s.Says && s.Cause == trouble {
			s.Cause = s.Brief
		}
	}
	return f
}

// band draws the line of w cells under the tabs: why nothing comes, what can be done about it, when it is
// tried again, and how old everything is. What does not fit gives way from the end.
func (h *header) band(w int) string {
	s := h.signal()
	last := ""
	if s.ago != "" {
		last = "last answer " + s.ago
	}
	said := ""
	for _, parts := range [][]string{
		{s.word, h.trouble, s.remedy, s.next, last},
		{s.word, s.cause, s.remedy, s.next, last},
		{s.word, s.cause, s.remedy, s.next},
		{s.word, s.cause, s.remedy},
		{s.cause, s.remedy},
		{s.remedy, s.cause},
	} {
		if said = text.Join(s.dot, parts...); text.Width(said)+2 <= w {
			break
		}
	}
	return h.theme.BadgeAlert.Render(string(text.AppendFitWords(nil, " "+said, w, h.theme.Glyphs.Ellipsis)))
}
