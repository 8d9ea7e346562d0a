package platform_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
)

// wantCounts fails unless an application has these counts of containers.
func wantCounts(t *testing.T, a map[string]any, target, current, running, stopped int) {
	t.Helper()
	got := []int{num(a, "target_num_containers"), num(a, "current_num_containers"), num(a, "running_num_containers"), num(a, "stopped_num_containers")}
	if want := []int{target, current, running, stopped}; !slices.Equal(got, want) {
		t.Errorf("%s: target, current, running, stopped are %v, want %v", str(a, "unique_name"), got, want)
	}
}

// wantListed fails unless an application lists that many containers.
func wantListed(t *testing.T, a map[string]any, want int) {
	t.Helper()
	if n := len(strs(a, "containers")); n != want {
		t.Errorf("%s in state %s lists %d containers, want %d", str(a, "unique_name"), str(a, "state"), n, want)
	}
}

// wantNull fails unless exactly these dates are null.
func wantNull(t *testing.T, o map[string]any, null ...string) {
	t.Helper()
	for _, key := range []string{"deployed", "started", "stopped", "destroyed"} {
		if isNull := o[key+"_datetime"] == nil; isNull != slices.Contains(null, key) {
			t.Errorf("%s in state %s: %s_datetime is %v", str(o, "unique_name"), str(o, "state"), key, o[key+"_datetime"])
		}
	}
}

// wantStep fails unless a record has a state.
func wantStep(t *testing.T, want string, a map[string]any) map[string]any {
	t.Helper()
	if got := str(a, "state"); got != want {
		t.Fatalf("state %s, want %s", got, want)
	}
	return a
}

// TestApplicationGoesThroughItsStates follows an application through creation, scaling, stop and
// start, and looks at every snapshot on the way.
func TestApplicationGoesThroughItsStates(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	step := func(want string, a map[string]any) map[string]any { return wantStep(t, want, a) }
	a := step("Starting", s.post("application/", `{"image": "tutum/hello-world", "name": "w", "target_num_containers": 3}`))
	uri := str(a, "resource_uri")
	wantCounts(t, a, 3, 3, 0, 0)
	wantNull(t, a, "deployed", "started", "stopped", "destroyed")
	for _, c := range s.containers(a) {
		wantNull(t, c, "deployed", "started", "stopped", "destroyed")
		if str(c, "state") != "Starting" || c["exit_code"] != nil || c["container_ports"].([]any)[0].(map[string]any)["outer_port"] != nil { //nolint:forcetypeassert // the shapes are tested
			t.Errorf("new container: %v", c)
		}
	}
	s.clock.advance(900 * time.Millisecond)
	step("Starting", s.get(uri))
	s.clock.advance(1200 * time.Millisecond)
	a = step("Running", s.get(uri))
	wantCounts(t, a, 3, 3, 3, 0)
	wantNull(t, a, "stopped", "destroyed")
	deployed := str(a, "deployed_datetime")

	a = step("Scaling", s.patch(uri, `{"target_num_containers": 5}`))
	wantCounts(t, a, 5, 5, 3, 0)
	wantListed(t, a, 5)
	s.clock.advance(3 * time.Second)
	a = step("Running", s.get(uri))
	wantCounts(t, a, 5, 5, 5, 0)
	if str(a, "deployed_datetime") != deployed || str(a, "started_datetime") != deployed {
		t.Error("scaling changed the dates")
	}

	a = step("Stopping", s.post(uri+"stop/", ""))
	wantCounts(t, a, 5, 5, 0, 0)
	wantNull(t, a, "stopped", "destroyed")
	if vars, _ := a["link_variables"].(map[string]any); len(vars) != 1 {
		t.Errorf("link variables while stopping: %v", vars)
	}
	s.clock.advance(3 * time.Second)
	a = step("Stopped", s.get(uri))
	wantCounts(t, a, 5, 5, 0, 5)
	wantNull(t, a, "destroyed")
	stopped := str(a, "stopped_datetime")

	a = step("Starting", s.post(uri+"start/", ""))
	wantCounts(t, a, 5, 5, 0, 0)
	if str(a, "stopped_datetime") != stopped {
		t.Error("starting changed stopped_datetime")
	}
	s.clock.advance(3 * time.Second)
	a = step("Running", s.get(uri))
	if str(a, "deployed_datetime") != deployed || str(a, "started_datetime") == deployed || str(a, "stopped_datetime") != stopped {
		t.Error("wrong dates after a restart")
	}
	for _, c := range s.containers(a) {
		wantNull(t, c, "destroyed")
		if num(c, "exit_code") != 0 || str(c, "exit_code_msg") != "Exit code 0 (Success)" {
			t.Error("a container that was started again forgot how it had stopped")
		}
	}
}

