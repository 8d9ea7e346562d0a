package grid

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fleetop/internal/text"
)

// model is the naive grid: names in order, the one selected, the one wanted.
type model struct {
	all, shown       []string
	selected, wanted string
	filter           string
}

func (m *model) pass() {
	m.shown = nil
	for _, name := range m.all {
		if strings.Contains(name, m.filter) {
			m.shown = append(m.shown, name)
		}
	}
}

// nearest is the wanted name, or what is next to it in the order of all names.
func (m *model) nearest() string {
	if len(m.shown) == 0 {
		return ""
	}
	at := slices.Index(m.all, m.wanted)
	if m.wanted == "" || at < 0 {
		m.wanted = m.shown[0]
		return m.wanted
	}
	for _, name := range m.all[at:] {
		if slices.Contains(m.shown, name) {
			return name
		}
	}
	return m.shown[len(m.shown)-1]
}

func (m *model) replace(names []string) {
	old := m.shown
	m.all = names
	m.pass()
	if m.selected == "" {
		m.selected = m.nearest()
		return
	}
	was := m.selected
	at := slices.Index(old, was)
	order := slices.Clone(old[at:])
	before := slices.Clone(old[:at])
	slices.Reverse(before)
	m.selected = ""
	for _, name := range append(order, before...) {
		if slices.Contains(m.shown, name) {
			m.selected = name
			break
		}
	}
	if m.selected == "" && len(m.shown) > 0 {
		m.selected = m.shown[0]
	}
	if m.selected != "" && (m.selected != was || !slices.Contains(m.all, m.wanted)) {
		m.wanted = m.selected
	}
}

func (m *model) setFilter(q string) {
	if q == m.filter {
		return
	}
	m.filter = q
	m.pass()
	switch {
	case m.wanted != "" && slices.Contains(m.shown, m.wanted):
		m.selected = m.wanted
	case m.selected == "" || !slices.Contains(m.shown, m.selected):
		m.selected = m.nearest()
	}
}

func (m *model) move(delta int) {
	if len(m.shown) > 0 {
		at := slices.Index(m.shown, m.selected) + delta
		m.selected = m.shown[min(max(at, 0), len(m.shown)-1)]
		m.wanted = m.selected
	}
}

func TestSelectionAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g, m := New(columns()), &model{}
		page := g.page
		letters := rapid.StringMatching(`[a-c]{1,3}`)
		check := func() {
			if got := selected(g); got != m.selected {
				t.Fatalf("selected %q, want %q (of %q, filter %q)", got, m.selected, m.all, m.filter)
			}
			if g.Len() != len(m.all) || g.Shown() != len(m.shown) {
				t.Fatalf("%d of %d rows, want %d of %d", g.Shown(), g.Len(), len(m.shown), len(m.all))
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"replace": func(t *rapid.T) {
				names := slices.Clone(m.all)
				names = slices.DeleteFunc(names, func(string) bool { return rapid.IntRange(0, 3).Draw(t, "delete") == 0 })
				for _, name := range rapid.SliceOfN(letters, 0, 6).Draw(t, "insert") {
					if !slices.Contains(names, name) {
						names = slices.Insert(names, rapid.IntRange(0, len(names)).Draw(t, "at"), name)
					}
				}
				if rapid.Bool().Draw(t, "sort") {
					slices.Sort(names)
				}
				g.SetSource(named(names...))
				m.replace(names)
			},
			"filter": func(t *rapid.T) {
				q := rapid.SampledFrom([]string{"", "a", "ab", "abc", "b", "zzz"}).Draw(t, "filter")
				g.SetFilter(q, nil, false)
				m.setFilter(q)
			},
			"move": func(t *rapid.T) {
				n := rapid.IntRange(-4, 4).Draw(t, "delta")
				g.Scroll(n)
				m.move(n)
			},
			"page": func(t *rapid.T) {
				n := rapid.SampledFrom([]int{-1, 1}).Draw(t, "delta")
				if rapid.Bool().Draw(t, "half") {
					g.HalfPage(n)
					m.move(n * max(page/2, 1))
				} else {
					g.Page(n)
					m.move(n * page)
				}
			},
			"ends": func(t *rapid.T) {
				if rapid.Bool().Draw(t, "bottom") {
					g.Bottom()
					m.move(len(m.shown))
				} else {
					g.Top()
					m.move(-len(m.shown))
				}
			},
			"select": func(t *rapid.T) {
				name := letters.Draw(t, "name")
				ok := slices.Contains(m.shown, name)
				if g.Select(name) != ok {
					t.Fatalf("Select(%q) is not %v", name, ok)
				}
				if ok {
					m.selected, m.wanted = name, name
				}
			},
			"render": func(t *rapid.T) {
				w, h := rapid.IntRange(0, 60).Draw(t, "w"), rapid.IntRange(0, 8).Draw(t, "h")
				g.Pan(rapid.IntRange(-2, 2).Draw(t, "pan"))
				checkFrame(t, g, w, h, m.selected)
				if h > 0 && w > 0 {
					page = h - min(h-1, 1)
				}
			},
			"": func(*rapid.T) { check() },
		})
	})
}

// checkFrame draws and fails unless the frame has its size and marks the
// selected row and no other.
func checkFrame(t *rapid.T, g *Grid, w, h int, selected string) {
	lines := g.Render(w, h, plainLook())
	if len(lines) != h {
		t.Fatalf("%d lines, want %d", len(lines), h)
	}
	var marked []string
	for _, line := range lines {
		if n := text.Width(line); n != w {
			t.Fatalf("%q has %d cells, want %d", line, n, w)
		}
		if strings.HasPrefix(line, "▸") {
			marked = append(marked, line)
		}
	}
	switch {
	case w == 0 || h == 0:
	case selected == "" && len(marked) > 0:
		t.Fatalf("nothing is selected, but %q is marked", marked)
	case selected != "" && len(marked) != 1:
		t.Fatalf("%d rows are marked in %q, want %q", len(marked), lines, selected)
	case selected != "" && w >= 8 && strings.Fields(marked[0])[1] != selected:
		t.Fatalf("%q is marked, want %q", marked[0], selected)
	}
}
