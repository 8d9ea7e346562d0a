package recorder

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// story is what was told since a number, oldest first, each with how long after the beginning.
func (w *world) story() []string {
	var lines []string
	for _, e := range w.log.Entries() {
		lines = append(lines, fmt.Sprintf("%s %s", e.Time.Sub(begin).Round(time.Second), e.Sentence(">")))
	}
	return lines
}

func (w *world) wantStory(want ...string) {
	w.t.Helper()
	if got := w.story(); !slices.Equal(got, want) {
		w.t.Errorf("told\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func (w *world) app(name string) *client.Application {
	for i := range w.apps {
		if w.apps[i].UniqueName == name {
			return &w.apps[i]
		}
	}
	w.t.Fatalf("there is no application %s", name)
	return nil
}

func TestEveryChangeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3), application("db", 1))
	w.poll()
	w.pass(time.Minute)
	w.set("web", client.StateScaling, 3)
	w.pass(10 * time.Second)
	web := w.app("web")
	web.State, web.Target, web.Running, web.Current = client.StateRunning, 5, 5, 5
	w.pass(time.Minute)
	web.ImageName = "web:2"
	w.pass(time.Minute)
	web.PublicDNS = "web.example.com"
	w.pass(time.Minute)
	w.app("db").Deployed = client.Time{Time: begin}
	w.pass(interval)
	w.app("db").Deployed = client.Time{Time: w.now}
	w.apps = append(w.apps, application("new", 1))
	w.pass(time.Minute)
	w.app("db").Started = client.Time{Time: begin}
	w.pass(interval)
	w.app("db").Started = client.Time{Time: w.now}
	w.pass(interval)
	w.containers("db", client.Container{UUID: "c1", UniqueName: "db-1", State: client.StateRunning, ExitCode: code(0)})
	w.apps = w.apps[1:] // web is gone
	w.pass(time.Minute)
	w.wantStory(
		"1m15s web: scaled 3/3 > 5/5",
		"2m15s web: redeployed web:1 > web:2",
		"3m15s web: address none > web.example.com",
		"4m20s db: redeployed",
		"4m20s new: new: Running 1/1",
		"5m25s db-1: exited 0, started again by itself",
		"5m30s web: gone, was Running 5/5",
	)
}

func TestAnEntryWaitsForTheExitCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("worker", 6), application("web", 2))
	w.poll()
	w.set("worker", client.StatePartlyRunning, 5)
	w.set("web", client.StateNotRunning, 0)
	w.pass(interval)
	w.wantStory("5s web: down 2/2 > 0/2", "5s worker: degraded 6/6 > 5/6")
	if n := w.r.Settled(); n != 0 {
		t.Errorf("settled up to %d while both wait", n)
	}
	w.containers("worker", client.Container{UUID: "c4", UniqueName: "worker-4", State: client.StateStoppedWithErrors, ExitCode: code(137), StoppedAt: client.Time{Time: w.now}})
	w.r.Failed(fleet.Query{Kind: fleet.Containers, Application: "uuid-web"})
	w.wantStory(
		"5s web: down 2/2 > 0/2, exit code not seen",
		"5s worker-4: exited 137 (SIGKILL, out of memory?), worker 6/6 > 5/6",
	)
	if n := w.r.Settled(); n != 2 {
		t.Errorf("settled up to %d, want 2", n)
	}
	w.set("worker", client.StatePartlyRunning, 4)
	w.pass(openFor + 2*interval) // nobody answers
	if last := w.story()[2]; last != "10s worker: 5/6 > 4/6, exit code not seen" {
		t.Errorf("told %q", last)
	}
}

func TestNoExitCodeIsMissedWhereNothingEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.poll()
	w.set("web", client.StatePartlyRunning, 2)
	w.pass(interval)
	w.app("web").Target = 4
	w.set("web", client.StatePartlyRunning, 3)
	w.pass(interval)
	w.r.Failed(fleet.Query{Kind: fleet.Containers, Application: "uuid-web"})
	w.wantStory(
		"5s web: degraded 3/3 > 2/3, exit code not seen",
		"10s web: scaled 2/3 > 3/4",
	)
}

func TestWhatIsOnesOwnSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3), application("db", 1))
	w.poll()
	web := w.f.Row(id("web"))
	w.r.Acted([]*fleet.Pending{{ID: web.ID, Name: web.Name, Verb: fleet.Stop, Sent: w.now}, {ID: id("db"), Verb: fleet.Stop, Sent: w.now, Many: true}})
	w.set("web", client.StateStopping, 3)
	w.pass(interval)
	w.set("web", client.StateStopped, 0)
	w.set("db", client.StateStopped, 0)
	w.pass(interval)
	w.wantStory("10s web: stopped 3/3 > 0/3, by you, after 10s")
	w.set("web", client.StateRunning, 3)
	w.pass(interval)
	if got := w.story()[1]; got != "15s web: started 0/3 > 3/3" {
		t.Errorf("what came later is told as %q", got)
	}
	if e := w.log.Entries(); e[0].Change() || !e[1].Change() || e[1].Outcome() != activity.Good {
		t.Errorf("entries %+v", e)
	}
}

func TestFlappingIsNamedAndToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 2))
	w.poll()
	for range 20 {
		w.set("web", client.StatePartlyRunning, 1)
		w.pass(30 * time.Second)
		w.set("web", client.StateRunning, 2)
		w.pass(30 * time.Second)
	}
	w.pass(15 * time.Minute)
	got := w.story()
	if len(got) != 6 || !strings.Contains(got[4], "web: flaps: down 3 times in 2m") || !strings.Contains(got[5], "web: steady again: Running 2/2, after 38 changes in 19m") {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
}

func TestARestartLoopIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 1))
	w.poll()
	for range 12 {
		w.app("web").Restarts++
		w.pass(10 * time.Second)
	}
	w.pass(15 * time.Minute)
	got := strings.Join(w.story(), "\n\t")
	if strings.Count(got, "keeps restarting") != 1 || strings.Count(got, "does not restart any more: Running 1/1") != 1 || strings.Count(got, "\n") > 6 {
		t.Errorf("told\n\t%s", got)
	}
}

func TestAGapIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 1))
	w.poll()
	w.pass(time.Minute)
	w.r.Blame("paused")
	w.r.Blame("no signal")
	w.set("web", client.StateStopped, 0)
	w.now = w.now.Add(20 * time.Minute)
	w.poll()
	w.pass(time.Minute)
	w.wantStory("21m0s not watched for 20m: paused", "21m0s web: stopped 1/1 > 0/1")
}

func TestManyChangesAreFewEntries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 300 {
		w.apps = append(w.apps, application(fmt.Sprintf("app-%03d", i), 1))
	}
	w.poll()
	for i := range w.apps {
		w.apps[i].State, w.apps[i].Running = client.StateNotRunning, 0
	}
	w.apps[7].State, w.apps[7].Running = client.StateRunning, 1
	w.apps[7].ImageName = "other:1"
	w.pass(interval)
	got := w.story()
	if len(got) != 2 || !strings.HasPrefix(got[0], "5s 299 applications: down 1/1 > 0/1: app-000, app-001") || !strings.HasSuffix(got[0], "and 279 more") {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
}

// Weeks of a fleet in which something always happens take no more memory than a day.
func TestWeeksKeepNoMoreThanADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 50 {
		w.apps = append(w.apps, application(fmt.Sprintf("app-%02d", i), 2))
	}
	w.r = New(w.f, w.log, 5*time.Minute)
	w.poll()
	held := func() string {
		return fmt.Sprint(len(w.r.apps), len(w.r.timed), len(w.r.own), len(w.r.opened) <= 64, len(w.r.unsteady) <= 51, len(w.r.ask.waiting) <= mostWaiting, len(w.log.Entries()) <= activity.Limit)
	}
	var day string
	for i := range 3 * 7 * 24 * 12 {
		w.now = w.now.Add(5 * time.Minute)
		a := &w.apps[i%50]
		if a.State == client.StateRunning {
			a.State, a.Running = client.StatePartlyRunning, 1
		} else {
			a.State, a.Running = client.StateRunning, 2
		}
		old := w.apps[0]
		if i%7 == 0 { // one goes and another comes
			w.apps = append(w.apps[1:], application(fmt.Sprintf("new-%d", i), 2))
			w.r.Acted([]*fleet.Pending{{ID: fleet.ID{Key: old.UUID}, Verb: fleet.Terminate, Sent: w.now}})
		}
		w.poll()
		if i == 24*12 {
			day = held()
		}
	}
	if got := held(); got != day {
		t.Errorf("after weeks %s is held, after a day %s", got, day)
	}
}

// TestWhatAnApplicationWaitsForIsSaid checks that what is stuck says why, where the server does, and that what
// is said of an application as a whole comes before what a container says.
func TestWhatAnApplicationWaitsForIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 2))
	w.poll()
	w.set("web", client.StateStarting, 0)
	w.app("web").Reason = "no suitable node"
	w.pass(2 * time.Minute)
	if p, _ := w.r.Problem(id("web")); p.Words() != "stuck in Starting: no suitable node" || p.Short() != "no suitable node" {
		t.Errorf("stuck: %q, %q", p.Words(), p.Short())
	}
	w.app("web").Reason = "update paused due to failure of task 7"
	w.set("web", client.StatePartlyRunning, 1)
	failed := w.ended("web-2", 1)
	w.look(time.Minute, "web", con("web-1", client.StateRunning), failed)
	if p, _ := w.r.Problem(id("web")); p.Words() != "update paused due to failure of task 7" || p.Short() != p.Words() {
		t.Errorf("paused: %q, %q", p.Words(), p.Short())
	}
	failed.ExitCode, failed.ExitMessage = nil, "update paused due to failure of task 7" // it is the container's
	w.look(time.Minute, "web", con("web-1", client.StateRunning), failed)
	if p, _ := w.r.Problem(id("web")); p.Words() != "web-2: update paused due to failure of task 7" {
		t.Errorf("of a container: %q", p.Words())
	}
}
