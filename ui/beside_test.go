package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/platform/memory"
	"fleetop/internal/terminal/paint"
	"fleetop/internal/uitest"
)

// logsAndLists counts requests for logs, and for the containers of one application.
func logsAndLists(requests []uitest.Request) (logs, lists int) {
	for _, r := range requests {
		switch {
		case strings.HasSuffix(r.Path, "/logs/"):
			logs++
		case r.Path == "/api/v1/container/" && r.Query != "limit=100":
			lists++
		}
	}
	return logs, lists
}

// TestTheRightColumnAsksForNothingWhileAKeyIsHeld counts what the right column costs: nothing for a held
// key, a list when the cursor has rested, a log after a second, and nothing more while nobody is there.
func TestTheRightColumnAsksForNothingWhileAKeyIsHeld(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 50, setup{fleet: memory.Sized(100, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Read("j")
		d.Advance(100 * time.Millisecond) // it repeats before the cursor has rested
		server.Take()
		for range 60 {
			d.Read("j")
			d.Advance(30 * time.Millisecond)
		}
		if logs, lists := logsAndLists(server.Take()); logs != 0 || lists != 0 {
			t.Errorf("while a key is held %d logs and %d lists of containers are fetched", logs, lists)
		}
		d.Advance(300 * time.Millisecond)
		if logs, lists := logsAndLists(server.Take()); logs != 0 || lists != 1 {
			t.Errorf("when the cursor rests %d logs and %d lists of containers are fetched, want none and 1", logs, lists)
		}
		d.Advance(time.Second)
		if logs, _ := logsAndLists(server.Take()); logs != 1 {
			t.Errorf("after a second %d logs are fetched, want 1", logs)
		}
		d.Advance(time.Hour)
		if logs, _ := logsAndLists(server.Take()); logs != 0 {
			t.Errorf("while nobody is there %d logs are fetched", logs)
		}
		d.Press("M") // whatever it does, somebody is there
		d.Advance(2 * time.Second)
		if logs, _ := logsAndLists(server.Take()); logs != 1 {
			t.Errorf("for who comes back %d logs are fetched, want 1", logs)
		}
		d.Press("k")
		d.Advance(2 * time.Second)
		d.Press("j")
		server.Take()
		d.Advance(10 * time.Second)
		if logs, _ := logsAndLists(server.Take()); logs != 0 {
			t.Errorf("a log that was fetched 10 s ago is fetched %d times again", logs)
		}
	})
}

// A log is fetched again when its container changes, and of one that has ended once.
func TestTheLastLinesOfWhatHasEndedAreFetchedOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		press(t, d, []string{"/", "worker", "enter", "wait"})
		d.Sees("Log · worker-4", "MemoryError")
		server.Take()
		for range 5 {
			d.Advance(time.Minute)
			d.Press("G")
		}
		if logs, _ := logsAndLists(server.Take()); logs != 0 {
			t.Errorf("the log of a container that has ended is fetched %d times again", logs)
		}
		asAnotherUser(t, server, http.MethodPost, "/api/v1/container/"+uuids(t, server, "container")["worker-4"]+"/start/")
		server.Take()
		d.Advance(20 * time.Second)
		if logs, _ := logsAndLists(server.Take()); logs == 0 {
			t.Error("its log is not fetched when it runs again")
		}
	})
}

// TestALargeLogIsNotFetchedAgain has a server that gives the whole of a large log.
func TestALargeLogIsNotFetchedAgain(t *testing.T) {
	t.Parallel()
	inner := laterPlatform(t, memory.Sized(3, 1))
	large := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/logs/") {
			_ = json.NewEncoder(w).Encode(map[string]string{"logs": strings.Repeat("a line of the log\n", 70_000) + "the last one\n"})
			return
		}
		inner.ServeHTTP(w, r)
	})
	inBubble(t, 120, 36, setup{handler: large}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(3 * time.Second)
		d.Sees("the last one", "1.3 MB log · l loads it")
		server.Take()
		for range 3 {
			d.Advance(time.Minute)
			d.Press("g")
		}
		if logs, _ := logsAndLists(server.Take()); logs != 0 {
			t.Errorf("it is fetched %d times again", logs)
		}
	})
}

