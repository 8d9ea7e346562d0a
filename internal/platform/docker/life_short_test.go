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

// TestRunsThatEndBeforeTheyBeginAreToldOnce checks a run whose end the daemon dates before its start.
func TestRunsThatEndBeforeTheyBeginAreToldOnce(t *testing.T) {
	t.Parallel()
	at := func(ms int) time.Time { return time.Unix(1e9, int64(ms)*1e6) }
	l := life{edge: never()}
	f := &facts{inspected: true, phase: engine.PhaseExited, started: at(20), finished: at(11), exitCode: 3}
	if edges := l.follow(nil, f, false); len(edges) != 2 {
		t.Fatalf("the run is told as %+v", edges)
	}
	late := []note{{at: at(21), what: events.ActionStart}, {at: at(22), what: events.ActionDie, code: 3}}
	for _, notes := range [][]note{nil, late, nil} {
		if edges := l.follow(notes, f, false); len(edges) != 0 {
			t.Errorf("it is told again: %+v", edges)
		}
	}
	again := &facts{inspected: true, phase: engine.PhaseExited, started: at(40), finished: at(31), exitCode: 4}
	if edges := l.follow(nil, again, false); len(edges) != 2 || edges[1].ExitCode != 4 {
		t.Errorf("the next run is told as %+v", edges)
	}
}

// TestEventsOfARunThatWasToldAreNoNewsLater checks that the events of a run which an inspection has told
// are no news either where they come when the next run has begun.
func TestEventsOfARunThatWasToldAreNoNewsLater(t *testing.T) {
	t.Parallel()
	at := func(ms int) time.Time { return time.Unix(1e9, int64(ms)*1e6) }
	l := life{edge: never()}
	if edges := l.follow(nil, &facts{inspected: true, phase: engine.PhaseExited, started: at(10), finished: at(60), exitCode: 3}, false); len(edges) != 2 {
		t.Fatalf("the run is told as %+v", edges)
	}
	second := &facts{inspected: true, phase: engine.PhaseExited, started: at(100), finished: at(150), exitCode: 3}
	late := []note{{at: at(61), what: events.ActionStart}, {at: at(62), what: events.ActionDie, code: 3}}
	edges := l.follow(late, second, false)
	if len(edges) != 2 || !edges[0].Time.Equal(second.started) {
		t.Errorf("the second run is told as %+v", edges)
	}
	late = []note{{at: at(151), what: events.ActionStart}, {at: at(152), what: events.ActionDie, code: 3}}
	third := []note{{at: at(200), what: events.ActionStart}, {at: at(250), what: events.ActionDie, code: 4}}
	edges = l.follow(append(late, third...), &facts{inspected: true, phase: engine.PhaseRunning, started: at(300)}, false)
	if len(edges) != 3 || edges[1].ExitCode != 4 || !edges[2].Time.Equal(at(300)) {
		t.Errorf("of two more runs is told %+v", edges)
	}
}

// TestCodesAreWaitedFor checks when an inspection is ahead of the events: it tells of the next run, and
// how the one before ended is not known yet.
func TestCodesAreWaitedFor(t *testing.T) {
	t.Parallel()
	first, second := created.Add(time.Second), created.Add(3*time.Second)
	up := func(at time.Time) *facts { return &facts{inspected: true, phase: engine.PhaseRunning, started: at} }
	die := note{at: created.Add(2 * time.Second), what: events.ActionDie, code: 3}
	start := note{at: second.Add(time.Millisecond), what: events.ActionStart}
	for name, test := range map[string]struct {
		notes []note
		now   *facts
		want  bool
	}{
		"no events": {nil, up(second), true}, "its end": {[]note{die}, up(second), false},
		"its end and the next start": {[]note{die, start}, up(second), false},
		"a run later":                {[]note{die, start}, up(second.Add(time.Second)), true},
		"nothing new":                {nil, up(first), false},
		"it ended":                   {nil, &facts{inspected: true, phase: engine.PhaseExited, started: second}, false},
	} {
		l := life{running: true, edge: first}
		if got := l.isAhead(test.notes, test.now); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
