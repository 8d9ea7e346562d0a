package dialog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// so many applications that run with 3 containers each, and their world.
func applications(t testing.TB, n int) (*world, Subjects) {
	t.Helper()
	w := newWorld(t)
	rows := make([]*fleet.Row, n)
	for i := range rows {
		rows[i] = app(fmt.Sprintf("bench-%05d", i+1), client.StateRunning, 3)
	}
	w.applications(rows...)
	return w, Subjects{Marked: true, Rows: rows}
}

// Up to 20 objects a key confirms, of more their number has to be typed, whatever is done to them.
func TestTheNumberOfManyIsTyped(t *testing.T) {
	t.Parallel()
	for _, verb := range []fleet.Verb{fleet.Stop, fleet.Restart} {
		w, marked := applications(t, 20)
		d := NewConfirm(verb, marked, w.Context)
		if d.Scope() != command.YesNo || d.Traits().Text != nil {
			t.Errorf("%s of 20: scope %v", verb, d.Scope().Names())
		}
		w.ends(t, d, command.Yes, Confirmed)

		w, marked = applications(t, 21)
		d = NewConfirm(verb, marked, w.Context)
		if d.Scope() != command.TypeName || d.Traits().Text == nil {
			t.Errorf("%s of 21: scope %v", verb, d.Scope().Names())
		}
		w.says(t, d, "Type 21 to confirm: ▏")
		w.do(t, d, command.Yes, command.No, command.Accept)
		w.says(t, d, "That is not 21.")
		typed(d, "2")
		w.ends(t, d, command.Accept, Open)
		typed(d, "1")
		w.ends(t, d, command.Accept, Confirmed)
		if got := len(w.asked.(orders.Confirmed).Actions); got != 21 {
			t.Errorf("%s asks for %d", verb, got)
		}
		w.ends(t, d, command.Cancel, Closed)
		w.ends(t, d, command.Interrupt, Closed)
	}
}

// A dialog that takes a number does not begin to take a key, whatever goes away; and what has to be
// typed is the number of now.
func TestTheNumberOfManyFollows(t *testing.T) {
	t.Parallel()
	w, marked := applications(t, 21)
	d := NewConfirm(fleet.Stop, marked, w.Context)
	typed(d, "21")
	w.applications(marked.Rows[1:]...)
	w.says(t, d, "Skipped: bench-00001 (gone)", "Type 20 to confirm: 21▏")
	w.do(t, d, command.Yes, command.Accept)
	d.Key(tea.KeyMsg{Type: tea.KeyBackspace})
	d.Key(tea.KeyMsg{Type: tea.KeyBackspace})
	typed(d, "20")
	w.ends(t, d, command.Accept, Confirmed)

	// One that is stopped while the dialog is open for 20 others, and then runs.
	w, marked = applications(t, 21)
	rows := slices.Clone(marked.Rows)
	rows[0] = app("bench-00001", client.StateStopped, 3)
	w.applications(rows...)
	d = NewConfirm(fleet.Stop, marked, w.Context)
	if d.Scope() != command.YesNo {
		t.Errorf("scope %v", d.Scope().Names())
	}
	w.applications(marked.Rows...)
	w.ends(t, d, command.Yes, Open)
	w.says(t, d, "Type 21 to confirm: ▏")
}

// Scaling takes the number of containers first, then that of the applications it changes.
func TestScaleOfManyTakesTwoNumbers(t *testing.T) {
	t.Parallel()
	w, marked := applications(t, 21)
	d := NewScale(marked, 0, w.Context)
	typed(d, "5")
	if a := d.Do(command.Accept, w.Context); a.Closes || !a.Spends {
		t.Fatalf("%+v", a)
	}
	if d.Scope() != command.TypeName {
		t.Errorf("scope %v", d.Scope().Names())
	}
	w.says(t, d, "Each to 5 Adds 42 containers.", "Type 21 to confirm: ▏", "[ enter Scale ] [ esc Back ]")
	typed(d, "5")
	w.ends(t, d, command.Accept, Open)
	w.says(t, d, "That is not 21.")
	w.ends(t, d, command.Cancel, Open)
	w.says(t, d, "Each to 5▏")
	w.do(t, d, command.Accept)
	typed(d, "21")
	w.ends(t, d, command.Accept, Confirmed)
	if got := w.asked.(orders.Confirmed).Actions; len(got) != 21 || got[0].Target != 5 {
		t.Errorf("asks for %v", got)
	}
	w.ends(t, d, command.Interrupt, Closed)

	w, marked = applications(t, 20)
	d = NewScale(marked, 0, w.Context)
	typed(d, "5")
	w.ends(t, d, command.Accept, Confirmed)
}

// Every object of a dialog about many can be read in it, with what becomes of it, on a small screen too.
func TestEveryObjectOfManyCanBeRead(t *testing.T) {
	t.Parallel()
	for _, height := range []int{7, 19} {
		for _, width := range []int{36, 60} {
			w, marked := applications(t, 57)
			w.Height = height
			for name, d := range map[string]Dialog{
				"stop": NewConfirm(fleet.Stop, marked, w.Context), "restart": NewConfirm(fleet.Restart, marked, w.Context),
				"terminate": NewTerminate(marked, w.Context), "scale": NewScale(marked, -1, w.Context),
			} {
				seen := map[string]bool{}
				for range 100 {
					lines := d.Lines(width, w.Context)
					if filled(lines) > height {
						t.Fatalf("%s: %d lines of %d", name, filled(lines), height)
					}
					for _, l := range lines {
						if l = ansi.Strip(l); strings.Contains(l, " 3 → ") {
							seen[strings.Fields(l)[0]] = true
						}
					}
					d.Traits().Body.Scroll(1)
				}
				for _, r := range marked.Rows {
					if !seen[r.Name] {
						t.Errorf("%s of %d lines and %d cells: %s is never seen", name, height, width, r.Name)
						break
					}
				}
			}
		}
	}
}

// The rows that are not in sight are counted, and what does not fit into the columns is cut.
func TestTheTableFits(t *testing.T) {
	t.Parallel()
	w, marked := applications(t, 9)
	w.Height = 10
	lines := NewConfirm(fleet.Stop, marked, w.Context).Lines(60, w.Context)
	got := strings.Join(lines, "\n")
	if !strings.Contains(got, "bench-00001  3 → 0\n") || !strings.Contains(got, "\nand 5 more\n") {
		t.Errorf("%s", got)
	}
	long := app(strings.Repeat("long-name-", 9), client.StateRunning, 1)
	w.Height = 0
	w.applications(long)
	for _, l := range NewConfirm(fleet.Stop, Subjects{Marked: true, Rows: []*fleet.Row{long}}, w.Context).Lines(30, w.Context) {
		if strings.Contains(l, "→") && (text.Width(l) > 30 || !strings.HasSuffix(l, "  1 → 0")) {
			t.Errorf("%q", l)
		}
	}
}

// Where there is no room for the buttons they lose their brackets, never the key that closes.
func TestButtons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for width, want := range map[int]string{
		60: "[ enter Scale ]  [ esc Cancel ]  + more  - fewer",
		40: "[ enter Scale ]  [ esc Cancel ]  + more",
		31: "[ enter Scale ]  [ esc Cancel ]",
		30: "enter Scale  esc Cancel",
		15: "enter Scale",
	} {
		if got := ansi.Strip(buttons(width, w.Context, button{command.Accept, "Scale"}, button{command.Cancel, "Cancel"}, button{id: command.More}, button{id: command.Fewer})); got != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
}
