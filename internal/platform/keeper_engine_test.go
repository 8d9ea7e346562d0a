package platform_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/platform/engine"
)

// serveCluster starts a platform over an engine that keeps applications by itself.
func serveCluster(t *testing.T) (*server, *cluster.Engine) {
	t.Helper()
	c := &clock{t: start()}
	e := cluster.New(c.now)
	return serveEngine(t, e, c), e
}

// TestNodesAreTold checks that containers name the machine they are on, applications all of theirs.
func TestNodesAreTold(t *testing.T) {
	t.Parallel()
	const id = "10000000-0000-4000-8000-000000000001"
	s, e := serveCluster(t)
	e.Nodes("node-2", "node-1")
	e.Run(id, "shop_web", 3, false)
	s.clock.advance(time.Second)
	if got := fmt.Sprint(s.named("shop_web")["nodes"]); got != "[node-1 node-2]" {
		t.Errorf("nodes of the application: %s", got)
	}
	e.Lose("node-2")
	s.clock.advance(2 * time.Second)
	if got := fmt.Sprint(s.named("shop_web")["nodes"]); got != "[node-1]" {
		t.Errorf("after a node was lost: %s", got)
	}
	for _, c := range s.list("container/?state=Running") {
		if str(c, "node") != "node-1" {
			t.Errorf("%s is on %s", str(c, "unique_name"), str(c, "node"))
		}
	}
	if got := fmt.Sprint(s.get("engine/")["extensions"]); !strings.Contains(got, "cluster") {
		t.Errorf("announced: %s", got)
	}
}

// aboutCluster says why two operations are possible on no single container.
type aboutCluster struct{ *cluster.Engine }

func (aboutCluster) About() engine.About {
	return engine.About{Refused: map[engine.Op]string{engine.OpStart: "scale it", engine.OpStop: "it comes back"}}
}

// TestAClusterSaysWhatItRefuses checks what is told before it is asked for: what a stop destroys, what is
// possible on no single container, and what cannot be scaled.
func TestAClusterSaysWhatItRefuses(t *testing.T) {
	t.Parallel()
	c := &clock{t: start()}
	e := cluster.New(c.now)
	s := serveEngine(t, aboutCluster{e}, c)
	e.Run("10000000-0000-4000-8000-000000000001", "shop_web", 1, false)
	e.Run("10000000-0000-4000-8000-000000000002", "shop_agent", 1, true)
	c.advance(time.Second)
	got := s.get("engine/")
	refusals, _ := got["container_refusals"].(map[string]any)
	if got["stop_destroys"] != true || str(refusals, "start") != "scale it" || str(refusals, "stop") != "it comes back" || !strings.Contains(str(refusals, "terminate"), "ask for it on the application") {
		t.Errorf("%v", got)
	}
	if a, b := s.named("shop_web")["refusals"], fmt.Sprint(s.named("shop_agent")["refusals"]); a != nil || b != "map[scale:shop_agent runs once on every node: it cannot be scaled]" {
		t.Errorf("web: %v, agent: %s", a, b)
	}
}

