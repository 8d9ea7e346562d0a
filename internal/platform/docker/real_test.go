package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// isEdge selects the edges of a container.
func isEdge(id string) func(engine.Event) bool {
	return func(ev engine.Event) bool { return ev.Container == id && ev.App == nil }
}

// TestEdges checks what is reported of what people do to containers.
//
//nolint:tparallel // the tests share an engine, and read its events in turn
func TestEdges(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	w := open(t, local(d))
	for i, test := range []struct {
		name string
		run  string // of docker run
		do   string // commands of docker, NAME stands for the container
		want string
	}{
		{"stop", "out=up", "start NAME; ready; stop NAME", "started; exited 0 asked"},
		{"kill", "", "start NAME; kill NAME", "started; exited 137 asked"},
		{"hang-up", "out=up", "start NAME; ready; kill -s HUP NAME", "started; exited 2"},
		{"restart", "out=up", "start NAME; ready; restart NAME", "started; exited 0 asked; started"},
		{"crash", "wait=100ms exit=3", "start NAME", "started; exited 3"},
		{"crash again", "--restart on-failure:2 IMAGE wait=100ms exit=3", "start NAME", "started; exited 3 restarting; started; exited 3 restarting; started; exited 3"},
		{"out of memory", "--memory 16m --memory-swap 16m IMAGE wait=100ms eat=64000000", "start NAME", "started; exited 137 out of memory"},
		{"pause, then stop", "out=up", "start NAME; ready; pause NAME; stop NAME", "started; exited 0 asked"},
		{"removed", "", "start NAME; rm -f NAME", "started; exited 137 asked; removed"},
		{"removes itself", "--rm IMAGE out=up", "start NAME; ready; stop NAME", "started; exited 0 asked; removed"},
		{"port taken", "-p 9999:80 IMAGE out=up", "start NAME; ready; stop NAME; run -d --name NAME-too -p 9999:80 IMAGE; start NAME", "started; exited 0 asked; failed"},
		{"no such program", "--entrypoint /nothing IMAGE", "start NAME", "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := fmt.Sprintf("edges-%d", i)
			args := test.run
			if !strings.Contains(args, "IMAGE") {
				args = "IMAGE " + args
			}
			args = "create --name " + name + " " + strings.ReplaceAll(args, "IMAGE", enginetest.Image)
			w.t = t
			native := d.Docker(t, strings.Fields(args)...)
			id := dialect.ContainerUUID(native)
			w.found(name, func(a *engine.Application) bool { return a.Containers[0].ID == id })
			for command := range strings.SplitSeq(test.do, "; ") {
				if command == "ready" {
					d.Ready(t, name)
					continue
				}
				_, _ = d.Try(strings.Fields(strings.NewReplacer("NAME", name, "IMAGE", enginetest.Image).Replace(command))...)
			}
			for want := range strings.SplitSeq(test.want, "; ") {
				if got := edgeWords(w.next(isEdge(id))); got != want {
					t.Fatalf("%s, want %s of %s", got, want, test.want)
				}
			}
		})
	}
}

func edgeWords(ev engine.Event) string {
	switch ev.Kind {
	case engine.Started:
		return "started"
	case engine.Removed:
		return "removed"
	case engine.Failed:
		return "failed"
	case engine.Exited:
		s := fmt.Sprintf("exited %d", ev.ExitCode)
		for _, flag := range []struct {
			is   bool
			word string
		}{{ev.Asked, " asked"}, {ev.Restarting, " restarting"}, {ev.OutOfMemory, " out of memory"}} {
			if flag.is {
				s += flag.word
			}
		}
		return s
	default:
		return fmt.Sprint(ev.Kind)
	}
}

// gate is a way to a daemon that can be closed.
type gate struct {
	dial   dial
	mu     sync.Mutex
	closed bool
	conns  []net.Conn
}

func (g *gate) connect(ctx context.Context, network, address string) (net.Conn, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, errors.New("the gate is closed: open it")
	}
	conn, err := g.dial(ctx, network, address)
	if err == nil {
		g.conns = append(g.conns, conn)
	}
	return conn, err
}

// set closes the gate, and all connections through it, or opens it.
func (g *gate) set(closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = closed
	for _, conn := range g.conns {
		_ = conn.Close()
	}
	g.conns = nil
}

// isKind selects events of a kind.
func isKind(kind engine.Kind) func(engine.Event) bool {
	return func(ev engine.Event) bool { return ev.Kind == kind }
}

