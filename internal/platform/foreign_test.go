package platform_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
)

// foreign is a Compose service of n running containers with an identifier that begins with a digit.
func foreign(digit string, n int) engine.Application {
	a := engine.Application{
		ID: digit + "0000000-0000-4000-8000-00000000000a", Name: "shop-web", Image: engine.ParseRef("nginx:1"),
		Owner: engine.Compose, OwnerName: "Compose project shop (/srv/shop)",
		Command: "serve", Env: []engine.Var{{Key: "A", Value: "1"}}, Ports: []engine.Port{{Number: 80, Protocol: "tcp"}},
		Restart: "ALWAYS", Destroy: "ALWAYS",
	}
	for i := range n {
		a.Containers = append(a.Containers, foreignContainer(digit, i+1))
	}
	return a
}

func foreignContainer(digit string, number int) engine.Container {
	n := string(rune('0' + number))
	return engine.Container{
		ID: digit + "0000000-0000-4000-8000-00000000000" + n, Name: "shop_web_" + n, Native: strings.Repeat(n, 64),
		Number: number, Phase: engine.PhaseRunning, Running: true, Deployed: start(), Started: start(),
		Host: "box.example.com", Ports: []engine.Binding{{Port: engine.Port{Number: 80, Protocol: "tcp"}, Outer: 8080}},
	}
}

// report makes the engine say that an application is there, or is different.
func (e *pushEngine) report(kind engine.Kind, a engine.Application) {
	e.push(engine.Event{Time: start(), Kind: kind, App: &a})
}

