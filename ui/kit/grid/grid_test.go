package grid

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/text"
)

// row is a row of a table in tests; its key is its name.
type row struct {
	name, state, image string
	more               string // of the state, where there is room
	version            uint64
}

// table is a Source that counts what it is asked for.
type table struct {
	rows  []row
	cells int
}

func (s *table) Len() int             { return len(s.rows) }
func (s *table) Key(i int) string     { return s.rows[i].name }
func (s *table) Version(i int) uint64 { return s.rows[i].version }

func (s *table) Haystack(i int) string {
	r := &s.rows[i]
	return strings.ToLower(r.name + "\n" + r.state + "\n" + r.image)
}

func (s *table) Cell(i, col, room int) (string, Style) {
	s.cells++
	switch r := &s.rows[i]; col {
	case 0:
		return r.name, 0
	case 1:
		if r.more != "" && len(r.more) <= room {
			return r.more, 1
		}
		return r.state, 1
	case 2:
		return "2/3", 0
	default:
		return r.image, 0
	}
}

func named(names ...string) *table {
	s := &table{}
	for _, name := range names {
		s.rows = append(s.rows, row{name: name, state: "● Running", image: "tutum/" + name})
	}
	return s
}

func columns() []Column {
	return []Column{
		{Title: "NAME", Ideal: 14, Weight: 1, Keep: 9, Middle: true},
		{Title: "STATE", Min: 5, Keep: 9, Never: true},
		{Title: "RUN", Min: 4, Ideal: 4, Keep: 5, Right: true},
		{Title: "IMAGE", Min: 6, Ideal: 12, Weight: 2, Keep: 3},
		{Title: "PORTS", Min: 6, Ideal: 8, Keep: 4},
	}
}

func look() Look {
	return Look{
		Styles: &Styles{
			Fresh: Palette{
				Normal:    []string{"", "\x1b[32m", "\x1b[35m"},
				Selected:  []string{"\x1b[7m", "\x1b[7;32m"},
				Unfocused: []string{"\x1b[1m", "\x1b[1;32m"},
				Armed:     []string{"\x1b[33m"},
			},
			Stale:  Palette{Normal: []string{"\x1b[2m"}, Selected: []string{"\x1b[2;7m"}, Unfocused: []string{"\x1b[2;1m"}},
			Header: "\x1b[4m", Close: "\x1b[0m",
		},
		Focused: true, Ellipsis: "…", Marker: "▸", Blurred: "▌", Mark: "*",
	}
}

func plainLook() Look { return Look{Focused: true, Ellipsis: "…", Marker: "▸", Mark: "*"} }

func selected(g *Grid) string {
	key, i, ok := g.Selected()
	if !ok {
		return ""
	}
	if g.src.Key(i) != key {
		return "index and key differ"
	}
	return key
}

func TestRender(t *testing.T) {
	t.Parallel()
	g := New(columns())
	s := named("web-1", "web-2")
	s.rows[1].state = "! Partly running"
	g.SetSource(s)
	g.Scroll(1)
	want := []string{
		"  NAME             STATE              RUN  IMAGE             PORTS   ",
		"  web-1            ● Running          2/3  tutum/web-1       tutum/w…",
		"▸ web-2            ! Partly running   2/3  tutum/web-2       tutum/w…",
		"                                                                     ",
	}
	if diff := cmp.Diff(want, g.Render(69, 4, plainLook())); diff != "" {
		t.Error(diff)
	}
	if g.Hidden() != 0 {
		t.Errorf("%d columns hidden", g.Hidden())
	}
}

