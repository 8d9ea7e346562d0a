package engines

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
)

// list asks for the applications, and returns what the server says if it cannot.
func (a *api) list() error {
	_, err := a.Applications.List(a.t.Context(), client.ApplicationFilter{}, client.ListOptions{})
	return err
}

// create makes an application of the worker.
func (a *api) create(name string, target int, command string) client.Application {
	a.t.Helper()
	app, err := a.Applications.Create(a.t.Context(), client.NewApplication{Image: enginetest.Image, Name: name, Target: target, RunCommand: command})
	if err != nil {
		a.t.Fatal(err)
	}
	return app
}

// get returns an application, the zero value while the server cannot.
func (a *api) get(uuid string) client.Application {
	a.t.Helper()
	app, err := a.Applications.Get(a.t.Context(), uuid)
	if err != nil && !errors.Is(err, client.ErrUnavailable) {
		a.t.Fatal(err)
	}
	return app
}

// TestDaemonDiesInAScaleUp kills the daemon while it makes containers, and starts it again: what the
// server shows is what there is, and it can be scaled again.
func TestDaemonDiesInAScaleUp(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"containers end": nil, "live-restore": {"--live-restore"}, "before any is made": {"--live-restore"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := enginetest.Start(t, args...)
			a := serve(t, d)
			app := a.create("web", 1, "out=up")
			a.wants("web-1", client.StateRunning)
			if _, err := a.Applications.Scale(t.Context(), app.UUID, 12); err != nil {
				t.Fatal(err)
			}
			if name != "before any is made" {
				a.wants("web-3", client.StateRunning)
			}
			d.Kill(t)
			a.until("the server says that the daemon is away", func() bool { return errors.Is(a.list(), client.ErrUnavailable) })
			d.Again(t)
			a.until("nothing is under way", func() bool {
				now := a.get(app.UUID)
				return now.State != "" && !now.State.InTransition()
			})
			a.truth(d)
			if len(args) > 0 && a.container("web-1").State != client.StateRunning {
				t.Errorf("the daemon let web-1 run on, but it is %s", a.container("web-1").State)
			}
			if _, err := a.Applications.Start(t.Context(), app.UUID); err != nil && len(args) == 0 {
				t.Error(err)
			}
			a.until("nothing is under way", func() bool { return !a.get(app.UUID).State.InTransition() })
			// One whose start the kill has cut in two may be beyond the daemon's help: it is the first to go.
			for _, n := range []int{1, 2} {
				if _, err := a.Applications.Scale(t.Context(), app.UUID, n); err != nil {
					t.Fatal(err)
				}
				a.until("it is scaled", func() bool { return !a.get(app.UUID).State.InTransition() })
			}
			var now client.Application
			defer func() {
				if t.Failed() {
					t.Logf("shown: %+v\nthere: %s", now, d.Docker(t, "ps", "--all"))
				}
			}()
			a.until("two run", func() bool {
				now = a.get(app.UUID)
				return now.State == client.StateRunning && now.Running == 2 && now.Current == 2
			})
			if names := strings.Fields(d.Docker(t, "ps", "--all", "--format", "{{.Names}}")); len(names) != 2 {
				t.Errorf("the daemon has %q", names)
			}
		})
	}
}

// truth compares the containers that the server shows with the daemon's, once they are the same.
func (a *api) truth(d *enginetest.Daemon) {
	a.t.Helper()
	var states map[string]bool
	var real string
	defer func() {
		if a.t.Failed() {
			a.t.Logf("shown: %v\nthere: %s", states, real)
		}
	}()
	a.until("the server shows what the daemon has", func() bool {
		page, err := a.Containers.List(a.t.Context(), client.ContainerFilter{}, client.ListOptions{Limit: 100})
		if err != nil {
			return false
		}
		states = make(map[string]bool)
		for _, c := range page.Objects {
			// What could not be made, because the kill has cut that in two, is here alone.
			isNowhere := c.State == client.StateStartFailed && c.EngineState == ""
			if c.State != client.StateTerminated && !isNowhere {
				states[c.UniqueName+"="+c.EngineState] = true
			}
		}
		// Of a container whose start was cut in two the list may say something else than an inspection.
		ids := strings.Fields(d.Docker(a.t, "ps", "--all", "--quiet"))
		if len(ids) > 0 {
			real = d.Docker(a.t, append([]string{"inspect", "--format", "{{.Name}}={{.State.Status}}"}, ids...)...)
		}
		lines := strings.Fields(strings.ReplaceAll("\n"+real, "\n/", "\n"))
		for _, line := range lines {
			if !states[line] {
				return false
			}
		}
		return len(states) == len(lines)
	})
}

