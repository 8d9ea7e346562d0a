package swarm

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
)

// screen opens the built program on managers.
func screen(t *testing.T, home, hosts string) *ptytest.Terminal {
	t.Helper()
	return ptytest.Start(t, ptytest.Options{
		Path: shared.program, Cols: 120, Rows: 36, Env: []string{"HOME=" + home},
		Args: []string{"--interval", "1", "--grace", "0", "--engine", "swarm", "--docker-host", hosts},
	})
}

// has waits until the docker command tells of services as they should be: their names and how many of
// their tasks run.
func has(t *testing.T, d *enginetest.Daemon, want string) {
	t.Helper()
	late, tick := time.After(patience), time.NewTicker(50*time.Millisecond)
	defer tick.Stop()
	for {
		out, err := d.Try("service", "ls", "--format", "{{.Name}}={{.Replicas}}")
		got := strings.Join(strings.Fields(out), " ")
		if err == nil && got == want {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("the services are %q, want %q: %v", got, want, err)
		}
	}
}

// TestDashboardOfASwarm makes an application with the built program and takes it through its life, which
// goes on when the program is opened again, and asks the docker command after every step.
func TestDashboardOfASwarm(t *testing.T) {
	t.Parallel()
	d := enginetest.StartSwarm(t)
	home := t.TempDir()
	term := screen(t, home, d.Host())
	term.WaitFor(`^ fleetop +swarm · |^ swarm · `)
	term.Send("n")
	term.WaitFor(`╭ New application`)
	term.TabTo(`▸ Image`)
	term.Send(enginetest.Image, "\t", "mine")
	term.WaitFor(`Name +mine`)
	term.TabTo(`▸ \[ Create \]`)
	term.Send("\r")
	term.WaitFor(`▸ mine .*● Running +1/1`)
	has(t, d, "mine=1/1")
	scale := func(n string) {
		t.Helper()
		term.Send("s")
		term.WaitFor(`Scale mine`)
		term.Send("\x15", n, "\r")
		term.WaitFor(`▸ mine .*● Running +` + n + `/` + n)
		has(t, d, "mine="+n+"/"+n)
	}
	scale("3")
	term.Send("x")
	term.WaitFor(`Stop mine\?`)
	term.Send("y")
	term.WaitFor(`▸ mine .*○ Stopped +0/3`)
	has(t, d, "mine=0/0")
	term.Send("Q")
	term.Wait()

	term = screen(t, home, d.Host())
	term.WaitFor(`▸ mine .*○ Stopped +0/3`)
	term.Send("u")
	term.WaitFor(`▸ mine .*● Running +3/3`)
	has(t, d, "mine=3/3")
	scale("1")
	d.Docker(t, "service", "scale", "--detach", "mine=2")
	term.WaitFor(`▸ mine .*● Running +2/2`)
	d.Pause(t)
	term.WaitFor(`NO SIGNAL .* for \d+[sm]: the manager at`)
	d.Resume(t)
	term.WaitGone(`NO SIGNAL`)
	term.WaitFor(`▸ mine .*● Running +2/2`)
	term.Send("D")
	term.WaitFor(`application, 2 containers`)
	term.Send("mine", "\r")
	term.WaitFor(`▸ mine .*✗ Terminated`)
	has(t, d, "")
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}

// TestDaemonWithoutSwarm opens the program on a daemon that is in no swarm: it says how to start one.
func TestDaemonWithoutSwarm(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	term := screen(t, t.TempDir(), d.Host())
	term.WaitFor(`is in no swarm: start one there`)
	if code := term.Wait(); code != 1 {
		t.Errorf("exit status %d", code)
	}
}
