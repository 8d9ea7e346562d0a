package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// TestTheLastHourStandsInTheList lets time go by and an application fail for a moment: the column moves on by
// itself, and costs no request.
func TestTheLastHourStandsInTheList(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		if line := d.Line("api "); !strings.Contains(line, "···········▇") {
			t.Errorf("at the start the list says\n%s", line)
		}
		d.Advance(11 * time.Minute)
		if line := d.Line("api "); !strings.Contains(line, "·········▇▇▇") {
			t.Errorf("eleven minutes later\n%s", line)
		}
		server.Edit(failed("api"))
		d.Advance(30 * time.Second)
		server.Edit(nil)
		d.Advance(5 * time.Minute)
		if line := d.Line("api "); !strings.Contains(line, "▇▇▆▇") {
			t.Errorf("after a failure\n%s", line)
		}
		server.Take()
		d.Advance(10 * time.Minute)
		for _, r := range server.Take() {
			if r.Path == "/api/v1/container/" && !strings.Contains(r.Query, "application__uuid") {
				t.Errorf("the last hour has cost %s", r)
			}
		}
	})
}
