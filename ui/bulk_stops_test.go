package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// writesTo is a server that does something instead of answering the writes that
// come after the first few.
func writesTo(server *uitest.Server, after int32, instead uitest.Fault) {
	var seen atomic.Int32
	server.Break("POST", func(r *http.Request) (*http.Response, error) {
		if seen.Add(1) <= after {
			return uitest.Answer(202, "application/json", "{}")(r)
		}
		return instead(r)
	})
}

// TestABulkEndsWhereTheServerIsNotToBeWrittenTo lets an answer to one of its
// writes say so: what was not sent is not, and keeps its mark.
func TestABulkEndsWhereTheServerIsNotToBeWrittenTo(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault uitest.Fault
		want  string
	}{
		"429":        {uitest.Answer(429, "text/plain", "slow down", "Retry-After", "30"), "the server asked to be left alone for 30s"},
		"429 alone":  {uitest.Answer(429, "text/plain", "slow down"), "the server asked to be left alone"},
		"503 busy":   {uitest.Answer(503, "text/plain", "busy"), "no answer from the server (503 busy)"},
		"503 later":  {uitest.Answer(503, "text/plain", "busy", "Retry-After", "60"), "the server asked to be left alone for 1m"},
		"key":        {uitest.Answer(401, "text/html", ""), "the server refuses the key (401)"},
		"gateway":    {uitest.Answer(502, "text/plain", "no"), "no answer from the server (502 no)"},
		"not there":  {uitest.Refused, "no answer from the server (connection refused)"},
		"no answers": {uitest.Hang, "what became of 2 requests is unknown"},
		"500":        {uitest.Answer(500, "application/json", `{"error_message": "oops"}`), "what became of 2 requests is unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 200, 40, setup{fleet: memory.Sized(14, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				writesTo(server, 5, test.fault)
				server.Take()
				d.Press("*", "x", "y")
				d.Advance(40 * time.Second)
				if got := len(writes(server.Take())); got < 6 || got > 9 {
					t.Errorf("%d of 14 were sent, 5 were answered well", got)
				}
				d.Sees("Stopped 5", "not sent ", ": "+test.want)
				d.Sees("9 marked")
				server.Break("", nil)
				d.Press("r")
				d.Advance(time.Minute)
				nothingSent(t, server)
			})
		})
	}
}

// TestABulkEndsWhereAnotherServerAnswers lets the server be replaced in the midst of a
// bulk: the first answer that names another object ends it.
func TestABulkEndsWhereAnotherServerAnswers(t *testing.T) {
	t.Parallel()
	for want, keys := range map[string][]string{"Stopped": {"*", "x", "y"}, "Scaled": {"*", "s", "5", "enter"}} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 200, 40, setup{fleet: memory.Sized(14, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				var seen atomic.Int32
				server.Break("P", func(r *http.Request) (*http.Response, error) {
					body := "{}"
					switch n := seen.Add(1); {
					case n == 6:
						time.Sleep(time.Millisecond) // of the bubble's time: those before it are answered
						uuid := strings.Split(r.URL.Path, "/")[4]
						body = `{"uuid": "` + uuid + `", "unique_name": "shop", "state": "Stopping"}`
					case n > 6: // these are under way then
						return uitest.Hang(r)
					}
					return uitest.Answer(202, "application/json", body)(r)
				})
				server.Take()
				press(t, d, keys)
				d.Advance(5 * time.Second)
				if got := len(writes(server.Take())); got < 6 || got > 9 {
					t.Errorf("%d of 14 were sent, 5 were answered well", got)
				}
				d.Sees("the server answered for another object: it is another application now, named shop: 9 of 14 were sent, 5 were not")
				d.Advance(time.Minute)
				nothingSent(t, server)
				d.Press("4")
				d.Sees(want + " 5, unknown 4, not sent 5")
			})
		})
	}
}

