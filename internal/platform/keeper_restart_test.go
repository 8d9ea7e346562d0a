package platform_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/engine"
)

// looping is an application whose engine starts its container again and again.
func looping(t *testing.T, replace string) (s *server, e *pushEngine, a map[string]any, event func(engine.Event)) {
	t.Helper()
	e, c := newPushEngine(), &clock{t: start()}
	s = serveEngine(t, e, c)
	a = s.post("application/", `{"image": "x", "autorestart": "ALWAYS", "autoreplace": "`+replace+`"}`)
	id := e.byName("x-1")
	event = func(ev engine.Event) {
		t.Helper()
		c.advance(time.Second)
		ev.Time, ev.Container = c.now(), id
		e.push(ev)
		s.get(str(a, "resource_uri"))
	}
	event(engine.Event{Kind: engine.Started})
	e.took()
	return s, e, a, event
}

// crashOften lets it end four times within a minute.
func crashOften(event func(engine.Event)) {
	for range 3 {
		event(engine.Event{Kind: engine.Exited, ExitCode: 3, Restarting: true})
		event(engine.Event{Kind: engine.Started})
	}
	event(engine.Event{Kind: engine.Exited, ExitCode: 3, Restarting: true})
}

// TestTheFourthEndTakesThePolicyFromTheEngine checks that a container that ends too often is given up
// for good, however late the stop comes, and has its policy back when somebody starts it.
func TestTheFourthEndTakesThePolicyFromTheEngine(t *testing.T) {
	t.Parallel()
	s, e, a, event := looping(t, "OFF")
	crashOften(event)
	if got := e.took(); got != "restart=0 x-1, stop x-1" {
		t.Errorf("commands: %s", got)
	}
	event(engine.Event{Kind: engine.Started}) // once more, before the stop came
	event(engine.Event{Kind: engine.Exited, ExitCode: 4})
	s.wantState(s.container("x-1"), "Stopping")
	event(engine.Event{Kind: engine.Exited, ExitCode: 4, Asked: true})
	if c := s.wantState(s.container("x-1"), "Stopped with errors"); num(c, "exit_code") != 3 {
		t.Errorf("given up: %v", c)
	}
	event(engine.Event{Kind: engine.Exited, ExitCode: 4, Asked: true}) // that it has stopped may be said again
	s.wantState(s.container("x-1"), "Stopped with errors")
	if got := e.took(); got != "" {
		t.Errorf("commands: %s", got)
	}
	s.patch(str(a, "resource_uri"), `{"autorestart": "ON_FAILURE"}`)
	if got := e.took(); got != "" {
		t.Errorf("a changed policy arms what was given up: %s", got)
	}
	s.post(str(a, "resource_uri")+"start/", "")
	if got := e.took(); got != "restart=1 x-1, start x-1" {
		t.Errorf("commands of the start: %s", got)
	}
	event(engine.Event{Kind: engine.Started})
	s.patch(str(a, "resource_uri"), `{"autorestart": "OFF"}`)
	s.patch(str(a, "resource_uri"), `{"autodestroy": "ON_FAILURE"}`)
	if got := e.took(); got != "restart=0 x-1" {
		t.Errorf("a changed policy of what runs: %s", got)
	}
}

// TestTheNextPolicyHasItsTurn checks that what was given up is replaced if that was asked for.
func TestTheNextPolicyHasItsTurn(t *testing.T) {
	t.Parallel()
	s, e, a, event := looping(t, "ALWAYS")
	crashOften(event)
	event(engine.Event{Kind: engine.Exited, ExitCode: 137, Asked: true})
	if got := e.took(); got != "restart=0 x-1, stop x-1, create x-2, start x-2, remove x-1" {
		t.Errorf("commands: %s", got)
	}
	event(engine.Event{Kind: engine.Removed})
	s.wantState(a, "Starting")
}

