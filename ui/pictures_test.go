package ui_test

import (
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/goldentest"
	"fleetop/internal/picture"
	"fleetop/internal/uitest"
)

// TestPicturesAreFramesOfTheProgram keeps the pictures in the README true: they are frames of the
// program. `go test -run TestPicturesAreFramesOfTheProgram -update ./ui` draws them anew.
func TestPicturesAreFramesOfTheProgram(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"screen.svg":    {"G", "l", "wait", "tab"},
		"form.svg":      {"n", "tab", "tutum/hello-world", "tab", "greeter", "tab", "tab", "3", "tab"},
		"countdown.svg": {" ", "j", " ", " ", "x", "y"},
		"palette.svg":   {":", "sta"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, withGrace(setup{theme: "dark", profile: termenv.TrueColor, sandbox: true, worst: true}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				press(t, d, keys)
				goldentest.Compare(t, "../../docs/"+name, picture.SVG(d.View(), 120, 36))
			})
		})
	}
}
