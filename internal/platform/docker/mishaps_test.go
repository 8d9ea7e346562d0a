package docker

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	ctypes "github.com/moby/moby/api/types/container"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestNamesOfOthers checks that a container takes the next name when another has its own: one that is
// known, and one that is hidden.
func TestNamesOfOthers(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	for _, name := range []string{"names-1", "names-2"} {
		d.Docker(t, "create", "--name", name, enginetest.Image)
	}
	for _, all := range []bool{true, false} {
		o, want := local(d), map[bool]string{true: "/names-3", false: "/names-4"}[all]
		o.TouchAll, o.Owner = all, fmt.Sprintf("names-%v", all)
		r := &rig{watched: open(t, o), d: d}
		s := r.spec("names-1", "")
		s.ID = dialect.UUID(o.Owner)
		if !all { // by then there are three
			d.Docker(t, "create", "--name", "names-3", enginetest.Image)
		}
		must(t, r.Create(s))
		must(t, r.Start(s.ID))
		r.expectKind(t, s.ID, engine.Started)
		r.mu.Lock()
		name := "/" + r.conts[s.ID].name
		r.mu.Unlock()
		if got := d.Docker(t, "inspect", "--format", "{{.Name}}", r.nativeOf(r.conts[s.ID])); got != want || name != want {
			t.Errorf("all: %v: it is %s, known as %s, not %s", all, got, name, want)
		}
		must(t, r.Remove(s.ID))
		r.expectKind(t, s.ID, engine.Removed)
		if all {
			continue
		}
		d.Docker(t, "rm", "names-1", "names-2", "names-3")
	}
}

// TestStartsOfOthersThatFailed checks that why a container does not run that somebody else tried to
// start is known from the beginning: the end of the daemon's words, or who has its port.
func TestStartsOfOthersThatFailed(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	d.Docker(t, "run", "-d", "--name", "failed-holder", "-p", "9555:80", enginetest.Image)
	for _, args := range []string{"--name failed-port -p 9555:80 IMAGE", "--name failed-program --entrypoint /nothing IMAGE"} {
		if out, err := d.Try(append([]string{"run", "-d"}, strings.Fields(strings.ReplaceAll(args, "IMAGE", enginetest.Image))...)...); err == nil {
			t.Fatalf("%s: %s", args, out)
		}
	}
	for name, want := range map[string]string{
		"failed-port":    "port 9555 is used by failed-holder",
		"failed-program": `exec: "/nothing": stat /nothing: no such file or directory`,
	} {
		w := open(t, local(d))
		a := w.found(name, func(a *engine.Application) bool { return a.Containers[0].Reason != "" && a.Env != nil })
		if c := a.Containers[0]; c.Phase != engine.PhaseCreated || c.Exited || c.Running || !strings.HasSuffix(c.Reason, want) {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// TestRemovalsThatDoNotEnd checks what becomes of a container that the daemon has been removing for
// too long, and of one that it has given up.
func TestRemovalsThatDoNotEnd(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Owner: "fleetop", TouchAll: true})
	must(t, err)
	f := facts{inspected: true, phase: engine.PhaseRemoving}
	e.mu.Lock()
	defer e.mu.Unlock()
	c, _ := e.meet(native("1"), "web", &f)
	learn := func() engine.Container {
		now := f
		e.learn(native("1"), "web", &now, nil)
		return e.record(c)
	}
	if r := learn(); r.Phase != engine.PhaseRemoving || r.Reason != "" {
		t.Errorf("at first: %+v", r)
	}
	c.leaving = c.leaving.Add(-leaveTime)
	if r := learn(); r.Phase != engine.PhaseDead || r.Reason != errStays.Error() {
		t.Errorf("after half a minute: %+v", r)
	}
	f.phase = engine.PhaseExited
	if r := learn(); r.Phase != engine.PhaseExited || r.Reason != "" || !c.leaving.IsZero() {
		t.Errorf("when it was given up: %+v", r)
	}
	dead := inspected(&ctypes.InspectResponse{State: &ctypes.State{Status: ctypes.StateDead}})
	if dead.phase != engine.PhaseDead || !strings.Contains(dead.reason, "terminate it again") {
		t.Errorf("dead: %+v", dead)
	}
}

// TestImagesArePulledAgain checks that a spec may ask for the newest image of a tag, and that an image
// that was made on the host and never was in a registry is taken as it is.
func TestImagesArePulledAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	registry := r.d.Registry(t)
	ref := registry.Push(t, r.d, "again:1", map[string]string{"build": "1"})
	for i, test := range []struct {
		image, build string
		pull         bool
		want         string
		pulls        int
	}{
		{ref, "1", false, "1", 1}, {ref, "2", false, "1", 1}, {ref, "2", true, "2", 2}, {enginetest.Image, "", true, "", 2},
	} {
		registry.Push(t, r.d, "again:1", map[string]string{"build": test.build})
		s := r.spec(fmt.Sprintf("again-%d", i), "")
		s.Image, s.Pull = engine.ParseRef(test.image), test.pull
		must(t, r.Create(s))
		must(t, r.Start(s.ID))
		r.expectKind(t, s.ID, engine.Started)
		if got := r.d.Docker(t, "inspect", "--format", `{{index .Config.Labels "build"}}`, s.Name); got != test.want && test.want != "" || len(registry.Asked()) != test.pulls {
			t.Errorf("%+v: it is build %s after %d pulls", test, got, len(registry.Asked()))
		}
		must(t, r.Remove(s.ID))
		r.expectKind(t, s.ID, engine.Removed)
	}
}

