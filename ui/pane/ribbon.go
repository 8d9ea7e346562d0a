package pane

import (
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/recorder"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// ribbonGlyphs are the cells of a ribbon by their level: not seen, well, busy, stopped, partly, failed.
func ribbonGlyphs(g *theme.Glyphs) [6]string {
	if !strings.Contains(g.Bars, "▇") { // as on the Linux console, and in ASCII
		return [6]string{".", "=", "~", "_", "-", "x"}
	}
	return [6]string{"·", "▇", "▅", "▁", "▆", "▂"}
}

// ribbonStyle is how a cell of a ribbon is drawn.
func ribbonStyle(l recorder.Level) grid.Style {
	switch l {
	case recorder.Well:
		return styleGood
	case recorder.Busy:
		return styleBusy
	case recorder.Partly:
		return styleWarn
	case recorder.Failed:
		return styleBad
	case recorder.Unseen, recorder.Stopped:
		return styleQuiet
	default:
		return stylePlain
	}
}

// RibbonText returns the cells of a ribbon without colour, each one cell wide.
func RibbonText(r recorder.Ribbon, g *theme.Glyphs) string {
	glyphs := ribbonGlyphs(g)
	b := make([]byte, 0, 4*len(r))
	for _, l := range r {
		b = append(b, glyphs[l]...)
	}
	return string(b)
}

// RibbonStyle is how a ribbon is drawn where all of it has one style: as its worst cell.
func RibbonStyle(r recorder.Ribbon) grid.Style {
	if worst := r.Worst(); worst > recorder.Busy {
		return ribbonStyle(worst)
	}
	return stylePlain
}

// AppendRibbon draws a ribbon, each cell in the colour of its level.
func AppendRibbon(dst []byte, r recorder.Ribbon, th *theme.Theme) []byte {
	return AppendWideRibbon(dst, r, 1, th)
}

// AppendWideRibbon draws a ribbon each of whose cells is so many cells of the screen wide.
func AppendWideRibbon(dst []byte, r recorder.Ribbon, wide int, th *theme.Theme) []byte {
	glyphs := ribbonGlyphs(&th.Glyphs)
	for from := 0; from < len(r); {
		to := from
		var run []byte
		for ; to < len(r) && r[to] == r[from]; to++ {
			for range wide {
				run = append(run, glyphs[r[to]]...)
			}
		}
		dst = themeStyle(th, ribbonStyle(r[from])).Append(dst, string(run))
		from = to
	}
	return dst
}

// hourColumn is the last hour of applications. It gives way before what they run.
func hourColumn() column {
	return column{
		Column: grid.Column{Title: "LAST HOUR", Min: recorder.Cells, Ideal: recorder.Cells, Own: true, Keep: 72},
		name:   "hour", text: hourCell, key: hourRank, moves: true,
	}
}

func hourCell(r *fleet.Row, s *source) (string, grid.Style) {
	s.ages.Until(recorder.Left(s.clock))
	hour := s.recorder.Ribbon(r.ID, s.clock)
	if r.Gone() {
		return RibbonText(hour, &s.theme.Glyphs), styleQuiet
	}
	return RibbonText(hour, &s.theme.Glyphs), RibbonStyle(hour)
}

// hourRank is the order of hours, that with the most trouble first.
func hourRank(r *fleet.Row, s *source) rank {
	bad := 0
	for _, level := range s.recorder.Ribbon(r.ID, s.clock) {
		if level > recorder.Busy {
			bad += int(level)
		}
	}
	return rank{number: -int64(bad)}
}