// TestServicesOfOthersAreShownAndOperated checks services that others make, change and remove.
func TestServicesOfOthersAreShownAndOperated(t *testing.T) {
	t.Parallel()
	const id, everywhere = "10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"
	s, e := serveCluster(t)
	e.Run(id, "shop_web", 2, false)
	e.Run(everywhere, "shop_agent", 1, true)
	s.clock.advance(time.Second)
	a := s.named("shop_web")
	if str(a, "owner") != "the stack shop" || str(a, "state") != "Running" {
		t.Errorf("found: %v", a)
	}
	wantCounts(t, a, 2, 2, 2, 0)
	if c := s.containers(a)[0]; str(c, "node") != "node-1" || str(c, "engine_state") != "running" {
		t.Errorf("container: %v", c)
	}
	uri := str(a, "resource_uri")
	s.patch(uri, `{"target_num_containers": 3}`)
	s.clock.advance(2 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 3, 3, 3, 0)
	one := 1
	e.Change(id, engine.Want{Replicas: &one})
	s.clock.advance(2 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 1, 1, 1, 0)
	if n := len(s.list("container/?state=Terminated")); n != 2 {
		t.Errorf("%d containers are terminated, want 2", n)
	}
	none := 0
	e.Change(id, engine.Want{Replicas: &none})
	s.clock.advance(2 * time.Second)
	wantCounts(t, s.wantState(a, "Not running"), 0, 0, 0, 0)

	got := s.want(http.StatusBadRequest, http.MethodPatch, str(s.named("shop_agent"), "resource_uri"), `{"target_num_containers": 2}`)
	if !strings.Contains(str(got, "error"), "runs once on every node") {
		t.Errorf("global: %v", got)
	}
	e.Take(id)
	s.clock.advance(2 * time.Second)
	s.wantState(a, "Terminated")
	s.clock.advance(6 * time.Minute)
	s.want(http.StatusNotFound, http.MethodGet, uri, "")
	if n := len(s.list("container/?application__name=shop_web")); n != 0 {
		t.Errorf("%d containers are left", n)
	}
}

// TestWhatAClusterCannotDoIsSaid checks refusals, room that there is not, and what follows from it.
func TestWhatAClusterCannotDoIsSaid(t *testing.T) {
	t.Parallel()
	s, e := serveCluster(t)
	e.Refuse(errors.New("the swarm has no leader"))
	got := s.want(http.StatusBadRequest, http.MethodPost, "application/", `{"image": "worker:1", "name": "web"}`)
	if !strings.Contains(str(got, "error"), "no leader") {
		t.Errorf("create: %v", got)
	}
	if n := len(s.list("application/")); n != 0 {
		t.Errorf("%d applications after a create that was refused", n)
	}
	e.Room(2)
	a := s.create(`{"image": "worker:1", "name": "web", "target_num_containers": 2}`)
	uri := str(a, "resource_uri")
	s.wantState(a, "Running")
	e.Refuse(errors.New("the swarm has no leader"))
	for _, ask := range []struct{ method, path, body string }{
		{"PATCH", "", `{"autoreplace": "ALWAYS"}`},
		{"POST", "redeploy/", `{"tag": "2"}`},
		{"POST", "stop/", ""},
		{"PATCH", "", `{"target_num_containers": 5}`},
	} {
		e.Refuse(errors.New("the swarm has no leader"))
		s.want(http.StatusBadRequest, ask.method, uri+ask.path, ask.body)
	}
	if a = s.wantState(a, "Running"); str(a, "autoreplace") != "OFF" || str(a, "image_name") != "worker:1" || num(a, "target_num_containers") != 2 {
		t.Errorf("refused, and changed: %v", a)
	}

	s.patch(uri, `{"target_num_containers": 3}`)
	s.clock.advance(5 * time.Second)
	a = s.wantState(a, "Partly running")
	wantCounts(t, a, 3, 3, 2, 0)
	if reason := str(s.named("web"), "reason"); !strings.Contains(reason, "no suitable node") {
		t.Errorf("reason: %q", reason)
	}
	if c := s.wantState(s.container("web-3"), "Starting"); !strings.Contains(str(c, "exit_code_msg"), "no suitable node") {
		t.Errorf("pending: %v", c)
	}
	s.patch(uri, `{"target_num_containers": 2}`)
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 2, 2, 2, 0)
}

// TestAnUpdateThatIsPausedIsNeverRunning checks what is said of an update that the engine has paused,
// and what repairs it.
func TestAnUpdateThatIsPausedIsNeverRunning(t *testing.T) {
	t.Parallel()
	s, _ := serveCluster(t)
	a := s.create(`{"image": "worker:1", "name": "web", "target_num_containers": 3}`)
	uri := str(a, "resource_uri")
	s.post(uri+"redeploy/", `{"tag": "`+cluster.MissingTag+`"}`)
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Partly running"), 3, 3, 2, 1)
	if reason := str(s.get(uri), "reason"); !strings.HasPrefix(reason, "update paused due to failure of task ") {
		t.Errorf("reason: %q", reason)
	}
	if log := str(s.get(uri+"logs/"), "logs"); !strings.Contains(log, "======>web <======\nupdate paused due to failure of task ") {
		t.Errorf("log: %q", log)
	}
	if a = s.patch(uri, `{"target_num_containers": 2}`); str(a, "state") != "Scaling" {
		t.Errorf("scaled: %v", a)
	}
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Partly running"), 2, 2, 1, 1)
	s.post(uri+"redeploy/", `{"tag": "2"}`)
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 2, 2, 2, 0)
}

