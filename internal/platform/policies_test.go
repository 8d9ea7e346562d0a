package platform_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
)

// crash ends the program of a container by itself.
func (s *server) crash(c map[string]any, code int) {
	s.t.Helper()
	if err := s.eng.Exit(str(c, "uuid"), code); err != nil {
		s.t.Fatal(err)
	}
}

// withPolicies creates an application with the three policies in the order in which they are tried.
func (s *server) withPolicies(restart, replace, destroy string, containers int) map[string]any {
	s.t.Helper()
	return s.create(fmt.Sprintf(`{"image": "tutum/redis", "name": "p", "target_num_containers": %d,
		"autorestart": %q, "autoreplace": %q, "autodestroy": %q}`, containers, restart, replace, destroy))
}

// TestPoliciesActOnEveryExit lets a program end with and without failure under each policy.
func TestPoliciesActOnEveryExit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		restart, replace, destroy string
		code                      int
		state                     string // of the container, five seconds later
		left                      int    // of the application's two containers
	}{
		{"OFF", "OFF", "OFF", 0, "Stopped", 2},
		{"OFF", "OFF", "OFF", 1, "Stopped with errors", 2},
		{"ON_FAILURE", "OFF", "OFF", 0, "Stopped", 2},
		{"ON_FAILURE", "OFF", "OFF", 1, "Running", 2},
		{"ALWAYS", "OFF", "OFF", 0, "Running", 2},
		{"ALWAYS", "ALWAYS", "ALWAYS", 1, "Running", 2},
		{"OFF", "ON_FAILURE", "OFF", 0, "Stopped", 2},
		{"OFF", "ON_FAILURE", "OFF", 1, "Terminated", 2},
		{"OFF", "ALWAYS", "ALWAYS", 0, "Terminated", 2},
		{"ON_FAILURE", "ALWAYS", "OFF", 0, "Terminated", 2},
		{"OFF", "OFF", "ON_FAILURE", 0, "Stopped", 2},
		{"OFF", "OFF", "ON_FAILURE", 137, "Terminated", 1},
		{"OFF", "OFF", "ALWAYS", 0, "Terminated", 1},
		{"ON_FAILURE", "ON_FAILURE", "ALWAYS", 0, "Terminated", 1},
	} {
		s := newServer(t, memory.Fleet{})
		a := s.withPolicies(test.restart, test.replace, test.destroy, 2)
		c := s.container("p-1")
		s.crash(c, test.code)
		s.clock.advance(5 * time.Second)
		now := s.get(str(c, "resource_uri"))
		a = s.get(str(a, "resource_uri"))
		if str(now, "state") != test.state || num(a, "current_num_containers") != test.left || num(a, "target_num_containers") != test.left {
			t.Errorf("%+v: container %s, %d left of %d", test, str(now, "state"), num(a, "current_num_containers"), num(a, "target_num_containers"))
		}
		if num(now, "exit_code") != test.code {
			t.Errorf("%+v: exit code %d", test, num(now, "exit_code"))
		}
	}
}

// TestAStopIsNotACrash checks that a stop that was asked for is not a crash.
func TestAStopIsNotACrash(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.withPolicies("ALWAYS", "ALWAYS", "ALWAYS", 2)
	s.post(str(s.container("p-1"), "resource_uri")+"stop/", "")
	s.clock.advance(time.Minute)
	s.wantState(s.container("p-1"), "Stopped")
	s.post(str(a, "resource_uri")+"stop/", "")
	s.clock.advance(time.Minute)
	wantCounts(t, s.wantState(a, "Stopped"), 2, 2, 0, 2)
}

// TestRestartsAreLimited checks that a container is restarted three times a minute, and that the
// next policy takes over after that.
func TestRestartsAreLimited(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.withPolicies("ALWAYS", "OFF", "OFF", 1)
	for range 3 {
		c := s.container("p-1")
		s.crash(c, 1)
		s.wantState(c, "Starting")
		s.wantState(a, "Starting")
		s.clock.advance(3 * time.Second)
		s.wantState(c, "Running")
	}
	s.crash(s.container("p-1"), 9)
	a = s.wantState(a, "Stopped with errors")
	wantCounts(t, a, 1, 1, 0, 1)
	if c := s.container("p-1"); str(c, "exit_code_msg") != "Exit code 9" {
		t.Errorf("exit_code_msg %q", str(c, "exit_code_msg"))
	}
	s.post(str(a, "resource_uri")+"start/", "")
	s.clock.advance(time.Minute)
	s.wantState(a, "Running")
	s.crash(s.container("p-1"), 1)
	s.clock.advance(3 * time.Second)
	s.wantState(a, "Running") // a minute later the count starts anew
}

