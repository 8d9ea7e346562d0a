package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// uuids maps the names of all applications to their uuids, as the server has them.
func uuids(t *testing.T, server *uitest.Server, kind string) map[string]string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+testHost+"/api/v1/"+kind+"/?limit=100", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(testUser, testKey)
	r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	resp, err := server.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var list struct {
		Objects []struct {
			UUID string
			Name string `json:"unique_name"`
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil || len(list.Objects) == 0 {
		t.Fatalf("status %d: %v", resp.StatusCode, err)
	}
	out := map[string]string{}
	for _, o := range list.Objects {
		out[o.Name] = o.UUID
	}
	return out
}

// about returns the names of the objects that requests are about, sorted: those that
// go out at the same moment have no order.
func about(requests []uitest.Request, uuids map[string]string) string {
	var names []string
	for _, r := range requests {
		for name, uuid := range uuids {
			if strings.Contains(r.Path, uuid) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// bench is the names of the first applications of a sized fleet.
func bench(from, to int) string {
	var names []string
	for i := from; i <= to; i++ {
		names = append(names, fmt.Sprintf("bench-%05d", i))
	}
	return strings.Join(names, " ")
}

func TestActionsApplyToWhatIsMarked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		keys   []string
		see    []string
		answer []string
		method string
		body   string
	}{
		{"stop", []string{"x"}, []string{"Stop 3 applications?", "bench-00001  2 → 0", "bench-00003  2 → 0", "bench-00004  2 → 0", "Stops 6 containers; their data stays."}, []string{"y"}, "POST", ""},
		{"scale", []string{"s"}, []string{"Scale 3 applications", "bench-00001  2 ", "bench-00003  2 ", "Type a number from 1 to 1000."}, []string{"5", "enter"}, "PATCH", `{"target_num_containers":5}`},
		{"plus", []string{"+"}, []string{"Adds 3 containers.", "bench-00001  2 → 3"}, []string{"enter"}, "PATCH", `{"target_num_containers":3}`},
		{"minus", []string{"-"}, []string{"Destroys 3 containers and their data.", "bench-00001  2 → 1"}, []string{"enter"}, "PATCH", `{"target_num_containers":1}`},
		{"terminate", []string{"D"}, []string{"Terminate 3 applications?", "3 applications, 6 containers", "All data in them is lost, for good.", "Type 3 to confirm"}, []string{"3", "enter"}, "DELETE", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				ids := uuids(t, server, "application")
				d.Press(" ", "j", " ", " ")
				d.Sees("3 marked")
				d.Press(test.keys...)
				d.Sees(test.see...)
				d.Press("esc")
				d.Press(test.keys...)
				server.Take()
				d.Press(test.answer...)
				d.Advance(10 * time.Second)
				got := writes(server.Take())
				if names := about(got, ids); names != "bench-00001 bench-00003 bench-00004" {
					t.Errorf("sent to %s: %v", names, got)
				}
				for _, r := range got {
					if r.Method != test.method || r.Body != test.body {
						t.Errorf("sent %v with %q", r, r.Body)
					}
				}
				d.SeesNot("marked")
			})
		})
	}
}

// TestMarksCountWhereverTheFocusIs acts from the detail and from the logs of
// another object while the list says that something is marked.
func TestMarksCountWhereverTheFocusIs(t *testing.T) {
	t.Parallel()
	for _, there := range [][]string{{}, {"tab"}, {"l"}, {"l", "Z"}} {
		for key, want := range map[string]string{"x": "Stop", "u": "", "D": "Terminate", "s": "Scale"} {
			inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Press(" ", " ")
				d.Press(there...)
				server.Take()
				d.Press(key)
				if key == "u" {
					d.Sees("cannot start any of the 2 that are marked")
				} else {
					d.Sees(want + " 2 applications")
				}
				nothingSent(t, server)
			})
		}
	}
}

// TestASingleMarkIsSaid acts on one mark: where the cursor is on something else,
// the dialog says that it is about what is marked, and hidden.
func TestASingleMarkIsSaid(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("j", " ", "x")
		d.Sees("Stop 1 application?", "bench-00002")
		d.Press("esc", "k", "x")
		d.Sees("Stop bench-00002?")
		d.Press("esc", "/", "0", "0", "5", "enter", "D")
		d.Sees("Terminate 1 application?", "bench-00002", "It is hidden by the filter.")
	})
}

