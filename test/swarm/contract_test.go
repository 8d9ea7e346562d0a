package swarm

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/enginetest/apitest"
	"fleetop/internal/enginetest/contract"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/swarm"
)

// TestContract checks that the engine does what every engine that keeps applications has to do.
func TestContract(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	contract.Test(t, new(swarm.Engine), func(t *testing.T) contract.Subject {
		t.Helper()
		owner := ownerOf(t)
		sweep(t, d, owner)
		e := open(t, swarm.Options{Owner: owner}, d)
		if _, err := e.Inventory(t.Context()); err != nil {
			t.Fatal(err)
		}
		return contract.Subject{
			Engine: e,
			Await:  func() bool { return await(e) },
			Image:  engine.ParseRef(enginetest.Image), Missing: engine.ParseRef("127.0.0.1:1/missing:1"),
			Says:  "out=up",
			Exits: func(code int) string { return fmt.Sprintf("lines=20 wait=50ms exit=%d", code) },
			Lines: 20,
			Reopen: func(t *testing.T) contract.Subject {
				t.Helper()
				again := open(t, swarm.Options{Owner: owner}, d)
				return contract.Subject{Engine: again, Await: func() bool { return await(again) }}
			},
		}
	})
}

// TestAPIOverSwarm runs what the API does over every engine over a swarm.
func TestAPIOverSwarm(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	apitest.Test(t, func(t *testing.T) apitest.Subject {
		t.Helper()
		_, test, _ := strings.Cut(t.Name(), "/")
		owner := "api-" + strings.ReplaceAll(test, "_", "-")
		sweep(t, d, owner)
		e := told{open(t, swarm.Options{Owner: owner}, d), make(chan struct{}, 1)}
		return apitest.Subject{
			Engine: e, Now: time.Now, Image: enginetest.Image, MissingTag: "missing",
			Wait: func() bool {
				select {
				case <-e.news:
					return true
				case <-time.After(patience):
					return false
				}
			},
			Up:     "out=up",
			Exits:  func(code int) string { return fmt.Sprintf("out=up wait=100ms exit=%d", code) },
			Prefix: owner + "-",
		}
	})
}
