package box

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fleetop/internal/text"
)

func plainLook() Look {
	return Look{
		Horizontal: "─", Vertical: "│", TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BottomRight: "┘", Ellipsis: "…",
	}
}

func colouredLook() Look {
	l := plainLook()
	l.Border, l.Title, l.Foot = "\x1b[36m", "\x1b[1m", "\x1b[2m"
	return l
}

func TestRender(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		inner       []string
		w           int
		title, foot string
		want        []string
	}{
		{"titled", []string{"one   ", "two   "}, 8, "Top", "1", []string{"┌ Top ─┐", "│one   │", "│two   │", "└ 1 ───┘"}},
		{"bare", []string{"a "}, 4, "", "", []string{"┌──┐", "│a │", "└──┘"}},
		{"cut", []string{"      "}, 8, "Applications", "", []string{"┌ App… ┐", "│      │", "└──────┘"}},
		{"wide title cut in half", []string{"     "}, 7, "日本語", "", []string{"┌ 日… ┐", "│     │", "└─────┘"}},
		{"no room for a title", []string{"  "}, 4, "x", "x", []string{"┌──┐", "│  │", "└──┘"}},
		{"title of one cell", []string{"   "}, 5, "xy", "", []string{"┌ … ┐", "│   │", "└───┘"}},
		{"nothing inside", nil, 3, "x", "", []string{"┌─┐", "└─┘"}},
		{"smallest", []string{""}, 2, "x", "y", []string{"┌┐", "││", "└┘"}},
		{"too small", []string{"x"}, 1, "x", "y", nil},
		{"negative", nil, -3, "x", "y", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, Render(test.inner, test.w, test.title, test.foot, plainLook())); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			styled := Render(test.inner, test.w, test.title, test.foot, colouredLook())
			for i := range styled {
				styled[i] = ansi.Strip(styled[i])
			}
			if diff := cmp.Diff(test.want, styled); diff != "" {
				t.Errorf("with styles, -want +got:\n%s", diff)
			}
		})
	}
}

func TestStylesDoNotRunOut(t *testing.T) {
	t.Parallel()
	got := Render([]string{"\x1b[31mred\x1b[0m"}, 5, "T", "F", colouredLook())
	want := []string{
		"\x1b[36m┌ \x1b[0m\x1b[1mT\x1b[0m\x1b[36m ┐\x1b[0m",
		"\x1b[36m│\x1b[0m\x1b[31mred\x1b[0m\x1b[36m│\x1b[0m",
		"\x1b[36m└ \x1b[0m\x1b[2mF\x1b[0m\x1b[36m ┘\x1b[0m",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestEveryLineIsExactlyAsWide(t *testing.T) {
	t.Parallel()
	texts := rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "Web ", "日本", "e\u0301", "🚀", "한", " "}), 0, 30).Draw(t, "parts")
		return text.Clean(strings.Join(parts, ""))
	})
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(2, 120).Draw(t, "width"), rapid.IntRange(0, 6).Draw(t, "height")
		look := plainLook()
		if rapid.Bool().Draw(t, "styled") {
			look = colouredLook()
		}
		inner := make([]string, h)
		for i := range inner {
			inner[i] = string(text.AppendFit(nil, texts.Draw(t, "line"), w-2, "…"))
		}
		lines := Render(inner, w, texts.Draw(t, "title"), texts.Draw(t, "foot"), look)
		if len(lines) != h+2 {
			t.Fatalf("%d lines, want %d", len(lines), h+2)
		}
		for i, l := range lines {
			if n := text.Width(l); n != w {
				t.Fatalf("line %d, %+q, takes %d cells, want %d", i, l, n, w)
			}
		}
	})
}
