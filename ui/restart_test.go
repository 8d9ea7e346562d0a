package ui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// sent returns the writes as "POST stop", by what they ask for.
func sent(requests []uitest.Request) []string {
	var out []string
	for _, r := range writes(requests) {
		parts := strings.Split(strings.Trim(r.Path, "/"), "/")
		out = append(out, r.Method+" "+parts[len(parts)-1])
	}
	return out
}

func sends(t *testing.T, server *uitest.Server, want ...string) {
	t.Helper()
	if got := sent(server.Take()); !slices.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
}

// asAnotherUser sends a request as another user would.
func asAnotherUser(t *testing.T, server *uitest.Server, method, path string, body ...string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+testHost+path, strings.NewReader(strings.Join(body, "")))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	resp, err := server.RoundTrip(r)
	if err != nil || resp.StatusCode >= 400 {
		t.Fatalf("%s %s: %v %v", method, path, resp, err)
	}
	_ = resp.Body.Close()
}

func TestRestartStopsWaitsAndStarts(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{"application": {}, "container": {"enter", "wait"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{interval: time.Hour}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				press(t, d, keys)
				d.Press("R")
				d.Sees("Restart api", "Downtime", "data stays")
				server.Take()
				d.Press("y")
				d.Sees("» waiting 2/3", "restarting: waiting for Stopped (2/3)", "Stopping")
				if name == "container" { // it goes on wherever one looks
					d.Press("esc", "3")
				}
				d.Advance(20 * time.Second)
				got := server.Take()
				if want := []string{"POST stop", "POST start"}; !slices.Equal(sent(got), want) {
					t.Errorf("sent %v, want %v", sent(got), want)
				}
				d.Press("4")
				d.Sees("restarted: Running", "restart requested", "stop requested by the restart", "start requested by the restart")
				d.Press("1")
				d.Sees("▸ api", "● Running          3/3")
				d.SeesNot("restart:")
			})
		})
	}
}

func TestRestartNeedsSomethingThatRuns(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("j", "j", "R")
		d.Sees("cannot restart: blog is Stopped")
		d.Press("3", "R")
		d.Advance(time.Second)
		d.Press("R")
		d.Sees("cannot restart: an image cannot be restarted")
		d.Press("4", "1", "k", "R", "n", "R", "enter", "R", "esc", "R", "j", "k", "Q", "q")
		d.Advance(time.Minute)
		sends(t, server)
	})
}

func TestARestartSaysThatTheServerIsAway(t *testing.T) {
	t.Parallel()
	const waits, away = "waiting for Stopped (2/3)", "waiting for Stopped (2/3), no answer from the server"
	for _, paused := range []bool{false, true} {
		for match, keys := range map[string][]string{"": {"R", "y"}, "GET /api/v1/container/": {"enter", "wait", "R", "y"}} {
			inBubble(t, 200, 40, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				if paused {
					d.Press("p")
				}
				server.Edit(func(body string) string { return strings.ReplaceAll(body, `"state":"Stopped"`, `"state":"Stopping"`) })
				press(t, d, keys)
				d.Sees(waits)
				d.SeesNot(away)
				server.Break(match, uitest.Refused)
				d.Advance(10 * time.Second)
				view := d.View()
				if n := strings.Count(view[:strings.LastIndexByte(view, '\n')], away); n != 2 { // in the list and in the detail
					t.Errorf("paused: %v, %q: says %d times that the server is away:\n%s", paused, match, n, view)
				}
				server.Break("", nil)
				d.Advance(20 * time.Second)
				d.Sees(waits)
				d.SeesNot(away)
			})
		}
	}
}

