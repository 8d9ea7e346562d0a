package platform_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
)

// TestWhatCrashesForEverIsStoppedAtOnce stops and terminates applications whose containers crash
// and are started again by a policy, at every moment of that.
func TestWhatCrashesForEverIsStoppedAtOnce(t *testing.T) {
	t.Parallel()
	for after := range 30 {
		for _, end := range []struct{ method, path, want string }{{"POST", "stop/", "Stopped"}, {"DELETE", "", "Terminated"}} {
			s := newServer(t, memory.Fleet{})
			a := s.post("application/", `{"image": "tutum/hello-world", "name": "w", "run_command": "sleep 1; exit 3", "autorestart": "ALWAYS", "target_num_containers": 5}`)
			uri := str(a, "resource_uri")
			s.clock.advance(time.Duration(after) * 237 * time.Millisecond)
			state := str(s.get(uri), "state")
			if state == "Stopped with errors" && end.want == "Stopped" {
				continue // it has been started too often: there is nothing to stop
			}
			s.want(http.StatusAccepted, end.method, uri+end.path, "")
			s.clock.advance(5 * time.Second)
			if got := str(s.get(uri), "state"); got != end.want {
				t.Errorf("%s while it was %s leads to %s", end.want, state, got)
			}
		}
	}
}

// TestAStopEndsARedeploy stops an application at every moment of a redeploy: all its containers are
// there in the end, and none runs.
func TestAStopEndsARedeploy(t *testing.T) {
	t.Parallel()
	for after := range 16 {
		s := newServer(t, memory.Fleet{})
		uri := str(s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 3}`), "resource_uri")
		s.post(uri+"redeploy/", `{"tag": "v2"}`)
		s.clock.advance(time.Duration(after) * 237 * time.Millisecond)
		s.want(http.StatusAccepted, http.MethodPost, uri+"stop/", "")
		s.clock.advance(6 * time.Second)
		a := s.get(uri)
		wantStep(t, "Stopped", a)
		wantCounts(t, a, 3, 3, 0, 3)
		s.post(uri+"start/", "")
		s.clock.advance(3 * time.Second)
		wantCounts(t, wantStep(t, "Running", s.get(uri)), 3, 3, 3, 0)
	}
}

// TestAStopEndsAScaling stops an application that grows, and one that shrinks.
func TestAStopEndsAScaling(t *testing.T) {
	t.Parallel()
	for _, target := range []int{2, 5} {
		s := newServer(t, memory.Fleet{})
		uri := str(s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 3}`), "resource_uri")
		s.patch(uri, fmt.Sprintf(`{"target_num_containers": %d}`, target))
		s.want(http.StatusAccepted, http.MethodPost, uri+"stop/", "")
		s.clock.advance(6 * time.Second)
		a := s.get(uri)
		wantStep(t, "Stopped", a)
		wantCounts(t, a, target, target, 0, target)
	}
}

// TestAContainerIsTerminatedOnce terminates a container again while it stops: the application makes
// do with one less, not with two.
func TestAContainerIsTerminatedOnce(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]func(s *server, uri, container string){
		"running":     func(*server, string, string) {},
		"stopping":    func(s *server, _, c string) { s.post(c+"stop/", "") },
		"redeploying": func(s *server, uri, _ string) { s.post(uri+"redeploy/", "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, memory.Fleet{})
			a := s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 3}`)
			uri, c := str(a, "resource_uri"), str(s.container("w-2"), "resource_uri")
			before(s, uri, c)
			for range 3 {
				s.want(http.StatusAccepted, http.MethodDelete, c, "")
			}
			s.clock.advance(8 * time.Second)
			wantCounts(t, s.wantState(a, "Running"), 2, 2, 2, 0)
		})
	}
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "tutum/hello-world", "name": "w", "target_num_containers": 3}`)
	c := str(s.container("w-2"), "resource_uri")
	s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
	s.want(http.StatusAccepted, http.MethodDelete, c, "")
	s.clock.advance(8 * time.Second)
	wantCounts(t, s.wantState(a, "Terminated"), 3, 0, 0, 0)
}
