package dialog

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// t0 is when the tests begin.
var t0 = time.Date(2014, 4, 6, 18, 0, 0, 0, time.UTC)

// world is a fleet whose lists change under a dialog.
type world struct {
	Context
	polls int
	asked Request // what was asked for last
}

// outcome is what became of a dialog after a command.
type outcome string

const (
	Open      outcome = "open"
	Closed    outcome = "closed"
	Confirmed outcome = "confirmed"
	Asks      outcome = "open, and asks"
)

// run runs a command.
func (w *world) run(d Dialog, id command.ID) outcome {
	if body := d.Traits().Body; body != nil && command.Move(id, body) {
		return Open
	}
	a := d.Do(id, w.Context)
	w.asked = a.Request
	switch {
	case a.Closes && a.Request != nil:
		return Confirmed
	case a.Closes:
		return Closed
	case a.Request != nil:
		return Asks
	default:
		return Open
	}
}

// send runs a command, and what was asked for is sent.
func (w *world) send(d Dialog, id command.ID) {
	if a := d.Do(id, w.Context); a.Taken != nil {
		a.Taken()
	}
}

// request is what a dialog asks for by a command.
func (w *world) request(d Dialog, id command.ID) orders.Action {
	w.run(d, id)
	if c, ok := w.asked.(orders.Confirmed); ok && len(c.Actions) == 1 {
		return c.Actions[0]
	}
	return orders.Action{}
}

// typed types into a dialog, if it takes any text.
func typed(d Dialog, content string) {
	if field := d.Traits().Text; field != nil {
		field.Type(content)
	}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldIn(t, termenv.Ascii, "default", false)
}

func newWorldIn(t testing.TB, p termenv.Profile, name string, ascii bool) *world {
	t.Helper()
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(p)
	th, err := theme.New(r, name, theme.CharsetFor("", ascii))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := command.NewKeymap([]command.Binding{
		{Command: command.Accept, Keys: []string{"enter"}},
		{Command: command.Cancel, Keys: []string{"esc"}},
		{Command: command.Yes, Keys: []string{"y", "Y"}},
		{Command: command.No, Keys: []string{"n", "N", "enter", "esc", "q", "ctrl+c"}},
		{Command: command.More, Keys: []string{"+", "up"}},
		{Command: command.Fewer, Keys: []string{"-", "down"}},
		{Command: command.Erase, Keys: []string{"backspace"}},
		{Command: command.ReadOn, Keys: []string{"pgdown"}},
		{Command: command.ReadBack, Keys: []string{"pgup"}},
		{Command: command.Down, Keys: []string{"j", "down"}},
		{Command: command.Up, Keys: []string{"k", "up"}},
		{Command: command.HalfDown, Keys: []string{"ctrl+d"}},
		{Command: command.Terminate, Keys: []string{"D"}},
		{Command: command.Close, Keys: []string{"esc", "q"}},
		{Command: command.Filter, Keys: []string{"/"}},
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Context: Context{Fleet: fleet.New(), Theme: &th, Keys: keys, Now: t0}}
}

// poll takes in a list as the server has it now.
func (w *world) poll(q fleet.Query, rows ...*fleet.Row) {
	w.polls++
	now := t0.Add(time.Duration(w.polls) * time.Second)
	w.Now = now
	w.Fleet.Apply(fleet.Round{Query: q, Started: now, Ended: now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows}}})
}

func (w *world) applications(rows ...*fleet.Row) {
	w.poll(fleet.Query{Kind: fleet.Applications}, rows...)
}

func (w *world) containers(rows ...*fleet.Row) {
	w.poll(fleet.Query{Kind: fleet.Containers}, rows...)
}

func app(name string, state client.State, target int) *fleet.Row {
	return fleet.ApplicationRow(client.Application{UUID: "0123456789-" + name, UniqueName: name, State: state, Target: target, Current: target, Running: target})
}

