package fleet

import (
	"fmt"
	"testing"

	"fleetop/client"
)

// counts sets how many containers of an application run, have stopped, and should run.
func counts(running, stopped, target int) func(*client.Application) {
	return func(a *client.Application) {
		a.Running, a.Stopped, a.Current, a.Target = running, stopped, target, target
	}
}

// left is a container that was started so many seconds before it exited.
func left(code, seconds int) func(*client.Container) {
	return func(c *client.Container) {
		c.ExitCode, c.Started, c.StoppedAt = &code, client.Time{Time: at(seconds - 100)}, client.Time{Time: at(seconds)}
	}
}

// crew are n containers of the application that all look alike.
func crew(of string, n int, state client.State, change ...func(*client.Container)) []*Row {
	rows := make([]*Row, n)
	for i := range rows {
		rows[i] = con(fmt.Sprintf("%s-%d", of, i+1), of, state, change...)
	}
	return rows
}

func TestCrashedApplicationIsAProblemByAnyWord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		app        *Row
		containers []*Row
		want       bool
	}{
		{"running, none of 3", app("a", client.StateRunning, counts(0, 3, 3)), nil, true},
		{"running, 2 of 3", app("a", client.StateRunning, counts(2, 1, 3)), nil, true},
		{"running, 3 of 3", app("a", client.StateRunning, counts(3, 0, 3)), nil, false},
		{"running, more than asked for", app("a", client.StateRunning, counts(4, 0, 3)), nil, false},
		{"unknown word, none of 3", app("a", "Crashed", counts(0, 3, 3)), nil, true},
		{"unknown word, on the way up", app("a", "Upgrading", counts(1, 0, 3)), nil, false},
		{"unknown word, all run", app("a", "Healthy", counts(3, 0, 3)), nil, false},
		{"scaling, not there yet", app("a", client.StateScaling, counts(1, 0, 3)), nil, false},
		{"stopped, nothing known of its containers", app("a", client.StateStopped, counts(0, 3, 3)), nil, false},
		{"stopped, all exited 1", app("a", client.StateStopped, counts(0, 3, 3)), crew("a", 3, client.StateStopped, left(1, -60)), true},
		{"stopped, all failed to start", app("a", client.StateStopped, counts(0, 3, 3)), crew("a", 3, client.StateStartFailed), true},
		{"stopped, all exited 0", app("a", client.StateStopped, counts(0, 3, 3)), crew("a", 3, client.StateStopped, left(0, -60)), false},
		{"stopped, all with 143", app("a", client.StateStopped, counts(0, 3, 3)), crew("a", 3, client.StateStopped, left(143, -60)), false},
		{"stopped, all with 137", app("a", client.StateStopped, counts(0, 3, 3)), crew("a", 3, client.StateStopped, left(137, -60)), false},
		{"stopped with errors, whatever the codes", app("a", client.StateStoppedWithErrors, counts(0, 3, 3)), crew("a", 3, client.StateStopped, left(143, -60)), true},
		{"word nobody knows, all exited with one nobody knows", app("a", "Down", counts(0, 0, 0)), crew("a", 3, "Dead", left(2, -60)), true},
		{"running by its word and counts, all exited 1", app("a", client.StateRunning, counts(3, 0, 3)), crew("a", 3, client.StateStopped, left(1, -60)), true},
		{"terminated", app("a", client.StateTerminated, counts(0, 3, 3)), crew("a", 3, client.StateStopped, left(1, -60)), false},
	} {
		f := New()
		f.Apply(round(0, allApplications(), test.app))
		if test.containers != nil {
			f.Apply(round(1, allContainers(), test.containers...))
		}
		if got := f.Failing(test.app); got != test.want {
			t.Errorf("%s: failing %v, want %v", test.name, got, test.want)
		}
		if problems := f.Summary(at(2)).Problems; problems == 1 != test.want {
			t.Errorf("%s: %d problems are counted", test.name, problems)
		}
	}
}

func TestOneSoundContainerClearsAStoppedApplication(t *testing.T) {
	t.Parallel()
	f := New()
	a := app("a", client.StateStopped, counts(0, 2, 2))
	f.Apply(round(0, allApplications(), a))
	f.Apply(round(1, containersOf("u-a"), crew("a", 2, client.StateStopped, left(1, -60))...))
	if !f.Failing(a) {
		t.Error("two crashed containers are no problem")
	}
	rows := crew("a", 2, client.StateStopped, left(1, -60))
	rows[1] = con("a-2", "a", client.StateStopped, left(0, -60))
	f.Apply(round(2, containersOf("u-a"), rows...))
	if f.Failing(a) {
		t.Error("a batch of which one ended well is a problem")
	}
}

