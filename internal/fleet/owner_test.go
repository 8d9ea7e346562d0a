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
