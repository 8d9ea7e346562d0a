package main

import (
	"net/http"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// One marked object that is not under the cursor is named before it is started.
func TestAMarkOutOfSightIsNotStartedUnasked(t *testing.T) {
	t.Parallel()
	armedBubble(t, withGrace(setup{fleet: memory.Sized(6, 2)}), func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		d.Press("x", "y")
		d.Advance(30 * time.Second)
		server.Take()
		d.Press(" ", "/")
		d.Paste("00003")
		d.Press("enter", "u")
		d.Sees("Start 1 application?", "bench-00001")
		nothingSent(t, server)
		d.Press("y")
		if got := about(writes(server.Take()), ids); got != "bench-00001" {
			t.Errorf("confirmed: sent %q", got)
		}
	})
}

// While the question whether to quit is open, what counts down wakes nobody
// more than once a second, however little is left of it.
func TestTheQuestionWhetherToQuitKeepsTheMachineAsleep(t *testing.T) {
	t.Parallel()
	armedBubble(t, withGrace(setup{fleet: memory.Sized(6, 2)}), func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
		d.Press("p", " ", " ", "x", "y")
		d.Advance(995 * time.Millisecond)
		d.Press("q", "Q")
		d.Sees("Quit?")
		before := d.Updates()
		d.Advance(10 * time.Second)
		if n := d.Updates() - before; n > 40 {
			t.Errorf("%d updates in 10 s with the question open", n)
		}
		d.Press("n")
		d.Sees("takes it back")
		nothingSent(t, server)
	})
}

// What counts down is polled though it is not on the screen.
func TestAContainerOutOfSightIsCheckedAgainAtZero(t *testing.T) {
	t.Parallel()
	s := setup{fleet: memory.Sized(6, 2), options: func(o *ui.Options) { o.Grace = 10 * time.Second }}
	inBubble(t, 120, 40, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2")
		d.Advance(2 * time.Second)
		ids := uuids(t, server, "container")
		press(t, d, []string{"D", "bench-00001-1", "enter", "3"})
		asServer(t, server, http.MethodPost, "/api/v1/container/"+ids["bench-00001-1"]+"/stop/")
		server.Take()
		d.Advance(12 * time.Second)
		nothingSent(t, server)
		d.Sees("terminate not sent: it was Running and is Stopped now")
	})
}

// A restart that was cancelled after its stop is not said to be unsent.
func TestACancelledRestartAmongManyIsSaidToBeCancelled(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 40, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press(" ", " ", "R", "y")
		byName(d, "restart bench-00001")
		d.Press("y")
		for range 30 {
			d.Advance(time.Second)
			if d.Line("restart: 1 done") != "" {
				break
			}
		}
		d.Sees("restart: 1 done, 1 cancelled: bench-00001: ")
		d.SeesNot("not sent")
	})
}
