package swarm

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform"
	"fleetop/internal/platform/swarm"
)

// api is a client of a platform over a swarm.
type api struct {
	*client.Client
	t    *testing.T
	news chan struct{}
}

// serve runs a platform over an engine with these options.
func serve(t *testing.T, o swarm.Options, managers ...*enginetest.Daemon) *api {
	t.Helper()
	if o.Owner == "" {
		o.Owner = ownerOf(t)
	}
	sweep(t, managers[0], o.Owner)
	e := told{open(t, o, managers...), make(chan struct{}, 1)}
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
	return &api{Client: c, t: t, news: e.news}
}

// until looks again whenever something has happened, until it is as it should be.
func (a *api) until(what string, is func() bool) {
	a.t.Helper()
	deadline := time.NewTimer(2 * patience)
	defer deadline.Stop()
	for !is() {
		select {
		case <-a.news:
		case <-deadline.C:
			list, err := a.Applications.List(a.t.Context(), client.ApplicationFilter{}, client.ListOptions{})
			words := ""
			for _, app := range list.Objects {
				words += fmt.Sprintf("\n%s %s %d of %d, nodes %q: %s", app.UniqueName, app.State, app.Running, app.Target, app.Nodes, app.Reason)
			}
			a.t.Fatalf("it did not come to be that %s: %v%s", what, err, words)
		}
	}
}

// app returns the application of a name, the zero value if there is none.
func (a *api) app(name string) client.Application {
	a.t.Helper()
	page, err := a.Applications.List(a.t.Context(), client.ApplicationFilter{UniqueName: name}, client.ListOptions{})
	if err != nil || len(page.Objects) == 0 {
		return client.Application{}
	}
	return page.Objects[0]
}

// wants waits until an application is in a state.
func (a *api) wants(name string, state client.State) client.Application {
	a.t.Helper()
	a.until(name+" is "+string(state), func() bool { return a.app(name).State == state })
	return a.app(name)
}

// containers returns those of an application that are not terminated.
func (a *api) containers(app client.Application) []client.Container {
	a.t.Helper()
	page, err := a.Containers.List(a.t.Context(), client.ContainerFilter{ApplicationUUID: app.UUID}, client.ListOptions{Limit: 100})
	if err != nil {
		a.t.Fatal(err)
	}
	var list []client.Container
	for _, c := range page.Objects {
		if c.State != client.StateTerminated {
			list = append(list, c)
		}
	}
	return list
}

// must returns an answer, and fails if there is none.
func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(answer T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
}
