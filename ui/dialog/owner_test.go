package dialog

import (
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// madeBy is an application that somebody else made.
func madeBy(name, owner string) *fleet.Row {
	return fleet.ApplicationRow(client.Application{
		UUID: "0123456789-" + name, UniqueName: name, State: client.StateRunning, Target: 2, Current: 2, Running: 2, Owner: owner, Project: "shop",
	})
}

// TestDialogsNameWhoMadeAnObject checks that every dialog about what the server did not make says who
// did, and that those about its own objects say nothing of it.
func TestDialogsNameWhoMadeAnObject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row, own := madeBy("shop-web", "Compose project shop (/srv/shop)"), app("web", client.StateRunning, 2)
	w.applications(row, own)
	for what, open := range watched() {
		d, _ := open(w, row)
		w.says(t, d, "Made by Compose project shop (/srv/shop).")
		if d, _ = open(w, own); strings.Contains(w.body(d), "ade by") {
			t.Errorf("%s: its own object has another maker: %s", what, w.body(d))
		}
	}
	w.says(t, NewScale(One(row), 1, w.Context), "Adds 1 container, with the same volumes, networks and rights as the others.", "The next docker compose up sets the number back to the one in its file.")
	w.says(t, NewScale(One(row), -1, w.Context), "Destroys the container with the highest number. Its volumes stay.", "sets the number back")
	w.says(t, NewConfirm(fleet.Stop, One(row), w.Context), "The next docker compose up starts it again.")
	w.says(t, NewTerminate(One(row), w.Context), "What it wrote outside its volumes is lost for good. The volumes stay.", "The next docker compose up creates it again.")
	unknown := madeBy("hand", fleet.SomebodyElse)
	w.applications(row, own, unknown)
	w.says(t, NewConfirm(fleet.Stop, One(unknown), w.Context), "Not made by fleetop.")
	w.says(t, NewConfirm(fleet.Stop, Subjects{Rows: []*fleet.Row{own, unknown}, Marked: true}, w.Context), "1 not made by fleetop.")
	mighty := *row.Application
	mighty.Privileged, mighty.Project, mighty.UUID = true, "", "mighty"
	alone := fleet.ApplicationRow(mighty)
	w.applications(row, own, alone)
	w.says(t, NewScale(One(alone), 1, w.Context), "They are privileged: each can do everything on that machine.")
	if body := w.body(NewScale(One(alone), 1, w.Context)); strings.Contains(body, "docker compose") {
		t.Errorf("it is not of Compose: %s", body)
	}
}

// TestDialogsAboutManyNameTheirMakers checks that each maker is named once, and the last ones only
// counted.
func TestDialogsAboutManyNameTheirMakers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rows := []*fleet.Row{madeBy("a", "Compose project a"), madeBy("b", "Compose project a"), app("c", client.StateRunning, 1)}
	w.applications(rows...)
	w.says(t, NewConfirm(fleet.Stop, Subjects{Rows: rows, Marked: true}, w.Context), "2 made by Compose project a.")
	rows = append(rows, madeBy("d", "x"), madeBy("e", "y"), madeBy("f", "z"))
	w.applications(rows...)
	d := NewConfirm(fleet.Stop, Subjects{Rows: rows, Marked: true}, w.Context)
	w.says(t, d, "5 made by Compose project a, x, y and 1 more.")
	w.ends(t, d, command.Yes, Confirmed)
}
