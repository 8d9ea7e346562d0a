package platform_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// rolling is a redeploy under way over the push engine.
type rolling struct {
	*testing.T
	e   *pushEngine
	s   *server
	c   *clock
	a   map[string]any
	uri string
	ids map[string]string // by name at their making
}

// newRolling has an application of two running containers, redeployed to another tag.
func newRolling(t *testing.T) *rolling {
	t.Helper()
	r := &rolling{T: t, e: newPushEngine(), c: &clock{t: start()}, ids: make(map[string]string)}
	r.s = serveEngine(t, r.e, r.c)
	r.a = r.s.post("application/", `{"image": "x:1", "name": "w", "target_num_containers": 2}`)
	r.uri = str(r.a, "resource_uri")
	r.happens("w-1", engine.Started)
	r.happens("w-2", engine.Started)
	r.s.wantState(r.a, "Running")
	for _, name := range []string{"w-1", "w-2"} {
		r.ids[name] = r.e.byName(name)
	}
	r.e.took()
	r.a = r.s.post(r.uri+"redeploy/", `{"tag": "2"}`)
	r.commands("create w-1, start w-1")
	r.heir("w-1")
	return r
}

// heir notes the newest container of a name as its heir.
func (r *rolling) heir(name string) engine.Spec {
	r.Helper()
	for id, spec := range r.e.specs {
		if spec.Called == name+"-new" && !contains(r.ids, id) {
			r.ids[spec.Called] = id
			return spec
		}
	}
	r.Fatalf("%s has no heir", name)
	return engine.Spec{}
}

func contains(m map[string]string, id string) bool {
	for _, v := range m {
		if v == id {
			return true
		}
	}
	return false
}

// happens tells of an event of a container.
func (r *rolling) happens(name string, kind engine.Kind) {
	r.Helper()
	r.c.advance(time.Second)
	id := r.ids[name]
	if id == "" {
		id = r.e.byName(name)
	}
	r.e.push(engine.Event{Time: r.c.now(), Kind: kind, Container: id, Reason: map[bool]string{true: "no such image"}[kind == engine.Failed]})
	r.s.get(r.uri)
}

func (r *rolling) commands(want string) {
	r.Helper()
	if diff := cmp.Diff(want, r.e.took()); diff != "" {
		r.Fatal("commands: ", diff)
	}
}

// TestARedeployReplacesOneAfterTheOther follows a redeploy step by step: the image is pulled again
// once, a new container runs before the old one is stopped, and takes over its name and number.
func TestARedeployReplacesOneAfterTheOther(t *testing.T) {
	t.Parallel()
	r := newRolling(t)
	first := r.e.specs[r.ids["w-1-new"]]
	if !first.Pull || first.Number != 1 || first.Name != "w-1" || first.Image.Tag != "2" {
		t.Errorf("the first: %+v", first)
	}
	for name, want := range map[string]string{"w-1": "Running", "w-1-new": "Starting", "w-2": "Running"} {
		r.s.wantState(r.s.container(name), want)
	}
	r.happens("w-1-new", engine.Started)
	r.commands("stop w-1")
	r.happens("w-1", engine.Exited)
	r.commands("remove w-1")
	r.s.wantState(r.a, "Redeploying")
	r.happens("w-1", engine.Removed)
	r.commands("rename=w-1 w-1, create w-2, start w-2")
	if second := r.heir("w-2"); second.Pull || second.Number != 2 || second.Image.Tag != "2" {
		t.Errorf("the second: %+v", second)
	}
	r.happens("w-2-new", engine.Started)
	r.happens("w-2", engine.Exited)
	r.happens("w-2", engine.Removed)
	r.commands("stop w-2, remove w-2, rename=w-2 w-2")
	a := r.s.wantState(r.a, "Running")
	wantCounts(t, a, 2, 2, 2, 0)
	for _, c := range r.s.containers(a) {
		if name := str(c, "unique_name"); name != "w-1" && name != "w-2" || str(c, "image_name") != "x:2" {
			t.Errorf("%s of %s", name, str(c, "image_name"))
		}
	}
}

// TestARedeployThatFailsDestroysNothing checks that what was not replaced goes on if a new container
// cannot be started, and which ways there are from there.
func TestARedeployThatFailsDestroysNothing(t *testing.T) {
	t.Parallel()
	fail := func(t *testing.T) *rolling {
		t.Helper()
		r := newRolling(t)
		r.happens("w-1-new", engine.Failed)
		r.commands("")
		a := r.s.wantState(r.a, "Partly running")
		wantCounts(t, a, 2, 3, 2, 1)
		if str(a, "image_name") != "x:1" {
			t.Errorf("it is of %s now", str(a, "image_name"))
		}
		if c := r.s.wantState(r.s.container("w-1-new"), "Start failed"); str(c, "exit_code_msg") != "no such image" {
			t.Errorf("reason: %v", c)
		}
		want := "======>w <======\nThe redeploy has ended: w-1-new could not be started: no such image\n"
		if log := str(r.s.get(r.uri+"logs/"), "logs"); !strings.HasSuffix(log, want) {
			t.Errorf("log: %q", log)
		}
		return r
	}
	t.Run("started", func(t *testing.T) {
		t.Parallel()
		r := fail(t)
		r.s.post(r.uri+"start/", "")
		r.commands("start w-1")
		r.happens("w-1-new", engine.Started)
		r.happens("w-1", engine.Exited)
		r.happens("w-1", engine.Removed)
		r.commands("stop w-1, remove w-1, rename=w-1 w-1")
		a := r.s.wantState(r.a, "Running")
		wantCounts(t, a, 2, 2, 2, 0)
		if str(a, "image_name") != "x:2" {
			t.Errorf("it is of %s", str(a, "image_name"))
		}
	})
	t.Run("redeployed", func(t *testing.T) {
		t.Parallel()
		r := fail(t)
		r.s.post(r.uri+"redeploy/", "")
		r.commands("remove w-1, create w-1, start w-1")
		r.happens("w-1-new", engine.Removed)
		if again := r.heir("w-1"); again.Image.Tag != "1" || !again.Pull {
			t.Errorf("redeployed from %+v", again)
		}
	})
	for name, act := range map[string]func(r *rolling){
		"scaled": func(r *rolling) { r.s.patch(r.uri, `{"target_num_containers": 2}`) },
		"terminated": func(r *rolling) {
			r.s.want(http.StatusAccepted, http.MethodDelete, str(r.s.container("w-1-new"), "resource_uri"), "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := fail(t)
			act(r)
			r.commands("remove w-1")
			r.happens("w-1-new", engine.Removed)
			wantCounts(t, r.s.wantState(r.a, "Running"), 2, 2, 2, 0)
		})
	}
}

