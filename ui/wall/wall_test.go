package wall

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"fleetop/internal/text"
	"fleetop/ui/theme"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func newTheme(t testing.TB, charset theme.Charset) *theme.Theme {
	t.Helper()
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	th, err := theme.New(r, "default", charset)
	if err != nil {
		t.Fatal(err)
	}
	return &th
}

// some makes applications, of which the first so many have failed.
func some(n, bad int) []App {
	apps := make([]App, n)
	for i := range apps {
		apps[i] = App{Key: fmt.Sprint(i), Name: fmt.Sprintf("app-%d", i), Health: Well, Glyph: "o", Running: "3", Target: "3"}
		if i < bad {
			apps[i].Health, apps[i].Running, apps[i].Reason, apps[i].Sign = Bad, "2", "app exited 1", "2/3"
		}
	}
	return apps
}

func fresh() Signal { return Signal{Level: Fresh, Known: true, Good: noon, Every: 5 * time.Second} }

// Whatever there is, the picture is exactly as large as the screen, every problem is on one of its pages,
// and everything else is a tile or a dot where there is room.
func TestThePictureFits(t *testing.T) {
	t.Parallel()
	sets := []*theme.Theme{newTheme(t, theme.Unicode), newTheme(t, theme.ASCII)}
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(40, 320).Draw(t, "width"), rapid.IntRange(10, 90).Draw(t, "height")
		n := rapid.IntRange(0, 300).Draw(t, "applications")
		apps := some(n, rapid.IntRange(0, n).Draw(t, "bad"))
		for i := range apps {
			if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
				apps[i].Name = rapid.SampledFrom([]string{"", "日本語のアプリ", strings.Repeat("long-", 30), "a\x1b[2Jb", "👩‍👩‍👧"}).Draw(t, "name")
				apps[i].Running, apps[i].Target = rapid.SampledFrom([]string{"?", "12345", "0"}).Draw(t, "running"), "100000"
			}
		}
		s := fresh()
		s.Level = Level(rapid.IntRange(int(Connecting), int(NoSignal)).Draw(t, "level"))
		s.Cause, s.Remedy = "connection refused", "is the server running?"
		var w Wall
		w.Open(noon)
		w.Resize(width, height)
		w.See(noon, apps, true, "1/2", s)
		look := Look{Theme: rapid.SampledFrom(sets).Draw(t, "theme"), Now: noon.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "minutes")) * time.Minute), Location: time.UTC, Account: "admin@host", Hint: "? keys", Nothing: "no applications"}
		for range w.Pages() {
			lines := w.Lines(look)
			if len(lines) != height {
				t.Fatalf("%d lines on a screen of %d", len(lines), height)
			}
			for _, line := range lines {
				if text.Width(line) != width {
					t.Fatalf("%q is %d cells wide on a screen of %d", line, text.Width(line), width)
				}
			}
			w.Page(noon, 1)
		}
		p, tiles := w.plan(), 0
		for page := range p.pages() {
			tiles += len(p.on(page))
		}
		if tiles != len(p.tiles) {
			t.Fatalf("%d of %d tiles are on the pages", tiles, len(p.tiles))
		}
		for i := range w.apps {
			if w.apps[i].Health < Stopped && i >= len(p.tiles) {
				t.Fatalf("%s has no tile", w.apps[i].Name)
			}
		}
	})
}

// Tiles are as large as the number of applications allows, and only as many become dots as have to.
func TestTilesGetSmallerWithTheirNumber(t *testing.T) {
	t.Parallel()
	th := newTheme(t, theme.Unicode)
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {200, 60}, {300, 80}} {
		area := 1 << 30
		for n := 1; n <= 100; n++ {
			var w Wall
			w.Resize(size[0], size[1])
			w.See(noon, some(n, 0), true, "", fresh())
			p := w.plan()
			if len(p.tiles) == 0 {
				if n <= 2 {
					t.Errorf("at %v there are no tiles for %d applications", size, n)
				}
				continue
			}
			if got := p.w / p.cols * (p.h / p.rows); got > area+p.w || p.pages() > 1 {
				t.Errorf("at %v, %d applications have tiles of %d cells on %d pages, fewer had %d", size, n, got, p.pages(), area)
			} else {
				area = got
			}
		}
		var w Wall
		w.Resize(size[0], size[1])
		w.See(noon, some(1, 1), true, "", fresh())
		if shown := strings.Join(w.Lines(Look{Theme: th, Now: noon, Location: time.UTC}), "\n"); !strings.Contains(shown, "█") {
			t.Errorf("at %v one application has no large digits:\n%s", size, shown)
		}
	}
}