func TestWhatEndsARestart(t *testing.T) {
	t.Parallel()
	const api = "/api/v1/application/"
	refusal := uitest.Answer(400, "application/json", `{"error": "not now"}`)
	for name, test := range map[string]struct {
		before func(server *uitest.Server)
		after  func(t *testing.T, d *uitest.Driver, server *uitest.Server, uuid string)
		says   string
		sends  []string
	}{
		"stop refused": {
			before: func(server *uitest.Server) { server.Break("stop", refusal) },
			says:   "restart of api ended: stop refused: 400 not now; it is Running", sends: []string{"POST stop"},
		},
		"stop unknown": {
			before: func(server *uitest.Server) { server.Break("stop", uitest.Hang) },
			says:   "restart of api ended: stop unknown, it may have been done: timeout; nothing more is sent", sends: []string{"POST stop"},
		},
		"stop broken off": {
			before: func(server *uitest.Server) { server.Break("stop", uitest.Reset) },
			says:   "restart of api ended: stop unknown, it may have been done", sends: []string{"POST stop"},
		},
		"stop without a readable answer": {
			before: func(server *uitest.Server) { server.Break("stop", uitest.Answer(202, "text/html", "ok")) },
			says:   "restart of api gave up waiting: it is Running; nothing more is sent", sends: []string{"POST stop"},
		},
		"never Stopped": {
			after: func(_ *testing.T, _ *uitest.Driver, server *uitest.Server, _ string) {
				server.Edit(func(body string) string {
					return strings.ReplaceAll(body, `"state":"Stopped"`, `"state":"Stopping"`)
				})
			},
			says: "restart of api gave up waiting: it is Stopping; nothing more is sent", sends: []string{"POST stop"},
		},
		"the server goes away": {
			after: func(_ *testing.T, _ *uitest.Driver, server *uitest.Server, _ string) {
				server.Break("", uitest.Refused)
			},
			says: "restart of api gave up waiting: no answer from the server, it was Stopping; nothing more is sent", sends: []string{"POST stop"},
		},
		"start refused": {
			before: func(server *uitest.Server) { server.Break("start", refusal) },
			says:   "restart of api ended: start refused: 400 not now; it is Stopped", sends: []string{"POST stop", "POST start"},
		},
		"start unknown": {
			before: func(server *uitest.Server) { server.Break("start", uitest.Hang) },
			says:   "restart of api ended: start unknown, it may have been done: timeout", sends: []string{"POST stop", "POST start"},
		},
		"gone meanwhile": {
			after: func(_ *testing.T, _ *uitest.Driver, server *uitest.Server, _ string) {
				server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json",
					`{"meta": {"limit": 100, "next": null, "offset": 0, "previous": null, "total_count": 0}, "objects": []}`))
			},
			says: "restart of api ended: it went away meanwhile; nothing more is sent", sends: []string{"POST stop"},
		},
		"terminated meanwhile": {
			after: func(_ *testing.T, _ *uitest.Driver, server *uitest.Server, _ string) {
				server.Edit(func(body string) string {
					return strings.ReplaceAll(body, `"state":"Stopp`, `"state":"Terminated","x":"`)
				})
			},
			says: "restart of api ended: it went away meanwhile", sends: []string{"POST stop"},
		},
		"somebody else starts it": {
			after: func(t *testing.T, _ *uitest.Driver, server *uitest.Server, uuid string) {
				t.Helper()
				server.Slow("GET", 1500*time.Millisecond)
				time.Sleep(2300 * time.Millisecond) // it has stopped; the poll has not come
				asAnotherUser(t, server, http.MethodPost, api+uuid+"/start/")
			},
			says: "restart of api ended: somebody else started it meanwhile; no start is sent", sends: []string{"POST stop", "POST start"}, // theirs
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 200, 60, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				if test.before != nil {
					test.before(server)
				}
				server.Take()
				d.Press("R", "y")
				got := server.Take()
				if test.after != nil {
					test.after(t, d, server, strings.Split(writes(got)[0].Path, "/")[4])
				}
				d.Advance(100 * time.Second)
				d.SeesNot("restarting:")
				if got := sent(append(got, server.Take()...)); !slices.Equal(got, test.sends) {
					t.Errorf("sent %v, want %v", got, test.sends)
				}
				d.Advance(5 * time.Minute)
				sends(t, server)
				d.Press("4")
				d.Sees(strings.TrimPrefix(test.says, "restart of api "))
			})
		})
	}
}

func TestARestartIsCancelledBetweenItsSteps(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("R", "y", "esc", "esc", "esc") // esc is not the way
		d.Sees("» waiting 2/3")
		d.Press("x")
		d.Sees("cannot stop: a restart of api is under way (waiting for Stopped (2/3))")
		d.Press("R")
		d.Sees("Cancel the restart of api?", "waiting for Stopped (2/3): cancel the", "left as it is")
		d.Press("n")
		d.Sees("» waiting 2/3")
		d.Press("R", "y")
		d.Sees("restart of api cancelled: it is left as it is, Stopping, and not started")
		d.SeesNot("restarting:")
		d.Advance(time.Minute)
		d.Sees("○ Stopped")
		sends(t, server, "POST stop")
		d.Press("u") // and now anything can be done again
		d.Advance(10 * time.Second)
		sends(t, server, "POST start")
	})
}

