package swarm

import (
	"strconv"
	"testing"
	"time"

	"github.com/moby/moby/api/types/swarm"

	"fleetop/internal/platform/engine"
)

// TestCrashesAreCounted has a task end again and again, of which Swarm keeps the last four: how often is counted
// on, the newest ones that ended are told of, and how the last one ended is told with the one in its place.
// What is made from a changed service counts anew.
func TestCrashesAreCounted(t *testing.T) {
	t.Parallel()
	now := time.Unix(2000, 0)
	e := &Engine{o: Options{Now: func() time.Time { return now }, Owner: "me"}, nodes: map[string]node{"n": {name: "n"}}}
	one := uint64(1)
	a := newApp("app")
	a.service = &swarm.Service{ID: "s", Spec: swarm.ServiceSpec{Mode: swarm.ServiceMode{Replicated: &swarm.ReplicatedService{Replicas: &one}}}}
	tell := func() []engine.Container {
		a.keepTimes()
		a.keepCount()
		return e.tell(a).Containers
	}
	crash := func(i int) swarm.Task {
		task := aTask("t"+strconv.Itoa(i), 1000-i, swarm.TaskStateFailed, swarm.TaskStateShutdown)
		task.Status.Err, task.Status.Timestamp = "task: non-zero exit (3)", now
		task.Status.ContainerStatus = &swarm.ContainerStatus{ContainerID: "c", ExitCode: 3}
		task.Spec = a.service.Spec.TaskTemplate
		return task
	}
	for i := 1; i <= 20; i++ {
		a.tasks = append(a.tasks, crash(i))
		a.tasks = a.tasks[max(0, len(a.tasks)-4):]
		next := aTask("next", 0, swarm.TaskStateReady, swarm.TaskStateReady)
		next.Spec = a.service.Spec.TaskTemplate
		all := append(a.tasks[:len(a.tasks):len(a.tasks)], next)
		kept := a.tasks
		a.tasks = all
		list := tell()
		newest := list[len(list)-1]
		if newest.Restarts != i || newest.Phase != engine.PhaseRestarting || !newest.Exited || newest.ExitCode != 3 || newest.Reason != "" {
			t.Fatalf("after %d: %+v", i, newest)
		}
		if want := min(i, engine.MostEnded) + 1; len(list) != want || i > engine.MostEnded && list[0].Native != "t"+strconv.Itoa(i) {
			t.Fatalf("after %d: %d are told of, want %d: %+v", i, len(list), want, list)
		}
		a.tasks = kept
	}
	a.service.Spec.TaskTemplate.ForceUpdate++
	fresh := aTask("fresh", 0, swarm.TaskStateRunning, swarm.TaskStateRunning)
	fresh.Spec = a.service.Spec.TaskTemplate
	a.tasks = append(a.tasks, fresh)
	list := tell()
	if newest := list[len(list)-1]; newest.Restarts != 0 || newest.Exited || newest.Phase != engine.PhaseRunning {
		t.Errorf("redeployed: %+v", newest)
	}
}

// TestWhatCouldNotBeStartedHasItsOwnWords has a task crash, and the one in its place rejected: that has not exited as
// the one before, but says itself why it was never started.
func TestWhatCouldNotBeStartedHasItsOwnWords(t *testing.T) {
	t.Parallel()
	now := time.Unix(2000, 0)
	for _, desired := range []swarm.TaskState{swarm.TaskStateShutdown, swarm.TaskStateRunning} {
		crashed := aTask("a", 9, swarm.TaskStateFailed, swarm.TaskStateShutdown)
		crashed.Status.Err, crashed.Status.ContainerStatus = "task: non-zero exit (3)", &swarm.ContainerStatus{ContainerID: "c", ExitCode: 3}
		rejected := aTask("b", 1, swarm.TaskStateRejected, desired)
		rejected.Status.Err = "No such image: shop:9"
		a := newApp("app")
		a.service, a.tasks = new(swarm.Service), []swarm.Task{crashed, rejected}
		p := seats(a.service, a.tasks)[0]
		c := a.container(p.now, p.phase(node{}), node{}, now)
		words := c.Reason
		p.inherit(&c, p.phase(node{}))
		if c.Exited || c.ExitCode != 0 || c.Reason != words || desired == swarm.TaskStateShutdown && words == "" {
			t.Errorf("wanted %s: exited %v with %d, reason %q, want %q", desired, c.Exited, c.ExitCode, c.Reason, words)
		}
	}
}
