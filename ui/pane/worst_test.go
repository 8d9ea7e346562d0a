package pane

import (
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// What has failed stands before what is only in part well, what is stopped as somebody wanted it before what
// runs, and what is gone at the end.
func TestTheOrderOfBadness(t *testing.T) {
	t.Parallel()
	last := -1
	for _, test := range []struct {
		name  string
		state client.State
		why   fleet.Attention
	}{
		{"could not start", client.StateStartFailed, fleet.Failing},
		{"nothing of it runs", client.StateNotRunning, fleet.Failing},
		{"keeps restarting", client.StateRunning, fleet.Looping},
		{"runs in part", client.StatePartlyRunning, fleet.Failing},
		{"is stuck", client.StateStarting, fleet.Stuck},
		{"is in a state that nobody knows", client.State("Dreaming"), fleet.Fine},
		{"was stopped", client.StateStopped, fleet.Fine},
		{"runs", client.StateRunning, fleet.Fine},
		{"is gone", client.StateTerminated, fleet.Fine},
	} {
		now := badness(fleet.ApplicationRow(client.Application{UUID: "a", State: test.state}), test.why)
		if now != last+1 || now >= badnesses {
			t.Errorf("what %s stands at %d, behind %d", test.name, now, last)
		}
		last = now
	}
	running := fleet.ApplicationRow(client.Application{UUID: "a", State: client.StateRunning})
	starting := fleet.ApplicationRow(client.Application{UUID: "a", State: client.StateStarting})
	if badness(running, fleet.Fine) != badness(starting, fleet.Fine) {
		t.Error("what starts leaves its place among what runs")
	}
}
