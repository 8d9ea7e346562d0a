package enginetest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const (
	// Variable is the environment variable that is 1 if tests are to run daemons.
	Variable = "FLEETOP_TEST_ENGINES"
	// strictVariable makes tests fail that cannot run.
	strictVariable = "FLEETOP_TEST_STRICT"
)

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

// startGuard starts the process that takes the daemon down when this one has ended, or says so.
func (d *Daemon) startGuard() error {
	d.guard = exec.Command("sh", "-c", watch, "sh", d.dir, d.name) //nolint:gosec,noctx // It outlives the tests.
	d.guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var err error
	if d.alive, err = d.guard.StdinPipe(); err != nil {
		return err
	}
	return d.guard.Start()
}

func (d *Daemon) close() {
	_ = d.alive.Close()
	_ = d.guard.Wait()
	for _, p := range []*process{d.containerd, d.docker} {
		if p != nil {
			<-p.done
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
