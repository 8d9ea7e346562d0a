package pane

import (
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/recorder"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// source gives the rows of a list to its grid, as they look at one moment.
type source struct {
	rows     []*fleet.Row
	fleet    *fleet.Fleet
	recorder *recorder.Recorder
	columns  []column
	theme    *theme.Theme
	now      time.Time // by the server's clock
	clock    time.Time // by our own
	ages     *Ages
	paused   bool // nothing is polled
}

func (s *source) Len() int              { return len(s.rows) }
func (s *source) Key(i int) string      { return s.rows[i].ID.Key }
func (s *source) Haystack(i int) string { return s.rows[i].Haystack() }

// Cell implements grid.Source. What is known beyond a text, and what is under way with an object, comes
// and goes: it is said as well as there is room, and no column falls away for it.
func (s *source) Cell(i, col, room int) (string, grid.Style) {
	c, r := &s.columns[col], s.rows[i]
	content, style := c.text(r, s)
	if room == 0 {
		return content, style
	}
	if c.badges {
		if badges := s.fleet.Badges(r.ID, s.clock); len(badges) > 0 {
			return s.underWay(r, content, badges, room)
		}
	}
	if more := c.beyond(r, s, room); more != "" {
		content = more
	}
	return content, style
}

// beyond is what stands in place of a text that there is room for, "" for nothing.
func (c *column) beyond(r *fleet.Row, s *source, room int) string {
	if c.more == nil {
		return ""
	}
	more := c.more(r, s)
	switch {
	case more != "" && text.Width(more) <= room && (!c.measured || room >= c.Roomy): // in all rows, or in none
		return more
	case c.brief != nil:
		return c.brief(r, s)
	default:
		return ""
	}
}

// underWay says what is under way with an object; what counts down, as a bar that gets shorter.
func (s *source) underWay(r *fleet.Row, state string, badges []string, room int) (string, grid.Style) {
	p := s.fleet.Planned(r.ID)
	if p == nil || p.Left(s.clock) == 0 {
		return asFits(state, s.theme.Glyphs.Pending, badges, room), styleBusy
	}
	for _, badge := range badges {
		if text.Width(badge) < room-barCells {
			return countdownBar(barCells, p.Left(s.clock), p.Of, s.theme.Glyphs.Bars) + " " + badge, styleWarn
		}
	}
	least := badges[len(badges)-1]
	if cells := min(room-text.Width(least)-1, barCells); cells > 0 {
		return countdownBar(cells, p.Left(s.clock), p.Of, s.theme.Glyphs.Bars) + " " + least, styleWarn
	}
	return asFits(state, s.theme.Glyphs.Pending, badges, room), styleWarn
}

// barCells is how long the bar of a countdown is where there is room.
const barCells = 4

// countdownBar is what is left of a countdown, in so many seconds of all, as a bar of cells.
func countdownBar(cells, left, of int, bars string) string {
	heights := []rune(bars)
	top := len(heights) - 1
	eighths := (left*cells*top + max(of, 1) - 1) / max(of, 1)
	bar := make([]rune, cells)
	for i := range bar {
		switch full := min(max(eighths-i*top, 0), top); full {
		case 0:
			bar[i] = ' '
		default:
			bar[i] = heights[full-1]
		}
	}
	return string(bar)
}

// asFits adds a badge to the text of a state. Where there is no room the word of
// the state goes first, then its glyph, then words of the badge.
func asFits(state, pending string, badges []string, room int) string {
	glyph, _, _ := strings.Cut(state, " ")
	said := state + " " + pending + " " + badges[0]
	for _, badge := range badges {
		for _, before := range []string{glyph + " ", ""} {
			if text.Width(said) <= room {
				return said
			}
			said = before + pending + " " + badge
		}
	}
	return said
}

// Version changes with the record, with its age as it is written, with what is
// pending, with the name of the application it belongs to, and with what it uses.
func (s *source) Version(i int) uint64 {
	r := s.rows[i]
	v := mix(r.Version, s.ages.Age(deployedAt(r), s.now))
	if r.Gone() {
		v = mix(v, s.ages.Age(endOf(r), s.now))
	}
	if badges := s.fleet.Badges(r.ID, s.clock); len(badges) > 0 {
		v = mix(v, badges[0])
	}
	if why := s.attention(r); why != fleet.Fine {
		v = v*31 + uint64(why)
	}
	if r.Container != nil {
		name, _ := applicationCell(r, s)
		v = mix(v, name)
	}
	why, _ := s.why(r)
	v = mix(v, why)
	for i := range s.columns {
		if s.columns[i].measured || s.columns[i].moves {
			content, _ := s.columns[i].text(r, s)
			v = mix(v, content)
		}
	}
	return v
}

// attention says why a row needs attention, and notes when that changes.
func (s *source) attention(r *fleet.Row) fleet.Attention {
	why, until := s.fleet.Attention(r, s.clock)
	if !until.IsZero() {
		s.ages.Until(until.Sub(s.clock))
	}
	return why
}

func mix(v uint64, content string) uint64 {
	for i := range len(content) {
		v = v*31 + uint64(content[i])
	}
	return v
}