// TestTerminatedApplicationIsForgotten follows an application that is scaled down and terminated,
// until it is forgotten.
func TestTerminatedApplicationIsForgotten(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	step := func(want string, a map[string]any) map[string]any { return wantStep(t, want, a) }
	uri := str(s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 5}`), "resource_uri")
	a := step("Scaling", s.patch(uri, `{"target_num_containers": 2}`))
	wantCounts(t, a, 2, 5, 2, 0)
	s.clock.advance(3 * time.Second)
	a = step("Running", s.get(uri))
	wantCounts(t, a, 2, 2, 2, 0)
	if n := len(s.list("container/?state=Terminated")); n != 3 {
		t.Errorf("%d terminated containers listed, want 3", n)
	}

	a = step("Terminating", s.want(http.StatusAccepted, http.MethodDelete, uri, ""))
	wantCounts(t, a, 2, 2, 0, 0)
	wantListed(t, a, 2)
	s.clock.advance(3 * time.Second)
	a = step("Terminated", s.get(uri))
	wantNull(t, a, "stopped")
	wantCounts(t, a, 2, 0, 0, 0)
	logs := strs(a, "containers")[0] + "logs/"
	if text := str(s.get(logs), "logs"); !strings.Contains(text, "supervisord started") {
		t.Error("the log of a terminated container is not readable")
	}
	s.clock.advance(4*time.Minute + 50*time.Second)
	s.get(uri)
	s.clock.advance(15 * time.Second)
	s.want(http.StatusNotFound, http.MethodGet, uri, "")
	s.want(http.StatusNotFound, http.MethodGet, logs, "")
	if apps, conts := s.list("application/"), s.list("container/"); len(apps)+len(conts) != 0 {
		t.Errorf("%d applications and %d containers are left", len(apps), len(conts))
	}
}

// TestContainerGoesThroughItsStates does the same for one container.
func TestContainerGoesThroughItsStates(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 2}`)
	c := s.container("w-2")
	uri := str(c, "resource_uri")
	port := func(c map[string]any) string { return fmt.Sprint(c["container_ports"]) }
	before := port(c)

	if got := str(s.post(uri+"stop/", ""), "state"); got != "Stopping" {
		t.Fatalf("state %s", got)
	}
	s.clock.advance(3 * time.Second)
	c = s.wantState(c, "Stopped")
	wantCounts(t, s.wantState(a, "Partly running"), 2, 2, 1, 1)
	if port(c) != before {
		t.Error("the outer port did not survive the stop")
	}
	if got := str(s.post(uri+"start/", ""), "state"); got != "Starting" {
		t.Fatalf("state %s", got)
	}
	s.clock.advance(3 * time.Second)
	c = s.wantState(c, "Running")
	if port(c) != before {
		t.Error("the outer port did not survive the start")
	}
	s.wantState(a, "Running")

	if got := str(s.want(http.StatusAccepted, http.MethodDelete, uri, ""), "state"); got != "Stopping" {
		t.Fatalf("state %s: a running container is stopped first", got)
	}
	wantCounts(t, s.wantState(a, "Running"), 1, 2, 1, 0)
	s.clock.advance(1450 * time.Millisecond)
	s.wantState(c, "Terminating")
	s.clock.advance(1 * time.Second)
	c = s.wantState(c, "Terminated")
	wantNull(t, c)
	if left := linkVars(c); len(left) != 0 {
		t.Errorf("link variables of a terminated container: %v", left)
	}
	wantCounts(t, s.wantState(a, "Running"), 1, 1, 1, 0)

	last := s.container("w-1")
	s.post(str(last, "resource_uri")+"stop/", "")
	s.wantState(a, "Stopping")
	s.clock.advance(3 * time.Second)
	s.wantState(a, "Stopped")
	if got := str(s.want(http.StatusAccepted, http.MethodDelete, str(last, "resource_uri"), ""), "state"); got != "Terminating" {
		t.Fatalf("state %s: a stopped container is destroyed at once", got)
	}
	s.wantState(a, "Stopping")
	s.clock.advance(3 * time.Second)
	wantCounts(t, s.wantState(a, "Not running"), 0, 0, 0, 0)
	s.patch(str(a, "resource_uri"), `{"target_num_containers": 2}`)
	s.clock.advance(3 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 2, 2, 2, 0)
}

