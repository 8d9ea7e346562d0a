package fleet

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/client"
)

func states() []client.State {
	return []client.State{
		client.StateInit, client.StateStarting, client.StateRunning, client.StatePartlyRunning, client.StateScaling, client.StateStopping, client.StateStopped,
		client.StateTerminating, client.StateTerminated, client.StateStartFailed, client.StateStoppedWithErrors, client.StateRedeploying, client.StateNotRunning,
	}
}

func verbs() []Verb { return []Verb{Start, Stop, Scale, Terminate} }

// TestBlocked goes through the whole table of states, written down a second
// time as it stands in the description of the API, and as the platform is tested by.
func TestBlocked(t *testing.T) {
	t.Parallel()
	may := map[client.State]string{
		"Init": "start terminate", "Starting": "stop terminate", "Scaling": "stop terminate", "Redeploying": "stop terminate",
		"Stopping": "terminate", "Terminating": "",
		"Running": "stop scale terminate", "Partly running": "start stop scale terminate",
		"Stopped": "start terminate", "Stopped with errors": "start terminate", "Start failed": "start terminate",
		"Not running": "terminate scale", "Terminated": "",
		"Quantum": "start stop scale terminate", "": "start stop scale terminate", // unknown: the server decides
	}
	f := New()
	for _, s := range states() {
		if _, ok := may[s]; !ok {
			t.Errorf("state %q is missing", s)
		}
	}
	for state, list := range may {
		for _, row := range []*Row{app("web", state), con("web-1", "web", state)} {
			for _, v := range verbs() {
				want := slices.Contains(strings.Fields(list), string(v))
				if v == Scale && row.ID.Kind == Containers {
					want = false
				}
				why := f.Blocked(v, row, t0).String()
				if (why == "") != want {
					t.Errorf("%s of %v %q: blocked by %q, want it possible: %v", v, row.ID.Kind, state, why, want)
				}
				if why != "" && !strings.HasPrefix(why, row.Name+" is ") {
					t.Errorf("%q does not begin with what is so", why)
				}
			}
		}
	}
	if got := f.Blocked(Stop, app("web", client.StateStopping), t0).String(); got != "web is Stopping" {
		t.Errorf("blocked by %q", got)
	}
	if got := f.Blocked(Scale, con("web-1", "web", client.StateRunning), t0).String(); got != "web-1 is a container: scale its application" {
		t.Errorf("blocked by %q", got)
	}
	for verb, want := range map[Verb]string{Start: "started", Stop: "stopped", Scale: "scaled", Terminate: "terminated"} {
		if got := f.Blocked(verb, ImageRow(client.Image{Name: "tutum/lamp"}), t0).String(); got != "an image cannot be "+want {
			t.Errorf("blocked by %q", got)
		}
	}
}

// begun is a fleet with one application in which an action was begun at 10 s.
func begun(v Verb, state client.State) (*Fleet, *Row) {
	f := New()
	f.Apply(round(1, allApplications(), app("web", state)))
	row := f.Row(ID{Applications, "u-web"})
	f.Begin(v, row, 5, at(10))
	return f, row
}

