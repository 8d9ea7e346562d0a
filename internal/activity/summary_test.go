package activity

import (
	"testing"

	"fleetop/internal/fleet"
)

// TestASummaryTellsFirstWhatWasInTheWay checks what is said of many objects, and
// that one of them alone makes the whole a failure.
func TestASummaryTellsFirstWhatWasInTheWay(t *testing.T) {
	t.Parallel()
	e := Entry{Phase: Summary, Verb: fleet.Terminate, Names: []string{"old"}, Items: []Item{
		{Name: "a", Phase: Accepted},
		{Name: "b", Phase: Refused, Cause: "nope (400)"},
		{Name: "c", Phase: Refused, Cause: "it is gone"},
		{Name: "d", Phase: Failed, Cause: "connection refused"},
		{Name: "e", Phase: Unknown, Cause: "no answer"},
		{Name: "f", Phase: Cancelled},
		{Name: "g", Phase: NotSent},
		{Name: "h", Phase: NotSent},
	}}
	if got, want := e.Counts(), "Terminated 1, refused 2, failed 1, unknown 1, cancelled 1, not sent 2, skipped 1"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	e.Cause = "the server refuses the key (401)"
	want := e.Counts() + ". Refused: b: nope (400); c: it is gone. Failed: d: connection refused. Unknown: e: no answer. Cancelled: f." +
		" Not sent (the server refuses the key (401)): g, h. Terminated: a. Skipped: old"
	if got := e.Words(""); got != want {
		t.Errorf("words\n%q, want\n%q", got, want)
	}
	for _, test := range []struct {
		phase  Phase
		cause  string
		failed bool
	}{
		{Accepted, "", false},
		{Cancelled, "", false},
		{NotSent, "", false},
		{NotSent, "the clock jumped", true},
		{Refused, "", true},
		{Failed, "", true},
		{Unknown, "", true},
	} {
		e := Entry{Phase: Summary, Verb: fleet.Stop, Cause: test.cause, Items: []Item{{Name: "a", Phase: Accepted}, {Name: "b", Phase: test.phase}}}
		if e.Failed() != test.failed {
			t.Errorf("with phase %d and cause %q it is a failure: %t", test.phase, test.cause, e.Failed())
		}
	}
}