// bringTo returns how to bring a running application of two containers, called w, to each state.
func bringTo() map[string]func(s *server, uri string) {
	return map[string]func(s *server, uri string){
		"Running": func(*server, string) {},
		"Starting": func(s *server, uri string) {
			s.post(uri+"stop/", "")
			s.clock.advance(3 * time.Second)
			s.post(uri+"start/", "")
		},
		"Scaling":  func(s *server, uri string) { s.patch(uri, `{"target_num_containers": 3}`) },
		"Stopping": func(s *server, uri string) { s.post(uri+"stop/", "") },
		"Stopped":  func(s *server, uri string) { s.post(uri+"stop/", ""); s.clock.advance(3 * time.Second) },
		"Partly running": func(s *server, _ string) {
			s.post(str(s.container("w-1"), "resource_uri")+"stop/", "")
			s.clock.advance(3 * time.Second)
		},
		"Stopped with errors": func(s *server, uri string) {
			for _, c := range strs(s.get(uri), "containers") {
				if err := s.eng.Exit(s.uuid(c), 1); err != nil {
					s.t.Fatal(err)
				}
			}
		},
		"Redeploying": func(s *server, uri string) { s.post(uri+"redeploy/", "") },
		"Terminating": func(s *server, uri string) { s.want(202, "DELETE", uri, "") },
		"Terminated":  func(s *server, uri string) { s.want(202, "DELETE", uri, ""); s.clock.advance(4 * time.Second) },
		"Not running": func(s *server, uri string) {
			for _, c := range strs(s.get(uri), "containers") {
				s.want(202, "DELETE", c, "")
			}
			s.clock.advance(4 * time.Second)
		},
		"Start failed": nil,
	}
}

// TestApplicationActionsFollowTheState tries every action in every state.
func TestApplicationActionsFollowTheState(t *testing.T) {
	t.Parallel()
	bring := bringTo()
	actions := []struct{ name, method, path, body string }{
		{"start", "POST", "start/", ""},
		{"stop", "POST", "stop/", ""},
		{"scale", "PATCH", "", `{"target_num_containers": 4}`},
		{"terminate", "DELETE", "", ""},
		{"redeploy", "POST", "redeploy/", ""},
		{"update", "PATCH", "", `{"autorestart": "ALWAYS"}`},
		{"nothing", "PATCH", "", ""},
	}
	for state, allowed := range map[string]string{
		"Running":             "stop scale terminate redeploy update nothing",
		"Starting":            "stop terminate nothing",
		"Scaling":             "stop terminate nothing",
		"Stopping":            "terminate nothing",
		"Redeploying":         "stop terminate nothing",
		"Terminating":         "nothing",
		"Terminated":          "nothing",
		"Partly running":      "start stop scale terminate redeploy update nothing",
		"Stopped":             "start terminate redeploy update nothing",
		"Stopped with errors": "start terminate redeploy update nothing",
		"Start failed":        "start terminate redeploy update nothing",
		"Not running":         "scale terminate update nothing",
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			for _, act := range actions {
				s := newServer(t, memory.Fleet{})
				image := "tutum/hello-world"
				if state == "Start failed" {
					image = "tutum/does-not-exist"
				}
				a := s.create(`{"image": "` + image + `", "name": "w", "target_num_containers": 2}`)
				uri := str(a, "resource_uri")
				if bring[state] != nil {
					bring[state](s, uri)
				}
				s.wantState(a, state)
				r := s.do(act.method, uri+act.path, act.body)
				want := http.StatusBadRequest
				if slices.Contains(strings.Fields(allowed), act.name) {
					want = http.StatusAccepted
				}
				if r.status != want {
					t.Errorf("%s: status %d, want %d: %s", act.name, r.status, want, r.body)
				}
				if want == http.StatusBadRequest {
					message := str(r.object(t), "error")
					if !strings.Contains(message, "suitable state") || !strings.Contains(message, " w ") || !strings.Contains(message, state) {
						t.Errorf("%s: message %q", act.name, message)
					}
				}
			}
		})
	}
}

