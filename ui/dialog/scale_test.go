package dialog

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/command"
)

// openScale opens the dialog on an application of that target.
func openScale(t *testing.T, target, delta int) (*world, *Scale) {
	t.Helper()
	w := newWorld(t)
	row := app("web", client.StateRunning, target)
	w.applications(row)
	d := NewScale(One(row), delta, w.Context)
	if d.Title() != "Scale web" || d.Scope() != command.Scale {
		t.Errorf("title %q, scope %b", d.Title(), d.Scope())
	}
	return w, d
}

func TestScaleKeys(t *testing.T) {
	t.Parallel()
	const more, fewer, erase = "+", "-", "<"
	for _, test := range []struct {
		name          string
		target, delta int
		keys          []string
		want          int
		answer        outcome
		says          string
	}{
		{"opens at the target", 3, 0, nil, 3, Closed, "3 → 3▏ Unchanged: nothing will be sent."},
		{"plus", 3, 1, nil, 4, Confirmed, "3 → 4▏ Adds 1 container."},
		{"minus", 3, -1, nil, 2, Confirmed, "3 → 2▏ Destroys 1 container and its data. The platform chooses which one."},
		{"digit replaces", 3, 0, []string{"7"}, 7, Confirmed, "Adds 4 containers."},
		{"later digits are appended", 3, 0, []string{"1", "2"}, 12, Confirmed, "3 → 12▏"},
		{"digits in one paste", 3, 0, []string{"12"}, 12, Confirmed, "Adds 9 containers."},
		{"up and down", 3, 0, []string{more, more, fewer}, 4, Confirmed, "3 → 4▏"},
		{"digit after plus replaces", 3, 0, []string{more, "9"}, 9, Confirmed, "3 → 9▏"},
		{"digit after a digit and plus is appended", 3, 0, []string{"1", more, "5"}, 25, Confirmed, "3 → 25▏"},
		{"erase", 12, 0, []string{erase}, 1, Confirmed, "Destroys 11 containers and their data."},
		{"erase and type", 12, 0, []string{erase, "5"}, 15, Confirmed, "12 → 15▏"},
		{"erase all", 3, 0, []string{erase}, 0, Open, "3 → ▏ A number from 1 to 1000."},
		{"erase more than all", 3, 0, []string{erase, erase, "4"}, 4, Confirmed, "3 → 4▏"},
		{"back to the target", 3, 0, []string{more, fewer}, 3, Closed, "Unchanged"},
		{"typed target", 3, 0, []string{"3"}, 3, Closed, "Unchanged"},
		{"zero", 3, 0, []string{"0"}, 0, Open, "A number from 1 to 1000."},
		{"leading zeros", 3, 0, []string{"0", "0", "5"}, 5, Confirmed, "3 → 5▏"},
		{"least", 1, -1, nil, 1, Closed, "Unchanged"},
		{"fewer than the least", 2, 0, []string{fewer, fewer, fewer}, 1, Confirmed, "2 → 1▏"},
		{"more than zero", 3, 0, []string{"0", more}, 1, Confirmed, "3 → 1▏"},
		{"most", 1000, 1, nil, 1000, Closed, "Unchanged"},
		{"more than the most", 999, 0, []string{more, more}, 1000, Confirmed, "999 → 1000▏"},
		{"thousand", 3, 0, []string{"1000"}, 1000, Confirmed, "Adds 997 containers."},
		{"too many", 3, 0, []string{"1001"}, 1001, Open, "A number from 1 to 1000."},
		{"no fifth digit", 3, 0, []string{"99999999999999999999999"}, 9999, Open, "3 → 9999▏ A number from 1 to 1000."},
		{"only digits count", 3, 0, []string{"\x1b[31m", "a1b\n2 ３٣-+"}, 3112, Open, "3 → 3112▏"},
		{"hostile paste without digits", 3, 0, []string{"\x1b]O;title\x07\u202e rm -rf"}, 3, Closed, "3 → 3▏"},
		{"target beyond the most", 2000, 0, nil, 2000, Closed, "2000 → 2000▏ Unchanged"},
		{"minus beyond the most", 2000, -1, nil, 1999, Open, "A number from 1 to 1000."},
		{"target below the least", 0, 0, nil, 0, Closed, "Unchanged"},
		{"plus from nothing", 0, 1, nil, 1, Confirmed, "0 → 1▏ Adds 1 container."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w, d := openScale(t, test.target, test.delta)
			for _, key := range test.keys {
				switch key {
				case more:
					w.do(t, d, command.More)
				case fewer:
					w.do(t, d, command.Fewer)
				case erase:
					w.do(t, d, command.Erase)
				default:
					d.Type(key)
				}
			}
			if d.value != test.want {
				t.Errorf("asks for %d, want %d", d.value, test.want)
			}
			w.says(t, d, test.says)
			w.ends(t, d, command.Accept, test.answer)
			if c, ok := w.asked.(orders.Confirmed); ok && (len(c.Actions) != 1 || c.Actions[0].Verb != fleet.Scale || c.Actions[0].Target != test.want) {
				t.Errorf("request %+v", c)
			}
		})
	}
}

