package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// titles returns the line of the list's titles.
func titles(d *uitest.Driver) string {
	head, _, _ := strings.Cut(strings.TrimPrefix(d.Line("NAME "), "│"), "│")
	return head
}

// TestColumnsStayWhileSomethingIsUnderWay counts down, takes back, sends and
// confirms, with polls in between: the columns are where they were all the time.
func TestColumnsStayWhileSomethingIsUnderWay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keys []string
		rows []string // what the row says in turn
	}{
		"taken back": {[]string{"D", "bench-00001", "enter", "wait", "z"}, []string{"● Running"}},
		"scaled":     {[]string{"-", "enter"}, []string{"to 1 in 5 s", "to 1 in 1 s"}},
		"terminated": {[]string{"D", "bench-00001", "enter"}, []string{"▇▇▇▇ term", "▇ term", " 5 s", " 1 s"}},
		"restarted":  {[]string{"R", "y"}, []string{"waiting 2/3"}},
		"unknown":    {[]string{"x", "y"}, []string{"unknown"}},
	} {
		for _, interval := range []time.Duration{time.Second, time.Minute} {
			for _, w := range []int{60, 80, 120, 160, 200} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					s := withGrace(setup{fleet: memory.Sized(6, 2), interval: interval})
					inBubble(t, w, 40, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
						d.Advance(time.Second)
						if name == "unknown" {
							server.Break("POST", uitest.Reset)
						}
						before, seen := titles(d), ""
						look := func() {
							t.Helper()
							if got := titles(d); got != before {
								t.Fatalf("the titles were\n%s\nand are\n%s", before, got)
							}
							seen += leftRow(d, "bench-00001") + "\n"
						}
						press(t, d, test.keys)
						for range 24 {
							look()
							d.Advance(250 * time.Millisecond)
						}
						for _, row := range test.rows {
							if w >= 80 && !strings.Contains(seen, row) {
								t.Errorf("the row never said %q:\n%s", row, seen)
							}
						}
					})
				})
			}
		}
	}
}

// TestTheServersClockDoesNotMakeActionsLate has a server whose clock goes ahead.
func TestTheServersClockDoesNotMakeActionsLate(t *testing.T) {
	t.Parallel()
	inner := laterPlatform(t, memory.Sized(2, 1))
	ahead := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(5*time.Minute).UTC().Format(http.TimeFormat))
		inner.ServeHTTP(w, r)
	})
	inBubble(t, 120, 36, setup{handler: ahead, options: func(o *ui.Options) { o.Interval = time.Minute }}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Slow("", 500*time.Millisecond)
		d.Press("x", "y")
		d.Advance(600 * time.Millisecond)
		d.Sees("» stopping")
	})
}
