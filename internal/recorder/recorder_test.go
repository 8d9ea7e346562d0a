package recorder

import (
	"fmt"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// begin is at the beginning of a cell.
var begin = time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC)

const interval = 5 * time.Second

// world is a fleet that is polled by hand.
type world struct {
	t    testing.TB
	now  time.Time
	f    *fleet.Fleet
	r    *Recorder
	log  *activity.Log
	apps []client.Application
}

func newWorld(t testing.TB, apps ...client.Application) *world {
	t.Helper()
	f := fleet.New()
	log := new(activity.Log)
	return &world{t: t, now: begin, f: f, log: log, r: New(f, log, interval), apps: apps}
}

// application is one that runs n of n containers.
func application(name string, n int) client.Application {
	return client.Application{UUID: "uuid-" + name, UniqueName: name, State: client.StateRunning, Running: n, Current: n, Target: n, ImageName: name + ":1"}
}

func id(name string) fleet.ID { return fleet.ID{Kind: fleet.Applications, Key: "uuid-" + name} }

// poll takes in the applications as they are now.
func (w *world) poll() {
	q := fleet.Query{Kind: fleet.Applications}
	rows := make([]*fleet.Row, len(w.apps))
	for i := range w.apps {
		rows[i] = fleet.ApplicationRow(w.apps[i])
	}
	round := fleet.Round{Query: q, Started: w.now, Ended: w.now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows, Date: w.now}}}
	w.f.Apply(round)
	w.r.Take(w.now, true)
}

// containers takes in the containers of an application.
func (w *world) containers(app string, list ...client.Container) {
	q := fleet.Query{Kind: fleet.Containers, Application: "uuid-" + app}
	rows := make([]*fleet.Row, len(list))
	for i := range list {
		list[i].Application = "/api/v1/application/uuid-" + app + "/"
		rows[i] = fleet.ContainerRow(list[i])
	}
	w.f.Apply(fleet.Round{Query: q, Started: w.now, Ended: w.now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows, Date: w.now}}})
	w.r.Came(q, w.now, true)
}

// pass polls at the interval until so much time has passed.
func (w *world) pass(d time.Duration) {
	for end := w.now.Add(d); w.now.Before(end); {
		w.now = w.now.Add(interval)
		w.poll()
	}
}

// set puts an application in a state.
func (w *world) set(name string, state client.State, running int) {
	for i := range w.apps {
		if w.apps[i].UniqueName == name {
			w.apps[i].State, w.apps[i].Running = state, running
			w.apps[i].Stopped = w.apps[i].Current - running
			return
		}
	}
	w.t.Fatalf("there is no application %s", name)
}

// ribbon is the ribbon of an application in ASCII: the levels as ?w~sPF.
func (w *world) ribbon(name string) string {
	b := []byte{}
	for _, l := range w.r.Ribbon(id(name), w.now) {
		b = append(b, " w~sPF"[l])
	}
	return string(b)
}

func (w *world) wantRibbon(what, name, want string) {
	w.t.Helper()
	if got := w.ribbon(name); got != want {
		w.t.Errorf("%s: the ribbon of %s is %q, want %q", what, name, got, want)
	}
}

func TestARibbonTellsTheWorstOfEachCell(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3), application("db", 1))
	w.poll()
	w.wantRibbon("at the start", "web", "           w")
	w.pass(11 * time.Minute)
	w.wantRibbon("after eleven minutes", "web", "         www")
	w.set("web", client.StatePartlyRunning, 2)
	w.pass(interval)
	w.set("web", client.StateRunning, 3)
	w.pass(interval)
	w.wantRibbon("after a moment without a container", "web", "         wwP")
	w.pass(10 * time.Minute)
	w.wantRibbon("later", "web", "       wwPww")
	w.set("web", client.StateNotRunning, 0)
	w.pass(5 * time.Minute)
	w.set("web", client.StateStopped, 0)
	w.pass(5 * time.Minute)
	w.set("web", client.StateStarting, 0)
	w.pass(interval)
	w.set("web", client.StateRunning, 3)
	w.pass(10 * time.Minute)
	w.wantRibbon("after a failure and a stop", "web", "   wwPwFFsww")
	w.pass(2 * time.Hour)
	w.wantRibbon("two hours later", "web", "wwwwwwwwwwww")
	w.wantRibbon("another one", "db", "wwwwwwwwwwww")
}

func TestWhatNobodyHasSeenIsBlank(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3), application("db", 1))
	w.poll()
	w.pass(20 * time.Minute)
	w.now = w.now.Add(17 * time.Minute) // the machine sleeps
	w.poll()
	w.wantRibbon("unchanged over a gap", "db", "    wwwww  w")
	w.pass(10 * time.Minute)
	w.wantRibbon("later", "db", "  wwwww  www")
	w.now = w.now.Add(17 * time.Minute)
	w.set("web", client.StateNotRunning, 0)
	w.poll()
	w.wantRibbon("changed in a gap", "web", "wwww  www  F")
	w.apps = append(w.apps, application("new", 1))
	w.pass(5 * time.Minute)
	w.wantRibbon("new", "new", "          ww")
	w.now = w.now.Add(3 * time.Hour)
	w.poll()
	w.wantRibbon("after hours", "web", "           F")
}

