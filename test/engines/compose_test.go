package engines

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
)

// composeFile is a project of two services, the second of which has a fixed port.
const composeFile = `version: "3.8"
services:
  web:
    image: ` + enginetest.Image + `
    command: ["out=hello"]
    stop_grace_period: 1s
    environment: {COLOUR: red}
  db:
    image: ` + enginetest.Image + `
    command: ["serve=80"]
    stop_grace_period: 1s
    ports: ["127.0.0.1:8765:80"]
`

// project is a project of docker-compose in a directory.
type project struct {
	t   *testing.T
	d   *enginetest.Daemon
	a   *api
	dir string
}

// write writes the project's file.
func (p *project) write(text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, "docker-compose.yml"), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// application returns the application of a name, the zero value if there is none.
func (a *api) application(name string) client.Application {
	a.t.Helper()
	page, err := a.Applications.List(a.t.Context(), client.ApplicationFilter{Name: name}, client.ListOptions{})
	if err != nil {
		a.t.Fatal(err)
	}
	if len(page.Objects) == 0 {
		return client.Application{}
	}
	return page.Objects[0]
}

// is waits until the application of a service is in a state with so many containers, and compares
// those that are there with the daemon's.
func (p *project) is(service string, state client.State, n int) client.Application {
	p.t.Helper()
	var app client.Application
	p.t.Cleanup(func() {
		if p.t.Failed() {
			p.t.Logf("%s was %+v", service, app)
		}
	})
	p.a.until(service+" is "+string(state), func() bool {
		app = p.a.application(service)
		return app.State == state && app.Current == n && app.Target == n
	})
	filter := "label=com.docker.compose.service=" + service[strings.LastIndexAny(service, "-_")+1:]
	if names := strings.Fields(p.d.Docker(p.t, "ps", "--format", "{{.Names}}", "--filter", filter)); len(names) != n {
		p.t.Errorf("the daemon runs %q, not %d", names, n)
	}
	return app
}

// web returns the daemon's identifiers of the service web.
func (p *project) web() []string {
	p.t.Helper()
	ids := strings.Fields(p.d.Docker(p.t, "ps", "--quiet", "--no-trunc", "--filter", "label=com.docker.compose.service=web"))
	slices.Sort(ids)
	return ids
}

// TestComposeRoundTrip has docker-compose and the API work on the same project: neither loses what
// the other made.
func TestComposeRoundTrip(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	p := &project{t: t, d: d, a: serve(t, d), dir: t.TempDir()}
	p.write(composeFile)
	up := []string{"--project-name", "shop", "up", "--detach"}
	d.Compose(t, p.dir, up...)
	name := d.Docker(t, "ps", "--format", "{{.Names}}", "--filter", "label=com.docker.compose.service=web")
	separator := name[len("shop") : len("shop")+1] // a dash since the second version
	web, db := "shop"+separator+"web", "shop"+separator+"db"
	first := p.is(web, client.StateRunning, 1)
	if p.is(db, client.StateRunning, 1); !strings.Contains(first.Owner, "Compose project shop") {
		t.Errorf("the owner of %s is %q", web, first.Owner)
	}

	if _, err := p.a.Applications.Scale(t.Context(), first.UUID, 3); err != nil {
		t.Fatal(err)
	}
	p.is(web, client.StateRunning, 3)
	three := p.web()
	d.Compose(t, p.dir, append(up, "--scale", "web=3")...)
	if now := p.web(); !slices.Equal(now, three) {
		t.Errorf("docker-compose does not take the copies for its own: it had %q and has %q", three, now)
	}
	d.Compose(t, p.dir, append(up, "--scale", "web=4")...)
	p.is(web, client.StateRunning, 4)

	d.Compose(t, p.dir, up...)
	if app := p.is(web, client.StateRunning, 1); app.UUID != first.UUID {
		t.Errorf("the service was %s and is %s", first.UUID, app.UUID)
	}

	p.write(strings.Replace(composeFile, "red", "blue", 1))
	one := p.web()
	d.Compose(t, p.dir, up...)
	if now := p.web(); slices.Equal(now, one) {
		t.Fatalf("docker-compose did not make the container anew: %q", now)
	}
	if app := p.is(web, client.StateRunning, 1); app.UUID != first.UUID {
		t.Errorf("the service was %s and is %s", first.UUID, app.UUID)
	}
	if c := p.a.container(name); c.UUID != foreign(p.web()[0]) {
		t.Errorf("%s is %s, not the new container", name, c.UUID)
	}

	d.Compose(t, p.dir, "--project-name", "shop", "stop")
	p.a.until("the project is stopped", func() bool {
		return p.a.application(web).State == client.StateStopped && p.a.application(db).State == client.StateStopped
	})
	if _, err := p.a.Applications.Start(t.Context(), first.UUID); err != nil {
		t.Fatal(err)
	}
	p.is(web, client.StateRunning, 1)
	d.Compose(t, p.dir, "--project-name", "shop", "down")
	p.a.until("the project is gone", func() bool {
		return p.a.application(web).State == client.StateTerminated && p.a.application(db).State == client.StateTerminated
	})
}
