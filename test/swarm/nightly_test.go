//go:build nightly

package swarm

import (
	"errors"
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform/swarm"
)

// TestNightly takes a node away from a cluster, and then the quorum. It takes more than a minute.
func TestNightly(t *testing.T) {
	t.Parallel()
	c := enginetest.StartCluster(t, 3, 1)
	worker := c.Workers[0]
	a, ctx := serve(t, swarm.Options{Owner: "nightly", TouchAll: true}, c.Managers[0], c.Managers[1], c.Managers[2]), t.Context()
	service(t, c.Managers[2], "spread", "--replicas", "4", enginetest.Image, "out=hello")
	a.wants("spread", client.StateRunning)
	spread := a.app("spread")
	worker.Unplug(t)
	a.until("the tasks of the dead node have moved", func() bool {
		now := a.app("spread")
		return now.State == client.StateRunning && now.Running == 4 && len(now.Nodes) == 3
	})
	gone := must[client.Page[client.Container]](t)(a.Containers.List(ctx, client.ContainerFilter{ApplicationUUID: spread.UUID, State: client.StateTerminated}, client.ListOptions{})).Objects
	if len(gone) != 1 || gone[0].Node != "worker-1" || !strings.Contains(gone[0].ExitMessage, "node worker-1 is down") {
		t.Errorf("what was on the dead node: %+v", gone)
	}

	c.Managers[0].Kill(t)
	c.Managers[1].Kill(t)
	lost := new(client.Error)
	a.until("the lost quorum is said", func() bool {
		_, err := a.Applications.List(ctx, client.ApplicationFilter{}, client.ListOptions{})
		return errors.As(err, &lost) && errors.Is(err, client.ErrUnavailable)
	})
	if !strings.Contains(lost.Message, "leader") && !strings.Contains(lost.Message, "listens") {
		t.Errorf("lost: %s", lost.Message)
	}
	c.Managers[0].Again(t)
	c.Managers[1].Again(t)
	a.until("it is found again", func() bool { return a.app("spread").Running == 4 })
}

// TestNightlyDrain drains a node: its tasks move to the other one, and the screen tells it.
func TestNightlyDrain(t *testing.T) {
	t.Parallel()
	c := enginetest.StartCluster(t, 1, 1)
	d := c.Managers[0]
	service(t, d, "spread", "--replicas", "2", enginetest.Image, "out=hello")
	term := screen(t, t.TempDir(), c.Hosts())
	term.WaitFor(`▸ spread .*● Running +2/2`)
	term.WaitFor(`nodes .*worker-1`) // its detail
	d.Docker(t, "node", "update", "--availability", "drain", "worker-1")
	term.WaitFor(`moved spread-[12] from worker-1 to m`)
	term.WaitFor(`▸ spread .*● Running +2/2`)
	if nodes := d.Docker(t, "service", "ps", "--filter", "desired-state=running", "--format", "{{.Node}}", "spread"); strings.Join(strings.Fields(nodes), " ") != "manager-1 manager-1" {
		t.Errorf("the tasks are on %q", nodes)
	}
	term.Send("Q")
	term.Wait()
}
