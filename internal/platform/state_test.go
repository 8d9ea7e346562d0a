package platform

import (
	"slices"
	"strings"
	"testing"
)

// possible is the platform's table of what may be done in which state, for applications and
// containers. What no document has is not in it.
func possible() map[string]string {
	return map[string]string{
		"Init":                "start terminate",
		"Starting":            "stop terminate",
		"Scaling":             "stop terminate",
		"Redeploying":         "stop terminate",
		"Stopping":            "terminate",
		"Terminating":         "",
		"Running":             "stop scale terminate",
		"Partly running":      "start stop scale terminate",
		"Stopped":             "start terminate",
		"Stopped with errors": "start terminate",
		"Start failed":        "start terminate",
		"Not running":         "terminate scale",
		"Terminated":          "",
	}
}

func TestWhatIsPossibleInWhichState(t *testing.T) {
	t.Parallel()
	table := possible()
	for s := range numStates {
		verbs, listed := table[s.String()]
		if !listed {
			t.Errorf("%s is not in the table", s)
		}
		for verb, a := range map[string]action{"start": actStart, "stop": actStop, "scale": actScale, "terminate": actTerminate} {
			if got, want := s.allows(a), slices.Contains(strings.Fields(verbs), verb); got != want {
				t.Errorf("%s in state %s: possible is %v, want %v", verb, s, got, want)
			}
		}
	}
	if len(table) != int(numStates) {
		t.Errorf("%d states are in the table, there are %d", len(table), numStates)
	}
}