func TestRenderStyles(t *testing.T) {
	t.Parallel()
	g := New(columns()[:2])
	g.SetSource(named("a", "b", "c"))
	l := look()
	l.MarkIn, l.Marked = 2, func(key string) bool { return key == "b" }
	want := []string{
		"\x1b[4m  NAME      STATE    \x1b[0m",
		"\x1b[7m▸ a         \x1b[0m\x1b[7;32m● Running\x1b[0m",
		" \x1b[35m*\x1b[0mb         \x1b[32m● Running\x1b[0m",
		"  c         \x1b[32m● Running\x1b[0m",
	}
	if diff := cmp.Diff(want, g.Render(21, 4, l)); diff != "" {
		t.Error(diff)
	}
	l.Focused = false
	if got, want := g.Render(21, 4, l)[1], "\x1b[1m▌ a         \x1b[0m\x1b[1;32m● Running\x1b[0m"; got != want {
		t.Errorf("without the focus: %q, want %q", got, want)
	}
	l.Dim = true
	if got, want := g.Render(21, 4, l)[3], "\x1b[2m  c         ● Running\x1b[0m"; got != want {
		t.Errorf("stale: %q, want %q", got, want)
	}
}

func TestColumnsFallAway(t *testing.T) {
	t.Parallel()
	g := New(columns())
	g.SetSource(named("hello-world-from-far-1"))
	tests := []struct {
		w, hidden int
		head, row string
	}{
		{69, 0, "  NAME                STATE       RUN  IMAGE                 PORTS   ", ""},
		{48, 1, "  NAME                 STATE       RUN  PORTS   ", ""},
		{40, 2, "", "▸ hello-worl…from-far-1  ● Running   2/3"},
		{32, 3, "  NAME                 STATE    ", ""},
		{26, 3, "  NAME           STATE    ", "▸ hello-…-far-1  ● Running"},
		{21, 3, "  NAME      STATE    ", "▸ hell…r-1  ● Running"},
		{20, 3, "  NAME      STATE   ", "▸ hell…r-1  ● Runni…"},
		{13, 3, "  NAME      …", "▸ hell…r-1  …"},
		{12, 4, "  NAME      ", "▸ hell…r-1  "},
		{6, 4, "  NAME", "▸ he…1"},
		{3, 4, "  …", "▸ …"},
		{1, 4, " ", "▸"},
	}
	for _, tt := range tests {
		lines := g.Render(tt.w, 2, plainLook())
		if g.Hidden() != tt.hidden {
			t.Errorf("%d cells: %d columns hidden, want %d: %q", tt.w, g.Hidden(), tt.hidden, lines)
		}
		for i, want := range []string{tt.head, tt.row} {
			if text.Width(lines[i]) != tt.w {
				t.Errorf("%d cells: %q has %d", tt.w, lines[i], text.Width(lines[i]))
			}
			if want != "" && lines[i] != want {
				t.Errorf("%d cells: got %q, want %q", tt.w, lines[i], want)
			}
		}
	}
}

// A column gets all that it wants before another one is shown.
func TestFullWidthComesFirst(t *testing.T) {
	t.Parallel()
	g := New([]Column{
		{Title: "NAME", Keep: 9, Full: 20, Middle: true},
		{Title: "STATE", Ideal: 9, Keep: 9},
		{Title: "RUN", Ideal: 3, Keep: 1},
		{Title: "IMAGE", Full: 30, Keep: 5, Middle: true},
	})
	g.SetSource(named("hello-world-from-far"))
	for w := 40; w < 90; w++ {
		lines := g.Render(w, 2, plainLook())
		if text.Width(lines[1]) != w {
			t.Fatalf("%d cells: %q", w, lines[1])
		}
		image, whole := strings.Contains(lines[0], "IMAGE"), strings.Contains(lines[1], "tutum/hello-world-from-far")
		if image != whole || !strings.Contains(lines[1], " hello-world-from-far ") {
			t.Errorf("%d cells: the image is shown %v, whole %v: %q", w, image, whole, lines[1])
		}
	}
	if g.Hidden() != 0 {
		t.Errorf("%d columns are hidden where there is room", g.Hidden())
	}
}

