package ui_test

import (
	"errors"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// count counts the requests whose text contains a part.
func count(requests []uitest.Request, part string) int {
	n := 0
	for _, r := range requests {
		if strings.Contains(r.String(), part) {
			n++
		}
	}
	return n
}

// writes returns the requests that are no GET.
func writes(requests []uitest.Request) []uitest.Request {
	var out []uitest.Request
	for _, r := range requests {
		if r.Method != http.MethodGet {
			out = append(out, r)
		}
	}
	return out
}

const listApplications = "GET /api/v1/application/?"

func TestOnlyWhatIsOnTheScreenIsPolled(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(5, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		d.Advance(20 * time.Second)
		got := server.Take()
		if n := count(got, listApplications); n != 4 {
			t.Errorf("%d application lists in 20 s at an interval of 5 s, want 4", n)
		}
		if n := count(got, "/container/?limit"); n != 0 {
			t.Errorf("all containers were polled %d times behind the list of applications", n)
		}
		if n := count(got, "/image/"); n != 0 {
			t.Errorf("images were polled %d times behind the list of applications", n)
		}
		if n := count(got, "logs"); n != 0 {
			t.Errorf("logs were polled %d times while none is open", n)
		}
		d.Press("3")
		d.Advance(179 * time.Second)
		if n := count(server.Take(), "/image/?"); n != 3 {
			t.Errorf("images were polled %d times in three minutes, want 3", n)
		}
		d.Press("2")
		d.Advance(20 * time.Second)
		got = server.Take()
		if n := count(got, listApplications); n < 4 || n > 5 {
			t.Errorf("%d application lists in 20 s behind the containers, want 4 or 5", n)
		}
		if n := count(got, "/container/?"); n < 4 || n > 5 {
			t.Errorf("%d container lists in 20 s, want 4 or 5", n)
		}
	})
}

func TestTheDetailIsFetchedOnceTheCursorHasRested(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		for range 5 {
			d.Press("j")
			d.Advance(100 * time.Millisecond)
		}
		if got := server.Take(); len(got) != 0 {
			t.Errorf("%v was asked for while the cursor moved", got)
		}
		d.Advance(100 * time.Millisecond)
		got := server.Take()
		if len(got) != 2 || count(got, "/container/?application__uuid=") != 1 {
			t.Errorf("after the cursor rested came %v, want the detail and its containers", got)
		}
	})
}

func TestTransitionsArePolledEverySecond(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{interval: 30 * time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("x", "y")
		d.Sees("Stopping")
		server.Take()
		d.Advance(4 * time.Second)
		if n := count(server.Take(), listApplications); n < 2 {
			t.Errorf("%d application lists in the 4 s of a transition, want one a second", n)
		}
		d.Sees("○ Stopped")
		server.Take()
		d.Advance(20 * time.Second)
		if n := count(server.Take(), listApplications); n > 1 {
			t.Errorf("%d application lists in 20 s after the transition, at an interval of 30 s", n)
		}
	})
}

func TestBackOffAndRecovery(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("", uitest.Refused)
		d.Advance(16 * time.Second)
		d.Sees("stale", "connection refused", "retry in")
		server.Take()
		d.Advance(5 * time.Minute)
		got := server.Take()
		if n := len(got); n < 58 || n > 76 || count(got, listApplications) != n {
			t.Errorf("%d requests in five minutes without a server, want one list every five seconds: %v", n, got)
		}
		d.Sees("NO SIGNAL", "api", "worker")
		server.Break("", nil)
		d.Press("r")
		d.SeesNot("NO SIGNAL", "retry in")
		d.Sees("every 5s")
	})
}

