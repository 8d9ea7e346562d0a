package client

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestFieldsBeyondTheDocumentsAreRead checks that health, owner and the engine's state are read where
// they are texts, and are nothing and no fault where a server means something else by them.
func TestFieldsBeyondTheDocumentsAreRead(t *testing.T) {
	t.Parallel()
	const list = `{"meta": {"total_count": 2}, "objects": [
		{"uuid": "a", "health": "healthy", "engine_state": "paused", "owner": "Compose project shop", "project": "shop", "privileged": true, "reason": "no space", "restart_count": 3, "node": "n1", "nodes": ["n1", "n2"], "refusals": {"scale": "global", "stop": ""}, "container_size": "XL", "memory_limit": null},
		{"uuid": "b", "health": {"status": "ok"}, "engine_state": 4, "owner": ["me"], "project": 1, "privileged": "yes", "reason": 5, "restart_count": "x", "node": {"id": 1}, "nodes": ["n1", 2], "refusals": ["scale"], "container_size": "S", "memory_limit": 7}]}`
	c, _ := answers(t, 200, "application/json", list)
	page, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
	checkPage(
		t, page, err, Meta{Total: 2},
		Container{UUID: "a", Health: "healthy", EngineState: "paused", Owner: "Compose project shop", Project: "shop", Restarts: 3, Node: "n1"},
		Container{UUID: "b", Size: SizeS},
	)
	c, _ = answers(t, 200, "application/json", list)
	apps, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
	checkPage(t, apps, err, Meta{Total: 2}, Application{UUID: "a", Owner: "Compose project shop", Project: "shop", Privileged: true, Reason: "no space", Health: "healthy", EngineState: "paused", Restarts: 3, Nodes: []string{"n1", "n2"}, Refusals: map[string]string{"scale": "global"}}, Application{UUID: "b", Size: SizeS})
}

// TestPullsOfImagesAreRead checks that how far a pull is and why it failed are read where they are texts.
func TestPullsOfImagesAreRead(t *testing.T) {
	t.Parallel()
	c, _ := answers(t, 200, "application/json", `{"meta": {"total_count": 3}, "objects": [
		{"name": "a", "pulling": "Pulling a:1: 0 of 2 layers"}, {"name": "b", "error": "unauthorized"}, {"name": "c", "pulling": true, "error": {"code": 4}}]}`)
	page, err := c.Images.List(t.Context(), ImageFilter{}, ListOptions{})
	checkPage(t, page, err, Meta{Total: 3}, Image{Name: "a", Pulling: "Pulling a:1: 0 of 2 layers"}, Image{Name: "b", Fault: "unauthorized"}, Image{Name: "c"})
}

// TestWhatAServerOffers checks that a client knows what the last good answer has announced.
func TestWhatAServerOffers(t *testing.T) {
	t.Parallel()
	status, said := http.StatusOK, "health, usage"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if said != "" {
			w.Header().Set("Fleetop-Extensions", said)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"meta": {"total_count": 0}, "objects": []}`)
	}))
	t.Cleanup(srv.Close)
	c, err := New(srv.URL, Credentials{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Offers("usage") {
		t.Error("it is offered before the first answer")
	}
	ask := func(wanted bool) {
		t.Helper()
		_, _ = c.Images.List(t.Context(), ImageFilter{}, ListOptions{})
		if got := c.Offers("usage"); got != wanted || c.Offers("health, usage") || c.Offers("use") {
			t.Errorf("status %d, header %q: usage is offered: %v", status, said, got)
		}
	}
	ask(true)
	status, said = http.StatusBadGateway, ""
	ask(true) // that was a proxy
	status = http.StatusOK
	ask(false)
	said = "usage"
	ask(true)
}