// TestWhatOthersTakeAwayIsMissing checks that an application keeps its target when somebody else removes
// one of its containers, and that scaling makes up for it.
func TestWhatOthersTakeAwayIsMissing(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	a := s.post("application/", `{"image": "x", "target_num_containers": 2}`)
	for _, name := range []string{"x-1", "x-2"} {
		e.push(engine.Event{Time: start(), Kind: engine.Started, Container: e.byName(name)})
	}
	s.wantState(a, "Running")
	e.push(engine.Event{Time: start(), Kind: engine.Removed, Container: e.byName("x-2")})
	wantCounts(t, s.wantState(a, "Partly running"), 2, 1, 1, 0)
	e.took()
	s.patch(str(a, "resource_uri"), `{"target_num_containers": 2}`)
	if got := e.took(); got != "create x-2, start x-2" {
		t.Errorf("commands: %s", got)
	}
}

// growOnly refuses to make more containers, and to terminate one.
type growOnly struct {
	*pushEngine

	guarded string
}

func (e *growOnly) Check(op engine.Op, id string) error {
	switch {
	case op == engine.OpGrow:
		return errors.New("it cannot be copied")
	case op == engine.OpTerminate && id == e.guarded:
		return errors.New("it is the server's own")
	default:
		return nil
	}
}

// TestWhatCannotBeCopiedCanShrink checks that fewer containers need no copy, and that those that go are
// asked about one by one.
func TestWhatCannotBeCopiedCanShrink(t *testing.T) {
	t.Parallel()
	e := &growOnly{pushEngine: newPushEngine()}
	s := serveEngine(t, e, &clock{t: start()})
	found := foreign("1", 3)
	e.report(engine.Found, found)
	uri := str(s.named("shop-web"), "resource_uri")
	if got := s.want(http.StatusBadRequest, http.MethodPatch, uri, `{"target_num_containers": 4}`); !strings.Contains(str(got, "error"), "copied") {
		t.Errorf("more: %v", got)
	}
	s.patch(uri, `{"target_num_containers": 2}`)
	last := found.Containers[2].ID
	e.push(engine.Event{Time: start(), Kind: engine.Exited, Container: last, Asked: true}, engine.Event{Time: start(), Kind: engine.Removed, Container: last})
	wantCounts(t, s.get(uri), 2, 2, 2, 0)
	e.guarded = found.Containers[1].ID
	if got := s.want(http.StatusBadRequest, http.MethodPatch, uri, `{"target_num_containers": 1}`); !strings.Contains(str(got, "error"), "server's own") {
		t.Errorf("fewer: %v", got)
	}
	wantCounts(t, s.get(uri), 2, 2, 2, 0)
}

// TestACodeThatIsNotKnownIsNoSuccess has the engine start programs again before their exit codes could
// be read: it does so only after failures, and the code that was known stays.
func TestACodeThatIsNotKnownIsNoSuccess(t *testing.T) {
	t.Parallel()
	s, e, a, event := looping(t, "OFF")
	s.patch(str(a, "resource_uri"), `{"autorestart": "ON_FAILURE"}`)
	event(engine.Event{Kind: engine.Exited, ExitCode: 3, Restarting: true})
	event(engine.Event{Kind: engine.Started})
	e.took()
	for range 2 {
		event(engine.Event{Kind: engine.Exited, NoCode: true, Restarting: true})
		event(engine.Event{Kind: engine.Started})
	}
	if c := s.wantState(s.container("x-1"), "Running"); num(c, "exit_code") != 3 {
		t.Errorf("restarted: %v", c)
	}
	event(engine.Event{Kind: engine.Exited, NoCode: true, Restarting: true})
	if got := e.took(); got != "restart=0 x-1, stop x-1" {
		t.Errorf("commands: %s", got)
	}
	event(engine.Event{Kind: engine.Exited, Asked: true})
	s.wantState(s.container("x-1"), "Stopped with errors")
}
