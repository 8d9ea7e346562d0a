package activity

import (
	"testing"
	"time"

	"fleetop/internal/fleet"
)

// TestEveryPhaseHasWords checks what is said of an entry of each phase, and
// which of them are failures.
func TestEveryPhaseHasWords(t *testing.T) {
	t.Parallel()
	web := Object{ID: fleet.ID{Kind: fleet.Applications, Key: "1"}, Name: "web"}
	two := Object{ID: fleet.ID{Kind: fleet.Applications}, Many: 2}
	names := []string{"api", "web"}
	tests := []struct {
		entry  Entry
		want   string
		failed bool
	}{
		{Entry{Phase: Counting, Object: web, Verb: fleet.Scale, To: "2", Span: 5 * time.Second}, "web: scale to 2: sends in 5 s", false},
		{Entry{Phase: Counting, Object: two, Verb: fleet.Stop, Span: 5 * time.Second, Names: names}, "2 applications: stop: sends in 5 s: api, web", false},
		{Entry{Phase: Cancelled, Object: web, Verb: fleet.Stop}, "web: stopping cancelled, nothing was sent", false},
		{Entry{Phase: Abandoned, Object: two, Verb: fleet.Stop, Cause: "why", Names: names}, "2 applications: stopping cancelled, nothing was sent: why: api, web", true},
		{Entry{Phase: NotSent, Object: web, Verb: fleet.Stop, Cause: "it is gone"}, "web: stop not sent: it is gone", true},
		{Entry{Phase: Requested, Object: web, Verb: fleet.Stop}, "web: stop requested", false},
		{Entry{Phase: Requested, Object: web, Verb: fleet.Stop, By: "restart"}, "web: stop requested by the restart", false},
		{Entry{Phase: Requested, Object: web, Verb: fleet.Scale, From: "3", To: "2"}, "web: scale 3 to 2 requested", false},
		{Entry{Phase: Accepted, Object: web, Verb: fleet.Stop}, "web: stop accepted", false},
		{Entry{Phase: Accepted, Object: web, Verb: fleet.Stop, To: "Stopping"}, "web: stop accepted, now Stopping", false},
		{Entry{Phase: AcceptedUnread, Object: web, Verb: Create, Cause: "no JSON"}, "web: create accepted, but the answer could not be read: no JSON", true},
		{Entry{Phase: Ignored, Object: web, Verb: fleet.SetPolicies, Names: []string{"autorestart", "autoreplace"}}, "web: this server ignored the change of autorestart and autoreplace", true},
		{Entry{Phase: Refused, Object: web, Verb: Edit, Cause: "nope (400)"}, "web: edit refused: nope (400)", true},
		{Entry{Phase: Unsupported, Object: web, Verb: fleet.Redeploy}, "web: this server does not know redeploy: nothing was changed", true},
		{Entry{Phase: AlreadyGone, Object: web, Verb: fleet.Remove}, "web: remove: it was not there any more", true},
		{Entry{Phase: Failed, Object: web, Verb: Add, Cause: "connection refused"}, "web: add failed: connection refused", true},
		{Entry{Phase: Unknown, Object: web, Verb: fleet.Stop, Cause: "no answer"}, "web: stop unknown, it may have been done: no answer", true},
		{Entry{Phase: Mistaken, Object: web, Verb: fleet.Stop, Cause: "the server answered for another object"}, "web: stop unknown: the server answered for another object", true},
		{Entry{Phase: Confirmed, Object: web, Verb: fleet.Stop}, "web: stop confirmed", false},
		{Entry{Phase: Vanished, Object: web, Verb: fleet.Stop}, "web: stop: it is not listed any more", false},
		{Entry{Phase: Unconfirmed, Object: web, Verb: fleet.Stop}, "web: stop unconfirmed: no poll has shown it for a minute", true},
		{Entry{Phase: Unconfirmed, Object: two, Verb: fleet.Stop, Names: names}, "2 applications: stop unconfirmed: no poll has shown it for a minute: api, web", true},
		{Entry{Phase: Replaced, Object: web, Verb: fleet.Stop, Cause: "it was redeployed meanwhile"}, "web: stop cannot be confirmed: it was redeployed meanwhile", true},
		{Entry{Phase: Replaced, Object: two, Verb: fleet.Stop, Cause: "they were replaced or deployed anew", Names: names}, "2 applications: stop cannot be confirmed: they were replaced or deployed anew: api, web", true},
		{Entry{Phase: Restarted, Object: web, Verb: fleet.Restart, To: "Running 3/3"}, "web: restarted: Running 3/3", false},
		{Entry{Phase: GaveUp, Object: web, Verb: fleet.Restart, Cause: "ended: it went away meanwhile"}, "web: restart ended: it went away meanwhile", true},
		{Entry{Phase: CalledOff, Object: web, Verb: fleet.Restart, Cause: "the stop was sent"}, "web: restart cancelled: the stop was sent", false},
		{Entry{Phase: Summary, Object: two, Verb: fleet.Stop, Items: []Item{{Name: "api", Phase: Accepted}, {Name: "web", Phase: Accepted}}}, "2 applications: Stopped 2. Stopped: api, web", false},
		{Entry{Phase: Summary, Object: two, Verb: fleet.Stop, Items: []Item{{Name: "api", Phase: Accepted}}, Names: []string{"web"}}, "2 applications: Stopped 1, skipped 1. Stopped: api. Skipped: web", false},

		{Entry{Phase: Appeared, Object: web, Verb: Create, Names: []string{"web Running", "web-2"}}, "web: create: web Running, web-2 has come since", false},
		{Entry{Phase: Moved, Object: web, From: "Starting", To: "Running 2/2"}, "web: Starting > Running 2/2", false},
		{Entry{Phase: NotUp, Object: web, From: "Starting", To: "Stopped"}, "web: Starting > Stopped: it did not come up, its logs may say why", true},

		{Entry{Phase: Lost, Cause: "refused (401)", Advice: "check TUTUM_APIKEY"}, "server lost: refused (401): check TUTUM_APIKEY", true},
		{Entry{Phase: Reconnected}, "connected again", false},
		{Entry{Phase: NotFetched, Object: web, Part: "log", Cause: "503 busy"}, "web: log could not be fetched: 503 busy", true},
		{Entry{Phase: NotWhole, Part: "list of images", Cause: "503 busy"}, "list of images not whole: 503 busy", true},
		{Entry{Phase: FetchedAgain, Part: "list of images"}, "list of images fetched again", false},
		{Entry{Phase: ClockOff, Span: -6 * time.Second}, "server clock 6s behind: ages and times are counted by it", true},
		{Entry{Phase: ClockOff, Span: 5 * time.Minute}, "server clock 5m ahead: ages and times are counted by it", true},
		{Entry{Phase: ClockRight}, "server clock right again", false},
		{Entry{Phase: KeyUnreadable, Cause: "no such file"}, "the key could not be read again, the old one is used: no such file", true},

		{Entry{Phase: Noted, Cause: "TUTUM_AUTH is set but not read"}, "TUTUM_AUTH is set but not read", false},
		{Entry{Phase: Panicked, Cause: "index out of range"}, "an internal error: index out of range", true},
		{Entry{Phase: Panicked, Cause: "nil map", Path: "/tmp/trace"}, "an internal error: nil map; its trace is in /tmp/trace", true},
		{Entry{Phase: Copied, Path: "/tmp/copy", Cause: "no clipboard"}, "copied to /tmp/copy: no clipboard", false},
		{Entry{Phase: CopiedForAWhile, Path: "/tmp/copy", Cause: "no clipboard"}, "copied to /tmp/copy, removed when fleetop ends (ctrl+s keeps it): no clipboard", false},
		{Entry{Phase: Saved, Path: "/home/me/list.csv", Size: 2300}, "saved to /home/me/list.csv, 2 kB", false},
		{Entry{Phase: NotSaved, Cause: "permission denied"}, "not saved: permission denied", true},
		{Entry{Phase: Unmarked, Names: []string{"web"}, Cause: "it was redeployed meanwhile"}, "web is not marked any more: it was redeployed meanwhile", false},
		{Entry{Phase: Unmarked, Names: names}, "2 are not marked any more, they were replaced or deployed anew: api, web", false},
	}
	said := map[Phase]bool{}
	for _, test := range tests {
		said[test.entry.Phase] = true
		if got := test.entry.Sentence(">"); got != test.want {
			t.Errorf("phase %d says %q, want %q", test.entry.Phase, got, test.want)
		}
		if test.entry.Failed() != test.failed {
			t.Errorf("%q is a failure: %t", test.want, test.entry.Failed())
		}
	}
	for phase := range Unmarked + 1 {
		if !said[phase] {
			t.Errorf("nothing is asked of phase %d", phase)
		}
	}
}
