package orders_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

const account = "admin@http://127.0.0.1:8000/"

func day(n int) client.Time {
	return client.Time{Time: time.Date(2014, time.April, n, 0, 0, 0, 0, time.UTC)}
}

func web(change func(a *client.Application)) *fleet.Row {
	a := client.Application{UUID: "u1", UniqueName: "web", ImageName: "tutum/web:1", State: client.StateRunning, Target: 2, Deployed: day(6)}
	change(&a)
	return fleet.ApplicationRow(a)
}

func same(*client.Application) {}

func TestObstacles(t *testing.T) {
	t.Parallel()
	state := func(s client.State) func(a *client.Application) { return func(a *client.Application) { a.State = s } }
	for name, test := range map[string]struct {
		was, is func(a *client.Application)
		waited  bool
		cause   orders.Cause
		says    string
	}{
		"the same":                    {same, same, true, orders.None, ""},
		"another name":                {same, func(a *client.Application) { a.UniqueName = "shop" }, false, orders.OtherObject, "it is another application now, named shop"},
		"another image":               {same, func(a *client.Application) { a.ImageName = "tutum/web:2" }, false, orders.OtherObject, "its image was tutum/web:1 and is tutum/web:2 now"},
		"deployed anew":               {same, func(a *client.Application) { a.Deployed = day(7) }, false, orders.OtherObject, "it was redeployed meanwhile"},
		"deployed at last":            {func(a *client.Application) { a.Deployed = client.Time{} }, same, true, orders.None, ""},
		"the end of a redeploy":       {state(client.StateRedeploying), func(a *client.Application) { a.Deployed = day(8) }, true, orders.None, ""},
		"a name no more":              {same, func(a *client.Application) { a.UniqueName = "" }, false, orders.Untold, "the server does not say its name any more, so it may be another object"},
		"an image no more":            {same, func(a *client.Application) { a.ImageName = "" }, true, orders.Untold, "the server does not say its image any more, so it may be another object"},
		"a name at last":              {func(a *client.Application) { a.UniqueName = "" }, same, true, orders.None, ""},
		"another uuid":                {same, func(a *client.Application) { a.UUID = "u2-and-more" }, false, orders.OtherObject, "this is another application, u2-and-m"},
		"stopped by somebody":         {same, state(client.StateStopped), true, orders.OtherState, "it was Running and is Stopped now"},
		"stopped, asked at once":      {same, state(client.StateStopped), false, orders.None, ""},
		"scaled by somebody":          {same, func(a *client.Application) { a.Target = 3 }, true, orders.OtherTarget, "its target was 2 and is 3 now"},
		"destroyed by a policy":       {dwindles(5), dwindles(4), true, orders.None, ""},
		"scaled up, though it is":     {dwindles(5), dwindles(6), true, orders.OtherTarget, "its target was 5 and is 6 now"},
		"terminated":                  {same, state(client.StateTerminated), true, orders.Gone, "it is gone"},
		"it has started":              {state(client.StateStarting), same, true, orders.None, ""},
		"it has stopped":              {state(client.StateStopping), state(client.StateStopped), true, orders.None, ""},
		"stopping, started by one":    {state(client.StateStopping), same, true, orders.OtherState, "it was Stopping and is Running now"},
		"a crash":                     {same, state(client.StatePartlyRunning), true, orders.OtherState, "it was Running and is Partly running now"},
		"a crash that is restarted":   {restarts(client.StateRunning), restarts(client.StateStarting), true, orders.None, ""},
		"crashed too often":           {restarts(client.StateStarting), restarts(client.StateStoppedWithErrors), true, orders.None, ""},
		"stopped, though it restarts": {restarts(client.StateRunning), restarts(client.StateStopped), true, orders.OtherState, "it was Running and is Stopped now"},
	} {
		was := web(test.was)
		got := orders.See(account, was.Identity(), was).Obstacle(orders.Situation{Account: account, Row: web(test.is), Waited: test.waited})
		if got.Cause != test.cause || got.String() != test.says {
			t.Errorf("%s: %+v, %q, want %q", name, got, got, test.says)
		}
	}
	seen := orders.See(account, web(same).Identity(), web(same))
	for says, world := range map[string]orders.Situation{
		"it is gone": {Account: account},
		"not now":    {Account: account, Row: web(same), Blocked: "not now"},
		"it was confirmed for admin@http://127.0.0.1:8000/, and this is eve@http://x/": {Account: "eve@http://x/", Row: web(same)},
	} {
		if got := seen.Obstacle(world).String(); got != says {
			t.Errorf("%q, want %q", got, says)
		}
	}
	container := func(of string) *fleet.Row {
		return fleet.ContainerRow(client.Container{UUID: "c1", UniqueName: "web-1", Application: "/api/v1/application/" + of + "/", State: client.StateRunning})
	}
	one := orders.See(account, container("u1").Identity(), container("u1"))
	if got := one.Obstacle(orders.Situation{Account: account, Row: container("u2")}).String(); got != "it belongs to another application now" {
		t.Errorf("%q", got)
	}
	if got := (orders.Seen{Account: account}).Obstacle(orders.Situation{Account: account, Row: web(same)}); got.Cause != orders.OtherObject {
		t.Error("what nobody has seen may be acted on")
	}
}