// The smallest tile with large digits has the reason, the age and the last hour of a problem.
func TestASmallTileHasEverything(t *testing.T) {
	t.Parallel()
	th := newTheme(t, theme.ASCII)
	a := some(1, 1)[0]
	a.Since = noon.Add(-43 * time.Minute)
	for _, size := range [][2]int{{wide, high - 1}, {wide + 20, high + 5}, {wide - 2, high - 3}} {
		scale := 0
		if size[1] >= bigHeight(1)+leastFacts {
			scale = 1
		}
		tile := strings.Join(a.facts(size[0], size[1], even{scale, 1}, th.Plain, th, Look{Theme: th, Now: noon}), "\n")
		for _, want := range []string{"app exited 1", "43 min", "............"} {
			if !strings.Contains(tile, want) {
				t.Errorf("a tile of %v lacks %q:\n%s", size, want, tile)
			}
		}
	}
}

// However a page divides, the last hour of all its tiles is drawn as wide.
func TestTheLastHoursOfAPageAreAsWide(t *testing.T) {
	t.Parallel()
	hour := regexp.MustCompile("·{6,}")
	for width := 60; width < 220; width++ {
		var w Wall
		w.Resize(width, 28)
		w.See(noon, some(8, 1), true, "1/2", fresh())
		want := ""
		for _, line := range w.Lines(Look{Theme: newTheme(t, theme.Unicode), Now: noon, Location: time.UTC}) {
			for _, is := range hour.FindAllString(line, -1) {
				if want == "" {
					want = is
				}
				if is != want {
					t.Fatalf("%d cells: one is %q, another %q", width, want, is)
				}
			}
		}
		if want == "" {
			t.Fatalf("%d cells: there is none", width)
		}
	}
}

// Digits are three cells wide and three lines high, or as many times that; every one is another.
func TestDigits(t *testing.T) {
	t.Parallel()
	for _, charset := range []theme.Charset{theme.Unicode, theme.ASCII} {
		th := newTheme(t, charset)
		seen := map[string]rune{}
		for _, r := range "0123456789/?" {
			lines := big(string(r), 1, &th.Glyphs)
			if len(lines) != 3 {
				t.Errorf("%c has %d lines", r, len(lines))
			}
			for _, line := range lines {
				if text.Width(line) != 3 {
					t.Errorf("%c has the line %q", r, line)
				}
			}
			shape := strings.Join(lines, "\n")
			if other, taken := seen[shape]; taken {
				t.Errorf("%c looks as %c", r, other)
			}
			seen[shape] = r
		}
	}
	th := newTheme(t, theme.Unicode)
	for scale := 1; scale <= mostScale; scale++ {
		lines := big("10/12", scale, &th.Glyphs)
		if len(lines) != bigHeight(scale) || text.Width(lines[0]) != bigWidth("10/12", scale) {
			t.Errorf("at scale %d it is %d by %d cells", scale, text.Width(lines[0]), len(lines))
		}
	}
}

