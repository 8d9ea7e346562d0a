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
func watched() map[string]func(w *world, row *fleet.Row) (Dialog, command.ID) {
	return map[string]func(w *world, row *fleet.Row) (Dialog, command.ID){
		"stop": func(w *world, row *fleet.Row) (Dialog, command.ID) {
			return NewConfirm(fleet.Stop, One(row), w.Context), command.Yes
		},
		"restart": func(w *world, row *fleet.Row) (Dialog, command.ID) {
			return NewConfirm(fleet.Restart, One(row), w.Context), command.Yes
		},
		"scale": func(w *world, row *fleet.Row) (Dialog, command.ID) {
			return NewScale(One(row), 7, w.Context), command.Accept
		},
		"terminate": func(w *world, row *fleet.Row) (Dialog, command.ID) {
			d := NewTerminate(One(row), w.Context)
			d.Type(row.Name)
			return d, command.Accept
		},
	}
}

// looked opens a dialog on an application web, and returns when that has changed last.
func (w *world) looked(t *testing.T, open func(w *world, row *fleet.Row) (Dialog, command.ID)) (Dialog, func() time.Time) {
	t.Helper()
	row := app("web", client.StateRunning, 3)
	w.applications(row)
	d, _ := open(w, row)
	is := d.Traits()
	if !slices.Equal(is.About, []fleet.ID{row.ID}) {
		t.Fatalf("%T is not about web", d)
	}
	look := func() time.Time { return is.Changed(w.Context) }
	if at := look(); !at.IsZero() {
		t.Errorf("it has changed at %v before anything has", at)
	}
	return d, look
}

