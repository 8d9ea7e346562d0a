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
		{Entry{Phase: NotUp, Object: web, From: "Starting", To: "Start failed", Cause: "no space"}, "web: Starting > Start failed: no space", true},
		{Entry{Phase: NotUp, Object: web, From: "Starting", To: "Stopped"}, "web: Starting > Stopped: it did not come up, its logs may say why", true},

		{Entry{Phase: Lost, Cause: "refused (401)", Advice: "check TUTUM_APIKEY"}, "server lost: refused (401): check TUTUM_APIKEY", true},
		{Entry{Phase: Reconnected}, "connected again", false},
		{Entry{Phase: Reconnected, Span: 12 * time.Minute}, "connected again, not watched for 12m", false},
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
	worker := Object{ID: fleet.ID{Kind: fleet.Applications, Key: "1"}, Name: "worker"}
	tests = append(tests, []struct {
		entry  Entry
		want   string
		failed bool
	}{
		{Entry{Phase: Changed, Object: worker, From: "Running 3/3", To: "Stopped 0/3", By: "you", Span: 4 * time.Second}, "worker: stopped 3/3 > 0/3, by you, after 4s", false},
		{Entry{Phase: Changed, Object: worker, From: "3/3", To: "2/3", Result: Bad, Unread: true}, "worker: 3/3 > 2/3, exit code not seen", true},
		{Entry{Phase: Changed, Object: web, From: "Running 2/2", To: "Not running 2/2", Result: Bad}, "web: Running > Not running", true},
		{Entry{Phase: Changed, Object: Object{ID: worker.ID, Many: 5}, Names: []string{"a", "b"}, From: "Running 1/1", To: "Not running 0/1", Result: Bad}, "5 applications: down 1/1 > 0/1: a, b and 3 more", true},
		{Entry{Phase: Listed, Object: worker, To: "Running 3/3"}, "worker: new: Running 3/3", false},
		{Entry{Phase: Delisted, Object: worker, From: "Running 3/3"}, "worker: gone, was Running 3/3", false},
		{Entry{Phase: Reimaged, Object: worker, From: "api:1.8.2", To: "api:1.9.0"}, "worker: redeployed api:1.8.2 > api:1.9.0", false},
		{Entry{Phase: Redeployed, Object: worker}, "worker: redeployed", false},
		{Entry{Phase: Readdressed, Object: worker, To: "a.example.com"}, "worker: address none > a.example.com", false},
		{Entry{Phase: Elsewhere, Object: worker, From: "node-1, node-2", To: "node-1"}, "worker: nodes node-1, node-2 > node-1", false},
		{Entry{Phase: Changed, Object: worker, Moves: Group{Names: []string{"worker-2 from node-2 to node-1"}}}, "worker: moved worker-2 from node-2 to node-1", false},
		{Entry{Phase: Exited, Object: Object{Name: "worker-4"}, Of: worker, Exit: "137", From: "6/6", To: "5/6", Result: Bad}, "worker-4: exited 137 (SIGKILL, out of memory?), worker 6/6 > 5/6", true},
		{Entry{Phase: Exited, Object: Object{Name: "worker-4"}, Of: worker, Cause: "no such image", Names: []string{"worker-5"}, From: "6/6", To: "4/6", Result: Bad}, "worker-4: failed: no such image, 1 other too, worker 6/6 > 4/6", true},
		{Entry{Phase: Exited, Object: Object{Name: "worker-4"}, Of: worker, Exit: "137", From: "Running 6/6", To: "Partly running 5/6", Result: Bad}, "worker-4: exited 137 (SIGKILL, out of memory?), worker 6/6 > 5/6", true},
		{Entry{Phase: Exited, Object: Object{Name: "worker-4"}, Of: worker, Exit: "0"}, "worker-4: exited 0 of worker", false},
		{Entry{Phase: Changed, Object: worker, From: "6/6", To: "7/7", Came: Group{Names: []string{"worker-7"}}, By: "you", Span: 4 * time.Second}, "worker: scaled 6/6 > 7/7, new worker-7, by you, after 4s", false},
		{Entry{Phase: Changed, Object: worker, Came: Group{Names: []string{"worker-4", "worker-7"}}, Went: Group{Names: []string{"worker-4", "worker-5"}}}, "worker: replaced worker-4, new worker-7, gone worker-5", false},
		{Entry{Phase: Reimaged, Object: worker, From: "1", To: "2", Came: Group{Names: []string{"worker-4"}}, Went: Group{Names: []string{"worker-4"}}}, "worker: redeployed 1 > 2", false},
		{Entry{Phase: Changed, Object: worker, From: "5/6", To: "6/6", Back: Group{Names: []string{"worker-4"}, More: 2}}, "worker: 5/6 > 6/6, worker-4 and 2 more running again", false},
		{Entry{Phase: StartedAgain, Object: Object{Name: "backup-1"}, Exit: "0", Again: 2}, "backup-1: exited 0, started again by itself, 2 times", false},
		{Entry{Phase: Flaps, Object: worker, Again: 3, Span: 4 * time.Minute, Result: Bad}, "worker: flaps: down 3 times in 4m", true},
		{Entry{Phase: Settled, Object: worker, Again: 17, Span: time.Hour, To: "Running 3/3"}, "worker: steady again: Running 3/3, after 17 changes in 1h", false},
		{Entry{Phase: Loops, Object: worker, Again: 12, Exit: "1", Result: Bad}, "worker: keeps restarting, 12 restarts so far, exited 1", true},
		{Entry{Phase: LoopOver, Object: worker, To: "Running 3/3"}, "worker: does not restart any more: Running 3/3", false},
		{Entry{Phase: Unwatched, Span: 8 * time.Hour, Cause: "fleetop was not running"}, "not watched for 8h: fleetop was not running", false},
		{Entry{Phase: Left}, "fleetop was closed", false},
	}...)
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
