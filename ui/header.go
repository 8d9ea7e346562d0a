package ui

import (
	"fmt"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
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
	if most < 1 {
		return p
	}
	return append(p, segment{text.Middle(text.Clean(m.opt.User+"@"+m.opt.Host), most, m.theme.Glyphs.Ellipsis), m.theme.Bold})
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
	p = append(p, segment{s.RunningText() + " running", th.Plain})
	if problems := m.problems(); problems != nil {
		p = append(append(p, segment{dot, th.Plain}), problems...)
	}
	return p
}

// problems counts what needs attention, nil where nothing does. Where a part of
// the list could not be fetched there may be more.
func (m *Model) problems() (p piece) {
	s := m.fleet.Summary(m.now)
	if s.Problems > 0 {
		p = piece{{count(s.Problems, "problem"), m.theme.Bad}}
	}
	if s.Lost > 0 && p != nil {
		p = append(p, segment{" " + m.theme.Glyphs.Dot + " ", m.theme.Plain})
	}
	if s.Lost > 0 {
		p = append(p, segment{"incomplete", m.theme.Warn})
	}
	return p
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// cause says why nothing comes, in a few words, "" when all is well.
func (m *Model) cause() string {
	const most = 60
	return text.Words(m.trouble(), most, m.theme.Glyphs.Ellipsis)
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
	names := tabNames()
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
				if l.Partial || l.Lost > 0 {
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
	variants := []piece{full, short, m.activeTab(tabNames()[m.tab]), m.activeTab("")}
	for _, left := range variants {
		if left.width()+right.width() <= w {
			return m.spread(w, left, nil, right)
		}
	}
	return m.spread(w, nil, nil, right)
}

// activeTab is the tab that is shown alone, by its number and a name.
func (m *Model) activeTab(name string) piece {
	return piece{m.space(), {strings.TrimSpace(fmt.Sprintf("%d %s", m.tab+1, name)), m.theme.TabActive}, m.space()}
}

// activeTabWidth is how wide the tab that is shown is alone, with its name.
func (m *Model) activeTabWidth() int { return len("  1 ") + len(tabNames()[m.tab]) }

func tabNames() []string { return []string{"Applications", "Containers", "Images", "Activity"} }

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
