package engines

import (
	"fmt"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/enginetest/contract"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// TestContract checks that the engine does what every engine has to do.
func TestContract(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	contract.Test(t, new(docker.Engine), func(t *testing.T) contract.Subject {
		owner := strings.ReplaceAll(strings.ToLower(t.Name()), "/", "-")
		e := open(t, d, docker.Options{Owner: owner})
		if _, err := e.Inventory(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if left := d.Docker(t, "ps", "--all", "--quiet", "--filter", "label=fleetop.owner="+owner); left != "" {
				d.Docker(t, append([]string{"rm", "--force"}, strings.Fields(left)...)...)
			}
		})
		return contract.Subject{
			Engine: e,
			Await:  func() bool { return await(e) },
			Image:  engine.ParseRef(enginetest.Image), Missing: engine.ParseRef("127.0.0.1:1/missing:1"),
			Says:  "out=up",
			Exits: func(code int) string { return fmt.Sprintf("lines=20 wait=50ms exit=%d", code) },
			Lines: 20,
			Reopen: func(t *testing.T) contract.Subject {
				t.Helper()
				again := open(t, d, docker.Options{Owner: owner})
				return contract.Subject{Engine: again, Await: func() bool { return await(again) }}
			},
		}
	})
}
