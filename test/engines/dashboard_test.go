package engines

import (
	"slices"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
)

// TestDashboardOfADaemon drives the built program with what Compose has made, and looks at the
// daemon after every step.
func TestDashboardOfADaemon(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	for number := 1; number <= 2; number++ {
		compose(t, d, "shop", "web", number, "--env", "COLOUR=red")
	}
	term := onDocker(t, d)
	running := func(want string) {
		t.Helper()
		has(t, d, strings.Fields(want)...)
	}
	term.WaitFor(`▸ shop-web .*● Running +2/2`)
	term.WaitFor(`docker · `)
	if strings.Contains(term.Screen(), "sandbox") {
		t.Errorf("it is called a sandbox\n%s", term.Screen())
	}
	term.Send("l")
	term.WaitFor(`Logs · shop-web`)
	term.WaitFor(`shop-web-2 .*hello of web`)
	term.Send("\x1b")

	term.Send("x")
	term.WaitFor(`Stop shop-web\?`)
	term.Send("y")
	term.WaitFor(`▸ shop-web .*○ Stopped +0/2`)
	running("shop-web-2=exited shop-web-1=exited")
	term.Send("u")
	term.WaitFor(`▸ shop-web .*● Running +2/2`)
	running("shop-web-2=running shop-web-1=running")

	term.Send("s")
	term.WaitFor(`Scale shop-web`)
	term.Send("3", "\r")
	term.WaitFor(`▸ shop-web .*● Running +3/3`)
	running("shop-web-3=running shop-web-2=running shop-web-1=running")
	if env := d.Docker(t, "inspect", "--format", "{{.Config.Env}}", "shop-web-3"); env != d.Docker(t, "inspect", "--format", "{{.Config.Env}}", "shop-web-1") {
		t.Errorf("the third has the environment %s", env)
	}

	d.Docker(t, "stop", "shop-web-2")
	term.WaitFor(`▸ shop-web .*! Partly running +2/3`)
	d.Docker(t, "start", "shop-web-2")
	term.WaitFor(`▸ shop-web .*● Running +3/3`)

	term.Send("D")
	term.WaitFor(`application, 3 containers`)
	term.Send("shop-web", "\r")
	term.WaitFor(`▸ shop-web .*✗ Terminated`)
	running("")
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}

// has waits until the daemon has these containers, each in its state: it tells of an end before it has
// cleaned up.
func has(t *testing.T, d *enginetest.Daemon, want ...string) {
	t.Helper()
	slices.Sort(want)
	becomes(t, func() ([]string, error) {
		out, err := d.Try("ps", "--all", "--format", "{{.Names}}={{.State}}")
		got := strings.Fields(out)
		slices.Sort(got)
		return got, err
	}, func(got []string) bool { return slices.Equal(got, want) })
}

// TestDashboardMakesContainers makes an application with the built program, which is still there when
// the program is opened again, and one that cannot be started.
func TestDashboardMakesContainers(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	open := func(home string) *ptytest.Terminal {
		t.Helper()
		return screen(t, []string{"HOME=" + home}, "--engine", "docker", "--docker-host", d.Host())
	}
	create := func(term *ptytest.Terminal, image, name string) {
		t.Helper()
		term.Send("n")
		term.WaitFor(`╭ New application`)
		term.TabTo(`▸ Image`)
		term.Send(image, "\t", name)
		term.WaitFor(`Name +` + name)
		term.TabTo(`▸ \[ Create \]`)
		term.Send("\r")
	}
	home := t.TempDir()
	term := open(home)
	term.WaitFor(`docker · `)
	create(term, enginetest.Image, "mine")
	term.WaitFor(`▸ mine .*● Running +1/1`)
	format := `{{.State.Status}} {{.Config.Image}} {{.HostConfig.Memory}} {{index .Config.Labels "fleetop.number"}}`
	if got := d.Docker(t, "inspect", "--format", format, "mine-1"); got != "running "+enginetest.Image+" 268435456 1" {
		t.Errorf("the daemon made %q", got)
	}
	mainJob(t, d, term)
	create(term, "127.0.0.1:1/nothing:1", "broken")
	term.WaitFor(`broken .*Start failed`)
	term.WaitFor(`! broken-1 +pull failed: connection refused`)
	term.WaitFor(`! broken: .*Start failed: .*connection refused`)
	term.Send("\x1b", "4")
	term.WaitFor(`broken .*Starting → Start failed`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	if got := d.Docker(t, "inspect", "--format", "{{.State.Status}}", "mine-1"); got != "running" {
		t.Errorf("after the program has ended the container is %s", got)
	}

	term = open(home)
	term.WaitFor(`▸ mine .*● Running +1/1`)
	term.Send("D")
	term.WaitFor(`application, 1 container`)
	term.Send("mine", "\r")
	term.WaitFor(`▸ mine .*✗ Terminated`)
	if left := d.Docker(t, "ps", "--all", "--quiet"); left != "" {
		t.Errorf("there are still %s", left)
	}
	term.Send("Q")
	term.Wait()
	term.CheckRestored()
}

// mainJob reads the log of the application mine, scales it, stops it and starts it, and asks the daemon
// after every step.
func mainJob(t *testing.T, d *enginetest.Daemon, term *ptytest.Terminal) {
	t.Helper()
	is := func(screen, daemon string) {
		t.Helper()
		term.WaitFor(`▸ mine ` + screen)
		has(t, d, strings.Fields(daemon)...)
	}
	scale := func(n string) {
		t.Helper()
		term.Send("s")
		term.WaitFor(`Scale mine`)
		term.Send("\x15", n, "\r")
	}
	is(`.*● Running +1/1`, "mine-1=running")
	term.Send("l")
	term.WaitFor(`Logs · mine`)
	term.Send("\x1b")
	scale("3")
	is(`.*● Running +3/3`, "mine-1=running mine-2=running mine-3=running")
	term.Send("x")
	term.WaitFor(`Stop mine\?`)
	term.Send("y")
	is(`.*○ Stopped +0/3`, "mine-1=exited mine-2=exited mine-3=exited")
	term.Send("u")
	is(`.*● Running +3/3`, "mine-1=running mine-2=running mine-3=running")
	scale("1")
	is(`.*● Running +1/1`, "mine-1=running")
}

// TestDashboardLosesItsDaemon kills the daemon under the built program, which says so, and goes on
// when it is there again.
func TestDashboardLosesItsDaemon(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t, "--live-restore")
	compose(t, d, "shop", "web", 1)
	term := onDocker(t, d)
	term.WaitFor(`▸ shop-web .*● Running +1/1`)
	d.Kill(t)
	term.WaitFor(`nothing listens on .*: start Docker`)
	term.WaitFor(`NO SIGNAL`)
	d.Again(t)
	term.WaitGone(`NO SIGNAL`)
	d.Docker(t, "stop", "shop-web-1")
	term.WaitFor(`▸ shop-web .*○ Stopped +0/1`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}
