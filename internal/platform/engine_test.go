package platform_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
)

// pushEngine is an engine whose events come from outside: the test says what happens. It stands for
// the ones that talk to a daemon.
type pushEngine struct {
	mu       sync.Mutex
	commands []string
	specs    map[string]engine.Spec
	events   []engine.Event
	refuse   map[string]error // by command
	changed  chan struct{}
	found    engine.Inventory
	logs     func() ([]byte, error)
}

func newPushEngine() *pushEngine {
	return &pushEngine{changed: make(chan struct{}, 1), specs: make(map[string]engine.Spec), refuse: make(map[string]error)}
}

func (e *pushEngine) note(command, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.commands = append(e.commands, command+" "+e.specs[id].Name)
	return e.refuse[command]
}

// push makes something happen.
func (e *pushEngine) push(events ...engine.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.events = append(e.events, events...)
	select {
	case e.changed <- struct{}{}:
	default:
	}
}

// took returns the commands since the last call.
func (e *pushEngine) took() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := strings.Join(e.commands, ", ")
	e.commands = nil
	return out
}

// byName returns the identifier of a container.
func (e *pushEngine) byName(name string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, s := range e.specs {
		if s.Name == name {
			return id
		}
	}
	return ""
}

func (e *pushEngine) Name() string { return "push" }

func (e *pushEngine) Inventory(context.Context) (engine.Inventory, error) {
	return e.found, e.refuse["inventory"]
}

func (e *pushEngine) Inspect(_ context.Context, ref engine.Ref, _ *engine.Auth) (engine.Tag, error) {
	return engine.Tag{Name: ref.Tag}, e.refuse["inspect"]
}

func (e *pushEngine) Create(s engine.Spec) error {
	e.mu.Lock()
	e.specs[s.ID] = s
	e.mu.Unlock()
	return e.note("create", s.ID)
}

func (e *pushEngine) Start(id string) error  { return e.note("start", id) }
func (e *pushEngine) Stop(id string) error   { return e.note("stop", id) }
func (e *pushEngine) Remove(id string) error { return e.note("remove", id) }
func (e *pushEngine) SetRestart(id string, when engine.When) error {
	return e.note(fmt.Sprintf("restart=%d", when), id)
}
func (e *pushEngine) Rename(id, name string) error { return e.note("rename="+name, id) }
func (e *pushEngine) Forget(id string)             { _ = e.note("forget", id) }
func (e *pushEngine) Close() error                 { return e.refuse["close"] }

func (e *pushEngine) Pending() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.events) > 0
}

func (e *pushEngine) Next() (engine.Event, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.events) == 0 {
		return engine.Event{}, false
	}
	ev := e.events[0]
	e.events = e.events[1:]
	return ev, true
}

// Check refuses what the test wants refused: of all there is, or of one thing.
func (e *pushEngine) Check(_ engine.Op, id string) error {
	if err := e.refuse["check "+id]; err != nil {
		return err
	}
	return e.refuse["check"]
}

func (e *pushEngine) Logs(context.Context, string, engine.LogQuery) (io.ReadCloser, error) {
	if e.logs == nil {
		return nil, engine.ErrNotFound
	}
	b, err := e.logs()
	return io.NopCloser(bytes.NewReader(b)), err
}

func (e *pushEngine) Changed() <-chan struct{} { return e.changed }