// TestABulkEndsWithTheServer takes the whole server away while four writes are on
// their way, polled or not: nothing is sent on what was known before.
func TestABulkEndsWithTheServer(t *testing.T) {
	t.Parallel()
	for _, paused := range []bool{false, true} {
		for name, away := range map[string]uitest.Fault{"stopped": uitest.Hang, "refused": uitest.Refused} {
			t.Run(fmt.Sprint(name, paused), func(t *testing.T) {
				t.Parallel()
				inBubble(t, 200, 40, setup{fleet: memory.Sized(14, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(time.Second)
					if paused {
						d.Press("p")
					}
					var gone atomic.Bool
					server.Break("", func(r *http.Request) (*http.Response, error) {
						if r.Method == http.MethodPost {
							time.Sleep(19 * time.Second)
							return uitest.Answer(202, "application/json", "{}")(r)
						}
						gone.Store(true)
						return away(r)
					})
					server.Take()
					d.Press("*", "x", "y")
					d.Advance(40 * time.Second)
					if got := len(writes(server.Take())); got != 4 {
						t.Errorf("%d were sent, not the four at the beginning", got)
					}
					if !gone.Load() {
						t.Error("the server was not asked meanwhile")
					}
					d.Sees("not sent 10: ", "10 marked")
					d.Advance(5 * time.Minute)
					nothingSent(t, server)
				})
			})
		}
	}
}

// TestABulkEndsWhenTheClockJumps sleeps while four writes are on their way.
func TestABulkEndsWhenTheClockJumps(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"a nap": 4 * time.Second, "a night": 8 * time.Hour, "the clock set back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var jumped atomic.Int64
			s := setup{fleet: memory.Sized(14, 1), options: func(o *ui.Options) {
				o.Now = func() time.Time { return time.Now().Add(time.Duration(jumped.Load())) }
			}}
			inBubble(t, 200, 40, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				server.Slow("POST", 2*time.Second)
				server.Take()
				d.Press("*", "x", "y")
				d.Advance(2500 * time.Millisecond)
				jumped.Store(int64(jump))
				d.Advance(time.Minute)
				if got := len(writes(server.Take())); got != 8 {
					t.Errorf("%d were sent, 8 were when the clock jumped", got)
				}
				d.Sees("Stopped 8, not sent 6: the clock jumped, the machine may have slept", "6 marked")
			})
		})
	}
}

// TestWhatOthersDoDuringABulkIsSeen changes the last of many objects as another
// user would, where no poll would show it in time.
func TestWhatOthersDoDuringABulkIsSeen(t *testing.T) {
	t.Parallel()
	for _, paused := range []bool{false, true} {
		inBubble(t, 200, 40, setup{fleet: memory.Sized(20, 1), interval: time.Hour}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			ids := uuids(t, server, "application")
			if paused {
				d.Press("p")
			}
			d.Press("*", "x")
			server.Slow("POST", 3*time.Second)
			d.Press("y")
			d.Advance(500 * time.Millisecond)
			server.Slow("", 0)
			change(t, server, http.MethodPost, ids["bench-00020"], "")
			server.Slow("POST", 3*time.Second)
			server.Take()
			d.Advance(time.Minute)
			if got := about(writes(server.Take()), ids); got != bench(5, 19) {
				t.Errorf("paused: %v: sent to %s", paused, got)
			}
			d.Sees("Stopped 19, refused 1: bench-00020: bench-00020 is already stopped")
		})
	}
}

// TestASlowListHoldsABulk does not end what is being sent to a server that is
// only slow: it waits for the list.
func TestASlowListHoldsABulk(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{fleet: memory.Sized(12, 1), interval: time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Slow("", 4*time.Second)
		server.Take()
		d.Press("*", "x", "y")
		d.Advance(4 * time.Second)
		d.Sees("waits for the server: no answer for", "stops the rest")
		d.Advance(time.Minute)
		if got := writes(server.Take()); len(got) != 12 {
			t.Errorf("%d were sent", len(got))
		}
		d.SeesNot("marked")
	})
}
