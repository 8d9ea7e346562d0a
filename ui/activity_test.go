package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// TestALargeBulkLeavesActivityToOthers stops more than Activity holds: what failed
// before is still there, and everything is in one entry.
func TestALargeBulkLeavesActivityToOthers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault uitest.Fault
		most  string // entries
		says  string
	}{
		"all done":    {nil, "1 of 3 ", "Stopped 600"},
		"all refused": {uitest.Answer(400, "application/json", `{"error": "nope"}`), "1 of 53 ", "Refused 600: bench-00001: 400 nope; bench-00002: 400 nope; bench-00003: 400 nope; 597 more under Activity"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 200, 40, setup{fleet: memory.Sized(600, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				server.Break("PATCH", uitest.Answer(400, "application/json", `{"error": "no room"}`))
				d.Press("+", "enter")
				d.Sees("400 no room")
				server.Break("POST", test.fault)
				d.Press("*", "x", "6", "0", "0", "enter")
				d.Advance(2 * time.Second)
				d.Sees(test.says)
				d.Press("4")
				d.Sees("╰ "+test.most, "600 applications")
				d.Press("enter")
				d.Sees("bench-00001")
				d.Press("G")
				d.Sees("bench-00600")
				d.Press("esc", "G")
				d.Sees("400 no room")
			})
		})
	}
}

// TestRestartsOfManyAreOneEntry restarts six applications: of their steps
// Activity keeps nothing, of one that is refused that alone.
func TestRestartsOfManyAreOneEntry(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault     uitest.Fault
		says, has string
	}{
		"done":    {nil, "Restarted 6", "╰ 1 of 1 "},
		"refused": {uitest.Answer(400, "application/json", `{"error": "nope"}`), "Failed 6", "╰ 1 of 7 "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 160, 40, setup{fleet: memory.Sized(6, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				server.Break("POST", test.fault)
				d.Press("*", "R", "y")
				d.Advance(time.Minute)
				d.Press("esc", "4", "g")
				d.Sees(test.says, test.has)
			})
		})
	}
}

// TestUnknownIsOneFailure lets a stop go unanswered: a minute later that is no
// second failure, while one that was accepted and is not confirmed is one.
func TestUnknownIsOneFailure(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"xy", "j xy", "  xy"} {
		for name, fault := range map[string]uitest.Fault{"unknown": uitest.Hang, "unconfirmed": uitest.Answer(202, "application/json", "{}")} {
			inBubble(t, 160, 40, setup{fleet: memory.Sized(6, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				server.Break("POST", fault)
				d.Press(strings.Split(keys, "")...)
				d.Advance(40 * time.Second)
				d.Press("esc", "4")
				d.Advance(2 * time.Minute)
				if view := d.View(); strings.Count(view, "unconfirmed: no poll") > 2 || strings.Contains(view, "unconfirmed: no poll") != (name == "unconfirmed") {
					t.Errorf("after %q that was %s:\n%s", keys, name, view)
				}
			})
		}
	}
}
