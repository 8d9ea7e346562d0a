package text

import (
	"strings"
	"testing"
)

func TestFitFillsItsCells(t *testing.T) {
	t.Parallel()
	tests := []struct {
		s    string
		w    int
		tail string
		left string
		rite string
		mid  string
	}{
		{"web", 5, "…", "web  ", "  web", "web  "},
		{"web", 3, "…", "web", "web", "web"},
		{"hello-world-2", 9, "…", "hello-wo…", "hello-wo…", "hell…ld-2"},
		{"hello-world-2", 8, "~", "hello-w~", "hello-w~", "hell~d-2"},
		{"hello", 1, "…", "…", "…", "…"},
		{"hello", 2, "…", "h…", "h…", "h…"},
		{"hello", 2, "...", "he", "he", "he"},
		{"hello", 0, "…", "", "", ""},
		{"hello", -1, "…", "", "", ""},
		{"", 2, "…", "  ", "  ", "  "},
		{"日本語", 5, "…", "日本…", "日本…", "日…語"},
		{"日本語", 4, "…", "日… ", "日… ", "日… "},
		{"日本語", 7, "…", "日本語 ", " 日本語", "日本語 "},
		{"a\x1b[2Jb\x07", 4, "…", "ab  ", "  ab", "ab  "},
		{"cafe\u0301 noir", 5, "…", "cafe\u0301…", "cafe\u0301…", "ca…ir"},
	}
	for _, tt := range tests {
		if got := string(AppendFit(nil, tt.s, tt.w, tt.tail)); got != tt.left {
			t.Errorf("AppendFit(%q, %d, %q) = %q, want %q", tt.s, tt.w, tt.tail, got, tt.left)
		}
		if got := string(AppendFitRight(nil, tt.s, tt.w, tt.tail)); got != tt.rite {
			t.Errorf("AppendFitRight(%q, %d, %q) = %q, want %q", tt.s, tt.w, tt.tail, got, tt.rite)
		}
		if got := string(AppendFitMiddle(nil, tt.s, tt.w, tt.tail)); got != tt.mid {
			t.Errorf("AppendFitMiddle(%q, %d, %q) = %q, want %q", tt.s, tt.w, tt.tail, got, tt.mid)
		}
	}
}

func TestAppendSpacesOfAnyLength(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, 0, 1, 63, 64, 65, 200} {
		if got := string(AppendSpaces([]byte("x"), n)); got != "x"+strings.Repeat(" ", max(n, 0)) {
			t.Errorf("AppendSpaces(%d) = %q", n, got)
		}
	}
}

func TestCutSGRKeepsStyles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line     string
		from, to int
		want     string
	}{
		{"hello", 1, 3, "el"},
		{"hello", 0, 9, "hello"},
		{"hello", 5, 9, ""},
		{"hello", 9, 12, ""},
		{"hello", 3, 3, ""},
		{"hello", -2, 2, "he"},
		{"a\x1b[31mbcd\x1b[0me", 2, 5, "\x1b[31mcd\x1b[0me"},
		{"a\x1b[31mbcd\x1b[0me", 2, 3, "\x1b[31mc\x1b[0m"},
		{"\x1b[31ma\x1b[0;1mb\x1b[0m", 0, 2, "\x1b[31ma\x1b[0;1mb\x1b[0m"},
		{"\x1b[31ma\x1b[0mb", 1, 2, "b"},
		{"日本語", 0, 3, "日 "},
		{"日本語", 1, 4, " 本"},
		{"日本語", 1, 2, " "},
		{"日本語", 1, 6, " 本語"},
		{"\x1b[41m日本\x1b[0m", 1, 3, "\x1b[41m  \x1b[0m"},
		{"cafe\u0301!", 3, 5, "e\u0301!"},
		{"cafe\u0301!", 4, 5, "!"},
	}
	for _, tt := range tests {
		if got := CutSGR(tt.line, tt.from, tt.to); got != tt.want {
			t.Errorf("CutSGR(%q, %d, %d) = %q, want %q", tt.line, tt.from, tt.to, got, tt.want)
		}
	}
}