func TestNothingIsSentToMarksWithoutConfirmation(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{
		{"x", "n"},
		{"x", "enter"},
		{"x", "esc"},
		{"u"},
		{"D", "enter", "esc"},
		{"D", "2", "enter", "backspace", "enter", "esc"},
		{"D", "3", "0", "enter", "esc"},
		{"D", "y", "enter", "esc"},
		{"s", "enter", "esc"},
		{"s", "0", "enter", "esc"},
		{"s", "2", "enter"}, // that is what they have
		{"s", "9", "esc"},
	} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			inBubble(t, 80, 24, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Press(" ", " ", " ")
				d.Press(keys...)
				d.Advance(10 * time.Second)
				if got := writes(server.Take()); len(got) != 0 {
					t.Errorf("sent %v", got)
				}
				d.Sees("3 marked")
			})
		})
	}
}

func TestAtMostFourAtOnceAndTheResultItemised(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(12, 1), interval: time.Hour}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		faults := map[string]uitest.Fault{
			"bench-00002": uitest.Hang,
			"bench-00003": uitest.Answer(400, "application/json", `{"error": "not in a suitable state"}`),
			"bench-00005": uitest.Answer(404, "application/json", ``),
		}
		var gate sync.Mutex
		flying, most := 0, 0
		server.Break("POST", func(r *http.Request) (*http.Response, error) {
			gate.Lock()
			flying++
			most = max(most, flying)
			gate.Unlock()
			defer func() {
				gate.Lock()
				flying--
				gate.Unlock()
			}()
			time.Sleep(300 * time.Millisecond)
			for name, fault := range faults {
				if strings.Contains(r.URL.Path, ids[name]) {
					return fault(r)
				}
			}
			return uitest.Answer(202, "application/json", "{}")(r)
		})
		d.Press("*", "x")
		d.Sees("Stop 12 applications?", "bench-00012")
		server.Take()
		d.Press("y")
		d.Sees("Stopping 4 of 12, esc stops the rest")
		if got := about(writes(server.Take()), ids); got != bench(1, 4) {
			t.Errorf("at first went out %s", got)
		}
		d.Advance(310 * time.Millisecond)
		d.Sees("Stopping 7 of 12, esc stops the rest")
		d.Advance(3 * time.Second)
		d.Sees("Stopping 12 of 12, waiting for 1 answer")
		d.Advance(30 * time.Second)
		d.Sees("Stopped 9, refused 2, unknown 1: bench-00002: timeout; bench-00003: 400 not in a suitable state", "3 marked")
		if most != 4 {
			t.Errorf("%d requests at once, want 4", most)
		}
		if got := about(writes(server.Take()), ids); got != bench(5, 12) {
			t.Errorf("then went out %s", got)
		}
		d.Press("esc")
		d.SeesNot("9 done")
		server.Break("", nil)
		d.Press("4")
		d.Advance(time.Second)
		for _, line := range []string{
			"bench-00002      stop unknown, it may have been done: timeout",
			"bench-00003      stop refused: 400 not in a suitable state",
			"bench-00005      stop refused: 404 not found",
			"12 applications  Stopped 9, refused 2, unknown 1. Refused: bench-00003",
		} {
			d.Sees(line)
		}
		d.Press("enter")
		d.Sees("Refused: bench-00003: 400 not in a suitable state; bench-00005:", "404 not found. Unknown: bench-00002: timeout. Stopped: bench-00001", "bench-00011, bench-00012")
	})
}

func TestEscStopsWhatIsNotSent(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(12, 1), interval: time.Hour}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		server.Slow("POST", time.Second)
		server.Take()
		d.Press("/", "b", "enter", "*", "x", "y")
		d.Advance(1100 * time.Millisecond)
		d.Sees("Stopping 8 of 12", "» stop waits")
		d.Press("esc")
		d.Sees("stop: 8 of 12 were sent, 4 were not")
		d.SeesNot("» stop waits")
		d.Advance(10 * time.Second)
		if got := about(writes(server.Take()), ids); got != bench(1, 8) {
			t.Errorf("sent to %s", got)
		}
		d.Sees("4 marked", `filter "b"`) // esc did nothing else
		d.Press("4")
		d.Sees("Stopped 8, not sent 4. Not sent: bench-00009, bench-00010, bench-00011")
	})
}

func TestMarksThatTheFilterHidesAreCounted(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(12, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		d.Press(" ", " ", "/", "0", "0", "1", "2", "enter", "*")
		d.Sees("3 marked, 2 of them hidden by the filter")
		d.Press("x")
		d.Sees("Stop 3 applications?", "2 of them are hidden by the filter.")
		server.Take()
		d.Press("y")
		d.Advance(time.Second)
		if got := about(writes(server.Take()), ids); got != "bench-00001 bench-00002 bench-00012" {
			t.Errorf("sent to %s", got)
		}
		d.Press(" ")
		d.Press("esc")
		d.Sees("1 marked")
		d.SeesNot("filter")
		d.Press("esc")
		d.SeesNot("marked")
	})
}

