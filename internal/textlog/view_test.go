package textlog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func logOf(raw string) (*Log, *View) {
	l := New(Limits{})
	v := NewView(l)
	l.Append(0, batchOf(raw, Options{}))
	return l, v
}

func styledLook() Look {
	return Look{
		Match: "\x1b[43m", Current: "\x1b[7m", Note: "\x1b[3m", Close: "\x1b[0m", Ellipsis: "…",
		Sources: []string{"\x1b[36m", "\x1b[35m"},
	}
}

// frame draws with no styles and joins the lines.
func frame(v *View, w, h int) string {
	return strings.Join(v.Render(w, h, Look{Ellipsis: "…"}), "|")
}

func TestViewFillsItsCells(t *testing.T) {
	t.Parallel()
	const raw = "one\n\x1b[31mred text\x1b[0m that is long\n日本語 text\n\nend\n"
	_, v := logOf(raw)
	tests := []struct {
		what string
		do   func()
		look Look
		w, h int
		want string
	}{
		{"follow", func() {}, styledLook(), 10, 3, "日本語 te…|          |end       "},
		{"all", func() {}, styledLook(), 10, 6, "one       |\x1b[31mred text\x1b[0m …|日本語 te…|          |end       |          "},
		{"no ellipsis", func() {}, Look{}, 10, 4, "\x1b[31mred text\x1b[0m t|日本語 tex|          |end       "},
		{"no colour", func() {}, Look{Plain: true, Ellipsis: "~"}, 10, 4, "red text ~|日本語 te~|          |end       "},
		{"panned", func() { v.Pan(3) }, Look{}, 10, 4, "\x1b[31m text\x1b[0m that| 語 text  |          |          "},
		{"panned into a wide character", func() {}, Look{Ellipsis: "…"}, 5, 4, "\x1b[31m tex\x1b[0m…| 語 …|     |     "},
		{"panned back", func() { v.Pan(-9) }, Look{}, 3, 1, "end"},
		{"wrapped", func() { v.SetWrap(true); v.Top() }, Look{}, 5, 9, "one  |\x1b[31mred \x1b[0m |\x1b[31mtext\x1b[0m |that |is   |long |日本 |語   |text "},
		{"wrapped, following", func() { v.Bottom() }, Look{}, 5, 4, "語   |text |     |end  "},
		{"one cell", func() {}, Look{Ellipsis: "…"}, 1, 4, " |e|n|d"},
		{"one line", func() {}, Look{}, 9, 1, "end      "},
		{"no line", func() {}, Look{}, 9, 0, ""},
		{"no width", func() {}, Look{}, 0, 2, "|"},
	}
	for _, tt := range tests {
		tt.do()
		if got := strings.Join(v.Render(tt.w, tt.h, tt.look), "|"); got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.what, got, tt.want)
		}
	}
}

func TestPrefixesAndNotesAreDrawn(t *testing.T) {
	t.Parallel()
	l := New(Limits{Lines: 4})
	v := NewView(l)
	look := styledLook()
	look.Prefix = func(src int) string { return fmt.Sprintf("web-%d ", src) }
	l.Append(0, batchOf("gone\ngone too\nfirst line\n", Options{}))
	l.Append(1, batchOf("\x1b[32mgreen, and wrapped over\x1b[0m\n", Options{}))
	l.AppendNote("--- restarted ---")
	l.Append(0, batchOf("last\n", Options{}))
	v.SetWrap(true)
	want := []string{
		"\x1b[3m--- 2 older lines …\x1b[0m",
		"\x1b[36mweb-0 \x1b[0mfirst line   ",
		"\x1b[35mweb-1 \x1b[0m\x1b[32mgreen, and \x1b[0m  ",
		"      \x1b[32mwrapped over\x1b[0m ",
		"\x1b[3m--- restarted ---  \x1b[0m",
		"\x1b[36mweb-0 \x1b[0mlast         ",
		"                   ",
	}
	if diff := cmp.Diff(want, v.Render(19, 7, look)); diff != "" {
		t.Error(diff)
	}
	if got := v.Render(9, 1, look)[0]; got != "last     " {
		t.Errorf("without room for the prefix: %q", got)
	}
}

