package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

const askUsage = "GET /api/v1/usage/?"

// TestUsageScreens compares the columns and the tab of what objects use with their golden frames.
func TestUsageScreens(t *testing.T) {
	t.Parallel()
	later := func(d *uitest.Driver, _ *uitest.Server) { d.Advance(90 * time.Second) }
	compareScreens(t, []screen{
		{name: "usage-applications", setup: setup{measured: true}, keys: []string{"d"}, then: later},
		{name: "usage-containers", setup: setup{measured: true}, keys: []string{"2", "/", "e", "enter"}, then: later},
		{name: "usage-tab", setup: setup{measured: true}, keys: []string{"2", "/", "api-1", "enter", "["}, then: later},
		{name: "usage-tab-ascii", setup: setup{measured: true, ascii: true}, keys: []string{"d", "d", "tab", "["}, then: later},
		{name: "usage-tab-stopped", setup: setup{measured: true}, keys: []string{"2", "/", "blog-1", "enter", "["}, then: later},
	})
}

// TestUsageIsAskedForWhileItIsSeen checks when it is asked for what objects use, and of which.
func TestUsageIsAskedForWhileItIsSeen(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{measured: true, fleet: memory.Sized(60, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		asked := func(by time.Duration) []uitest.Request {
			server.Take()
			d.Advance(by)
			var out []uitest.Request
			for _, r := range server.Take() {
				if strings.HasPrefix(r.String(), askUsage) {
					out = append(out, r)
				}
			}
			return out
		}
		d.Advance(1500 * time.Millisecond)
		if n := count(server.Take(), askUsage); n != 2 {
			t.Errorf("it was asked for %d times in 1.5 s, want 2", n)
		}
		if line := d.Line("▸ bench-00001"); !strings.Contains(line, " 0.") || !strings.Contains(line, "M  ") {
			t.Errorf("after 1.5 s: %q", line)
		}
		got := asked(30 * time.Second)
		if len(got) != 6 {
			t.Errorf("it was asked for %d times in 30 s, want 6", len(got))
		}
		if n := strings.Count(got[0].Query, "%2C") + 1; !strings.HasPrefix(got[0].Query, "application=") || n != 34 {
			t.Errorf("it was asked for %d objects, want the 34 in view: %s", n, got[0].Query)
		}
		d.Press("G")
		if got := asked(time.Second); len(got) != 1 {
			t.Errorf("of what came in view it was asked for %d times in a second, want 1", len(got))
		}
		if got := asked(time.Second); len(got) != 1 {
			t.Errorf("and %d times in the next, want 1", len(got))
		}
		d.Press("p")
		if got := asked(time.Minute); len(got) != 0 {
			t.Errorf("it was asked for %d times while paused", len(got))
		}
		if line := d.Line("▸ bench-00060"); !strings.Contains(line, "M  ") {
			t.Errorf("paused, of the moment of that: %q", line)
		}
		d.Press("p", "3")
		if got := asked(20 * time.Second); len(got) != 0 {
			t.Errorf("it was asked for %d times behind the images", len(got))
		}
		d.Press("1")
		d.Resize(99, 40)
		if got := asked(20 * time.Second); len(got) != 0 {
			t.Errorf("it was asked for %d times without columns", len(got))
		}
		d.SeesNot("MEM")
		d.Press("tab", "[", "[")
		if got := asked(20 * time.Second); len(got) < 4 || got[0].Query != got[1].Query || strings.Contains(got[0].Query, "%2C") {
			t.Errorf("for the tab it was asked %v", got)
		}
	})
}

// TestServersWithoutUsageAreNotAsked checks that a server that does not announce it is never asked,
// and that nothing on the screen speaks of it.
func TestServersWithoutUsageAreNotAsked(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(10 * time.Second)
		d.Press("2", "tab", "[")
		d.Advance(10 * time.Second)
		d.SeesNot("CPU", "MEM", "Usage")
		d.Press("tab", "c")
		d.SeesNot("cpu", "mem ")
		if got := server.Take(); count(got, "usage") != 0 {
			t.Errorf("it was asked: %v", got)
		}
	})
}

