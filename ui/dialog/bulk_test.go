package dialog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// three is three applications that run, and their world.
func three(t testing.TB) (*world, Subjects) {
	t.Helper()
	w := newWorld(t)
	rows := []*fleet.Row{app("api", client.StateRunning, 1), app("db", client.StateRunning, 2), app("web", client.StateRunning, 3)}
	w.applications(rows...)
	return w, Subjects{Marked: true, Rows: rows}
}

func TestAskIsAboutWhatItIsPossibleFor(t *testing.T) {
	t.Parallel()
	w, marked := three(t)
	d := NewConfirm(fleet.Stop, marked, w.Context)
	if d.Title() != "Stop 3 applications?" || d.Scope() != command.YesNo {
		t.Errorf("title %q, scope %b", d.Title(), d.Scope())
	}
	w.says(t, d, "Stops 6 containers; their data stays.", "APPLICATION RUNNING api 1 → 0 db 2 → 0 web 3 → 0", "[ y Stop ] [ n Cancel ]")
	w.ends(t, d, command.No, Closed)
	w.do(t, d, command.Accept, command.Quit)
	w.applications(app("api", client.StateStopped, 1), app("db", client.StatePartlyRunning, 2))
	w.says(t, d, "Skipped: api (already stopped); web (gone)", "Changed meanwhile: db is Partly running now")
	if d.Title() != "Stop 1 application?" {
		t.Errorf("title %q", d.Title())
	}
	w.ends(t, d, command.Yes, Confirmed)
	if got := w.request(d, command.Yes); got != (orders.Action{Verb: fleet.Stop, ID: marked.Rows[1].ID, Seen: marked.Rows[1].Identity()}) {
		t.Errorf("asks for %v", got)
	}
	w.applications()
	w.says(t, d, "None of them can be stopped: api (gone); db (gone); web (gone)")
	w.ends(t, d, command.Yes, Open)
	w.ends(t, d, command.No, Closed)
}

func TestScaleManyTakesOneNumber(t *testing.T) {
	t.Parallel()
	w, marked := three(t)
	d := NewScale(marked, 0, w.Context)
	w.says(t, d, "Each to ▏", "api 1 db 2 web 3", "Type a number from 1 to 1000.")
	w.ends(t, d, command.Accept, Open) // no number was asked for
	d.Type("2x")
	w.says(t, d, "Each to 2▏", "Destroys 1 container and its data.", "web 3 → 2", "Adds 1 container.", "api 1 → 2", "db 2 unchanged")
	w.ends(t, d, command.Accept, Confirmed)
	if got, want := fmt.Sprint(w.asked), fmt.Sprint(orders.Confirmed{Many: true, Actions: []orders.Action{{Verb: fleet.Scale, ID: marked.Rows[0].ID, Target: 2, Seen: marked.Rows[0].Identity()}, {Verb: fleet.Scale, ID: marked.Rows[2].ID, Target: 2, Seen: marked.Rows[2].Identity()}}}); got != want {
		t.Errorf("asks for %v", got)
	}
	d.Type("001")
	w.says(t, d, "A number from 1 to 1000.")
	w.ends(t, d, command.Accept, Open)
	for delta, want := range map[int]string{1: "Each to 4▏", -1: "Each to 2▏"} {
		w.says(t, NewScale(marked, delta, w.Context), want)
	}
	d = NewScale(Subjects{Marked: true, Rows: marked.Rows[:1]}, 0, w.Context)
	d.Type("1")
	w.says(t, d, "Unchanged: nothing will be sent.")
	w.ends(t, d, command.Accept, Closed)
	w.do(t, d, command.Erase, command.More)
	w.says(t, d, "Each to 2▏")
}