func TestItIsTooLateToCancelOnceTheStartIsSent(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("R", "y", "R")
		d.Advance(2500 * time.Millisecond)
		d.Sees("The start of api has been sent: there is nothing left to")
		d.Press("y")
		d.Sees("The start of api has been sent")
		d.Press("esc", "R")
		d.Sees("the start has been sent, there is nothing left to cancel")
		d.Advance(10 * time.Second)
		d.Press("4")
		d.Sees("restarted: Running")
		sends(t, server, "POST stop", "POST start")
	})
}

func TestCancellingBeforeTheStopIsAnswered(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Slow("POST", 2*time.Second)
		d.Press("R", "y")
		d.Sees("restarting: stopping (1/3)")
		d.Press("R")
		d.Sees("waits for the answer to the stop (1/3):")
		d.Press("y")
		d.Sees("restart of api cancelled: the stop was sent, nothing more will be")
		d.Advance(time.Minute)
		d.Sees("○ Stopped")
		sends(t, server, "POST stop")
	})
}

// TestTheStepOfARestartIsInTheLastLine as long as it takes, but for what was
// said in answer to a key.
func TestTheStepOfARestartIsInTheLastLine(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Edit(func(body string) string { return strings.ReplaceAll(body, `"Stopped"`, `"Stopping"`) })
		d.Press("R", "y")
		last := func() string {
			lines := strings.Split(d.View(), "\n")
			return lines[len(lines)-1]
		}
		d.Advance(10 * time.Second)
		if got := last(); !strings.Contains(got, "api: restarting: waiting for Stopped (2/3)") {
			t.Errorf("the last line says %q", got)
		}
		d.Press("u")
		d.Advance(2 * time.Second)
		if got := last(); !strings.Contains(got, "cannot start: ") {
			t.Errorf("after a refused key the last line says %q", got)
		}
	})
}

// TestARestartWhilePaused polls what it waits for, and nothing else.
func TestARestartWhilePaused(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p", "R", "y")
		d.Advance(20 * time.Second)
		got := server.Take()
		if want := []string{"POST stop", "POST start"}; !slices.Equal(sent(got), want) {
			t.Errorf("sent %v, want %v", sent(got), want)
		}
		d.Sees("paused")
		d.Advance(5 * time.Minute)
		if got := server.Take(); len(got) != 0 {
			t.Errorf("after the restart %v was asked for while paused", got)
		}
	})
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p", "R", "y")
		server.Break("", uitest.Refused)
		server.Take()
		d.Advance(30 * time.Second)
		if n := len(server.Take()); n < 20 || n > 45 {
			t.Errorf("%d requests in 30 s without a server, want about one a second", n)
		}
	})
}

func TestQuittingWhileARestartWaits(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("R", "y")
		if got := d.Farewell(); !slices.Equal(got, []string{"restart api: stopped, not started again"}) {
			t.Errorf("the farewell is %q", got)
		}
		d.Press("Q") // asks once, and nothing is sent meanwhile
		d.Sees("Quit?", "the start of api by its restart has not been sent")
		server.Take()
		d.Advance(10 * time.Second)
		sends(t, server)
		d.Press("n")
		if d.Quit() {
			t.Error("it quit although the answer was no")
		}
		d.Advance(20 * time.Second)
		sends(t, server, "POST start")
		if got := d.Farewell(); len(got) != 0 {
			t.Errorf("the farewell is %q after the restart", got)
		}
	})
}

func TestReadOnlyKnowsNoRestart(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("R")
		d.Sees("Restart is disabled: read-only")
		d.Press("y", "esc") // where nothing asks for a yes it copies
		d.Press("3")
		d.Advance(time.Second)
		d.Press("D")
		d.SeesNot("Remove")
		d.Press("?")
		d.SeesNot("says the downtime first", "remove it from the account")
		sends(t, server)
	})
}

// TestMarkedObjectsAreRestartedFourAtATime restarts five, of which one cannot.
func TestMarkedObjectsAreRestartedFourAtATime(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("*", "R")
		d.Sees("Restart 7 applications?", "Skipped: blog (Stopped)", "Downtime of each")
		d.Press("y")
		if n := len(writes(server.Take())); n != 4 {
			t.Errorf("%d restarts at once, want 4", n)
		}
		d.Sees("Restarting 4 of 7, esc stops the rest")
		d.Advance(time.Minute)
		if n := len(writes(server.Take())); n != 4+2*3 {
			t.Errorf("then sent %d, want four starts and three restarts", n)
		}
		d.Press("4")
		d.Sees("Restarted 7, skipped 1. Restarted: api, backup, cache, db, lb, web, worker")
		d.SeesNot("restarted:", "requested by the restart")
	})
}