// A column that says the same of every row is not drawn; what all rows have in common is left out first.
func TestWhatRowsHaveInCommon(t *testing.T) {
	t.Parallel()
	cols := []Column{
		{Title: "NAME", Ideal: 6, Keep: 9},
		{Title: "STATE", Ideal: 9, Keep: 9},
		{Title: "RUN", Ideal: 3, Keep: 8, Varies: true},
		{Title: "IMAGE", Min: 4, Ideal: 8, Keep: 5, Middle: true, Common: true, Varies: true},
	}
	g := New(cols)
	s := named("a1", "b2", "c3")
	for i := range s.rows {
		s.rows[i].image = "registry.example.com/" + s.rows[i].name + "-image:latest"
	}
	g.SetSource(s)
	want := []string{
		"  NAME      STATE      IMAGE   ",
		"▸ a1        ● Running  …a1…    ",
		"  b2        ● Running  …b2…    ",
		"  c3        ● Running  …c3…    ",
	}
	if diff := cmp.Diff(want, g.Render(31, 4, plainLook())); diff != "" {
		t.Error(diff)
	}
	same := named("a1", "a2")
	for i := range same.rows {
		same.rows[i].image = "mysql"
	}
	g.SetSource(same)
	if lines := g.Render(60, 2, plainLook()); strings.Contains(lines[0], "IMAGE") || strings.Contains(lines[0], "RUN") || g.Hidden() != 0 {
		t.Errorf("columns that say the same of every row are drawn, or counted as hidden: %q, %d", lines, g.Hidden())
	}
	one := named("a1")
	g.SetSource(one)
	if lines := g.Render(60, 2, plainLook()); !strings.Contains(lines[0], "IMAGE") {
		t.Errorf("of a single row nothing is known to be the same: %q", lines)
	}
	one.rows[0].image = ""
	g.SetSource(one)
	if lines := g.Render(60, 2, plainLook()); strings.Contains(lines[0], "IMAGE") {
		t.Errorf("a column without content is drawn: %q", lines)
	}
}

// The glyph of a state keeps its colour on the selected row; a row of which something is about to happen
// is drawn apart as a whole.
func TestGlyphKeepsItsColour(t *testing.T) {
	t.Parallel()
	cols := columns()[:2]
	cols[1].Glyph = true
	g := New(cols)
	g.SetSource(named("a", "b"))
	l := look()
	l.Armed = func(key string) bool { return key == "b" }
	want := []string{
		"\x1b[7m▸ a         \x1b[0m\x1b[7;32m●\x1b[0m\x1b[7m Running\x1b[0m",
		"\x1b[33m  b         ● Running\x1b[0m",
	}
	if diff := cmp.Diff(want, g.Render(21, 3, l)[1:]); diff != "" {
		t.Error(diff)
	}
	g.Scroll(1)
	if got, want := g.Render(21, 3, l)[2], "\x1b[7m▸ b         \x1b[0m\x1b[7;32m● Running\x1b[0m"; got != want {
		t.Errorf("selected while something is about to happen: %q, want %q", got, want)
	}
}

func TestPan(t *testing.T) {
	t.Parallel()
	g := New(columns())
	g.SetSource(named("a"))
	head := func() string { return strings.Join(strings.Fields(g.Render(34, 2, plainLook())[0]), " ") }
	steps := []struct {
		delta int
		want  string
	}{
		{0, "NAME STATE RUN"},
		{1, "NAME STATE IMAGE"},
		{1, "NAME STATE PORTS"},
		{1, "NAME STATE PORTS"},
		{-1, "NAME STATE IMAGE"},
		{-9, "NAME STATE RUN"},
		{9, "NAME STATE PORTS"},
	}
	for _, s := range steps {
		g.Pan(s.delta)
		if got := head(); got != s.want {
			t.Errorf("after panning by %d: %q, want %q", s.delta, got, s.want)
		}
	}
	g.Render(200, 2, plainLook())
	if g.Hidden() != 0 {
		t.Errorf("panning still hides %d columns where all have room", g.Hidden())
	}
}

func TestNeverShortened(t *testing.T) {
	t.Parallel()
	g := New(columns())
	s := named("a", "b", "c")
	s.rows[2].state = "✗ Stopped with errors"
	g.SetSource(s)
	if lines := g.Render(33, 4, plainLook()); !strings.Contains(lines[3], "✗ Stopped with errors") {
		t.Errorf("shortened: %q", lines)
	}
	// A state may grow while the rows stay, too.
	s.rows[0].state, s.rows[0].version = "✗ Stopped with many errors", 1
	if lines := g.Render(60, 4, plainLook()); !strings.Contains(lines[1], "✗ Stopped with many errors") || text.Width(lines[3]) != 60 {
		t.Errorf("shortened: %q", lines)
	}
	s.rows = s.rows[:2]
	s.rows[0].state = "● Running"
	g.SetSource(s)
	if lines := g.Render(33, 2, plainLook()); !strings.Contains(lines[0], "RUN") {
		t.Errorf("the column keeps a width that nothing needs: %q", lines)
	}
}

