package dialog

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// watched opens every dialog about an application, ready to be confirmed.
func watched() map[string]func(row *fleet.Row) (Dialog, command.ID) {
	return map[string]func(row *fleet.Row) (Dialog, command.ID){
		"stop":    func(row *fleet.Row) (Dialog, command.ID) { return NewStop(row), command.Yes },
		"restart": func(row *fleet.Row) (Dialog, command.ID) { return NewRestart(row), command.Yes },
		"scale":   func(row *fleet.Row) (Dialog, command.ID) { return NewScale(row, 7), command.Accept },
		"terminate": func(row *fleet.Row) (Dialog, command.ID) {
			d := NewTerminate(row)
			d.Type(row.Name)
			return d, command.Accept
		},
	}
}

// open opens a dialog on an application web and lets it look at it.
func (w *world) open(t *testing.T, make func(row *fleet.Row) (Dialog, command.ID)) (Dialog, command.ID) {
	t.Helper()
	row := app("web", client.StateRunning, 3)
	w.applications(row)
	d, confirm := make(row)
	if s, ok := d.(Detailed); !ok || !slices.Equal(s.Subjects(), []fleet.ID{row.ID}) {
		t.Fatalf("%T is not about web", d)
	}
	watcher, ok := d.(Watcher)
	if !ok {
		t.Fatalf("%T does not watch web", d)
	}
	watcher.Watch(w.Context)
	return d, confirm
}

// TestAPressAimedAtWhatStoodThereBefore checks the rule that stands at watch.
func TestAPressAimedAtWhatStoodThereBefore(t *testing.T) {
	t.Parallel()
	for name, make := range watched() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d, confirm := w.open(t, make)
			w.applications(app("web", client.StateRunning, 5))
			w.says(t, d, "Changed while you looked: target 3 → 5, running 3 → 5.")
			w.Now, w.Run = w.Now.Add(readingTime-time.Millisecond), 1
			w.ends(t, d, confirm, Open)
			w.says(t, d, "It changed just before that key: nothing was sent. Press it again")
			for range 20 { // a key that is held
				w.Now = w.Now.Add(30 * time.Millisecond)
				w.ends(t, d, confirm, Open)
			}
			w.says(t, d, "It changed just before that key")
			w.Run++
			w.ends(t, d, confirm, Confirmed)
		})
		t.Run(name+" held", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d, confirm := w.open(t, make)
			w.Run, w.Held = 1, true
			w.ends(t, d, confirm, Open)
			w.says(t, d, "The key was held or hit twice: nothing was sent. Press it again.")
			w.Held = false // that it was is for the whole run
			w.ends(t, d, confirm, Open)
			w.Run++
			w.ends(t, d, confirm, Confirmed)
		})
		t.Run(name+" after reading", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d, confirm := w.open(t, make)
			w.applications(app("web", client.StatePartlyRunning, 3))
			w.says(t, d, "Running → Partly running")
			w.Now = w.Now.Add(readingTime)
			w.ends(t, d, confirm, Confirmed)
		})
		t.Run(name+" unseen", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d, confirm := w.open(t, make)
			w.applications(app("web", client.StateRunning, 4))
			w.Now = w.Now.Add(time.Hour)
			w.ends(t, d, confirm, Open) // the press itself is what finds the change
		})
		t.Run(name+" unchanged", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d, confirm := w.open(t, make)
			w.applications(app("web", client.StateRunning, 3))
			if body := w.body(d); strings.Contains(body, "Changed") {
				t.Errorf("says %q", body)
			}
			w.ends(t, d, confirm, Confirmed)
		})
		t.Run(name+" changing all the time", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d, confirm := w.open(t, make)
			for n := range 10 {
				w.applications(app("web", client.StateRunning, 4+n%2))
				w.body(d)
				w.ends(t, d, confirm, Open)
			}
			w.ends(t, d, confirm, Confirmed)
		})
	}
}

