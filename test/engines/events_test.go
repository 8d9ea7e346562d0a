package engines

import (
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// TestFactsOfOthersAreSeen changes what is known of containers, beside that they run.
func TestFactsOfOthersAreSeen(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	w := watch(t, d, docker.Options{TouchAll: true})

	id := foreign(d.Docker(t, "create", "--name", "facts", "--publish", "8090:80", "--env", "A=b", enginetest.Image, "await=/go", "exit=4"))
	t.Cleanup(func() { d.Docker(t, "rm", "--force", "facts-new") })
	w.eventually(id, "a container is there that somebody made", func(c engine.Container, app engine.Application) bool {
		return c.Name == "facts" && !c.Running && !c.Exited && app.Owner == engine.Plain && app.Image == engine.ParseRef(enginetest.Image)
	})
	d.Docker(t, "start", "facts")
	w.eventually(id, "it runs with its port", func(c engine.Container, _ engine.Application) bool {
		return c.Running && len(c.Ports) == 1 && c.Ports[0].Outer == 8090 && !c.Started.IsZero()
	})
	d.Docker(t, "rename", "facts", "facts-new")
	w.eventually(id, "it has the new name", func(c engine.Container, _ engine.Application) bool { return c.Name == "facts-new" })
	d.Docker(t, "pause", "facts-new")
	w.eventually(id, "it is paused", func(c engine.Container, _ engine.Application) bool { return c.Phase == engine.PhasePaused && c.Running })
	d.Docker(t, "unpause", "facts-new")
	w.eventually(id, "it is not paused", func(c engine.Container, _ engine.Application) bool { return c.Phase == engine.PhaseRunning })
	_, _ = d.Try("exec", "facts-new", "/worker", "touch=/go", "exit=0") // it may be killed with the container that it ends
	w.wants(id, "exited 4")

	d.Import(t, "fleetop.test/ill:1", `HEALTHCHECK --interval=100ms --retries=1 CMD ["/worker", "need=/well", "exit=0"]`)
	id = foreign(d.Docker(t, "run", "--detach", "--name", "ill", "fleetop.test/ill:1"))
	t.Cleanup(func() { d.Docker(t, "rm", "--force", "ill") })
	w.eventually(id, "it is unhealthy", func(c engine.Container, _ engine.Application) bool { return c.Health == "unhealthy" })
	d.Docker(t, "exec", "ill", "/worker", "touch=/well", "exit=0")
	w.eventually(id, "it is healthy", func(c engine.Container, _ engine.Application) bool { return c.Health == "healthy" })
}

// TestFailedStartOfOthersIsSeen starts a container whose program there is not. The daemon tells
// nobody.
func TestFailedStartOfOthersIsSeen(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	w := watch(t, d, docker.Options{TouchAll: true})
	if out, err := d.Try("run", "--detach", "--name", "no-program", "--entrypoint", "/nothing", enginetest.Image); err == nil {
		t.Fatalf("it started: %s", out)
	}
	t.Cleanup(func() { d.Docker(t, "rm", "--force", "no-program") })
	id := foreign(d.Docker(t, "inspect", "--format", "{{.Id}}", "no-program"))
	w.eventually(id, "it is there", func(c engine.Container, _ engine.Application) bool { return c.ID != "" && !c.Running })

	again := watch(t, d, docker.Options{TouchAll: true})
	again.eventually(id, "the reason is known", func(c engine.Container, _ engine.Application) bool {
		return strings.Contains(c.Reason, "/nothing") && !c.Running
	})
}
