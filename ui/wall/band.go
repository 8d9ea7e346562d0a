package wall

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fleetop/internal/text"
	"fleetop/ui/theme"
)

const (
	// staleAfter and noSignalAfter are how many intervals without an answer the levels begin.
	staleAfter, noSignalAfter = 3, 10
	// countedFor is until what age it is said in seconds, where it is said in seconds at all.
	countedFor = 2 * time.Minute
)

// ago says how old something is in minutes, or more.
func ago(age time.Duration) string {
	switch {
	case age < time.Minute:
		return "now"
	case age < time.Hour:
		return fmt.Sprintf("%d min ago", age/time.Minute)
	case age < 48*time.Hour:
		return fmt.Sprintf("%d h ago", age/time.Hour)
	default:
		return fmt.Sprintf("%d d ago", age/(24*time.Hour))
	}
}

// age says since when an application is as it is. The minutes are those of the clock, so that all of them
// change with it.
func (a *App) age(now time.Time) string {
	age := ago(now.Truncate(time.Minute).Sub(a.Since.Truncate(time.Minute)))
	switch {
	case a.Since.IsZero():
		return ""
	case age == "now":
		return "just now"
	case a.Health == Bad:
		return age
	default:
		return strings.TrimSuffix(age, " ago")
	}
}

// old says how old what is shown is: in seconds where that is more than three intervals and little.
func (s Signal) old(now time.Time) string {
	if !s.Known {
		return ""
	}
	age := now.Sub(s.Good)
	if s.Level >= Stale && age >= 0 && age < countedFor {
		return strconv.Itoa(int(age/time.Second)) + " s ago"
	}
	return ago(age)
}

// words say in a frame of w cells that nothing comes, for how long, and why: in its lower edge what has
// no room in its upper one.
func (s Signal) words(w int, l Look) (title, foot string) {
	dot := " " + l.Theme.Glyphs.Dot + " "
	title, foot = text.Join(dot, "NO SIGNAL", s.old(l.Now)), text.Join(dot, s.Cause, s.Remedy)
	if whole := text.Join(dot, title, foot); text.Width(whole) <= w-4 {
		return whole, ""
	}
	return title, foot
}

// fresh says what the time is and how old what is shown is, from the longest way to the shortest.
func (s Signal) fresh(l Look) []segment {
	th, dot := l.Theme, " "+l.Theme.Glyphs.Dot+" "
	clock := l.Now.In(l.Location).Format("15:04")
	switch {
	case s.Paused:
		of := s.Good.In(l.Location).Format("15:04")
		return []segment{{clock + dot + "paused" + dot + "as of " + of, th.Warn}, {clock + " paused", th.Warn}}
	case s.Level == Connecting:
		return []segment{{clock, th.Plain}}
	case !s.Known:
		return []segment{{clock, th.Bad}}
	case s.Level == NoSignal:
		return []segment{{clock + dot + "as of " + s.old(l.Now), th.Bad}, {clock + " " + s.old(l.Now), th.Bad}, {clock, th.Bad}}
	case s.Level == Stale:
		why := text.Join(dot, "stale", "as of "+s.old(l.Now), s.Cause)
		return []segment{{clock + dot + why, th.Warn}, {clock + dot + "stale" + dot + s.old(l.Now), th.Warn}, {clock + " " + s.old(l.Now), th.Warn}}
	default:
		how := "every " + text.Span(s.Every)
		if s.Live {
			how = "live"
		}
		of := "as of " + s.old(l.Now)
		return []segment{{text.Join(dot, clock, of, how), th.Plain}, {clock + dot + of, th.Plain}, {clock + dot + s.old(l.Now), th.Plain}}
	}
}

// band is the last line: the time and how old everything is, how many there are of what, the account,
// the page, and the keys. What does not fit gives way, the totals and the time last.
func (w *Wall) band(p plan, l Look) string {
	if l.Message != "" {
		return fit(" "+l.Message, p.w)
	}
	th := l.Theme
	page := ""
	if pages := p.pages(); pages > 1 {
		page = fmt.Sprintf("page %d/%d", w.page+1, pages)
	}
	short := ""
	if page != "" {
		short = fmt.Sprintf("%d/%d", w.page+1, p.pages())
	}
	for _, fresh := range w.signal.fresh(l) {
		for _, right := range [][]segment{
			{{l.Account, th.Label}, {page, th.Plain}, {l.Hint, th.Hint}},
			{{page, th.Plain}, {l.Hint, th.Hint}},
			{{page, th.Plain}},
			{{short, th.Plain}},
		} {
			for _, containers := range []string{w.tallies.Containers + " containers", w.tallies.Containers, ""} {
				left := append([]segment{fresh}, badges(l)...)
				if line, ok := spread(p.w, left, w.totals(containers, th), right); ok {
					return line
				}
			}
		}
	}
	line, _ := spread(p.w, w.signal.fresh(l)[len(w.signal.fresh(l))-1:], nil, w.totals("", th))
	return line
}

// badges are the words that must not be missed.
func badges(l Look) []segment {
	out := make([]segment, 0, len(l.Badges))
	for _, word := range l.Badges {
		out = append(out, segment{word, l.Theme.Badge})
	}
	return out
}

// totals are how many applications there are of each health, by their glyphs.
func (w *Wall) totals(containers string, th *theme.Theme) []segment {
	g := &th.Glyphs
	var out []segment
	for _, t := range []struct {
		n     int
		glyph string
		style theme.Style
	}{
		{w.tallies.Well, g.Running, th.Good},
		{w.tallies.Bad, g.Failed, th.Bad},
		{w.tallies.Moving, g.Busy, th.Busy},
		{w.tallies.Stopped, g.Stopped, th.Plain},
	} {
		if t.n > 0 {
			out = append(out, segment{t.glyph + " " + strconv.Itoa(t.n), t.style})
		}
	}
	if w.signal.Lost > 0 {
		out = append(out, segment{"incomplete", th.Warn})
	}
	if containers != "" && len(out) > 0 {
		out = append(out, segment{containers, th.Plain})
	}
	return out
}

// spread puts segments at both sides of a line and in its middle; false where there is no room.
func spread(w int, left, middle, right []segment) (string, bool) {
	const apart = 2
	l, m, r := joined(left), joined(middle), joined(right)
	room := w - 2 - text.Width(l) - text.Width(m) - text.Width(r)
	if need := apart * (min(text.Width(m), 1) + min(text.Width(r), 1)); room < need {
		return fit(" "+l+spaces(apart)+r, w), false
	}
	before := room / 2
	if m == "" {
		before = room
	}
	return fit(" "+l+spaces(before)+m+spaces(room-before)+r, w), true
}

// joined are segments that are not empty, one after the other.
func joined(parts []segment) string {
	var b []byte
	for _, part := range parts {
		if part.text == "" {
			continue
		}
		if len(b) > 0 {
			b = append(b, "  "...)
		}
		b = part.style.Append(b, text.Clean(part.text))
	}
	return string(b)
}
