package cli

import (
	"testing"

	"fleetop/internal/platform/engine"
)

// leaving is an engine that leaves out so many containers.
type leaving struct {
	engine.Engine

	n int
}

func (l leaving) LeftOut() int { return l.n }

// TestAServerSaysWhatItLeavesOut checks the words for what others made: how much is left out and how it is
// shown, or that it is not left alone.
func TestAServerSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		left  int
		touch string
		want  string
	}{
		{0, "", ""},
		{1, "", "leaves out 1 running container that it did not make: --touch all shows and touches it"},
		{12, "", "leaves out 12 running containers that it did not make: --touch all shows and touches them"},
		{0, touchAll, "--touch all shows, changes and destroys what others made, too"},
	} {
		s := &server{own: serveFlags{touch: test.touch}, engine: chosenEngine{engine: leaving{n: test.left}}}
		if got := s.touches(); got != test.want {
			t.Errorf("%d left out: %q, want %q", test.left, got, test.want)
		}
	}
	if got := (&server{}).touches(); got != "" {
		t.Errorf("the simulation: %q", got)
	}
}

// TestWhoHoldsANameIsSaid checks the words for a name that another process has, by what the lock says of it.
func TestWhoHoldsANameIsSaid(t *testing.T) {
	t.Parallel()
	for others, want := range map[string]string{
		"process 7 (fleetop serve)":           "a server (process 7) already holds the name shop on this Docker daemon: stop it, or give this server another --name",
		"process 7 (fleetop --engine docker)": "a dashboard (process 7) already holds the name shop on this Docker daemon: quit it, or give this server another --name",
		"another process":                     "another process already holds the name shop on this Docker daemon: stop it, or give this server another --name",
	} {
		if got := heldBy(others, "shop", "docker").Error(); got != want {
			t.Errorf("%s: %q", others, got)
		}
	}
	want := "a server (process 7) already holds the name shop of this swarm: stop it, or give this server another --name"
	if got := heldBy("process 7 (fleetop serve)", "shop", "swarm").Error(); got != want {
		t.Errorf("of a swarm: %q", got)
	}
}
