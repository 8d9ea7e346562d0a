package docker

import (
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/events"

	"fleetop/internal/platform/engine"
)

// at is a time of the daemon's clock, in seconds.
func at(seconds float64) time.Time {
	return time.Unix(1_000_000, 0).Add(time.Duration(seconds * float64(time.Second)))
}

// ran is what an inspection says of a container that runs since a time, and ended before at another,
// 0 for never.
func ran(phase engine.Phase, started, finished float64, code int) *facts {
	f := &facts{inspected: true, phase: phase, exitCode: code}
	if started > 0 {
		f.started = at(started)
	}
	if finished > 0 {
		f.finished = at(finished)
	}
	return f
}

// TestLives checks which edges follow from what was known, the events that came since, and the
// inspection after them.
func TestLives(t *testing.T) {
	t.Parallel()
	const created, up, ended, again = engine.PhaseCreated, engine.PhaseRunning, engine.PhaseExited, engine.PhaseRestarting
	start := func(s float64) note { return note{at: at(s), what: events.ActionStart} }
	die := func(s float64, code int) note { return note{at: at(s), what: events.ActionDie, code: code} }
	kill := func(s float64, signal string) note {
		return note{at: at(s), what: events.ActionKill, signal: signal}
	}
	stop := func(s float64) note { return note{at: at(s), what: events.ActionStop} }
	restart := func(n note) note {
		n.restart = true
		return n
	}
	policy := func(f *facts, restarts int) *facts {
		f.restarts = restarts
		return f
	}
	for _, test := range []struct {
		name   string
		before *facts
		notes  []note
		after  *facts
		want   string
	}{
		{"nothing new", ran(up, 1, 0, 0), nil, ran(up, 1, 0, 0), ""},
		{"started", ran(created, 0, 0, 0), []note{start(1.1)}, ran(up, 1, 0, 0), "started"},
		{"started, the event is late", ran(created, 0, 0, 0), nil, ran(up, 1, 0, 0), "started"},
		{"the late event", ran(up, 1, 0, 0), []note{start(1.1)}, ran(up, 1, 0, 0), ""},
		{"started and ended", ran(created, 0, 0, 0), []note{start(1.1), die(2.1, 3)}, ran(ended, 1, 2, 3), "started; exited 3"},
		{"started and ended, no event came", ran(created, 0, 0, 0), nil, ran(ended, 1, 2, 3), "started; exited 3"},
		{"events of what was inspected", ran(ended, 1, 2, 3), []note{start(1.1), die(2.1, 3)}, ran(ended, 1, 2, 3), ""},
		{"several lives, then it runs", ran(up, 1, 0, 0), []note{die(2.1, 3), start(3.1), die(4.1, 4), start(5.1)}, ran(up, 5, 4, 0), "exited 3 restarting; started; exited 4 restarting; started"},
		{"the inspection is ahead of the events", ran(up, 1, 0, 0), []note{die(2.1, 3)}, ran(up, 3, 2, 0), "exited 3; started"},
		{"the inspection is ahead of a restart", ran(up, 1, 0, 0), []note{die(2.1, 3)}, policy(ran(up, 3, 2, 0), 1), "exited 3 restarting; started"},
		{"stopped", ran(up, 1, 0, 0), []note{kill(2, "15"), die(2.1, 143), stop(2.2)}, ran(ended, 1, 2.05, 143), "exited 143 asked"},
		{"stopped after a while", ran(up, 1, 0, 0), []note{kill(2, "15"), kill(12, "9"), die(12.1, 137)}, ran(ended, 1, 12, 137), "exited 137 asked"},
		{"a signal that it took long ago", ran(up, 1, 0, 0), []note{kill(2, "15"), die(500, 1)}, ran(ended, 1, 499, 1), "exited 1"},
		{"a signal that stops nothing", ran(up, 1, 0, 0), []note{kill(2, "1"), die(2.1, 2)}, ran(ended, 1, 2, 2), "exited 2"},
		{"a name of a signal", ran(up, 1, 0, 0), []note{kill(2, "SIGTERM"), die(2.1, 0)}, ran(ended, 1, 2, 0), "exited 0 asked"},
		{"stopped by the daemon's start", ran(up, 1, 0, 0), []note{restart(kill(2, "15")), restart(die(2.1, 0)), restart(stop(2.2))}, ran(ended, 1, 2, 0), "exited 0"},
		{"out of memory", ran(up, 1, 0, 0), []note{{at: at(2), what: events.ActionOOM}, die(2.1, 137)}, ran(ended, 1, 2, 137), "exited 137 out of memory"},
		{"will be restarted", ran(up, 1, 0, 0), []note{die(2.1, 1)}, ran(again, 1, 2, 1), "exited 1 restarting"},
		{"restarted unseen by its policy", ran(up, 1, 0, 0), nil, policy(ran(up, 5, 4, 0), 1), "exited 0 restarting; started"},
		{"restarted unseen by somebody", ran(up, 1, 0, 0), nil, ran(up, 5, 4, 0), "exited 0 asked; started"},
		{"ended unseen", ran(up, 1, 0, 0), nil, ran(ended, 1, 4, 7), "exited 7"},
		{"another life unseen", ran(ended, 1, 2, 0), nil, ran(ended, 5, 6, 7), "started; exited 7"},
		{"the clock was set back", ran(up, 1000, 0, 0), []note{die(3.1, 1), start(5.1)}, ran(up, 5, 3, 0), "exited 0 asked; started"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var l life
			l.begin(test.before)
			edges := l.follow(test.notes, test.after, false)
			words := make([]string, len(edges))
			for i, ev := range edges {
				words[i] = edgeWords(ev)
			}
			if got := strings.Join(words, "; "); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if more := l.follow(nil, test.after, false); len(more) > 0 {
				t.Errorf("the same again: %v", more)
			}
		})
	}
}

// TestLifeOfAList checks that an inspection settles what a list left open.
func TestLifeOfAList(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		before engine.Phase
		after  *facts
		want   string
	}{
		{engine.PhaseRunning, ran(engine.PhaseRunning, 1, 0, 0), ""},
		{engine.PhaseRunning, ran(engine.PhaseExited, 1, 2, 3), "exited 3"},
		{engine.PhaseExited, ran(engine.PhaseExited, 1, 2, 3), ""},
		{engine.PhaseExited, ran(engine.PhaseRunning, 3, 2, 0), "started"},
	} {
		var l life
		l.begin(&facts{phase: test.before})
		got := ""
		for _, ev := range l.follow([]note{{at: at(0.5), what: events.ActionStart}}, test.after, false) {
			got += edgeWords(ev)
		}
		if got != test.want {
			t.Errorf("%v, then %+v: %q, want %q", test.before, test.after, got, test.want)
		}
	}
}
