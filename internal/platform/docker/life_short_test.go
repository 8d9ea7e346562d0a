package docker

import (
	"testing"
	"time"

	"github.com/moby/moby/api/types/events"

	"fleetop/internal/platform/engine"
)

// TestShortRunsAreToldOnce checks that the events of a run that was over before they came are no news
// when the run was told already.
func TestShortRunsAreToldOnce(t *testing.T) {
	t.Parallel()
	at := func(ms int) time.Time { return time.Unix(1e9, int64(ms)*1e6) }
	l := life{edge: never()}
	f := &facts{inspected: true, phase: engine.PhaseExited, started: at(10), finished: at(11), exitCode: 3}
	if edges := l.follow(nil, f, false); len(edges) != 2 {
		t.Fatalf("the run is told as %+v", edges)
	}
	late := []note{{at: at(15), what: events.ActionStart}, {at: at(60), what: events.ActionDie, code: 3}}
	if edges := l.follow(late, f, false); len(edges) != 0 {
		t.Errorf("it is told again: %+v", edges)
	}
}
