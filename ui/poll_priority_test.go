package ui_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// uuidPattern finds the uuid in a path.
var uuidPattern = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// TestNothingStarvesAnAction has far more logs and pages under way than a slow
// server can answer, and confirms what destroys something.
func TestNothingStarvesAnAction(t *testing.T) {
	t.Parallel()
	const grace, latency = 5 * time.Second, 500 * time.Millisecond
	for name, test := range map[string]struct {
		fleet     memory.Fleet
		keys      []string
		oneByOne  bool
		sentAfter time.Duration // at most
	}{
		"application": {
			memory.Sized(2, 100), []string{"l", "tab", "D", "bench-00001", "enter"}, false, grace + time.Second,
		},
		"container": {
			memory.Sized(2, 100), []string{"l", "tab", "enter", "wait", "D", "bench-00001-1", "enter"}, false, grace + 2*time.Second,
		},
		"many containers": {
			memory.Sized(2, 100), []string{"l", "tab", "enter", "wait", " ", " ", "x", "y"}, false, grace + 2*time.Second,
		},
		"one request at a time": {
			memory.Sized(2, 100), []string{"l", "tab", "D", "bench-00001", "enter"}, true, grace + 6*latency,
		},
		"a container, one request at a time": {
			memory.Sized(2, 100), []string{"l", "tab", "enter", "wait", "wait", "D", "bench-00001-1", "enter"}, true, grace + 8*latency,
		},
		"behind a list of many pages": {
			memory.Sized(100, 50), []string{"2", "wait", "1", "D", "bench-00001", "enter"}, false, grace + time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, withGrace(setup{fleet: test.fleet}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				if test.oneByOne {
					server.OneByOne()
				}
				server.Slow("", latency)
				d.Advance(5 * time.Second)
				press(t, d, test.keys)
				server.Take()
				d.Advance(test.sentAfter)
				if got := writes(server.Take()); len(got) == 0 {
					t.Errorf("nothing was sent %v after it was confirmed:\n%s", test.sentAfter, d.View())
				}
				d.Advance(10 * time.Second)
				d.SeesNot("no answer from the server")
			})
		})
	}
}

// TestWhatIsLookedAtComesBeforeLogs turns to another object while a hundred logs
// are under way.
func TestWhatIsLookedAtComesBeforeLogs(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(3, 100)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		server.Slow("", 500*time.Millisecond)
		d.Press("l")
		d.Advance(4 * time.Second)
		for _, test := range []struct{ keys, want string }{{"tab j", "GET /api/v1/application/UUID/"}, {"J", "GET /api/v1/application/UUID/"}, {"esc 3", "GET /api/v1/image/?"}} {
			server.Take()
			d.Press(strings.Fields(test.keys)...)
			d.Advance(700 * time.Millisecond) // the cursor rests, and one of those on their way ends
			asked := false
			for _, r := range server.Take() {
				asked = asked || strings.HasPrefix(uuidPattern.ReplaceAllString(r.String(), "UUID"), test.want)
			}
			if !asked {
				t.Errorf("after %q no %s went out", test.keys, test.want)
			}
			d.Advance(time.Second)
		}
	})
}

// TestTheLogsOfAViewAreFetchedATenthOfTheTime counts the requests of a hundred
// logs at half a second each.
func TestTheLogsOfAViewAreFetchedATenthOfTheTime(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{fleet: memory.Sized(2, 100)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Slow("", 500*time.Millisecond)
		d.Advance(4 * time.Second)
		server.Take()
		d.Press("l")
		d.Advance(30 * time.Second)
		if n := count(server.Take(), "logs"); n != 100 {
			t.Errorf("%d logs were fetched in the first round, want each once", n)
		}
		d.Advance(10 * time.Minute)
		if n := count(server.Take(), "logs"); n < 300 || n > 400 {
			t.Errorf("%d fetches of 100 logs in ten minutes, want a round every 167 s", n)
		}
		d.Sees("per refresh · 16.7 s · every 166.7 s")
	})
}

