package recorder

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// con is a container of an application.
func con(name string, state client.State) client.Container {
	return client.Container{UUID: "c-" + name, UniqueName: name, State: state}
}

// ended is a container that has ended with an exit code.
func (w *world) ended(name string, exit int) client.Container {
	c := con(name, client.StateStoppedWithErrors)
	if exit == 0 {
		c.State = client.StateStopped
	}
	c.ExitCode, c.StoppedAt = code(exit), client.Time{Time: w.now}
	return c
}

// running are so many containers of an application.
func running(app string, n int) (list []client.Container) {
	for i := range n {
		list = append(list, con(fmt.Sprintf("%s-%d", app, i+1), client.StateRunning))
	}
	return list
}

// look polls for so long while somebody looks at the containers of an application.
func (w *world) look(d time.Duration, app string, list ...client.Container) {
	for end := w.now.Add(d); w.now.Before(end); {
		w.now = w.now.Add(interval)
		w.poll()
		w.containers(app, list...)
	}
}

func TestContainersAreNamedWhereTheyArePolled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("worker", 3))
	w.poll()
	six := running("worker", 3)
	w.look(time.Minute, "worker", six...)

	w.now = w.now.Add(interval) // the containers tell first
	six[1] = w.ended("worker-2", 137)
	w.containers("worker", six...)
	w.set("worker", client.StatePartlyRunning, 2)
	w.look(time.Minute, "worker", six...)

	w.set("worker", client.StateRunning, 3) // now the application does
	six[1] = con("worker-2", client.StateRunning)
	w.look(time.Minute, "worker", six...)

	w.app("worker").Target, w.app("worker").Current = 4, 4
	w.set("worker", client.StateRunning, 4)
	w.look(time.Minute, "worker", append(six, con("worker-4", client.StateRunning))...)

	six[0].UUID = "another" // it was replaced under its name
	w.look(time.Minute, "worker", append(six, con("worker-4", client.StateRunning))...)

	six[2].PublicDNS = "w3.example.com"
	w.look(time.Minute, "worker", append(six, con("worker-4", client.StateRunning))...)

	six[2].Health = "unhealthy"
	w.look(time.Minute, "worker", append(six, con("worker-4", client.StateRunning))...)

	six[1].Started = client.Time{Time: w.now}
	w.look(time.Minute, "worker", append(six, con("worker-4", client.StateRunning))...)
	w.wantStory(
		"1m5s worker-2: exited 137 (SIGKILL, out of memory?), worker 3/3 > 2/3",
		"2m10s worker: recovered 2/3 > 3/3, worker-2 running again",
		"3m10s worker: scaled 3/3 > 4/4, new worker-4",
		"4m10s worker: replaced worker-1",
		"5m10s worker-3: address none > w3.example.com",
		"6m10s worker-3: Running > Running (unhealthy)",
		"7m10s worker-2: started again by itself",
	)
	for _, e := range w.log.Entries() {
		of := id("worker")
		if !e.About(of, fleet.ID{}, "worker") {
			t.Errorf("%q is not in the history of the application", e.Sentence(">"))
		}
	}
	told := 0
	for _, e := range w.log.Entries() {
		if e.About(fleet.ID{Kind: fleet.Containers, Key: "c-worker-2"}, id("worker"), "worker-2") {
			told++
		}
	}
	if told != 3 {
		t.Errorf("worker-2 has %d entries of its own, want its end, that it runs again, and its restart", told)
	}
}

func TestWhatAnApplicationDoesIsNotToldOfEachContainer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.poll()
	three := running("web", 3)
	w.look(time.Minute, "web", three...)
	w.set("web", client.StateStopping, 3)
	w.pass(interval)
	for i := range three {
		three[i] = w.ended(three[i].UniqueName, 143)
		three[i].State = client.StateStopped
	}
	w.containers("web", three...)
	w.set("web", client.StateStopped, 0)
	w.look(time.Minute, "web", three...)
	w.wantStory("1m10s web: stopped 3/3 > 0/3")

	w.set("web", client.StateRedeploying, 0)
	w.pass(interval)
	three = running("web", 3)
	for i := range three {
		three[i].UUID += "-new"
	}
	w.containers("web", three...)
	w.set("web", client.StateRunning, 3)
	w.app("web").ImageName = "web:2"
	w.look(time.Minute, "web", three...)
	if got := w.story()[1:]; len(got) != 2 || got[0] != "2m15s web: redeployed web:1 > web:2" || got[1] != "2m15s web: started 0/3 > 3/3" {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
}

