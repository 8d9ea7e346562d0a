package docker

import (
	"net/http"
	"strings"
	"testing"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"

	"fleetop/internal/platform/engine"
)

// TestAContainerIsListedBeforeItIsThere has a daemon list a container that it is still making: for a while
// it answers that there is none. It is not told as removed; one of which the daemon says so is.
func TestAContainerIsListedBeforeItIsThere(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning, Labels: map[string]string{"a": "b"}},
		ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(http.TimeFormat)}})
	f.add(ctypes.Summary{ID: native("2"), Names: []string{"/db"}, State: ctypes.StateRunning}, ctypes.InspectResponse{})
	f.mu.Lock()
	web := f.inspects[native("1")]
	clear(f.inspects)
	asked := 0
	f.before = func(path string) {
		if !strings.HasPrefix(path, "/containers/"+native("1")) {
			return
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		if asked++; asked == 4 {
			f.inspects[native("1")] = web
		}
	}
	f.mu.Unlock()
	w := open(t, f.options())
	w.next(func(ev engine.Event) bool {
		if ev.Kind == engine.Removed {
			t.Errorf("removed: %+v", ev)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		c := w.native[native("1")]
		return c != nil && c.facts.inspected
	})
	f.send(events.Message{Type: events.ContainerEventType, Action: events.ActionDestroy, Actor: events.Actor{ID: native("2")}, TimeNano: 6})
	w.next(isKind(engine.Removed))
}