func TestAppendASCIIKeepsTheWidth(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                               "",
		"plain":                          "plain",
		"\x1b[31m● 日本\x1b[0m cafe\u0301": "\x1b[31m? ????\x1b[0m cafe",
		"1\ufe0f\u20e3 कि 🇩🇪 xि":         "1? ?? ?? x?",
	} {
		if got := string(AppendASCII(nil, []byte(in))); got != want {
			t.Errorf("AppendASCII(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFit(f *testing.F) {
	for i, v := range vectors {
		f.Add(v.in, i%12, i%3)
	}
	f.Fuzz(func(t *testing.T, s string, w, tail int) {
		if w > 1000 || w < -1000 {
			return
		}
		end := []string{"…", "~", "..."}[uint(tail)%3]
		for name, fit := range map[string]func([]byte, string, int, string) []byte{
			"AppendFit": AppendFit, "AppendFitRight": AppendFitRight, "AppendFitMiddle": AppendFitMiddle,
		} {
			got := string(fit(nil, s, w, end))
			checkDrawn(t, got)
			if n := Width(got); n != max(w, 0) {
				t.Fatalf("%s(%+q, %d, %q) = %+q, %d cells", name, s, w, end, got, n)
			}
		}
	})
}

func FuzzCutSGR(f *testing.F) {
	for i, v := range vectors {
		f.Add([]byte(v.in), i%5, i%9)
	}
	f.Fuzz(func(t *testing.T, raw []byte, from, to int) {
		line, _ := AppendCutSGR(nil, AppendCleanLog(nil, raw), 0, 1<<30) // as it is drawn
		out, cells := AppendCutSGR(nil, line, from, to)
		checkKept(t, string(out))
		got, all := Width(string(out)), Width(string(line))
		want := max(0, min(to, all)-max(from, 0))
		if got != cells || got != want {
			t.Fatalf("[%d,%d) of %+q (%d cells) is %+q: %d cells, reported %d, want %d", from, to, line, all, out, got, cells, want)
		}
		if from <= 0 && to >= all && string(out) != string(line) {
			t.Fatalf("the whole of %+q is %+q", line, out)
		}
	})
}

func TestWordsCutNamesBeforeTheSentence(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		s    string
		w    int
		want string
	}{
		{"short enough", 12, "short enough"},
		{"Stop bench-application-00007?", 24, "Stop bench-app…on-00007?"},
		{"Stop bench-application-00007? it runs", 20, "Stop bench-a…00007?…"},
		{"bench-application-00001 and bench-application-00007", 40, "bench-ap…on-00001 and bench-ap…on-00007"},
		{"nothing long is in this sentence", 20, "nothing long is in …"},
		{"日本語日本語日本語日本語-1 is there", 26, "日本語日…日本語-1 is there"},
		{"bench-application-00007", 10, "bench-app…"},
		{"", 5, ""},
	} {
		got := Words(test.s, test.w, "…")
		if Width(got) > test.w {
			t.Errorf("%q in %d cells takes %d", test.s, test.w, Width(got))
		}
		if got != test.want {
			t.Errorf("%q in %d cells: %q, want %q", test.s, test.w, got, test.want)
		}
		if fitted := string(AppendFitWords(nil, test.s, test.w, "…")); Width(fitted) != test.w || !strings.HasPrefix(fitted, got) {
			t.Errorf("%q is fitted as %q", test.s, fitted)
		}
	}
}

// FuzzWords fits any text: it is never wider than it may be.
func FuzzWords(f *testing.F) {
	f.Add("Stop bench-00001?", 20)
	f.Add("日本語 \x1b[2J 👩‍👩‍👧‍👦", 7)
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = 1 + (w%200+200)%200
		if got := Words(s, w, "…"); Width(got) > w {
			t.Errorf("%q in %d cells: %q takes %d", s, w, got, Width(got))
		}
		if got := Middle(s, w, "…"); Width(got) > w {
			t.Errorf("%q in %d cells: %q takes %d", s, w, got, Width(got))
		}
	})
}