func TestMatchesAreHighlighted(t *testing.T) {
	t.Parallel()
	_, v := logOf("an ERROR here\nfine\nerr\x1b[31mor\x1b[0m, error\n")
	v.SetSearch("Error")
	if _, total := v.Matches(); total != 3 {
		t.Errorf("%d matches, want 3", total)
	}
	v.Next()
	want := []string{
		"an \x1b[7mERROR\x1b[0m here",
		"fine         ",
		"\x1b[43merror\x1b[0m, \x1b[43merror\x1b[0m ",
	}
	if diff := cmp.Diff(want, v.Render(13, 3, styledLook())); diff != "" {
		t.Error(diff)
	}
	v.Previous()
	v.SetWrap(true)
	want = []string{"an \x1b[43mERRO\x1b[0m", "\x1b[43mR\x1b[0m here ", "fine   ", "\x1b[43merror\x1b[0m, ", "\x1b[7merror\x1b[0m  "}
	if diff := cmp.Diff(want, v.Render(7, 5, styledLook())); diff != "" {
		t.Error(diff)
	}
	v.SetSearch("")
	if got := v.Render(13, 1, styledLook())[0]; strings.Contains(got, "43m") {
		t.Errorf("still highlighted: %q", got)
	}
}

func TestSearchMovesToMatches(t *testing.T) {
	t.Parallel()
	l, v := logOf(numbered(0, 100))
	v.Render(20, 10, Look{})
	check := func(what string, found, wrapped bool, current, total int, first string) {
		t.Helper()
		c, n := v.Matches()
		if !found || wrapped != (first[0] == '!') || c != current || n != total {
			t.Errorf("%s: found %v, wrapped %v, %d of %d; want %d of %d", what, found, wrapped, c, n, current, total)
		}
		if got := v.Render(20, 10, Look{})[0]; strings.TrimRight(got, " ") != strings.TrimPrefix(first, "!") {
			t.Errorf("%s: the view begins with %q, want %q", what, got, first)
		}
	}
	v.SetSearch("LINE 5")
	if got := v.Render(20, 10, Look{})[9]; got != "line 99             " || !v.Follow() {
		t.Errorf("typing moved the view to %q", got)
	}
	step := func(next bool) (bool, bool) {
		if next {
			return v.Next()
		}
		return v.Previous()
	}
	for _, s := range []struct {
		next    bool
		current int
		first   string
	}{
		{true, 1, "!line 2"},
		{true, 2, "line 47"},
		{true, 3, "line 47"},
		{false, 2, "line 47"},
		{false, 1, "line 2"},
		{false, 11, "!line 56"},
		{false, 10, "line 56"},
		{true, 11, "line 56"},
		{true, 1, "!line 2"},
	} {
		found, wrapped := step(s.next)
		check(fmt.Sprintf("to match %d", s.current), found, wrapped, s.current, 11, s.first)
	}
	// New lines count, and move nothing.
	before := frame(v, 20, 10)
	l.Append(0, batchOf("line 5\nline 5x\nother\n", Options{}))
	if current, total := v.Matches(); current != 1 || total != 13 || frame(v, 20, 10) != before {
		t.Errorf("after new lines: %d of %d", current, total)
	}
	v.SetSearch("nothing like it")
	if found, _ := v.Next(); found {
		t.Error("found what is not there")
	}
	if found, _ := v.Previous(); found {
		t.Error("found what is not there")
	}
}

func TestSearchPansToMatches(t *testing.T) {
	t.Parallel()
	_, v := logOf("start " + strings.Repeat(".", 300) + " needle and the rest\nother\n")
	v.Render(40, 5, Look{})
	v.SetSearch("needle")
	v.Next()
	if got := v.Render(40, 5, Look{})[0]; !strings.Contains(got, "needle") {
		t.Errorf("the match is not in view: %q", got)
	}
	v.SetSearch("start")
	v.Next()
	if got := v.Render(40, 5, Look{})[0]; !strings.HasPrefix(got, "start") {
		t.Errorf("the match is not in view: %q", got)
	}
	v.SetWrap(true)
	v.SetSearch("needle")
	v.Next()
	if got := frame(v, 40, 2); !strings.Contains(got, "needle") {
		t.Errorf("the match is not in view: %q", got)
	}
}

func TestSearchFindsTextBeyondASCII(t *testing.T) {
	t.Parallel()
	_, v := logOf("Grüße\nGRÜSSE GRÜßE\n日本語 日本\n")
	for q, want := range map[string]int{"grüße": 2, "ü": 3, "本": 2, "gr": 3, "é": 0, "語 日": 1} {
		v.SetSearch(q)
		if _, total := v.Matches(); total != want {
			t.Errorf("%q: %d matches, want %d", q, total, want)
		}
	}
}

