package feed

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
)

// Fetching takes at most a tenth of the time, however many logs there are.
func TestLogsAreFetchedATenthOfTheTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		took := make([]time.Duration, rapid.IntRange(0, 200).Draw(t, "logs"))
		var sum time.Duration
		for i := range took {
			took[i] = time.Duration(rapid.IntRange(0, 5_000).Draw(t, "ms")) * time.Millisecond
			sum += took[i]
		}
		pause := LogPause(LogRound(took))
		if pause < 2*time.Second {
			t.Fatalf("a pause of %v", pause)
		}
		if busy := sum / backgroundPlaces; pause < 10*busy {
			t.Fatalf("%v of fetching in %v", busy, pause)
		}
		for _, one := range took {
			if pause < 10*one {
				t.Fatalf("%v between fetches of %v", pause, one)
			}
		}
	})
}

func TestOnlyWhatDoesNotRunIsStill(t *testing.T) {
	t.Parallel()
	still := map[client.State]bool{
		client.StateStopped: true, client.StateStoppedWithErrors: true, client.StateStartFailed: true,
		client.StateNotRunning: true, client.StateTerminated: true,
	}
	for _, state := range append(client.States(), "Quantum", "") {
		if got := (LogLife{State: state}).Still(); got != still[state] {
			t.Errorf("%q: still %v", state, got)
		}
	}
}