func TestOnlyARoundBegunAfterTheAnswerConfirms(t *testing.T) {
	t.Parallel()
	f, row := begun(Stop, client.StateRunning)
	stopping := app("web", client.StateStopping)
	p := f.Pending(row.ID)
	if p == nil || !p.InFlight() || p.Name != "web" || p.Badge(at(10)) != "stopping" {
		t.Fatalf("pending %+v", p)
	}
	if why := f.Blocked(Terminate, row, at(11)).String(); why != "stop web was sent, waiting for the answer" {
		t.Errorf("blocked by %q", why)
	}
	if got := f.Apply(round(11, allApplications(), stopping)); got != nil || f.Pending(row.ID) == nil {
		t.Error("confirmed before the answer")
	}
	if got := f.Row(row.ID); got.State() != client.StateRunning {
		t.Errorf("a poll from before the answer made it %s", got.State())
	}
	f.Answered(row.ID, stopping, at(15))
	if got := f.Row(row.ID); got.State() != client.StateStopping {
		t.Errorf("after the answer it is %s", got.State())
	}
	if why := f.Blocked(Scale, row, at(16)).String(); why != "stop web was accepted, waiting for a poll to confirm it" {
		t.Errorf("blocked by %q", why)
	}
	if why := f.Blocked(Terminate, row, at(16)).String(); why != "" {
		t.Errorf("what was accepted blocks a terminate: %q", why)
	}
	// It began before the answer and comes after it, with the state from before.
	if got := f.Apply(round(14, allApplications(), app("web", client.StateRunning))); got != nil {
		t.Error("confirmed by a poll from before the answer")
	}
	if got := f.Row(row.ID).State(); got != client.StateStopping {
		t.Errorf("a poll from before the answer made it %s", got)
	}
	got := f.Apply(round(15, allApplications(), stopping))
	if len(got) != 1 || got[0].ID != row.ID || f.Pending(row.ID) != nil || len(f.Unconfirmed()) != 0 {
		t.Errorf("confirmed %v, pending %v", got, f.Pending(row.ID))
	}
	f.Apply(round(16, allApplications(), app("web", client.StateStopped)))
	if why := f.Blocked(Start, f.Row(row.ID), at(17)).String(); why != "" {
		t.Errorf("blocked by %q", why)
	}
}

func TestAnotherListConfirmsOnlyAfterTheAnswer(t *testing.T) {
	t.Parallel()
	f := New()
	f.Apply(round(1, containersOf("u-web"), con("web-1", "web", client.StateRunning)))
	row := f.Row(ID{Containers, "u-web-1"})
	f.Begin(Stop, row, 0, at(10))
	if got := f.Apply(round(11, allContainers(), con("web-1", "web", client.StateStopping))); got != nil {
		t.Error("confirmed before the answer")
	}
	f.Answered(row.ID, nil, at(12))
	if got := f.Apply(round(13, allContainers(), con("web-1", "web", client.StateStopping))); len(got) != 1 {
		t.Error("not confirmed")
	}
}

func TestConfirmation(t *testing.T) {
	t.Parallel()
	later := func(a *client.Application) { a.Started = client.Time{Time: at(12)} }
	type result struct {
		row  *Row
		want bool
	}
	for _, test := range []struct {
		verb   Verb
		before client.State
		polls  map[string]result
	}{
		{Start, client.StateStopped, map[string]result{
			"starting":                  {app("web", client.StateStarting), true},
			"running":                   {app("web", client.StateRunning), true},
			"partly running":            {app("web", client.StatePartlyRunning), true},
			"failed at once":            {app("web", client.StateStartFailed), true},
			"stopped again":             {app("web", client.StateStopped, later), true},
			"terminated by another":     {app("web", client.StateTerminated), true},
			"still stopped":             {app("web", client.StateStopped), false},
			"still stopped, scaled":     {app("web", client.StateStopped, target(9)), false},
			"still stopped, new target": {app("web", client.StateStopped, target(5)), false},
		}},
		{Start, client.StatePartlyRunning, map[string]result{
			"running":              {app("web", client.StateRunning), true},
			"still partly running": {app("web", client.StatePartlyRunning), false},
		}},
		{Stop, client.StateRunning, map[string]result{
			"stopping":            {app("web", client.StateStopping), true},
			"stopped":             {app("web", client.StateStopped), true},
			"stopped with errors": {app("web", client.StateStoppedWithErrors), true},
			"terminating":         {app("web", client.StateTerminating), true},
			"terminated":          {app("web", client.StateTerminated), true},
			"still running":       {app("web", client.StateRunning), false},
			"partly running":      {app("web", client.StatePartlyRunning), false},
			"scaling":             {app("web", client.StateScaling), false},
		}},
		{Scale, client.StateRunning, map[string]result{
			"scaling to it":    {app("web", client.StateScaling, target(5)), true},
			"running with it":  {app("web", client.StateRunning, target(5)), true},
			"the old target":   {app("web", client.StateRunning, target(2)), false},
			"another's target": {app("web", client.StateScaling, target(7)), false},
			"terminated":       {app("web", client.StateTerminated), true},
		}},
		{Terminate, client.StateRunning, map[string]result{
			"terminating":                   {app("web", client.StateTerminating), true},
			"terminated":                    {app("web", client.StateTerminated), true},
			"still running":                 {app("web", client.StateRunning), false},
			"stopping is not what it means": {app("web", client.StateStopping), false},
		}},
	} {
		for name, poll := range test.polls {
			t.Run(string(test.verb)+"/"+string(test.before)+"/"+name, func(t *testing.T) {
				t.Parallel()
				f, row := begun(test.verb, test.before)
				f.Answered(row.ID, nil, at(11))
				got := f.Apply(round(12, allApplications(), poll.row))
				if (len(got) == 1) != poll.want || (f.Pending(row.ID) == nil) != poll.want {
					t.Errorf("confirmed %v, want %v", got, poll.want)
				}
			})
		}
		f, row := begun(test.verb, test.before)
		f.Answered(row.ID, nil, at(11))
		bad := rounds(12, allApplications(), Page{Count: 1, Total: 1, Bad: []string{"this may be it"}})
		if got := f.Apply(bad); got != nil {
			t.Errorf("%s: a record that cannot be read confirmed it", test.verb)
		}
		if got := f.Apply(round(13, allApplications())); len(got) != 1 {
			t.Errorf("%s: pending although the object is gone", test.verb)
		}
	}
}

