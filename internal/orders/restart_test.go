package orders

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// TestARestartSendsOneStartAtMost plays answers, polls and time to a restart: it
// asks for one start at most, only after an accepted stop and while the object
// is stopped as far as is known, asks for nothing once it has ended, and ends.
func TestARestartSendsOneStartAtMost(t *testing.T) {
	t.Parallel()
	states := []client.State{
		client.StateRunning, client.StatePartlyRunning, client.StateStopping, client.StateStopped, client.StateStoppedWithErrors, client.StateStarting,
		client.StateScaling, client.StateTerminating, client.StateTerminated, client.StateStartFailed, client.StateRedeploying, client.StateNotRunning, "Quantum", "",
	}
	rapid.Check(t, func(t *rapid.T) {
		row := func(state client.State) *fleet.Row {
			started := client.Time{Time: time.Unix(rapid.Int64Range(0, 1).Draw(t, "started"), 0)}
			name := rapid.SampledFrom([]string{"web", "web", "web", ""}).Draw(t, "name")
			return fleet.ApplicationRow(client.Application{UUID: "u", UniqueName: name, State: state, Started: started})
		}
		now := time.Unix(1_000_000, 0)
		before := row(client.StateRunning)
		r := newRestart(before, now)
		starts, accepted, cancelled := 0, false, false
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "seconds")) * time.Second)
			ended := r.ended
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				reply := rapid.SampledFrom([]client.Outcome{client.Accepted, client.Accepted, client.Accepted, client.Refused, client.NotSent, client.Unknown}).Draw(t, "reply")
				accepted = accepted || reply == client.Accepted && r.Step == fleet.RestartStopping && !ended
				r.replied(reply, errors.New("because"), now)
			case 1:
				if r.Step <= fleet.RestartWaiting && rapid.Bool().Draw(t, "cancel") {
					cancelled = r.cancel() || cancelled
				}
			default:
				var seen *fleet.Row
				if rapid.IntRange(0, 9).Draw(t, "known") > 0 {
					seen = row(rapid.SampledFrom(states).Draw(t, "state"))
				}
				gone := seen == nil && rapid.IntRange(0, 9).Draw(t, "gone") == 0
				confirmed := rapid.Bool().Draw(t, "confirmed")
				if !r.see(seen, gone, confirmed, now) {
					break
				}
				starts++
				stopped := seen != nil && (seen.State() == client.StateStopped || seen.State() == client.StateStoppedWithErrors)
				if before.Identity().Name != "" && seen.Identity().Name == "" {
					t.Fatal("started, though nobody can tell that it is the same")
				}
				if starts > 1 || !accepted || cancelled || ended || !stopped || !confirmed {
					t.Fatalf("start %d: accepted %t, cancelled %t, ended %t, stopped %t, confirmed %t", starts, accepted, cancelled, ended, stopped, confirmed)
				}
			}
			if r.ended != (r.why.Kind != NoReason) {
				t.Fatalf("ended %t, because of %v", r.ended, r.why)
			}
		}
		if at := r.deadline(); !at.IsZero() { // whatever happened, it ends by itself
			r.see(nil, false, false, at)
			if !r.ended {
				t.Fatalf("it waits on past its deadline")
			}
		}
	})
}