func TestOnesOwnScalingNamesTheContainer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.poll()
	three := running("web", 3)
	w.look(time.Minute, "web", three...)
	w.r.Acted([]*fleet.Pending{{ID: id("web"), Verb: fleet.Scale, Sent: w.now}})
	w.set("web", client.StateScaling, 3)
	w.look(interval, "web", three[0], three[2])
	w.app("web").Target, w.app("web").Current = 2, 2
	w.set("web", client.StateRunning, 2)
	w.look(time.Minute, "web", three[0], three[2])
	w.wantStory("1m10s web: scaled 3/3 > 2/2, gone web-2, by you, after 10s")
}

func TestNothingIsToldOfContainersThatNobodyLookedAt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.poll()
	three := running("web", 3)
	w.look(time.Minute, "web", three...)
	w.pass(10 * time.Minute)
	w.containers("web", three[0], con("web-9", client.StateRunning))
	w.wantStory()
	w.look(time.Minute, "web", three[0])
	w.wantStory("11m5s web: gone web-9")
}

func TestAContainerThatKeepsRestartingIsNamedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 2))
	w.poll()
	two := running("web", 2)
	for i := range 20 {
		two[1].Restarts, two[1].ExitCode = i, code(1)
		w.look(15*time.Second, "web", two...)
	}
	w.look(30*time.Minute, "web", two...)
	got := w.story()
	if len(got) != 3 || !strings.Contains(got[0], "web-2: exited 1, started again by itself") ||
		!strings.Contains(got[1], "web-2: keeps restarting") || !strings.Contains(got[2], "web-2: does not restart any more: Running") {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
	if len(w.r.loopers) != 0 {
		t.Errorf("%d containers are held as restarting", len(w.r.loopers))
	}
}

func TestManyContainersAreFewEntries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 300 {
		w.apps = append(w.apps, application(fmt.Sprintf("app-%03d", i), 1))
	}
	w.poll()
	q := fleet.Query{Kind: fleet.Containers}
	all := func(state client.State) {
		rows := make([]*fleet.Row, 300)
		for i := range rows {
			c := con(fmt.Sprintf("app-%03d-1", i), state)
			c.Application = fmt.Sprintf("/api/v1/application/uuid-app-%03d/", i)
			if state != client.StateRunning {
				c.ExitCode, c.StoppedAt = code(1), client.Time{Time: w.now}
			}
			rows[i] = fleet.ContainerRow(c)
		}
		w.f.Apply(fleet.Round{Query: q, Started: w.now, Ended: w.now, Pages: []fleet.Page{{Count: 300, Total: 300, Rows: rows, Date: w.now}}})
		w.r.Came(q, w.now, true)
	}
	all(client.StateRunning)
	w.now = w.now.Add(interval)
	all(client.StateStoppedWithErrors)
	got := w.story()
	if len(got) != 1 || !strings.HasPrefix(got[0], "5s 300 containers: exited 1: app-000-1, ") || !strings.HasSuffix(got[0], " and 280 more") {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
	if e := w.log.Entries()[0]; e.Outcome() != activity.Bad {
		t.Errorf("it came to %v", e.Outcome())
	}
}

// TestAnEndWithoutAFailureIsNamedToo checks that a container that somebody stopped is named where its
// application has told of it first, and the containers were asked why.
func TestAnEndWithoutAFailureIsNamedToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("worker", 3))
	w.poll()
	list := running("worker", 3)
	w.look(time.Minute, "worker", list...)

	w.set("worker", client.StatePartlyRunning, 2)
	w.now = w.now.Add(interval)
	w.poll()
	list[1] = w.ended("worker-2", 0)
	w.look(time.Minute, "worker", list...)
	w.wantStory("1m5s worker-2: exited 0, worker 3/3 > 2/3")
}