func TestConfirmationOfContainers(t *testing.T) {
	t.Parallel()
	for state, want := range map[client.State]bool{
		client.StateStopping: true, client.StateTerminating: true, client.StateTerminated: true, client.StateRunning: false, client.StateStopped: false,
	} {
		f := New()
		f.Apply(round(1, containersOf("u-web"), con("web-1", "web", client.StateRunning)))
		row := f.Row(ID{Containers, "u-web-1"})
		f.Begin(Terminate, row, 0, at(10))
		f.Answered(row.ID, con("web-1", "web", client.StateStopping), at(11))
		if got := f.Apply(round(12, containersOf("u-db"))); got != nil {
			t.Error("confirmed by the list of another application")
		}
		if got := f.Apply(round(12, allApplications())); got != nil {
			t.Error("confirmed by the list of applications")
		}
		if got := f.Apply(round(12, containersOf("u-web"), con("web-1", "web", state))); (len(got) == 1) != want {
			t.Errorf("%s: confirmed %v, want %v", state, got, want)
		}
	}
}

func TestAPartialRoundConfirmsNothing(t *testing.T) {
	t.Parallel()
	f := New()
	f.ApplyDetail(ID{Applications, "u-web"}, app("web", client.StateRunning), 1, at(1), at(1))
	row := f.Row(ID{Applications, "u-web"})
	f.Begin(Stop, row, 0, at(10))
	f.Answered(row.ID, nil, at(11))
	partial := rounds(12, allApplications(), page(0, 9, app("a", client.StateRunning)))
	partial.Partial = true
	if got := f.Apply(partial); got != nil || f.Pending(row.ID) == nil {
		t.Error("confirmed by the first page")
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		verb     Verb
		answered int // seconds after it was sent, 0 for not yet
		unknown  bool
		after    int
		want     string
		late     bool
	}{
		{"in flight", Stop, 0, false, 1, "stopping", false},
		{"in flight for long", Stop, 0, false, 100, "stopping", false},
		{"answered", Start, 1, false, 59, "starting", false},
		{"answered long ago", Start, 1, false, 60, "start unconfirmed", true},
		{"scaling", Scale, 1, false, 2, "scaling to 5", false},
		{"scaled long ago", Scale, 1, false, 61, "scale unconfirmed", true},
		{"terminating", Terminate, 1, false, 2, "terminating", false},
		{"timed out", Terminate, 15, true, 16, "terminate unknown", false},
		{"timed out long ago", Terminate, 15, true, 75, "terminate unconfirmed", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, row := begun(test.verb, client.StatePartlyRunning)
			switch {
			case test.unknown:
				f.TimedOut(row.ID, at(10+test.answered))
			case test.answered > 0:
				f.Answered(row.ID, nil, at(10+test.answered))
			}
			p := f.Pending(row.ID)
			if got := p.Badge(at(10 + test.after)); got != test.want || p.Late(at(10+test.after)) != test.late {
				t.Errorf("mark %q, late %v, want %q, %v", got, p.Late(at(10+test.after)), test.want, test.late)
			}
			// What nobody knows the outcome of may be tried again.
			if why := f.Blocked(Scale, row, at(10+test.after)).String(); (why == "") != (test.unknown || test.late) {
				t.Errorf("blocked by %q", why)
			}
			free := test.unknown || test.late || test.answered > 0 && test.verb != Terminate
			if why := f.Blocked(Terminate, row, at(10+test.after)).String(); (why == "") != free {
				t.Errorf("terminate is blocked by %q", why)
			}
		})
	}
}

