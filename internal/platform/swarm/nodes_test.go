package swarm

import (
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/swarm"
)

// TestANodeThatIsDownSaysSinceWhen has a node go down, whose record changes later for another reason.
func TestANodeThatIsDownSaysSinceWhen(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Managers: []Manager{{Host: "m1"}}})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.November, 29, 15, 4, 5, 0, time.UTC)
	n := swarm.Node{ID: "n"}
	n.Description.Hostname, n.Status.State, n.UpdatedAt = "worker-1", swarm.NodeStateDown, at
	for range 2 {
		e.take(answer{turn: 1, nodes: []swarm.Node{n}})
		n.UpdatedAt = n.UpdatedAt.Add(time.Hour)
	}
	task := aTask("a", 0, swarm.TaskStateRunning, swarm.TaskStateShutdown)
	down := e.nodes["n"]
	if got := reasonFor(&task, down, leaving(&task, down), at); !strings.HasPrefix(got, "node worker-1 is down since 29 Nov 15:04:05 UTC: ") {
		t.Errorf("reason %q", got)
	}
}
