package swarm

import (
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform/swarm"
)

// TestCluster runs applications on a cluster of three managers and a worker, and takes away the leader.
func TestCluster(t *testing.T) {
	t.Parallel()
	c := enginetest.StartCluster(t, 3, 1)
	worker := c.Workers[0]
	err := open(t, swarm.Options{}, worker).Reach(t.Context())
	if err == nil || !strings.Contains(err.Error(), "is a worker of its swarm") || !strings.Contains(err.Error(), "--docker-host") {
		t.Errorf("a worker: %v", err)
	}
	a, ctx := serve(t, swarm.Options{Owner: "cluster", TouchAll: true}, c.Managers[0], c.Managers[1], c.Managers[2]), t.Context()
	a.credentials(c)

	service(t, c.Managers[2], "spread", "--replicas", "4", enginetest.Image, "out=hello")
	a.wants("spread", client.StateRunning)
	spread := a.app("spread")
	if len(spread.Nodes) != 4 {
		t.Errorf("the tasks are on %q", spread.Nodes)
	}
	c.Managers[0].Kill(t)
	a.until("another manager is asked when the leader is dead", func() bool {
		_, err := a.Applications.Scale(ctx, spread.UUID, 5)
		return err == nil
	})
	a.until("it has five", func() bool { return a.app("spread").Running == 5 })
}

// credentials makes an application from an image that wants credentials, which every node fetches by
// itself, and scales it.
func (a *api) credentials(c *enginetest.Cluster) {
	a.t.Helper()
	r := c.Registry(a.t)
	r.Want("joe", "right")
	ref := r.Push(a.t, c.Managers[0], "team/web:1", nil)
	ctx := a.t.Context()
	create := func(name string) client.Application {
		a.t.Helper()
		return must[client.Application](a.t)(a.Applications.Create(ctx, client.NewApplication{Image: ref, Name: name, Target: 4, RunCommand: "out=up"}))
	}
	create("wrong")
	failed := a.wants("wrong", client.StateStartFailed)
	if !strings.Contains(failed.Reason, "No such image") {
		a.t.Errorf("without credentials: %q", failed.Reason)
	}
	image, _, _ := strings.Cut(ref, ":1")
	must[client.Image](a.t)(a.Images.Add(ctx, client.NewImage{Name: image, Username: "joe", Password: "right"}))
	app := create("private")
	a.wants("private", client.StateRunning)
	must[client.Application](a.t)(a.Applications.Redeploy(ctx, app.UUID, ""))
	a.wants("private", client.StateRunning)
}