func con(name, of string, state client.State) *fleet.Row {
	return fleet.ContainerRow(client.Container{UUID: "9876543210-" + name, UniqueName: name, Name: of, Application: "/api/v1/application/0123456789-" + of + "/", State: state})
}

// body is what a dialog says, as one line.
func (w *world) body(d Dialog) string { return w.bodyIn(d, 60) }

func (w *world) bodyIn(d Dialog, width int) string {
	return strings.Join(strings.Fields(ansi.Strip(strings.Join(d.Lines(width, w.Context), " "))), " ")
}

// says checks what stands in a dialog.
func (w *world) says(t *testing.T, d Dialog, words ...string) {
	t.Helper()
	for _, word := range words {
		if got := w.body(d); !strings.Contains(got, word) {
			t.Errorf("%s says %q, not %q", d.Title(), got, word)
		}
	}
}

// do runs commands that leave a dialog open.
func (w *world) do(t *testing.T, d Dialog, ids ...command.ID) {
	t.Helper()
	for _, id := range ids {
		if got := w.run(d, id); got != Open {
			t.Errorf("after %s the dialog is %s, want it open", id, got)
		}
	}
}

// ends runs a command and checks what becomes of the dialog.
func (w *world) ends(t *testing.T, d Dialog, id command.ID, want outcome) {
	t.Helper()
	if got := w.run(d, id); got != want {
		t.Errorf("after %s the dialog is %s, want %s", id, got, want)
	}
}

// overtaken opens a dialog on a running application and checks that it cannot
// be confirmed, and says why, once something has happened.
func overtaken(t *testing.T, open func(w *world, row *fleet.Row) Dialog, confirm command.ID) {
	t.Helper()
	for name, test := range map[string]struct {
		happens func(w *world, row *fleet.Row)
		says    string
	}{
		"gone":       {func(w *world, _ *fleet.Row) { w.applications() }, "web is gone: there is nothing to "},
		"terminated": {func(w *world, _ *fleet.Row) { w.applications(app("web", client.StateTerminated, 3)) }, "web is gone: there is nothing to "},
		"being terminated": {
			func(w *world, _ *fleet.Row) { w.applications(app("web", client.StateTerminating, 3)) }, "web is Terminating",
		},
		"another action": {
			func(w *world, row *fleet.Row) { w.Fleet.Begin(fleet.Start, row, 0, w.Now) }, "start web was sent, waiting for the answer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			row := app("web", client.StateRunning, 3)
			w.applications(row)
			d := open(w, row)
			test.happens(w, row)
			w.says(t, d, test.says)
			w.ends(t, d, confirm, Open)
			w.says(t, d, test.says)
			w.applications(app("web", client.StateRunning, 3))
			w.Fleet.Refused(row.ID)
			w.body(d)
			w.ends(t, d, confirm, Confirmed) // it is as it was
		})
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row := app("web", client.StateRunning, 3)
	w.applications(row)
	w.containers(con("web-1", "web", client.StateRunning))
	d := NewConfirm(fleet.Stop, One(row), w.Context)
	if d.Title() != "Stop web?" || d.Scope() != command.YesNo || w.request(d, command.Yes) != (orders.Action{Verb: fleet.Stop, ID: row.ID, Seen: row.Identity()}) {
		t.Errorf("title %q, scope %b, request %+v", d.Title(), d.Scope(), w.asked)
	}
	w.says(t, d, "Stops 3 containers; their data stays.", "[ y Stop ] [ n Cancel ]")
	for _, c := range command.All() {
		want := Open
		switch c.Name {
		case command.Yes:
			want = Confirmed
		case command.No:
			want = Closed
		}
		w.ends(t, d, c.Name, want)
	}
	one := NewConfirm(fleet.Stop, One(w.Fleet.Row(fleet.ID{Kind: fleet.Containers, Key: "9876543210-web-1"})), w.Context)
	w.says(t, one, "Its process is asked to end; its data stays.")
	w.ends(t, one, command.Yes, Confirmed)
}