func TestAServerThatFailsIsSpared(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("", uitest.Answer(503, "text/plain", "busy"))
		d.Advance(time.Minute)
		server.Take()
		d.Advance(5 * time.Minute)
		got := server.Take()
		if n := len(got); n < 4 || n > 8 || count(got, listApplications) != n {
			t.Errorf("%d requests in five minutes of failures, want one list a minute: %v", n, got)
		}
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("", uitest.Answer(429, "text/plain", "slow down", "Retry-After", "120"))
		d.Advance(5 * time.Second)
		d.Sees("429 slow down")
		server.Take()
		d.Advance(100 * time.Second)
		if got := server.Take(); len(got) != 0 {
			t.Errorf("%v was asked for although the server wanted two minutes", got)
		}
	})
}

func TestRejectedKeyIsTriedOnceAMinute(t *testing.T) {
	t.Parallel()
	var reads atomic.Int32
	s := setup{options: func(o *ui.Options) {
		o.ReadKey = func() (client.Credentials, error) {
			reads.Add(1)
			return client.Credentials{User: testUser, Key: testKey}, nil
		}
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("", uitest.Answer(401, "text/html", ""))
		d.Advance(5 * time.Second)
		d.Sees("NO SIGNAL", "API key rejected (401)", "api")
		server.Take()
		if got := reads.Load(); got != 0 {
			t.Errorf("the key was read %d times although it had not been tried again", got)
		}
		d.Advance(3 * time.Minute)
		if got := server.Take(); len(got) != 3 || count(got, listApplications) != 3 {
			t.Errorf("three minutes of 401 asked for %v, want one list a minute", got)
		}
		if got := reads.Swap(0); got != 3 {
			t.Errorf("the key was read %d times in three minutes, want once for each try", got)
		}
		d.Press("r")
		if got := server.Take(); reads.Load() != 1 || len(got) != 1 {
			t.Errorf("r read the key %d times and asked for %v", reads.Load(), got)
		}
		server.Break("", nil)
		d.Press("r")
		d.SeesNot("NO SIGNAL")
	})
}

// TestTimedRetriesReadTheKeyAgain changes, removes and brings back the file of a
// key that the server refuses.
func TestTimedRetriesReadTheKeyAgain(t *testing.T) {
	t.Parallel()
	type file struct {
		key string
		err error
	}
	var now atomic.Pointer[file]
	now.Store(&file{key: "old"})
	s := setup{options: func(o *ui.Options) {
		o.KeyFrom = "--apikey-file"
		o.ReadKey = func() (client.Credentials, error) {
			f := now.Load()
			return client.Credentials{User: testUser, Key: f.key}, f.err
		}
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		var tried atomic.Pointer[string]
		server.Break("", func(r *http.Request) (*http.Response, error) {
			key := r.Header.Get("Authorization")
			tried.Store(&key)
			return uitest.Answer(401, "text/html", "")(r)
		})
		tries := func(want string) {
			t.Helper()
			if got := *tried.Load(); got != "ApiKey "+testUser+":"+want {
				t.Errorf("the server was asked with %q, want the key %q", got, want)
			}
		}
		d.Advance(6 * time.Second)
		tries(testKey)
		d.Advance(time.Minute)
		tries("old")
		now.Store(&file{err: errors.New("cannot read \"key\": no such file")})
		d.Advance(time.Minute)
		tries("old")
		const why = "the key could not be read again, the old one is used: cannot read \"key\": no such file"
		d.Sees(why)
		d.Press("esc")
		d.Advance(time.Minute)
		d.SeesNot(why) // it has been said
		d.Press("r")
		d.Sees(why)
		d.Press("esc")
		now.Store(&file{key: "new"})
		d.Advance(time.Minute)
		tries("new")
		server.Break("", nil)
		now.Store(&file{key: testKey})
		d.Advance(time.Minute)
		d.SeesNot("NO SIGNAL")
	})
}