// Twice the interval is no gap, and what an hour brings is an hour long however rarely it is polled.
func TestARareIntervalIsNoGap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.r = New(w.f, w.log, 10*time.Minute)
	w.poll()
	for range 8 {
		w.now = w.now.Add(10 * time.Minute)
		w.poll()
	}
	w.wantRibbon("every ten minutes", "web", "wwwwwwwwwwww")
	w.set("web", client.StateNotRunning, 0)
	w.now = w.now.Add(10 * time.Minute)
	w.poll()
	w.wantRibbon("and then it fails", "web", "wwwwwwwwwwwF")
}

// A restart of the platform may put everything in disorder at once.
func TestAllOfManyChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 300 {
		w.apps = append(w.apps, application(fmt.Sprintf("app-%d", i), 1))
	}
	w.poll()
	for i := range w.apps {
		w.apps[i].UniqueName = fmt.Sprintf("app-%d", 300-i) // the order is another one, too
		w.apps[i].State, w.apps[i].Running = client.StateNotRunning, 0
	}
	w.pass(interval)
	if len(w.r.apps) != 300 {
		t.Fatalf("%d applications are known, want 300", len(w.r.apps))
	}
	for i := range w.apps {
		if got := w.r.apps[w.apps[i].UUID]; got == nil || got.track.level != Failed {
			t.Fatalf("application %s is %+v", w.apps[i].UUID, got)
		}
	}
	w.apps = w.apps[:10]
	w.pass(interval)
	if len(w.r.apps) != 10 || len(w.r.timed) > 10 || len(w.r.ask.waiting)+len(w.r.ask.now) > 10 {
		t.Errorf("of ten applications %d are kept, %d timers, %d questions", len(w.r.apps), len(w.r.timed), len(w.r.ask.waiting)+len(w.r.ask.now))
	}
}

func code(n int) *int { return &n }

func TestContainersSayWhyAnApplicationFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("worker", 6), application("web", 1))
	w.poll()
	if len(w.r.Wants()) != 0 {
		t.Fatalf("containers are asked for while all is well: %v", w.r.Wants())
	}
	w.pass(time.Minute)
	w.set("worker", client.StatePartlyRunning, 5)
	w.pass(interval)
	failed := w.now
	p, sick := w.r.Problem(id("worker"))
	if !sick || !p.Since.Equal(w.now) || p.Asked || p.Short() != "" {
		t.Fatalf("at once: %t %+v", sick, p)
	}
	want := fleet.Query{Kind: fleet.Containers, Application: "uuid-worker"}
	if got := w.r.Wants(); len(got) != 1 || got[0] != want {
		t.Fatalf("asked for %v", got)
	}
	worker := func(n int, state client.State, exit *int, stopped time.Time) client.Container {
		return client.Container{UUID: fmt.Sprint("c", n), UniqueName: fmt.Sprint("worker-", n), State: state, ExitCode: exit, StoppedAt: client.Time{Time: stopped}}
	}
	ended := failed.Add(-3 * time.Second)
	w.containers("worker", worker(1, client.StateRunning, nil, time.Time{}), worker(4, client.StateStoppedWithErrors, code(137), ended),
		worker(5, client.StateStoppedWithErrors, code(1), ended.Add(-time.Hour)))
	p, _ = w.r.Problem(id("worker"))
	if p.Container != "worker-4" || p.Exit != "137" || !p.Since.Equal(ended) || !p.Asked || p.Short() != "137" || p.Words() != "worker-4 exited 137" {
		t.Errorf("with containers: %+v, %q, %q", p, p.Short(), p.Words())
	}
	w.pass(time.Minute)
	if len(w.r.Wants()) != 0 {
		t.Errorf("asked again although nothing has changed: %v", w.r.Wants())
	}
	if row, p := w.r.Newest(); row == nil || row.Name != "worker" || p.Exit != "137" {
		t.Errorf("the newest problem is of %v: %+v", row, p)
	}
	w.set("worker", client.StatePartlyRunning, 4)
	w.pass(interval)
	if got := w.r.Wants(); len(got) != 1 || got[0] != want {
		t.Errorf("after another change asked for %v", got)
	}
	w.r.Failed(want)
	w.pass(time.Minute)
	if len(w.r.Wants()) != 0 {
		t.Errorf("asked again after a failure: %v", w.r.Wants())
	}
	w.set("worker", client.StateRunning, 6)
	w.pass(interval)
	if p, sick := w.r.Problem(id("worker")); !sick || p.Why != fleet.Crashed || p.Exit != "137" {
		t.Errorf("just after a crash: %t %+v", sick, p)
	}
	w.wantRibbon("after it", "worker", "           P")
	w.pass(10 * time.Minute)
	if _, sick := w.r.Problem(id("worker")); sick {
		t.Error("it is well and has a problem")
	}
	if row, _ := w.r.Newest(); row != nil {
		t.Errorf("all is well, and the newest problem is of %s", row.Name)
	}
}

func TestAtMostTwoApplicationsAreAskedAboutByAPoll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 100 {
		a := application(fmt.Sprintf("app-%02d", i), 2)
		a.State, a.Running = client.StatePartlyRunning, 1
		w.apps = append(w.apps, a)
	}
	w.poll()
	asked := 0
	for range 100 {
		wants := w.r.Wants()
		if len(wants) > 2 {
			t.Fatalf("asked for %v", wants)
		}
		for _, q := range wants {
			asked++
			w.containers(q.Application[len("uuid-"):])
		}
		if len(w.r.Wants()) != 0 {
			t.Fatalf("asked for more before the next poll: %v", w.r.Wants())
		}
		w.pass(interval)
	}
	if asked != mostWaiting {
		t.Errorf("asked about %d, want %d", asked, mostWaiting)
	}
}
