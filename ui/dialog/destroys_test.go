package dialog

import (
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// TestDialogsSayWhatAClusterDestroys checks the words of every dialog after which containers are destroyed
// with their logs, and that none of them says that data stays.
func TestDialogsSayWhatAClusterDestroys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Fleet.SetEngine(fleet.NewEngine(client.Engine{Name: "swarm", StopDestroys: true}, true))
	own, theirs := app("web", client.StateRunning, 3), madeBy("shop-web", "the stack shop")
	w.applications(own, theirs)
	both := Subjects{Rows: []*fleet.Row{own, theirs}, Marked: true}
	scaled := NewScale(both, 0, w.Context)
	scaled.Type("1")
	for _, test := range []struct {
		d    Dialog
		says []string
	}{
		{NewConfirm(fleet.Stop, One(own), w.Context), []string{"Destroys 3 containers, their data and their logs: Swarm keeps nothing of what is stopped.", "Running 3 → 0."}},
		{NewConfirm(fleet.Stop, One(theirs), w.Context), []string{"Destroys 2 containers, their data outside named volumes and their logs: Swarm", "The next docker stack deploy starts it again."}},
		{NewConfirm(fleet.Stop, both, w.Context), []string{"Destroys 5 containers, their data outside named volumes and their logs", "The next docker stack deploy starts the services of stacks again."}},
		{NewConfirm(fleet.Restart, One(own), w.Context), []string{"Destroys 3 containers, their data and their logs: Swarm keeps nothing of what is stopped. New ones are made."}},
		{NewConfirm(fleet.Restart, both, w.Context), []string{"Destroys 5 containers,", "New ones are made, four applications at a time."}},
		{NewScale(One(own), -1, w.Context), []string{"Destroys 1 container, its data and its log. Swarm chooses which one."}},
		{NewScale(One(theirs), -1, w.Context), []string{"Destroys 1 container, its data outside named volumes and its log. Swarm chooses which one."}},
		{scaled, []string{"Destroys 3 containers, their data outside named volumes and their logs. Swarm chooses which ones."}},
		{NewTerminate(One(own), w.Context), []string{"All data in it and all its logs are lost, for good."}},
		{NewTerminate(One(theirs), w.Context), []string{"What it wrote outside named volumes is lost for good, and so are its logs."}},
		{NewTerminate(both, w.Context), []string{"All data in them and all their logs are lost, for good; volumes that others named stay."}},
		{NewTerminate(Subjects{Rows: []*fleet.Row{own}, Marked: true}, w.Context), []string{"All data in them and all their logs are lost, for good."}},
	} {
		w.says(t, test.d, test.says...)
		if body := w.body(test.d); strings.Contains(body, "ata stays") || strings.Contains(body, "compose") {
			t.Errorf("%q", body)
		}
	}
	if said, _ := NewRedeploy(own).follow(w.Context); !strings.HasPrefix(said, "All 3 containers of web are replaced with new ones: all data in them and their logs are lost, for good.") {
		t.Errorf("a redeploy says %q", said)
	}
	none := app("none", client.StateNotRunning, 0)
	w.applications(own, theirs, none)
	if said, _ := NewRedeploy(none).follow(w.Context); !strings.HasPrefix(said, "none has no containers now, so nothing is lost. From ") {
		t.Errorf("a redeploy of nothing says %q", said)
	}
	w.Fleet.SetEngine(fleet.Unasked())
	w.says(t, NewConfirm(fleet.Stop, One(own), w.Context), "The cluster keeps nothing of what is stopped.")
	w.Fleet.SetEngine(fleet.Engine{})
	w.says(t, NewConfirm(fleet.Stop, One(own), w.Context), "Stops 3 containers; their data stays.")
}

// TestScalingSaysThatAPausedUpdateGoesOn checks the words about one application and about several, and that there
// are none where the update is not paused.
func TestScalingSaysThatAPausedUpdateGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	paused := func(name string) *fleet.Row {
		a := *app(name, client.StatePartlyRunning, 3).Application
		a.Reason = "update paused due to failure of task 7"
		return fleet.ApplicationRow(a)
	}
	web, api, db := paused("web"), paused("api"), app("db", client.StateRunning, 3)
	w.applications(web, api, db)
	marked := func(rows ...*fleet.Row) Dialog {
		d := NewScale(Subjects{Rows: rows, Marked: true}, 0, w.Context)
		d.Type("5")
		return d
	}
	w.says(t, NewScale(One(web), 1, w.Context), "The update of web is paused, and goes on if web is scaled: what still runs is replaced too. Redeploy it first, with an image that works.")
	w.says(t, NewScale(One(web), -1, w.Context), "The update of web is paused", "Destroys 1 container")
	w.says(t, marked(web, db), "The update of web is paused")
	w.says(t, marked(web, api, db), "The updates of 2 applications are paused, and go on if they are scaled")
	for _, d := range []Dialog{NewScale(One(db), 1, w.Context), NewScale(One(web), 0, w.Context)} {
		if body := w.body(d); strings.Contains(body, "paused") {
			t.Errorf("%q", body)
		}
	}
}

