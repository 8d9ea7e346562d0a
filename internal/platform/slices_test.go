package platform

import (
	"testing"
	"time"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// tally counts what an engine gives and is given.
type tally struct {
	*memory.Engine
	events, vars int
}

func (e *tally) Next() (engine.Event, bool) {
	ev, found := e.Engine.Next()
	if found {
		e.events++
	}
	return ev, found
}

func (e *tally) Create(spec engine.Spec) error {
	e.vars += len(spec.Env)
	return e.Engine.Create(spec)
}

// A backlog is worked off in slices, between which others have the lock: events, and the variables
// of the containers that policies make.
func TestABacklogIsCutIntoSlices(t *testing.T) {
	t.Parallel()
	ports := make([]engine.Port, maxPorts)
	for i := range ports {
		ports[i] = engine.Port{Number: i + 1, Protocol: "tcp"}
	}
	for name, app := range map[string]memory.Application{
		"restarts":     {Name: "a", Image: "x", Command: "sleep 25; exit 1", Containers: 100, Restart: "ALWAYS"},
		"replacements": {Name: "a", Image: "x", Command: "sleep 25; exit 1", Containers: 200, Replace: "ALWAYS", Ports: ports},
	} {
		now := time.Date(2014, time.April, 6, 17, 59, 42, 0, time.UTC)
		inner, err := memory.New(memory.Options{
			Seed: 1, Random: memory.Repeating(1), Now: func() time.Time { return now },
			Fleet: memory.Fleet{Applications: []memory.Application{app}},
		})
		if err != nil {
			t.Fatal(err)
		}
		eng := &tally{Engine: inner}
		p, err := New(Options{User: "u", Key: "k", Engine: eng, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(9 * time.Hour)
		slices, more := 0, true
		for ; more && slices < 10_000; slices++ {
			eng.events, eng.vars = 0, 0
			more = p.drain(now)
			if eng.events > sliceWork || eng.vars > 4*sliceWork {
				t.Errorf("%s: a slice handled %d events and %d variables", name, eng.events, eng.vars)
			}
		}
		if more || slices < 3 {
			t.Errorf("%s: %d slices, more to do: %v", name, slices, more)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}
