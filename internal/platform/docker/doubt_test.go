package docker

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/engine"
)

// TestAnAnswerThatTakesLong has a daemon leave a request unanswered: it is asked at once whether it is
// there. If it does not say so either, that is told; if it does, nothing is.
func TestAnAnswerThatTakesLong(t *testing.T) {
	t.Parallel()
	for name, isHung := range map[string]bool{"the daemon hangs": true, "one request hangs": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning},
				ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
			w := ready(t, f.options())
			w.pingEvery = time.Hour
			if isHung {
				w.daemon.doubtTime = time.Second // else it has time enough
			}
			w.take()
			w.found("web", func(a *engine.Application) bool { return !a.Started.IsZero() })

			goOn, pinged := make(chan struct{}), make(chan struct{}, 100)
			var hangs atomic.Bool
			f.mu.Lock()
			f.before = func(path string) {
				if path == "/_ping" {
					pinged <- struct{}{}
				}
				if hangs.Load() && (isHung || strings.HasPrefix(path, "/containers/"+native("1"))) {
					<-goOn
				}
			}
			f.mu.Unlock()
			hangs.Store(true)
			f.send(events.Message{Type: events.ContainerEventType, Action: events.ActionUpdate, Actor: events.Actor{ID: native("1")}, TimeNano: 5})
			if isHung {
				if ev := w.next(isKind(engine.Lost)); !strings.Contains(ev.Reason, "takes connections but does not answer") {
					t.Errorf("lost: %q", ev.Reason)
				}
			} else {
				select {
				case <-pinged:
				case <-time.After(mostWait):
					t.Fatal("the daemon is not asked whether it is there")
				}
			}
			hangs.Store(false)
			close(goOn)
			if isHung {
				w.next(isKind(engine.Back))
			}
			f.send(events.Message{Type: events.ContainerEventType, Action: events.ActionDestroy, Actor: events.Actor{ID: native("1")}, TimeNano: 6})
			w.next(func(ev engine.Event) bool {
				if ev.Kind == engine.Lost {
					t.Errorf("%+v", ev)
				}
				return ev.Kind == engine.Removed
			})
		})
	}
}

// TestDaemonHangsWhileSomethingIsAsked stops a daemon long before it would be asked whether it is there:
// whoever wants something of it has that found out.
func TestDaemonHangsWhileSomethingIsAsked(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	d.Docker(t, "run", "--detach", "--name", "web", enginetest.Image)
	w := ready(t, local(d))
	w.pingEvery = time.Hour
	w.take()
	i := slices.IndexFunc(w.inv.Applications, func(a engine.Application) bool { return a.Name == "web" })
	id := w.inv.Applications[i].Containers[0].ID
	for name, ask := range map[string]func(context.Context){
		"its log":         func(ctx context.Context) { _, _ = w.Logs(ctx, id, engine.LogQuery{Tail: 10}) },
		"that it is over": func(context.Context) { _ = w.Stop(id) },
	} {
		d.Pause(t)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			ask(ctx)
		}()
		if ev := w.next(isKind(engine.Lost)); !strings.Contains(ev.Reason, "does not answer") {
			t.Errorf("%s: lost: %q", name, ev.Reason)
		}
		d.Resume(t)
		w.next(isKind(engine.Back))
		cancel()
		<-done
	}
}
