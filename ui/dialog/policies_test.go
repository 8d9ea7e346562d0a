package dialog

import (
	"slices"
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/form"
)

// TestPoliciesThatAClusterDoesNotChangeAreBlocked checks that the dialog says at once what a cluster refuses while
// something runs, and blocks that alone.
func TestPoliciesThatAClusterDoesNotChangeAreBlocked(t *testing.T) {
	t.Parallel()
	const why = "web has its restart policy from Swarm: stop web first"
	w := newWorld(t)
	row := fleet.ApplicationRow(client.Application{
		UUID: "1", UniqueName: "web", State: client.StateRunning, Target: 1, Current: 1, Running: 1,
		Autorestart: client.PolicyOff, Autoreplace: client.PolicyOnFailure, Autodestroy: client.PolicyOff,
		Refusals: map[string]string{"autorestart": why},
	})
	w.applications(row)
	f := NewPolicies(row)
	w.says(t, f, "Only Destroy can act otherwise now: web has")
	isBlocked := func(field, value string) bool {
		f.form.Set(field, value)
		defer f.form.Set(field, policiesOf(row)[field])
		return slices.ContainsFunc(f.form.Problems(field), problemSays(why))
	}
	for _, c := range []struct {
		field, value string
		want         bool
	}{
		{fieldReplace, "ALWAYS", true},
		{fieldReplace, "OFF", true},
		{fieldRestart, "ALWAYS", true},
		{fieldRestart, "ON_FAILURE", false}, // the cluster has one rule, which stays what it is
		{fieldDestroy, "ALWAYS", false},
	} {
		if got := isBlocked(c.field, c.value); got != c.want {
			t.Errorf("%s %s is blocked: %t", c.field, c.value, got)
		}
	}
}

// problemSays matches a problem that blocks and says something.
func problemSays(words string) func(form.Problem) bool {
	return func(p form.Problem) bool { return p.Blocks && strings.Contains(p.Text, words) }
}