// TestUsageThatFailsIsUnknown checks that what cannot be measured is a dash once it is old, and
// nothing else: no outage, no old list, and all other polls go on.
func TestUsageThatFailsIsUnknown(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{measured: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Press("2")
		d.Advance(7 * time.Second)
		known := func() bool { return strings.Contains(d.Line("db-1"), " 1.1G ") }
		if !known() {
			t.Fatalf("measured: %q", d.Line("db-1"))
		}
		server.Break("/usage/", uitest.Answer(http.StatusServiceUnavailable, "application/json", `{"error": "the daemon hangs"}`, "Retry-After", "60"))
		d.Advance(8 * time.Second)
		if !known() {
			t.Errorf("a moment later: %q", d.Line("db-1"))
		}
		server.Take()
		d.Advance(12 * time.Second)
		if known() {
			t.Errorf("when it is old: %q", d.Line("db-1"))
		}
		if n := count(server.Take(), listApplications); n < 2 {
			t.Errorf("the applications were polled %d times", n)
		}
		d.SeesNot("stale", "NO SIGNAL", "as of", "retry in")
		d.Press("[", "[")
		d.Advance(5 * time.Second)
		d.Sees("could not be measured: 503 the daemon hangs")
		d.Press("4")
		d.SeesNot("daemon hangs", "could not be")
		server.Break("", nil)
		d.Press("2")
		d.Advance(6 * time.Second)
		if !known() {
			t.Errorf("measured again: %q", d.Line("db-1"))
		}
	})
}

// TestWhatHasEndedUsesNothing checks that a container that was stopped has no figures of before.
func TestWhatHasEndedUsesNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{measured: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Press("2")
		d.Advance(7 * time.Second)
		if line := d.Line("db-1"); !strings.Contains(line, " 1.1G ") {
			t.Fatalf("measured: %q", line)
		}
		server.Break("/usage/", uitest.Answer(http.StatusServiceUnavailable, "application/json", `{"error": "the daemon hangs"}`))
		elsewhere(t, server, http.MethodPost, "container/"+uuids(t, server, "container")["db-1"]+"/stop/")
		d.Advance(7 * time.Second)
		if line := d.Line("db-1"); !strings.Contains(line, "Stopped") || strings.Contains(line, " 1.1G ") {
			t.Errorf("stopped: %q", line)
		}
	})
}

// TestListsAreSortedByUsage checks that the busiest come first, those too that are not in view, and
// that the order follows.
func TestListsAreSortedByUsage(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 14, setup{measured: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Press("2")
		d.Advance(time.Second)
		for range 3 { // state, exit, cpu
			d.Press("o")
		}
		d.Advance(10 * time.Second)
		d.Sees("↑CPU", "by cpu")
		first := func() string { return strings.Split(d.View(), "\n")[4] }
		if !strings.Contains(first(), "backup-1") {
			t.Errorf("while it works, the first is %q", first())
		}
		d.Advance(10 * time.Second)
		if !strings.Contains(first(), "worker-") {
			t.Errorf("then the first is %q", first())
		}
		server.Take()
		d.Advance(5 * time.Second)
		got := server.Take()
		for _, r := range got {
			if n := strings.Count(r.Query, "%2C") + 1; strings.HasPrefix(r.String(), askUsage) && n < 15 {
				t.Errorf("%d containers are measured", n)
			}
		}
		d.Press("ctrl+s")
		d.Sees("every column")
	})
}

// On 200 cells beside the detail the list has room for what applications use and for why something is broken; how
// much memory they may use is said where there is room for that too, and in files.
func TestTheListHasRoomForWhatApplicationsUse(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 60, setup{measured: true, worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(5 * time.Second)
		if head := titles(d); strings.Join(strings.Fields(head), " ") != "NAME STATE RUN LAST HOUR CPU MEM SIZE AGE IMAGE ADDRESS / WHY" {
			t.Errorf("the titles are %q", head)
		}
		if line := leftRow(d, "worker"); !strings.Contains(line, "137 · ") || strings.Contains(line, "G/") {
			t.Errorf("the row is %q", line)
		}
		d.Press("d")
		d.Advance(5 * time.Second)
		if line := d.Line("▸ worker"); !strings.Contains(line, "G/2.5G") {
			t.Errorf("without the detail the row is %q", line)
		}
	})
}