func TestWhatIsNotPossibleIsLeftOut(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		d.Press("*", "x")
		d.Sees("Stop 7 applications?", "Skipped: blog (already stopped)")
		server.Take()
		d.Press("y")
		d.Advance(time.Second)
		if got := writes(server.Take()); len(got) != 7 || slices.Contains(strings.Fields(about(got, ids)), "blog") {
			t.Errorf("sent to %s", about(got, ids))
		}
		d.Sees("Stopped 7, skipped 1")
		d.SeesNot("marked")
		d.Press("2")
		d.Advance(time.Second)
		d.Press("*", "s")
		d.Sees("cannot scale any of the 20 that are marked: api-1 is a container: scale its application")
	})
}

func TestMarkedObjectsThatChangeUnderTheDialog(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(5, 2), interval: time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		d.Press(" ", " ", " ", "D")
		d.Sees("Terminate 3 applications?", "3 applications, 6 containers")
		d.Press("3")
		asAnotherUser(t, server, http.MethodDelete, "/api/v1/application/"+ids["bench-00001"]+"/")
		asAnotherUser(t, server, http.MethodPatch, "/api/v1/application/"+ids["bench-00002"]+"/", `{"target_num_containers": 4}`)
		d.Advance(8 * time.Second)
		server.Take()
		d.Sees("Terminate 2 applications?", "Skipped: bench-00001 (gone)", "Changed meanwhile: bench-00002 goes 2 → 4 now", "2 applications, 6 containers", "Type 2 to confirm: 3")
		d.Press("enter")
		d.Sees("That is not 2.")
		d.Press("backspace", "2", "enter")
		d.Advance(time.Second)
		if got := about(writes(server.Take()), ids); got != "bench-00002 bench-00003" {
			t.Errorf("sent to %s", got)
		}
	})
}

// Who links to what is marked stands in the details: they are asked for, once,
// where they are few.
func TestTheDetailsOfFewMarksAreAskedFor(t *testing.T) {
	t.Parallel()
	for marks, want := range map[int]int{12: 12, 13: 0} {
		inBubble(t, 120, 36, setup{fleet: memory.Sized(20, 1), interval: time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			ids := uuids(t, server, "application")
			d.Burst(strings.Repeat(" ", marks))
			d.Advance(time.Second)
			server.Take()
			d.Press("x")
			d.Advance(10 * time.Second)
			got := map[string]int{}
			for _, r := range server.Take() {
				for name, uuid := range ids {
					if strings.Contains(r.Path, "/application/"+uuid) {
						got[name]++
					}
				}
			}
			shown := fmt.Sprintf("bench-%05d", marks+1)
			if got[shown] < 9 {
				t.Errorf("%d marks: the detail that is shown was asked for %d times in 10 s", marks, got[shown])
			}
			delete(got, shown)
			asked := 0
			for _, times := range got {
				asked += times
			}
			if asked > want || asked < want-1 { // one was shown before
				t.Errorf("%d marks: asked for the details of %v", marks, got)
			}
		})
	}
}

func TestContainersAreNotTakenForApplications(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2")
		d.Advance(time.Second)
		d.Press(" ", " ", "D")
		d.Sees("Terminate 2 containers?", "api goes 3 → 1", "api-1      Running → Terminated", "api-2      Running → Terminated")
		server.Take()
		d.Press("2", "enter")
		d.Advance(time.Second)
		for _, r := range writes(server.Take()) {
			if !strings.HasPrefix(r.Path, "/api/v1/container/") || r.Method != http.MethodDelete {
				t.Errorf("sent %v", r)
			}
		}
	})
}

func TestHeldMarkKeys(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{fleet: memory.Sized(40, 1)}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Burst(strings.Repeat(" ", 7))
		d.Sees("7 marked")
		if line := d.Line("▸"); !strings.Contains(line, "bench-00008") {
			t.Errorf("the cursor is at %q", line)
		}
		d.Burst("vjjv\\*")
		d.Sees("40 marked")
		d.Burst("\\vjjjk")
		d.Sees("range: 3 marked")
		d.Press("esc")
		d.SeesNot("marked")
	})
}

func TestReadOnlyMarksNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press(" ")
		d.Sees("Mark is disabled: read-only")
		d.Press("v", "j", "*", "\\", "x", "y", "D", "1", "enter")
		d.Advance(time.Minute)
		d.SeesNot("marked")
		if got := writes(server.Take()); len(got) != 0 {
			t.Errorf("sent %v", got)
		}
		d.Press("1", "?")
		d.SeesNot("mark", "Mark")
	})
}

func TestMarkScreens(t *testing.T) {
	t.Parallel()
	many := setup{fleet: memory.Sized(12, 2), interval: time.Hour}
	compareScreens(t, []screen{
		{name: "marked", keys: []string{" ", " ", "j", " ", "/", "w", "enter"}},
		{name: "marked-range", keys: []string{"j", "v", "j", "j", "j"}},
		{name: "marked-ascii", setup: setup{ascii: true}, keys: []string{" ", "j", " "}},
		{name: "stop-marked", keys: []string{"*", "x"}},
		{name: "stop-marked-containers", keys: []string{"2", "wait", " ", " ", " ", " ", "x"}},
		{name: "start-marked", keys: []string{"j", "j", " ", "G", " ", "u"}},
		{name: "scale-marked", keys: []string{"*", "s"}},
		{name: "scale-marked-to", keys: []string{"*", "s", "3"}},
		{name: "terminate-marked", keys: []string{"*", "D", "7", "enter"}},
		{name: "terminate-marked-hidden", keys: []string{" ", " ", " ", "/", "w", "e", "b", "enter", "*", "D"}},
		{name: "terminate-marked-containers", keys: []string{"2", "wait", " ", " ", "G", " ", "D"}},
		{name: "terminate-marked-read", keys: []string{"*", "D"}, then: func(d *uitest.Driver, _ *uitest.Server) {
			d.View() // as many lines are read on as were seen
			d.Press("pgdown")
			d.View()
			d.Press("pgdown")
		}},
		{name: "sending-marked", setup: many, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Slow("POST", time.Second)
			d.Press("*", "x", "y")
		}},
		{name: "result-marked", setup: many, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("POST", func(r *http.Request) (*http.Response, error) {
				if strings.Contains(r.URL.Path, "/f244ddcf-") { // bench-00004
					time.Sleep(time.Millisecond) // Its answer is the second.
					return uitest.Answer(400, "application/json", `{"error": "not in a suitable state"}`)(r)
				}
				return uitest.Answer(202, "application/json", "{}")(r)
			})
			d.Press("j", "j", " ", " ", "x", "y")
			d.Advance(time.Millisecond)
		}},
	})
}

// TestWhatStaysMarked stops marked applications: one is done, of one nobody knows, one is
// Stopped already and left out, one waits for its turn and is not sent.
func TestWhatStaysMarked(t *testing.T) {
	t.Parallel()
	const failing = "bench-00002"
	for name, test := range map[string]struct {
		then []string
		want []string // what is still marked
		says string
	}{
		"sent":       {nil, []string{failing}, "Stopped 5, unknown 1, skipped 1: bench-00002: 500 oops"},
		"stopped":    {[]string{"esc"}, []string{failing, "bench-00006", "bench-00007"}, "Stopped 3, unknown 1, not sent 2, skipped 1: bench-00002: 500 oops"},
		"taken back": {[]string{"z"}, []string{"bench-00001", failing, "bench-00003", "bench-00004", "bench-00005", "bench-00006", "bench-00007"}, "7 marked"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setup{fleet: memory.Sized(7, 1), interval: time.Hour}
			if name == "taken back" {
				s = withGrace(s)
			}
			inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				ids := uuids(t, server, "application")
				d.Press("j", "j", "x", "y") // bench-00003 is Stopped from now on
				d.Advance(10 * time.Second)
				server.Break("POST", func(r *http.Request) (*http.Response, error) {
					time.Sleep(time.Second)
					if strings.Contains(r.URL.Path, ids[failing]) {
						return uitest.Answer(500, "application/json", `{"error": "oops"}`)(r)
					}
					return uitest.Answer(202, "application/json", "{}")(r)
				})
				d.Press("g", "*", "x")
				d.Sees("Stop 6 applications?", "Skipped: bench-00003 (already stopped)")
				d.Press("y")
				d.Sees("7 marked")
				d.Press(test.then...)
				d.Advance(5 * time.Second)
				d.Sees(test.says)
				for i := 1; i <= 7; i++ {
					name := fmt.Sprintf("bench-%05d", i)
					if is := strings.Contains(leftRow(d, name), "●"+name); is != slices.Contains(test.want, name) {
						t.Errorf("%s is marked: %v", name, is)
					}
				}
			})
		})
	}
}
