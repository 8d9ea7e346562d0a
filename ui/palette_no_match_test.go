package ui_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui/command"
)

// TestAnEmptyPaletteSaysWhatMayBeMeant types what users of other tools type.
func TestAnEmptyPaletteSaysWhatMayBeMeant(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		for typed, want := range map[string]string{
			"delete":     `No command matches "delete". Did you mean Terminate (D)?`,
			"rm web":     `No command matches "rm web". Did you mean Terminate (D)?`,
			"kill":       "Did you mean Terminate (D)?",
			"exit":       "Did you mean Quit (q)?",
			"reboot":     "Did you mean Restart (R)?",
			"grep":       "Did you mean Filter, search (/)?",
			"terminatex": "Did you mean Terminate (D)?",
			"xyzzy":      `No command matches "xyzzy".`,
		} {
			d.Press(":")
			d.Burst(typed)
			d.Sees(want)
			d.Press("enter") // says it again and runs nothing
			d.Sees(want)
			d.Press("esc")
			d.SeesNot("No command matches")
		}
		d.Press(":")
		d.Burst("delete web")
		d.Press("tab")
		d.Sees(":terminate web")
		d.Press("enter")
		d.Sees("Terminate web?")
	})
	inBubble(t, 120, 36, setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press(":")
		d.Burst("delete")
		d.Sees(`No command matches "delete".`, "read-only")
		d.SeesNot("Did you mean")
	})
}

// TestTheCommandsOfTheREADME runs the lines that the README gives to the palette.
func TestTheCommandsOfTheREADME(t *testing.T) {
	t.Parallel()
	examples := map[string][]string{
		":scale 5":           {"┌ Scale ", "→ 5"},
		":containers exited": {"worker-4 ", "Stopped", `of 20 · filter "exited"`},
		":logs web-1":        {"Logs of web-1"},
	}
	file, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(file)
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '`' || r == '\n' }) {
		word, _, _ := strings.Cut(strings.TrimPrefix(line, ":"), " ")
		if strings.HasPrefix(line, ":") && slices.ContainsFunc(command.All(), func(c command.Command) bool { return string(c.Name) == word }) && examples[line] == nil {
			t.Errorf("the README gives %q, which no test runs", line)
		}
	}
	for line, want := range examples {
		if !strings.Contains(text, "`"+line+"`") {
			t.Errorf("the README does not give %q any more", line)
		}
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			d.Press("2")
			d.Advance(time.Second)
			d.Press("1", ":")
			d.Burst(strings.TrimPrefix(line, ":"))
			d.Press("enter")
			d.Advance(2 * time.Second)
			d.Sees(want...)
		})
	}
}
