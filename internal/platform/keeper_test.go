package platform_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
)

// TestWhoEndedAProgram checks the states of containers that others stop, that the engine starts
// again, and that ran out of memory.
func TestWhoEndedAProgram(t *testing.T) {
	t.Parallel()
	e, c := newPushEngine(), &clock{t: start()}
	s := serveEngine(t, e, c)
	a := s.post("application/", `{"image": "x", "autorestart": "ON_FAILURE"}`)
	if e.specs[e.byName("x-1")].Restart != engine.OnFailure {
		t.Error("the engine does not know the policy")
	}
	event := func(ev engine.Event) {
		c.advance(time.Second)
		ev.Time, ev.Container = c.now(), e.byName("x-1")
		e.push(ev)
	}
	event(engine.Event{Kind: engine.Started})
	s.wantState(a, "Running")
	e.took()
	event(engine.Event{Kind: engine.Exited, ExitCode: 137, Asked: true})
	s.wantState(a, "Stopped")
	event(engine.Event{Kind: engine.Started})
	for range 3 {
		event(engine.Event{Kind: engine.Exited, ExitCode: 137, OutOfMemory: true, Restarting: true})
		if got := s.wantState(s.container("x-1"), "Starting"); str(got, "exit_code_msg") != "Exit code 137 (out of memory)" {
			t.Errorf("out of memory: %v", got)
		}
		event(engine.Event{Kind: engine.Started})
	}
	if got := e.took(); got != "" {
		t.Errorf("commands while the engine restarts: %s", got)
	}
	event(engine.Event{Kind: engine.Exited, ExitCode: 9, Restarting: true})
	s.wantState(s.container("x-1"), "Stopping")
	event(engine.Event{Kind: engine.Exited, ExitCode: 143, Asked: true})
	if got := s.wantState(s.container("x-1"), "Stopped with errors"); num(got, "exit_code") != 9 {
		t.Errorf("given up: %v", got)
	}
	if got := e.took(); got != "restart=0 x-1, stop x-1" {
		t.Errorf("commands: %s", got)
	}
}

// TestTheReasonOfAFailedStartIsTold checks where the reason of a failed start is found, and that it
// goes with the next start.
func TestTheReasonOfAFailedStartIsTold(t *testing.T) {
	t.Parallel()
	const reason = "port 80 is used by shop-web-1"
	e := newPushEngine()
	e.logs = func() ([]byte, error) { return []byte("before"), nil }
	s := serveEngine(t, e, &clock{t: start()})
	a := s.post("application/", `{"image": "x"}`)
	e.push(engine.Event{Time: start(), Kind: engine.Failed, Container: e.byName("x-1"), Reason: reason})
	cont := s.wantState(s.container("x-1"), "Start failed")
	if str(cont, "exit_code_msg") != reason || cont["exit_code"] != nil {
		t.Errorf("record: %v", cont)
	}
	for uri, want := range map[string]string{
		str(cont, "resource_uri"): "before\nStart failed: " + reason + "\n",
		str(a, "resource_uri"):    "======>x-1 <======\nbefore\nStart failed: " + reason + "\n",
	} {
		if got := str(s.get(uri+"logs/"), "logs"); got != want {
			t.Errorf("log: %q, want %q", got, want)
		}
	}
	s.post(str(cont, "resource_uri")+"start/", "")
	if got := s.container("x-1"); got["exit_code_msg"] != nil {
		t.Errorf("started again: %v", got)
	}
	e.refuse["start"] = errors.New("the queue is full")
	other := s.post("application/", `{"image": "y"}`)
	s.wantState(other, "Start failed")
	if got := str(s.container("y-1"), "exit_code_msg"); got != "the queue is full" {
		t.Errorf("refused: %q", got)
	}
}

