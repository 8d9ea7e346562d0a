package platform_test

import (
	"testing"

	"fleetop/internal/platform/engine"
)

// TestACodeThatWasAskedForIsNoCrash has programs end with a code, by themselves and because somebody stopped
// them, and run again. That of the one that was stopped says nothing any more; the other keeps its code.
func TestACodeThatWasAskedForIsNoCrash(t *testing.T) {
	t.Parallel()
	e, c := newPushEngine(), &clock{t: start()}
	s := serveEngine(t, e, c)
	s.post("application/", `{"image": "x", "target_num_containers": 2}`)
	for name, asked := range map[string]bool{"x-1": true, "x-2": false} {
		id := e.byName(name)
		e.push(engine.Event{Time: c.now(), Container: id, Kind: engine.Started})
		e.push(engine.Event{Time: c.now(), Container: id, Kind: engine.Exited, ExitCode: 137, Asked: asked})
		state := map[bool]string{true: "Stopped", false: "Stopped with errors"}[asked]
		if got := s.wantState(s.container(name), state); num(got, "exit_code") != 137 {
			t.Errorf("%s: %v", name, got["exit_code"])
		}
		e.push(engine.Event{Time: c.now(), Container: id, Kind: engine.Started})
		got := s.wantState(s.container(name), "Running")
		if asked && (got["exit_code"] != nil || got["exit_code_msg"] != nil) || !asked && num(got, "exit_code") != 137 {
			t.Errorf("%s runs again: %v, %v", name, got["exit_code"], got["exit_code_msg"])
		}
		if got["stopped_datetime"] == nil {
			t.Errorf("%s: nothing says that it was stopped", name)
		}
	}
}