// TestARedeployIsStoppedBetween stops and terminates in the middle of a redeploy.
func TestARedeployIsStoppedBetween(t *testing.T) {
	t.Parallel()
	t.Run("before the first runs", func(t *testing.T) {
		t.Parallel()
		r := newRolling(t)
		r.s.post(r.uri+"stop/", "")
		r.commands("stop w-1, stop w-1, stop w-2")
		for _, name := range []string{"w-1", "w-2", "w-1-new"} {
			r.happens(name, engine.Exited)
		}
		r.commands("remove w-1")
		r.happens("w-1-new", engine.Removed)
		a := r.s.wantState(r.a, "Stopped")
		wantCounts(t, a, 2, 2, 0, 2)
		if str(a, "image_name") != "x:1" {
			t.Errorf("nothing was replaced, and it is of %s", str(a, "image_name"))
		}
	})
	t.Run("while the old one leaves", func(t *testing.T) {
		t.Parallel()
		r := newRolling(t)
		r.happens("w-1-new", engine.Started)
		r.s.post(r.uri+"stop/", "")
		r.commands("stop w-1, stop w-2, stop w-1")
		for _, name := range []string{"w-1", "w-2", "w-1-new"} {
			r.happens(name, engine.Exited)
		}
		r.happens("w-1", engine.Removed)
		r.commands("remove w-1, rename=w-1 w-1")
		a := r.s.wantState(r.a, "Stopped")
		wantCounts(t, a, 2, 2, 0, 2)
		if str(a, "image_name") != "x:2" {
			t.Errorf("it is of %s", str(a, "image_name"))
		}
	})
	t.Run("terminated", func(t *testing.T) {
		t.Parallel()
		r := newRolling(t)
		r.s.want(http.StatusAccepted, http.MethodDelete, r.uri, "")
		for _, name := range []string{"w-1", "w-2", "w-1-new"} {
			r.happens(name, engine.Exited)
			r.happens(name, engine.Removed)
		}
		r.s.wantState(r.a, "Terminated")
		r.commands("stop w-1, stop w-2, stop w-1, remove w-1, remove w-2, remove w-1")
	})
}

// TestContainersLeaveDuringARedeploy terminates single containers while they are being replaced, and
// lets somebody else remove them.
func TestContainersLeaveDuringARedeploy(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"w-1", "w-1-new"} {
		r := newRolling(t)
		r.s.want(http.StatusAccepted, http.MethodDelete, str(r.s.container(name), "resource_uri"), "")
		for _, gone := range []string{"w-1", "w-1-new"} {
			r.happens(gone, engine.Exited)
			r.happens(gone, engine.Removed)
		}
		r.heir("w-2")
		r.happens("w-2-new", engine.Started)
		r.happens("w-2", engine.Exited)
		r.happens("w-2", engine.Removed)
		wantCounts(t, r.s.wantState(r.a, "Running"), 1, 1, 1, 0)
	}
	r := newRolling(t)
	r.happens("w-1", engine.Removed)
	r.commands("")
	r.happens("w-1-new", engine.Started)
	r.commands("rename=w-1 w-1, create w-2, start w-2")

	r = newRolling(t)
	r.happens("w-1-new", engine.Removed)
	a := r.s.wantState(r.a, "Running")
	wantCounts(t, a, 2, 2, 2, 0)
	if str(a, "image_name") != "x:1" {
		t.Errorf("it is of %s", str(a, "image_name"))
	}
}

// TestARedeployLeavesNoHole checks over the engine that pretends that at every moment of a redeploy as
// many containers run as before.
func TestARedeployLeavesNoHole(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 3}`)
	uri := str(a, "resource_uri")
	s.post(uri+"redeploy/", "")
	for range 200 {
		s.clock.advance(100 * time.Millisecond)
		if a = s.get(uri); num(a, "running_num_containers") < 3 {
			t.Fatalf("%d run: %s", num(a, "running_num_containers"), str(a, "state"))
		}
		if str(a, "state") == "Running" {
			return
		}
	}
	t.Errorf("after 20 seconds it is %s", str(a, "state"))
}