func TestPauseStopsPolling(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p")
		server.Take()
		d.Advance(10 * time.Minute)
		if got := server.Take(); len(got) != 0 {
			t.Errorf("%v was asked for while paused", got)
		}
		d.Sees("paused · as of 00:00:00")
		d.SeesNot("stale", "NO SIGNAL")
		d.Press("r")
		if got := server.Take(); count(got, listApplications) != 1 {
			t.Errorf("r asked for %v while paused, want one list of applications among it", got)
		}
		d.Press("x", "y")
		if got := server.Take(); count(got, "POST") != 1 || count(got, listApplications) != 1 {
			t.Errorf("an action while paused sent %v, want it and a poll", got)
		}
		d.Press("p")
		d.SeesNot("paused · as of")
	})
}

// A failure while polling is paused, which the next poll may be long in making good.
func TestAServerThatIsAwayWhilePaused(t *testing.T) {
	t.Parallel()
	for _, w := range []int{40, 80, 120, 200} {
		inBubble(t, w, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			d.Press("p")
			server.Break("", uitest.Refused)
			d.Press("r")
			fits(t, d.View(), w, 24)
			if w >= 80 {
				d.Sees("paused", "connection refused")
			}
			server.Break("", nil)
			d.Press("r")
			d.Sees("paused")
			if said := firstLine(d) + lastLine(d); strings.Contains(said, "refused") {
				t.Error(said)
			}
		})
	}
}

func TestAnObjectThatVanishes(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("j", "x")
		d.Sees("Stop backup?")
		empty := `{"meta": {"limit": 100, "next": null, "offset": 0, "previous": null, "total_count": 0}, "objects": []}`
		server.Break("GET", uitest.Answer(200, "application/json", empty))
		d.Advance(6 * time.Second)
		d.Sees("backup is gone")
		d.Press("y")
		d.Advance(time.Second)
		if got := writes(server.Take()); len(got) != 0 {
			t.Errorf("sent %v for an object that is gone", got)
		}
		d.Press("n")
		d.Sees("no applications")
		d.Press("x", "s", "D", "u", "enter", "l")
		d.Sees("nothing is selected")
		server.Break("", nil)
		d.Advance(6 * time.Second)
		d.Sees("▸ backup")
	})
}