// TestADialogIsNotConfirmedForAnotherObject lets another object take the uuid of
// the one that a dialog was opened on, in every dialog and form about an object.
func TestADialogIsNotConfirmedForAnotherObject(t *testing.T) {
	t.Parallel()
	base := client.Application{UUID: "0123456789-web", UniqueName: "web", ImageName: "tutum/web:1", State: client.StateRunning, Target: 3, Current: 3, Running: 3, Deployed: client.Time{Time: t0}}
	for what, test := range map[string]struct {
		change func(a *client.Application)
		says   string
	}{
		"name":     {func(a *client.Application) { a.UniqueName = "shop" }, "web: it is another application now, named shop."},
		"image":    {func(a *client.Application) { a.ImageName = "tutum/shop:1" }, "web: its image was tutum/web:1 and is tutum/shop:1 now."},
		"deployed": {func(a *client.Application) { a.Deployed = client.Time{Time: t0.Add(time.Hour)} }, "web: it was deployed anew meanwhile."},
	} {
		dialogs := watched()
		dialogs["redeploy"] = func(row *fleet.Row) (Dialog, command.ID) { return onTheButton(NewRedeploy(row)), command.Accept }
		dialogs["edit"] = func(row *fleet.Row) (Dialog, command.ID) {
			f := EditApplication(row)
			f.Type("9")
			return onTheButton(f), command.Accept
		}
		dialogs["policies"] = func(row *fleet.Row) (Dialog, command.ID) {
			f := NewPolicies(row)
			f.Type("a")
			return onTheButton(f), command.Accept
		}
		for name, make := range dialogs {
			t.Run(what+" "+name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				row := fleet.ApplicationRow(base)
				w.applications(row)
				d, confirm := make(row)
				d.(Watcher).Watch(w.Context) //nolint:forcetypeassert // all of them are
				other := base
				test.change(&other)
				w.applications(fleet.ApplicationRow(other))
				w.Now = w.Now.Add(time.Minute)
				w.says(t, d, test.says)
				for range 3 {
					w.Run++
					w.Now = w.Now.Add(time.Minute)
					w.ends(t, d, confirm, Open)
				}
				w.applications(row) // the one it was opened on is back
				w.body(d)
				w.Now = w.Now.Add(time.Minute)
				w.Run++
				if got := d.Do(confirm, w.Context); got != Confirmed && got != Asks {
					t.Errorf("the object is the one that was seen, and confirming is %d", got)
				}
			})
		}
	}
}

// onTheButton moves the focus of a form to its button.
func onTheButton(f *Form) Dialog {
	f.form.Move(-1)
	return f
}

func TestTheApplicationOfAContainerChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := con("web-1", "web", client.StateRunning)
	w.applications(app("web", client.StateRunning, 3))
	w.containers(one)
	d := NewTerminate(one)
	d.Watch(w.Context)
	if d.Title() != "Terminate web-1? container" || IsHeavy(d) || !IsHeavy(NewTerminate(app("web", client.StateRunning, 3))) {
		t.Errorf("title %q, heavy %t", d.Title(), IsHeavy(d))
	}
	w.says(t, d, "container of web: web goes 3 → 2", "It is not replaced.")
	w.applications(app("web", client.StateRunning, 2))
	w.says(t, d, "web goes 2 → 1", "target of web 3 → 2")
}

