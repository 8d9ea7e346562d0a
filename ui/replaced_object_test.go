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

// replaceable is a server that can be replaced by another one with the same uuids.
type replaceable struct {
	t      *testing.T
	after  func(a *memory.Application) // makes the applications of the other one
	first  http.Handler
	second http.Handler
	other  atomic.Bool
}

// ServeHTTP makes the servers in the bubble of their first request, for its time.
func (s *replaceable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.first == nil {
		before, after := memory.Sized(6, 2), memory.Sized(6, 2)
		for i := range after.Applications {
			s.after(&after.Applications[i])
		}
		s.first, s.second = newTestPlatform(s.t, before, false), newTestPlatform(s.t, after, false)
	}
	if s.other.Load() {
		s.second.ServeHTTP(w, r)
		return
	}
	s.first.ServeHTTP(w, r)
}

// replacements are servers that differ in what tells their applications apart.
func replacements() map[string]struct {
	after func(a *memory.Application)
	says  string
} {
	return map[string]struct {
		after func(a *memory.Application)
		says  string
	}{
		"name":     {func(a *memory.Application) { a.Name = "shop" + strings.TrimPrefix(a.Name, "bench") }, "it is another application now, named shop-00001"},
		"image":    {func(a *memory.Application) { a.Image = "tutum/redis" }, "its image was tutum/hello-world:latest and is tutum/redis:latest now"},
		"deployed": {func(a *memory.Application) { a.Age += time.Hour }, "it was redeployed meanwhile"},
	}
}

// replacedBubble runs a test against a server that is replaced when it says so.
func replacedBubble(t *testing.T, grace time.Duration, after func(a *memory.Application), test func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func())) {
	t.Helper()
	handler := &replaceable{t: t, after: after}
	s := setup{handler: handler, options: func(o *ui.Options) { o.Grace = grace }}
	inBubble(t, 250, 40, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		test(t, d, server, func() { handler.other.Store(true) })
	})
}

// dangerous is what counts down: the keys that confirm it.
func dangerous() map[string][]string {
	return map[string][]string{
		"terminate":      {"D", "bench-00001", "enter"},
		"scale down":     {"s", "1", "enter"},
		"terminate many": {" ", " ", "D", "2", "enter"},
		"stop many":      {" ", " ", "x", "y"},
		"scale many":     {" ", " ", "s", "1", "enter"},
		"redeploy":       {":", "redeploy bench-00001", "enter", "wait", "tab", "enter"},
		"edit":           {"e", "backspace", "1", "tab", "tab", "enter"},
	}
}

// TestAnotherServerBehindACountdownIsSentNothing replaces the server at every
// moment of a countdown: nothing is sent to what has the uuids now.
func TestAnotherServerBehindACountdownIsSentNothing(t *testing.T) {
	t.Parallel()
	for what, other := range replacements() {
		for name, keys := range dangerous() {
			for _, at := range []time.Duration{0, 700 * time.Millisecond, 2500 * time.Millisecond, 3900 * time.Millisecond} {
				t.Run(fmt.Sprint(what, " ", name, " ", at), func(t *testing.T) {
					t.Parallel()
					replacedBubble(t, 5*time.Second, other.after, func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func()) {
						press(t, d, keys)
						d.Sees(" undo")
						d.Advance(at)
						replace()
						d.Advance(20 * time.Second)
						nothingSent(t, server)
						d.Sees(other.says) // a failure stays
						d.Press("4")
						d.Sees("not sent: "+other.says, "bench-00001")
						d.SeesNot("accepted", "1 done", "2 done")
					})
				})
			}
		}
	}
}

// TestAnotherContainerBehindACountdownIsSentNothing does the same for containers.
func TestAnotherContainerBehindACountdownIsSentNothing(t *testing.T) {
	t.Parallel()
	for what, other := range replacements() {
		for name, keys := range map[string][]string{
			"one":  {"2", "wait", "D", "bench-00001-1", "enter"},
			"many": {"2", "wait", " ", " ", "D", "2", "enter"},
			"of":   {"enter", "wait", "D", "bench-00001-1", "enter"},
		} {
			t.Run(what+" "+name, func(t *testing.T) {
				t.Parallel()
				replacedBubble(t, 5*time.Second, other.after, func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func()) {
					press(t, d, keys)
					d.Sees(" undo")
					replace()
					d.Advance(20 * time.Second)
					nothingSent(t, server)
					d.Press("4")
					says := strings.NewReplacer("application", "container", "shop-00001", "shop-00001-1").Replace(other.says)
					d.Sees("not sent: "+says, "bench-00001-1")
				})
			})
		}
	}
}

// TestADialogOverAnotherServerConfirmsNothing replaces the server while a dialog or
// a form is open.
func TestADialogOverAnotherServerConfirmsNothing(t *testing.T) {
	t.Parallel()
	for what, other := range replacements() {
		for name, keys := range map[string][2][]string{
			"terminate":      {{"D", "bench-00001"}, {"enter"}},
			"stop":           {{"x"}, {"y"}},
			"restart":        {{"R"}, {"y"}},
			"scale":          {{"s", "5"}, {"enter"}},
			"terminate many": {{" ", " ", "D", "2"}, {"enter"}},
			"stop many":      {{" ", " ", "x"}, {"y"}},
			"restart many":   {{" ", " ", "R"}, {"y"}},
			"edit":           {{"e", "tab", "w", ".", "d", "e", "tab"}, {"enter"}},
			"edit target":    {{"e", "backspace", "1", "tab", "tab"}, {"enter"}},
			"redeploy":       {{":", "redeploy bench-00001", "enter", "wait", "tab"}, {"enter"}},
			"policies":       {{":", "policies", "enter", "tab", "tab", "tab", "shift+tab", "o", "tab"}, {"enter"}},
		} {
			t.Run(what+" "+name, func(t *testing.T) {
				t.Parallel()
				replacedBubble(t, 0, other.after, func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func()) {
					press(t, d, keys[0])
					replace()
					d.Advance(10 * time.Second)
					for range 3 {
						d.Press(keys[1]...)
						d.Advance(2 * time.Second)
					}
					nothingSent(t, server)
				})
				replacedBubble(t, 0, other.after, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ func()) {
					press(t, d, keys[0])
					d.Advance(10 * time.Second)
					d.Press(keys[1]...)
					d.Advance(time.Second)
					if sentSince(server) == 0 {
						t.Errorf("nothing is sent to the same server either:\n%s", d.View())
					}
				})
			})
		}
	}
}

