package textlog

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestRowsEndBehindWords wraps lines: between words where that leaves no row half empty.
func TestRowsEndBehindWords(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"one two three four":     "one two|three  |four   ",
		"a verylongwordindeed b": "a veryl|ongword|indeed |b      ",
		"1234567 1234567":        "1234567|1234567",
		"123456 12345 7":         "123456 |12345 7",
		"    at f(x) y":          "    at |f(x) y ",
		"日本語 日本語 x":              "日本語 |日本語 |x      ",
		"a\tb c":                 "a      |b c    ",
	} {
		_, v := logOf(raw + "\n")
		v.SetWrap(true)
		if got := frame(v, 7, strings.Count(want, "|")+1); got != want {
			t.Errorf("%q:\n got %q\nwant %q", raw, got, want)
		}
	}
	_, v := logOf("one two three four\n")
	v.SetWrap(true)
	v.SetSearch("o three")
	v.Next()
	if got, want := strings.Join(v.Render(7, 2, styledLook()), "|"), "one tw\x1b[7mo\x1b[0m|\x1b[7mthree\x1b[0m  "; got != want {
		t.Errorf("a match over two rows is %q, want %q", got, want)
	}
}

// TestCursorWalksThroughWrappedLines steps through a line that is higher than the view: no row is left
// out on the way.
func TestCursorWalksThroughWrappedLines(t *testing.T) {
	t.Parallel()
	words := make([]string, 40)
	for i := range words {
		words[i] = fmt.Sprintf("word%02d", i)
	}
	_, v := logOf("first\n" + strings.Join(words, " ") + "\nlast\n")
	v.SetWrap(true)
	look := Look{Cursor: ">"}
	for _, down := range []bool{false, true} {
		if down {
			v.Top()
		} else {
			v.Bottom()
		}
		seen := map[string]bool{}
		for range 60 {
			for _, row := range v.Render(8, 5, look) {
				seen[strings.TrimSpace(strings.TrimPrefix(row, ">"))] = true
			}
			if down {
				v.Step(1)
			} else {
				v.Step(-1)
			}
		}
		for _, word := range append(words, "first", "last") {
			if !seen[word] {
				t.Errorf("down %v: %s was never in view", down, word)
			}
		}
	}
}

// TestCursorStaysOnItsLine keeps the cursor where it is while lines are inserted above, dropped and
// hidden.
func TestCursorStaysOnItsLine(t *testing.T) {
	t.Parallel()
	opt := Options{Stamps: true}
	l := New(Limits{Lines: 60})
	v := NewView(l)
	raw := ""
	for i := range 20 {
		raw += stamped(2*i, fmt.Sprintf("a%d even=%v", i, i%2 == 0))
	}
	l.Append(0, batchOf(raw, opt))
	frame(v, 60, 5)
	v.Step(-6)
	under := func() string { return strings.TrimSpace(v.Selected().Text(nil)) }
	want := under()
	if !strings.Contains(want, "a13") {
		t.Fatalf("the cursor is on %q", want)
	}
	late := ""
	for i := range 15 {
		late += stamped(i, fmt.Sprintf("b%d", i))
	}
	l.Append(1, batchOf(late, opt))
	if got := under(); got != want {
		t.Errorf("after lines above it the cursor is on %q", got)
	}
	v.SetMatching("!even=true")
	if got := under(); got != want {
		t.Errorf("with others hidden the cursor is on %q", got)
	}
	if shown, held := v.Shown(); shown != 25 || held != 35 {
		t.Errorf("%d of %d are shown", shown, held)
	}
	l.Append(0, batchOf(stamped(100, "even=true")+stamped(101, "odd"), opt))
	if shown, held := v.Shown(); shown != 26 || held != 37 || v.New() != 0 {
		t.Errorf("then %d of %d are shown, %d are new", shown, held, v.New())
	}
	for range 9 {
		l.Append(0, batchOf(stamped(102, "odd")+stamped(102, "even=true"), opt))
	}
	if v.New() != 9 {
		t.Errorf("of nine lines that match %d are new", v.New())
	}
	v.SetMatching("even=true")
	if got := under(); !strings.Contains(got, "a14") {
		t.Errorf("when its line is hidden the cursor is on %q", got)
	}
	v.SetMatching("nowhere")
	frame(v, 60, 5)
	v.SetMatching("")
	if got := under(); got != want {
		t.Errorf("when all lines were hidden for a while the cursor is on %q", got)
	}
	for range 60 {
		l.Append(0, batchOf(stamped(200, "new"), opt))
	}
	if got := under(); !strings.Contains(got, "new") {
		t.Errorf("when its line is gone the cursor is on %q", got)
	}
}

