package recorder

import (
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
)

// TestALoopIsToldOnce has an application and its only container tell the same of being started again and
// again, whichever of them does so first: how it begins is one entry, and how it ends.
func TestALoopIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, containerFirst := range []bool{false, true} {
		w := newWorld(t, application("web", 1))
		w.poll()
		one := running("web", 1)
		w.look(10*time.Second, "web", one...)
		for i := 1; i < 8; i++ {
			w.now = w.now.Add(interval)
			one[0].Restarts, one[0].ExitCode = i, code(3)
			if containerFirst {
				w.containers("web", one...)
			}
			w.app("web").Restarts = i
			w.poll()
			w.containers("web", one...)
		}
		one[0].Restarts, one[0].ExitCode, w.app("web").Restarts = 0, nil, 0
		w.look(time.Minute, "web", one...)
		got := strings.Join(w.story(), "\n\t")
		if strings.Count(got, "keeps restarting") != 1 || strings.Count(got, "does not restart any more") != 1 || strings.Contains(got, "times") {
			t.Errorf("the container first: %v: told\n\t%s", containerFirst, got)
		}
	}
}

// TestHowOneCreatedComesUpIsToldOnce has what was created here fail to start, which is told where it was
// created.
func TestHowOneCreatedComesUpIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 1))
	w.poll()
	fresh := application("fresh", 1)
	fresh.State, fresh.Running = client.StateStarting, 0
	w.apps = append(w.apps, fresh)
	w.r.Mine(id("fresh"), w.now)
	w.pass(interval)
	w.set("fresh", client.StateStartFailed, 0)
	w.pass(interval)
	w.wantStory()
	w.set("fresh", client.StateRunning, 1)
	w.pass(interval)
	if got := w.log.Entries(); len(got) != 1 || got[0].Phase != activity.Changed {
		t.Errorf("what came later: %+v", got)
	}
}

// TestWhatIsNotTheSameIsToldApart has containers end and run again shortly one after the other, each time told by
// their list first: no end becomes part of a recovery, none is counted twice, and each of them is named.
func TestWhatIsNotTheSameIsToldApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3))
	w.poll()
	three := running("web", 3)
	w.look(time.Minute, "web", three...)
	turn := func(i int, state client.State, n int) {
		w.now = w.now.Add(interval)
		if three[i] = con(three[i].UniqueName, state); state != client.StateRunning {
			three[i] = w.ended(three[i].UniqueName, 137)
		}
		w.containers("web", three...)
		switch n {
		case 3:
			w.set("web", client.StateRunning, n)
		default:
			w.set("web", client.StatePartlyRunning, n)
		}
		w.poll()
	}
	turn(0, client.StateStoppedWithErrors, 2)
	turn(1, client.StateStoppedWithErrors, 1)
	turn(1, client.StateRunning, 2)
	turn(0, client.StateRunning, 3)
	w.look(time.Minute, "web", three...)
	w.wantStory(
		"1m5s web-1: exited 137 (SIGKILL, out of memory?), web 3/3 > 2/3",
		"1m10s web-2: exited 137 (SIGKILL, out of memory?), web 2/3 > 1/3",
		"1m15s web: 1/3 > 2/3, web-2 running again",
		"1m20s web: recovered 2/3 > 3/3, web-1 running again",
	)
}

// TestOfManyThatRecoverAtMostTwoAreAskedAboutByAPoll counts the lists that are asked for.
func TestOfManyThatRecoverAtMostTwoAreAskedAboutByAPoll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 9 {
		w.apps = append(w.apps, application(string(rune('a'+i)), 2))
	}
	w.poll()
	all := func(state client.State, n int) {
		for i := range w.apps {
			w.apps[i].State, w.apps[i].Running = state, n
		}
		w.pass(interval)
		for asked := 0; asked < len(w.apps); {
			wants := w.r.Wants()
			if len(wants) == 0 || len(wants) > mostAsked {
				t.Fatalf("%d lists are asked for after %d", len(wants), asked)
			}
			for _, q := range wants {
				name := strings.TrimPrefix(q.Application, "uuid-")
				list := running(name, 2)
				if state != client.StateRunning {
					list[1] = w.ended(list[1].UniqueName, 1)
				}
				w.containers(name, list...)
				asked++
			}
			w.pass(interval)
		}
	}
	all(client.StatePartlyRunning, 1)
	w.pass(10 * time.Minute)
	all(client.StateRunning, 2)
	if got := w.r.Wants(); len(got) > 0 {
		t.Errorf("%v are asked for once more", got)
	}
	for i, e := range w.log.Entries() {
		if said := e.Sentence(">"); i >= len(w.apps) && !strings.HasSuffix(said, "-2 running again") {
			t.Errorf("told %q", said)
		}
	}
}

// TestWhatFailedLongAgoIsNotToldAsIfItHadEndedNow has somebody stop a container of an application of which another
// one failed an hour ago, while nobody looks at its containers.
func TestWhatFailedLongAgoIsNotToldAsIfItHadEndedNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("worker", 3))
	w.set("worker", client.StatePartlyRunning, 2)
	w.poll()
	list := running("worker", 3)
	list[2] = w.ended("worker-3", 137)
	w.containers("worker", list...)
	w.pass(time.Hour)
	w.set("worker", client.StatePartlyRunning, 1)
	w.pass(interval)
	list[0] = con("worker-1", client.StateStopping)
	w.containers("worker", list...)
	w.app("worker").Stopped++ // which its record tells
	w.pass(interval)
	list[0] = w.ended("worker-1", 0)
	w.containers("worker", list...)
	w.wantStory("1h0m5s worker-1: exited 0, worker 2/3 > 1/3")
}

// TestAContainerThatIsStartedAgainIsNamedThoughNobodyLooksAtIt has an application leave its state and come back to
// it: its containers are asked whether one of them was started again. Where none was, nothing is told.
func TestAContainerThatIsStartedAgainIsNamedThoughNobodyLooksAtIt(t *testing.T) {
	t.Parallel()
	for _, restarts := range []bool{true, false} {
		w := newWorld(t, application("web", 2))
		w.poll()
		w.pass(time.Hour)
		w.set("web", client.StateStarting, 1)
		w.pass(interval)
		if got := w.r.Wants(); len(got) > 0 {
			t.Errorf("while it is on its way %v are asked for", got)
		}
		w.set("web", client.StateRunning, 2)
		w.pass(interval)
		if got := w.r.Wants(); len(got) != 1 || got[0].Application != "uuid-web" {
			t.Errorf("%v are asked for", got)
		}
		two := running("web", 2)
		two[0].Started, two[0].ExitCode = client.Time{Time: begin}, code(3)
		if restarts {
			two[1].Started, two[1].ExitCode = client.Time{Time: w.now}, code(1)
		}
		w.containers("web", two...)
		w.pass(time.Minute)
		if got := w.r.Wants(); len(got) > 0 {
			t.Errorf("%v are asked for once more", got)
		}
		if restarts {
			w.wantStory("1h0m10s web-2: exited 1, started again by itself")
		} else {
			w.wantStory()
		}
	}
}
