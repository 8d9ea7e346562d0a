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

// The server of these tests tells of changes: the screen holds one request, and polls nothing else.

// elsewhere has another client send a write.
func elsewhere(t *testing.T, server *uitest.Server, method, path string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+testHost+"/api/v1/"+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	resp, err := server.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusAccepted {
		t.Fatalf("%s %s: %v, %v", method, path, resp, err)
	}
	_ = resp.Body.Close()
}

// held counts the requests that the server was to hold.
func held(requests []uitest.Request) (n int) {
	for _, r := range requests {
		if strings.Contains(r.Query, "wait=") {
			n++
		}
	}
	return n
}

func TestAChangeElsewhereIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	for _, tab := range []string{"1", "2"} {
		inBubble(t, 120, 36, setup{waits: true, fleet: memory.Sized(3, 1), interval: 10 * time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Press(tab)
			d.Advance(4 * time.Second)
			elsewhere(t, server, http.MethodPost, "application/"+uuids(t, server, "application")["bench-00002"]+"/stop/")
			d.Advance(50 * time.Millisecond)
			d.Sees("Stopping", "live")
			d.SeesNot("every 10s")
			server.Take()
			d.Advance(2500 * time.Millisecond)
			d.Sees("Stopped")
			d.SeesNot("Stopping")
			if n := len(server.Take()); n > 8 {
				t.Errorf("%d requests for one change", n)
			}
		})
	}
}

func TestNothingButTheHeldRequestIsSentWhileNothingChanges(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"1"}, {"2"}, {"3"}} {
		inBubble(t, 160, 40, setup{waits: true, fleet: memory.Sized(250, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Press(keys...)
			d.Advance(20 * time.Second)
			server.Take()
			for range 60 {
				d.Advance(time.Second)
				d.SeesNot("stale", "NO SIGNAL", "no answer", "as of")
			}
			if got := server.Take(); len(got) > 7 || held(got) != len(got) {
				t.Errorf("after %v in a minute: %v", keys, got)
			}
		})
	}
}

func TestAServerThatGoesAwayIsSeenAtOnceWhileItHoldsARequest(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{waits: true, fleet: memory.Sized(3, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(12 * time.Second)
		server.Break("", uitest.Refused)
		d.Advance(10 * time.Millisecond)
		d.Sees("refused")
		d.Advance(time.Minute)
		d.Sees("NO SIGNAL")
		server.Break("", nil)
		d.Advance(6 * time.Second)
		d.SeesNot("NO SIGNAL", "stale")
		if said := firstLine(d); strings.Contains(said, "refused") {
			t.Error(said)
		}
		server.Take()
		d.Advance(30 * time.Second)
		if got := server.Take(); len(got) == 0 || held(got) != len(got) {
			t.Errorf("after it is back: %v", got)
		}
	})
}

func TestPausingGivesUpTheHeldRequest(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{waits: true, fleet: memory.Sized(3, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(4 * time.Second)
		d.Press("p")
		d.Sees("paused")
		server.Take()
		elsewhere(t, server, http.MethodPost, "application/"+uuids(t, server, "application")["bench-00002"]+"/stop/")
		server.Take()
		d.Advance(time.Minute)
		d.SeesNot("Stop")
		if got := server.Take(); len(got) > 0 {
			t.Errorf("while paused: %v", got)
		}
		d.Press("p")
		d.Sees("Stopped")
		d.SeesNot("paused")
	})
}

// TestEveryCountdownEndsInItsRequestWhileOneIsHeld confirms what counts down, at several moments of a
// wait: the look before zero does not wait for what the server holds.
func TestEveryCountdownEndsInItsRequestWhileOneIsHeld(t *testing.T) {
	t.Parallel()
	for name, keys := range dangerous() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, moment := range []time.Duration{time.Second, 4500 * time.Millisecond, 8 * time.Second, 11 * time.Second} {
				s := setup{waits: true, fleet: memory.Sized(6, 2), options: func(o *ui.Options) { o.Grace = 5 * time.Second }}
				inBubble(t, 200, 40, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(moment)
					press(t, d, keys)
					d.Sees(" undo")
					server.Take()
					d.Advance(5100 * time.Millisecond)
					if got := writes(server.Take()); len(got) == 0 {
						t.Errorf("confirmed after %v, nothing is sent", moment)
					}
				})
			}
		})
	}
}
