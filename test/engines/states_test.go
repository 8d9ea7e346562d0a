package engines

import (
	"fmt"
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
)

// TestStates has every state of a container that a daemon can be brought to, and checks what the API
// makes of it.
//
//nolint:tparallel // the steps of a row are in turn, and so are the rows: the server is shared
func TestStates(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	d.Import(t, "fleetop.test/checked:1", `HEALTHCHECK --interval=100ms --retries=1 CMD ["/worker", "need=/well", "exit=0"]`)
	a := serve(t, d)
	for _, test := range []struct {
		name, run string // of docker run, or of docker create
		do        string // a command of docker behind it, NAME stands for the container
		state     client.State
		engine    string // the daemon's word
		message   string // of the exit code
		health    string
	}{
		{"made", "create IMAGE", "", client.StateInit, "created", "", ""},
		{"running", "run IMAGE", "", client.StateRunning, "running", "", ""},
		{"paused", "run IMAGE", "pause NAME", client.StateRunning, "paused", "", ""},
		{"ended", "run IMAGE exit=0", "", client.StateStopped, "exited", "Exit code 0 (Success)", ""},
		{"crashed", "run IMAGE exit=3", "", client.StateStoppedWithErrors, "exited", "Exit code 3", ""},
		{"stopped", "run IMAGE term=ignore out=up", "stop --time 1 NAME", client.StateStopped, "exited", "Exit code 137", ""},
		{"killed", "run IMAGE", "kill NAME", client.StateStopped, "exited", "Exit code 137", ""},
		{"memory", "run --memory 16m --memory-swap 16m IMAGE wait=100ms eat=64000000", "", client.StateStoppedWithErrors, "exited", "Exit code 137 (out of memory)", ""},
		{"again", "run --restart always IMAGE exit=3", "", client.StateStarting, "restarting", "", ""},
		{"nothing", "run --entrypoint /nothing IMAGE", "", client.StateStartFailed, "created", "/nothing", ""},
		{"well", "run CHECKED touch=/well", "", client.StateRunning, "running", "", "healthy"},
		{"ill", "run CHECKED", "", client.StateRunning, "running", "", "unhealthy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a.t = t
			name := "state-" + test.name
			verb, rest, _ := strings.Cut(test.run, " ")
			args := []string{verb, "--name", name}
			if verb == "run" {
				args = append(args, "--detach")
			}
			rest = strings.NewReplacer("IMAGE", enginetest.Image, "CHECKED", "fleetop.test/checked:1").Replace(rest)
			t.Cleanup(func() { _, _ = d.Try("rm", "--force", name) })
			_, _ = d.Try(append(args, strings.Fields(rest)...)...) // one of them fails
			if test.name == "memory" {
				runsOutOfMemory(t, d, name)
			}
			if test.do != "" {
				d.Docker(t, strings.Fields(strings.ReplaceAll(test.do, "NAME", name))...)
			}
			var c client.Container
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("it was %+v", c)
				}
			})
			a.until("it is "+string(test.state), func() bool {
				c = a.container(name)
				return c.State == test.state && c.EngineState == test.engine && c.Health == test.health &&
					strings.Contains(c.ExitMessage, test.message)
			})
			if name == "state-made" && c.ExitCode != nil {
				t.Errorf("what never ran has exit code %d", *c.ExitCode)
			}
		})
	}
}

// runsOutOfMemory starts a container again until the daemon has noticed why its program was killed: on a
// busy machine it may miss that.
func runsOutOfMemory(t *testing.T, d *enginetest.Daemon, name string) {
	t.Helper()
	for range 10 {
		d.Docker(t, "wait", name)
		if d.Docker(t, "inspect", "--format", "{{.State.OOMKilled}}", name) == "true" {
			return
		}
		d.Docker(t, "start", name)
	}
	t.Fatal("the daemon does not notice that a program runs out of memory")
}

// TestPolicies has programs end that the platform is to start again, replace or remove.
func TestPolicies(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	always, onFailure := client.PolicyAlways, client.PolicyOnFailure
	for _, test := range []struct {
		name, command             string
		restart, replace, destroy client.Policy
		state                     client.State // in the end
		made, left                int          // containers, and those of them that are still there
	}{
		{"restarted", "wait=100ms exit=3", always, "", "", client.StateStoppedWithErrors, 1, 1},
		{"ended-well", "exit=0", onFailure, "", "", client.StateStopped, 1, 1},
		{"failed", "wait=100ms exit=3", onFailure, "", "", client.StateStoppedWithErrors, 1, 1},
		{"replaced", "wait=100ms exit=3", "", onFailure, "", client.StateStoppedWithErrors, 4, 1},
		{"destroyed", "exit=0", "", "", always, client.StateNotRunning, 1, 0},
		{"kept", "exit=0", "", "", onFailure, client.StateStopped, 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := serveAs(t, d, docker.Options{})
			app, err := a.Applications.Create(t.Context(), client.NewApplication{
				Image: enginetest.Image, Name: test.name, RunCommand: test.command,
				Autorestart: test.restart, Autoreplace: test.replace, Autodestroy: test.destroy,
			})
			if err != nil {
				t.Fatal(err)
			}
			there := func() []string {
				return strings.Fields(d.Docker(t, "ps", "--all", "--filter", "label=fleetop.application="+app.UUID, "--format", "{{.ID}}"))
			}
			var now client.Application
			made := 0
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("of %d it was %+v; the daemon has %q", made, now, there())
				}
				if left := there(); len(left) > 0 {
					_, _ = d.Try(append([]string{"rm", "--force"}, left...)...)
				}
			})
			a.until("the application is "+string(test.state), func() bool {
				page, err := a.Containers.List(t.Context(), client.ContainerFilter{ApplicationUUID: app.UUID}, client.ListOptions{})
				if err != nil {
					t.Fatal(err)
				}
				now, made = a.get(app.UUID), page.Meta.Total
				return now.State == test.state && made == test.made
			})
			if left := there(); len(left) != test.left {
				t.Errorf("the daemon has %q", left)
			}
			if c := a.container(test.name + "-1"); c.ExitCode == nil || fmt.Sprint(*c.ExitCode) != test.command[len(test.command)-1:] {
				t.Errorf("how the first ended: %+v", c)
			}
		})
	}
}