// TestReplacementsAreLimited checks that a container is replaced three times in five minutes,
// however often its successors fail, and that its siblings have a count of their own.
func TestReplacementsAreLimited(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.withPolicies("OFF", "ON_FAILURE", "OFF", 2)
	sibling := s.container("p-2")
	victim := s.container("p-1")
	for i := range 3 {
		s.crash(victim, 1)
		s.wantState(victim, "Terminating")
		s.clock.advance(20 * time.Second)
		s.wantState(victim, "Terminated")
		conts := s.containers(s.wantState(a, "Running"))
		victim = conts[len(conts)-1]
		if len(conts) != 2 || str(victim, "uuid") == str(sibling, "uuid") {
			t.Fatalf("round %d: containers %v", i, conts)
		}
	}
	s.crash(victim, 1)
	s.clock.advance(5 * time.Second)
	s.wantState(victim, "Stopped with errors")
	wantCounts(t, s.wantState(a, "Partly running"), 2, 2, 1, 1)
	s.crash(sibling, 1)
	s.clock.advance(5 * time.Second)
	s.wantState(sibling, "Terminated")
	s.wantState(a, "Partly running")
}

// TestApplicationOutlivesItsDestroyedContainers checks an application whose last container
// destroyed itself.
func TestApplicationOutlivesItsDestroyedContainers(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.withPolicies("OFF", "OFF", "ALWAYS", 1)
	s.crash(s.container("p-1"), 0)
	s.clock.advance(3 * time.Second)
	wantCounts(t, s.wantState(a, "Not running"), 0, 0, 0, 0)
	s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
	s.wantState(a, "Terminated")
}

// TestRunCommandsEndPrograms checks that a believable run command ends a program, and that
// everything due is caught up with in the right order by the first look.
func TestRunCommandsEndPrograms(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	s.post("application/", `{"image": "busybox", "name": "once", "run_command": "sleep 30"}`)
	s.post("application/", `{"image": "busybox", "name": "fails", "run_command": "sh -c 'sleep 5; exit 3'", "autorestart": "ON_FAILURE"}`)
	s.clock.advance(10 * time.Minute)
	once, fails := s.container("once-1"), s.container("fails-1")
	if str(once, "state") != "Stopped" || num(once, "exit_code") != 0 {
		t.Errorf("once: %s, exit code %d", str(once, "state"), num(once, "exit_code"))
	}
	// Three restarts in a minute, then it stays down.
	if str(fails, "state") != "Stopped with errors" || num(fails, "exit_code") != 3 {
		t.Errorf("fails: %s, exit code %d", str(fails, "state"), num(fails, "exit_code"))
	}
	first, last := parseDate(t, str(fails, "deployed_datetime")), parseDate(t, str(fails, "stopped_datetime"))
	if d := last.Sub(first); d < 22*time.Second || d > 28*time.Second {
		t.Errorf("four runs of five seconds took %v", d)
	}
}

// TestStartFailedIsShown checks a container that cannot be started.
func TestStartFailedIsShown(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "tutum/does-not-exist", "target_num_containers": 2, "autorestart": "ALWAYS"}`)
	wantCounts(t, a, 2, 2, 0, 2)
	wantNull(t, a, "deployed", "started", "stopped", "destroyed")
	c := s.containers(a)[0]
	if str(c, "state") != "Start failed" || c["exit_code"] != nil {
		t.Errorf("container: %v", c)
	}
	s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
	s.clock.advance(3 * time.Second)
	s.wantState(a, "Terminated")
}

// parseDate reads a date of a record.
func parseDate(tb testing.TB, s string) time.Time {
	tb.Helper()
	at, err := time.Parse("Mon, 2 Jan 2006 15:04:05 -0700", s)
	if err != nil {
		tb.Fatal(err)
	}
	return at
}