// TestSocketIsRemoved takes the daemon's socket away: that is said, and what comes after is known once
// it is there again.
func TestSocketIsRemoved(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	a := serve(t, d)
	app := a.create("web", 1, "out=up")
	a.wants("web-1", client.StateRunning)
	away := d.Socket + ".away"
	if err := os.Rename(d.Socket, away); err != nil {
		t.Fatal(err)
	}
	d.Kill(t)
	var said error
	a.until("the server says that there is no socket", func() bool {
		said = a.list()
		return errors.Is(said, client.ErrUnavailable)
	})
	if !strings.Contains(said.Error(), "there is no "+d.Socket) || !strings.Contains(said.Error(), "start Docker") {
		t.Errorf("the server says: %v", said)
	}
	d.Again(t)
	a.until("the server knows again", func() bool { return a.list() == nil })
	a.truth(d)
	if _, err := a.Applications.Start(t.Context(), app.UUID); err != nil {
		t.Fatal(err)
	}
	a.wants("web-1", client.StateRunning)
	a.truth(d)
}

// TestDaemonIsLostInACommand kills the daemon while it waits for a container that takes long to end:
// the command does not stay under way, and can be given again.
func TestDaemonIsLostInACommand(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t, "--live-restore")
	a := serve(t, d)
	app := a.create("slow", 1, "term=ignore out=up")
	a.wants("slow-1", client.StateRunning)
	d.Ready(t, "slow-1")
	if _, err := a.Applications.Stop(t.Context(), app.UUID); err != nil {
		t.Fatal(err)
	}
	a.wants("slow-1", client.StateStopping)
	d.Kill(t)
	a.until("the server says that the daemon is away", func() bool { return errors.Is(a.list(), client.ErrUnavailable) })
	d.Again(t)
	a.until("nothing is under way", func() bool {
		now := a.get(app.UUID)
		return now.State != "" && !now.State.InTransition()
	})
	a.truth(d)
	d.Docker(t, "kill", "slow-1")
	a.wants("slow-1", client.StateStopped)
	if _, err := a.Applications.Terminate(t.Context(), app.UUID); err != nil {
		t.Fatal(err)
	}
	a.wants("slow-1", client.StateTerminated)
	a.truth(d)
}

// TestDaemonHangsUnderTheScreen stops the daemon with a signal and asks for a log: the screen says that
// it hangs, and goes on when the daemon does.
func TestDaemonHangsUnderTheScreen(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	d.Docker(t, "run", "--detach", "--name", "web", enginetest.Image)
	term := onDocker(t, d)
	term.WaitFor(`▸ web .*● Running`)
	d.Pause(t)
	term.Send("l")
	term.WaitFor(`Docker takes connections`)
	term.WaitFor(`NO SIGNAL`)
	d.Resume(t)
	term.WaitGone(`NO SIGNAL`)
	d.Docker(t, "kill", "web")
	term.WaitFor(`web .*Stopped`)
}

// TestDaemonIsTooOld has the program find a daemon of 2016, and one of 2018.
func TestDaemonIsTooOld(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	for _, version := range []string{"1.24", "1.39"} {
		p := d.Proxy(t, version)
		term := screen(t, nil, "--engine", "docker", "--docker-host", p.Host())
		term.WaitOutput("is too old: its API is " + version + ", and 1.40 is needed (Docker 19.03)")
		if status := term.Wait(); status != 1 {
			t.Errorf("the exit status is %d", status)
		}
	}
	term := screen(t, nil, "--engine", "docker", "--docker-host", d.Proxy(t, "1.40").Host())
	term.WaitFor(`^ docker · `)
	container(t, d, "just-new-enough")
	term.WaitFor(`just-new-enough .*● Running`)
}

// TestDaemonMayNotBeUsed runs the program as a user who may not use the daemon's socket.
func TestDaemonMayNotBeUsed(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	dir, err := os.MkdirTemp("", "fleetop-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	program := filepath.Join(dir, "fleetop")
	if out, err := exec.CommandContext(t.Context(), "sh", "-ec", `chmod 755 "$2"; cp "$0" "$1"`, shared.program, program, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), program, "serve", "--engine", "docker", "--docker-host", d.Host(), "--listen", "127.0.0.1:0")
	cmd.Env = []string{"HOME=" + dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("%v", err)
	}
	if want := "no permission to use " + d.Socket + ": join the group it belongs to (sudo usermod -aG docker "; !strings.Contains(string(out), want) {
		t.Errorf("it says %q, not %q", out, want)
	}
}
