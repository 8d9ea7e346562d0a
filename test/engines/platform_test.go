package engines

import (
	"bytes"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// told is an engine that says when its events are collected.
type told struct {
	*docker.Engine
	news chan struct{}
}

// Next returns the oldest event.
func (e told) Next() (engine.Event, bool) {
	ev, ok := e.Engine.Next()
	select {
	case e.news <- struct{}{}:
	default:
	}
	return ev, ok
}

// api is a client of a platform over a daemon.
type api struct {
	*client.Client
	t      *testing.T
	daemon *enginetest.Daemon
	news   chan struct{}
}

// serve runs a platform over a daemon.
func serve(t *testing.T, d *enginetest.Daemon) *api {
	t.Helper()
	return serveAs(t, d, docker.Options{TouchAll: true})
}

// serveAs runs a platform over an engine with these options.
func serveAs(t *testing.T, d *enginetest.Daemon, o docker.Options) *api {
	t.Helper()
	e := told{open(t, d, o), make(chan struct{}, 1)}
	p, err := platform.New(platform.Options{User: "u", Key: "k", Engine: e})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		server.Close()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	c, err := client.New(server.URL, client.Credentials{User: "u", Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	return &api{Client: c, t: t, daemon: d, news: e.news}
}

// until looks again whenever something has happened, until it is as it should be.
func (a *api) until(what string, is func() bool) {
	a.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !is() {
		select {
		case <-a.news:
		case <-deadline.C:
			page, err := a.Containers.List(a.t.Context(), client.ContainerFilter{}, client.ListOptions{})
			words := ""
			for i := range page.Objects {
				c := &page.Objects[i]
				words += fmt.Sprintf("\n%s %s, %s: %q", c.UniqueName, c.State, c.EngineState, c.ExitMessage)
			}
			a.t.Fatalf("in %v it did not come to be that %s (%v)%s\n%s", patience, what, err, words, a.daemon.Log())
		}
	}
}

// container returns the container of a name, the zero value if there is none.
func (a *api) container(name string) client.Container {
	a.t.Helper()
	page, err := a.Containers.List(a.t.Context(), client.ContainerFilter{UniqueName: name}, client.ListOptions{})
	if err != nil {
		a.t.Fatal(err)
	}
	if len(page.Objects) == 0 {
		return client.Container{}
	}
	return page.Objects[0]
}

// wants waits until a container is in a state.
func (a *api) wants(name string, state client.State) client.Container {
	a.t.Helper()
	a.until(name+" is "+string(state), func() bool { return a.container(name).State == state })
	return a.container(name)
}

func text(log client.Log) string { return string(bytes.Join(log.Chunks, nil)) }

// TestApplicationsOverDocker takes an application through its life by the API.
func TestApplicationsOverDocker(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	a, ctx := serve(t, d), t.Context()
	app, err := a.Applications.Create(ctx, client.NewApplication{
		Image: enginetest.Image, Name: "My_App", Target: 2, RunCommand: "out=hello", Ports: []client.Port{{Inner: 80}},
	})
	if err != nil {
		t.Fatal(err)
	}
	is := func(state client.State) {
		t.Helper()
		a.until("the application is "+string(state), func() bool {
			now, err := a.Applications.Get(ctx, app.UUID)
			if err != nil {
				t.Fatal(err)
			}
			return now.State == state
		})
	}
	is(client.StateRunning)
	if c := a.container("my-app-2"); c.EngineState != "running" || c.Owner != "" || len(c.Ports) != 1 || c.Ports[0].Outer == nil {
		t.Errorf("container: %+v", c)
	}
	for _, step := range []struct {
		do    func() error
		state client.State
	}{
		{func() error { _, err := a.Applications.Scale(ctx, app.UUID, 3); return err }, client.StateRunning},
		{func() error { _, err := a.Applications.Redeploy(ctx, app.UUID, ""); return err }, client.StateRunning},
		{func() error { _, err := a.Applications.Stop(ctx, app.UUID); return err }, client.StateStopped},
		{func() error { _, err := a.Applications.Start(ctx, app.UUID); return err }, client.StateRunning},
		{func() error { _, err := d.Try("kill", "my-app-1"); return err }, client.StatePartlyRunning},
		{func() error { _, err := a.Applications.Terminate(ctx, app.UUID); return err }, client.StateTerminated},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		is(step.state)
	}
	if left := d.Docker(t, "ps", "--all", "--quiet"); left != "" {
		t.Errorf("left behind: %s", left)
	}
	log, err := a.Applications.Logs(ctx, app.UUID)
	if err != nil || !strings.Contains(text(log), "======>my-app-1 <======\nhello\n") {
		t.Errorf("the log of the terminated: %q, %v", text(log), err)
	}
}

// TestFailuresOverDocker checks what is said of a program that is not there and of one that crashes.
func TestFailuresOverDocker(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	a, ctx := serve(t, d), t.Context()
	for _, app := range []client.NewApplication{
		{Image: enginetest.Image, Name: "bad", Entrypoint: "/nothing"},
		{Image: enginetest.Image, Name: "loop", RunCommand: "wait=100ms need=/well", Autorestart: client.PolicyAlways},
	} {
		if _, err := a.Applications.Create(ctx, app); err != nil {
			t.Fatal(err)
		}
	}
	bad := a.wants("bad-1", client.StateStartFailed)
	if bad.ExitCode != nil || !strings.Contains(bad.ExitMessage, "no such file") {
		t.Errorf("no such program: %+v", bad)
	}
	if log, err := a.Containers.Logs(ctx, bad.UUID); err != nil || text(log) != "Start failed: "+bad.ExitMessage+"\n" {
		t.Errorf("log: %q, %v", text(log), err)
	}
	loop := a.wants("loop-1", client.StateStoppedWithErrors)
	if loop.ExitCode == nil || *loop.ExitCode != 1 {
		t.Errorf("a crash: %+v", loop)
	}
	docker := func() string {
		return d.Docker(t, "inspect", "--format", "{{.State.Status}} {{.HostConfig.RestartPolicy.Name}}", "loop-1")
	}
	a.until("Docker has given it up", func() bool { return docker() == "exited no" })
	d.Docker(t, "cp", d.File(t, "well", ""), "loop-1:/well") // now it runs
	if _, err := a.Containers.Start(ctx, loop.UUID); err != nil {
		t.Fatal(err)
	}
	a.until("it has its policy again", func() bool {
		return strings.HasSuffix(docker(), " always") || strings.HasSuffix(docker(), " unless-stopped")
	})
}

// TestForeignOverDocker checks what can be done to a Compose service, and what cannot.
func TestForeignOverDocker(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	a, ctx := serve(t, d), t.Context()
	d.Docker(t, "run", "--detach", "--name", "shop-web-1", "--label", "com.docker.compose.project=shop", "--label", "com.docker.compose.service=web",
		"--label", "com.docker.compose.container-number=1", "--label", "com.docker.compose.oneoff=False", "--label", "com.docker.compose.config-hash=1",
		"--env", "SECRET=1", enginetest.Image)
	first := a.wants("shop-web-1", client.StateRunning)
	if !strings.Contains(first.Owner, "Compose project shop") {
		t.Errorf("owner %q", first.Owner)
	}
	app := client.UUIDFromURI(first.Application)
	if _, err := a.Applications.Scale(ctx, app, 2); err != nil {
		t.Fatal(err)
	}
	a.wants("shop-web-2", client.StateRunning)
	if env := d.Docker(t, "inspect", "--format", "{{.Config.Env}}", "shop-web-2"); !strings.Contains(env, "SECRET=1") {
		t.Errorf("the copy has %s", env)
	}
	var refused *client.Error
	if _, err := a.Applications.Redeploy(ctx, app, ""); !errors.As(err, &refused) || refused.Status != 400 {
		t.Errorf("redeploy: %v", err)
	}
	d.Docker(t, "pause", "shop-web-1")
	a.until("it is paused", func() bool { return a.container("shop-web-1").EngineState == "paused" })
	if _, err := a.Containers.Start(ctx, first.UUID); err != nil {
		t.Fatal(err)
	}
	a.until("it goes on", func() bool {
		c := a.container("shop-web-1")
		return c.EngineState == "running" && c.State == client.StateRunning
	})
	d.Docker(t, "rm", "--force", "shop-web-1", "shop-web-2")
	a.wants("shop-web-1", client.StateTerminated)
	a.until("the application is terminated with its last container", func() bool {
		now, err := a.Applications.Get(ctx, app)
		return err == nil && now.State == client.StateTerminated
	})
}

// TestDaemonGoesAway checks that a server says why it knows nothing, and knows again.
func TestDaemonGoesAway(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	a := serve(t, d)
	var lost *client.Error
	d.Kill(t)
	a.until("the server says so", func() bool {
		_, err := a.Applications.List(t.Context(), client.ApplicationFilter{}, client.ListOptions{})
		return errors.As(err, &lost) && errors.Is(err, client.ErrUnavailable)
	})
	if lost.RetryAfter != 2*time.Second || !strings.Contains(lost.Message, d.Socket) {
		t.Errorf("%+v", lost)
	}
	d.Again(t)
	a.until("the server is back", func() bool {
		_, err := a.Applications.List(t.Context(), client.ApplicationFilter{}, client.ListOptions{})
		return err == nil
	})
}
