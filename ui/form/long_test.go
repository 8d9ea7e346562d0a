package form

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestWhatIsTooLongIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", most)
	for _, test := range []struct {
		field string
		texts []string
		last  Event
		want  []string
	}{
		{"image", []string{long}, Nothing, []string{long}},
		{"image", []string{long + "x"}, TooLong, nil},
		{"image", []string{long, "x"}, TooLong, []string{long}},
		{"count", []string{"123456789012"}, Nothing, []string{"123456789012"}},
		{"count", []string{"123456789012", "3"}, TooLong, []string{"123456789012"}},
		{"password", []string{"abc", long}, TooLong, []string{"abc"}},
		{"env", []string{"A=1\nB=" + long + "\nC=3"}, TooLong, nil},
		{"env", []string{"A=", long}, TooLong, []string{"A="}},
		{"env", []string{"A=1\n" + long + "\nC=3"}, Nothing, []string{"A=1", long, "C=3"}},
	} {
		f := sample()
		for f.Focused() != test.field {
			f.Move(1)
		}
		if last := play(f, test.texts...); last != test.last || !slices.Equal(f.Values(test.field), test.want) {
			t.Errorf("%s: event %d, want %d; %d values, want %d", test.field, last, test.last, len(f.Values(test.field)), len(test.want))
		}
	}
}

// TestWhatComesFromElsewhereIsNeverCut fills in a value that nobody could type,
// and has it go through a file.
func TestWhatComesFromElsewhereIsNeverCut(t *testing.T) {
	t.Parallel()
	value := "A=" + strings.Repeat("x", most+1000)
	f := sample()
	f.Fill("env", value, "B=2")
	f.Lines(80, 20, plainTheme(t))
	file := f.File("")
	for _, text := range []string{file, file + "image: a\n", strings.Replace(file, "B=2", "B=3", 1)} {
		if wrong := f.ReadFile(text); wrong != nil || f.Values("env")[0] != value {
			t.Fatalf("%v, or it was cut to %d characters", wrong, len(f.Values("env")[0]))
		}
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	t.Parallel()
	f := New([]Field{{Name: "env", Label: "Environment", Kind: Lines, Check: func(f *Form) []Problem {
		return slices.Repeat([]Problem{{Text: "it is wrong", Blocks: true}}, len(f.Values("env")))
	}}}, "Create")
	play(f, strings.Repeat("x\n", 10_000))
	play(f, "end")
	text := strings.Join(f.Lines(60, 10_020, plainTheme(t)), "\n")
	if n := strings.Count(text, "it is wrong"); n != problemsShown || !strings.Contains(text, "! and 9995 more") {
		t.Errorf("%d problems are told, and this:\n%s", n, text[len(text)-300:])
	}
}

// TestLinesOutOfSightAreThere draws a field of many lines in a small window: it
// shows the line with the cursor and those around it.
func TestLinesOutOfSightAreThere(t *testing.T) {
	t.Parallel()
	f := New([]Field{{Name: "env", Label: "Environment", Kind: Lines}}, "Create")
	play(f, "A=1\nB=2\nC=3\nD=4\nE=5")
	for _, test := range []struct{ key, want string }{
		{"up", "B=2\nC=3\nD=4▏"}, {"up", "B=2\nC=3▏\nD=4"}, {"up", "B=2▏\nC=3\nD=4"}, {"up", "▸ Environment  A=1▏\nB=2\nC=3"}, {"tab", "E=5\n\n▸ [ Create ]"},
	} {
		play(f, test.key)
		var got []string
		for _, line := range f.Lines(60, 3, plainTheme(t)) {
			got = append(got, strings.TrimSpace(ansi.Strip(line)))
		}
		if text := strings.Join(got, "\n"); text != test.want {
			t.Errorf("after %s it shows\n%s\nwant\n%s", test.key, text, test.want)
		}
	}
}
