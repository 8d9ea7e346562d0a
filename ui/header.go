package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

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

// header draws the first two lines: who and how fresh, and the tabs. What does
// not fit gives way: words, the name of the program, the figures. When all is
// well the figures outrank the words about freshness, else these come first.
// On a narrow screen the clock moves to the line of the tabs.
func (m *Model) header(w int) []string {
	for _, try := range m.headerVariants() {
		if gap := w - try.left.width() - try.middle.width() - try.right.width(); gap >= 4 {
			return []string{m.spread(w, try.left, try.middle, try.right), m.tabLine(w, nil)}
		}
	}
	left, right := m.account(false, 1<<10), m.summary(false)
	if cause := m.cause(); cause != "" {
		right = piece{{cause, m.theme.Bad}, {" ", m.theme.Plain}}
		if room := w - right.width() - 3; left.width() > room {
			left = m.account(false, max(room-piece(m.badges()).width()-1, 8))
		}
	} else if left.width()+right.width() > w-2 && len(right) > 1 {
		right = append(right[len(right)-1:], segment{" ", m.theme.Plain}) // the problems alone
	}
	if left.width() > w {
		left = m.account(false, max(w-piece(m.badges()).width()-2, 8))
	}
	if left.width()+right.width() > w-2 {
		right = nil
	}
	signals := m.signals()
	return []string{m.spread(w, left, nil, right), m.tabLine(w, signals[len(signals)-1])}
}

// headerVariant is a way to fill the first line.
type headerVariant struct{ left, middle, right piece }

func (m *Model) headerVariants() []headerVariant {
	summaries, signals := []piece{m.summary(true), m.summary(false)}, m.signals()
	var out []headerVariant
	add := func(summary, signal piece) {
		for _, brand := range []bool{true, false} {
			out = append(out, headerVariant{m.account(brand, 1<<10), summary, signal})
		}
	}
	if m.trouble() != "" || m.freshness() == noSignal {
		for _, signal := range signals[:min(2, len(signals))] {
			for _, summary := range append(summaries, nil) {
				add(summary, signal)
			}
		}
		return out
	}
	for _, summary := range summaries {
		for _, signal := range signals {
			add(summary, signal)
		}
	}
	for _, signal := range signals {
		add(nil, signal)
	}
	return out
}

