package memory_test

import (
	"fmt"
	"testing"
	"time"

	"fleetop/internal/enginetest/contract"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// TestContract checks that the engine does what every engine has to do. Time passes only while the
// suite waits.
func TestContract(t *testing.T) {
	t.Parallel()
	contract.Test(t, new(memory.Engine), func(t *testing.T) contract.Subject {
		e, c := newEngine(t, memory.Fleet{})
		return contract.Subject{
			Engine: e,
			Await: func() bool {
				for range 600 {
					if e.Pending() {
						return true
					}
					c.t = c.t.Add(100 * time.Millisecond)
				}
				return false
			},
			Image: engine.ParseRef("tutum/redis"), Missing: engine.ParseRef("team/does-not-exist"),
			Exits: func(code int) string { return fmt.Sprintf("sleep 1; exit %d", code) },
			Lines: 1,
		}
	})
}
