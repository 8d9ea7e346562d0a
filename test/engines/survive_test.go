package engines

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// own makes and starts a container of the engine, and returns its UUID.
func (w *watcher) own(name, command string) string {
	w.t.Helper()
	w.made++
	spec := engine.Spec{
		ID: uuidOf(w.t.Name() + name), Application: uuidOf(w.t.Name()), Name: name, Number: w.made,
		Image: engine.ParseRef(enginetest.Image), Command: strings.TrimSpace(command + " " + listening), Ports: []engine.Port{{Number: 80, Protocol: "tcp"}},
	}
	if err := w.Create(spec); err != nil {
		w.t.Fatal(err)
	}
	if err := w.Start(spec.ID); err != nil {
		w.t.Fatal(err)
	}
	w.wants(spec.ID, "started")
	w.listens(spec.ID)
	return spec.ID
}

// listening has the program of a container write a line once it can be asked to end: one that is asked
// before is killed.
const listening = "out=up"

// listens waits until the program of a container has written that it can be asked to end.
func (w *watcher) listens(id string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	for ctx.Err() == nil {
		log, err := w.Logs(ctx, id, engine.LogQuery{})
		if err != nil {
			w.t.Fatal(err)
		}
		b, err := io.ReadAll(log)
		_ = log.Close()
		if err != nil {
			w.t.Fatal(err)
		}
		if len(b) > 0 {
			return
		}
	}
	w.t.Fatalf("%s writes nothing", id)
}

// TestCommandsDoNotHang stops the daemon with a signal: commands and questions do not hang with it,
// and what was asked of it is done when it goes on.
func TestCommandsDoNotHang(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	w := watch(t, d, docker.Options{})
	id := w.own("a-1", "")
	d.Pause(t)
	resumed := false
	defer func() {
		if !resumed {
			d.Resume(t)
		}
	}()
	began := time.Now()
	if err := w.Stop(id); err != nil {
		t.Fatal(err)
	}
	w.take()
	_ = w.Check(engine.OpStart, id)
	if took := time.Since(began); took > time.Second {
		t.Errorf("commands took %v", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if log, err := w.Logs(ctx, id, engine.LogQuery{}); err == nil {
		_ = log.Close()
		t.Error("the log of a daemon that hangs was read")
	}
	d.Resume(t)
	resumed = true
	w.wants(id, "exited 0 asked")
}

// TestServerDiesInTheMiddle ends the engine while it is at work, as a crash does: another one makes
// out what there is.
func TestServerDiesInTheMiddle(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	w := watch(t, d, docker.Options{})
	id := w.own("middle-1", "term=ignore")
	t.Cleanup(func() { _, _ = d.Try("rm", "--force", "middle-1") })
	if err := w.Stop(id); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again := watch(t, d, docker.Options{})
	again.until("it is known", func() bool { c, _ := again.container(id); return c.ID != "" })
	c, app := again.container(id)
	if app.ID != uuidOf(t.Name()) || app.Owner != engine.Own || c.Name != "middle-1" {
		t.Fatalf("the other engine sees %+v of %+v", c, app)
	}
	if err := again.Remove(id); err != nil {
		t.Fatal(err)
	}
	again.until("it is removed", func() bool {
		edges := again.edges[id]
		return len(edges) > 0 && edges[len(edges)-1] == "removed"
	})
}
