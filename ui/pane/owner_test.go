package pane

import (
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// show takes rows into a list of the world's kind.
func (w *markWorld) show(rows ...*fleet.Row) {
	w.has()
	w.c.Fleet.Apply(fleet.Round{Query: w.Query, Started: w.c.Now, Ended: w.c.Now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows}}})
	w.Refresh(&w.c)
}

// TestMarkAllLeavesOutWhatOthersMade checks that what the server did not make is marked one by one, and
// that marking all says so.
func TestMarkAllLeavesOutWhatOthersMade(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t)
	row := func(name, owner string) *fleet.Row {
		return fleet.ApplicationRow(client.Application{UUID: "u-" + name, UniqueName: name, State: client.StateRunning, Owner: owner})
	}
	w.show(row("a", "Compose project shop"), row("b", ""))
	if says := w.MarkAll(); says != "1 was not made by this server and is left out: mark it by itself" {
		t.Errorf("says %q", says)
	}
	w.want(t, "one of others", "b", "1 marked")
	w.show(row("a", "Compose project shop"), row("b", ""), row("c", "somebody"))
	if says := w.MarkAll(); says != "2 were not made by this server and are left out: mark them one by one" {
		t.Errorf("says %q", says)
	}
	w.ToggleMark() // the cursor is on the first
	w.want(t, "one by one", "a b", "2 marked")
	if says := w.MarkAll(); !strings.HasPrefix(says, "1 was not made") {
		t.Errorf("a marked one is not left out: %q", says)
	}
	w.want(t, "what is marked stays so", "a b", "2 marked")
}

// TestHealthStandsBehindTheState checks the state of containers in their list.
func TestHealthStandsBehindTheState(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t)
	w.List = NewList(fleet.Query{Kind: fleet.Containers}, "")
	container := func(name string, change func(*client.Container)) *fleet.Row {
		c := client.Container{UUID: "u-" + name, UniqueName: name, State: client.StateRunning}
		change(&c)
		return fleet.ContainerRow(c)
	}
	rows := []*fleet.Row{
		container("a", func(c *client.Container) { c.Health = "healthy" }),
		container("b", func(c *client.Container) { c.Health = "unhealthy" }),
		container("c", func(c *client.Container) { c.EngineState = "paused" }),
		container("e", func(c *client.Container) { c.Owner = fleet.SomebodyElse }),
		container("d", func(c *client.Container) {
			c.State, c.ExitMessage, c.Owner = client.StateStartFailed, "no such program", "Compose project shop"
		}),
	}
	w.c.Fleet.Apply(fleet.Round{Query: w.Query, Started: w.c.Now, Ended: w.c.Now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows}}})
	w.Refresh(&w.c)
	drawn := strings.Join(w.Lines(80, 10, true, &w.c), "\n")
	g := &w.c.Theme.Glyphs
	for _, want := range []string{g.Running + " Running (healthy)", g.Failed + " Running (unhealthy)", g.Running + " Running (paused)", g.Failed + " Start failed "} {
		if !strings.Contains(drawn, want) {
			t.Errorf("no %q in\n%s", want, drawn)
		}
	}
	narrow := strings.Join(w.Lines(42, 10, true, &w.c), "\n")
	for _, want := range []string{g.Running + " Running ", g.Failed + " unhealthy", g.Running + " paused"} {
		if !strings.Contains(narrow, want) {
			t.Errorf("no %q in\n%s", want, narrow)
		}
	}
	said := map[string]string{}
	for _, f := range containerFacts(rows[4], &w.c) {
		said[f.label] = f.value
	}
	if said["Reason"] != "no such program" || said["Made by"] != "Compose project shop" {
		t.Errorf("facts: %v", said)
	}
	found := false
	for _, f := range containerFacts(rows[3], &w.c) {
		found = found || f.label == "Not made by" && f.value == "fleetop"
	}
	if !found {
		t.Error("it does not say that somebody else made a container")
	}
}

// TestPullsStandInTheListOfImages checks that an image that is being pulled, or could not be, says so in
// its row and in its detail, in place of its description.
func TestPullsStandInTheListOfImages(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t)
	w.List = NewList(fleet.Query{Kind: fleet.Images}, "")
	rows := []*fleet.Row{
		fleet.ImageRow(client.Image{Name: "a", Description: "ours", Pulling: "Pulling a:1: 0 of 2 layers"}),
		fleet.ImageRow(client.Image{Name: "b", Description: "ours", Fault: "unauthorized:\x1b[2J no"}),
		fleet.ImageRow(client.Image{Name: "c", Description: "ours"}),
	}
	w.show(rows...)
	drawn := strings.Join(w.Lines(120, 8, true, &w.c), "\n")
	for i, want := range []string{"Pulling a:1: 0 of 2 layers", "unauthorized: no", "ours"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%s does not say %q:\n%s", rows[i].Name, want, drawn)
		}
	}
	var says []string
	for _, r := range rows {
		for _, f := range imageFacts(r, &w.c) {
			if f.label == "Pull" || f.label == "Error" {
				says = append(says, f.label+" "+f.value)
			}
		}
	}
	if got := strings.Join(says, "; "); got != "Pull Pulling a:1: 0 of 2 layers; Error unauthorized: no" {
		t.Errorf("the details say %q", got)
	}
}
