package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// The line of the tabs counts from the start, and says what failed last in as many words as there is
// room for; the footer names the key for problems.
func TestTheNewestProblemStandsBesideTheTabs(t *testing.T) {
	t.Parallel()
	for w, want := range map[int]string{
		200: "! worker 5/6: worker-4 exited 137, 43m ago",
		120: "! worker 5/6: worker-4 exited 137, 43m ago",
		100: "! worker 5/6: exit 137",
		80:  "! worker 5/6: exit 137",
		60:  "! worker 5/6: exit 137",
		40:  "! worker 5/6: exit 137",
	} {
		inBubble(t, w, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			tabs := strings.Split(d.View(), "\n")[1]
			if !strings.HasSuffix(strings.TrimRight(tabs, " "), want) || w >= 100 && !strings.Contains(tabs, "[1 Applications 8] 2 Containers 20  3 Images") {
				t.Errorf("at %d columns the tabs say %q, want %q at their end", w, tabs, want)
			}
			d.Sees("! problems")
		})
	}
}

// The name of the program stands there or not by the width alone, so that the account never moves.
func TestTheAccountStaysWhereItIs(t *testing.T) {
	t.Parallel()
	for _, w := range []int{80, 120, 160, 200} {
		inBubble(t, w, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(2 * time.Second)
			at := strings.Index(d.View(), "admin@")
			d.Press("p")
			if got := strings.Index(d.View(), "admin@"); got != at {
				t.Errorf("at %d columns the account is at %d while paused, else at %d", w, got, at)
			}
			d.Press("p")
			server.Break("", uitest.Refused)
			d.Advance(20 * time.Second)
			d.Sees("stale")
			if got := strings.Index(d.View(), "admin@"); got != at {
				t.Errorf("at %d columns the account is at %d when stale, else at %d", w, got, at)
			}
		})
	}
}

// The tab of Activity counts what was not seen there.
func TestActivityCountsWhatWasNotSeen(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Sees("4 Activity  5 Wall")
		server.Break("POST", uitest.Refused)
		d.Press("x", "y")
		d.Advance(8 * time.Second)
		if tabs := strings.Split(d.View(), "\n")[1]; strings.Contains(tabs, "4 Activity  ") {
			t.Errorf("nothing is counted: %s", tabs)
		}
		d.Press("4")
		d.Sees("[4 Activity] 5 Wall")
		d.Press("1")
		d.Sees("4 Activity  5 Wall")
	})
}

// On few rows the line about the sandbox makes room for rows after a while; else it stays.
func TestTheBannerGoesAwayWhereThereAreFewRows(t *testing.T) {
	t.Parallel()
	for h, stays := range map[int]bool{24: false, 36: true} {
		inBubble(t, 120, h, setup{sandbox: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(5 * time.Second)
			d.Sees("This is a sandbox")
			d.Advance(6 * time.Second)
			if got := d.Line("This is a sandbox") != ""; got != stays {
				t.Errorf("with %d rows the banner stays: %v, want %v", h, got, stays)
			}
		})
	}
}