func TestHostileCells(t *testing.T) {
	t.Parallel()
	g := New(columns())
	s := named("a\x1b[2Jb", "c")
	s.rows[1].state = "\x1b]52;c;AAAA\x07●"
	g.SetSource(s)
	for _, line := range g.Render(60, 5, plainLook()) {
		if strings.ContainsAny(line, "\x1b\x07") || text.Width(line) != 60 {
			t.Errorf("%q", line)
		}
	}
}

func TestEmptyGrid(t *testing.T) {
	t.Parallel()
	for _, g := range []*Grid{New(columns()), New(nil)} {
		g.Scroll(1)
		g.Top()
		g.Bottom()
		g.Page(1)
		g.Pan(1)
		g.SetFilter("x", nil, false)
		g.SetFilter("", nil, false)
		if selected(g) != "" || g.Select("x") || g.At(0) != -1 || g.Len()+g.Shown() != 0 {
			t.Error("an empty grid has rows")
		}
		for w := range 5 {
			if lines := g.Render(w, 2, Look{}); len(lines) != 2 || text.Width(lines[1]) != w {
				t.Errorf("%d cells: %q", w, lines)
			}
		}
	}
}

func TestSelectionFollowsItsKey(t *testing.T) {
	t.Parallel()
	g := New(columns())
	g.SetSource(named("a", "b", "c", "d", "e"))
	steps := []struct {
		what string
		do   func()
		want string
	}{
		{"first row", func() {}, "a"},
		{"select", func() { g.Select("c") }, "c"},
		{"insert above", func() { g.SetSource(named("0", "a", "b", "c", "d", "e")) }, "c"},
		{"sort", func() { g.SetSource(named("e", "d", "c", "b", "a")) }, "c"},
		{"gone: the next of the old order", func() { g.SetSource(named("a", "b", "d", "e")) }, "b"},
		{"gone with the next", func() { g.SetSource(named("d", "e")) }, "d"},
		{"empty", func() { g.SetSource(named()) }, ""},
		{"back after empty", func() { g.SetSource(named("x", "d", "y")) }, "d"},
		{"last gone: the one before", func() { g.Select("y"); g.SetSource(named("x", "d")) }, "d"},
		{"all others", func() { g.SetSource(named("1", "2")) }, "1"},
	}
	for _, s := range steps {
		s.do()
		if got := selected(g); got != s.want {
			t.Fatalf("%s: selected %q, want %q", s.what, got, s.want)
		}
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	g := New(columns())
	g.SetSource(named("api", "cache", "db", "Web-1", "web-2", "worker"))
	g.Select("cache")
	steps := []struct {
		what  string
		do    func()
		want  string
		shown int
	}{
		{"the nearest takes it", func() { g.SetFilter("w", nil, false) }, "Web-1", 3},
		{"case does not matter, it stays if it passes", func() { g.SetFilter("WEB", nil, false) }, "Web-1", 2},
		{"no hit", func() { g.SetFilter("webx", nil, false) }, "", 0},
		{"moving in nothing", func() { g.Scroll(1) }, "", 0},
		{"clearing restores", func() { g.SetFilter("", nil, false) }, "cache", 6},
		{"narrow again", func() { g.SetFilter("web", nil, false) }, "Web-1", 2},
		{"chosen in the filter", func() { g.Scroll(1) }, "web-2", 2},
		{"stays when it goes", func() { g.SetFilter("", nil, false) }, "web-2", 6},
		{"new rows are filtered", func() { g.SetFilter("web", nil, false); g.SetSource(named("a-web", "web-2", "x")) }, "web-2", 2},
		{"a predicate narrows too", func() { g.SetFilter("web", func(i int) bool { return i == 0 }, false) }, "a-web", 1},
		{"and goes", func() { g.SetFilter("web", nil, false) }, "web-2", 2},
		{"over other columns", func() { g.SetFilter("running", nil, false) }, "web-2", 3},
	}
	for _, s := range steps {
		s.do()
		if got := selected(g); got != s.want || g.Shown() != s.shown {
			t.Fatalf("%s: selected %q of %d, want %q of %d", s.what, got, g.Shown(), s.want, s.shown)
		}
	}
}

func TestScrolling(t *testing.T) {
	t.Parallel()
	names := make([]string, 50)
	for i := range names {
		names[i] = fmt.Sprintf("row-%02d", i)
	}
	g := New(columns())
	g.SetSource(named(names...))
	draw := func() { g.Render(40, 11, plainLook()) }
	check := func(what string, top int, sel string) {
		t.Helper()
		draw()
		if first, n := g.Window(); first != top || n != 10 || selected(g) != sel {
			t.Errorf("%s: rows from %d (%d), selected %s; want from %d, %s", what, first, n, selected(g), top, sel)
		}
	}
	check("start", 0, "row-00")
	g.Page(1)
	check("page", 10, "row-10")
	g.HalfPage(1)
	check("half page", 15, "row-15")
	g.Scroll(-1)
	check("up", 14, "row-14")
	g.Bottom()
	check("bottom", 40, "row-49")
	g.Page(-1)
	check("page up", 30, "row-39")
	g.SetSource(named(append([]string{"new-1", "new-2"}, names...)...))
	check("rows inserted above do not move the view", 32, "row-39")
	g.SetSource(named(slices.Concat(names[:30], names[31:])...))
	check("the first row in view is gone", 30, "row-39")
	g.Top()
	check("top", 0, "row-00")
	g.SetSource(named(append([]string{"new-1"}, names...)...))
	check("at the top, new rows show", 0, "row-00")
}

func TestCachedRowsAreNotDrawnAgain(t *testing.T) {
	t.Parallel()
	g := New(columns()[:1])
	s := named("a", "b", "c", "d")
	g.SetSource(s)
	l := look()
	draw := func() int {
		s.cells = 0
		g.Render(30, 5, l)
		return s.cells
	}
	if n := draw(); n != 4 {
		t.Errorf("the first time %d cells were drawn, want 4", n)
	}
	if n := draw(); n != 0 {
		t.Errorf("with nothing changed %d cells were drawn", n)
	}
	g.Scroll(1)
	if n := draw(); n != 2 {
		t.Errorf("after a move %d cells were drawn, want 2", n)
	}
	s.rows[3].version++
	if n := draw(); n != 1 {
		t.Errorf("after a change of one row %d cells were drawn, want 1", n)
	}
	l.Styles = look().Styles
	if n := draw(); n != 4 {
		t.Errorf("with other styles %d cells were drawn, want 4", n)
	}
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	names := make([]string, 5000)
	for i := range names {
		names[i] = fmt.Sprint(i)
	}
	g := New(columns())
	g.SetSource(named(names...))
	for range names {
		g.Scroll(1)
		g.Render(40, 11, plainLook())
	}
	if n := len(g.lines.now) + len(g.lines.old); n > 300 {
		t.Errorf("%d lines are kept for a view of 10", n)
	}
}

// What is said beyond the text that has to have room takes the cells there are,
// and none from the other columns.
func TestWhatMayGiveWayHidesNoColumn(t *testing.T) {
	s := named("web", "db")
	g := New(columns())
	g.SetSource(s)
	plain := g.Render(60, 3, Look{})
	hidden := g.Hidden()
	s.rows[0].more, s.rows[0].version = "Running, but much longer than there is room for it in any column", 2
	s.rows[1].more, s.rows[1].version = "Running+", 2
	for range 2 {
		lines := g.Render(60, 3, Look{})
		if lines[0] != plain[0] || g.Hidden() != hidden {
			t.Errorf("the columns were\n%s\nand are\n%s", plain[0], lines[0])
		}
		if lines[1] != plain[1] || !strings.Contains(lines[2], "Running+") {
			t.Errorf("drew\n%s", strings.Join(lines, "\n"))
		}
		g.SetSource(s)
	}
}