func TestTheBlastRadius(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	record := client.Application{
		UUID: "u-web", UniqueName: "web", State: client.StateRunning, Target: 3, Current: 3, Running: 3,
		PublicDNS: "web-admin.example.com", WebPublicDNS: "shop.example.com", Ports: []client.Port{{Inner: 80, Protocol: "tcp"}},
	}
	web := fleet.ApplicationRow(record)
	w.applications(web, app("api", client.StateRunning, 1))
	for _, d := range []Dialog{NewStop(web), NewRestart(web), NewTerminate(web), NewScale(web, -1)} {
		w.says(t, d, "Still checking who is linked to it.")
	}
	for _, d := range []Dialog{NewStop(web), NewRestart(web), NewTerminate(web)} {
		w.says(t, d, "shop.example.com, web-admin.example.com, 80/tcp")
	}
	w.says(t, NewStop(web), "Stops 3 containers", "Running 3 → 0", "Unreachable while stopped: ")
	w.says(t, NewRestart(web), "Downtime: 3 containers of web stop", "Its data stays.", "Unreachable while stopped: ")
	w.says(t, NewTerminate(web), "application, 3 containers", "All data in it is lost", "Goes away: ")
	w.Fleet.ApplyDetailFailure(web.ID, io.ErrUnexpectedEOF, false)
	w.says(t, NewStop(web), "Links unknown: the detail could not be fetched.")
	record.LinkedFrom = []string{"/api/v1/application/0123456789-api/", "/api/v1/application/deadbeef-1/", "/api/v1/application/0123456789-api/"}
	w.Fleet.ApplyDetail(web.ID, fleet.ApplicationRow(record), 1, w.Now, w.Now)
	for _, d := range []Dialog{NewStop(web), NewRestart(web), NewTerminate(web), NewScale(web, -1)} {
		w.says(t, d, "Linked from api and deadbeef.")
	}
	w.applications(web, app("api", client.StateTerminated, 1))
	w.says(t, NewStop(web), "Linked from deadbeef.")
	record.LinkedFrom = nil
	w.Fleet.ApplyDetail(web.ID, fleet.ApplicationRow(record), 2, w.Now, w.Now)
	w.says(t, NewStop(web), "No other application is linked to it.")
}

// TestTheRadiusGivesWayToTheKeys draws dialogs where there is little room.
func TestTheRadiusGivesWayToTheKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	web := app("web", client.StateRunning, 3)
	w.applications(web)
	for height := 5; height < 30; height++ {
		w.Height = height
		for _, d := range []Dialog{NewStop(web), NewRestart(web), NewTerminate(web), NewScale(web, -1)} {
			lines := d.Lines(36, w.Context)
			full := 0
			for _, l := range lines {
				if l != "" {
					full++
				}
			}
			if last := lines[len(lines)-1]; full > max(height, 6) || !strings.Contains(last, "esc") && !strings.Contains(last, "n no") {
				t.Errorf("%T in %d lines has %d, and ends with %q", d, height, full, last)
			}
		}
	}
}

// TestWhatChangesForEverCanBeConfirmed changes an application as one does whose
// containers crash and are started again: no press is swallowed for that. What
// somebody else does to it still is.
func TestWhatChangesForEverCanBeConfirmed(t *testing.T) {
	t.Parallel()
	crashing := func(state client.State, running, target int) *fleet.Row {
		return fleet.ApplicationRow(client.Application{
			UUID: "0123456789-web", UniqueName: "web", State: state, Target: target, Current: target, Running: running, Autorestart: client.PolicyAlways,
		})
	}
	states := []client.State{client.StatePartlyRunning, client.StateStarting, client.StateRunning, client.StateStoppedWithErrors, client.StateStarting}
	for name, make := range watched() {
		if name == "scale" || name == "restart" { // not possible in all of these states
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n, state := range states {
				w := newWorld(t)
				row := crashing(client.StateRunning, 150, 150)
				w.applications(row)
				d, confirm := make(row)
				d.(Watcher).Watch(w.Context) //nolint:forcetypeassert // all of them are
				for running := range n + 1 {
					w.applications(crashing(states[running], 10*running, 150))
					w.body(d)
				}
				want := Confirmed
				if name == "stop" && state == client.StateStoppedWithErrors {
					want = Open
				}
				w.ends(t, d, confirm, want)
				w.applications(crashing(client.StateRunning, 150, 150))
				w.body(d)
				w.applications(crashing(client.StateRunning, 150, 151))
				w.Run++
				w.ends(t, d, confirm, Open)
			}
		})
	}
}
