package fleet

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
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
		row := func(state client.State) *Row {
			started := client.Time{Time: time.Unix(rapid.Int64Range(0, 1).Draw(t, "started"), 0)}
			name := rapid.SampledFrom([]string{"web", "web", "web", ""}).Draw(t, "name")
			return ApplicationRow(client.Application{UUID: "u", UniqueName: name, State: state, Started: started})
		}
		now := time.Unix(1_000_000, 0)
		before := row(client.StateRunning)
		r := NewRestarting(before, now)
		starts, accepted, cancelled := 0, false, false
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "seconds")) * time.Second)
			_, _, ended := r.Ended()
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				reply := rapid.SampledFrom([]Reply{Accepted, Accepted, Accepted, Refused, NotSent, Unknown}).Draw(t, "reply")
				accepted = accepted || reply == Accepted && r.Step() == RestartStopping
				r.Replied(reply, "because", now)
			case 1:
				if r.Step() <= RestartWaiting && rapid.Bool().Draw(t, "cancel") {
					cancelled = r.Cancel()
				}
			default:
				var seen *Row
				if rapid.IntRange(0, 9).Draw(t, "known") > 0 {
					seen = row(rapid.SampledFrom(states).Draw(t, "state"))
				}
				gone := seen == nil && rapid.IntRange(0, 9).Draw(t, "gone") == 0
				confirmed := rapid.Bool().Draw(t, "confirmed")
				if !r.See(seen, gone, confirmed, now) {
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
			if _, text, ended := r.Ended(); ended != (text != "") {
				t.Fatalf("ended %t, said %q", ended, text)
			}
		}
		if at := r.Deadline(); !at.IsZero() { // whatever happened, it ends by itself
			r.See(nil, false, false, at)
			if _, _, ended := r.Ended(); !ended {
				t.Fatalf("it waits on past its deadline")
			}
		}
	})
}
