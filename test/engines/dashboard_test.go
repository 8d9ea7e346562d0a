package engines

import (
	"regexp"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// TestDashboardOfADaemon drives the built program with what Compose has made, and looks at the
// daemon after every step.
func TestDashboardOfADaemon(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	for number := 1; number <= 2; number++ {
		compose(t, d, "shop", "web", number, "--env", "COLOUR=red")
	}
	term := ptytest.Start(t, ptytest.Options{
		Path: shared.program, Cols: 120, Rows: 35,
		Args: []string{"--engine", "docker", "--docker-host", d.Host(), "--interval", "1", "--grace", "0"},
	})
	running := func(want string) {
		t.Helper()
		got := strings.Fields(d.Docker(t, "ps", "--all", "--format", "{{.Names}}={{.State}}"))
		if text := strings.Join(got, " "); text != want {
			t.Errorf("the daemon has %q, want %q", text, want)
		}
	}
	term.WaitFor(`▸ shop-web .*▶ Running +2/2`)
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
	term.WaitFor(`▸ shop-web .*◼ Stopped +0/2`)
	running("shop-web-2=exited shop-web-1=exited")
	term.Send("u")
	term.WaitFor(`▸ shop-web .*▶ Running +2/2`)
	running("shop-web-2=running shop-web-1=running")

	term.Send("s")
	term.WaitFor(`Scale shop-web`)
	term.Send("3", "\r")
	term.WaitFor(`▸ shop-web .*▶ Running +3/3`)
	running("shop-web-3=running shop-web-2=running shop-web-1=running")
	if env := d.Docker(t, "inspect", "--format", "{{.Config.Env}}", "shop-web-3"); env != d.Docker(t, "inspect", "--format", "{{.Config.Env}}", "shop-web-1") {
		t.Errorf("the third has the environment %s", env)
	}

	d.Docker(t, "stop", "shop-web-2")
	term.WaitFor(`▸ shop-web .*! Partly running +2/3`)
	d.Docker(t, "start", "shop-web-2")
	term.WaitFor(`▸ shop-web .*▶ Running +3/3`)

	term.Send("D")
	term.WaitFor(`application, 3 containers`)
	term.Send("shop-web", "\r")
	term.WaitFor(`▸ shop-web .*✘ Terminated`)
	running("")
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}

// TestDashboardMakesContainers makes an application with the built program, which is still there when
// the program is opened again, and one that cannot be started.
func TestDashboardMakesContainers(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	open := func(home string) *ptytest.Terminal {
		t.Helper()
		return ptytest.Start(t, ptytest.Options{
			Path: shared.program, Cols: 120, Rows: 35, Env: []string{"HOME=" + home},
			Args: []string{"--engine", "docker", "--docker-host", d.Host(), "--interval", "1", "--grace", "0"},
		})
	}
	create := func(term *ptytest.Terminal, image, name string) {
		t.Helper()
		term.Send("n")
		term.WaitFor(`┌ New application`)
		press(t, term, "\t", `▸ Image`, 2)
		term.Send(image, "\t", name)
		term.WaitFor(`Name +` + name)
		press(t, term, "\t", `▸ \[ Create \]`, 30)
		term.Send("\r")
	}
	home := t.TempDir()
	term := open(home)
	term.WaitFor(`docker · `)
	create(term, enginetest.Image, "mine")
	term.WaitFor(`▸ mine .*▶ Running +1/1`)
	format := `{{.State.Status}} {{.Config.Image}} {{.HostConfig.Memory}} {{index .Config.Labels "fleetop.number"}}`
	if got := d.Docker(t, "inspect", "--format", format, "mine-1"); got != "running "+enginetest.Image+" 268435456 1" {
		t.Errorf("the daemon made %q", got)
	}
	create(term, "127.0.0.1:1/nothing:1", "broken")
	term.WaitFor(`broken .*Start failed`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	if got := d.Docker(t, "inspect", "--format", "{{.State.Status}}", "mine-1"); got != "running" {
		t.Errorf("after the program has ended the container is %s", got)
	}

	term = open(home)
	term.WaitFor(`▸ mine .*▶ Running +1/1`)
	term.Send("D")
	term.WaitFor(`application, 1 container`)
	term.Send("mine", "\r")
	term.WaitFor(`▸ mine .*✘ Terminated`)
	if left := d.Docker(t, "ps", "--all", "--quiet"); left != "" {
		t.Errorf("there are still %s", left)
	}
	term.Send("Q")
	term.Wait()
	term.CheckRestored()
}

// press presses a key until the screen matches, and waits after each time until it has changed.
func press(t *testing.T, term *ptytest.Terminal, key, pattern string, most int) {
	t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	for range most {
		before := term.Screen()
		if re.MatchString(before) {
			return
		}
		term.Send(key)
		term.WaitUntil("the screen changes", func(s *vt.Screen) bool { return s.Text() != before })
	}
	t.Fatalf("%d presses of %q do not lead to %q:\n%s", most, key, pattern, term.Screen())
}

// TestDashboardLosesItsDaemon kills the daemon under the built program, which says so, and goes on
// when it is there again.
func TestDashboardLosesItsDaemon(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t, "--live-restore")
	compose(t, d, "shop", "web", 1)
	term := ptytest.Start(t, ptytest.Options{
		Path: shared.program, Cols: 120, Rows: 35,
		Args: []string{"--engine", "docker", "--docker-host", d.Host(), "--interval", "1"},
	})
	term.WaitFor(`▸ shop-web .*▶ Running +1/1`)
	d.Kill(t)
	term.WaitFor(`NO SIGNAL`)
	d.Again(t)
	term.WaitGone(`NO SIGNAL`)
	d.Docker(t, "stop", "shop-web-1")
	term.WaitFor(`▸ shop-web .*◼ Stopped +0/1`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}