func TestTerminateManyWantsTheNumberOfNow(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]outcome{"3": Confirmed, "": Open, "03": Open, "33": Open, "three": Open, " 3": Open, "y": Open, "2": Open} {
		w, marked := three(t)
		d := NewTerminate(marked, w.Context)
		d.Type(content)
		w.do(t, d, command.Yes, command.Terminate)
		w.ends(t, d, command.Accept, want)
	}
	w, marked := three(t)
	marked.Hidden = map[fleet.ID]bool{marked.Rows[0].ID: true}
	d := NewTerminate(marked, w.Context)
	w.says(t, d, "3 applications, 6 containers", "All data in them is lost, for good.", "1 of them is hidden by the filter.", "Type 3 to confirm: ▏")
	d.Type("3")
	w.applications(marked.Rows[1:]...)
	w.says(t, d, "Skipped: api (gone)", "Type 2 to confirm: 3▏")
	w.ends(t, d, command.Accept, Open)
	w.says(t, d, "That is not 2.")
	d.Key(tea.KeyMsg{Type: tea.KeyBackspace})
	d.Type("2")
	w.ends(t, d, command.Accept, Confirmed)
	w.ends(t, d, command.Cancel, Closed)
}

func TestTerminateManySaysWhatIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	web := fleet.ApplicationRow(client.Application{UUID: "0123456789-web", UniqueName: "web", State: client.StateRunning, Target: 2, PublicDNS: "web.example.com"})
	linked := fleet.ApplicationRow(client.Application{
		UUID: "0123456789-web", UniqueName: "web", State: client.StateRunning, Target: 2, LinkedFrom: []string{"/api/v1/application/0123456789-lb/", "/api/v1/application/0123456789-db/"},
	})
	db, lb := app("db", client.StateRunning, 5), app("lb", client.StateRunning, 1)
	w.applications(web, db, lb)
	w.Fleet.ApplyDetail(web.ID, linked, 0, w.Now, w.Now)
	w.says(t, NewTerminate(Subjects{Marked: true, Rows: []*fleet.Row{web, db}}, w.Context),
		"2 applications, 7 containers", "APPLICATION CONTAINERS web 2 → 0 db 5 → 0", "Addresses that go away: web (web.example.com)", "Still linked to them: lb")
	cons := []*fleet.Row{con("db-1", "db", client.StateRunning), con("db-2", "db", client.StateRunning), con("web-1", "web", client.StateRunning)}
	w.containers(cons...)
	w.says(t, NewTerminate(Subjects{Marked: true, Rows: cons}, w.Context), "3 containers All data in them is lost, for good. db goes 5 → 3, web goes 2 → 1", "CONTAINER STATE db-1 Running → Terminated db-2 Running → Terminated web-1 Running → Terminated")
}

func TestListsAreCutAndCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	items := strings.Split("one two three four five six seven eight", " ")
	for _, test := range []struct {
		lead    string
		w, most int
		want    []string
	}{
		{"", 60, 1, []string{"one, two, three, four, five, six, seven, eight"}},
		{"", 30, 1, []string{"one, two, three and 5 more"}},
		{"", 30, 2, []string{"one, two, three, four, five,", "six, seven, eight"}},
		{"Skipped: ", 24, 1, []string{"Skipped: one and 7 more"}},
		{"Skipped: ", 21, 1, []string{"Skipped: 8"}},
	} {
		if got := listed(test.lead, items, ", ", test.w, test.most, w.Context); !slices.Equal(got, test.want) {
			t.Errorf("%d lines of %d cells: %q, want %q", test.most, test.w, got, test.want)
		}
	}
	for _, test := range []struct {
		items []string
		w     int
		want  string
	}{
		{[]string{"a-very-long-name-1", "b"}, 20, "a-very-l…g-name-1, b"},
		{[]string{"a-very-long-name-1", "a-very-long-name-2"}, 26, "a-very-…name-1 and 1 more"},
		{[]string{"a-very-long-name-1", "a-very-long-name-2"}, 30, "a-very-…name-1, a-very-…name-2"},
	} {
		if got := listed("", test.items, ", ", test.w, 1, w.Context); len(got) != 1 || got[0] != test.want {
			t.Errorf("names that do not fit in %d cells: %q, want %q", test.w, got, test.want)
		}
	}
}

