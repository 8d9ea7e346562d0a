package recorder

import (
	"strings"
	"testing"
	"time"

	"fleetop/client"
)

// wait has one of two containers wait to be started again, and returns both.
func (w *world) wait(name string, exit int) []client.Container {
	w.set(name, client.StatePartlyRunning, 1)
	w.app(name).Stopped, w.app(name).EngineState = 0, "restarting"
	two := running(name, 2)
	two[1] = w.ended(name+"-2", exit)
	two[1].State, two[1].EngineState = client.StateStarting, "restarting"
	return two
}

// TestALongWaitForARestartIsTold has a container end that is started again after half an hour only: that less runs
// is told after a minute, with what ended, and once that it runs again, whether nobody looks at the containers, or
// their list comes before or after that of the applications.
func TestALongWaitForARestartIsTold(t *testing.T) {
	t.Parallel()
	for _, looks := range []string{"never", "before", "after"} {
		w := newWorld(t, application("web", 2))
		w.poll()
		two := running("web", 2)
		pass := func(d time.Duration) {
			for end := w.now.Add(d); w.now.Before(end); {
				w.now = w.now.Add(interval)
				if looks == "before" {
					w.containers("web", two...)
				}
				w.poll()
				if looks == "after" || len(w.r.Wants()) > 0 {
					w.containers("web", two...)
				}
			}
		}
		pass(time.Hour)
		two = w.wait("web", 137)
		pass(time.Minute)
		w.wantStory()
		pass(29 * time.Minute)
		degraded, recovered := "1h1m5s web-2: exited 137 (SIGKILL, out of memory?), web 2/2 > 1/2", "1h30m5s web: recovered 1/2 > 2/2"
		w.wantStory(degraded)
		if p, _ := w.r.Problem(id("web")); p.Words() != "web-2 exited 137" {
			t.Errorf("looked at %s: the problem is %q", looks, p.Words())
		}
		w.app("web").EngineState = ""
		w.set("web", client.StateRunning, 2)
		two[1].State, two[1].EngineState, two[1].Started, two[1].Restarts = client.StateRunning, "", client.Time{Time: w.now}, 1
		pass(time.Hour)
		if looks != "never" {
			recovered += ", web-2 running again"
		}
		w.wantStory(degraded, recovered)
	}
}

// TestAShortWaitForARestartIsNotTold has a container started again within a minute: that it was is told, and of the
// two states between nothing, however often the record changes meanwhile.
func TestAShortWaitForARestartIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 2))
	w.poll()
	w.pass(time.Hour)
	two := w.wait("web", 1)
	w.look(20*time.Second, "web", two...)
	w.set("web", client.StateStarting, 1)
	w.look(20*time.Second, "web", two...)
	w.set("web", client.StatePartlyRunning, 1)
	w.app("web").Stopped = 0
	w.look(15*time.Second, "web", two...)
	w.app("web").EngineState = ""
	w.set("web", client.StateRunning, 2)
	w.pass(interval)
	two[1].State, two[1].EngineState, two[1].Started = client.StateRunning, "", client.Time{Time: w.now}
	w.containers("web", two...)
	w.pass(10 * time.Minute)
	w.wantStory("1h1m0s web-2: exited 1, started again by itself")
}

// TestWhatEndsWhileAnotherWaitsIsTold has another container end while one waits: both are told, each of its own.
func TestWhatEndsWhileAnotherWaitsIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.poll()
	w.pass(time.Hour)
	two := w.wait("web", 1)
	w.set("web", client.StatePartlyRunning, 2)
	w.app("web").Stopped = 0
	three := append(two, con("web-3", client.StateRunning))
	w.pass(70 * time.Second)
	w.containers("web", three...)
	w.pass(20 * time.Minute)
	w.set("web", client.StatePartlyRunning, 1)
	w.app("web").Stopped = 0
	three[2] = w.ended("web-3", 3)
	three[2].State, three[2].EngineState = client.StateStarting, "restarting"
	w.pass(70 * time.Second)
	w.containers("web", three...)
	w.pass(10 * time.Minute)
	w.wantStory("1h1m5s web-2: exited 1, web 3/3 > 2/3", "1h22m15s web-3: exited 3, web 2/3 > 1/3")
}

// TestARedeployEndsALoopUntold has somebody redeploy what is started again and again: the redeploy is told, and not
// that it is started again no more, which nobody knows yet. Where it goes on, that is told anew.
func TestARedeployEndsALoopUntold(t *testing.T) {
	t.Parallel()
	for _, isSame := range []bool{false, true} { // image
		w := newWorld(t, application("web", 1))
		w.app("web").Deployed = client.Time{Time: begin}
		w.poll()
		loop := func() {
			for range 8 {
				w.app("web").Restarts++
				w.pass(interval)
			}
		}
		loop()
		w.app("web").Restarts = 0
		w.set("web", client.StateRedeploying, 0)
		w.pass(10 * time.Second)
		w.set("web", client.StateRunning, 1)
		w.app("web").Deployed = client.Time{Time: w.now}
		if !isSame {
			w.app("web").ImageName = "web:2"
		}
		w.pass(time.Minute)
		got := strings.Join(w.story(), "\n")
		if strings.Count(got, "keeps restarting") != 1 || !strings.Contains(got, "redeployed") || strings.Contains(got, "any more") {
			t.Errorf("the same image %v: told\n%s", isSame, got)
		}
		loop()
		w.pass(30 * time.Minute)
		got = strings.Join(w.story(), "\n")
		if strings.Count(got, "keeps restarting") != 2 || strings.Count(got, "does not restart any more") != 1 {
			t.Errorf("the same image %v, it goes on: told\n%s", isSame, got)
		}
	}
}

// TestWhatNeverComesBackWholeIsTold has an application go back and forth between two states, in each of which what
// ended is being started again: that less runs is told after a minute, though it never stays in one of them so long.
func TestWhatNeverComesBackWholeIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 2))
	w.poll()
	w.pass(time.Hour)
	for range 20 {
		w.wait("web", 1)
		w.pass(15 * time.Second)
		w.set("web", client.StateStarting, 0)
		w.pass(20 * time.Second)
	}
	if got := w.story(); len(got) != 1 || !strings.HasPrefix(got[0], "1h1m15s web: degraded 2/2 > 1/2") {
		t.Errorf("told %q", got)
	}
}

// TestALongWaitInAClusterIsTold has a container end in whose place another one is that waits to be started.
func TestALongWaitInAClusterIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 2))
	w.poll()
	two := running("web", 2)
	w.look(time.Hour, "web", two...)
	old := w.ended("web-2", 1)
	old.State = client.StateTerminated
	two = w.wait("web", 1)
	two[1].UUID, two[1].Restarts = "c-new", 1
	w.look(30*time.Minute, "web", append(two, old)...)
	w.app("web").EngineState = ""
	w.set("web", client.StateRunning, 2)
	two[1].State, two[1].EngineState = client.StateRunning, ""
	w.now = w.now.Add(interval)
	w.containers("web", two...)
	w.poll()
	w.look(time.Hour, "web", two...)
	w.wantStory("1h1m5s web-2: exited 1, web 2/2 > 1/2", "1h30m5s web: recovered 1/2 > 2/2, web-2 running again")
}