// TestWhatChangedMeanwhile checks what is reported after the daemon could not be reached for a
// while.
func TestWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	ids := make(map[string]string)
	for _, name := range []string{"stopped", "removed", "restarted", "renamed", "steady"} {
		ids[name] = dialect.ContainerUUID(d.Docker(t, "run", "-d", "--name", "away-"+name, enginetest.Image, "out=up"))
	}
	g := &gate{dial: toSocket(d.Socket)}
	o := local(d)
	o.Dial, o.IsLocal = g.connect, false
	w := open(t, o)
	d.Ready(t, "away-stopped")
	d.Ready(t, "away-restarted")
	inspected := make(map[string]bool)
	w.next(func(ev engine.Event) bool {
		if ev.App != nil && !ev.App.Started.IsZero() {
			inspected[ev.App.Containers[0].ID] = true
		}
		for _, id := range ids {
			if !inspected[id] {
				return false
			}
		}
		return true
	})
	g.set(true)
	if ev := w.next(isKind(engine.Lost)); ev.Reason != "the gate is closed: open it" {
		t.Errorf("lost: %q", ev.Reason)
	}
	d.Docker(t, "stop", "away-stopped")
	d.Docker(t, "rm", "-f", "away-removed")
	d.Docker(t, "restart", "away-restarted")
	d.Docker(t, "rename", "away-renamed", "away-other")
	fresh := dialect.ContainerUUID(d.Docker(t, "run", "-d", "--name", "away-new", enginetest.Image))
	g.set(false)
	w.next(isKind(engine.Back))
	got := make(map[string][]string)
	w.next(func(ev engine.Event) bool {
		switch {
		case ev.App != nil && ev.App.Name == "away-new":
			got["new"] = append(got["new"], ev.App.Containers[0].ID)
		case ev.App != nil && ev.App.Name == "away-other":
			got["other"] = append(got["other"], ev.App.ID)
		case ev.App == nil:
			got[ev.Container] = append(got[ev.Container], edgeWords(ev))
		}
		return len(got["new"]) > 0 && len(got["other"]) > 0 && len(got[ids["stopped"]]) > 0 && len(got[ids["removed"]]) > 0 && len(got[ids["restarted"]]) > 1
	})
	if got["new"][0] != fresh {
		t.Errorf("new: %q", got["new"])
	}
	for name, want := range map[string]string{
		"stopped": "exited 0 asked", "removed": "removed", "restarted": "exited 0 asked, started", "steady": "", "renamed": "",
	} {
		if words := strings.Join(got[ids[name]], ", "); words != want {
			t.Errorf("%s: %q, want %q", name, words, want)
		}
	}
}

// TestDaemonIsKilled checks that a daemon that crashes and is started again is said to be away, and
// that nobody is taken to have stopped the containers that it stops then.
func TestDaemonIsKilled(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	id := dialect.ContainerUUID(d.Docker(t, "run", "-d", "--name", "web", enginetest.Image, "out=up"))
	w := open(t, local(d))
	d.Kill(t)
	if ev := w.next(isKind(engine.Lost)); !strings.Contains(ev.Reason, d.Socket) {
		t.Errorf("lost: %q", ev.Reason)
	}
	d.Again(t)
	w.next(isKind(engine.Back))
	if got := edgeWords(w.next(isEdge(id))); !strings.HasPrefix(got, "exited ") || strings.Contains(got, "asked") {
		t.Errorf("after the daemon's crash: %s", got)
	}
	d.Docker(t, "start", "web")
	if got := edgeWords(w.next(isEdge(id))); got != "started" {
		t.Errorf("started again: %s", got)
	}
}

// TestContainersOutliveTheDaemon checks that nothing is reported of containers that ran on.
func TestContainersOutliveTheDaemon(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t, "--live-restore")
	id := dialect.ContainerUUID(d.Docker(t, "run", "-d", "--name", "web", enginetest.Image, "out=up"))
	w := open(t, local(d))
	d.Ready(t, "web")
	d.Kill(t)
	w.next(isKind(engine.Lost))
	d.Again(t)
	w.next(isKind(engine.Back))
	d.Docker(t, "stop", "web")
	if got := edgeWords(w.next(isEdge(id))); got != "exited 0 asked" {
		t.Errorf("the first edge is %s", got)
	}
}

// TestDaemonHangs checks that a daemon that takes connections and says nothing is given up, in
// words, and found again.
func TestDaemonHangs(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	w := ready(t, local(d))
	w.pingEvery, w.daemon.pingTime = 100*time.Millisecond, 500*time.Millisecond
	w.take()
	d.Pause(t)
	if ev := w.next(isKind(engine.Lost)); !strings.Contains(ev.Reason, "does not answer") {
		t.Errorf("lost: %q", ev.Reason)
	}
	d.Resume(t)
	w.next(isKind(engine.Back))
}
