package fleet

import (
	"strings"
	"testing"

	"fleetop/client"
)

// TestHealthOfAContainer checks what is known of a running container beyond its state, that it can be
// searched, and that an unhealthy one is a problem.
func TestHealthOfAContainer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state               client.State
		health, word, shown string
		failing             bool
	}{
		{client.StateRunning, "healthy", "running", "healthy", false},
		{client.StateRunning, "unhealthy", "running", "unhealthy", true},
		{client.StateRunning, "unhealthy", "paused", "paused", false},
		{client.StateRunning, "", "running", "", false},
		{client.StateStopped, "unhealthy", "exited", "", false},
	} {
		plain := con("web-1", "web", test.state)
		r := con("web-1", "web", test.state, func(c *client.Container) { c.Health, c.EngineState = test.health, test.word })
		if got := Condition(r); got != test.shown || !strings.Contains(r.Haystack(), test.shown) {
			t.Errorf("%+v: %q in %q", test, got, r.Haystack())
		}
		if got := New().Failing(r); got != test.failing {
			t.Errorf("%+v: failing %v", test, got)
		}
		if r.Version == plain.Version {
			t.Errorf("%+v: a change would go unseen", test)
		}
	}
	if Condition(app("web", client.StateRunning)) != "" {
		t.Error("an application has no health of its own")
	}
}

// TestOwnerOfARow checks who made an object.
func TestOwnerOfARow(t *testing.T) {
	t.Parallel()
	const maker = "Compose project \x1b[2Jshop"
	const want = "Compose project shop"
	a := app("web", client.StateRunning, func(a *client.Application) { a.Owner = maker })
	c := con("web-1", "web", client.StateRunning, func(c *client.Container) { c.Owner = maker })
	i := ImageRow(client.Image{Name: "x"})
	if a.Owner() != want || c.Owner() != want || i.Owner() != "" {
		t.Errorf("owners: %q, %q, %q", a.Owner(), c.Owner(), i.Owner())
	}
}

// TestPausedContainerIsStarted checks that a paused container can be started, and what confirms it.
func TestPausedContainerIsStarted(t *testing.T) {
	t.Parallel()
	still := con("web-1", "web", client.StateRunning, func(c *client.Container) { c.EngineState = paused })
	runs := con("web-1", "web", client.StateRunning, func(c *client.Container) { c.EngineState = "running" })
	f := New()
	if why := f.Blocked(Start, still, at(0)).String(); why != "" {
		t.Errorf("blocked: %s", why)
	}
	if why := f.Blocked(Start, runs, at(0)).String(); why != "web-1 is already running" {
		t.Errorf("one that runs: %q", why)
	}
	p := Pending{ID: still.ID, Verb: Start, before: still}
	if p.confirmedBy(still) || !p.confirmedBy(runs) {
		t.Error("a start is confirmed when it goes on")
	}
}

// TestSettingsOfOthersAreTheirs checks that what others made is neither redeployed nor given policies,
// but by a cluster redeployed.
func TestSettingsOfOthersAreTheirs(t *testing.T) {
	t.Parallel()
	row := app("web", client.StateRunning, func(a *client.Application) { a.Owner = "the Compose project shop" })
	for verb, want := range map[Verb]string{
		Redeploy:    "web was made by the Compose project shop: redeploy there",
		SetPolicies: "web was made by the Compose project shop: change the policies there",
		Scale:       "",
		Terminate:   "",
	} {
		if why := New().Blocked(verb, row, at(0)).String(); why != want {
			t.Errorf("%s: %q, want %q", verb, why, want)
		}
	}
	clustered := New()
	clustered.SetEngine(NewEngine(client.Engine{Name: "swarm", StopDestroys: true}, true))
	if why := clustered.Blocked(Redeploy, row, at(0)); why != (Refusal{}) {
		t.Errorf("a cluster redeploys what others made: %s", why)
	}
	if clustered.Blocked(SetPolicies, row, at(0)) == (Refusal{}) {
		t.Error("a cluster gives policies to what others made")
	}
}

// TestWhatAClusterDoesBeyondTheTable checks what is possible where a cluster keeps the containers, and
// not elsewhere.
func TestWhatAClusterDoesBeyondTheTable(t *testing.T) {
	t.Parallel()
	clustered := New()
	clustered.SetEngine(NewEngine(client.Engine{Name: "swarm", StopDestroys: true}, true))
	row := app("web", client.StateNotRunning)
	if New().Blocked(Start, row, at(0)) == (Refusal{}) {
		t.Error("started without a cluster")
	}
	for _, v := range []Verb{Start, Redeploy, Scale} {
		if why := clustered.Blocked(v, row, at(0)); why != (Refusal{}) {
			t.Errorf("%s: %s", v, why)
		}
	}
	for _, s := range []client.State{client.StateStarting, client.StateScaling, client.StateRedeploying} {
		if why := clustered.Blocked(Scale, app("web", s), at(0)); why != (Refusal{}) {
			t.Errorf("%s: %s", s, why)
		}
		if New().Blocked(Scale, app("web", s), at(0)) == (Refusal{}) {
			t.Errorf("%s: scaled without a cluster", s)
		}
	}
	if why := clustered.Blocked(Start, app("web", client.StateNotRunning, target(0)), at(0)); why == (Refusal{}) {
		t.Error("started with a target of none")
	}
}

// TestWhatDoesNotRunIsStartedInsteadOfRestarted checks that a refused restart names the start where that is possible.
func TestWhatDoesNotRunIsStartedInsteadOfRestarted(t *testing.T) {
	t.Parallel()
	clustered := New()
	clustered.SetEngine(NewEngine(client.Engine{Name: "swarm", StopDestroys: true}, true))
	for state, want := range map[client.State][2]string{
		client.StateStopped:    {"web is Stopped: start it instead", "web is Stopped: start it instead"},
		client.StateNotRunning: {"web is Not running", "web is Not running: start it instead"},
		client.StateTerminated: {"web is Terminated", "web is Terminated"},
	} {
		row := app("web", state)
		got := [2]string{New().Blocked(Restart, row, at(0)).String(), clustered.Blocked(Restart, row, at(0)).String()}
		if got != want {
			t.Errorf("%s: %q, want %q", state, got, want)
		}
	}
}
