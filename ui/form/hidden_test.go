package form

import (
	"slices"
	"strings"
	"testing"
)

// filled is a form whose environment was filled in from elsewhere, but for its
// last line.
func filled(t *testing.T) *Form {
	t.Helper()
	f := New([]Field{{Name: "env", Label: "Environment", Kind: Lines, Cover: func(line string) string {
		key, _, _ := strings.Cut(line, "=")
		return key + "=***"
	}}, {Name: "name", Label: "Name"}}, "Create")
	f.Fill("env", "A=s3cret", "B=s3cret2")
	f.Down()
	play(f, "C=mine")
	return f
}

func drawn(t *testing.T, f *Form) string {
	t.Helper()
	return strings.Join(f.Lines(60, 40, plainTheme(t)), "\n")
}

func TestWhatWasFilledInIsHiddenUntilAskedFor(t *testing.T) {
	t.Parallel()
	f := filled(t)
	for range 3 { // with the focus on it, on another field and on the button
		if text := drawn(t, f); strings.Contains(text, "s3cret") || !strings.Contains(text, "A=***") || !strings.Contains(text, "C=mine") {
			t.Errorf("it shows\n%s", text)
		}
		f.Move(1)
	}
	if got := f.Values("env"); !slices.Equal(got, []string{"A=s3cret", "B=s3cret2", "C=mine"}) || f.Foreign() != 2 {
		t.Errorf("the values are %q, %d of them foreign", got, f.Foreign())
	}
	f.Reveal()
	if text := drawn(t, f); !strings.Contains(text, "A=s3cret") || !strings.Contains(text, "B=s3cret2") {
		t.Errorf("revealed it shows\n%s", text)
	}
	f.Conceal()
	f.Fill("env", "A_NAME_THAT_IS_LONG=s3cret")
	if text := f.Lines(30, 1, plainTheme(t)); !strings.Contains(text[0], "A_NAME_THAT") {
		t.Errorf("the name is cut off at its beginning: %q", text)
	}
	if text := drawn(t, f); strings.Contains(text, "s3cret") {
		t.Errorf("hidden again it shows\n%s", text)
	}
}

func TestAHiddenLineIsClearedOrLeftAsItIs(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"backspace", "ctrl+w", "ctrl+k", "delete", "alt+backspace", "ctrl+h", "ctrl+d"} {
		f := filled(t)
		f.Up()
		if got := f.Key(key); got != Hidden && got != Nothing || !slices.Equal(f.Values("env"), []string{"A=s3cret", "B=s3cret2", "C=mine"}) {
			t.Errorf("%s: %v, %q", key, got, f.Values("env"))
		}
	}
	f := filled(t)
	f.Up()
	if got := play(f, "x"); got != Hidden {
		t.Errorf("what was typed was taken: %v, %q", got, f.Values("env"))
	}
	f.Down()
	play(f, "home")
	if got := f.Key("backspace"); got != Hidden || len(f.Values("env")) != 3 {
		t.Errorf("a line was joined to a hidden one: %v, %q", got, f.Values("env"))
	}
	f.Up()
	play(f, "ctrl+u", "B=2")
	if text := drawn(t, f); !strings.Contains(text, "B=2") || f.Foreign() != 1 {
		t.Errorf("what was typed in place of a hidden line is hidden:\n%s", text)
	}
}

func TestARevealedLineThatIsChangedIsHiddenAgain(t *testing.T) {
	t.Parallel()
	f := filled(t)
	f.Up()
	f.Reveal()
	play(f, "x", "left", "left")
	f.Conceal()
	if text := drawn(t, f); strings.Contains(text, "s3cret") || f.Values("env")[1] != "B=s3cret2x" {
		t.Errorf("%q is shown as\n%s", f.Values("env"), text)
	}
}

func TestAFileHidesWhatTheFormHides(t *testing.T) {
	t.Parallel()
	f := filled(t)
	file := f.File("head")
	if strings.Contains(file, "s3cret") || !strings.Contains(file, `- "A=***"`) || !strings.Contains(file, "- C=mine") {
		t.Fatalf("the file says\n%s", file)
	}
	if wrong := f.ReadFile(file); wrong != nil || f.Foreign() != 2 {
		t.Errorf("as it was it is refused (%v), or %d lines are hidden", wrong, f.Foreign())
	}
	file = strings.Replace(strings.Replace(file, "- C=mine", "- D=4", 1), `  - "A=***"`+"\n", "", 1)
	if wrong := f.ReadFile(file); wrong != nil || !slices.Equal(f.Values("env"), []string{"B=s3cret2", "D=4"}) || f.Foreign() != 1 {
		t.Errorf("%v, %q, %d hidden", wrong, f.Values("env"), f.Foreign())
	}
	wrong := f.ReadFile(strings.Replace(file, "B=***", "X=***", 1))
	if len(wrong) != 1 || !strings.Contains(wrong[0].String(), "X=*** stands for no value that is hidden") {
		t.Errorf("of another key it says %v", wrong)
	}
	f.Reveal()
	file = f.File("head")
	if !strings.Contains(file, "B=s3cret2") {
		t.Errorf("revealed the file says\n%s", file)
	}
	f.Conceal()
	if wrong := f.ReadFile(file + "name: web\n"); wrong != nil || f.Foreign() != 1 || f.Value("name") != "web" {
		t.Errorf("%v, %d hidden", wrong, f.Foreign())
	}
}

// FuzzHiddenFile writes any value, filled in and hidden or typed, to a file: it
// comes back as it was, and is not in the file while it is hidden.
func FuzzHiddenFile(f *testing.F) {
	for _, seed := range [][2]string{{"s3cret", "mine"}, {"", ""}, {"***", "***"}, {"a\nb", "c: d"}, {"=", "A=***"}, {"\u2028", "\x7f\x1b[31m"}, {"'\"", "\\"}, {" x ", "# y"}, {"é界", "null"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, hidden, typed string) {
		if strings.ContainsRune(hidden+typed, 0) {
			return // no file can hold it
		}
		x := New([]Field{{Name: "env", Label: "Environment", Kind: Lines, Cover: func(line string) string {
			key, _, _ := strings.Cut(line, "=")
			return key + "=***"
		}}, {Name: "name", Label: "Name"}}, "Create")
		x.Fill("env", "A="+hidden)
		x.Down()
		x.Insert("B=" + strings.NewReplacer("\n", " ", "\r", " ").Replace(typed))
		want, file := x.Values("env"), x.File("")
		if len(hidden) > 20 && !strings.Contains(typed, hidden) && strings.Contains(file, hidden) {
			t.Errorf("what is hidden is in the file:\n%s", file)
		}
		for _, text := range []string{file, file + "name: web\n", strings.Replace(file, "env:\n", "env:\n  - C=3\n", 1)} {
			if wrong := x.ReadFile(text); wrong != nil {
				t.Fatalf("%v in\n%s", wrong, text)
			}
			got := slices.DeleteFunc(x.Values("env"), func(v string) bool { return v == "C=3" && !slices.Contains(want, v) })
			if !slices.Equal(got, want) || x.Foreign() != 1 {
				t.Fatalf("%q comes back as %q, %d of them hidden", want, got, x.Foreign())
			}
		}
	})
}
