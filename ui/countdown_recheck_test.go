package ui_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

func TestEverythingIsCheckedAgainAtZero(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, body, want string
	}{
		"gone":   {"DELETE", "", "it is gone"},
		"state":  {"POST", "", "it was Running and is Stopped now"},
		"target": {"PATCH", `{"target_num_containers": 3}`, "its target was 2 and is 3 now"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setup{interval: time.Second, options: func(o *ui.Options) { o.Grace = 10 * time.Second }}
			for _, many := range []bool{false, true} {
				inBubble(t, 200, 40, setup{fleet: memory.Sized(6, 2), interval: s.interval, options: s.options}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(time.Second)
					ids := uuids(t, server, "application")
					if many {
						d.Press(" ", " ", "D", "2", "enter")
					} else {
						press(t, d, []string{"D", "bench-00001", "enter"})
					}
					change(t, server, test.method, ids["bench-00001"], test.body)
					server.Take()
					d.Advance(11 * time.Second)
					got := about(writes(server.Take()), ids)
					if many && got != "bench-00002" || !many && got != "" {
						t.Errorf("many: %v: sent to %q", many, got)
					}
					if many {
						d.Sees("Terminated 1, refused 1: bench-00001: " + test.want)
					} else {
						d.Sees("bench-00001: terminate not sent: " + test.want)
					}
				})
			}
		})
	}
}

// change does something to an application as another user would.
func change(t *testing.T, server *uitest.Server, method, uuid, body string) {
	t.Helper()
	path := "/api/v1/application/" + uuid + "/"
	if method == http.MethodPost {
		path += "stop/"
	}
	asAnotherUser(t, server, method, path, body)
}

func TestAServerThatIsAwayAtZero(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{interval: time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
		press(t, d, []string{"D", "bench-00001", "enter"})
		server.Break("", uitest.Refused)
		d.Advance(2 * time.Second)
		d.Sees("Terminating bench-00001 in 3 s · z undo · no answer from the server (connection refused)")
		d.Advance(4 * time.Second)
		nothingSent(t, server)
		d.Sees("bench-00001: terminate not sent: no answer from the server (connection refused)")
		server.Break("", nil)
		d.Advance(2 * time.Minute)
		nothingSent(t, server)
		d.Sees("terminate not sent") // a failure stays
	})
}

func TestAJumpOfTheClockTakesBack(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"a nap": 4 * time.Second, "a night": 8 * time.Hour, "the clock set back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var jumped atomic.Int64
			s := setup{options: func(o *ui.Options) {
				o.Now = func() time.Time { return time.Now().Add(time.Duration(jumped.Load())) }
			}}
			countdownBubble(t, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
				press(t, d, []string{"D", "bench-00001", "enter"})
				d.Advance(1500 * time.Millisecond)
				jumped.Store(int64(jump))
				d.Advance(10 * time.Second)
				nothingSent(t, server)
				d.Sees("terminating cancelled, nothing was sent: the clock jumped, the machine may have slept")
			})
		})
	}
}

// TestWhatOthersDoDuringACountdownIsSeen changes an object as another user would
// where no poll shows it in time: at zero nothing is sent to it.
func TestWhatOthersDoDuringACountdownIsSeen(t *testing.T) {
	t.Parallel()
	slowly := setup{interval: time.Minute}
	for name, test := range map[string]struct {
		method, body, want string
	}{
		"gone":   {"DELETE", "", "it is gone"},
		"state":  {"POST", "", "it was Running and is Stopped now"},
		"target": {"PATCH", `{"target_num_containers": 3}`, "its target was 2 and is 3 now"},
	} {
		for _, paused := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				during := func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string, keys ...string) {
					if paused {
						d.Press("p")
					}
					press(t, d, keys)
					d.Advance(500 * time.Millisecond)
					change(t, server, test.method, ids["bench-00001"], test.body)
					server.Take()
					d.Advance(5 * time.Second)
				}
				countdownBubble(t, slowly, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
					during(t, d, server, ids, "D", "bench-00001", "enter")
					nothingSent(t, server)
					d.Sees("bench-00001: terminate not sent: " + test.want)
					d.Press("4")
					d.Sees("terminate not sent: " + test.want)
				})
				countdownBubble(t, slowly, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
					during(t, d, server, ids, " ", " ", "D", "2", "enter")
					if got := about(writes(server.Take()), ids); got != "bench-00002" {
						t.Errorf("sent to %q", got)
					}
					d.Sees("Terminated 1, refused 1: bench-00001: " + test.want)
				})
			})
		}
	}
}

func TestACountdownLooksOnceASecondBeforeZero(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		press(t, d, []string{"p", "D", "bench-00001", "enter"})
		server.Take()
		d.Advance(3999 * time.Millisecond)
		if got := server.Take(); len(got) != 0 {
			t.Errorf("%v was asked for while paused", got)
		}
		d.Advance(time.Millisecond)
		if got := server.Take(); len(got) != 1 || count(got, listApplications) != 1 {
			t.Errorf("a second before zero %v was asked for", got)
		}
		d.Advance(999 * time.Millisecond)
		if got := server.Take(); len(got) != 0 {
			t.Errorf("then %v was asked for", got)
		}
		d.Advance(time.Millisecond)
		if got := about(writes(server.Take()), ids); got != "bench-00001" {
			t.Errorf("sent to %q", got)
		}
	})
}

