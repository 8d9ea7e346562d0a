package form

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"fleetop/internal/text"
	"fleetop/ui/theme"
)

func plainTheme(t testing.TB) *theme.Theme {
	t.Helper()
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	th, err := theme.New(r, "default", theme.Unicode)
	if err != nil {
		t.Fatal(err)
	}
	return &th
}

// play plays keys: names of editing keys, "tab", "enter" and the like, and
// anything else as text.
func play(f *Form, keys ...string) (last Event) {
	for _, key := range keys {
		last = Nothing
		switch key {
		case "tab":
			f.Move(1)
		case "shift+tab":
			f.Move(-1)
		case "up":
			f.Up()
		case "down":
			f.Down()
		case "enter":
			last = f.Enter()
		case "left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+k", "ctrl+w", "ctrl+left", "ctrl+right":
			f.Key(key)
		default:
			last = f.Insert(key)
		}
	}
	return last
}

func TestEditing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		keys, want string
	}{
		{"a b", "a b"},
		{"ab left x", "axb"},
		{"ab home x end y", "xaby"},
		{"abc left left delete", "ac"},
		{"abc backspace backspace", "a"},
		{"one  two ctrl+w", "one"},
		{"abc left ctrl+k", "ab"},
		{"abc left ctrl+u", "c"},
		{"ä界 backspace", "ä"},
		{"left right backspace delete", ""},
	} {
		f := sample()
		var keys []string
		for _, k := range strings.Split(test.keys, " ") {
			if k == "" {
				k = " "
			}
			keys = append(keys, k)
		}
		if test.keys == "a b" {
			keys = []string{"a b"}
		}
		play(f, keys...)
		if got := f.Value("image"); got != test.want {
			t.Errorf("%q: %q, want %q", test.keys, got, test.want)
		}
	}
}

// What is sent is all that is seen: characters without a picture are written out.
func TestUnseenCharactersAreShown(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"ls\x1b[2J /tmp\x01x": `ls\x1b[2J /tmp\x01x`,
		"a\u202ec\u200bd":     `a\u202ec\u200bd`,
		"\x1b]0;title\ax":     `\x1b]0;title\x07x`,
		"a\u0085b":            `a\x85b`,
		"नमस्ते 👩\u200d🚀 ❤\ufe0f": "नमस्ते", // joined and marked as they are in text
	} {
		f := sample()
		play(f, typed)
		for _, where := range []string{"with the focus", "without"} {
			if text := ansi.Strip(drawn(t, f)); !strings.Contains(text, want) || f.Value("image") != typed {
				t.Errorf("%q %s has the value %q, and is shown as\n%s", typed, where, f.Value("image"), text)
			}
			f.Move(1)
		}
	}
}

func TestChoosing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		keys []string
		want string
	}{
		{[]string{"s"}, "S"},
		{[]string{"x"}, "XS"},
		{[]string{"o", "f"}, "OFF"},
		{[]string{"right"}, "XS"},
		{[]string{"left"}, "OFF"},
		{[]string{" ", " "}, "S"},
		{[]string{"s", "backspace"}, ""},
		{[]string{"s", "q"}, "S"},
		{[]string{"left", "right"}, ""},
	} {
		f := sample()
		play(f, append([]string{"tab"}, test.keys...)...)
		if got := f.Value("size"); got != test.want {
			t.Errorf("%v: %q, want %q", test.keys, got, test.want)
		}
	}
}

func TestLinesOfAField(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		keys []string
		want []string
		at   string
	}{
		{[]string{"A=1", "enter", "B=2", "enter", "enter"}, []string{"A=1", "B=2"}, "links"},
		{[]string{"A=1\nB=2\r\n\nC=3\n"}, []string{"A=1", "B=2", "C=3"}, "env"},
		{[]string{"A=1", "enter", "B=2", "home", "backspace"}, []string{"A=1B=2"}, "env"},
		{[]string{"A", "enter", "C", "up", "enter", "tab"}, []string{"A", "C"}, "links"},
		{[]string{"enter"}, nil, "links"},
		{[]string{"A", "enter", "backspace", "B"}, []string{"AB"}, "env"},
	} {
		f := sample()
		play(f, append([]string{"tab", "tab", "tab", "tab"}, test.keys...)...)
		if got := f.Values("env"); !slices.Equal(got, test.want) || f.Focused() != test.at {
			t.Errorf("%q: %q in %q, want %q in %q", test.keys, got, f.Focused(), test.want, test.at)
		}
	}
}

func TestChoosingSeveral(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		keys []string
		want []string
	}{
		{[]string{" ", "down", " "}, []string{"/1/", "/2/"}},
		{[]string{" ", " "}, nil},
		{[]string{"DB", "down", " "}, []string{"/3/"}},
		{[]string{" ", "down", " ", "backspace"}, []string{"/1/"}},
		{[]string{"zzz", " "}, nil},
	} {
		f := sample()
		play(f, append([]string{"tab", "tab", "tab", "tab", "tab"}, test.keys...)...)
		if got := f.Values("links"); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.keys, got, test.want)
		}
	}
}