func TestADialogNoticesChangesOfItsObject(t *testing.T) {
	t.Parallel()
	for name, open := range watched() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d, changed := w.looked(t, open)
			w.applications(app("web", client.StateRunning, 3))
			if body := w.body(d); strings.Contains(body, "Changed") || !changed().IsZero() {
				t.Errorf("nothing has changed, and it says %q", body)
			}
			w.applications(app("web", client.StateRunning, 5))
			w.says(t, d, "Changed while you looked: target 3 → 5, running 3 → 5.")
			if at := changed(); !at.Equal(w.Now) {
				t.Errorf("it has changed at %v, and not at %v", at, w.Now)
			}
			before := w.Now
			w.applications(app("web", client.StateRunning, 5))
			if at := changed(); !at.Equal(before) {
				t.Errorf("it has changed at %v again", at)
			}
			w.applications(app("web", client.StatePartlyRunning, 3))
			w.says(t, d, "Running → Partly running")
			if at := changed(); !at.Equal(w.Now) {
				t.Errorf("it has changed at %v, and not at %v", at, w.Now)
			}
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
		"deployed": {func(a *client.Application) { a.Deployed = client.Time{Time: t0.Add(time.Hour)} }, "web: it was redeployed meanwhile."},
	} {
		dialogs := watched()
		dialogs["redeploy"] = func(w *world, row *fleet.Row) (Dialog, command.ID) {
			return onTheButton(NewRedeploy(row)), command.Accept
		}
		dialogs["edit"] = func(w *world, row *fleet.Row) (Dialog, command.ID) {
			f := EditApplication(row)
			f.Type("9")
			return onTheButton(f), command.Accept
		}
		dialogs["policies"] = func(w *world, row *fleet.Row) (Dialog, command.ID) {
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
				d, confirm := make(w, row)
				d.Traits().Changed(w.Context)
				other := base
				test.change(&other)
				w.applications(fleet.ApplicationRow(other))
				w.Now = w.Now.Add(time.Minute)
				w.says(t, d, test.says)
				for range 3 {
					w.Now = w.Now.Add(time.Minute)
					w.ends(t, d, confirm, Open)
				}
				w.applications(row) // the one it was opened on is back
				w.body(d)
				w.Now = w.Now.Add(time.Minute)
				if got := w.run(d, confirm); got != Confirmed && got != Asks {
					t.Errorf("the object is the one that was seen, and it is %s", got)
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
	d := NewTerminate(One(one), w.Context)
	if d.Title() != "Terminate web-1? container" || d.Traits().Heavy || !NewTerminate(One(app("web", client.StateRunning, 3)), w.Context).Traits().Heavy {
		t.Errorf("title %q, heavy %t", d.Title(), d.Traits().Heavy)
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
	for _, d := range []Dialog{NewConfirm(fleet.Stop, One(web), w.Context), NewConfirm(fleet.Restart, One(web), w.Context), NewTerminate(One(web), w.Context), NewScale(One(web), -1, w.Context)} {
		w.says(t, d, "Still checking who is linked to it.")
	}
	for _, d := range []Dialog{NewConfirm(fleet.Stop, One(web), w.Context), NewConfirm(fleet.Restart, One(web), w.Context), NewTerminate(One(web), w.Context)} {
		w.says(t, d, "shop.example.com, web-admin.example.com, 80/tcp")
	}
	w.says(t, NewConfirm(fleet.Stop, One(web), w.Context), "Stops 3 containers", "Running 3 → 0", "Unreachable while stopped: ")
	w.says(t, NewConfirm(fleet.Restart, One(web), w.Context), "Downtime: all 3 containers stop until the restart ends.", "Its data stays.", "Unreachable while stopped: ")
	w.says(t, NewTerminate(One(web), w.Context), "application, 3 containers", "All data in it is lost", "Goes away: ")
	w.Fleet.ApplyDetailFailure(web.ID, io.ErrUnexpectedEOF, false)
	w.says(t, NewConfirm(fleet.Stop, One(web), w.Context), "Links unknown: the detail could not be fetched.")
	record.LinkedFrom = []string{"/api/v1/application/0123456789-api/", "/api/v1/application/deadbeef-1/", "/api/v1/application/0123456789-api/"}
	w.Fleet.ApplyDetail(web.ID, fleet.ApplicationRow(record), 1, w.Now, w.Now)
	for _, d := range []Dialog{NewConfirm(fleet.Stop, One(web), w.Context), NewConfirm(fleet.Restart, One(web), w.Context), NewTerminate(One(web), w.Context), NewScale(One(web), -1, w.Context)} {
		w.says(t, d, "Linked from api and deadbeef.")
	}
	w.applications(web, app("api", client.StateTerminated, 1))
	w.says(t, NewConfirm(fleet.Stop, One(web), w.Context), "Linked from deadbeef.")
	record.LinkedFrom = nil
	w.Fleet.ApplyDetail(web.ID, fleet.ApplicationRow(record), 2, w.Now, w.Now)
	w.says(t, NewConfirm(fleet.Stop, One(web), w.Context), "No other application is linked to it.")
}

// TestTheRadiusGivesWayToTheKeys draws dialogs where there is little room.
func TestTheRadiusGivesWayToTheKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	web := app("web", client.StateRunning, 3)
	w.applications(web)
	for height := 5; height < 30; height++ {
		w.Height = height
		for _, d := range []Dialog{NewConfirm(fleet.Stop, One(web), w.Context), NewConfirm(fleet.Restart, One(web), w.Context), NewTerminate(One(web), w.Context), NewScale(One(web), -1, w.Context)} {
			lines := d.Lines(36, w.Context)
			full := 0
			for _, l := range lines {
				if l != "" {
					full++
				}
			}
			if last := lines[len(lines)-1]; full > max(height, 6) || !strings.Contains(last, "esc") && !strings.Contains(last, "n Cancel") {
				t.Errorf("%T in %d lines has %d, and ends with %q", d, height, full, last)
			}
		}
	}
}

// TestWhatChangesForEverCanBeConfirmed changes an application as one does whose
// containers crash and are started again: that is no change. What somebody else
// does to it still is.
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
				d, confirm := make(w, row)
				changed := d.Traits().Changed
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
				if at := changed(w.Context); !at.IsZero() {
					t.Errorf("%s: it has changed at %v", state, at)
				}
				w.applications(crashing(client.StateRunning, 150, 151))
				if at := changed(w.Context); !at.Equal(w.Now) {
					t.Errorf("%s: the target has changed, and that is noticed at %v", state, at)
				}
			}
		})
	}
}