// TestNothingIsKnownWhileTheEngineIsLost checks the answers while the engine is out of reach.
func TestNothingIsKnownWhileTheEngineIsLost(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	a := s.post("application/", `{"image": "x"}`)
	e.push(engine.Event{Time: start(), Kind: engine.Lost, Reason: "the Docker daemon does not answer"})
	e.took()
	for path, method := range map[string]string{
		"application/": http.MethodGet, "container/": http.MethodGet, "image/": http.MethodGet, "registry/": http.MethodGet, "auth/": http.MethodGet,
		str(a, "resource_uri"): http.MethodDelete, str(a, "resource_uri") + "stop/": http.MethodPost, str(a, "resource_uri") + "logs/": http.MethodGet,
	} {
		r := s.do(method, path, "")
		if r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") != "2" || r.object(t)["error"] != "the Docker daemon does not answer" ||
			str(r.object(t), "since") == "" {
			t.Errorf("%s %s: %d %v %s", method, path, r.status, r.header, r.body)
		}
	}
	since := func(why string) string {
		t.Helper()
		o := s.do(http.MethodGet, "application/", "").object(t)
		if o["error"] != why {
			t.Errorf("the reason is %v, want %s", o["error"], why)
		}
		return str(o, "since")
	}
	e.push(engine.Event{Time: start().Add(time.Minute), Kind: engine.Lost, Reason: "connection refused"}) // it goes on
	if got, want := since("connection refused"), start().UTC().Format(time.RFC3339); got != want {
		t.Errorf("out of reach since %s, want %s", got, want)
	}
	if r := s.do(http.MethodGet, "nothing/", ""); r.status != http.StatusNotFound {
		t.Errorf("no such path: %d", r.status)
	}
	if got := e.took(); got != "" {
		t.Errorf("commands: %s", got)
	}
	e.push(engine.Event{Time: start(), Kind: engine.Back})
	s.wantState(a, "Starting")
	e.push(engine.Event{Time: start().Add(time.Hour), Kind: engine.Lost, Reason: "again"})
	if got, want := since("again"), start().Add(time.Hour).UTC().Format(time.RFC3339); got != want {
		t.Errorf("again out of reach since %s, want %s", got, want)
	}
}

// TestTheEngineIsAskedFirst checks that what the engine cannot do is refused with its sentence
// before anything changes.
func TestTheEngineIsAskedFirst(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	e.report(engine.Found, foreign("1", 2))
	a := s.named("shop-web")
	uri, cont := str(a, "resource_uri"), str(s.container("shop_web_1"), "resource_uri")
	e.push(engine.Event{Time: start(), Kind: engine.Exited, Container: foreign("1", 2).Containers[1].ID, Asked: true})
	e.refuse["check"] = errors.New("web belongs to a Swarm service")
	for _, r := range []struct{ method, path, body string }{
		{http.MethodPost, uri + "start/", ""},
		{http.MethodPost, uri + "stop/", ""},
		{http.MethodPost, uri + "redeploy/", ""},
		{http.MethodPatch, uri, `{"target_num_containers": 3}`},
		{http.MethodPatch, uri, `{"target_num_containers": 3, "web_public_dns": "a.example.com"}`},
		{http.MethodPatch, uri, `{"web_public_dns": "a.example.com"}`},
		{http.MethodDelete, uri, ""},
		{http.MethodPost, cont + "stop/", ""},
		{http.MethodDelete, cont, ""},
		{http.MethodPost, str(s.container("shop_web_2"), "resource_uri") + "start/", ""},
	} {
		if got := s.want(http.StatusBadRequest, r.method, r.path, r.body); str(got, "error") != "web belongs to a Swarm service" {
			t.Errorf("%s %s: %v", r.method, r.path, got)
		}
	}
	if got := s.get(uri); e.took() != "" || str(got, "web_public_dns") != "" || num(got, "target_num_containers") != 2 {
		t.Errorf("something changed: %v", got)
	}
}