func TestScaleCloses(t *testing.T) {
	t.Parallel()
	w, d := openScale(t, 3, 1)
	w.ends(t, d, command.Cancel, Closed)
	w.ends(t, d, command.Interrupt, Closed)
	w.do(t, d, command.Yes, command.Quit, command.QuitNow, command.Terminate)
	if d.value != 4 {
		t.Errorf("asks for %d", d.value)
	}
}

func TestScaleIsOvertaken(t *testing.T) {
	t.Parallel()
	overtaken(t, func(w *world, row *fleet.Row) Dialog { return NewScale(One(row), 1, w.Context) }, command.Accept)
}

// TestScaleFollowsTheTarget changes the target while the dialog is open: what
// nobody asked for is never sent.
func TestScaleFollowsTheTarget(t *testing.T) {
	t.Parallel()
	w, d := openScale(t, 3, 0)
	w.applications(app("web", client.StateRunning, 5))
	w.ends(t, d, command.Accept, Closed)
	w, d = openScale(t, 3, 0)
	w.applications(app("web", client.StateRunning, 5))
	w.do(t, d, command.Fewer)
	w.says(t, d, "5 → 4▏")
	w, d = openScale(t, 3, 0)
	w.applications(app("web", client.StateRunning, 5))
	w.says(t, d, "5 → 5▏ Unchanged")
	w.ends(t, d, command.Accept, Closed)
	w.do(t, d, command.More)
	w.says(t, d, "5 → 6▏ Adds 1 container.")
	w.applications(app("web", client.StateRunning, 9))
	w.says(t, d, "9 → 6▏ Destroys 3 containers")
	w.ends(t, d, command.Accept, Confirmed)
	w.applications(app("web", client.StateRunning, 6))
	w.says(t, d, "Unchanged")
	w.ends(t, d, command.Accept, Closed)
	w, d = openScale(t, 3, 0)
	w.applications()
	w.says(t, d, "web is gone: there is nothing to scale", "[ esc Close ]")
	w.do(t, d, command.More, command.Fewer, command.Erase, command.Accept)
}

// TestScaleSendsOnlyNumbersInRange runs any keys: what is confirmed is in range
// and differs from the target, and what is said is what will be done.
func TestScaleSendsOnlyNumbersInRange(t *testing.T) {
	t.Parallel()
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.IntRange(0, 1200).Draw(t, "target")
		w, d := openScale(outer, target, rapid.IntRange(-1, 1).Draw(t, "delta"))
		for range rapid.IntRange(0, 10).Draw(t, "keys") {
			switch key := rapid.SampledFrom([]string{"digit", "text", "more", "fewer", "erase", "poll"}).Draw(t, "key"); key {
			case "digit":
				d.Type(rapid.StringMatching(`[0-9]`).Draw(t, "digit"))
			case "text":
				d.Type(rapid.String().Draw(t, "text"))
			case "poll":
				target = rapid.IntRange(0, 1200).Draw(t, "target")
				w.applications(app("web", client.StateRunning, target))
			default:
				if w.run(d, command.ID(key)) != Open {
					t.Fatalf("%s ended the dialog", key)
				}
			}
		}
		body := w.body(d)
		answer := w.run(d, command.Accept)
		n := d.value
		want := Confirmed
		switch {
		case n == target:
			want = Closed
		case n < MinTarget || n > MaxTarget:
			want = Open
		}
		if answer != want {
			t.Fatalf("from %d to %d: answer %s, want %s", target, n, answer, want)
		}
		if want == Confirmed && len(body) > 0 {
			head := fmt.Sprintf("%d → %d▏ ", target, n)
			if body[:len(head)] != head {
				t.Fatalf("%q does not begin with %q", body, head)
			}
		}
	})
}
