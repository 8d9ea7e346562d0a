package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// percent is how much memory may grow between two collections of garbage.
func percent() uint64 {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// TestTheFirstCollectionIsPutOff looks at what is set before the first collection of garbage and after it.
func TestTheFirstCollectionIsPutOff(t *testing.T) { //nolint:paralleltest // there is one collector
	const usual, much = 100, 400
	defer debug.SetGCPercent(debug.SetGCPercent(much))
	if easeStart(); percent() != much {
		t.Errorf("what was set to %d is %d", much, percent())
	}
	debug.SetGCPercent(usual)
	easeStart()
	if got := percent(); got != startGCPercent {
		t.Errorf("at the start it is %d", got)
	}
	late := time.After(10 * time.Second)
	for runtime.GC(); percent() != usual; runtime.Gosched() {
		select {
		case <-late:
			t.Fatalf("after the first collection it is %d", percent())
		default:
		}
	}
}