// TestContainerActionsFollowTheState does the same for containers.
func TestContainerActionsFollowTheState(t *testing.T) {
	t.Parallel()
	for state, allowed := range map[string]string{
		"Starting": "stop terminate", "Running": "stop terminate", "Stopping": "terminate", "Stopped": "start terminate",
		"Stopped with errors": "start terminate", "Start failed": "start terminate", "Terminated": "",
	} {
		for _, act := range []string{"start", "stop", "terminate"} {
			s := newServer(t, memory.Fleet{})
			image := "tutum/hello-world"
			if state == "Start failed" {
				image = "tutum/does-not-exist"
			}
			a := s.post("application/", `{"image": "`+image+`", "name": "w"}`)
			uri := strs(a, "containers")[0]
			if state != "Starting" {
				s.clock.advance(3 * time.Second)
				s.get(uri)
			}
			switch state {
			case "Stopping", "Stopped":
				s.post(uri+"stop/", "")
			case "Stopped with errors":
				if err := s.eng.Exit(s.uuid(uri), 2); err != nil {
					t.Fatal(err)
				}
			case "Terminated":
				s.want(202, "DELETE", uri, "")
			}
			if state != "Stopping" && state != "Starting" {
				s.clock.advance(3 * time.Second)
			}
			c := s.wantState(s.get(uri), state)
			method, path := "POST", uri+act+"/"
			if act == "terminate" {
				method, path = "DELETE", uri
			}
			r := s.do(method, path, "")
			if ok := r.status == http.StatusAccepted; ok != slices.Contains(strings.Fields(allowed), act) {
				t.Errorf("%s in state %s: status %d", act, str(c, "state"), r.status)
			}
			if r.status != http.StatusAccepted && !strings.Contains(str(r.object(t), "error"), "container w-1 cannot be") {
				t.Errorf("%s in state %s: %s", act, str(c, "state"), r.body)
			}
		}
	}
}

// TestUpdateChangesOnlyWhatIsGiven checks what a PATCH can change beside the number of containers.
func TestUpdateChangesOnlyWhatIsGiven(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	uri := str(s.create(`{"image": "tutum/hello-world", "name": "w"}`), "resource_uri")
	a := s.patch(uri, `{"web_public_dns": "www.example.com", "autorestart": "ALWAYS", "autodestroy": "ON_FAILURE"}`)
	if str(a, "state") != "Running" || str(a, "web_public_dns") != "www.example.com" || str(a, "autorestart") != "ALWAYS" ||
		str(a, "autodestroy") != "ON_FAILURE" || str(a, "autoreplace") != "OFF" {
		t.Errorf("after the update: %v", a)
	}
	if c := s.container("w-1"); str(c, "autorestart") != "ALWAYS" {
		t.Error("the container does not have the new policy")
	}
	if a = s.patch(uri, `{"web_public_dns": ""}`); a["web_public_dns"] != nil {
		t.Errorf("web_public_dns is %v, want null", a["web_public_dns"])
	}
	if a = s.patch(uri, `{"target_num_containers": 1}`); str(a, "state") != "Running" {
		t.Errorf("scaling to the same number: %s", str(a, "state"))
	}
	for _, body := range []string{`{"target_num_containers": 0}`, `{"target_num_containers": "3"}`, `{"autorestart": "x"}`, `{"web_public_dns": "x y"}`, `{"target_num_containers": 5, "autoreplace": 1}`} {
		if got := s.want(http.StatusBadRequest, http.MethodPatch, uri, body); got["application"] == nil {
			t.Errorf("%s: %v", body, got)
		}
	}
	wantCounts(t, s.get(uri), 1, 1, 1, 0)
}

// TestRedeployReplacesEveryContainer checks that all containers are replaced by new ones of the
// tag.
func TestRedeployReplacesEveryContainer(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 3}`)
	uri, before := str(a, "resource_uri"), strs(a, "containers")
	s.post(str(s.container("w-2"), "resource_uri")+"stop/", "")
	s.clock.advance(3 * time.Second)
	s.want(http.StatusBadRequest, http.MethodPost, uri+"redeploy/", `{"tag": "a b"}`)
	a = s.post(uri+"redeploy/", `{"tag": "v2"}`)
	if str(a, "state") != "Redeploying" || str(a, "image_name") != "tutum/hello-world:v2" {
		t.Errorf("after redeploy: %s of %s", str(a, "state"), str(a, "image_name"))
	}
	s.clock.advance(15 * time.Second)
	a = s.wantState(a, "Running")
	wantCounts(t, a, 3, 3, 3, 0)
	conts := s.containers(a)
	names := make([]string, len(conts))
	for i, c := range conts {
		names[i] = str(c, "unique_name")
		if str(c, "image_name") != "tutum/hello-world:v2" || slices.Contains(before, str(c, "resource_uri")) {
			t.Errorf("container %s of %s is not new", str(c, "unique_name"), str(c, "image_name"))
		}
	}
	if slices.Sort(names); !slices.Equal(names, []string{"w-1", "w-2", "w-3"}) {
		t.Errorf("containers %v", names)
	}
	for _, old := range before {
		if got := str(s.get(old), "state"); got != "Terminated" {
			t.Errorf("old container is %s", got)
		}
	}
}

// uuid returns the UUID in a URI.
func (s *server) uuid(uri string) string {
	s.t.Helper()
	return str(s.get(uri), "uuid")
}
