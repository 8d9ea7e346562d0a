package dialog

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/command"
)

func TestTerminateWantsTheExactName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typed string
		want  outcome
	}{
		{"web-1", Confirmed},
		{"", Open},
		{"web", Open},
		{"web-11", Open},
		{"WEB-1", Open},
		{" web-1", Open},
		{"web-1 ", Open},
		{"web-1\n", Open},
		{"web\u20101", Open},
		{"we\u200bb-1", Open},
		{"01234567", Open},
		{"y", Open},
		{"\x1b[31mweb-1", Open},
	} {
		w := newWorld(t)
		row := app("web-1", client.StateRunning, 3)
		w.applications(row)
		d := NewTerminate(One(row), w.Context)
		if d.Title() != "Terminate web-1? APPLICATION" || d.Scope() != command.TypeName {
			t.Errorf("title %q, scope %b", d.Title(), d.Scope())
		}
		d.Type(test.typed)
		w.do(t, d, command.Yes, command.Quit, command.Terminate)
		w.ends(t, d, command.Accept, test.want)
		if want := (orders.Action{Verb: fleet.Terminate, ID: row.ID, Seen: row.Identity()}); test.want == Confirmed && w.request(d, command.Accept) != want {
			t.Errorf("request %+v", w.asked)
		}
		w.ends(t, d, command.Cancel, Closed)
		w.ends(t, d, command.Interrupt, Closed)
	}
}

func TestTerminateOnlyOnTheExactName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row := app("web-1", client.StateRunning, 3)
	w.applications(row)
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`w?e?b?-?[1I]?.?`)).Draw(t, "typed")
		d := NewTerminate(One(row), w.Context)
		d.Type(typed)
		if got := w.run(d, command.Accept); got == Confirmed && d.input.Value() != "web-1" || typed == "web-1" && got != Confirmed {
			t.Fatalf("%+q: answer %s", typed, got)
		}
	})
}

func TestTerminateTypedKeyByKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row := app("web", client.StateRunning, 1)
	w.applications(row)
	d := NewTerminate(One(row), w.Context)
	for _, key := range []tea.KeyMsg{
		{Type: tea.KeyRunes, Runes: []rune("w")}, {Type: tea.KeyRunes, Runes: []rune("ex")}, {Type: tea.KeyBackspace}, {Type: tea.KeyRunes, Runes: []rune("b")},
	} {
		d.Key(key)
	}
	w.says(t, d, "> web▏")
	w.ends(t, d, command.Accept, Confirmed)
}

func TestTerminateNamesThatCannotBeTyped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, uuid, phrase string }{
		{"we\u200bb", "0123456789", "01234567"},
		{"\x1b[2Jweb", "0123456789", "01234567"},
		{"web\u202e", "0123456789", "01234567"},
		{" web", "0123456789", "01234567"},
		{"", "0123456789", "01234567"},
		{"", "abc", "abc"},
		{"日本-1", "0123456789", "日本-1"},
		{"my web", "0123456789", "my web"},
		{strings.Repeat("x", 1000), "0123456789", strings.Repeat("x", 1000)},
	} {
		w := newWorld(t)
		row := fleet.ApplicationRow(client.Application{UUID: test.uuid, UniqueName: test.name, State: client.StateRunning, Target: 1})
		w.applications(row)
		d := NewTerminate(One(row), w.Context)
		if len(test.phrase) < 50 {
			w.says(t, d, "Type "+test.phrase+" to confirm:")
		}
		if test.name != test.phrase {
			d.Type(test.name)
			w.do(t, d, command.Accept)
			d = NewTerminate(One(row), w.Context)
			d.Type(row.Name)
			if row.Name != test.phrase {
				w.do(t, d, command.Accept)
			}
			d = NewTerminate(One(row), w.Context)
		}
		d.Type(test.phrase)
		w.ends(t, d, command.Accept, Confirmed)
	}
}

func TestTerminateWithoutAName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row := fleet.ApplicationRow(client.Application{State: client.StateRunning})
	w.applications(row)
	w.ends(t, NewTerminate(One(row), w.Context), command.Accept, Open) // nothing typed is no match
}

func TestTerminateSaysWhatIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	web := app("web", client.StateRunning, 3)
	one, lone := con("web-1", "web", client.StateRunning), con("db-1", "db", client.StateRunning)
	nameless := fleet.ContainerRow(client.Container{UUID: "abc", UniqueName: "x-1", State: client.StateRunning})
	w.applications(web, app("single", client.StateRunning, 1), app("zero", client.StateStopped, 0))
	w.containers(one, lone, nameless)
	first := func(row *fleet.Row) string {
		return ansi.Strip(NewTerminate(One(row), w.Context).Lines(60, w.Context)[0])
	}
	grown := fleet.ApplicationRow(client.Application{UUID: "g", UniqueName: "grown", State: client.StateRunning, Target: 2, Current: 5})
	w.applications(web, app("single", client.StateRunning, 1), app("zero", client.StateStopped, 0), grown)
	for row, want := range map[*fleet.Row]string{
		web:                                   "application, 3 containers",
		app("single", client.StateRunning, 1): "application, 1 container",
		app("zero", client.StateStopped, 0):   "application, 0 containers",
		grown:                                 "application, 5 containers", // more than it shall have
		one:                                   "container of web: web goes 3 → 2",
		lone:                                  "container of db",
		nameless:                              "container",
	} {
		if got := first(row); got != want {
			t.Errorf("%s: %q, want %q", row.Name, got, want)
		}
	}
	w.says(t, NewTerminate(One(web), w.Context), "All data in it is lost, for good.", "[ enter Terminate ] [ esc Cancel ]")
	w.applications(app("web", client.StateRunning, 7))
	if got := first(one); got != "container of web: web goes 7 → 6" {
		t.Errorf("after a poll: %q", got)
	}
	w.applications(app("web", client.StateRunning, 0))
	if got := first(one); got != "container of web: web goes 0 → 0" {
		t.Errorf("with nothing wanted: %q", got)
	}
}

func TestTerminateIsOvertaken(t *testing.T) {
	t.Parallel()
	overtaken(t, func(w *world, row *fleet.Row) Dialog {
		d := NewTerminate(One(row), w.Context)
		d.Type("web")
		return d
	}, command.Accept)
}

func TestTerminateShowsTheEndOfWhatIsTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row := app("web", client.StateRunning, 1)
	w.applications(row)
	for _, test := range []struct {
		typed string
		w     int
		want  string
	}{
		{"abc", 20, "> abc▏"},
		{"abcdefghij", 8, "> fghij▏"},
		{"日本語日本語", 8, ">  本語▏"},
		{"a\u202eb\u200bc", 20, "> a?bc▏"},
		{"", 20, "> ▏"},
		{"abc", 3, "> ▏"},
	} {
		d := NewTerminate(One(row), w.Context)
		d.Type(test.typed)
		lines := d.Lines(test.w, w.Context)
		found := false
		for _, l := range lines {
			found = found || ansi.Strip(l) == test.want
		}
		if !found {
			t.Errorf("%+q at %d cells: %q has no line %q", test.typed, test.w, lines, test.want)
		}
	}
}