// on is a container that runs on a node. Another one of its name has another number.
func on(node, name string, number int) client.Container {
	c := con(name, client.StateRunning)
	c.UUID, c.Node = fmt.Sprintf("c-%s-%d", name, number), node
	return c
}

// TestContainersThatMoveToAnotherNodeAreToldAsSuch checks it whichever of the two is listed first, and that
// what is on the same node is replaced, what comes much later is new.
func TestContainersThatMoveToAnotherNodeAreToldAsSuch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.poll()
	stays, second := on("node-1", "web-1", 1), on("node-2", "web-2", 1)
	w.look(time.Minute, "web", stays, second, on("node-2", "web-3", 1))

	// Both go, and come back one after the other.
	w.set("web", client.StatePartlyRunning, 1)
	w.look(time.Minute, "web", stays)
	w.set("web", client.StateRunning, 3)
	moved := []client.Container{stays, on("node-1", "web-2", 2), on("node-3", "web-3", 2)}
	w.look(time.Minute, "web", moved...)

	// The old one is listed for longer than it runs.
	w.look(time.Minute, "web", append(moved, on("node-2", "web-2", 3))...)
	w.look(time.Minute, "web", moved[0], on("node-2", "web-2", 3), moved[2])

	// It is replaced where it is.
	w.look(time.Minute, "web", moved[0], on("node-2", "web-2", 4), moved[2])

	// One is scaled away, and much later there is one of its name again.
	w.app("web").Target = 2
	w.set("web", client.StateRunning, 2)
	w.look(time.Hour, "web", moved[0], on("node-2", "web-2", 4))
	w.app("web").Target = 3
	w.set("web", client.StateRunning, 3)
	w.look(time.Minute, "web", moved[0], on("node-2", "web-2", 4), on("node-1", "web-3", 5))
	w.wantStory(
		"1m5s web: degraded 3/3 > 1/3, gone web-2, web-3, exit code not seen",
		"2m5s web: recovered 1/3 > 3/3, moved web-2 from node-2 to node-1, web-3 from node-2 to node-3",
		"3m5s web: moved web-2 from node-1 to node-2",
		"5m5s web: replaced web-2",
		"6m5s web: scaled 3/3 > 2/2, gone web-3",
		"1h6m5s web: scaled 2/2 > 3/3, new web-3",
	)
	for _, e := range w.log.Entries() {
		isOf := e.About(fleet.ID{Kind: fleet.Containers, Key: "c-web-3-1"}, id("web"), "web-3")
		if names := strings.Contains(e.Sentence(">"), "web-3"); names != isOf {
			t.Errorf("%q is an entry of web-3: %t", e.Sentence(">"), isOf)
		}
	}
}

// TestNodesOfAnApplicationAreToldWhereNobodyLooksAtItsContainers checks that it is told once all of them run
// again, and not where it was scaled.
func TestNodesOfAnApplicationAreToldWhereNobodyLooksAtItsContainers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	web := w.app("web")
	web.Nodes = []string{"node-1", "node-2"}
	w.pass(time.Minute)
	web.Nodes = []string{"node-1"}
	w.set("web", client.StatePartlyRunning, 2)
	w.pass(time.Minute)
	web.Nodes = []string{"node-1", "node-3"}
	w.set("web", client.StateRunning, 3)
	w.pass(time.Minute)
	web.Target, web.Nodes = 4, []string{"node-1", "node-2", "node-3"}
	w.set("web", client.StateRunning, 4)
	w.pass(time.Minute)
	w.wantStory(
		"1m5s web: degraded 3/3 > 2/3",
		"2m5s web: recovered 2/3 > 3/3",
		"2m5s web: nodes node-1, node-2 > node-1, node-3",
		"3m5s web: scaled 3/3 > 4/4",
	)
}