// TestARestartDoesNotStartAnotherObject replaces the server between the stop and
// the start.
func TestARestartDoesNotStartAnotherObject(t *testing.T) {
	t.Parallel()
	for what, other := range replacements() {
		for name, keys := range map[string][]string{"one": {"R", "y"}, "many": {" ", " ", "R", "y"}} {
			t.Run(what+" "+name, func(t *testing.T) {
				t.Parallel()
				replacedBubble(t, 0, func(a *memory.Application) { a.Down = time.Minute; other.after(a) }, func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func()) {
					press(t, d, keys)
					d.Advance(300 * time.Millisecond)
					server.Take()
					replace()
					d.Advance(3 * time.Minute)
					nothingSent(t, server)
					d.Press("4")
					d.Sees("ended: " + other.says)
				})
			})
		}
	}
}

// TestMarksDoNotPassToAnotherObject replaces the server under marks.
func TestMarksDoNotPassToAnotherObject(t *testing.T) {
	t.Parallel()
	for what, other := range replacements() {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			replacedBubble(t, 0, other.after, func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func()) {
				d.Press(" ", " ")
				d.Sees("2 marked")
				replace()
				d.Advance(6 * time.Second)
				d.SeesNot("2 marked", "*bench", "*shop")
				d.Sees("2 are not marked any more, they were replaced or deployed anew: bench-00001, bench-00002")
			})
		})
	}
}

// TestAKeyForWhatStoodThereBeforeDoesNothing presses a key that asks nothing just
// after the server was replaced.
func TestAKeyForWhatStoodThereBeforeDoesNothing(t *testing.T) {
	t.Parallel()
	after := func(a *memory.Application) { a.Name, a.Down = "shop"+strings.TrimPrefix(a.Name, "bench"), time.Minute }
	replacedBubble(t, 0, after, func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func()) {
		replace()
		d.Advance(4500 * time.Millisecond) // a poll has come
		d.Press("u")
		nothingSent(t, server)
		d.Sees("cannot start: another application has just taken its place, shop-00001: look at it first")
		d.Advance(3 * time.Second)
		d.Press("u")
		if n := sentSince(server); n != 1 {
			t.Errorf("%d requests for what is seen now, want 1", n)
		}
	})
}

// TestLogsAndDetailsOfAnotherObjectAreNotTakenForTheOldOnes replaces the server
// while a log is open and an environment is revealed.
func TestLogsAndDetailsOfAnotherObjectAreNotTakenForTheOldOnes(t *testing.T) {
	t.Parallel()
	replacedBubble(t, 0, replacements()["name"].after, func(t *testing.T, d *uitest.Driver, server *uitest.Server, replace func()) {
		d.Press("enter", "l")
		d.Advance(time.Second)
		d.Sees("Containers of bench-00001")
		replace()
		d.Advance(8 * time.Second)
		d.SeesNot("Containers of bench-00001", "╭ Logs")
		d.Sees("shop-00001")
	})
}

// TestARedeployIsNoOtherObject redeploys an application, here and elsewhere: its
// list of containers stays, and so does what can be done to it.
func TestARedeployIsNoOtherObject(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"here", "elsewhere"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 200, 40, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				if name == "elsewhere" {
					asAnotherUser(t, server, http.MethodPost, "/api/v1/application/"+uuids(t, server, "application")["bench-00001"]+"/redeploy/", `{"tag": "v2"}`)
				} else {
					byName(d, "redeploy bench-00001")
					d.Advance(2 * time.Second)
					d.Press("v", "2", "tab", "enter")
					d.Sees("redeploy")
				}
				d.Press("enter")
				d.Sees("Containers of bench-00001")
				d.Advance(20 * time.Second)
				d.Sees("Containers of bench-00001", "hello-world:v2")
				d.SeesNot("another", "cannot be confirmed")
				d.Press("esc")
				d.Press("x")
				d.Sees("Stop bench-00001?", "[ y Stop ]")
			})
		})
	}
}

// TestAnAnswerThatNamesAnotherObjectIsSaid lets the server answer a write with
// another object than the one that was written to.
func TestAnAnswerThatNamesAnotherObjectIsSaid(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{"stop": {"x", "y"}, "scale": {"s", "5", "enter"}, "scale by form": {"e", "backspace", "5", "tab", "tab", "enter"}} {
		for _, answer := range []string{`{"uuid": "UUID", "unique_name": "shop", "state": "Stopping"}`, `{"uuid": "12345678-0000-4000-8000-000000000000", "unique_name": "bench-00001", "state": "Stopping"}`} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, 200, 40, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(time.Second)
					body := strings.Replace(answer, "UUID", uuids(t, server, "application")["bench-00001"], 1)
					server.Break("P", uitest.Answer(202, "application/json", body))
					press(t, d, keys)
					d.Advance(time.Second)
					d.Press("esc", "4")
					d.Sees("unknown", "the server answered for another object")
					d.SeesNot("accepted")
				})
			})
		}
	}
}
