package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// The cursor of a list in which nobody has moved it stays at the top. Where that puts it on another object, the
// key of an action within the next second was meant for the old one: it has to be pressed again. Later, where
// the cursor was moved, and for keys that change nothing, it counts at once.
func TestAKeyIsNotAimedAtWhatTheCursorHasJustMovedTo(t *testing.T) {
	t.Parallel()
	const slipped = "the cursor has just moved to api: press the key again"
	for _, test := range []struct {
		name  string
		moved string // the keys before
		wait  time.Duration
		keys  []string
		sees  string
	}{
		{"at once", "", 0, []string{"D"}, slipped},
		{"again", "", 0, []string{"D", "D"}, "Terminate api"},
		{"a second later", "", time.Second, []string{"D"}, "Terminate api"},
		{"after the cursor was moved", "jk", 0, []string{"D"}, "Terminate worker"},
		{"a key that changes nothing", "", 0, []string{"enter"}, "Containers of api"},
	} {
		inBubble(t, 120, 36, setup{worst: true, waits: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(2 * time.Second)
			press(t, d, strings.Split(test.moved, ""))
			server.Edit(failed("api"))
			d.Press("r")
			for range 100 {
				if strings.Contains(d.View(), "! Not running") {
					break
				}
				d.Advance(50 * time.Millisecond)
			}
			d.Sees("! Not running")
			d.Advance(test.wait)
			d.Press(test.keys...)
			if !strings.Contains(d.View(), test.sees) || test.sees != slipped && strings.Contains(d.View(), slipped) {
				t.Errorf("%s: want %q:\n%s", test.name, test.sees, d.View())
			}
		})
	}
}

// A dialog about 10,000 marked objects fits on every screen, says how many they are, and has that number typed.
func TestTenThousandMarked(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			inBubble(t, size[0], size[1], setup{handler: laterPlatform(t, memory.Sized(100, 100)), interval: time.Minute}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				d.Press("2")
				d.Advance(30 * time.Second)
				d.Press("*", "x")
				d.Sees("Stop 10000 containers", "Type 10000 to confirm")
				fits(t, d.View(), size[0], size[1])
				d.Press("pgdown", "pgdown")
				fits(t, d.View(), size[0], size[1])
				d.Press("9", "enter")
				d.Sees("Stop 10000 containers")
				d.Press("esc")
				d.Sees("Containers 10000")
			})
		})
	}
}
