package docker

import (
	"context"
	"testing"
	"time"

	"fleetop/internal/platform/engine"
)

// A container counts until its command was carried out, what came of it was reported, and that was
// collected.
func TestSettleWaitsForCommandsAndForTheirEvents(t *testing.T) {
	t.Parallel()
	e := ready(t, newFake(t).options())
	busy, awaited, idle := new(container), new(container), new(container)
	busy.hand.busy, awaited.hand.awaits = true, engine.Exited
	e.mu.Lock()
	e.conts["busy"], e.conts["awaited"], e.conts["idle"] = busy, awaited, idle
	e.mu.Unlock()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if left := e.Settle(over); left != 2 {
		t.Errorf("%d containers are left, want 2", left)
	}
	settled := make(chan int)
	go func() { settled <- e.Settle(t.Context()) }()
	e.mu.Lock()
	busy.hand.busy = false
	awaited.hand.reported(engine.Exited)
	e.emit(engine.Event{Kind: engine.Exited, Container: "awaited"})
	e.mu.Unlock()
	if left := e.Settle(over); left != 0 {
		t.Errorf("%d containers are left, want 0", left)
	}
	select {
	case <-settled:
		t.Error("it settled before the event was collected")
	default:
	}
	for more := true; more; {
		_, more = e.Next()
	}
	if left := <-settled; left != 0 {
		t.Errorf("%d containers are left, want 0", left)
	}
}

// What waits to be started again has ended before it is stopped: that is the date of its end.
func TestAStopHasTheDateOfTheEnd(t *testing.T) {
	t.Parallel()
	e := ready(t, newFake(t).options())
	ended := created.Add(-20 * time.Second)
	c := &container{id: "loopy", native: "n", facts: facts{inspected: true, phase: engine.PhaseExited, finished: ended, exitCode: 3}}
	c.hand.awaits = engine.Exited
	e.mu.Lock()
	e.conts["loopy"] = c
	e.settle(c)
	e.mu.Unlock()
	for {
		ev, more := e.Next()
		if ev.Container == "loopy" {
			if ev.Kind != engine.Exited || !ev.Asked || ev.ExitCode != 3 || !ev.Time.Equal(e.daemon.here(ended)) {
				t.Errorf("%+v, not of %v", ev, ended)
			}
			return
		}
		if !more {
			t.Fatal("the end is not told")
		}
	}
}