// spread puts a piece at each side of a line and one between them.
func (m *Model) spread(w int, left, middle, right piece) string {
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
func (m *Model) account(brand bool, most int) piece {
	p := piece{{" ", m.theme.Plain}}
	if brand {
		p = append(p, segment{"fleetop", m.theme.Brand}, segment{"  ", m.theme.Plain})
	}
	p = append(p, m.badges()...)
	name := text.Clean(m.opt.User + "@" + m.opt.Host)
	if text.Width(name) > most {
		name = string(text.AppendFitMiddle(nil, name, most, m.theme.Glyphs.Ellipsis))
	}
	return append(p, segment{name, m.theme.Bold})
}

// badges are the words that must not be missed on any screen.
func (m *Model) badges() []segment {
	var p []segment
	badge := func(content string, style theme.Style) {
		p = append(p, segment{content, style}, segment{" ", m.theme.Plain})
	}
	if m.opt.Sandbox {
		badge("sandbox", m.theme.Badge)
	}
	if m.opt.ReadOnly {
		badge("read-only", m.theme.BadgeAlert)
	}
	return p
}

// summary says how the fleet is, from the application list.
func (m *Model) summary(long bool) piece {
	s := m.fleet.Summary(m.now)
	if !s.Known {
		return nil
	}
	th, dot := m.theme, " "+m.theme.Glyphs.Dot+" "
	p := piece{}
	if long {
		p = append(p, segment{count(s.Applications, "application") + dot, th.Plain})
	}
	p = append(p, segment{fmt.Sprintf("%d/%d running", s.Running, s.Target), th.Plain})
	if s.Problems > 0 {
		p = append(p, segment{dot, th.Plain}, segment{count(s.Problems, "problem"), th.Bad})
	}
	return p
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// signals says how fresh the data is, from the longest to the shortest way.
func (m *Model) signals() []piece {
	list := m.fleet.List(fleet.Query{Kind: fleet.Applications})
	known := list != nil && !list.Good.IsZero()
	good := m.connection.good(m.fleet)
	clock := good.In(m.opt.Location).Format("15:04:05")
	age := pane.Age(good, m.now)
	if age == "" {
		age = "0s"
	}
	dot := " " + m.theme.Glyphs.Dot + " "
	next := "every " + pane.Took(m.opt.Interval)
	if at, down := m.poll.Down(); down {
		next = "retry in " + pane.Span(at.Sub(m.now).Round(time.Second))
		if m.poll.InFlight(applicationList) {
			next = "trying again"
		}
	}
	var word string
	style := m.theme.Plain
	switch level := m.freshness(); {
	case m.poll.Paused():
		texts := []string{"paused"}
		if known {
			texts = append(texts, "as of "+clock)
		}
		out := []piece{{{join(texts, dot), m.theme.Warn}, {" ", m.theme.Plain}}}
		if m.cause() != "" {
			out = slices.Insert(out, 0, piece{{join(append(texts, m.cause()), dot), m.theme.Warn}, {" ", m.theme.Plain}})
		}
		return out
	case level == noSignal:
		word, style = "NO SIGNAL", m.theme.Bad
	case level == stale:
		word, style = "stale", m.theme.Warn
	case level == connecting:
		word = "connecting to " + text.Clean(m.opt.Host)
	}
	long := []string{word, clock, age + " ago", m.cause(), next}
	short := []string{word, clock, age, next}
	if !known {
		long, short = []string{word, m.cause(), next}, []string{word}
	}
	texts := []string{join(long, dot), join(long, " "), join(short, " ")}
	out := make([]piece, len(texts))
	for i, t := range texts {
		out[i] = piece{{t, style}, {" ", m.theme.Plain}}
	}
	return out
}

// cause says why nothing comes, in a few words, "" when all is well.
func (m *Model) cause() string {
	const most = 48
	if content := m.trouble(); text.Width(content) > most {
		return strings.TrimRight(string(text.AppendFit(nil, content, most, m.theme.Glyphs.Ellipsis)), " ")
	}
	return m.trouble()
}

// join joins the parts that are not empty.
func join(parts []string, by string) string {
	kept := make([]string, 0, len(parts))
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, by)
}

// tabLine draws the tabs with their last known totals; right stands at the end
// where there is no other place for it.
func (m *Model) tabLine(w int, right piece) string {
	names := []string{"Applications", "Containers", "Images", "Activity"}
	kinds := []fleet.Kind{fleet.Applications, fleet.Containers, fleet.Images}
	full, short := make(piece, 1, 1+2*len(names)), make(piece, 1, 1+2*len(names))
	full[0], short[0] = segment{" ", m.theme.Plain}, segment{" ", m.theme.Plain}
	for i, name := range names {
		style := m.theme.Tab
		number := fmt.Sprintf("%d", i+1)
		content := number + " " + name
		if i < len(kinds) {
			if l := m.fleet.List(fleet.Query{Kind: kinds[i]}); l != nil && !l.Good.IsZero() {
				total := len(l.Rows)
				if l.Partial {
					total = max(total, l.Total)
				}
				content += fmt.Sprintf(" %d", total)
			}
		}
		if i == m.tab {
			style = m.theme.TabActive
			short = append(short, segment{content, style}, segment{" ", m.theme.Plain})
		} else {
			short = append(short, segment{number, style}, segment{" ", m.theme.Plain})
		}
		full = append(full, segment{content, style}, segment{"   ", m.theme.Plain})
	}
	variants := []piece{full, short, m.activeTab(fmt.Sprintf("%d %s", m.tab+1, names[m.tab])), m.activeTab(fmt.Sprintf("%d", m.tab+1))}
	for _, left := range variants {
		if left.width()+right.width() <= w {
			return m.spread(w, left, nil, right)
		}
	}
	return m.spread(w, nil, nil, right)
}

func (m *Model) activeTab(name string) piece {
	return piece{{" ", m.theme.Plain}, {name, m.theme.TabActive}, {" ", m.theme.Plain}}
}

// notice is the line under the tabs of the first screen, "" when there is none.
func (m *Model) notice() string {
	if !m.opt.Sandbox || m.noticeGone || m.tab != 0 || m.drill != nil || m.zoom || m.focus != listPane {
		return ""
	}
	content := "This is a sandbox, nothing in it is real. A real account: fleetop --endpoint URL --user NAME --apikey-file PATH"
	if m.width < text.Width(content)+2 {
		content = "A sandbox. Real account: fleetop --endpoint URL --user NAME --apikey-file PATH"
	}
	if m.width < text.Width(content)+2 {
		content = "Sandbox. Real account: fleetop --help"
	}
	return content
}
