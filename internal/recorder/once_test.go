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
