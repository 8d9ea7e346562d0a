package engines

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
)

// output is what a process writes, for several goroutines.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// program is `fleetop serve`, the built program.
type program struct {
	*client.Client
	t         *testing.T
	cmd       *exec.Cmd
	said, err *output
	done      chan struct{}
}

// host is where servers run one after the other: a daemon, and a directory for what they keep.
type host struct {
	t   *testing.T
	d   *enginetest.Daemon
	dir string
}

// command is a run of the built server.
func (h host) command(args ...string) *exec.Cmd {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), shared.program,
		append([]string{"serve", "--engine", "docker", "--docker-host", h.d.Host(), "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + h.dir, "XDG_STATE_HOME=" + h.dir, "TUTUM_APIKEY=k"}
	return cmd
}

// serve starts a server and waits until it listens.
func (h host) serve(args ...string) *program {
	h.t.Helper()
	p := &program{t: h.t, cmd: h.command(args...), said: new(output), err: new(output), done: make(chan struct{})}
	p.cmd.Stderr = p.err
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	url := ""
	if lines.Scan() {
		_, url, _ = strings.Cut(lines.Text(), " on ")
	}
	go func() {
		for lines.Scan() {
			_, _ = p.said.Write(append(lines.Bytes(), '\n'))
		}
		_ = p.cmd.Wait()
		close(p.done)
	}()
	h.t.Cleanup(p.kill)
	if url == "" {
		h.t.Fatalf("the server does not serve: %s", p.err)
	}
	p.Client, err = client.New(url, client.Credentials{User: "admin", Key: "k"})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// kill ends the server with SIGKILL.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// named returns the application of a name, the zero value if there is none.
func (p *program) named(name string) (client.Application, error) {
	page, err := p.Applications.List(p.t.Context(), client.ApplicationFilter{UniqueName: name}, client.ListOptions{})
	if err != nil || len(page.Objects) == 0 {
		return client.Application{}, err
	}
	return page.Objects[0], nil
}

// wants waits until an application is in a state.
func (p *program) wants(name string, state client.State) client.Application {
	p.t.Helper()
	return becomes(p.t, func() (client.Application, error) { return p.named(name) }, func(a client.Application) bool { return a.State == state })
}

// isTrue waits until the server lists what the daemon has.
func (p *program) isTrue(d *enginetest.Daemon) {
	p.t.Helper()
	type both struct{ daemon, server []string }
	becomes(p.t, func() (both, error) {
		out, err := d.Try("ps", "--all", "--format", "{{.Names}} {{.State}}")
		if err != nil {
			return both{}, err
		}
		b := both{daemon: strings.Split(out, "\n")}
		page, err := p.Containers.List(p.t.Context(), client.ContainerFilter{}, client.ListOptions{})
		for _, c := range page.Objects {
			if c.State != client.StateTerminated {
				b.server = append(b.server, c.UniqueName+" "+c.EngineState)
			}
		}
		slices.Sort(b.daemon)
		slices.Sort(b.server)
		return b, err
	}, func(b both) bool {
		return slices.Equal(slices.DeleteFunc(b.daemon, func(s string) bool { return s == "" }), b.server)
	})
}

// must fails the test if a write was not accepted.
func must(t *testing.T) func(client.Application, error) client.Application {
	t.Helper()
	return func(a client.Application, err error) client.Application {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
}

// die lets a server accept something, kills it while the daemon hangs, and starts the next one once
// between, if it is not nil, has been done.
func (h host) die(p *program, verb string, ask func() (client.Application, error), between func()) *program {
	h.t.Helper()
	h.d.Pause(h.t)
	a, err := ask()
	p.kill()
	h.d.Resume(h.t)
	if err != nil {
		h.t.Fatal(err)
	}
	if between != nil {
		between()
	}
	next := h.serve()
	next.isTrue(h.d)
	line := verb + " was under way when the server ended; nothing is resumed by itself"
	if app, err := next.named("web"); err != nil || app.UUID != a.UUID {
		h.t.Fatalf("after %s: %+v, %v", verb, app, err)
	}
	becomes(h.t, func() (string, error) {
		log, err := next.Applications.Logs(h.t.Context(), a.UUID)
		return text(log), err
	}, func(log string) bool { return strings.HasSuffix(log, "======>web <======\n"+line+"\n") })
	becomes(h.t, func() (string, error) { return next.said.String(), nil }, says("web: "+line))
	return next
}

// TestServerIsKilledInsideEveryVerb kills the built server while it does what it has accepted. The
// next one shows what there is, keeps what was wanted, and goes on with nothing.
func TestServerIsKilledInsideEveryVerb(t *testing.T) {
	t.Parallel()
	h := host{t: t, d: enginetest.Start(t), dir: t.TempDir()}
	ctx, ok := t.Context(), must(t)
	p := h.serve()
	web := ok(p.Applications.Create(ctx, client.NewApplication{
		Image: enginetest.Image, Name: "web", Target: 2, RunCommand: "term=3 " + listening, Ports: []client.Port{{Inner: 80}},
	}))
	id := web.UUID
	p.wants("web", client.StateRunning)
	target := func(n int) {
		t.Helper()
		if now, err := p.Applications.Get(ctx, id); err != nil || now.Target != n {
			t.Errorf("the target is %d, want %d; %v", now.Target, n, err)
		}
	}

	p = h.die(p, "Scaling from 2 to 3", func() (client.Application, error) { return p.Applications.Scale(ctx, id, 3) }, nil)
	target(3)
	ok(p.Applications.Scale(ctx, id, 2))
	p.wants("web", client.StateRunning)

	for _, name := range []string{"web-1", "web-2"} {
		h.d.Ready(t, name) // it can be asked to end
	}
	p = h.die(p, "Stopping", func() (client.Application, error) { return p.Applications.Stop(ctx, id) }, func() {
		h.d.Docker(t, "stop", "web-1", "web-2")
	})
	p.wants("web", client.StateStopped)
	if c, err := p.Containers.List(ctx, client.ContainerFilter{}, client.ListOptions{}); err != nil || c.Objects[0].ExitCode == nil || *c.Objects[0].ExitCode != 3 {
		t.Errorf("exit codes: %+v, %v", c.Objects, err)
	}
	target(2)

	p = h.die(p, "Starting", func() (client.Application, error) { return p.Applications.Start(ctx, id) }, nil)
	target(2)
	if now, _ := p.named("web"); now.State != client.StateRunning {
		_, _ = p.Applications.Start(ctx, id) // the daemon may have begun with some of it
	}
	p.wants("web", client.StateRunning)

	p = h.die(p, "Scaling from 2 to 1", func() (client.Application, error) { return p.Applications.Scale(ctx, id, 1) }, nil)
	target(1)
	ok(p.Applications.Scale(ctx, id, 1))
	becomes(t, func() (client.Application, error) { return p.named("web") }, func(a client.Application) bool {
		return a.Current == 1 && a.State != client.StateScaling
	})

	always, domain := client.PolicyAlways, "shop.example.com"
	ok(p.Applications.Update(ctx, id, client.ApplicationUpdate{Autodestroy: &always, WebPublicDNS: &domain}))
	p.kill()
	p = h.serve()
	if now := p.wants("web", client.StateRunning); now.Autodestroy != always || now.WebPublicDNS != domain {
		t.Errorf("policies: %+v", now)
	}
	off := client.PolicyOff
	ok(p.Applications.Update(ctx, id, client.ApplicationUpdate{Autodestroy: &off}))

	p = h.die(p, "Redeploying", func() (client.Application, error) { return p.Applications.Redeploy(ctx, id, "") }, nil)
	target(1)
	p = h.die(p, "Terminating", func() (client.Application, error) { return p.Applications.Terminate(ctx, id) }, nil)
	h.terminates(p, id)
}

// terminates ends the application web and a server by SIGTERM: what is terminated stays listed. Then
// the next server is killed in a create.
func (h host) terminates(p *program, id string) {
	t, ctx, ok := h.t, h.t.Context(), must(h.t)
	t.Helper()
	if _, err := p.Applications.Terminate(ctx, id); err != nil {
		if now, wrong := p.named("web"); wrong != nil || now.State != client.StateTerminated {
			t.Fatal(err)
		}
	}
	was := p.wants("web", client.StateTerminated)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("after SIGTERM it ends with %d", code)
	}
	p = h.serve()
	if now, err := p.Applications.Get(ctx, id); err != nil || now.State != client.StateTerminated || !now.Destroyed.Equal(was.Destroyed) {
		t.Errorf("after a restart it is %+v, %v", now, err)
	}

	made := ok(p.Applications.Create(ctx, client.NewApplication{Image: enginetest.Image, Name: "new", Target: 2, RunCommand: listening}))
	p.kill()
	p = h.serve()
	p.isTrue(h.d)
	now, err := p.named("new")
	if err != nil {
		t.Fatal(err)
	}
	if now.UUID == made.UUID && now.Target != 2 {
		t.Errorf("the target is %d", now.Target)
	}
	for _, name := range []string{"docker-fleetop.json", "docker-fleetop.json.broken"} {
		info, err := os.Stat(h.dir + "/fleetop/" + name)
		if isBroken := strings.HasSuffix(name, "broken"); isBroken != (err != nil) || !isBroken && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// TestAServerThatIsStoppedDoesWhatItAccepted stops the built server while the daemon hangs.
func TestAServerThatIsStoppedDoesWhatItAccepted(t *testing.T) {
	t.Parallel()
	h := host{t: t, d: enginetest.Start(t), dir: t.TempDir()}
	ctx := t.Context()
	p := h.serve()
	app := must(t)(p.Applications.Create(ctx, client.NewApplication{Image: enginetest.Image, Name: "web", RunCommand: listening}))
	p.wants("web", client.StateRunning)
	h.d.Ready(t, "web-1")
	h.d.Pause(t)
	_, err := p.Applications.Stop(ctx, app.UUID)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	becomes(t, func() (string, error) { return p.err.String(), nil }, says("waiting for what was sent to 1 container"))
	h.d.Resume(t)
	if err != nil {
		t.Fatal(err)
	}
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("it ended with %d: %s", code, p.err)
	}
	if state := h.d.Docker(t, "inspect", "--format", "{{.State.Status}}", "web-1"); state != "exited" {
		t.Errorf("what was accepted is not done: %s", state)
	}
}

// TestOneServerOfAName runs further servers, and a dashboard, beside a server.
func TestOneServerOfAName(t *testing.T) {
	t.Parallel()
	h := host{t: t, d: enginetest.Start(t), dir: t.TempDir()}
	ctx := t.Context()
	p := h.serve()

	elsewhere := host{t: t, d: h.d, dir: t.TempDir()}
	for name, of := range map[string]host{"a second server": h, "one with another state directory": elsewhere} {
		second := of.command()
		out, err := second.CombinedOutput()
		want := fmt.Sprintf("fleetop: a server (process %d) already holds the name fleetop on this Docker daemon: stop it, or give this server another --name\n", p.cmd.Process.Pid)
		if second.ProcessState.ExitCode() != 1 || string(out) != want {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
	byProxy := h.command("--docker-host", h.d.Proxy(t, "").Host())
	if out, _ := byProxy.CombinedOutput(); byProxy.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), fmt.Sprintf("a server (process %d) already holds the name", p.cmd.Process.Pid)) {
		t.Errorf("one that reaches the daemon by another address: %q", out)
	}
	lost := h.command("--name", "lost")
	lost.Env = append(lost.Env, "XDG_STATE_HOME=/proc/self/fdinfo") // takes no files
	if out, err := lost.CombinedOutput(); lost.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "nothing keeps a second server of this name away: ") {
		t.Errorf("a server without a place for its lock: %q, %v", out, err)
	}
	own, all := h.serve("--name", "own"), h.serve("--name", "all", "--touch", "all")

	log := filepath.Join(h.dir, "log")
	term := ptytest.Start(t, ptytest.Options{
		Path: shared.program, Cols: 120, Rows: 35, Env: []string{"XDG_STATE_HOME=" + elsewhere.dir},
		Args: []string{"--engine", "docker", "--docker-host", h.d.Host(), "--log-file", log},
	})
	term.WaitFor(fmt.Sprintf(`process %d \(fleetop serve\) keeps the auto policies`, p.cmd.Process.Pid))
	apart := ptytest.Start(t, ptytest.Options{
		Path: shared.program, Cols: 120, Rows: 35, Env: []string{"XDG_STATE_HOME=" + t.TempDir()},
		Args: []string{"--engine", "docker", "--docker-host", h.d.Proxy(t, "").Host()},
	})
	apart.WaitFor(fmt.Sprintf(`process %d \(fleetop serve\) keeps the auto policies of this daemon, which it reaches`, p.cmd.Process.Pid))
	apart.Send("Q")
	apart.Wait()
	app := must(t)(p.Applications.Create(ctx, client.NewApplication{
		Image: enginetest.Image, Name: "crash", RunCommand: "exit=3", Autoreplace: client.PolicyAlways,
	}))
	for n := 1; n <= 4; n++ { // one, and three in its place
		becomes(t, func() (int, error) { return h.made("crash"), nil }, func(made int) bool { return made >= n })
	}
	p.wants("crash", client.StateStoppedWithErrors)
	term.WaitFor(`crash .*Stopped with errors`)
	all.wants("crash", client.StateStoppedWithErrors)
	if seen, err := all.named("crash"); err != nil || !strings.Contains(seen.Owner, `server "fleetop"`) {
		t.Errorf("for another server it belongs to %q, %v", seen.Owner, err)
	}
	if seen, err := own.named("crash"); err != nil || seen.UUID != "" {
		t.Errorf("a server that shows its own shows %+v, %v", seen, err)
	}
	if made := h.made("crash"); made != 4 {
		t.Errorf("%d containers were made, want one and three in its place", made)
	}
	if _, err := p.Applications.Terminate(ctx, app.UUID); err != nil {
		t.Fatal(err)
	}
	p.wants("crash", client.StateTerminated)
	must(t)(p.Applications.Create(ctx, client.NewApplication{
		Image: enginetest.Image, Name: "again", RunCommand: "await=/go exit=3", Autoreplace: client.PolicyAlways,
	}))
	p.wants("again", client.StateRunning)
	term.WaitFor(`again .*Running`)
	p.kill()
	becomes(t, func() (string, error) {
		text, err := os.ReadFile(log)
		return string(text), err
	}, says(fmt.Sprintf("process %d (fleetop serve) has ended: this process now enforces the auto policies", p.cmd.Process.Pid)))
	term.WaitFor(`has ended: this process now`)
	_, _ = h.d.Try("exec", "again-1", "/worker", "touch=/go", "exit=0") // it may end with the container
	becomes(t, func() (int, error) { return h.made("again"), nil }, func(made int) bool { return made == 2 })
	term.Send("Q")
	if status := term.Wait(); status != 0 {
		t.Errorf("the dashboard ended with %d", status)
	}
	elsewhere.serve() // the lock ended with the process
}

// made returns how many containers were made whose names begin so.
func (h host) made(name string) int {
	h.t.Helper()
	events := h.d.Docker(h.t, "events", "--since", "1h", "--until", "0s", "--filter", "event=create", "--format", "{{.Actor.Attributes.name}}")
	n := 0
	for made := range strings.SplitSeq(events, "\n") {
		if strings.HasPrefix(made, name+"-") {
			n++
		}
	}
	return n
}