func TestGarbageWipesNothing(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]uitest.Fault{
		"html":       uitest.Answer(200, "text/html", "<html>maintenance</html>"),
		"truncated":  uitest.Answer(200, "application/json", `{"meta": {"limit": 25, "total`),
		"empty":      uitest.Answer(200, "application/json", ""),
		"array":      uitest.Answer(200, "application/json", "[]"),
		"500":        uitest.Answer(500, "application/json", `{"error_message": "\u001b[2Jboom"}`),
		"redirect":   uitest.Answer(302, "text/html", "", "Location", "http://elsewhere.example/api/v1/application/"),
		"reset":      uitest.Reset,
		"hang":       uitest.Hang,
		"503":        uitest.Answer(503, "text/plain", "later", "Retry-After", "soon"),
		"bad record": uitest.Answer(200, "application/json", `{"meta": {"total_count": "many"}, "objects": 7}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				server.Break("", fault)
				d.Press("2")
				d.Advance(time.Minute)
				d.Press("1")
				d.Advance(time.Second)
				d.Sees("api", "worker", "NO SIGNAL")
				d.SeesNot("\x1b[2J")
				server.Break("", nil)
				d.Press("r")
				d.Advance(time.Second)
				d.SeesNot("NO SIGNAL")
			})
		})
	}
}

func TestAnOldServerHasNoImages(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Break("/image/", uitest.Answer(404, "text/html", ""))
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(2 * time.Minute)
		d.Sees("this server has no images")
		d.SeesNot("NO SIGNAL", "stale")
	})
}

func TestSleepMakesDataOldAndPollsAll(t *testing.T) {
	t.Parallel()
	var slept atomic.Int64
	s := setup{interval: time.Hour, options: func(o *ui.Options) {
		o.Now = func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		server.Take()
		server.Slow("", 2*time.Second)
		slept.Store(int64(20 * time.Minute))
		d.Advance(time.Second)
		d.Sees("stale", "20m ago")
		if got := server.Take(); count(got, listApplications) != 1 {
			t.Errorf("after waking came %v, want the list at once", got)
		}
		d.Advance(3 * time.Second)
		d.SeesNot("stale")
	})
}

// Three in the background, what is looked at, and the list of applications.
func TestAtMostFiveRequestsAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Slow("", 300*time.Millisecond)
		d.Advance(time.Second)
		d.Press("G", "l") // worker: six logs
		d.Advance(5 * time.Second)
		if n := server.Most(); n > 5 {
			t.Errorf("%d requests at once", n)
		}
		d.Sees("worker-1", "worker-6")
	})
}

func TestTheFailureStaysUntilDismissed(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("POST", uitest.Answer(400, "application/json", `{"error": "not now"}`))
		d.Press("x", "y")
		d.Advance(2 * time.Minute)
		d.Sees("stop refused: 400 not now")
		d.Press("esc")
		if said := lastLine(d); strings.Contains(said, "stop refused") {
			t.Error(said)
		}
		d.Press("4")
		d.Sees("stop refused: 400 not now", "stop requested")
	})
}

func TestLogsOfAContainerWhileThoseOfItsApplicationAreFetched(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("/", "b", "l", "o", "g", "enter", "enter")
		d.Advance(time.Second)
		d.Press("esc", "esc") // the filter and the containers
		d.Press("l")
		d.Advance(time.Second)
		d.Sees("Logs · blog · 3 containers")
		server.Slow("logs", 500*time.Millisecond)
		d.Advance(1500 * time.Millisecond) // a fetch is on its way
		d.Press("tab", "enter")
		d.Advance(100 * time.Millisecond)
		d.Press("l")
		d.Advance(5 * time.Second)
		d.Sees("Logs · blog-1")
		d.SeesNot("no logs yet")
	})
}

func TestSlowLogsDoNotMakeTheServerLookAway(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("logs", uitest.Hang)
		d.Press("G", "l")
		for range 60 {
			d.Advance(time.Second)
			d.SeesNot("stale", "NO SIGNAL", "no answer")
		}
	})
}

func TestAFailureComesBackBehindAWarning(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("POST", uitest.Answer(400, "application/json", `{"error": "not now"}`))
		d.Press("x", "y", "u")
		d.Sees("cannot start: api is already running")
		d.Advance(10 * time.Second)
		d.Sees("stop refused: 400 not now")
		d.Press("esc")
		if said := lastLine(d); strings.Contains(said, "not now") {
			t.Error(said)
		}
	})
}

func TestALyingTotalIsNoStorm(t *testing.T) {
	t.Parallel()
	for name, total := range map[string]string{"far too high": "100000", "too low": "1", "negative": "-5"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := memory.Sized(250, 1)
			inBubble(t, 120, 36, setup{fleet: all}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				server.Edit(func(body string) string {
					return strings.Replace(body, `"total_count":250`, `"total_count":`+total, 1)
				})
				d.Advance(2 * time.Second)
				if n := count(server.Take(), listApplications); n > 8 {
					t.Errorf("%d requests for three pages", n)
				}
				d.Sees("250/250", "1 Applications 250")
			})
		})
	}
}

// TestADayLeavesNoMemoryBehind lets the dashboard poll for a day.
func TestADayLeavesNoMemoryBehind(t *testing.T) {
	inBubble(t, 80, 24, setup{fleet: memory.Sized(3, 2), interval: time.Minute}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		objects := func() uint64 {
			server.Take()
			runtime.GC()
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.HeapObjects
		}
		d.Advance(10 * time.Minute)
		before := objects()
		d.Advance(4 * time.Hour)
		if after := objects(); after > before+2000 {
			t.Errorf("%d objects before and %d after four hours", before, after)
		}
	})
}