// TestTheFirstLinesOfALogAreSeenSoon selects what has not written anything yet.
func TestTheFirstLinesOfALogAreSeenSoon(t *testing.T) {
	t.Parallel()
	inner := laterPlatform(t, memory.Sized(3, 1))
	var text atomic.Value
	text.Store("")
	writes := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/logs/") {
			_ = json.NewEncoder(w).Encode(map[string]string{"logs": text.Load().(string)})
			return
		}
		inner.ServeHTTP(w, r)
	})
	inBubble(t, 120, 36, setup{handler: writes}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Press("j", "k")
		d.Advance(3 * time.Second)
		d.Sees("no logs yet")
		text.Store("the first line\n")
		d.Advance(6 * time.Second)
		d.Sees("the first line")
		text.Store("")
		d.Press("j")
		d.Advance(3 * time.Minute) // nobody is there any more
		server.Take()
		d.Advance(3 * time.Minute)
		if logs, _ := logsAndLists(server.Take()); logs != 0 {
			t.Errorf("an empty log is fetched %d times though nobody is there", logs)
		}
	})
}

// TestTheRightColumnFollowsTheCursor moves the cursor on a terminal of 200×50 and 256 colours: the first
// lines of the detail come with the cursor, the rest once it rests, and nothing of the old object is left
// below the new title.
func TestTheRightColumnFollowsTheCursor(t *testing.T) {
	t.Parallel()
	s := setup{theme: "default", profile: termenv.ANSI256, handler: oneMoreLine(laterPlatform(t, manyApplications()))}
	inBubble(t, 200, 50, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		p := paint.NewPainter(paint.ANSI256)
		p.Resize(200, 50)
		painted := func() int { return len(p.Paint(nil, d.View())) }
		d.Advance(3 * time.Second)
		painted()
		name := "api"
		for i := range 7 {
			next := fmt.Sprintf("app-%03d", i)
			d.Press("j")
			if n := painted(); n > 900 {
				t.Errorf("the cursor on %s: %d bytes, want at most 900", next, n)
			}
			if row := rightRow(d, name+"-"); row != "" {
				t.Errorf("below the title of %s: %q", next, row)
			}
			if row := rightRow(d, "GET /cart"); row != "" {
				t.Errorf("below the title of %s: %q", next, row)
			}
			d.Advance(200 * time.Millisecond)
			rest := painted()
			d.Advance(1200 * time.Millisecond)
			log := painted()
			t.Logf("%s: %d bytes when it rests, %d with the log", next, rest, log)
			if rest+log > 6000 {
				t.Errorf("%s: %d bytes when the cursor rests, and %d with the log, want at most 6000", next, rest, log)
			}
			d.Sees(next+"-1", "GET /cart")
			name = next
		}
	})
}

// TestTheTableSaysWhatContainersUse looks at an application of several containers, and at one whose only
// container uses what it does.
func TestTheTableSaysWhatContainersUse(t *testing.T) {
	t.Parallel()
	const askContainers = "GET /api/v1/usage/?container="
	inBubble(t, 200, 60, setup{measured: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		press(t, d, []string{"/", "worker", "enter", "wait"})
		server.Take()
		d.Advance(30 * time.Second)
		if n := count(server.Take(), askContainers); n != 6 {
			t.Errorf("what the containers use is asked for %d times in 30 s, want 6", n)
		}
		if row := rightRow(d, "worker-1 "); !strings.Contains(row, "%") || !strings.Contains(row, "M ") {
			t.Errorf("the table says %q", row)
		}
		if row := rightRow(d, "● worker-4"); row != "" {
			t.Errorf("what has ended uses something: %q", row)
		}
		press(t, d, []string{"esc", "/", "cache", "enter", "wait"})
		server.Take()
		d.Advance(30 * time.Second)
		if n := count(server.Take(), askContainers); n != 0 {
			t.Errorf("what the only container uses is asked for %d times", n)
		}
		for w := 120; w < 200; w += 7 { // the tabs stay, however short the name
			d.Resize(w, 60)
			d.Sees("cache  [Overview]")
		}
		d.Resize(200, 60)
		if row := rightRow(d, "cache-1 "); row == "" || strings.Contains(row, "%") {
			t.Errorf("the table says %q, which the list has said", row)
		}
	})
}
