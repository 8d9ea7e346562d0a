package engines

import (
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// TestWhatOthersDoIsSeen does to containers what people do with the docker command, and checks what
// the engine says of it.
func TestWhatOthersDoIsSeen(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	w := watch(t, d, docker.Options{TouchAll: true})
	const crash = "exec NAME /worker touch=/go exit=0"
	for name, test := range map[string]struct {
		run, do string
		want    []string
	}{
		"stopped":         {"IMAGE", "stop NAME", []string{"exited 0 asked"}},
		"stopped-late":    {"IMAGE term=ignore", "stop --time 1 NAME", []string{"exited 137 asked"}},
		"killed":          {"IMAGE", "kill NAME", []string{"exited 137 asked"}},
		"hung-up":         {"IMAGE", "kill --signal HUP NAME", []string{"exited 2"}},
		"restarted":       {"IMAGE", "restart NAME", []string{"exited 0 asked", "started"}},
		"crashed":         {"IMAGE await=/go exit=3", crash, []string{"exited 3"}},
		"done":            {"IMAGE await=/go exit=0", crash, []string{"exited 0"}},
		"brought-back":    {"--restart on-failure IMAGE await=/go exit=3", crash, []string{"exited 3 restarting", "started", "exited 3 restarting", "started"}},
		"out-of-memory":   {"--memory 16m --memory-swap 16m IMAGE await=/go eat=64000000", crash, []string{"exited 137 memory"}},
		"paused":          {"IMAGE", "pause NAME; stop NAME", []string{"exited 0 asked"}},
		"removed":         {"IMAGE", "rm --force NAME", []string{"exited 137 asked", "removed"}},
		"stopped-removed": {"IMAGE", "stop NAME; rm NAME", []string{"exited 0 asked", "removed"}},
		"not-kept":        {"--rm IMAGE", "stop NAME", []string{"exited 0 asked", "removed"}},
		"again":           {"IMAGE", "stop NAME; start NAME", []string{"exited 0 asked", "started"}},
	} {
		name = "seen-" + name
		t.Run(name, func(t *testing.T) {
			w.t = t
			id := foreign(d.Docker(t, strings.Fields("run --detach --name "+name+" "+strings.ReplaceAll(test.run, "IMAGE", enginetest.Image))...))
			t.Cleanup(func() { _, _ = d.Try("rm", "--force", name) })
			w.runs(id)
			for command := range strings.SplitSeq(test.do, ";") {
				d.Docker(t, strings.Fields(strings.ReplaceAll(command, "NAME", name))...)
			}
			w.wants(id, test.want...)
		})
	}
}

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
	d.Docker(t, "exec", "facts-new", "/worker", "touch=/go", "exit=0")
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