func TestWhatWasChosenStaysWhenItGoesAway(t *testing.T) {
	t.Parallel()
	f := sample()
	play(f, "tab", "tab", "tab", "tab", "tab", " ")
	f.Options("links", []Option{{Value: "/2/", Text: "db"}})
	if got := f.Values("links"); !slices.Equal(got, []string{"/1/"}) {
		t.Errorf("chosen is %q", got)
	}
	if lines := strings.Join(f.Lines(60, 40, plainTheme(t)), "\n"); !strings.Contains(lines, "Links        web") {
		t.Errorf("the name of what was chosen is lost:\n%s", lines)
	}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	f := New([]Field{{Name: "image", Label: "Image", Suggest: func(typed string) []string {
		return []string{typed, typed + "-1", "x-" + typed}
	}}}, "Create")
	play(f, "ab")
	if lines := ansi.Strip(strings.Join(f.Lines(60, 40, plainTheme(t)), "\n")); !strings.Contains(lines, "ab▏-1") || !strings.Contains(lines, "→ ab-1  x-ab") {
		t.Errorf("nothing is offered:\n%s", lines)
	}
	f.Guess(1)
	play(f, "left", "right")
	if got := f.Value("image"); got != "ab" {
		t.Errorf("within the text right took %q", got)
	}
	play(f, "right")
	if got := f.Value("image"); got != "x-ab" {
		t.Errorf("right took %q, want the second suggestion", got)
	}
}

func TestRefusalsGoWhenTheFieldChanges(t *testing.T) {
	t.Parallel()
	f := sample()
	if f.Refuse("nothing", "no") || !f.Refuse("image", "no such image") {
		t.Error("a refusal landed on no field, or on none")
	}
	if got := f.Problems("image"); len(got) != 1 || got[0].Blocks || f.Blocked() {
		t.Errorf("problems are %v", got)
	}
	play(f, "tab", "shift+tab", "left")
	if len(f.Problems("image")) != 1 {
		t.Error("the refusal went though nothing changed")
	}
	play(f, "x")
	if got := f.Problems("image"); len(got) != 0 {
		t.Errorf("problems are still %v", got)
	}
}

func TestALockedFormDoesNotChange(t *testing.T) {
	t.Parallel()
	f := sample()
	play(f, "abc")
	f.Locked = true
	play(f, "d", "backspace", "ctrl+u", "tab", " ", "right", "tab", "1", "tab", "tab", "A", "enter", "tab", " ")
	if f.Value("image") != "abc" || f.Filled("size") || f.Filled("count") || f.Filled("env") || f.Filled("links") {
		t.Errorf("a locked form was changed: %v", entered(f))
	}
}

func TestTheOfferIsTakenWithSpaceAlone(t *testing.T) {
	t.Parallel()
	f := sample()
	f.Offer = "like web?"
	f.FocusOffer()
	if play(f, " ") != Took || !f.Blank() {
		t.Error("space did not take the offer, or something was filled")
	}
	if play(f, "x") != Nothing || f.Value("image") != "x" || f.Focused() != "image" {
		t.Errorf("what was typed went to %q: %q", f.Focused(), f.Value("image"))
	}
}

func TestMaskedTextIsNeverDrawn(t *testing.T) {
	t.Parallel()
	f := sample()
	f.Set("password", "s3cret")
	for range 9 {
		f.Move(1)
		if lines := strings.Join(f.Lines(60, 40, plainTheme(t)), "\n"); strings.Contains(lines, "s3cret") || !strings.Contains(lines, "******") {
			t.Fatalf("masked text is drawn otherwise:\n%s", lines)
		}
	}
	f.Wipe()
	if f.Filled("password") || strings.Contains(fmt.Sprintf("%+v", f.named("password")), "115 51") {
		t.Error("the password is still there")
	}
}

// TestItFitsAndShowsTheFocus plays random keys on a form and draws it in random
// sizes: no line is too wide, none too many, and the focus is in sight.
func TestItFitsAndShowsTheFocus(t *testing.T) {
	t.Parallel()
	th := plainTheme(t)
	keys := []string{"tab", "shift+tab", "up", "down", "enter", "left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+k", "ctrl+w", " ", "x", "界", "A=1\nB=2", "a long text that does not fit into a narrow field", "\x1b[31m"}
	rapid.Check(t, func(t *rapid.T) {
		f := sample()
		f.fields[0].Check = func(f *Form) []Problem {
			return []Problem{{Text: "this is wrong with it, in a sentence: " + f.Value("image"), Blocks: true}}
		}
		f.fields[0].Suggest = func(typed string) []string { return []string{typed + "more", "and more"} }
		if rapid.Bool().Draw(t, "offer") {
			f.Offer, f.OfferHint = "like web?", "space fills"
		}
		for range rapid.IntRange(0, 40).Draw(t, "keys") {
			play(f, rapid.SampledFrom(keys).Draw(t, "key"))
			w, h := rapid.IntRange(1, 90).Draw(t, "w"), rapid.IntRange(1, 30).Draw(t, "h")
			lines := f.Lines(w, h, th)
			if len(lines) > h || len(lines) == 0 {
				t.Fatalf("%d lines of %d", len(lines), h)
			}
			for _, l := range lines {
				if text.Width(l) > w || strings.ContainsRune(strings.Replace(l, th.Caret(th.Key), th.Glyphs.Cursor, 1), '\x1b') {
					t.Fatalf("%q is wider than %d, or not clean", l, w)
				}
			}
			if all := strings.Join(lines, "\n"); w > 1 && !strings.Contains(all, "▸") && f.current() == nil {
				t.Fatalf("the focus is not in sight at %dx%d:\n%s", w, h, all)
			}
			if x := f.current(); x != nil && x.Kind != Choice && w > 25 && !strings.Contains(strings.Join(lines, "\n"), "▏") && x.Kind != Multi {
				t.Fatalf("the cursor is not in sight at %dx%d:\n%s", w, h, strings.Join(lines, "\n"))
			}
		}
	})
}