func TestTimedOutIsConfirmedByAPoll(t *testing.T) {
	t.Parallel()
	f, row := begun(Stop, client.StateRunning)
	f.TimedOut(row.ID, at(25))
	if got := f.Apply(round(24, allApplications(), app("web", client.StateStopping))); got != nil {
		t.Error("confirmed by a poll from before the time-out")
	}
	f.Apply(round(26, allApplications(), app("web", client.StateRunning)))
	if f.Pending(row.ID) == nil || !f.Pending(row.ID).Unknown {
		t.Error("what may have been done is forgotten")
	}
	if got := f.Apply(round(27, allApplications(), app("web", client.StateStopped))); len(got) != 1 {
		t.Error("not confirmed")
	}
}

func TestRefusedTakesTheMarkBack(t *testing.T) {
	t.Parallel()
	f, row := begun(Stop, client.StateRunning)
	version := f.Version()
	f.Refused(row.ID)
	if f.Pending(row.ID) != nil || f.Version() == version || f.Blocked(Stop, row, at(11)).String() != "" {
		t.Error("still pending")
	}
	// Answers about what is not pending change nothing.
	f.TimedOut(row.ID, at(12))
	f.Answered(ID{Applications, "u-none"}, nil, at(12))
	if len(f.Unconfirmed()) != 0 {
		t.Error("something is pending")
	}
}

func TestAnsweredReplacesTheRecordEverywhere(t *testing.T) {
	t.Parallel()
	f := New()
	running := con("web-1", "web", client.StateRunning)
	f.Apply(round(1, allContainers(), running, con("db-1", "db", client.StateRunning)))
	f.Apply(round(2, containersOf("u-web"), running))
	f.ApplyDetail(running.ID, running, 9, at(2), at(2))
	all, one := f.List(allContainers()), f.List(containersOf("u-web"))
	f.Begin(Stop, running, 0, at(3))
	stopping := con("web-1", "web", client.StateStopping)
	f.Answered(running.ID, stopping, at(4))
	for what, row := range map[string]*Row{
		"the list": f.List(allContainers()).Row("u-web-1"), "the list of its application": f.List(containersOf("u-web")).Row("u-web-1"),
		"its detail": f.Detail(running.ID).Row, "the fleet": f.Row(running.ID), "everything": f.Full(running.ID),
	} {
		if row != stopping {
			t.Errorf("%s has it %s", what, row.State())
		}
	}
	if f.Detail(running.ID).Digest != 0 {
		t.Error("the digest is that of the detail before")
	}
	if all.Row("u-web-1") != running || one.Row("u-web-1") != running {
		t.Error("a list that was handed out changed")
	}
	for _, q := range []Query{allContainers(), containersOf("u-web")} {
		if err := sound(f.List(q)); err != nil {
			t.Error(err)
		}
	}
	// An answer about something else than was asked for is not taken in.
	f.Answered(running.ID, con("db-1", "db", client.StateStopped), at(5))
	if f.Row(ID{Containers, "u-db-1"}).State() != client.StateRunning {
		t.Error("an answer changed another object")
	}
}

func TestADetailFromBeforeTheAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]bool{"known": true, "not known yet": false} {
		f, row := begun(Stop, client.StateRunning)
		if known {
			f.ApplyDetail(row.ID, app("web", client.StateRunning), 1, at(5), at(5))
		}
		f.ApplyDetail(row.ID, app("web", client.StateRunning, target(9)), 2, at(11), at(12))
		f.Answered(row.ID, app("web", client.StateStopping), at(15))
		f.ApplyDetail(row.ID, app("web", client.StateRunning), 3, at(14), at(16))
		if got := f.Full(row.ID); got.State() != client.StateStopping || got.Application.Target != 2 {
			t.Errorf("%s: a detail from before the answer made it %s", name, got.State())
		}
		f.ApplyDetail(row.ID, app("web", client.StateStopped), 4, at(15), at(17))
		if got := f.Full(row.ID); got.State() != client.StateStopped {
			t.Errorf("%s: it is %s", name, got.State())
		}
	}
}

