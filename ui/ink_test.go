package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fleetop/internal/uitest"
)

// TestTheScreenHasSomethingToSay measures how much of the sandbox's screen is blank half an hour after its
// start. Frames are ink.
func TestTheScreenHasSomethingToSay(t *testing.T) {
	t.Parallel()
	for size, most := range map[[2]int]int{{200, 60}: 65, {120, 36}: 60, {80, 24}: 45} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			s := setup{sandbox: true, measured: true}
			inBubble(t, size[0], size[1], s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(30 * time.Minute)
				frame := d.View()
				blank := strings.Count(frame, " ")
				all := utf8.RuneCountInString(strings.ReplaceAll(frame, "\n", ""))
				t.Logf("%d of %d cells are blank", blank, all)
				if percent := 100 * blank / all; percent > most {
					t.Errorf("%d %% of the cells are blank, want at most %d:\n%s", percent, most, frame)
				}
			})
		})
	}
}