func TestAGraceShorterThanTheLookWaitsForIt(t *testing.T) {
	t.Parallel()
	s := setup{fleet: memory.Sized(6, 2), options: func(o *ui.Options) { o.Grace = 300 * time.Millisecond }}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(3 * time.Second)
		server.Slow("GET", 400*time.Millisecond)
		server.Take()
		press(t, d, []string{"p", "D", "bench-00001", "enter"})
		d.Advance(399 * time.Millisecond)
		nothingSent(t, server)
		d.Advance(time.Millisecond)
		if got := writes(server.Take()); len(got) != 1 {
			t.Errorf("sent %v", got)
		}
	})
}

func TestACountdownOfContainersLooksAtTheirApplicationAlone(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{interval: time.Minute}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
		press(t, d, []string{"enter", "wait", "D", "bench-00001-1", "enter"})
		d.Advance(3 * time.Second)
		server.Take()
		d.Advance(time.Second)
		if got := server.Take(); len(got) != 1 || count(got, "/container/?application__uuid=") != 1 {
			t.Errorf("a second before zero %v was asked for", got)
		}
		d.Advance(time.Second)
		if got := writes(server.Take()); len(got) != 1 {
			t.Errorf("sent %v", got)
		}
	})
}

func TestASlowAnswerHoldsACountdown(t *testing.T) {
	t.Parallel()
	for _, undo := range []bool{false, true} {
		countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
			press(t, d, []string{"p", "D", "bench-00001", "enter"})
			server.Slow("GET", 4*time.Second)
			d.Advance(6 * time.Second)
			nothingSent(t, server)
			d.Sees("Terminating bench-00001 waits for the server · z undo", "terminate waits")
			d.SeesNot("polling is paused") // that is not what it waits for
			if undo {
				d.Press("z")
				d.Sees("cancelled, nothing was sent")
			}
			d.Advance(1999 * time.Millisecond)
			nothingSent(t, server)
			d.Advance(time.Millisecond)
			if got := about(writes(server.Take()), ids); undo && got != "" || !undo && got != "bench-00001" {
				t.Errorf("undo: %v: sent to %q", undo, got)
			}
		})
	}
}

// TestACountdownWithoutAFreshAnswerIsTakenBack lets the last look fail in every way.
func TestACountdownWithoutAFreshAnswerIsTakenBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		match string
		fault uitest.Fault
		after time.Duration // zero
		want  string
	}{
		"no answer":         {"GET", uitest.Hang, recheckPatience, "no answer from the server"},
		"away":              {"GET", uitest.Refused, 0, "no answer from the server (connection refused)"},
		"trouble":           {"GET", uitest.Answer(503, "text/plain", "busy"), 0, "no answer from the server (503 busy)"},
		"key refused":       {"GET", uitest.Answer(401, "text/html", ""), 0, "no answer from the server (API key rejected (401))"},
		"to be left alone":  {"GET", uitest.Answer(429, "text/plain", "slow down", "Retry-After", "60"), 0, "no answer from the server (429 slow down)"},
		"its list is wrong": {"/container/", uitest.Answer(500, "text/plain", "oops"), 0, "what it has become could not be fetched (500 oops)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			countdownBubble(t, setup{interval: time.Minute}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
				press(t, d, []string{"enter", "wait", "p"})
				if test.match == "GET" {
					d.Press("esc")
					press(t, d, []string{"D", "bench-00001", "enter"})
				} else {
					press(t, d, []string{"D", "bench-00001-1", "enter"})
				}
				server.Break(test.match, test.fault)
				d.Advance(5*time.Second + test.after - time.Millisecond)
				d.Sees(" undo")
				d.Advance(2 * time.Second)
				d.Sees("terminate not sent: " + test.want)
				d.Advance(5 * time.Minute)
				server.Break("", nil)
				d.Press("r")
				d.Advance(time.Minute)
				nothingSent(t, server)
			})
		})
	}
}

// recheckPatience is how long after zero a countdown waits for the last look.
const recheckPatience = 10 * time.Second

func TestAServerToBeLeftAloneIsNotLookedAt(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		server.Break("GET /api/v1/application/"+ids["bench-00001"], uitest.Answer(429, "text/plain", "slow down", "Retry-After", "60"))
		d.Advance(5 * time.Second) // the detail is refused
		press(t, d, []string{"D", "bench-00001", "enter"})
		server.Take()
		d.Advance(5 * time.Second)
		if got := server.Take(); len(got) != 0 {
			t.Errorf("%v was asked for", got)
		}
		d.Sees("terminate not sent: the server asked to be left alone for")
	})
}

func TestACountdownThatWasHeldLooksAnew(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		press(t, d, []string{"p", "D", "bench-00001", "enter"})
		d.Advance(4500 * time.Millisecond)
		d.Press("Q")
		change(t, server, http.MethodPost, ids["bench-00001"], "")
		d.Advance(time.Minute)
		server.Take()
		d.Press("n")
		d.Advance(time.Second)
		nothingSent(t, server)
		d.Sees("terminate not sent: it was Running and is Stopped now")
	})
}

// TestManyCountdownsOnASlowServer begins one after the other: the looks of the
// later ones do not keep those of the earlier from an answer.
func TestManyCountdownsOnASlowServer(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		server.Slow("GET", 600*time.Millisecond)
		for _, name := range []string{"bench-00001", "bench-00002", "bench-00003"} {
			press(t, d, []string{"D", name, "enter", "j"})
			d.Advance(300 * time.Millisecond)
		}
		server.Take()
		d.Advance(7 * time.Second)
		if got := about(writes(server.Take()), ids); got != bench(1, 3) {
			t.Errorf("sent to %q", got)
		}
	})
}
