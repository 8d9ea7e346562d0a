package docker

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	ctypes "github.com/moby/moby/api/types/container"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// rig is an engine that is given commands.
type rig struct {
	*watched
	d *enginetest.Daemon
}

func newRig(t *testing.T) *rig {
	t.Helper()
	d := shared.Daemon(t)
	return &rig{watched: open(t, local(d)), d: d}
}

// spec returns a spec of a new application with one container.
func (r *rig) spec(name, command string) engine.Spec {
	return engine.Spec{
		ID: dialect.UUID("container " + name), Application: dialect.UUID("application " + name),
		Name: name, Number: 1, Image: engine.ParseRef(enginetest.Image), Command: command,
		Memory: 256 << 20, CPUShares: 256, Labels: map[string]string{labelName: name},
	}
}

// expectKind waits for an event of a kind.
func (r *rig) expectKind(t *testing.T, id string, kind engine.Kind) engine.Event {
	t.Helper()
	ev := r.next(isEdge(id))
	if ev.Kind != kind {
		t.Fatalf("%+v, not %d", ev, kind)
	}
	return ev
}

// serves waits until something answers at a port.
func (r *rig) serves(t *testing.T, port int) {
	t.Helper()
	var err error
	for end := time.Now().Add(mostWait); time.Now().Before(end); {
		if _, err = r.d.Get(port); err == nil {
			return
		}
	}
	t.Fatal(err)
}

// must fails the test if a command was refused.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// log returns a log.
func (r *rig) log(t *testing.T, id string, q engine.LogQuery) string {
	t.Helper()
	log, err := r.Logs(t.Context(), id, q)
	must(t, err)
	defer func() { _ = log.Close() }()
	b, err := io.ReadAll(log)
	must(t, err)
	return string(b)
}

// TestLifeOfAContainer leads a container through everything that can be done with it.
func TestLifeOfAContainer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.spec("life-1", `out=hello "out=two words" serve=80`)
	s.ImagePorts = true
	s.Env = []engine.Var{{Key: "COLOUR", Value: "dark blue"}}
	s.Aliases = []string{"web"}
	s.Restart = engine.Always
	must(t, r.Create(s))
	must(t, r.Start(s.ID))
	ev := r.expectKind(t, s.ID, engine.Started)
	if len(ev.Ports) != 1 || ev.Ports[0].Number != 80 || ev.Ports[0].Outer < firstOuter {
		t.Fatalf("ports %+v", ev.Ports)
	}
	port := ev.Ports[0].Outer
	r.serves(t, port)
	format := `{{.Name}} {{.Config.Hostname}} {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.CpuShares}} ` +
		`{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.NetworkMode}} {{json .Config.Env}} {{json .Config.Cmd}}`
	want := `/life-1 life-1 268435456 268435456 256 unless-stopped fleetop-fleetop ["COLOUR=dark blue"] ["out=hello","out=two words","serve=80"]`
	if got := r.d.Docker(t, "inspect", "--format", format, "life-1"); got != want {
		t.Errorf("it is\n%s, not\n%s", got, want)
	}
	if got := r.log(t, s.ID, engine.LogQuery{}); got != "hello\ntwo words\n" {
		t.Errorf("log %q", got)
	}

	must(t, r.Start(s.ID)) // it runs already: nothing happens
	must(t, r.Stop(s.ID))
	if ev := r.expectKind(t, s.ID, engine.Exited); !ev.Asked || ev.Restarting || ev.ExitCode != 0 {
		t.Errorf("stopped: %+v", ev)
	}
	must(t, r.Stop(s.ID)) // it does not run
	if ev := r.expectKind(t, s.ID, engine.Exited); !ev.Asked {
		t.Errorf("stopped again: %+v", ev)
	}
	must(t, r.Start(s.ID))
	if ev := r.expectKind(t, s.ID, engine.Started); len(ev.Ports) != 1 || ev.Ports[0].Outer != port {
		t.Errorf("started again: %+v, port %d before", ev, port)
	}
	r.d.Docker(t, "pause", "life-1")
	must(t, r.Start(s.ID))
	r.expectKind(t, s.ID, engine.Started)
	if got := r.d.Docker(t, "inspect", "--format", "{{.State.Status}}", "life-1"); got != "running" {
		t.Errorf("it is %s after a start while it was paused", got)
	}
	must(t, r.Remove(s.ID))
	r.expectKind(t, s.ID, engine.Removed)
	if got := r.log(t, s.ID, engine.LogQuery{Tail: 1}); got != "two words\n" {
		t.Errorf("log of the removed %q", got)
	}
	if got := r.d.Docker(t, "ps", "-aqf", "name=life-1"); got != "" {
		t.Errorf("there still is %s", got)
	}
	r.Forget(s.ID)
	if _, err := r.Logs(t.Context(), s.ID, engine.LogQuery{}); err == nil {
		t.Error("a log that was forgotten")
	}
	if err := r.Start(s.ID); err == nil {
		t.Error("a container that was forgotten was started")
	}
}