// TestAScaleOutlivesMoreOrFewerThatRun checks that a number that was confirmed is sent though more or fewer
// containers run by then, and not after somebody has stopped it or asked for another number.
func TestAScaleOutlivesMoreOrFewerThatRun(t *testing.T) {
	t.Parallel()
	up := []client.State{client.StateRunning, client.StatePartlyRunning, client.StateStarting, client.StateScaling}
	row := func(s client.State, target int) *fleet.Row {
		return web(func(a *client.Application) { a.State, a.Target = s, target })
	}
	for _, from := range up {
		seen := orders.See(account, row(from, 2).Identity(), row(from, 2))
		for _, to := range up {
			now := orders.Situation{Account: account, Row: row(to, 2), Waited: true, Scales: true}
			if got := seen.Obstacle(now); got.Cause != orders.None {
				t.Errorf("%s, then %s: %s", from, to, got)
			}
			if now.Row = row(to, 3); seen.Obstacle(now).Cause != orders.OtherTarget {
				t.Errorf("%s, then %s: another number is no obstacle", from, to)
			}
		}
		if seen.Obstacle(orders.Situation{Account: account, Row: row(client.StateStopped, 2), Waited: true, Scales: true}).Cause != orders.OtherState {
			t.Errorf("%s, then Stopped: no obstacle", from)
		}
	}
}

func restarts(s client.State) func(a *client.Application) {
	return func(a *client.Application) { a.State, a.Autorestart = s, client.PolicyAlways }
}

func dwindles(target int) func(a *client.Application) {
	return func(a *client.Application) { a.Target, a.Autodestroy = target, client.PolicyAlways }
}

// TestNothingIsSentToWhatWasNotSeen lets people confirm orders while servers are
// replaced, objects change and accounts are switched, in random steps: whatever
// may be sent goes to the very object that was seen.
func TestNothingIsSentToWhatWasNotSeen(t *testing.T) {
	t.Parallel()
	states := []client.State{
		client.StateInit, client.StateStarting, client.StateRunning, client.StatePartlyRunning, client.StateScaling, client.StateStopping, client.StateStopped,
		client.StateTerminating, client.StateTerminated, client.StateStartFailed, client.StateStoppedWithErrors, client.StateRedeploying, client.StateNotRunning, "Quantum", "",
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "text") }
		record := func() client.Application {
			return client.Application{
				UUID: draw("u1", "u2"), UniqueName: draw("web", "shop", ""), ImageName: draw("a:1", "b:1", ""), Target: rapid.IntRange(1, 2).Draw(t, "target"),
				State: rapid.SampledFrom(states).Draw(t, "state"), Autorestart: client.Policy(draw("", "OFF", "ALWAYS")),
				Deployed: rapid.SampledFrom([]client.Time{{}, day(6), day(7)}).Draw(t, "deployed"),
			}
		}
		differ := func(was, is string) bool { return was != "" && was != is }
		type order struct {
			seen    orders.Seen
			record  client.Application
			account string
		}
		now, who := record(), account
		var book []order
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				row := fleet.ApplicationRow(now)
				book = append(book, order{orders.See(who, row.Identity(), row), now, who})
			case 1: // the server is replaced
				now = record()
			case 2: // the object changes
				now.State, now.Target = rapid.SampledFrom(states).Draw(t, "state"), rapid.IntRange(1, 2).Draw(t, "target")
			case 3:
				who = draw(account, "eve@http://x/")
			default:
				waited := rapid.Bool().Draw(t, "waited")
				for _, o := range book {
					if o.seen.Obstacle(orders.Situation{Account: who, Row: fleet.ApplicationRow(now), Waited: waited}).Cause != orders.None {
						continue
					}
					anew := o.record.State != client.StateRedeploying && now.State != client.StateRedeploying &&
						!o.record.Deployed.IsZero() && !now.Deployed.IsZero() && o.record.Deployed != now.Deployed
					if o.account != who || o.record.UUID != now.UUID || differ(o.record.UniqueName, now.UniqueName) || differ(o.record.ImageName, now.ImageName) || anew {
						t.Fatalf("what was confirmed for %+v is sent to %+v", o.record, now)
					}
					if waited && (o.record.Target != now.Target || now.State == client.StateTerminated) {
						t.Fatalf("what was confirmed at %+v is sent at %+v", o.record, now)
					}
				}
			}
		}
	})
}

// TestWhatPassesByItself checks that nothing passes by itself to what only a person
// asks for.
func TestWhatPassesByItself(t *testing.T) {
	t.Parallel()
	row := func(s client.State) *fleet.Row { return web(restarts(s)) }
	asked := []client.State{client.StateScaling, client.StateTerminating, client.StateTerminated, client.StateRedeploying}
	for _, from := range []client.State{client.StateRunning, client.StateStarting, client.StateStopping, client.StatePartlyRunning, client.StateStoppedWithErrors} {
		for _, to := range asked {
			if orders.Passes(row(from), row(to)) {
				t.Errorf("%s passes to %s", from, to)
			}
		}
	}
	flapping := []client.State{client.StateRunning, client.StateStarting, client.StatePartlyRunning, client.StateStoppedWithErrors}
	for _, from := range flapping {
		for _, to := range flapping {
			if !orders.Passes(row(from), row(to)) {
				t.Errorf("%s does not pass to %s though it is restarted", from, to)
			}
		}
	}
	if orders.Passes(web(same), web(same)) || slices.ContainsFunc(flapping[1:], func(s client.State) bool {
		return orders.Passes(web(same), web(func(a *client.Application) { a.State = s }))
	}) {
		t.Error("what is at rest passes by itself")
	}
}
