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

// noticeLines is how many lines there are under the tabs. Why nothing comes has two where it needs them and the
// screen is no small one.
func (p *panes) noticeLines() int {
	switch {
	case p.banded() && p.why > p.width && p.width >= stackedWidth && p.height >= detailHeight:
		return 2
	case p.banded() || p.notice() != "":
		return 1
	}
	return 0
}

// whyWidth is how many cells a line has that says why nothing comes, and what can be done about it.
func (h *header) whyWidth() int {
	s := h.signal()
	return text.Width(text.Join(s.dot, s.word, h.trouble, s.remedy)) + 2
}

// twoLines draws the band on two lines of w cells: long words, such as addresses, give way first.
func (h *header) twoLines(w int) []string {
	s := h.signal()
	said := text.Join(s.dot, s.word, h.trouble, s.remedy)
	lines, cut := text.Wrap(said, w-2, 2)
	if cut {
		lines, _ = text.Wrap(text.Words(said, 2*(w-2)-text.NameLeast, h.theme.Glyphs.Ellipsis), w-2, 2)
	}
	lines = append(lines, "")[:2]
	for i, line := range lines {
		lines[i] = h.theme.BadgeAlert.Render(string(text.AppendFit(nil, " "+line, w, h.theme.Glyphs.Ellipsis)))
	}
	return lines
}

// band draws the line of w cells under the tabs: why nothing comes, what can be done about it, when it is
// tried again, and how old everything is. What does not fit gives way from the end.
func (h *header) band(w, height int) []string {
	if height > 1 {
		return h.twoLines(w)
	}
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
	return []string{h.theme.BadgeAlert.Render(string(text.AppendFitWords(nil, " "+said, w, h.theme.Glyphs.Ellipsis)))}
}