func TestTextStaysUnderTheReader(t *testing.T) {
	t.Parallel()
	opt := Options{Stamps: true}
	l := New(Limits{Lines: 30})
	v := NewView(l)
	m := Fingerprint{}
	raw := ""
	for i := range 20 {
		raw += stamped(2*i, fmt.Sprintf("a%d", i))
	}
	fetch(l, 0, m, raw, opt)
	frame(v, 60, 5)
	v.Top()
	v.Scroll(12)
	before := frame(v, 60, 5)
	if !strings.Contains(before, "a12") {
		t.Fatal(before)
	}
	late := ""
	for i := range 15 {
		late += stamped(i, fmt.Sprintf("b%d", i))
	}
	l.Append(1, batchOf(late, opt)) // inserted above, and five dropped at the head
	if got := frame(v, 60, 5); got != before {
		t.Errorf("the text moved:\n%s\n%s", before, got)
	}
	for range 4 {
		l.Append(0, batchOf(stamped(100, "new"), opt))
	}
	if got := frame(v, 60, 5); got != before {
		t.Errorf("the text moved:\n%s\n%s", before, got)
	}
	for range 40 {
		l.Append(0, batchOf(stamped(100, "new"), opt))
	}
	if got := frame(v, 60, 5); !strings.HasPrefix(got, "--- ") || v.Follow() {
		t.Errorf("the reader's lines are gone, the view shows %q", got)
	}
}

// viewModel is the naive view: all rows of all lines in a list.
type viewModel struct {
	lines        []modelLine
	serial       int
	dropped      int
	bytes        int
	follow, wrap bool
	w, h         int
	topLine      int // serial; -1 for the line that says what was dropped
	topRow       int
}

type modelLine struct {
	serial int
	text   string
	note   bool
}

type modelRow struct {
	serial, row int
	text        string
}

func (m *viewModel) rows() []modelRow {
	var out []modelRow
	pad := func(s string) string { return s + strings.Repeat(" ", m.w-len(s)) }
	lines := m.lines
	if m.dropped > 0 {
		unit := "lines"
		if m.dropped == 1 {
			unit = "line"
		}
		lines = append([]modelLine{{-1, fmt.Sprintf("--- %d older %s dropped (%s) ---", m.dropped, unit, inBytes(int64(m.bytes))), true}}, lines...)
	}
	for _, l := range lines {
		text := l.text
		if m.wrap && !l.note {
			row := 0
			for len(text) > m.w {
				out = append(out, modelRow{l.serial, row, text[:m.w]})
				text = text[m.w:]
				row++
			}
			out = append(out, modelRow{l.serial, row, pad(text)})
			continue
		}
		if len(text) > m.w {
			text = text[:m.w-1] + "~"
		}
		out = append(out, modelRow{l.serial, 0, pad(text)})
	}
	return out
}

// top returns the index of the first row in view.
func (m *viewModel) top(rows []modelRow) int {
	last := max(len(rows)-m.h, 0)
	if m.follow {
		return last
	}
	at := 0
	for i, r := range rows {
		if r.serial == m.topLine && r.row <= m.topRow {
			at = i
		}
	}
	return min(at, last)
}

func (m *viewModel) scroll(delta int) {
	if m.follow && delta > 0 || delta == 0 {
		return // no step leaves the place as it was, also where it is out of sight
	}
	rows := m.rows()
	at := max(min(m.top(rows)+delta, len(rows)-m.h), 0)
	m.follow = false
	m.pin(rows, at)
}

func (m *viewModel) pin(rows []modelRow, at int) {
	if at < len(rows) {
		m.topLine, m.topRow = rows[at].serial, rows[at].row
	}
}

func (m *viewModel) frame() []string {
	rows := m.rows()
	top := m.top(rows)
	out := []string{}
	for i := range m.h {
		if top+i < len(rows) {
			out = append(out, rows[top+i].text)
		} else {
			out = append(out, strings.Repeat(" ", m.w))
		}
	}
	return out
}

func TestViewAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := New(Limits{Lines: 30})
		v := NewView(l)
		m := &viewModel{follow: true, w: 20, h: 6}
		look := Look{Ellipsis: "~"}
		v.Render(m.w, m.h, look)
		add := func(text string, note bool) {
			m.serial++
			m.lines = append(m.lines, modelLine{m.serial, text, note})
			for len(m.lines) > 30 {
				m.dropped++
				m.bytes += len(m.lines[0].text)
				m.lines = m.lines[1:]
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				var raw strings.Builder
				for range rapid.IntRange(1, 12).Draw(t, "lines") {
					text := strings.Repeat(fmt.Sprint(m.serial+1, "-"), rapid.IntRange(0, 20).Draw(t, "length"))
					raw.WriteString(text + "\n")
					add(text, false)
				}
				l.Append(0, batchOf(raw.String(), Options{}))
			},
			"note": func(*rapid.T) {
				l.AppendNote("--- a note that is long ---")
				add("--- a note that is long ---", true)
			},
			"scroll": func(t *rapid.T) {
				n := rapid.IntRange(-9, 9).Draw(t, "lines")
				v.Scroll(n)
				m.scroll(n)
			},
			"page": func(t *rapid.T) {
				n := rapid.SampledFrom([]int{-1, 1}).Draw(t, "pages")
				if rapid.Bool().Draw(t, "half") {
					v.HalfPage(n)
					m.scroll(n * max(m.h/2, 1))
				} else {
					v.Page(n)
					m.scroll(n * max(m.h-1, 1))
				}
			},
			"ends": func(t *rapid.T) {
				if rapid.Bool().Draw(t, "bottom") {
					v.Bottom()
					m.follow = true
				} else {
					v.Top()
					m.follow = false
					m.pin(m.rows(), 0)
				}
			},
			"follow": func(*rapid.T) {
				if m.follow {
					m.pin(m.rows(), m.top(m.rows()))
				}
				m.follow = !m.follow
				v.SetFollow(m.follow)
			},
			"wrap": func(*rapid.T) {
				m.pin(m.rows(), m.top(m.rows()))
				m.wrap, m.topRow = !m.wrap, 0
				v.SetWrap(m.wrap)
			},
			"resize": func(t *rapid.T) {
				m.w, m.h = rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 12).Draw(t, "h")
				v.Render(m.w, m.h, look)
			},
			"": func(t *rapid.T) {
				if v.Follow() != m.follow || v.Wrap() != m.wrap {
					t.Fatalf("follow %v, wrap %v", v.Follow(), v.Wrap())
				}
				if diff := cmp.Diff(m.frame(), v.Render(m.w, m.h, look)); diff != "" {
					t.Fatal(diff)
				}
				if rows := m.rows(); v.AtBottom() != (m.top(rows)+m.h >= len(rows)) {
					t.Fatalf("AtBottom is %v", v.AtBottom())
				}
			},
		})
	})
}

// TestMatchesAgainstModel counts the matches anew after every step.
func TestMatchesAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := New(Limits{Lines: 20})
		v := NewView(l)
		var raw [2]string
		var seen [2]Fingerprint
		clock := 0
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				src := rapid.IntRange(0, 1).Draw(t, "source")
				for range rapid.IntRange(1, 5).Draw(t, "lines") {
					clock++
					raw[src] += stamped(clock, rapid.StringMatching(`[abAB]{0,8}`).Draw(t, "text"))
				}
			},
			"fetch": func(t *rapid.T) {
				src := rapid.IntRange(0, 1).Draw(t, "source")
				cut := rapid.IntRange(0, min(len(raw[src]), 12)).Draw(t, "unfinished")
				seen[src], _ = fetch(l, src, seen[src], raw[src][:len(raw[src])-cut], Options{Stamps: true})
			},
			"search": func(t *rapid.T) {
				v.SetSearch(rapid.SampledFrom([]string{"a", "AB", "aa", "", "bab"}).Draw(t, "query"))
			},
			"next": func(t *rapid.T) {
				if rapid.Bool().Draw(t, "back") {
					v.Previous()
				} else {
					v.Next()
				}
			},
			"": func(t *rapid.T) {
				want := 0
				q := strings.ToLower(v.Search())
				for _, line := range shown(l) {
					if q != "" {
						want += strings.Count(strings.ToLower(line), q)
					}
				}
				current, total := v.Matches()
				if total != want || current > total {
					t.Fatalf("%d of %d matches of %q, want %d: %q", current, total, q, want, shown(l))
				}
				if current == 0 {
					return
				}
				before := 0
				for n := l.first; n < v.search.current.line; n++ {
					text, _ := l.line(n)
					before += strings.Count(strings.ToLower(string(text)), q)
				}
				if current != before+v.search.current.n+1 {
					t.Fatalf("match %d, want %d", current, before+v.search.current.n+1)
				}
			},
		})
	})
}