// TestTheLogOfWhatDoesNotRunIsFetchedOnce until its container is started again.
func TestTheLogOfWhatDoesNotRunIsFetchedOnce(t *testing.T) {
	t.Parallel()
	stopped := memory.Fleet{Applications: []memory.Application{{Name: "idle", Image: "tutum/hello-world", Memory: 256 << 20, Containers: 3, Down: time.Hour, Age: 2 * time.Hour}}}
	for _, test := range []struct {
		name string
		keys []string
		logs int
	}{
		{"one container", []string{"enter", "wait"}, 1},
		{"all of an application", []string{"wait"}, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, w := range []int{120, 60} { // with the list beside the log, and without
				inBubble(t, w, 40, setup{fleet: stopped}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(2 * time.Second)
					press(t, d, test.keys)
					server.Take()
					d.Press("l")
					d.Advance(5 * time.Minute)
					if n := count(server.Take(), "logs"); n != test.logs {
						t.Errorf("%d wide: %d fetches of %d logs that do not grow, want each once", w, n, test.logs)
					}
					if w > 100 {
						d.Sees("read once")
					}
					d.Press("r")
					d.Advance(10 * time.Second)
					if n := count(server.Take(), "logs"); n != test.logs {
						t.Errorf("%d wide: r fetched %d logs, want each once more", w, n)
					}
					d.Press("u")
					d.Advance(30 * time.Second)
					if n := count(server.Take(), "logs"); n < 5 {
						t.Errorf("%d wide: %d fetches in half a minute after it was started", w, n)
					}
					d.Press("x", "y")
					d.Advance(30 * time.Second)
					server.Take()
					d.Advance(5 * time.Minute)
					if n := count(server.Take(), "logs"); n != 0 {
						t.Errorf("%d wide: %d fetches after it was stopped again\n%s", w, n, d.View())
					}
				})
			}
		})
	}
}

// TestA401ElsewhereHoldsThatAlone refuses one object only.
func TestA401ElsewhereHoldsThatAlone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keys  []string
		match string
		want  string // what goes on
	}{
		"detail":                {nil, "/application/UUID/", "GET /api/v1/container/?application__uuid"},
		"log":                   {[]string{"enter", "wait", "l"}, "/logs/", "GET /api/v1/container/?application__uuid"},
		"list":                  {[]string{"2"}, "/api/v1/container/", "GET /api/v1/application/?"},
		"images":                {[]string{"3"}, "/api/v1/image/", "GET /api/v1/application/?"},
		"containers of one app": {[]string{"enter"}, "/api/v1/container/", "GET /api/v1/application/?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(2 * time.Second)
				ids := uuids(t, server, "application")
				press(t, d, test.keys)
				server.Break(strings.Replace(test.match, "UUID", ids["api"], 1), uitest.Answer(401, "text/html", ""))
				d.Advance(10 * time.Second)
				server.Take()
				d.Advance(2 * time.Minute)
				got := server.Take()
				if n := count(got, test.want); n < 20 {
					t.Errorf("%d requests of %s in two minutes, want it to go on", n, test.want)
				}
				if n := count(got, listApplications); n < 20 {
					t.Errorf("%d lists of applications in two minutes", n)
				}
				d.SeesNot("NO SIGNAL", "stale")
			})
		})
	}
}

// TestALongListDecidesOnceItHasCome re-checks an application in a list whose
// pages take longer than one answer may.
func TestALongListDecidesOnceItHasCome(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, withGrace(setup{fleet: memory.Sized(1500, 1)}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(5 * time.Second)
		press(t, d, []string{"D", "bench-00001", "enter"})
		server.Take()
		server.Slow("GET /api/v1/application/", 4*time.Second)
		d.Advance(17 * time.Second)
		d.Sees("Terminating bench-00001 waits for the server")
		d.Advance(10 * time.Second)
		if got := writes(server.Take()); len(got) != 1 {
			t.Errorf("sent %v", got)
		}
	})
}

// TestAnObjectOnAPageThatCameCanBeActedOn loses another page of its list.
func TestAnObjectOnAPageThatCameCanBeActedOn(t *testing.T) {
	t.Parallel()
	for page, sent := range map[string]int{"100": 1, "0": 0} {
		inBubble(t, 120, 36, withGrace(setup{fleet: memory.Sized(250, 1)}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(5 * time.Second)
			offsetFault(server, "/api/v1/application/", page, uitest.Answer(503, "text/plain", "busy"))
			d.Advance(20 * time.Second)
			server.Take()
			press(t, d, []string{"D", "bench-00001", "enter"})
			d.Advance(8 * time.Second)
			if got := writes(server.Take()); len(got) != sent {
				t.Errorf("page %s is lost: sent %v", page, got)
			}
			if sent == 0 {
				d.Sees("what it has become could not be fetched (503 busy)")
			}
		})
	}
}
