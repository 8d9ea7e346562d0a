package swarm

import (
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform/swarm"
)

// TestWhatLostItsTasksIsStarted checks that a service whose tasks Swarm took away and makes no others for
// is started, and redeployed.
func TestWhatLostItsTasksIsStarted(t *testing.T) {
	t.Parallel()
	d := enginetest.StartSwarm(t)
	d.Import(t, enginetest.Image)
	service(t, d, "lost", "--replicas", "2", "--restart-condition", "none", enginetest.Image, "out=hello")
	a := serve(t, swarm.Options{TouchAll: true}, d)
	lost := a.wants("lost", client.StateRunning)
	for _, again := range []func() (client.Application, error){
		func() (client.Application, error) { return a.Applications.Start(t.Context(), lost.UUID) },
		func() (client.Application, error) { return a.Applications.Redeploy(t.Context(), lost.UUID, "") },
	} {
		d.Docker(t, "node", "update", "--availability", "drain", d.Node())
		a.wants("lost", client.StateNotRunning)
		d.Docker(t, "node", "update", "--availability", "active", d.Node())
		must[client.Application](t)(again())
		a.wants("lost", client.StateRunning)
	}
}