func TestStopIsOvertaken(t *testing.T) {
	t.Parallel()
	overtaken(t, func(w *world, row *fleet.Row) Dialog { return NewConfirm(fleet.Stop, One(row), w.Context) }, command.Yes)
	t.Run("close all the same", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		d := NewConfirm(fleet.Stop, One(app("web", client.StateRunning, 3)), w.Context)
		w.says(t, d, "web is gone: there is nothing to stop", "[ n Close ]")
		w.ends(t, d, command.No, Closed)
	})
}

// TestEveryDialogFitsAnyWidth draws every dialog, in every state, with any name,
// at every width.
func TestEveryDialogFitsAnyWidth(t *testing.T) {
	t.Parallel()
	names := rapid.OneOf(rapid.SampledFrom([]string{"web", "日本語-サーバー-1", "e\u0301a", "👨\u200d👩\u200d👧", "\x1b[2Jx", strings.Repeat("long-name-", 30), "a b c", "", "\u202e"}), rapid.String())
	themes := []*world{}
	for _, ascii := range []bool{false, true} {
		themes = append(themes, newWorldIn(t, termenv.TrueColor, "dark", ascii), newWorldIn(t, termenv.Ascii, "mono", ascii))
	}
	rapid.Check(t, func(t *rapid.T) {
		w := *rapid.SampledFrom(themes).Draw(t, "theme")
		w.Fleet = fleet.New()
		name, content := names.Draw(t, "name"), names.Draw(t, "typed")
		target := rapid.SampledFrom([]int{-1, 0, 1, 2, 1000, 1001, 1 << 40}).Draw(t, "target")
		state := rapid.SampledFrom([]client.State{client.StateRunning, client.StatePartlyRunning, client.StateScaling, client.StateTerminated, "\x1b[31mQuantum"}).Draw(t, "state")
		row, one := app(name, client.StateRunning, target), con(name+"-1", name, client.StateRunning)
		dialogs := []Dialog{
			NewConfirm(fleet.Stop, One(row), w.Context), NewConfirm(fleet.Stop, One(one), w.Context), NewScale(One(row), rapid.IntRange(-1, 1).Draw(t, "delta"), w.Context), NewTerminate(One(row), w.Context), NewTerminate(One(one), w.Context),
			NewConfirm(fleet.Restart, One(row), w.Context), NewConfirm(fleet.Restart, One(one), w.Context), NewTerminate(One(image(name)), w.Context), NewCancelRestart(&fleet.Restarting{ID: row.ID, Name: row.Name}),
			NewHelp(helpOffers(rapid.SampledFrom([]command.Scope{command.List, command.Logs, command.Screen}).Draw(t, "scope"))), NewText("Activity", "one two three"),
		}
		if rapid.Bool().Draw(t, "application listed") {
			w.applications(app(name, state, target+rapid.IntRange(-1, 1).Draw(t, "since")))
		}
		if rapid.Bool().Draw(t, "container listed") {
			w.containers(con(name+"-1", name, state))
		}
		for _, d := range dialogs {
			if rapid.Bool().Draw(t, "type") {
				typed(d, content)
				d.Do(rapid.SampledFrom([]command.ID{command.More, command.Fewer, command.Erase, command.Accept, command.Bottom}).Draw(t, "command"), w.Context)
			}
			if got := text.Plain(d.Title()); got != d.Title() {
				t.Fatalf("title %+q has control characters", d.Title())
			}
			for width := rapid.IntRange(1, 9).Draw(t, "narrowest"); width <= 200; width += 1 + width/9 {
				for i, l := range d.Lines(width, w.Context) {
					if n := text.Width(l); n > width {
						t.Fatalf("%T: line %d of %d cells, %+q, takes %d", d, i, width, l, n)
					}
					if got := ansi.Strip(l); text.Clean(got) != got {
						t.Fatalf("%T: line %d, %+q, is not clean", d, i, l)
					}
				}
			}
		}
	})
}