// TestPolicyActsWithoutARequest checks that a policy is applied as soon as an engine reports,
// without any request, and that nothing is left running after Close.
func TestPolicyActsWithoutARequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newPushEngine()
		e.found.Applications = []engine.Application{{
			Name: "w", Image: engine.ParseRef("w"), Restart: "ALWAYS",
			Containers: []engine.Container{{ID: noSuchUUID, Number: 1, Running: true}},
		}}
		p, err := platform.New(platform.Options{User: "u", Key: "k", Engine: e})
		if err != nil {
			t.Fatal(err)
		}
		e.push(engine.Event{Time: time.Now(), Container: noSuchUUID, Kind: engine.Exited, ExitCode: 1})
		synctest.Wait()
		if got := e.took(); got != "start " {
			t.Errorf("commands: %q", got)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestEngineIsToldInOrder checks what an engine is told, in order, and what a container is made
// from.
func TestEngineIsToldInOrder(t *testing.T) {
	t.Parallel()
	e, c := newPushEngine(), &clock{t: start()}
	s := serveEngine(t, e, c)
	want := func(commands string) {
		t.Helper()
		if diff := cmp.Diff(commands, e.took()); diff != "" {
			t.Fatal(diff)
		}
	}
	event := func(name string, kind engine.Kind, ports ...engine.Binding) {
		e.push(engine.Event{Time: c.now(), Container: e.byName(name), Kind: kind, Ports: ports})
	}
	a := s.post("application/", `{"image": "team/my_app:2", "name": "My_App", "target_num_containers": 2, "container_size": "M",
		"container_ports": [{"inner_port": 80}], "container_envvars": [{"key": "A", "value": "b"}], "run_command": "x y", "entrypoint": "z"}`)
	uri := str(a, "resource_uri")
	want("create my-app-1, start my-app-1, create my-app-2, start my-app-2")
	port := engine.Port{Number: 80, Protocol: "tcp"}
	wantSpec := engine.Spec{
		ID: e.byName("my-app-1"), Application: str(a, "uuid"), Name: "my-app-1", Number: 1, Image: engine.Ref{Name: "team/my_app", Tag: "2"},
		Command: "x y", Entrypoint: "z", Env: []engine.Var{{Key: "A", Value: "b"}}, Ports: []engine.Port{port},
		Memory: 1 << 30, CPUShares: 1024, Aliases: []string{"my-app", "my-app-1"},
		Labels: map[string]string{"fleetop.name": "My_App", "fleetop.unique": "My_App", "fleetop.size": "M", "fleetop.policies": "OFF OFF OFF"},
	}
	if diff := cmp.Diff(wantSpec, e.specs[wantSpec.ID]); diff != "" {
		t.Error(diff)
	}
	event("my-app-1", engine.Started, engine.Binding{Port: port, Outer: 32768})
	s.wantState(a, "Starting")
	event("my-app-2", engine.Started, engine.Binding{Port: port, Outer: 32769})
	a = s.wantState(a, "Running")

	s.patch(uri, `{"target_num_containers": 3}`)
	want("create my-app-3, start my-app-3")
	env := e.specs[e.byName("my-app-3")].Env
	if !slices.Contains(env, engine.Var{Key: "MY_APP_2_PORT_80_TCP_PORT", Value: "32769"}) {
		t.Errorf("environment of a later container: %v", env)
	}
	event("my-app-3", engine.Failed)
	s.wantState(a, "Partly running")
	s.post(uri+"start/", "")
	want("start my-app-3")
	s.wantState(a, "Starting")
	event("my-app-3", engine.Started)
	s.wantState(a, "Running")

	s.want(http.StatusAccepted, http.MethodDelete, uri, "")
	want("stop my-app-1, stop my-app-2, stop my-app-3")
	event("my-app-1", engine.Exited)
	event("my-app-2", engine.Started) // late news change nothing
	event("my-app-3", engine.Removed) // somebody else was faster
	s.wantState(a, "Terminating")
	want("remove my-app-1")
	event("my-app-1", engine.Removed)
	event("my-app-2", engine.Exited)
	event("my-app-2", engine.Exited)
	event("my-app-2", engine.Removed)
	event("no-such", engine.Removed)
	s.wantState(a, "Terminated")
	want("remove my-app-2")
	c.advance(6 * time.Minute)
	s.want(http.StatusNotFound, http.MethodGet, uri, "")
	want("forget my-app-3, forget my-app-1, forget my-app-2")
}

// TestRefusedCommandsLeaveAState checks the states of containers whose engine refuses commands.
func TestRefusedCommandsLeaveAState(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"create": "Start failed", "start": "Start failed", "stop": "Running", "remove": "Terminated",
	} {
		e := newPushEngine()
		s := serveEngine(t, e, &clock{t: start()})
		e.refuse[command] = engine.ErrNotFound
		a := s.post("application/", `{"image": "x"}`)
		uri := str(a, "resource_uri")
		if want != "Start failed" {
			e.push(engine.Event{Time: start(), Container: e.byName("x-1"), Kind: engine.Started})
			s.wantState(a, "Running")
		}
		switch command {
		case "stop":
			s.post(uri+"stop/", "")
		case "remove":
			s.want(http.StatusAccepted, http.MethodDelete, uri, "")
			e.push(engine.Event{Time: start(), Container: e.byName("x-1"), Kind: engine.Exited})
		}
		s.wantState(a, want)
	}
}

