package recorder

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetop/client"
)

// TestALoopOfReplacedContainersIsToldOnce has a cluster put new containers in the place of those that end, again
// and again: that is a loop like one of a container that is started again in place. It is told once that it
// begins and once that it is over, while one of two runs too, and nothing is told of each container that is gone.
func TestALoopOfReplacedContainersIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 2))
	w.poll()
	made, restarts := 2, 0
	one := func(slot, number int, state client.State) client.Container {
		c := con(fmt.Sprintf("web-%d", slot), state)
		c.UUID = fmt.Sprintf("c-%d", number)
		if c.Restarts = restarts; restarts > 0 {
			c.ExitCode, c.StoppedAt = code(3), client.Time{Time: w.now}
		}
		if state == client.StateStarting {
			c.EngineState = "restarting"
		}
		return c
	}
	w.look(10*time.Second, "web", one(1, 1, client.StateRunning), one(2, 2, client.StateRunning))
	app := w.app("web")
	for i := range 10 {
		restarts++
		first, second := one(1, made-1, client.StateTerminated), one(2, made, client.StateTerminated)
		app.Restarts, app.EngineState = restarts, "restarting"
		app.State, app.Running = client.StateStarting, 0
		again := []client.Container{one(1, made+1, client.StateStarting), one(2, made+2, client.StateStarting)}
		w.look(interval, "web", append(again, first, second)...)
		app.State, app.Running = client.StatePartlyRunning, 1
		again[i%2] = one(1+i%2, made+1+i%2, client.StateRunning)
		w.look(interval, "web", append(again, first, second)...)
		app.EngineState, app.State, app.Running = "", client.StateRunning, 2
		again = []client.Container{one(1, made+1, client.StateRunning), one(2, made+2, client.StateRunning)}
		w.look(interval, "web", append(again, first, second)...)
		made += 2
	}
	if why, _ := w.f.Attention(w.f.Row(id("web")), w.now); why == 0 {
		t.Error("it needs no attention")
	}
	w.look(30*time.Minute, "web", one(1, made-1, client.StateRunning), one(2, made, client.StateRunning))
	got := w.story()
	if len(got) != 3 || !strings.Contains(got[0], "exited 3, started again by itself") || !strings.Contains(got[1], "keeps restarting") ||
		!strings.Contains(got[1], "exited 3") || !strings.Contains(got[2], "does not restart any more: Running") {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
}