// Ages are in minutes; that of the data is in seconds once it is over three intervals, and only while
// that is short.
func TestAges(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "1 min ago", 55 * time.Minute: "55 min ago", 61 * time.Minute: "1 h ago", 47 * time.Hour: "47 h ago", 63 * 24 * time.Hour: "63 d ago",
	} {
		a := App{Health: Bad, Since: noon.Add(-age)}
		if got := a.age(noon); got != want {
			t.Errorf("%v is said as %q, want %q", age, got, want)
		}
	}
	if a := (App{Health: Well, Since: noon.Add(-27 * time.Hour)}); a.age(noon) != "27 h" {
		t.Errorf("what is well for 27 hours is %q", a.age(noon))
	}
	for _, tt := range []struct {
		level Level
		age   time.Duration
		want  string
	}{
		{Fresh, 14 * time.Second, "now"},
		{Fresh, 3 * time.Minute, "3 min ago"}, // with a long interval
		{Stale, 17 * time.Second, "17 s ago"},
		{NoSignal, 119 * time.Second, "119 s ago"},
		{NoSignal, 134 * time.Second, "2 min ago"},
		{NoSignal, 9 * time.Hour, "9 h ago"},
	} {
		s := Signal{Level: tt.level, Known: true, Good: noon.Add(-tt.age), Every: 5 * time.Second}
		if got := s.old(noon); got != tt.want {
			t.Errorf("%v at level %d is said as %q, want %q", tt.age, tt.level, got, tt.want)
		}
	}
}

// Nothing has to be drawn before the minute is over, unless an age is said in seconds or a page turns.
func TestNextIsTheMinute(t *testing.T) {
	t.Parallel()
	var w Wall
	w.Resize(120, 36)
	now := noon.Add(20 * time.Second)
	at := func(s Signal) time.Duration {
		w.See(now, some(8, 1), true, "", s)
		return w.Next(now).Sub(now)
	}
	s := fresh()
	s.Good, s.Every = now, time.Minute
	if got := at(s); got != 40*time.Second {
		t.Errorf("the next picture is due in %v", got)
	}
	s.Every = 5 * time.Second
	if got := at(s); got <= 15*time.Second || got > 16*time.Second {
		t.Errorf("the picture that says that it is stale is due in %v", got)
	}
	s.Level, s.Good = Stale, now.Add(-17*time.Second)
	if got := at(s); got != time.Second {
		t.Errorf("the next second is due in %v", got)
	}
	s.Level, s.Good = NoSignal, now.Add(-time.Hour)
	if got := at(s); got != 40*time.Second {
		t.Errorf("after an hour without a signal the next picture is due in %v", got)
	}
	w = Wall{}
	w.Resize(40, 12)
	w.See(now, some(30, 30), true, "", fresh())
	if got := w.Next(now).Sub(now); got > pageFor {
		t.Errorf("the next page is due in %v", got)
	}
}

// A problem is not new while the list has not come whole: there may be others that were there before.
func TestAPartOfTheListRingsNothing(t *testing.T) {
	t.Parallel()
	var w Wall
	w.Open(noon)
	w.Resize(120, 36)
	for _, n := range []int{1, 3} {
		if news := w.See(noon, some(4, n), n == 3, "", fresh()); len(news.Rings) > 0 {
			t.Errorf("it rang for %+v", news.Rings)
		}
	}
	if news := w.See(noon, some(4, 4), true, "", fresh()); len(news.Rings) != 1 {
		t.Errorf("it rang for %+v", news.Rings)
	}
	w.Acknowledge()
	w.Open(noon.Add(time.Hour)) // shown again after a while
	if news := w.See(noon.Add(time.Hour), some(6, 6), true, "", fresh()); len(news.Rings) > 0 || w.Problems() != 2 {
		t.Errorf("it rang for %+v, and %d are open", news.Rings, w.Problems())
	}
	if w.See(noon.Add(2*time.Hour), nil, true, "", fresh()); len(w.alarms.of) > 0 {
		t.Errorf("%d applications that are gone are remembered", len(w.alarms.of))
	}
}

func BenchmarkLines(b *testing.B) {
	th := newTheme(b, theme.Unicode)
	for _, n := range []int{8, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var w Wall
			w.Resize(120, 36)
			w.See(noon, some(n, 3), true, "", fresh())
			b.ReportAllocs()
			for b.Loop() {
				w.Lines(Look{Theme: th, Now: noon, Location: time.UTC})
			}
		})
	}
}
