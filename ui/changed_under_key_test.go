package ui_test

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
	countdownBubble(t, withGrace(setup{fleet: memory.Sized(6, 2)}), func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
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
func TestOpenQuitDialogUpdatesSeldom(t *testing.T) {
	t.Parallel()
	countdownBubble(t, withGrace(setup{fleet: memory.Sized(6, 2)}), func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
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
		d.Sees(" undo")
		nothingSent(t, server)
	})
}

// What counts down is polled though it is not on the screen.
func TestAContainerOutOfSightIsCheckedAgainAtZero(t *testing.T) {
	t.Parallel()
	s := setup{fleet: memory.Sized(6, 2), options: func(o *ui.Options) { o.Grace = 10 * time.Second }}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2")
		d.Advance(2 * time.Second)
		ids := uuids(t, server, "container")
		press(t, d, []string{"D", "bench-00001-1", "enter", "3"})
		asAnotherUser(t, server, http.MethodPost, "/api/v1/container/"+ids["bench-00001-1"]+"/stop/")
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
			if d.Line("Restarted 1") != "" {
				break
			}
		}
		d.Sees("Restarted 1, cancelled 1: bench-00001: ")
		d.SeesNot("not sent")
	})
}

// A key that was aimed at what a dialog about many objects, or a form, said
// before the last poll changed it sends nothing; pressed again it does.
func TestKeyAfterAChangeSendsNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		open    []string
		says    string // once the change is there
		confirm string
		sent    string
	}{
		{"scale", []string{" ", " ", "s", "1"}, "bench-00002 goes 2 → 9 now", "enter", "bench-00001 bench-00002"},
		{"stop", []string{" ", " ", "x"}, "bench-00002 goes 2 → 9 now", "y", "bench-00001 bench-00002"},
		{"restart", []string{" ", " ", "R"}, "bench-00002 goes 2 → 9 now", "y", "bench-00001 bench-00002"},
		{"terminate", []string{" ", " ", "D", "2"}, "bench-00002 goes 2 → 9 now", "enter", "bench-00001 bench-00002"},
		{"edit", []string{"j", "e", "backspace", "1", "tab", "tab"}, "running 2 → 9", "enter", "bench-00002"},
		{"redeploy", []string{"j", ":", "redeploy", "enter", "tab"}, "running 2 → 9", "enter", "bench-00002"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				ids := uuids(t, server, "application")
				press(t, d, test.open)
				d.SeesNot("→ 9")
				asAnotherUser(t, server, http.MethodPatch, "/api/v1/application/"+ids["bench-00002"]+"/", `{"target_num_containers": 9}`)
				for i := 0; i < 200 && d.Line(test.says) == ""; i++ {
					d.Advance(50 * time.Millisecond)
				}
				d.Sees(test.says)
				server.Take()
				d.Press(test.confirm)
				d.Sees("hanged just before that key", "nothing was sent.")
				d.Advance(200 * time.Millisecond)
				d.Read(test.confirm) // the same key, hit twice
				nothingSent(t, server)
				d.Advance(8 * time.Second) // it is scaled
				d.Press(test.confirm)
				d.Advance(100 * time.Millisecond)
				if got := about(writes(server.Take()), ids); got != test.sent {
					t.Errorf("sent to %q, want %q", got, test.sent)
				}
			})
		})
	}
}

// What a form is about is noticed when it changes, not when it is next looked at.
func TestAFormIsToldOfAChangeWhenItComes(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		d.Press("e", "backspace", "1", "tab", "tab")
		asAnotherUser(t, server, http.MethodPatch, "/api/v1/application/"+ids["bench-00001"]+"/", `{"target_num_containers": 9}`)
		d.Advance(20 * time.Second) // nothing is drawn meanwhile
		server.Take()
		d.Press("enter")
		d.Advance(100 * time.Millisecond)
		if got := about(writes(server.Take()), ids); got != "bench-00001" {
			t.Errorf("sent to %q", got)
		}
	})
}

// On the smallest screen everything a dialog says can be read, and what
// confirms it is in sight all the while.
func TestADialogIsReadOnASmallScreen(t *testing.T) {
	t.Parallel()
	for _, down := range []string{"pgdown", "down", "j"} {
		inBubble(t, 40, 10, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			press(t, d, []string{"G", "k", "R"})
			d.Advance(time.Second)
			d.Sees("Restart web?", "Downtime: all 3 containers", "pgdown more", "[ y Restart ]  [ n Cancel ]")
			d.SeesNot("Linked from lb.")
			for i := 0; i < 20 && d.Line("Linked from lb.") == ""; i++ {
				d.Press(down)
				d.Sees("Restart web?", "[ y Restart ]  [ n Cancel ]")
			}
			d.Sees("Linked from lb.")
			for range 20 {
				d.Press(down)
			}
			d.Sees("pgup more above", "again to cancel the rest")
			server.Take()
			d.Press("pgup", "up", "k")
			nothingSent(t, server)
		})
	}
}

// On a small screen the button of a form leaves room for what it does, and for
// why it did not.
func TestAFormSaysItAllOnASmallScreen(t *testing.T) {
	t.Parallel()
	inBubble(t, 40, 12, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		byName(d, "redeploy bench-00001")
		d.Sees("From…") // it is cut
		d.Press("enter")
		d.Sees("[ Redeploy ]", "lost, for good.", "tutum/hello-")
		asAnotherUser(t, server, http.MethodPatch, "/api/v1/application/"+ids["bench-00001"]+"/", `{"target_num_containers": 3}`)
		server.Take()
		for i := 0; i < 200 && d.Line("containers of") == d.Line("2 containers of"); i++ {
			d.Advance(50 * time.Millisecond)
		}
		d.Press("enter")
		d.Sees("[ Redeploy ]", "just before that key")
		nothingSent(t, server)
	})
}