// TestWhatDidNotComeIsNotTakenForFailed lacks the page of a list on which the sound
// containers are.
func TestWhatDidNotComeIsNotTakenForFailed(t *testing.T) {
	t.Parallel()
	for lacking, want := range map[int]bool{0: true, 1: false} {
		f := New()
		a := app("a", client.StateStopped, counts(0, 2+lacking, 2+lacking), func(a *client.Application) { a.Current = 2 + lacking })
		f.Apply(round(0, allApplications(), a))
		r := round(1, allContainers(), crew("a", 2, client.StateStopped, left(1, -60))...)
		r.Pages[0].Total, r.Lost = 2+lacking+5, lacking+5
		f.Apply(r)
		if got := f.Failing(a); got != want {
			t.Errorf("2 crashed containers came, %d did not: failing %v", lacking, got)
		}
	}
}

func TestWhatContainersSaidIsForgottenWithAStart(t *testing.T) {
	t.Parallel()
	f := New()
	f.Apply(round(0, allApplications(), app("a", client.StateStopped, counts(0, 1, 1))))
	f.Apply(round(1, allContainers(), crew("a", 1, client.StateStopped, left(1, -60))...))
	up := app("a", client.StateRunning, counts(1, 0, 1), func(a *client.Application) { a.Started = client.Time{Time: at(10)} })
	f.Apply(round(11, allApplications(), up))
	if f.Failing(up) {
		t.Error("an application that was started again is judged by what its containers were before")
	}
}

func TestAskedEndsAreNoProblem(t *testing.T) {
	t.Parallel()
	const never = 1 << 30 // no stop was sent from here
	for _, test := range []struct {
		name      string
		word      client.State // of the application
		container *Row
		sent      int // when a stop of the application was sent from here
		want      Attention
	}{
		{"143 in an application that runs", client.StateRunning, con("a-1", "a", client.StateStopped, left(143, -60)), never, Fine},
		{"137 in an application that runs", client.StateRunning, con("a-1", "a", client.StateStopped, left(137, -60)), never, Failing},
		{"137 in a stopped application", client.StateStopped, con("a-1", "a", client.StateStopped, left(137, -60)), never, Fine},
		{"137 while the application stops", client.StateStopping, con("a-1", "a", client.StateStopped, left(137, -60)), never, Fine},
		{"130 in a stopped application", client.StateStopped, con("a-1", "a", client.StateStopped, left(130, -60)), never, Fine},
		{"1 in a stopped application", client.StateStopped, con("a-1", "a", client.StateStopped, left(1, -60)), never, Failing},
		{"3 where failures have a word of their own", client.StateStopped, con("a-1", "a", client.StateStopped, left(3, -60), func(c *client.Container) { c.EngineState = ended }), never, Fine},
		{"1 by our own stop", client.StateStopped, con("a-1", "a", client.StateStopped, left(1, -60)), -65, Fine},
		{"1 long after our own stop", client.StateStopped, con("a-1", "a", client.StateStopped, left(1, -60)), -600, Failing},
		{"1 before our own stop", client.StateStopped, con("a-1", "a", client.StateStopped, left(1, -60)), -30, Failing},
		{"137 by our own stop, runs again", client.StateRunning, con("a-1", "a", client.StateRunning, exited(137, -60)), -65, Fine},
		{"137 by nobody's stop, runs again", client.StateRunning, con("a-1", "a", client.StateRunning, exited(137, -60)), never, Crashed},
		{"with errors by the server's word", client.StateStopped, con("a-1", "a", client.StateStoppedWithErrors, left(143, -60)), never, Failing},
	} {
		f := New()
		a := app("a", test.word)
		f.Apply(round(-1000, allApplications(), a))
		if test.sent != never {
			f.Begin(Stop, a, 0, at(test.sent))
		}
		f.Apply(round(0, allContainers(), test.container))
		if why, _ := f.Attention(test.container, at(1)); why != test.want {
			t.Errorf("%s: %d, want %d", test.name, why, test.want)
		}
	}
}

func TestRefusedStopExcusesNothing(t *testing.T) {
	t.Parallel()
	f := New()
	a := app("a", client.StateRunning)
	f.Apply(round(-100, allApplications(), a))
	f.Begin(Stop, a, 0, at(-62))
	f.Refused(a.ID)
	c := con("a-1", "a", client.StateStopped, left(1, -60))
	f.Apply(round(0, allContainers(), c))
	if !f.Failing(c) {
		t.Error("a crash after a stop that the server refused is no problem")
	}
}