func TestUnconfirmedComeInTheOrderTheyWereSent(t *testing.T) {
	t.Parallel()
	f := New()
	var rows []*Row
	want := []string{"e", "d", "c", "b", "a", "f", "g"}
	for i, name := range want {
		rows = append(rows, app(name, client.StateRunning))
		f.Begin(Stop, rows[i], 0, at(10+min(i, 4)))
		f.Answered(rows[i].ID, nil, at(20))
	}
	order := func(list []*Pending) (out []string) {
		for _, p := range list {
			out = append(out, p.Name)
		}
		return out
	}
	for range 20 {
		if got := order(f.Unconfirmed()); !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
	}
	if got := order(f.Apply(round(30, allApplications()))); !slices.Equal(got, want) {
		t.Errorf("confirmed %q, want %q", got, want)
	}
}

func TestTransitionsArePolledQuicklyForAMinute(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	quick := func(seconds int, want bool) {
		t.Helper()
		if got := f.Transition(f.List(q), at(seconds)); got != want {
			t.Errorf("at %d s: quickly %v, want %v", seconds, got, want)
		}
	}
	quick(0, false)
	f.Apply(round(10, q, app("web", client.StateStarting), app("db", client.StateRunning)))
	quick(10, true)
	for s := 11; s < 4*3600; s += 600 { // stuck for hours
		f.Apply(round(s, q, app("web", client.StateStarting), app("db", client.StateRunning)))
		quick(s+1, s < 60)
	}
	quick(4*3600, false)
	f.Apply(round(20000, q, app("web", client.StateRunning), app("db", client.StateScaling)))
	quick(20059, true) // another object
	quick(20060, false)
	f.Apply(round(20061, q, app("web", client.StateStopping), app("db", client.StateRunning)))
	quick(20062, true) // a transition of its own
	f.Apply(round(20063, q, app("db", client.StateRunning)))
	quick(20064, false)
	if f.Transition(nil, at(0)) || f.Transition(f.List(allContainers()), at(20062)) {
		t.Error("a list that is not known is polled quickly")
	}
}

func TestPendingIsPolledQuicklyForAMinute(t *testing.T) {
	t.Parallel()
	f, row := begun(Stop, client.StateRunning)
	l := f.List(allApplications())
	if f.Transition(l, at(10)) {
		t.Error("polled quickly because of an action whose answer has not come")
	}
	f.Answered(row.ID, nil, at(10))
	for seconds, want := range map[int]bool{10: true, 69: true, 70: false} {
		if got := f.Transition(l, at(seconds)); got != want {
			t.Errorf("at %d s: quickly %v, want %v", seconds, got, want)
		}
	}
	f.Refused(row.ID)
	if f.Transition(l, at(11)) {
		t.Error("polled quickly for what was refused")
	}
}

func TestTransitionsAreForgotten(t *testing.T) {
	t.Parallel()
	f := New()
	for i := range 100 { // only one application is looked at, its containers come and go
		name := "web-" + string(rune('a'+i))
		f.Apply(round(i, containersOf("u-web"), con(name, "web", client.StateTerminating)))
	}
	if len(f.busy) != 1 {
		t.Errorf("%d transitions are remembered", len(f.busy))
	}
	f.Apply(round(200, allContainers(), con("db-1", "db", client.StateStarting)))
	f.Apply(round(201, containersOf("u-web")))
	if len(f.busy) != 1 || !f.Transition(f.List(allContainers()), at(202)) {
		t.Errorf("%d transitions are remembered", len(f.busy))
	}
	f.Answered(ID{Applications, "u-x"}, app("x", client.StateStarting), t0.Add(time.Second))
	f.Apply(round(203, allApplications()))
	if len(f.busy) != 1 {
		t.Errorf("%d transitions are remembered", len(f.busy))
	}
}
