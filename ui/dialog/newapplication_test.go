package dialog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// pasted is the form of a new application, with so many variables pasted into
// its environment, and the text that was pasted.
func pasted(tb testing.TB, variables int) (*Form, Context, string) {
	tb.Helper()
	r := lipgloss.NewRenderer(nil)
	r.SetColorProfile(termenv.Ascii)
	th, err := theme.New(r, "default", theme.Unicode)
	if err != nil {
		tb.Fatal(err)
	}
	keys, err := command.NewKeymap(nil, false)
	if err != nil {
		tb.Fatal(err)
	}
	c := Context{Fleet: fleet.New(), Theme: &th, Keys: keys, Height: 31}
	var text strings.Builder
	for i := range variables {
		fmt.Fprintf(&text, "VARIABLE_%d=value %d\n", i, i)
	}
	d := NewApplication()
	for d.form.Focused() != fieldEnv {
		d.Do(command.NextField, c)
	}
	d.Type(text.String())
	return d, c, text.String()
}

func BenchmarkEnvironmentOf10000Lines(b *testing.B) {
	b.Run("paste", func(b *testing.B) {
		for b.Loop() {
			d, c, _ := pasted(b, 10_000)
			d.Lines(80, c)
		}
	})
	b.Run("frame", func(b *testing.B) {
		d, c, _ := pasted(b, 10_000)
		for b.Loop() {
			d.Lines(80, c)
		}
	})
	b.Run("key", func(b *testing.B) {
		d, c, _ := pasted(b, 10_000)
		for b.Loop() {
			d.Type("x")
			d.Lines(80, c)
			d.form.Key("ctrl+u")
		}
	})
}

func TestAPasteIsTakenAsAWholeOrRefused(t *testing.T) {
	t.Parallel()
	d, c, text := pasted(t, 10_000)
	vars, problems := d.build(c).(CreateApplication).Application.EnvVars, d.form.Problems(fieldEnv)
	if len(vars) != 10_000 || vars[9_999].Value != "value 9999" || len(problems) > 0 {
		t.Fatalf("%d variables were read, problems are %v", len(vars), problems)
	}
	d.Type("VARIABLE_1=twice")
	if got := said(d.form.Problems(fieldEnv)); got != "! VARIABLE_1 is given twice" {
		t.Errorf("it says %q", got)
	}
	d.Type("\nLONG=" + strings.Repeat("x", 1<<17) + "\n" + text)
	if !strings.Contains(d.said, "nothing was taken of that") || len(d.form.Values(fieldEnv)) != 10_001 {
		t.Errorf("it says %q, %d lines", d.said, len(d.form.Values(fieldEnv)))
	}
}
