package fleet

import (
	"testing"
	"time"

	"fleetop/client"
)

// restarted is a container that the engine has started again so many times.
func restarted(count int, word string) *Row {
	return con("loop-1", "loop", client.StateRunning, func(c *client.Container) { c.Restarts, c.EngineState = count, word })
}

// TestWhatIsStartedAgainAndAgainIsAProblem checks the rate, what waits for its next start, and that
// neither old restarts nor a container that was made anew count.
func TestWhatIsStartedAgainAndAgainIsAProblem(t *testing.T) {
	t.Parallel()
	type poll struct {
		at, count int
		word      string
		want      Attention
	}
	for name, polls := range map[string][]poll{
		"four within a minute":     {{0, 1, "running", Fine}, {30, 4, "running", Fine}, {50, 5, "running", Looping}},
		"three within a minute":    {{0, 1, "running", Fine}, {30, 4, "running", Fine}, {95, 5, "running", Fine}},
		"one each minute":          {{0, 100, "running", Fine}, {61, 101, "running", Fine}, {122, 102, "running", Fine}},
		"waiting for its fifth":    {{0, 4, "restarting", Looping}, {5, 5, "running", Looping}},
		"waiting for its second":   {{0, 2, "restarting", Fine}},
		"forgotten after a while":  {{0, 4, "restarting", Looping}, {599, 4, "running", Looping}, {601, 4, "running", Fine}},
		"started by hand":          {{0, 9, "restarting", Looping}, {10, 0, "running", Fine}},
		"counted anew after start": {{0, 9, "running", Fine}, {10, 2, "running", Fine}, {20, 5, "running", Fine}, {30, 6, "running", Looping}},
	} {
		f := New()
		for _, p := range polls {
			row := restarted(p.count, p.word)
			f.Apply(Round{Query: allContainers(), Started: at(p.at), Ended: at(p.at), Pages: []Page{{Rows: []*Row{row}, Count: 1, Total: 1}}})
			if got, _ := f.Attention(row, at(p.at)); got != p.want {
				t.Errorf("%s: after %d s and %d restarts: %d, want %d", name, p.at, p.count, got, p.want)
			}
		}
		f.Apply(Round{Query: allContainers(), Started: at(900), Ended: at(900), Pages: []Page{{Total: 0}}})
		if len(f.loops) > 0 {
			t.Errorf("%s: what is gone is still counted", name)
		}
	}
	f := New()
	row := app("loop", client.StateStarting, func(a *client.Application) { a.Restarts, a.EngineState = 7, waiting })
	f.Apply(Round{Query: allApplications(), Started: t0, Ended: t0, Pages: []Page{{Rows: []*Row{row}, Count: 1, Total: 1}}})
	if got, until := f.Attention(row, t0); got != Looping || !until.Equal(t0.Add(10*time.Minute)) {
		t.Errorf("an application: %d until %v", got, until)
	}
}

// TestAStopEndsALoop checks that what kept restarting is no problem once it is stopped, though its engine
// goes on telling how often that was.
func TestAStopEndsALoop(t *testing.T) {
	t.Parallel()
	f := New()
	list := func(second int, row *Row) {
		q := allApplications()
		if row.Container != nil {
			q = allContainers()
		}
		f.Apply(Round{Query: q, Started: at(second), Ended: at(second), Pages: []Page{{Rows: []*Row{row}, Count: 1, Total: 1}}})
	}
	loop := func(state client.State, word string) *Row {
		return app("loop", state, func(a *client.Application) { a.Restarts, a.EngineState = 7, word })
	}
	list(0, loop(client.StateStarting, waiting))
	list(0, restarted(7, waiting))
	if s := f.Summary(at(0)); s.Problems != 1 {
		t.Fatalf("%+v", s)
	}
	stopped, code := loop(client.StateStopped, ""), 3
	list(5, stopped)
	one := con("loop-1", "loop", client.StateStopped, func(c *client.Container) {
		c.Restarts, c.EngineState, c.ExitCode, c.StoppedAt = 7, ended, &code, client.Time{Time: at(-30)}
	})
	list(5, one)
	for _, row := range []*Row{stopped, one} {
		if why, _ := f.Attention(row, at(6)); why != Fine {
			t.Errorf("%s was stopped: %d", row.Name, why)
		}
	}
	if s := f.Summary(at(6)); s.Problems != 0 || s.Stopped != 1 {
		t.Errorf("%+v", s)
	}
}

// TestConditionOfAnApplication checks that the health of its containers is the application's.
func TestConditionOfAnApplication(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state              client.State
		health, word, want string
		failing            bool
	}{
		{client.StateRunning, "unhealthy", "", "unhealthy", true},
		{client.StatePartlyRunning, "unhealthy", "", "unhealthy", true},
		{client.StateRunning, "healthy", "paused", "paused", false},
		{client.StateRunning, "", "restarting", "", false},
		{client.StateStopped, "healthy", "", "", false},
	} {
		row := app("web", test.state, func(a *client.Application) { a.Health, a.EngineState = test.health, test.word })
		if got, failing := Condition(row), New().Failing(row); got != test.want || failing != test.failing {
			t.Errorf("%+v: %q, failing %v", test, got, failing)
		}
	}
}