// TestAnEndedTaskLowersTheTarget checks autodestroy over an engine that keeps applications by itself,
// and that a crash of what others made is theirs.
func TestAnEndedTaskLowersTheTarget(t *testing.T) {
	t.Parallel()
	s, e := serveCluster(t)
	a := s.create(`{"image": "worker:1", "name": "web", "target_num_containers": 2, "autodestroy": "ON_FAILURE"}`)
	victim := s.containers(a)[0]
	e.Crash(str(victim, "uuid"), 3)
	s.wantState(a, "Scaling")
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 1, 1, 1, 0)
	if c := s.wantState(victim, "Terminated"); num(c, "exit_code") != 3 {
		t.Errorf("the victim: %v", c)
	}
	e.Crash(str(s.containers(a)[0], "uuid"), 0)
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Stopped"), 1, 1, 0, 1)
}

// TestAnEndSeenLateLowersTheTarget checks autodestroy where a task has ended before it is heard of first,
// while its application starts and while it is scaled. A server that finds one that has ended destroys
// nothing.
func TestAnEndSeenLateLowersTheTarget(t *testing.T) {
	t.Parallel()
	s, e := serveCluster(t)
	a := s.create(`{"image": "worker:1", "name": "once", "run_command": "exit 0", "autodestroy": "ALWAYS"}`)
	s.clock.advance(10 * time.Second)
	wantCounts(t, s.wantState(a, "Not running"), 0, 0, 0, 0)

	kept := s.create(`{"image": "worker:1", "name": "kept", "run_command": "exit 0"}`)
	s.clock.advance(10 * time.Second)
	s.wantState(kept, "Stopped")
	s.patch(str(kept, "resource_uri"), `{"autodestroy": "ALWAYS"}`)
	other := serveEngine(t, e, s.clock)
	s.clock.advance(10 * time.Second)
	wantCounts(t, other.wantState(kept, "Stopped"), 1, 1, 0, 1)

	web := s.create(`{"image": "worker:1", "name": "web", "target_num_containers": 2, "autodestroy": "ALWAYS"}`)
	s.patch(str(web, "resource_uri"), `{"target_num_containers": 3}`)
	e.Crash(str(s.containers(web)[0], "uuid"), 3)
	s.clock.advance(5 * time.Second)
	s.wantState(web, "Scaling") // down, now that it is not scaled up any more
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(web, "Running"), 2, 2, 2, 0)
}

// TestAServerFindsWhatAClusterRuns checks that another server shows the same as the first.
func TestAServerFindsWhatAClusterRuns(t *testing.T) {
	t.Parallel()
	s, e := serveCluster(t)
	a := s.create(`{"image": "worker:1", "name": "My_App", "target_num_containers": 2, "autoreplace": "ALWAYS"}`)
	stopped := s.create(`{"image": "worker:1", "name": "off", "target_num_containers": 3}`)
	s.post(str(stopped, "resource_uri")+"stop/", "")
	s.clock.advance(3 * time.Second)
	other := serveEngine(t, e, s.clock)
	if again := other.wantState(a, "Running"); str(again, "unique_name") != "My_App" || str(again, "autoreplace") != "ALWAYS" {
		t.Errorf("found: %v", again)
	}
	again := other.wantState(stopped, "Stopped")
	wantCounts(t, again, 3, 0, 0, 0)
	other.post(str(again, "resource_uri")+"start/", "")
	s.clock.advance(3 * time.Second)
	wantCounts(t, other.wantState(stopped, "Running"), 3, 3, 3, 0)
}

