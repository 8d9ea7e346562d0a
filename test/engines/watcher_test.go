package engines

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// watcher is an engine and what it said.
type watcher struct {
	*docker.Engine
	t      *testing.T
	daemon *enginetest.Daemon
	apps   map[string]engine.Application // as the newest upsert has them
	edges  map[string][]string           // by container, since they were last taken
	said   []engine.Event                // all of it
	made   int                           // containers of its own
}

// watch opens an engine and asks for its inventory.
func watch(t *testing.T, d *enginetest.Daemon, o docker.Options) *watcher {
	t.Helper()
	w := &watcher{Engine: open(t, d, o), t: t, daemon: d, apps: make(map[string]engine.Application), edges: make(map[string][]string)}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	inventory, err := w.Inventory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, app := range inventory.Applications {
		w.apps[app.ID] = app
	}
	return w
}

// take takes the events that are there.
func (w *watcher) take() {
	for ev, ok := w.Next(); ok; ev, ok = w.Next() {
		w.said = append(w.said, ev)
		switch ev.Kind {
		case engine.Found, engine.Changed:
			if ev.App != nil {
				w.apps[ev.App.ID] = *ev.App
			}
		case engine.Started, engine.Exited, engine.Removed, engine.Failed:
			w.edges[ev.Container] = append(w.edges[ev.Container], words(ev))
		default:
		}
	}
}

// words puts an edge into words.
func words(ev engine.Event) string {
	text := map[engine.Kind]string{engine.Started: "started", engine.Exited: "exited", engine.Removed: "removed", engine.Failed: "failed"}[ev.Kind]
	if ev.Kind == engine.Exited {
		text += fmt.Sprintf(" %d", ev.ExitCode)
	}
	if ev.Asked {
		text += " asked"
	}
	if ev.Restarting {
		text += " restarting"
	}
	if ev.OutOfMemory {
		text += " memory"
	}
	return text
}

// until takes events until a condition holds.
func (w *watcher) until(what string, condition func() bool) {
	w.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		w.take()
		if condition() {
			return
		}
		select {
		case <-w.Changed():
		case <-deadline.C:
			w.t.Fatalf("in %v it did not come to be that %s\nnot waited for: %v\n%s", patience, what, w.edges, w.daemon.Log())
		}
	}
}

// container returns what is known of a container by its UUID.
func (w *watcher) container(id string) (engine.Container, engine.Application) {
	for _, app := range w.apps {
		if i := slices.IndexFunc(app.Containers, func(c engine.Container) bool { return c.ID == id }); i >= 0 {
			return app.Containers[i], app
		}
	}
	return engine.Container{}, engine.Application{}
}

// runs waits until a container is known to run, and takes what was said of it until then.
func (w *watcher) runs(id string) {
	w.t.Helper()
	w.until("the container runs", func() bool {
		c, _ := w.container(id)
		return c.Running || slices.Contains(w.edges[id], "started")
	})
	delete(w.edges, id)
}

// wants waits until edges were said of a container, the last of which comes last.
func (w *watcher) wants(id string, edges ...string) {
	w.t.Helper()
	want := strings.Join(edges, ", ")
	w.until(fmt.Sprintf("the container %s is said to be: %s", id, want), func() bool {
		got := w.edges[id]
		if len(got) > 0 && got[0] == "started" && edges[0] != "started" {
			got = got[1:] // what the upsert had told already
		}
		if len(got) > 0 && got[0] == "removed" {
			return strings.HasSuffix(want, "removed") // it was gone before one could look
		}
		return len(got) >= len(edges) && strings.Join(got[:len(edges)], ", ") == want
	})
	delete(w.edges, id)
}

// eventually waits until what is known of a container satisfies a condition.
func (w *watcher) eventually(id, what string, condition func(engine.Container, engine.Application) bool) {
	w.t.Helper()
	w.until(what, func() bool { return condition(w.container(id)) })
}

// patience is how long to wait for something to happen before a test gives up.
const patience = 2 * time.Minute

// await waits until an engine has an event.
func await(e *docker.Engine) bool {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !e.Pending() {
		select {
		case <-e.Changed():
		case <-deadline.C:
			return false
		}
	}
	return true
}