// TestWhatAppearsLaterIsListed checks that applications and containers that others make are listed
// under the engine's names, and follow what is said of them.
func TestWhatAppearsLaterIsListed(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	e.report(engine.Found, foreign("1", 1))
	a := s.named("shop-web")
	for key, want := range map[string]any{
		"state": "Running", "owner": "Compose project shop (/srv/shop)", "target_num_containers": 1.0, "autorestart": "ALWAYS",
		"image_name": "nginx:1", "public_dns": "box.example.com", "container_size": "XL", "memory_limit": nil,
	} {
		if got, there := a[key]; got != want || !there {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	c := s.container("shop_web_1")
	if str(c, "public_dns") != "box.example.com" || str(c, "engine_state") != "running" || str(c, "owner") != str(a, "owner") {
		t.Errorf("container: %v", c)
	}
	if diff := cmp.Diff(map[string]string{"A": "1"}, vars(s.get(str(c, "resource_uri")))); diff != "" {
		t.Error("environment: ", diff)
	}

	more := foreign("1", 2)
	more.Containers[0].Health, more.Containers[0].Restarts = "unhealthy", 3
	more.Containers[0].Name, more.Containers[1].Phase = "renamed", engine.PhasePaused
	more.Image = engine.ParseRef("nginx:2")
	e.report(engine.Found, more)
	c = s.container("renamed")
	if str(c, "health") != "unhealthy" || num(c, "restart_count") != 3 || str(c, "image_name") != "nginx:2" {
		t.Errorf("container: %v", c)
	}
	paused := s.container("shop_web_2")
	if str(paused, "state") != "Running" || str(paused, "engine_state") != "paused" {
		t.Errorf("paused: %v", paused)
	}
	if a = s.named("shop-web"); num(a, "target_num_containers") != 2 {
		t.Errorf("target: %v", a)
	}
	s.post(str(paused, "resource_uri")+"start/", "")
	more.Containers[1].Phase = engine.PhaseRunning
	more.Name = "shop-front"
	e.report(engine.Changed, more)
	s.wantState(paused, "Running")
	s.named("shop-front")

	for _, id := range []string{more.Containers[0].ID, more.Containers[1].ID} {
		e.push(engine.Event{Time: start(), Kind: engine.Removed, Container: id})
	}
	s.wantState(a, "Terminated")
	again := foreign("1", 3)
	again.Containers = again.Containers[2:]
	e.report(engine.Changed, foreign("1", 1)) // says nothing new
	s.wantState(a, "Terminated")
	e.report(engine.Found, again)
	if got := s.wantState(a, "Running"); str(got, "unique_name") != "shop-web" || got["destroyed_datetime"] != nil {
		t.Errorf("made again: %v", got)
	}
}

// TestPhasesOfTheEngineAreStates checks what the words of an engine mean, for containers that
// appear and for known ones.
func TestPhasesOfTheEngineAreStates(t *testing.T) {
	t.Parallel()
	for phase, want := range map[engine.Phase]string{
		engine.PhaseCreated: "Init", engine.PhaseRestarting: "Starting", engine.PhaseRemoving: "Terminating",
		engine.PhaseDead: "Stopped with errors", engine.PhaseUnknown: "Init",
	} {
		e := newPushEngine()
		s := serveEngine(t, e, &clock{t: start()})
		a := foreign("1", 1)
		a.Containers[0].Phase, a.Containers[0].Running = phase, false
		e.report(engine.Found, a)
		s.wantState(s.container("shop_web_1"), want)

		known := foreign("2", 1)
		known.Containers[0].Name = "known"
		known.Containers[0].Phase, known.Containers[0].Running = engine.PhaseCreated, false
		e.report(engine.Found, known)
		known.Containers[0].Phase, known.Containers[0].Reason = phase, "no such program"
		if phase == engine.PhaseCreated || phase == engine.PhaseUnknown {
			want = "Start failed"
		}
		e.report(engine.Changed, known)
		if got := s.wantState(s.container("known"), want); str(got, "exit_code_msg") != "no such program" {
			t.Errorf("%v: %v", want, got)
		}
		log := str(s.get(str(s.container("known"), "resource_uri")+"logs/?timestamps=1"), "logs")
		if want != "Terminating" && !strings.HasSuffix(log, start().UTC().Format(engine.StampLayout)+" "+want+": no such program\n") {
			t.Errorf("%v: the log is %q", want, log)
		}
	}
}

// TestForeignApplicationsAreScaledByCopies checks that more containers of what others made are
// copies of one that runs, with the next number, and that nothing else of it is changed.
func TestForeignApplicationsAreScaledByCopies(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	found := foreign("1", 2)
	e.report(engine.Found, found)
	other := foreign("2", 1)
	other.Name, other.Containers[0].Name = "x", "shop_web_3"
	e.report(engine.Found, other)
	a := s.named("shop-web")
	uri := str(a, "resource_uri")
	s.patch(uri, `{"target_num_containers": 3}`)
	if got := e.took(); got != "create shop_web_4, start shop_web_4" {
		t.Errorf("commands: %s", got)
	}
	id := e.byName("shop_web_4")
	want := engine.Spec{ID: id, Application: found.ID, Name: "shop_web_4", Number: 4, Like: found.Containers[1].ID}
	if diff := cmp.Diff(want, e.specs[id]); diff != "" {
		t.Error(diff)
	}
	e.push(engine.Event{Time: start(), Kind: engine.Started, Container: id})
	s.wantState(a, "Running")

	for body, cause := range map[string]string{
		`{"autorestart": "OFF"}`: "Compose project shop (/srv/shop)", `{"autodestroy": "OFF"}`: "its policies",
	} {
		if r := s.do(http.MethodPatch, uri, body); r.status != http.StatusBadRequest || !strings.Contains(string(r.body), cause) {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
	if got := s.want(http.StatusBadRequest, http.MethodPost, uri+"redeploy/", ""); !strings.Contains(str(got, "error"), "was not made here") {
		t.Errorf("redeploy: %v", got)
	}
	e.took()
	e.push(engine.Event{Time: start(), Kind: engine.Exited, Container: id, ExitCode: 3})
	e.push(engine.Event{Time: start(), Kind: engine.Exited, Container: found.Containers[0].ID, ExitCode: 3, Restarting: true})
	s.wantState(s.container("shop_web_4"), "Stopped with errors")
	if got := s.wantState(s.container("shop_web_1"), "Starting"); str(got, "engine_state") != "restarting" {
		t.Errorf("restarting: %v", got)
	}
	if got := e.took(); got != "" {
		t.Errorf("the policies of others were enforced: %s", got)
	}
}

// TestContainersOfOthersDoNotCount checks that the most containers that a server makes are its own, the
// copies of those of others included, also those that an earlier run of it made.
func TestContainersOfOthersDoNotCount(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveOptions(t, platform.Options{Engine: e, MaxContainers: 3}, &clock{t: start()})
	found := foreign("1", 4)
	found.Containers[3].Copied = true
	e.report(engine.Found, found)
	uri := str(s.named("shop-web"), "resource_uri")
	s.patch(uri, `{"target_num_containers": 5}`)
	e.push(engine.Event{Time: start(), Kind: engine.Started, Container: e.byName("shop_web_5")})
	s.wantLimit(http.MethodPatch, uri, `{"target_num_containers": 7}`, "application", "target_num_containers", "It has 2, so 1 more")
	s.post("application/", `{"image": "x"}`)
	s.wantLimit(http.MethodPost, "application/", `{"image": "x"}`, "application", "target_num_containers", "It has 3, so 0 more")
}

// TestTheHostIsKnownBeforeAContainerIs checks that an application is where the engine's containers are
// from the answer to its creation on.
func TestTheHostIsKnownBeforeAContainerIs(t *testing.T) {
	t.Parallel()
	s := serveEngine(t, aboutEngine{newPushEngine()}, &clock{t: start()})
	a := s.post("application/", `{"image": "x", "container_ports": [{"protocol": "tcp", "inner_port": 80}]}`)
	if str(a, "public_dns") != "h" {
		t.Errorf("it is at %v", a["public_dns"])
	}
}

// TestNamesOnTheHostAreLeftAlone checks that new containers take no name that another has.
func TestNamesOnTheHostAreLeftAlone(t *testing.T) {
	t.Parallel()
	e := newPushEngine()
	s := serveEngine(t, e, &clock{t: start()})
	found := foreign("1", 1)
	found.Containers[0].Name = "x-1"
	e.report(engine.Found, found)
	s.post("application/", `{"image": "x"}`)
	if got := e.took(); got != "create x-2, start x-2" {
		t.Errorf("commands: %s", got)
	}
}