// TestOwnApplicationsComeBackFromLabels checks that what the labels of a container keep is what the
// application was, and that labels of others change nothing.
func TestOwnApplicationsComeBackFromLabels(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	s.post("application/", `{"image": "redis", "name": "db"}`)
	s.post("application/", `{"image": "x", "name": "web", "container_size": "L", "roles": ["global"], "autorestart": "ALWAYS", "autodestroy": "ON_FAILURE",
		"container_ports": [{"inner_port": 80}], "web_public_dns": "a.example.com", "linked_to_application": [{"to_application": "db", "name": "STORE"}]}`)
	again := newPushEngine()
	for _, name := range []string{"db-1", "web-1"} {
		spec := e.specs[e.byName(name)]
		again.found.Applications = append(again.found.Applications, engine.Application{
			ID: spec.Application, Image: spec.Image, Ports: spec.Ports, Memory: spec.Memory, Labels: spec.Labels,
			Containers: []engine.Container{{ID: spec.ID, Number: 1, Running: true}},
		})
	}
	hostile := foreign("1", 1)
	hostile.Labels = map[string]string{"fleetop.name": "taken", "fleetop.size": "XL"}
	again.found.Applications = append(again.found.Applications, hostile)
	s2 := serveEngine(t, again, &clock{t: start()})
	want, got := s.get(str(s.named("web"), "resource_uri")), s2.get(str(s2.named("web"), "resource_uri"))
	for _, key := range []string{
		"uuid", "name", "unique_name", "container_size", "roles", "autorestart", "autoreplace", "autodestroy", "web_public_dns", "linked_to_application",
	} {
		if diff := cmp.Diff(want[key], got[key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
	}
	if a := s2.named("shop-web"); str(a, "container_size") != "XL" {
		t.Errorf("labels of others: %v", a)
	}

	// The dates come later.
	later := again.found.Applications[1]
	later.Deployed, later.Started = start(), start()
	later.Containers = []engine.Container{{
		ID: later.Containers[0].ID, Number: 1, Phase: engine.PhaseRunning, Running: true, Deployed: start(), Started: start(),
	}}
	again.report(engine.Changed, later)
	for _, got := range []map[string]any{s2.named("web"), s2.container("web-1")} {
		if str(got, "deployed_datetime") == "" || str(got, "started_datetime") == "" {
			t.Errorf("no dates: %v", got)
		}
	}
}

// TestImagesComeLater checks the images that an engine tells of later, the credentials it gets, and
// the ports of an image that is not there yet.
func TestImagesComeLater(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	public := engine.Image{Name: "quay.io/a/b", Class: engine.Public, Tags: []engine.Tag{{Name: "latest"}}}
	e.push(engine.Event{Time: start(), Kind: engine.Changed, Images: []engine.Image{public}})
	if got := s.get("image/quay.io/a/b/"); got["is_private_image"] != false {
		t.Errorf("found: %v", got)
	}
	s.post("image/", `{"name": "quay.io/a/b", "username": "u", "password": "p"}`)
	s.post("application/", `{"image": "quay.io/a/b"}`)
	spec := e.specs[e.byName("b-1")]
	if diff := cmp.Diff(&engine.Auth{User: "u", Password: "p"}, spec.Auth); diff != "" || !spec.ImagePorts {
		t.Error(spec, diff)
	}
	port := engine.Port{Number: 80, Protocol: "tcp"}
	e.push(engine.Event{Time: start(), Kind: engine.Started, Container: spec.ID, Ports: []engine.Binding{{Port: port, Outer: 49153}}})
	if got := s.container("b-1")["container_ports"].([]any); len(got) != 1 { //nolint:forcetypeassert // a panic fails the test, too
		t.Errorf("ports: %v", got)
	}
	s.want(http.StatusBadRequest, http.MethodPost, "image/", `{"name": "quay.io/a/b", "username": "u", "password": "p"}`)
	public.Tags = append(public.Tags, engine.Tag{Name: "2"})
	e.push(engine.Event{Time: start(), Kind: engine.Changed, Images: []engine.Image{public, {Name: "c", Class: engine.Public}}})
	if got := s.get("image/quay.io/a/b/"); got["is_private_image"] != true || len(got["imagetag_set"].([]any)) != 2 { //nolint:forcetypeassert // likewise
		t.Errorf("added: %v", got)
	}
	s.want(http.StatusNoContent, http.MethodDelete, "image/quay.io/a/b/", "")
	if got := s.get("image/quay.io/a/b/"); got["is_private_image"] != false {
		t.Errorf("deleted: %v", got)
	}
	e.push(engine.Event{Time: start(), Kind: engine.Changed, Images: []engine.Image{{Name: "quay.io/a/b", Class: engine.Public}}})
	s.want(http.StatusNotFound, http.MethodGet, "image/c/", "")
	e.push(engine.Event{Time: start(), Kind: engine.Changed, Images: []engine.Image{{Name: "quay.io/d", Class: engine.Private}}})
	if got := s.want(http.StatusBadRequest, http.MethodDelete, "image/quay.io/d/", ""); !strings.Contains(str(got, "error"), "was not added") {
		t.Errorf("of the engine: %v", got)
	}
	s.post("image/", `{"name": "quay.io/d", "username": "u", "password": "p"}`)
	e.push(engine.Event{Time: start(), Kind: engine.Changed, Images: []engine.Image{}})
	s.want(http.StatusNoContent, http.MethodDelete, "image/quay.io/d/", "")
	s.want(http.StatusNotFound, http.MethodGet, "image/quay.io/d/", "")
}

// TestExtensionsAreAnnounced checks that only an engine whose facts come from outside adds fields to
// the documents.
func TestExtensionsAreAnnounced(t *testing.T) {
	t.Parallel()
	if got := serveEngine(t, newPushEngine(), &clock{t: start()}).do(http.MethodGet, "application/", "").header.Get("Fleetop-Extensions"); got != "engine, follow, health, tail, wait" {
		t.Errorf("header: %q", got)
	}
	if _, s := serveStore(t); !strings.Contains(s.do(http.MethodGet, "application/", "").header.Get("Fleetop-Extensions"), "host-images") {
		t.Error("an engine that has images of a host does not say so")
	}
	r := newServerWith(t, platform.Options{}).do(http.MethodGet, "container/?limit=100", "")
	if r.header.Get("Fleetop-Extensions") != "engine, follow, tail, usage, wait" {
		t.Errorf("header: %v", r.header)
	}
	for _, key := range []string{`"health"`, `"owner"`, `"engine_state"`, `"restart_count"`} {
		if strings.Contains(string(r.body), key) {
			t.Errorf("the memory engine tells %s", key)
		}
	}
}

// TestPeersReachInnerPorts checks the link variables of containers that reach each other by name.
func TestPeersReachInnerPorts(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	port := engine.Port{Number: 80, Protocol: "tcp"}
	own := engine.Application{ID: noSuchUUID, Name: "web", Image: engine.ParseRef("x"), Ports: []engine.Port{port}, Containers: []engine.Container{{
		ID: "10000000-0000-4000-8000-000000000001", Number: 1, Running: true, Peer: "web-1", Host: "box", Ports: []engine.Binding{{Port: port, Outer: 49153}},
	}}}
	e.report(engine.Found, own)
	got, _ := s.get(str(s.named("web"), "resource_uri"))["link_variables"].(map[string]any)
	if got["WEB_1_PORT_80_TCP"] != "tcp://web-1:80" || got["WEB_1_PORT_80_TCP_ADDR"] != "web-1" || got["WEB_1_PORT_80_TCP_PORT"] != "80" {
		t.Errorf("link variables: %v", got)
	}
}

// TestFailuresToStopAndToRemove checks that a container that cannot be stopped runs on, and that one
// that cannot be removed can be terminated again.
func TestFailuresToStopAndToRemove(t *testing.T) {
	t.Parallel()
	const reason = "the removal has not ended for 30 seconds"
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	a := s.post("application/", `{"image": "x", "target_num_containers": 2}`)
	uri := str(a, "resource_uri")
	event := func(name string, kind engine.Kind, why string) {
		e.push(engine.Event{Time: start(), Kind: kind, Container: e.byName(name), Reason: why})
	}
	event("x-1", engine.Started, "")
	event("x-2", engine.Started, "")
	s.post(uri+"stop/", "")
	event("x-1", engine.Failed, "it does not answer")
	event("x-2", engine.Exited, "")
	s.wantState(a, "Partly running")
	first := s.wantState(s.container("x-1"), "Running")
	if str(first, "exit_code_msg") != "it does not answer" {
		t.Errorf("not stopped: %v", first)
	}
	second := str(s.container("x-2"), "resource_uri")
	s.want(http.StatusAccepted, http.MethodDelete, second, "")
	event("x-2", engine.Failed, reason)
	if got := s.wantState(s.get(second), "Stopped with errors"); str(got, "exit_code_msg") != reason {
		t.Errorf("not removed: %v", got)
	}
	e.took()
	s.want(http.StatusAccepted, http.MethodDelete, uri, "")
	event("x-1", engine.Exited, "")
	event("x-1", engine.Removed, "")
	event("x-2", engine.Failed, reason)
	s.wantState(a, "Stopped with errors")
	s.want(http.StatusAccepted, http.MethodDelete, uri, "")
	event("x-2", engine.Removed, "")
	s.wantState(a, "Terminated")
	if got := e.took(); got != "stop x-1, remove x-2, remove x-1, remove x-2" {
		t.Errorf("commands: %s", got)
	}
}