// TestWhatLostItsTasksComesBack checks that what a cluster has given up is started and redeployed, and
// that what was scaled to none is not.
func TestWhatLostItsTasksComesBack(t *testing.T) {
	t.Parallel()
	s, e := serveCluster(t)
	a := s.create(`{"image": "worker:1", "name": "web", "target_num_containers": 2}`)
	uri := str(a, "resource_uri")
	s.wantState(a, "Running")
	for _, action := range []string{"start/", "redeploy/"} {
		e.GiveUp(str(a, "uuid"))
		s.clock.advance(5 * time.Second)
		wantCounts(t, s.wantState(a, "Not running"), 2, 0, 0, 0)
		s.post(uri+action, "")
		s.clock.advance(5 * time.Second)
		wantCounts(t, s.wantState(a, "Running"), 2, 2, 2, 0)
	}
	none := 0
	e.Change(str(a, "uuid"), engine.Want{Replicas: &none})
	s.clock.advance(5 * time.Second)
	s.wantState(a, "Not running")
	s.want(http.StatusBadRequest, http.MethodPost, uri+"start/", "")
}

// TestWhatIsUnderWayIsScaled checks that a cluster takes another number while it cannot place the one that
// was wanted before, and while it replaces containers.
func TestWhatIsUnderWayIsScaled(t *testing.T) {
	t.Parallel()
	s, e := serveCluster(t)
	e.Room(1)
	e.Run("10000000-0000-4000-8000-000000000001", "full", 1, false)
	a := s.create(`{"image": "worker:1", "name": "web", "target_num_containers": 3}`)
	uri := str(a, "resource_uri")
	s.clock.advance(time.Minute)
	s.wantState(a, "Starting")
	s.want(http.StatusBadRequest, http.MethodPatch, uri, `{"target_num_containers": 2, "autodestroy": "ALWAYS"}`)
	s.patch(uri, `{"target_num_containers": 2}`)
	s.wantState(a, "Scaling")
	s.patch(uri, `{"target_num_containers": 1}`)
	e.Room(0)
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 1, 1, 1, 0)
	s.post(uri+"redeploy/", "")
	s.wantState(a, "Redeploying")
	s.patch(uri, `{"target_num_containers": 2}`)
	s.clock.advance(5 * time.Second)
	wantCounts(t, s.wantState(a, "Running"), 2, 2, 2, 0)
}

// TestWhatPublishesNothingHasNoAddress checks that no address is made up for a container of a cluster that
// publishes no port.
func TestWhatPublishesNothingHasNoAddress(t *testing.T) {
	t.Parallel()
	s, _ := serveCluster(t)
	s.create(`{"image": "worker:1", "name": "quiet"}`)
	s.create(`{"image": "worker:1", "name": "open", "container_ports": [{"inner_port": 80}]}`)
	s.clock.advance(5 * time.Second)
	if got := str(s.container("quiet-1"), "public_dns"); got != "" {
		t.Errorf("made up: %s", got)
	}
	if str(s.container("open-1"), "public_dns") == "" {
		t.Error("what publishes a port has no address")
	}
}

// TestACrashLoopDoesNotBuryTheList has a cluster replace a container again and again: of those that are gone the
// newest are listed.
func TestACrashLoopDoesNotBuryTheList(t *testing.T) {
	t.Parallel()
	const id = "10000000-0000-4000-8000-000000000001"
	s, e := serveCluster(t)
	e.Run(id, "shop_web", 2, false)
	s.clock.advance(time.Second)
	var gone []string
	for range 6 {
		victim := str(s.list("container/?state=Running&unique_name=shop_web-1")[0], "uuid")
		gone = append(gone, victim)
		e.Crash(victim, 1)
		s.clock.advance(61 * time.Second)
		s.wantState(s.named("shop_web"), "Running")
	}
	var listed []string
	for _, c := range s.list("container/?state=Terminated") {
		listed = append(listed, str(c, "uuid"))
	}
	if want := gone[len(gone)-engine.MostEnded:]; fmt.Sprint(listed) != fmt.Sprint(want) {
		t.Errorf("listed are %q, want %q of %q", listed, want, gone)
	}
}