// TestBulkDialogsFit draws every dialog about many objects, in every state, with
// any names: at any width no line is wider, at 36 cells and seven lines all that
// matters is in sight.
func TestBulkDialogsFit(t *testing.T) {
	t.Parallel()
	names := rapid.OneOf(rapid.SampledFrom([]string{"web", "日本語-サーバー-1", "e\u0301a", "\x1b[2Jx", strings.Repeat("long-name-", 30), "a b c", ""}), rapid.String())
	states := []client.State{client.StateRunning, client.StateStopped, client.StateTerminated, "\x1b[31mQuantum"}
	themes := []*world{newWorldIn(t, termenv.TrueColor, "dark", false), newWorldIn(t, termenv.Ascii, "mono", true)}
	rapid.Check(t, func(t *rapid.T) {
		w := *rapid.SampledFrom(themes).Draw(t, "theme")
		w.Fleet = fleet.New()
		w.Height = rapid.IntRange(0, 20).Draw(t, "height")
		var was, now []*fleet.Row
		kind := rapid.SampledFrom([]fleet.Kind{fleet.Applications, fleet.Containers}).Draw(t, "kind")
		marked := Subjects{Marked: true, Hidden: map[fleet.ID]bool{}}
		for i := range rapid.IntRange(1, 12).Draw(t, "objects") {
			name := fmt.Sprint(names.Draw(t, "name"), i)
			make1 := func(state client.State) *fleet.Row {
				if kind == fleet.Containers {
					return con(name, "web", state)
				}
				return app(name, state, rapid.IntRange(0, 1001).Draw(t, "target"))
			}
			was = append(was, make1(client.StateRunning))
			if rapid.Bool().Draw(t, "listed") {
				now = append(now, make1(rapid.SampledFrom(states).Draw(t, "state")))
			}
			marked.Hidden[was[i].ID] = rapid.Bool().Draw(t, "hidden")
		}
		marked.Rows = was
		w.poll(fleet.Query{Kind: kind}, now...)
		dialogs := []Dialog{NewConfirm(fleet.Stop, marked, w.Context), NewConfirm(fleet.Start, marked, w.Context), NewTerminate(marked, w.Context)}
		if kind == fleet.Applications {
			dialogs = append(dialogs, NewScale(marked, rapid.IntRange(-1, 1).Draw(t, "delta"), w.Context))
		}
		for _, d := range dialogs {
			typed(d, rapid.StringMatching(`[0-9]{0,3}`).Draw(t, "typed"))
			d.Do(rapid.SampledFrom([]command.ID{command.Accept, command.More, command.Down}).Draw(t, "command"), w.Context)
			for width := 1; width <= 120; width += 1 + width/8 {
				for i, l := range d.Lines(width, w.Context) {
					if n := text.Width(l); n > width {
						t.Fatalf("%T: line %d of %d cells, %+q, takes %d", d, i, width, l, n)
					}
					if got := ansi.Strip(l); text.Clean(got) != got {
						t.Fatalf("%T: line %d, %+q, is not clean", d, i, l)
					}
				}
			}
			w.Height = 7
			lines := slices.DeleteFunc(d.Lines(36, w.Context), func(l string) bool { return l == "" })
			if len(lines) > 7 && !strings.Contains(strings.Join(lines[:7], " "), "esc") {
				t.Fatalf("%T: its keys are out of sight:\n%s", d, strings.Join(lines, "\n"))
			}
		}
	})
}

// TestWhoIsLinkedIsCheckedOrNot says that links are being checked only where they are.
func TestWhoIsLinkedIsCheckedOrNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var rows []*fleet.Row
	for i := range 40 * mostDetails {
		rows = append(rows, app(fmt.Sprintf("bench-%05d", i+1), client.StateRunning, 1))
	}
	w.applications(rows...)
	few := Subjects{Marked: true, Rows: rows[:2]}
	w.says(t, NewConfirm(fleet.Stop, few, w.Context), "Still checking who is linked to bench-00001, bench-00002.")
	w.Fleet.ApplyDetailFailure(rows[1].ID, errors.New("503"), false)
	w.says(t, NewConfirm(fleet.Stop, few, w.Context), "Still checking who is linked to bench-00001.", "Not checked: who is linked to bench-00002.")
	many := strings.Join(NewTerminate(Subjects{Marked: true, Rows: rows}, w.Context).Lines(58, Context{
		Fleet: w.Fleet, Theme: w.Theme, Keys: w.Keys, Now: w.Now, Height: 16,
	}), " ")
	if strings.Contains(many, "Still checking") || !strings.Contains(many, "Not checked: who is linked to ") || !strings.Contains(many, " others.") {
		t.Errorf("nothing is asked for, and it says %s", many)
	}
}
