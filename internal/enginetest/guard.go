package enginetest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// Variable is the environment variable that is 1 if tests are to run daemons.
	Variable = "FLEETOP_TEST_ENGINES"
	// strictVariable makes tests fail that cannot run.
	strictVariable = "FLEETOP_TEST_STRICT"
)

// AtOnce lets so many tests of a package run at the same time, unless the command line says how many:
// they mostly wait for daemons. TestMain calls it first.
func AtOnce(n int) {
	if !flag.Parsed() {
		flag.Parse()
	}
	isSaid := false
	flag.Visit(func(f *flag.Flag) { isSaid = isSaid || f.Name == "test.parallel" })
	if !isSaid {
		_ = flag.Set("test.parallel", strconv.Itoa(n)) // the flag takes numbers
	}
}

// need skips a test that is not to use daemons, or that cannot. What was asked for and is
// impossible fails if the tests are to be strict.
func need(t testing.TB) {
	t.Helper()
	if os.Getenv(Variable) != "1" {
		t.Skip(Variable + " is not 1: no daemon is started")
	}
	if err := missing(); err != nil {
		if os.Getenv(strictVariable) != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// missing says what a daemon needs that is not there.
func missing() error {
	if os.Geteuid() != 0 {
		return errors.New("a daemon of one's own needs root")
	}
	for _, name := range []string{"dockerd", "containerd", "docker", "ip", "nsenter", "unshare"} {
		if _, err := exec.LookPath(name); err != nil {
			return err
		}
	}
	return nil
}

// watch waits until the pipe that is its input is closed, then takes down.
const watch = `while read -r _; do :; done` + takeDown

// takeDown ends what runs in the network namespace $2 and the control groups of that name, and
// removes these, the mounts below the directory $1 and the directory.
const takeDown = `
dir=$1 name=$2
groups=$(ls -d /sys/fs/cgroup/"$name" /sys/fs/cgroup/*/"$name" 2>/dev/null)
for group in $groups; do
	for frozen in "$group"/*/freezer.state; do
		[ ! -e "$frozen" ] || echo THAWED >"$frozen"
	done
done
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	pids=$(ip netns pids "$name" 2>/dev/null; for group in $groups; do cat "$group"/*/cgroup.procs 2>/dev/null; done)
	[ -n "$pids" ] || break
	kill -9 $pids 2>/dev/null
	sleep 0.05
done
ip netns del "$name" 2>/dev/null
for at in $(cut -d ' ' -f 2 /proc/mounts | grep -F "$dir/" | sort -r); do umount -l "$at"; done
for group in $groups; do find "$group" -depth -type d -exec rmdir {} +; done
rm -rf "$dir"
`

// guard takes down what is left of a daemon or a network when this process has ended, or says so.
type guard struct {
	dir, name string // its directory; the name of network namespace and control groups
	cmd       *exec.Cmd
	alive     io.WriteCloser // all is taken down when it is closed
}

// newGuard makes a directory and a name, and starts the guard of what will be there. What dead
// processes left is swept up before.
func newGuard() (*guard, error) {
	sweep()
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", prefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	g := &guard{dir: dir, name: filepath.Base(dir)}
	g.cmd = exec.Command("sh", "-c", watch, "sh", g.dir, g.name) //nolint:gosec,noctx // It outlives the tests.
	g.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if g.alive, err = g.cmd.StdinPipe(); err == nil {
		err = g.cmd.Start()
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return g, nil
}

// close takes all down and waits for that.
func (g *guard) close() {
	_ = g.alive.Close()
	_ = g.cmd.Wait()
}

// shell runs a script of ours, which ends at the first command that fails.
func shell(script string, args ...string) error {
	cmd := exec.CommandContext(context.Background(), "sh", append([]string{"-euc", script, "sh"}, args...)...) //nolint:gosec // The script is ours.
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

func (d *Daemon) close() {
	d.http.CloseIdleConnections()
	d.guard.close()
	for _, p := range []*process{d.containerd, d.docker} {
		if p == nil {
			continue
		}
		select {
		case <-p.done:
		case <-time.After(patience): // it hangs in the kernel: nothing can be done
		}
	}
}

// sweep takes down what the daemons of processes left that are no more.
func sweep() {
	var left []string
	for _, pattern := range []string{filepath.Join(os.TempDir(), prefix+"*"), "/run/netns/" + prefix + "*"} {
		found, _ := filepath.Glob(pattern) // The pattern is well formed.
		left = append(left, found...)
	}
	for _, found := range left {
		name := filepath.Base(found)
		number, _, _ := strings.Cut(strings.TrimPrefix(name, prefix), "-")
		pid, err := strconv.Atoi(number)
		if err != nil || pid <= 0 || !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			continue
		}
		dir := filepath.Join(os.TempDir(), name)
		_ = exec.CommandContext(context.Background(), "sh", "-c", takeDown, "sh", dir, name).Run() //nolint:gosec // The script is ours.
	}
}