// TestNothingIsSaidOfAddressesThatNobodyReaches checks that the dialogs about what publishes no port do not say that
// addresses go away, and that they do where one is published.
func TestNothingIsSaidOfAddressesThatNobodyReaches(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	outer := 8081
	for _, published := range []bool{false, true} {
		record, part := *app("web", client.StateRunning, 2).Application, *con("web-1", "web", client.StateRunning).Container
		record.PublicDNS, record.Ports = "vm", []client.Port{{Inner: 80, Protocol: "tcp"}}
		part.PublicDNS, part.Ports = "vm", []client.Port{{Inner: 80, Protocol: "tcp"}}
		if published {
			part.Ports[0].Outer = &outer
		}
		web, one := fleet.ApplicationRow(record), fleet.ContainerRow(part)
		w.applications(web)
		w.containers(one)
		for _, d := range []Dialog{
			NewConfirm(fleet.Stop, One(web), w.Context), NewTerminate(One(web), w.Context), NewScale(One(web), -1, w.Context),
			NewConfirm(fleet.Stop, One(one), w.Context), NewTerminate(One(one), w.Context),
		} {
			body := w.body(d)
			if said := strings.Contains(body, "vm") || strings.Contains(body, "ports disappear"); said != published {
				t.Errorf("published %v: %s", published, body)
			}
		}
		w.Fleet.SetEngine(fleet.Unasked())
		if body := w.body(NewTerminate(One(web), w.Context)); !strings.Contains(body, "Goes away: vm") {
			t.Errorf("of a cluster, which may publish ports elsewhere: %s", body)
		}
		w.Fleet.SetEngine(fleet.Engine{})
	}
}

// TestStoppingWhatRestartsSaysThatItEndsThat checks that the dialog of what is started again and again, and does
// not run at the moment, does not count what runs.
func TestStoppingWhatRestartsSaysThatItEndsThat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	loop := fleet.ApplicationRow(client.Application{UUID: "0123456789-loop", UniqueName: "loop", State: client.StateStarting, Target: 1, Current: 1, EngineState: "restarting"})
	one := *con("loop-1", "loop", client.StateStarting).Container
	one.EngineState = "restarting"
	row := fleet.ContainerRow(one)
	w.applications(loop)
	w.containers(row)
	for _, r := range []*fleet.Row{loop, row} {
		d := NewConfirm(fleet.Stop, One(r), w.Context)
		w.says(t, d, "is started again and again: ends the restarts. Its data stays.")
		if body := w.body(d); strings.Contains(body, "0 containers") {
			t.Errorf("it counts what runs: %s", body)
		}
	}
}

// TestWhatAnEngineRefusesIsSaid checks that dialogs about a single container, and about an application, say why
// that cannot be, and confirm nothing.
func TestWhatAnEngineRefusesIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row := con("web-1", "web", client.StateRunning)
	w.applications(app("web", client.StateRunning, 1))
	w.containers(row)
	d := NewConfirm(fleet.Stop, One(row), w.Context)
	w.Fleet.SetEngine(fleet.NewEngine(client.Engine{Name: "swarm", ContainerRefusals: map[string]string{"stop": "Swarm would replace it at once: \x1b[31mscale the application instead"}}, true))
	w.says(t, d, "Swarm would replace it at once: scale the application instead")
	w.ends(t, d, command.Yes, Open)
	w.says(t, NewConfirm(fleet.Restart, One(row), w.Context), "Swarm would replace it at once: scale the application instead")
	w.says(t, NewTerminate(One(row), w.Context), "All data in it is lost, for good.")

	everywhere := *app("agent", client.StateRunning, 1).Application
	everywhere.Refusals = map[string]string{"stop": "agent runs once on every node"}
	agent := fleet.ApplicationRow(everywhere)
	w.applications(agent)
	for _, verb := range []fleet.Verb{fleet.Stop, fleet.Restart} {
		d := NewConfirm(verb, One(agent), w.Context)
		w.says(t, d, "agent runs once on every node")
		w.ends(t, d, command.Yes, Open)
	}
	w.says(t, NewTerminate(One(agent), w.Context), "All data in it is lost, for good.")
}
