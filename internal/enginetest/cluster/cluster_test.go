package cluster_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/enginetest/contract"
	"fleetop/internal/platform/engine"
)

// clock is a clock that moves when somebody waits.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// TestContract checks that the engine does what every orchestrator has to do.
func TestContract(t *testing.T) {
	t.Parallel()
	contract.Test(t, new(cluster.Engine), func(*testing.T) contract.Subject {
		c := &clock{t: time.Date(2014, time.April, 6, 17, 59, 42, 0, time.UTC)}
		e := cluster.New(c.now)
		return contract.Subject{
			Engine: e,
			Await: func() bool {
				for range 100 {
					if e.Pending() {
						return true
					}
					c.advance(100 * time.Millisecond)
				}
				return false
			},
			Image: engine.ParseRef("worker:1"), Missing: engine.ParseRef("worker:" + cluster.MissingTag),
			Exits: func(code int) string { return fmt.Sprintf("exit %d", code) },
			Lines: 2,
		}
	})
}
