package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWrapBreaksAtSpaces(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		w, limit   int
		want       []string
		cut        bool
	}{
		{"empty", "", 5, 3, []string{""}, false},
		{"fits", "hello", 5, 3, []string{"hello"}, false},
		{"at a space", "hello world", 7, 3, []string{"hello", "world"}, false},
		{"space right behind the line", "hello world", 5, 3, []string{"hello", "world"}, false},
		{"space too far from the end", "a bcdefghij", 8, 3, []string{"a bcdefg", "hij"}, false},
		{"no space", "abcdefgh", 3, 9, []string{"abc", "def", "gh"}, false},
		{"several spaces", "ab    cd", 3, 9, []string{"ab", "cd"}, false},
		{"space at the end", "ab ", 2, 9, []string{"ab"}, false},
		{"limit", "one two three", 5, 2, []string{"one", "two"}, true},
		{"limit just reached", "one two", 5, 2, []string{"one", "two"}, false},
		{"wide", "日本語テキスト", 5, 9, []string{"日本", "語テ", "キス", "ト"}, false},
		{"wider than the line", "日本", 1, 9, []string{"日", "本"}, false},
		{"marks stay with their letter", "e\u0301e\u0301", 1, 9, []string{"e\u0301", "e\u0301"}, false},
		{"marks stay with their space", "abc  \u0301d", 3, 9, []string{"abc", " \u0301d"}, false},
		{"no room", "abc", 0, 9, nil, true},
		{"nothing without room", "", 0, 9, nil, false},
		{"no lines", "abc", 3, 0, nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			lines, cut := Wrap(test.text, test.w, test.limit)
			if diff := cmp.Diff(test.want, lines); diff != "" || cut != test.cut {
				t.Errorf("cut %v, want %v; lines (-want +got):\n%s", cut, test.cut, diff)
			}
		})
	}
}

func TestWrapKeepsTextAndWidth(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"a", "web", " ", "  ", " \u0301", "日", "本語", "e\u0301", "🚀", "한국", "-", "x\u0301\u0302", "\u00e9t\u00e9"})
	bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	rapid.Check(t, func(t *rapid.T) {
		text := Clean(strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "text"), ""))
		w := rapid.IntRange(1, 30).Draw(t, "width")
		limit := rapid.IntRange(1, 100).Draw(t, "limit")
		lines, cut := Wrap(text, w, limit)
		if len(lines) > limit {
			t.Fatalf("%d lines, at most %d are wanted", len(lines), limit)
		}
		for i, l := range lines {
			if n := Width(l); n > w && (w != 1 || n != 2) {
				t.Fatalf("line %d, %+q, takes %d of %d cells", i, l, n, w)
			}
			if Clean(l) != l {
				t.Fatalf("line %d, %+q, is not clean", i, l)
			}
			if l == "" && bare(text) == text && text != "" {
				t.Fatalf("line %d is empty: %+q", i, lines)
			}
		}
		got := bare(strings.Join(lines, ""))
		switch {
		case !cut && got != bare(text):
			t.Fatalf("%+q was wrapped to %+q", text, lines)
		case cut && !strings.HasPrefix(bare(text), got):
			t.Fatalf("%+q does not begin with %+q", text, lines)
		case cut && len(lines) < limit:
			t.Fatalf("cut after %d lines of %d", len(lines), limit)
		}
		whole, _ := Wrap(text, w, 1000)
		if cut != (len(whole) > limit) {
			t.Fatalf("cut is %v, but all of it takes %d lines of %d", cut, len(whole), limit)
		}
	})
}