// TestFailedStarts checks what is said of containers that cannot be started.
func TestFailedStarts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, test := range map[string]struct {
		change func(*engine.Spec)
		want   string
	}{
		"program": {func(s *engine.Spec) { s.Entrypoint = "/nope" }, `exec: "/nope": stat /nope: no such file or directory`},
		"image":   {func(s *engine.Spec) { s.Image = engine.ParseRef("127.0.0.1:1/nope:1") }, "pull failed: connection refused: 127.0.0.1:1"},
		"memory":  {func(s *engine.Spec) { s.Memory = 1 << 20 }, "Minimum memory limit allowed is 6MB"},
		"like":    {func(s *engine.Spec) { s.Like = "22222222-2222-4222-8222-222222222222" }, "the container that is to be copied is gone"},
	} {
		s := r.spec(name+"-1", "")
		test.change(&s)
		must(t, r.Create(s))
		must(t, r.Start(s.ID))
		if ev := r.expectKind(t, s.ID, engine.Failed); !strings.Contains(ev.Reason, test.want) || strings.Contains(ev.Reason, "OCI") {
			t.Errorf("%s: %q, not %q", name, ev.Reason, test.want)
		}
		must(t, r.Stop(s.ID))
		r.expectKind(t, s.ID, engine.Exited)
		must(t, r.Remove(s.ID))
		r.expectKind(t, s.ID, engine.Removed)
	}
	s := r.spec("quote-1", "out='x")
	if err := r.Create(s); err == nil {
		t.Error("a command with an open quote was taken")
	}
}

// TestPortsOfOthers checks that a container that never ran moves to other outer ports when somebody
// has its own, and that one that did fails.
func TestPortsOfOthers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.spec("moving-1", "serve=80")
	s.Ports = []engine.Port{{Number: 80, Protocol: "tcp"}}
	must(t, r.Create(s))
	r.made(t, s.ID)
	r.mu.Lock()
	first := r.conts[s.ID].hand.ports[0].Outer
	r.mu.Unlock()
	r.d.Occupy(t, first)
	must(t, r.Start(s.ID))
	second := r.expectKind(t, s.ID, engine.Started).Ports[0].Outer
	if second == first {
		t.Fatalf("it has port %d, as another program", first)
	}
	must(t, r.Stop(s.ID))
	r.expectKind(t, s.ID, engine.Exited)
	r.d.Occupy(t, second)
	must(t, r.Start(s.ID))
	want := fmt.Sprintf("port %d is used by another program", second)
	if ev := r.expectKind(t, s.ID, engine.Failed); ev.Reason != want {
		t.Errorf("%q, not %q", ev.Reason, want)
	}
}

// made waits until a container was made.
func (r *rig) made(t *testing.T, id string) {
	t.Helper()
	for end := time.Now().Add(mostWait); time.Now().Before(end); {
		r.mu.Lock()
		idle := !r.conts[id].hand.busy
		r.mu.Unlock()
		if idle {
			return
		}
	}
	t.Fatal("it is not made")
}

// TestContainersFindEachOther has two containers that call another one by the same name: each reaches its
// own. All find what has that alias for everybody.
func TestContainersFindEachOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	run := func(name, command string, change func(*engine.Spec)) string {
		s := r.spec(name, command)
		change(&s)
		must(t, r.Create(s))
		must(t, r.Start(s.ID))
		r.expectKind(t, s.ID, engine.Started)
		return s.ID
	}
	run("one-1", "serve=80", func(s *engine.Spec) { s.Aliases = []string{"one", "one-1"} })
	run("two-1", "serve=80", func(s *engine.Spec) { s.Aliases = []string{"two", "two-1"} })
	for _, to := range []string{"one", "two"} {
		id := run("asks-"+to, "get=store:80 get="+to+":80 exit=0", func(s *engine.Spec) { s.Names = map[string]string{"store": to} })
		r.expectKind(t, id, engine.Exited)
		if got, want := r.log(t, id, engine.LogQuery{}), to+"-1\n"+to+"-1\n"; got != want {
			t.Errorf("store is %s: %q, want %q", to, got, want)
		}
	}
}

// TestSlowStopsHoldNobodyUp stops more containers than there are hands, whose programs take their time.
func TestSlowStopsHoldNobodyUp(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	const many = 2 * mostHands
	stops, over := make(chan string, many), make(chan struct{})
	f.before = func(path string) {
		if strings.HasSuffix(path, "/stop") {
			stops <- path
			<-over
		}
	}
	for i := range many {
		id := native(strconv.Itoa(i))
		f.add(ctypes.Summary{ID: id, Names: []string{"/c" + id[:1]}, State: ctypes.StateRunning},
			ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
	}
	w := ready(t, f.options())
	w.stopHold = time.Millisecond
	w.take()
	t.Cleanup(func() { close(over) })
	for i := range many {
		must(t, w.Stop(dialect.ContainerUUID(native(strconv.Itoa(i)))))
	}
	for i := range many {
		select {
		case <-stops:
		case <-time.After(mostWait):
			t.Fatalf("%d of %d stops have begun", i, many)
		}
	}
}

// TestTheTimeToEndIsBounded checks how long a program has to end that says it takes so many seconds.
func TestTheTimeToEndIsBounded(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int]time.Duration{
		0: 0, 1: time.Second, 600: 10 * time.Minute, 3600: time.Hour, 86400: time.Hour, math.MaxInt: time.Hour, -1: time.Hour,
	} {
		r := ctypes.InspectResponse{Config: &ctypes.Config{StopTimeout: &seconds}}
		if got := inspected(&r).stopTimeout; got != want {
			t.Errorf("%d seconds are %v, want %v", seconds, got, want)
		}
	}
}
