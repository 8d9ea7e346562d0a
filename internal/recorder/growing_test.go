package recorder

import (
	"testing"
	"time"

	"fleetop/client"
)

// TestAScaleUpElsewhereIsNoRecovery has somebody scale an application up, whose containers come up one after the
// other: that is told once, when they all run. What does not come up is told after a minute.
func TestAScaleUpElsewhereIsNoRecovery(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3), application("api", 1))
	w.poll()
	scale := func(name string, target, running int) {
		w.app(name).Target, w.app(name).Current = target, target
		w.set(name, client.StatePartlyRunning, running)
		w.app(name).Stopped = 0
		w.pass(interval)
	}
	scale("web", 5, 3)
	scale("web", 5, 4)
	w.set("web", client.StateRunning, 5)
	w.pass(interval)
	w.wantStory("15s web: scaled 3/3 > 5/5")
	scale("api", 4, 1)
	w.pass(20 * time.Second)
	w.containers("api", running("api", 1)...) // which somebody looks at
	w.pass(2 * time.Minute)
	w.wantStory("15s web: scaled 3/3 > 5/5", "1m20s api: scaled 1/1 > 1/4")
}
