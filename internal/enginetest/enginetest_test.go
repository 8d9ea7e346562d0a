package enginetest_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
)

var shared enginetest.Shared

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		child()
	}
	enginetest.AtOnce(4)
	defer shared.Close()
	m.Run()
}

// TestContainersRun checks that the worker runs, can be reached at a published port, and is found
// by others under its name.
func TestContainersRun(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	d.Docker(t, "network", "create", "n")
	d.Docker(t, "run", "-d", "--name", "web", "--hostname", "web", "--network", "n", "-p", "8080:80", enginetest.Image, "serve=80")
	if got, err := d.Get(8080); err != nil || strings.TrimSpace(got) != "web" {
		t.Errorf("the port answers %q, %v", got, err)
	}
	if got := d.Docker(t, "run", "--rm", "--network", "n", enginetest.Image, "get=web:80", "exit=0"); got != "web" {
		t.Errorf("the name answers %q", got)
	}
	d.Occupy(t, 8081)
	if _, err := d.Try("run", "-d", "--name", "late", "-p", "8081:80", enginetest.Image); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("a port that another program has: %v", err)
	}
}

// TestWorkerObeys checks what the worker does when it is told.
func TestWorkerObeys(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	if got := d.Docker(t, "run", "--rm", enginetest.Image, "lines=3", "exit=0"); got != "line 1\nline 2\nline 3" {
		t.Errorf("lines=3: %q", got)
	}
	for _, test := range []struct{ args, code string }{
		{"exit=3", "3"}, {"need=/nothing", "1"}, {"touch=/x need=/x exit=4", "4"}, {"dance", "2"}, {"wait=1ms exit=5", "5"},
	} {
		id := d.Docker(t, append([]string{"run", "-d", enginetest.Image}, strings.Fields(test.args)...)...)
		if got := d.Docker(t, "wait", id); got != test.code {
			t.Errorf("%s: code %s, want %s", test.args, got, test.code)
		}
	}
	id := d.Docker(t, "run", "-d", "--memory", "16m", "--memory-swap", "16m", enginetest.Image, "eat=64000000", "exit=0")
	if got := d.Docker(t, "wait", id); got != "137" {
		t.Errorf("too much memory: code %s", got)
	}
	for term, code := range map[string]string{"term=7": "7", "term=0": "0", "term=ignore": "137"} {
		id := d.Docker(t, "run", "-d", enginetest.Image, term, "out=ready")
		d.Ready(t, id)
		d.Docker(t, "stop", "--time", "1", id)
		if got := d.Docker(t, "wait", id); got != code {
			t.Errorf("%s: code %s, want %s", term, got, code)
		}
	}
}

// TestDaemonIsKilledAndStarted checks that a daemon can be killed, and what becomes of its
// containers.
func TestDaemonIsKilledAndStarted(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t, "--live-restore")
	id := d.Docker(t, "run", "-d", enginetest.Image)
	d.Kill(t)
	if out, err := d.Try("ps"); err == nil {
		t.Errorf("a killed daemon answers %q", out)
	}
	d.Again(t)
	if got := d.Docker(t, "inspect", "--format", "{{.State.Status}}", id); got != "running" {
		t.Errorf("with live-restore the container is %s", got)
	}
	d.Pause(t)
	d.Resume(t)
	d.Quit(t)
	d.Again(t)
	if got := d.Docker(t, "inspect", "--format", "{{.State.Status}}", id); got != "running" {
		t.Errorf("after the end of the daemon the container is %s", got)
	}
}

// childVariable makes the test program start a cluster and wait to be killed.
const childVariable = "FLEETOP_TEST_ENGINES_CHILD"

func child() {
	c := enginetest.StartCluster(helper{}, 1, 1)
	_, _ = os.Stdout.WriteString(c.Managers[0].Socket + "\n")
	select {}
}

// helper is what is needed of a test to start daemons outside one.
type helper struct{ testing.TB }

func (helper) Helper()        {}
func (helper) Cleanup(func()) {}

// TestNothingIsLeftOfADeadProcess checks that the daemons of a cluster go away when the process of
// their test is killed, with their containers and their network.
func TestNothingIsLeftOfADeadProcess(t *testing.T) {
	t.Parallel()
	shared.Daemon(t) // the test is skipped without daemons
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	socket, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	docker := []string{"--host", "unix://" + strings.TrimSpace(socket)}
	for _, args := range [][]string{
		{"run", "-d", enginetest.Image},
		{"service", "create", "--quiet", "--no-resolve-image", "--mode", "global", enginetest.Image},
	} {
		if out, err := exec.CommandContext(t.Context(), "docker", append(docker, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	names := fmt.Sprintf("fleetop-engine-%d-", cmd.Process.Pid)
	if left := remains(t, names); len(left) < 3*2+2*5 { // two daemons and their bridge; the daemons' groups and processes
		t.Fatalf("while it runs there is only %q", left)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	deadline, tick := time.After(time.Minute), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for left := remains(t, names); len(left) > 0; left = remains(t, names) {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("left: %q", left)
		}
	}
}

// remains returns what there is whose name begins like this: directories, network namespaces, control
// groups, and processes that have it in their arguments.
func remains(t *testing.T, names string) []string {
	t.Helper()
	var found []string
	for _, dir := range []string{os.TempDir(), "/run/netns", "/sys/fs/cgroup", "/sys/fs/cgroup/*"} {
		files, err := filepath.Glob(filepath.Join(dir, names+"*"))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, files...)
	}
	out, err := exec.CommandContext(t.Context(), "pgrep", "-f", names).Output()
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatal(err)
	}
	return append(found, strings.Fields(string(out))...)
}
