package ui_test

import (
	"testing"
	"time"

	"fleetop/internal/uitest"
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
			"ls":         "Did you mean Applications (1)?",
			"remove":     "Did you mean Terminate (D)?",
			"reboot":     "Did you mean Restart (R)?",
			"grep":       "Did you mean Filter or search (/)?",
			"terminatex": "Did you mean Terminate (D)?",
			"zoomo":      "Did you mean Zoom (Z)?",
			"xyzzy":      `No command matches "xyzzy".`,
			"foo":        `No command matches "foo".`,
			"palette":    "Commands is open already",
		} {
			d.Press(":")
			d.Burst(typed)
			d.Sees(want)
			if typed == "foo" { // in so short a word one letter may be wrong
				d.SeesNot("Did you mean")
			}
			d.Press("enter") // says it again and runs nothing
			d.Sees(want)
			d.Press("esc")
			d.SeesNot("No command matches", "open already")
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
