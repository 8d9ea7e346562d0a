package enginetest_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
)

// waits asks a daemon again and again until it answers as it should.
func waits(t *testing.T, d *enginetest.Daemon, is func(string) bool, args ...string) {
	t.Helper()
	late, tick := time.After(time.Minute), time.NewTicker(50*time.Millisecond)
	defer tick.Stop()
	for {
		got, err := d.Try(args...)
		if err == nil && is(got) {
			return
		}
		select {
		case <-late:
			t.Fatalf("docker %s: %q, %v", strings.Join(args, " "), got, err)
		case <-tick.C:
		}
	}
}

func are(want string) func(string) bool {
	return func(got string) bool { return strings.Join(strings.Fields(got), " ") == want }
}

// TestOneNodeSwarm checks that a swarm of one node runs services, and that one can be reached at a port
// published in host mode and by another on the same overlay network.
func TestOneNodeSwarm(t *testing.T) {
	t.Parallel()
	began := time.Now()
	d := enginetest.StartSwarm(t)
	t.Logf("up after %v", time.Since(began).Round(10*time.Millisecond))
	d.Docker(t, "network", "create", "--driver", "overlay", "--attachable", "n")
	d.Docker(t, "service", "create", "--quiet", "--no-resolve-image", "--name", "web", "--hostname", "web", "--network", "n", "--endpoint-mode", "dnsrr",
		"--publish", "mode=host,published=8080,target=80", enginetest.Image, "serve=80")
	if got, err := d.Get(8080); err != nil || strings.TrimSpace(got) != "web" {
		t.Errorf("the port answers %q, %v", got, err)
	}
	if got := d.Docker(t, "run", "--rm", "--network", "n", enginetest.Image, "get=web:80", "exit=0"); got != "web" {
		t.Errorf("the name answers %q", got)
	}
}

// TestCluster checks that nodes can be cut off, stopped, killed and started again, that the others
// notice, and that a registry with credentials serves all of them.
func TestCluster(t *testing.T) {
	t.Parallel()
	began := time.Now()
	c := enginetest.StartCluster(t, 3, 1)
	t.Logf("up after %v", time.Since(began).Round(10*time.Millisecond))
	first, worker := c.Managers[0], c.Workers[0]
	if got := c.Leader(t, c.Managers[2]); got != first {
		t.Errorf("%s leads", got.Node())
	}
	nodes := func(d *enginetest.Daemon, want string) {
		t.Helper()
		waits(t, d, are(want), "node", "ls", "--format", "{{.Hostname}}={{.Status}}")
	}
	nodes(first, "manager-1=Ready manager-2=Ready manager-3=Ready worker-1=Ready")

	r := c.Registry(t)
	r.Want("joe", "right")
	ref := r.Push(t, first, "team/web:1", nil)
	waits(t, first, func(string) bool { return true }, "login", "--username", "joe", "--password", "right", r.Host)
	first.Docker(t, "service", "create", "--quiet", "--with-registry-auth", "--no-resolve-image", "--mode", "global", "--name", "all", ref)
	running := func(want string) {
		t.Helper()
		waits(t, first, are(want), "service", "ls", "--format", "{{.Name}}={{.Replicas}}")
	}
	running("all=4/4")

	worker.Unplug(t)
	nodes(first, "manager-1=Ready manager-2=Ready manager-3=Ready worker-1=Down")
	worker.Plug(t)
	nodes(first, "manager-1=Ready manager-2=Ready manager-3=Ready worker-1=Ready")
	first.Kill(t)
	if got := c.Leader(t, c.Managers[1]); got == first {
		t.Error("a dead manager leads")
	}
	first.Again(t)
	nodes(first, "manager-1=Ready manager-2=Ready manager-3=Ready worker-1=Ready")
}