const removable = "quay.io/shop/backup"

// openRemoval goes to a private image and opens the dialog that removes it.
func openRemoval(d *uitest.Driver) {
	d.Advance(time.Second)
	d.Press("3")
	d.Advance(time.Second)
	d.Press("/")
	d.Paste("shop/backup")
	d.Press("enter", "D")
}

func TestAnImageIsRemoved(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		openRemoval(d)
		d.Sees("Remove image "+removable+"?", "Used by backup: it keeps running.")
		d.Press("enter")
		d.Sees("That is not " + removable)
		d.Paste("wrong")
		d.Press("enter", "ctrl+u")
		sends(t, server)
		d.Paste(removable)
		d.Press("enter")
		d.Advance(time.Second)
		got := writes(server.Take())
		if len(got) != 1 || got[0].Method != http.MethodDelete || got[0].Path != "/api/v1/image/"+removable+"/" || got[0].Body != "" {
			t.Errorf("sent %v, want the DELETE of the image", got)
		}
		d.Advance(10 * time.Second)
		d.Press("esc", "g")
		d.SeesNot(removable)
		d.Press("4")
		d.Sees("remove accepted", "remove confirmed")
	})
}

// TestTheRemovalOfAnImageCountsDown checks that it is sent at zero, and not before, and that it can be
// taken back.
func TestTheRemovalOfAnImageCountsDown(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, withGrace(setup{}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		openRemoval(d)
		d.Paste(removable)
		d.Press("enter")
		d.Sees("Removing " + removable + " in 5 s · z undo")
		d.Advance(2 * time.Second)
		d.Press("z")
		d.Advance(10 * time.Second)
		nothingSent(t, server)
		d.Press("D")
		d.Paste(removable)
		d.Press("enter")
		d.Advance(4999 * time.Millisecond)
		nothingSent(t, server)
		d.Advance(time.Second)
		if got := writes(server.Take()); len(got) != 1 || got[0].Path != "/api/v1/image/"+removable+"/" {
			t.Errorf("sent %v at zero", got)
		}
	})
}

func TestImagesThatCannotBeRemoved(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		openRemoval(d)
		d.Paste(removable)
		server.Break("DELETE", uitest.Answer(400, "application/json", `{"error": "it is in use"}`))
		d.Press("enter")
		d.Sees("remove refused: 400 it is in use", removable)
		d.Press("esc", "D")
		d.Paste(removable)
		server.Break("DELETE", uitest.Answer(404, "text/html", ""))
		d.Press("enter")
		d.Sees("it was not there any more")
		server.Break("", nil)
		d.Press("esc", "/")
		d.Paste("lamp")
		d.Press("enter", "D")
		d.Sees("only private images can be removed")
		d.Press("u")
		d.Sees("an image cannot be started")
		d.Press("x")
		d.Sees("an image cannot be stopped")
		d.Press("s")
		d.Sees("an image cannot be scaled")
		sends(t, server, "DELETE backup", "DELETE backup")
	})
}

// TestTheDialogSaysWhatChangedMeanwhile lets another user scale an application
// while the question whether to stop it is open.
func TestTheDialogSaysWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(4500 * time.Millisecond)
		d.Press("x")
		d.Sees("Stops 3 containers")
		server.Edit(func(body string) string {
			return strings.ReplaceAll(body, `"target_num_containers":3`, `"target_num_containers":7`)
		})
		d.Advance(time.Second) // a poll comes
		d.Sees("Changed while you looked: target 3 → 7.")
		d.Hold("y", time.Second)
		d.Sees("It changed just before that key: nothing was sent.")
		sends(t, server)
		d.Advance(time.Second)
		d.Press("y")
		d.Advance(time.Second)
		sends(t, server, "POST stop")
	})
}

func TestADialogFetchesWhoLinksToItsObject(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("d", "G", "k") // no detail is open
		server.Take()
		d.Press("x")
		d.Sees("Linked from lb.", "web-admin.fleetop.local, 80/tcp")
		if n := count(server.Take(), "GET"); n != 1 {
			t.Errorf("%d requests for the links", n)
		}
	})
}