// TestEngineErrorsReachTheClient checks which errors of an engine reach the client, and how.
func TestEngineErrorsReachTheClient(t *testing.T) {
	t.Parallel()
	broken := errors.New("the daemon is on fire")
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	a := s.post("application/", `{"image": "x"}`)
	e.logs = func() ([]byte, error) { return nil, broken }
	for _, path := range []string{str(a, "resource_uri") + "logs/", strs(a, "containers")[0] + "logs/"} {
		got := s.want(http.StatusInternalServerError, http.MethodGet, path, "")
		if str(got, "error_message") != broken.Error() {
			t.Errorf("%s: %v", path, got)
		}
	}
	e.refuse["inspect"] = broken
	if got := s.want(http.StatusBadRequest, http.MethodPost, "application/", `{"image": "x"}`); got["application"] == nil {
		t.Errorf("create: %v", got)
	}
	if got := s.want(http.StatusBadRequest, http.MethodPost, "image/", `{"name": "x", "username": "u", "password": "p"}`); got["image"] == nil {
		t.Errorf("add: %v", got)
	}

	e = newPushEngine()
	for _, o := range []platform.Options{{}, {User: "u", Key: "k"}, {User: "u", Engine: e}, {Key: "k", Engine: e}} {
		if _, err := platform.New(o); err == nil {
			t.Errorf("New(%+v) made a platform", o)
		}
	}
	e.refuse["inventory"] = broken
	if _, err := platform.New(platform.Options{User: "u", Key: "k", Engine: e}); !errors.Is(err, broken) {
		t.Errorf("New: %v", err)
	}
	e = newPushEngine()
	e.refuse["close"] = broken
	p, err := platform.New(platform.Options{User: "u", Key: "k", Engine: e})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); !errors.Is(err, broken) {
		t.Errorf("Close: %v", err)
	}
}

// TestWhatTheEngineHasIsAdopted checks that what an engine has is taken over, even if it knows
// little.
func TestWhatTheEngineHasIsAdopted(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	at := start().Add(-time.Hour)
	id := func(n string) string { return "00000000-0000-4000-8000-00000000000" + n }
	e.found = engine.Inventory{Applications: []engine.Application{
		{Name: "a", Image: engine.ParseRef("redis"), Memory: 700 << 20, Links: []string{"b", "nowhere", id("a")}, Containers: []engine.Container{
			{ID: id("1"), Number: 1, Running: true, Deployed: at, Started: at},
			{ID: id("2"), Number: 3, Exited: true, ExitCode: 143, StoppedByUser: true, Deployed: at, Stopped: at},
			{ID: id("3"), Number: 4, Exited: true, ExitCode: 1, Deployed: at, Stopped: at},
			{ID: id("4"), Number: 5},
		}},
		{ID: id("a"), Name: "b", Image: engine.ParseRef("mysql"), Restart: "ALWAYS"},
		{ID: id("a"), Name: "b", Image: engine.ParseRef("mysql"), Memory: 64 << 30},
		{Name: "fresh", Image: engine.ParseRef("x"), Containers: []engine.Container{{ID: id("5"), Number: 1}}},
	}}
	s := serveEngine(t, e, &clock{t: start()})
	a := s.get(str(s.named("a"), "resource_uri"))
	if str(a, "state") != "Partly running" || str(a, "container_size") != "M" || len(str(a, "uuid")) != 36 {
		t.Errorf("a: %v", a)
	}
	if to := strs(a, "linked_to_application"); len(to) != 1 {
		t.Errorf("links: %v", to)
	}
	for name, want := range map[string]string{"a-1": "Running", "a-3": "Stopped", "a-4": "Stopped with errors", "a-5": "Init"} {
		s.wantState(s.container(name), want)
	}
	if b := s.named("b-1"); str(b, "container_size") != "XL" || str(b, "uuid") == id("a") || str(b, "state") != "Not running" {
		t.Errorf("b-1: %v", b)
	}
	fresh := s.named("fresh")
	if str(fresh, "state") != "Init" {
		t.Errorf("fresh: %v", fresh)
	}
	s.post(str(a, "resource_uri")+"start/", "")
	if got := e.took(); got != "start , start , start " {
		t.Errorf("commands: %s", got)
	}
}
