package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// empty is a server without applications, which says what runs its containers where it has words for that.
func empty(says *atomic.Pointer[string]) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		said := says.Load()
		if said != nil {
			w.Header().Set("Fleetop-Extensions", "engine, health")
		}
		switch {
		case !strings.HasSuffix(r.URL.Path, "/engine/"):
			_, _ = fmt.Fprint(w, `{"meta": {"limit": 25, "next": null, "offset": 0, "previous": null, "total_count": 0}, "objects": []}`)
		case said != nil:
			_, _ = fmt.Fprint(w, *said)
		default:
			http.NotFound(w, r)
		}
	})
}

// TestAnEmptyListSaysWhatTheServerLeavesOut checks that a list without rows says that the server shows only what
// was made through it, how that is changed, and how many containers there are now; and that only servers that
// offer to tell are asked.
func TestAnEmptyListSaysWhatTheServerLeavesOut(t *testing.T) {
	t.Parallel()
	var said atomic.Pointer[string]
	says := func(s string) { said.Store(&s) }
	askedForEngine := func(server *uitest.Server) (n int) {
		for _, r := range server.Take() {
			if strings.Contains(r.String(), "/engine/") {
				n++
			}
		}
		return n
	}
	inBubble(t, 119, 36, setup{serve: func() http.Handler { return empty(&said) }}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Minute)
		d.Sees("no applications")
		d.SeesNot("made through it")
		if n := askedForEngine(server); n != 0 {
			t.Errorf("a server that does not offer it was asked %d times what runs its containers", n)
		}
		says(`{"engine": "docker", "touch": "own", "left_out": 12}`)
		d.Advance(10 * time.Second)
		d.Sees("no applications: this server shows only what was made through it. 12 containers of others run: fleetop serve", "--touch all shows them, too")
		says(`{"engine": "docker", "touch": "own", "left_out": 1}`)
		d.Advance(61 * time.Second)
		d.Sees("1 container of others runs:", "all shows it, too")
		if n := askedForEngine(server); n < 2 || n > 3 {
			t.Errorf("asked %d times in 71 s", n)
		}
		d.Press("2")
		d.Advance(time.Second)
		d.Sees("no containers: this server shows only what was made through it. 1 container of others runs")
		d.Press("5")
		d.Sees("no applications: this server shows only what was made through it. 1 container of others runs")
		d.Press("5")
		says(`{"engine": "swarm", "touch": "own"}`)
		d.Advance(61 * time.Second)
		d.Press("1")
		d.Sees("no applications: this server shows only what was made through it; fleetop serve --touch all")
		says(`{"engine": "docker", "touch": "all"}`)
		d.Advance(61 * time.Second)
		d.SeesNot("made through it")
		d.Sees("no applications")
	})
}

// TestWhatIsLeftOutIsNotAskedForWhereThereAreApplications checks that a server which has something to show is
// asked for nothing more.
func TestWhatIsLeftOutIsNotAskedForWhereThereAreApplications(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Minute)
		for _, r := range server.Take() {
			if strings.Contains(r.String(), "/engine/") {
				t.Errorf("asked: %s", r)
			}
		}
	})
}
