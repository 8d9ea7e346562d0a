package engines

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
)

// screen opens the built program with arguments and variables.
func screen(t *testing.T, env []string, args ...string) *ptytest.Terminal {
	t.Helper()
	return ptytest.Start(t, ptytest.Options{
		Path: shared.program, Cols: 120, Rows: 36, Env: env,
		Args: append([]string{"--interval", "1", "--grace", "0"}, args...),
	})
}

// onDocker opens the built program on the containers of a daemon.
func onDocker(t *testing.T, d *enginetest.Daemon) *ptytest.Terminal {
	t.Helper()
	return screen(t, nil, "--engine", "docker", "--docker-host", d.Host())
}

// container runs a container that ends with the test.
func container(t *testing.T, d *enginetest.Daemon, name string) {
	t.Helper()
	d.Docker(t, "run", "-d", "--name", name, enginetest.Image, "out=up")
	t.Cleanup(func() { _, _ = d.Try("rm", "-f", name) })
}

func TestContainersOfADaemonAreShownAndFollowed(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	container(t, d, "followed")
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	term := onDocker(t, d)
	term.WaitFor(`^ docker · ` + host)
	term.WaitFor(`followed .*● Running`)
	if shown := term.Screen(); strings.Contains(shown, "andbox") {
		t.Errorf("the screen speaks of a sandbox:\n%s", shown)
	}
	d.Docker(t, "stop", "-t", "1", "followed")
	term.WaitFor(`followed .*○ Stopped`)
	term.Send("/", "followed", "\r")
	term.WaitFor(`filter "followed"`)
	term.WaitFor(`▸ followed `)
	term.Send("u")
	term.WaitFor(`followed .*● Running`)
	if state := d.Docker(t, "inspect", "-f", "{{.State.Running}}", "followed"); state != "true" {
		t.Errorf("the daemon says that the container runs: %s", state)
	}
	term.Send("l")
	term.WaitFor(`Logs · followed`)
	term.WaitFor(`\bup\b`)
}

func TestAContextNamesTheDaemonInTheHeader(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	container(t, d, "in-context")
	home := t.TempDir()
	sum := sha256.Sum256([]byte("shop-prod"))
	dir := filepath.Join(home, ".docker", "contexts", "meta", hex.EncodeToString(sum[:]))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	meta := fmt.Sprintf(`{"Name":"shop-prod","Metadata":{},"Endpoints":{"docker":{"Host":%q,"SkipTLSVerify":false}}}`, d.Host())
	if err := os.WriteFile(filepath.Join(dir, "meta.json"), []byte(meta), 0o600); err != nil {
		t.Fatal(err)
	}
	term := screen(t, []string{"HOME=" + home, "DOCKER_HOST=", "DOCKER_CONTEXT=shop-prod", "FLEETOP_ENGINE=docker"})
	term.WaitFor(`^ docker · shop-prod `)
	term.WaitFor(`in-context .*● Running`)
}

func TestADaemonBehindSSH(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	container(t, d, "far-away")
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$*\" > %s/arguments\nexec docker --host=%s system dial-stdio\n", dir, d.Host())
	if err := os.WriteFile(filepath.Join(dir, "ssh"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	term := screen(t, []string{"PATH=" + dir + ":" + os.Getenv("PATH")}, "--engine", "docker", "--docker-host", "ssh://me@shop:2222")
	term.WaitFor(`^ docker · shop `)
	term.WaitFor(`far-away .*● Running`)
	d.Docker(t, "stop", "-t", "1", "far-away")
	term.WaitFor(`far-away .*○ Stopped`)
	arguments, err := os.ReadFile(filepath.Join(dir, "arguments"))
	if want := "-T -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -l me -p 2222 -- shop docker system dial-stdio\n"; err != nil || string(arguments) != want {
		t.Errorf("ssh got %q, %v, want %q", arguments, err, want)
	}
}

func TestTheSandboxNoticesADaemon(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	term := screen(t, []string{"DOCKER_HOST=" + d.Host()})
	term.WaitFor(`sandbox.*admin@127\.0\.0\.1:\d+`)
	term.WaitFor(`This is a sandbox, nothing in it is real; this machine runs Docker: fleetop --engine docker`)
}

// What was confirmed is done although the screen is gone.
func TestQuittingWaitsForWhatWasConfirmed(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	d.Docker(t, "run", "-d", "--name", "stubborn", "--stop-timeout", "3", enginetest.Image, "term=ignore", "out=up")
	t.Cleanup(func() { _, _ = d.Try("rm", "-f", "stubborn") })
	term := onDocker(t, d)
	term.WaitFor(`stubborn .*● Running`)
	term.Send("/", "stubborn", "\r")
	term.WaitFor(`filter "stubborn"`)
	term.WaitFor(`▸ stubborn .*● Running`)
	term.Send("x")
	term.WaitFor(`Stop stubborn\?`)
	term.Send("y")
	term.WaitFor(`▸ stubborn .*◐ Stopping`)
	term.Send("q") // leaves the filter
	term.WaitGone(`filter "stubborn"`)
	term.Send("q")
	term.WaitOutput("fleetop: waiting for what was sent to 1 container; ctrl-c leaves the rest undone")
	if status := term.Wait(); status != 0 {
		t.Errorf("the exit status is %d", status)
	}
	if state := d.Docker(t, "inspect", "-f", "{{.State.Running}}", "stubborn"); state != "false" {
		t.Errorf("the daemon says that the container runs: %s", state)
	}
}
