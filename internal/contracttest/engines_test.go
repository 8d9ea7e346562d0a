package contracttest

import (
	"fmt"
	"testing"
	"time"

	"fleetop/internal/enginetest/apitest"
	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/platform/memory"
)

// waitFor returns a wait for an engine whose time passes only while somebody waits.
func waitFor(c *clock) func() bool {
	left := 2000
	return func() bool {
		c.advance(100 * time.Millisecond)
		left--
		return left > 0
	}
}

// TestAPIOverMemory runs what the API does over every engine over the one that pretends.
func TestAPIOverMemory(t *testing.T) {
	t.Parallel()
	apitest.Test(t, func(t *testing.T) apitest.Subject {
		c := &clock{t: start()}
		e, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now})
		if err != nil {
			t.Fatal(err)
		}
		return apitest.Subject{
			Engine: e, Now: c.now, Wait: waitFor(c), Image: "tutum/redis:latest", MissingTag: "does-not-exist",
			Exits: func(code int) string { return fmt.Sprintf("sh -c 'sleep 1; exit %d'", code) },
		}
	})
}

// TestAPIOverACluster runs it over an engine that keeps applications by itself.
func TestAPIOverACluster(t *testing.T) {
	t.Parallel()
	apitest.Test(t, func(*testing.T) apitest.Subject {
		c := &clock{t: start()}
		return apitest.Subject{
			Engine: cluster.New(c.now), Now: c.now, Wait: waitFor(c), Image: "worker:1", MissingTag: cluster.MissingTag,
			Exits: func(code int) string { return fmt.Sprintf("exit %d", code) },
		}
	})
}