// TestCursorStaysInViewWhenItIsResized makes the view lower, narrower and larger again: its line is in view.
func TestCursorStaysInViewWhenItIsResized(t *testing.T) {
	t.Parallel()
	var raw strings.Builder
	for i := range 60 {
		fmt.Fprintf(&raw, "line %02d%s\n", i, strings.Repeat(" and more", i%5))
	}
	for _, wrap := range []bool{false, true} {
		_, v := logOf(raw.String())
		v.SetWrap(wrap)
		look := Look{Cursor: ">"}
		v.Render(60, 30, look)
		v.Top()
		v.Step(25)
		for _, size := range [][2]int{{60, 30}, {60, 8}, {20, 8}, {20, 1}, {20, 12}, {80, 40}, {18, 3}, {60, 30}} {
			rows := strings.Join(v.Render(size[0], size[1], look), "|")
			if !strings.Contains(rows, ">line 25") {
				t.Errorf("wrapped %v, %v: %q", wrap, size, rows)
			}
		}
	}
}

// TestSearchFindsWhatIsShown finds text in lines as they are shown, and nothing in what is not.
func TestSearchFindsWhatIsShown(t *testing.T) {
	t.Parallel()
	_, v := logOf(`{"time":"2014-04-06T17:59:42Z","level":"info","msg":"cart is \"gone\"","status":502,"path":"/a b"}` + "\n" +
		"2014-04-06 17:59:42 INFO status=502 \x1b[31mred\x1b[0m\n")
	for _, tt := range []struct {
		pretty bool
		query  string
		want   int
	}{
		{true, "status=502", 2},
		{true, `cart is "gone" status`, 1},
		{true, `path="/a b"`, 1},
		{true, `"status":502`, 0},
		{true, "2014", 0},
		{true, "502 RED", 1},
		{false, "status=502", 1},
		{false, `"status":502`, 1},
		{false, "2014", 2},
	} {
		v.SetPretty(tt.pretty)
		v.SetSearch(tt.query)
		if _, got := v.Matches(); got != tt.want {
			t.Errorf("pretty %v: %q is found %d times, want %d", tt.pretty, tt.query, got, tt.want)
		}
	}
	v.SetPretty(true)
	v.SetSearch("status=502")
	look := styledLook()
	look.Fields = true
	rows := v.Render(60, 2, look)
	if !strings.Contains(rows[0], "\x1b[43mstatus=502\x1b[0m") || !strings.Contains(rows[1], "\x1b[43mstatus=502\x1b[0m") {
		t.Errorf("the matches are not marked: %q", rows)
	}
}

// TestTimesAreNotInvented looks at the times of lines: of the server, of their own, and none.
func TestTimesAreNotInvented(t *testing.T) {
	t.Parallel()
	raw := "2014-04-06T10:00:00.5Z 2014-04-06 10:00:01 near\n" +
		"2014-04-06T10:00:00.5Z 2014-04-06 12:00:00 far\n" +
		"2014-04-06T10:00:00.5Z none\n" +
		"2014-04-06T10:00:00.5Z 2014-04-06 10:00:01 ERROR head\n" +
		"2014-04-06T10:00:00.6Z   hangs\n"
	part, _, _ := Joint{}.Join([][]byte{[]byte(raw)}, Options{})
	l := New(Limits{})
	v := NewView(l)
	v.SetPretty(true)
	l.Append(0, part.Newer)
	l.Append(1, batchOf("2014-04-06 09:00:00 own\nplain\n", Options{}))
	look := Look{Time: func(at time.Time) string { return at.UTC().Format("15:04:05") }, TimeWidth: 8, Hang: "| "}
	want := "10:00:01 near|10:00:00 far|10:00:00 none|10:00:01 head||   hangs|09:00:00 own|         plain"
	if got := regexp.MustCompile(` +(\||$)`).ReplaceAllString(strings.Join(v.Render(26, 7, look), "|"), "$1"); got != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}