// TestComparisonsAreLogged checks that what a comparison finds is said, and that nothing is said of
// what is as it was told.
func TestComparisonsAreLogged(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning},
		ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
	o := f.options()
	var logged []string
	o.Log = func(text string) { logged = append(logged, text) }
	w := open(t, o)
	w.found("web", func(a *engine.Application) bool { return !a.Started.IsZero() })
	must(t, w.compare(t.Context(), false))
	if len(logged) > 0 {
		t.Errorf("nothing changed: %q", logged)
	}
	f.add(ctypes.Summary{ID: native("2"), Names: []string{"/new"}, State: ctypes.StateCreated}, ctypes.InspectResponse{})
	must(t, w.compare(t.Context(), false))
	if want := "1 containers of the Docker daemon at tcp://shop:2376 are not as its events told"; len(logged) != 1 || logged[0] != want {
		t.Errorf("logged %q, not %q", logged, want)
	}
}

// TestPrivilegedContainersAreNamed checks that whoever is asked to copy a container is told that it may
// do everything on the host, and that a server that touches only its own does not copy it.
func TestPrivilegedContainersAreNamed(t *testing.T) {
	t.Parallel()
	for all, want := range map[bool]string{true: "", false: "web is privileged: only a server with --touch all makes more of it"} {
		e, err := New(Options{Owner: "fleetop", TouchAll: true})
		must(t, err)
		c, _ := e.meet(native("1"), "web", &facts{privileged: true, inspected: true})
		e.o.TouchAll = all
		if got := text(e.Check(engine.OpGrow, c.group.id)); got != want {
			t.Errorf("all: %v: %q, not %q", all, got, want)
		}
		if a := e.application(c.group); a.OwnerName != "" || !a.Privileged {
			t.Errorf("it is told as %+v", a)
		}
	}
}

// TestWhatHangsIsAskedAboutOnce checks that however often a container is looked at in vain, one later
// look is planned.
func TestWhatHangsIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		before := time.Now()
		for range 3 {
			e.hangs("7fa0")
		}
		hanging := func() int {
			e.mu.Lock()
			defer e.mu.Unlock()
			return len(e.hanging)
		}
		if n := hanging(); n != 1 {
			t.Errorf("%d times asked about again", n)
		}
		if got, _, _ := e.inbox.take(); got != "7fa0" || time.Since(before) != afterHang {
			t.Errorf("%q after %v", got, time.Since(before))
		}
		if n := hanging(); n != 0 {
			t.Errorf("%d times still asked about", n)
		}
	})
}
