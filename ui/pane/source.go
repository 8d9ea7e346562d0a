package pane

import (
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// source gives the rows of a list to its grid, as they look at one moment.
type source struct {
	rows    []*fleet.Row
	fleet   *fleet.Fleet
	columns []column
	theme   *theme.Theme
	now     time.Time // by the server's clock
	clock   time.Time // by our own
	ages    *Ages
}

func (s *source) Len() int              { return len(s.rows) }
func (s *source) Key(i int) string      { return s.rows[i].ID.Key }
func (s *source) Haystack(i int) string { return s.rows[i].Haystack() }

// Cell implements grid.Source. What is under way with an object comes and goes:
// it is said as well as there is room, and no column falls away for it.
func (s *source) Cell(i, col, room int) (string, grid.Style) {
	content, style := s.columns[col].text(s.rows[i], s)
	if !s.columns[col].badges || room == 0 {
		return content, style
	}
	badges := s.fleet.Badges(s.rows[i].ID, s.clock)
	if len(badges) == 0 {
		return content, style
	}
	return asFits(content, s.theme.Glyphs.Pending, badges, room), styleBusy
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
// pending, and with the name of the application it belongs to.
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
