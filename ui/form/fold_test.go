package form

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"fleetop/internal/text"
	"fleetop/ui/theme"
)

// grouped is a form of two groups with rare fields.
func grouped() *Form {
	f := New([]Field{
		{Group: "What", Name: "image", Label: "Image"},
		{Group: "What", Name: "name", Label: "Name"},
		{Group: "Run", Rare: true, Name: "entrypoint", Label: "Entrypoint", Check: func(f *Form) []Problem {
			if f.Value("name") == "wrong" {
				return []Problem{{Text: "no", Blocks: true}}
			}
			return nil
		}},
		{Group: "Run", Name: "env", Label: "Environment", Kind: Lines},
		{Group: "Run", Rare: true, Name: "policy", Label: "Policy", Kind: Choice, Options: []Option{{Value: "ON", Text: "ON"}}},
	}, "Create")
	f.Unfolds = "ctrl+o"
	return f
}

// drawnIn is what a form shows, line by line.
func drawnIn(t *testing.T, f *Form, w, h int, profile termenv.Profile, name string, ascii bool) []string {
	t.Helper()
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(profile)
	th, err := theme.New(r, name, theme.CharsetFor("", ascii))
	if err != nil {
		t.Fatal(err)
	}
	return f.Lines(w, h, &th)
}

// labels are the labels of the fields in sight, and what else stands at the left edge.
func labels(t *testing.T, f *Form, h int) []string {
	t.Helper()
	var out []string
	for _, l := range drawnIn(t, f, 60, h, termenv.Ascii, "default", false) {
		if words := strings.Fields(strings.TrimLeft(ansi.Strip(l), "▸ ")); len(words) > 0 {
			out = append(out, words[0])
		}
	}
	return out
}

// Rare fields are folded, named under their group with the key that shows them, and skipped by the focus.
func TestRareFieldsAreFolded(t *testing.T) {
	t.Parallel()
	f := grouped()
	if got, want := labels(t, f, 20), []string{"What", "Image", "Name", "Run", "Environment", "ctrl+o", "["}; !slices.Equal(got, want) {
		t.Errorf("shows %q, want %q", got, want)
	}
	if got := strings.Join(drawnIn(t, f, 60, 20, termenv.Ascii, "default", false), "\n"); !strings.Contains(got, "ctrl+o 2 more: Entrypoint, Policy") {
		t.Errorf("%s", got)
	}
	for _, want := range []string{"name", "env", "", "image"} {
		if f.Move(1); f.Focused() != want {
			t.Errorf("the focus is on %q, want %q", f.Focused(), want)
		}
	}
	f.Fold()
	if got, want := labels(t, f, 20), []string{"What", "Image", "Name", "Run", "Entrypoint", "Environment", "Policy", "["}; !slices.Equal(got, want) {
		t.Errorf("unfolded it shows %q, want %q", got, want)
	}
	f.Move(-2)
	if f.Focused() != "policy" {
		t.Errorf("the focus is on %q", f.Focused())
	}
	f.Fold()
	if got := labels(t, f, 20); !slices.Contains(got, "Policy") {
		t.Errorf("the field with the focus is folded: %q", got)
	}
	if f.Move(1); slices.Contains(labels(t, f, 20), "Policy") {
		t.Error("it is not folded when the focus leaves")
	}
	// Where there is little room there are no headings.
	if got := labels(t, f, 10); slices.Contains(got, "What") || !slices.Contains(got, "ctrl+o") {
		t.Errorf("on ten lines: %q", got)
	}
}

// A rare field that holds something, or that a server or a check says something about, is not folded.
func TestRareFieldsShowWhatTheyHold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(f *Form)
		want    string
	}{
		"set":     {func(f *Form) { f.Set("policy", "ON") }, "Policy"},
		"filled":  {func(f *Form) { f.Fill("entrypoint", "/bin/sh") }, "Entrypoint"},
		"refused": {func(f *Form) { f.Refuse("policy", "no"); f.FocusRefused() }, "Policy"},
		"wrong":   {func(f *Form) { f.Set("name", "wrong"); f.Blocked() }, "Entrypoint"},
	} {
		f := grouped()
		test.happens(f)
		f.FocusFirst()
		if got := labels(t, f, 20); !slices.Contains(got, test.want) {
			t.Errorf("%s: shows %q, not %s", name, got, test.want)
		}
	}
	f := grouped()
	f.Set("policy", "ON")
	f.Set("env", "A=1", "B=2")
	if set, all := f.Count(); set != 2 || all != 5 {
		t.Errorf("%d of %d are set", set, all)
	}
}

// Where something can be typed is seen: underlined to the end of the line, without colour too, and filled
// up in ASCII.
func TestFieldsLookLikeFields(t *testing.T) {
	t.Parallel()
	for _, name := range theme.Names() {
		for _, profile := range []termenv.Profile{termenv.ANSI, termenv.TrueColor} {
			f := grouped()
			f.Set("name", "web")
			for _, l := range drawnIn(t, f, 60, 20, profile, name, false) {
				plain := ansi.Strip(l)
				if !strings.HasPrefix(plain, "  Name") {
					continue
				}
				under := 0
				k := text.Walk([]byte(l))
				for {
					piece, cells := k.Next(1)
					if len(piece) == 0 {
						break
					}
					if k.Pen()&text.OnBlanks != 0 {
						under += cells
					}
				}
				if text.Width(plain) != 60 || under != 60-15 {
					t.Errorf("%s: %d cells of %q are underlined", name, under, l)
				}
			}
		}
	}
	f := grouped()
	f.Set("name", "web")
	lines := strings.Join(drawnIn(t, f, 40, 20, termenv.Ascii, "mono", true), "\n")
	if !strings.Contains(lines, "  Name         web______________________\n") {
		t.Errorf("in ASCII:\n%s", lines)
	}
}
