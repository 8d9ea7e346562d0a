package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// TestNoSignalDimsEveryPaneAndNamesTheRemedy takes the server away for long, and gives it back.
func TestNoSignalDimsEveryPaneAndNamesTheRemedy(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{200, 60}, {120, 36}, {80, 24}, {40, 12}} {
		inBubble(t, size[0], size[1], colours(setup{}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(3 * time.Second)
			before := strings.Count(d.View(), "\n")
			server.Break("", uitest.Refused)
			d.Advance(20 * time.Second)
			d.SeesNot("NO SIGNAL")
			d.Advance(114 * time.Second)
			lines := strings.Split(d.View(), "\n")
			if len(lines) != before+1 {
				t.Fatalf("%d lines on %d rows", len(lines), before+1)
			}
			if band := lines[2]; !strings.Contains(band, "is the server running?") || size[0] >= 80 && !strings.Contains(band, "connection refused") {
				t.Errorf("%d wide: the band says %q", size[0], band)
			}
			if size[0] >= 120 && !strings.Contains(lines[2], "last answer 2m ago") {
				t.Errorf("%d wide: the band says %q", size[0], lines[2])
			}
			d.Sees("NO SIGNAL", "1 problem")
			for _, said := range map[int][]string{200: {"db ", "restart ALWAYS", "server lost"}, 120: {"db ", "restart ALWAYS", "server lost"}, 80: {"db ", "restart ALWAYS"}}[size[0]] {
				if !isDim(d, said) {
					t.Errorf("%d wide: %q is not dim", size[0], said)
				}
			}
			server.Break("", nil)
			d.Advance(time.Minute)
			d.SeesNot("NO SIGNAL", "is the server running? ·", "last answer")
			if size[0] >= 80 && isDim(d, "restart ALWAYS") {
				t.Errorf("%d wide: the detail is dim although the server is back", size[0])
			}
		})
	}
}
