package dialog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// everyDialog opens every dialog that says what it hits, on a fleet with long
// names, addresses and links.
func everyDialog(t *testing.T, w *world) []Dialog {
	t.Helper()
	var rows []*fleet.Row
	for i := range 30 {
		r := client.Application{
			UUID: fmt.Sprintf("012345%04d-a", i), UniqueName: fmt.Sprintf("application-%d", i), State: client.StateRunning, Target: 3, Current: 3, Running: 3,
			PublicDNS: fmt.Sprintf("application-%d.example.com", i), Ports: []client.Port{{Inner: 80, Protocol: "tcp"}, {Inner: 443, Protocol: "tcp"}},
		}
		rows = append(rows, fleet.ApplicationRow(r))
		r.LinkedFrom = []string{"/api/v1/application/012345" + fmt.Sprintf("%04d", (i+15)%30) + "-a/"}
		w.Fleet.ApplyDetail(rows[i].ID, fleet.ApplicationRow(r), 0, w.Now, w.Now)
	}
	w.applications(rows...)
	some := Subjects{Marked: true, Rows: rows[:20]}
	scale := NewScale(some, -1, w.Context)
	return []Dialog{
		NewConfirm(fleet.Stop, One(rows[0]), w.Context), NewConfirm(fleet.Restart, One(rows[0]), w.Context), NewTerminate(One(rows[0]), w.Context), NewScale(One(rows[0]), -1, w.Context), NewQuit(strings.Repeat("terminate this and that and ", 20)),
		NewConfirm(fleet.Stop, some, w.Context), NewConfirm(fleet.Restart, some, w.Context), NewTerminate(some, w.Context), scale,
	}
}

// words is a body as words, without styles and line breaks.
func words(lines []string) string {
	return strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, " "))), " ")
}

// TestEverythingCanBeRead scrolls through every dialog on small screens: nothing
// that stands in it on a large one is out of reach, and its end never is.
func TestEverythingCanBeRead(t *testing.T) {
	t.Parallel()
	for height := 5; height <= 20; height++ {
		for i := range everyDialog(t, newWorld(t)) {
			for _, on := range []command.ID{command.ReadOn, command.Down} {
				w := newWorld(t)
				d := everyDialog(t, w)[i]
				scrolls := d.Traits()
				w.Height = height
				first := d.Lines(36, w.Context)
				seen, end := slices.Clone(first), first[len(first)-1]
				n := 0
				for ; strings.HasSuffix(scrolls.Foot(w.Context), " more"); n++ {
					if n > 500 {
						t.Fatalf("%T in %d lines: it never ends", d, height)
					}
					command.Move(on, scrolls.Body)
					lines := d.Lines(36, w.Context)
					if got := filled(lines); got > height || lines[len(lines)-1] != end {
						t.Fatalf("%T in %d lines has %d, and ends with %q", d, height, got, lines[len(lines)-1])
					}
					seen = append(seen, lines...)
				}
				if n > 0 && scrolls.Foot(w.Context) != "pgup more above" {
					t.Errorf("%T: at the end it says %q", d, scrolls.Foot(w.Context))
				}
				for range n {
					command.Move(map[command.ID]command.ID{command.ReadOn: command.ReadBack, command.Down: command.Up}[on], scrolls.Body)
				}
				if again := d.Lines(36, w.Context); !slices.Equal(again, first) {
					t.Errorf("%T in %d lines: back at the beginning it says\n%s\nnot\n%s", d, height, words(again), words(first))
				}
				w.Height = 0
				command.Move(on, scrolls.Body) // all of it
				for _, line := range d.Lines(36, w.Context) {
					if line != "" && !strings.Contains(line, "Type ") && ansi.Strip(line) != "> ▏" && !slices.Contains(seen, line) {
						t.Errorf("%T in %d lines never says %q", d, height, ansi.Strip(line))
					}
				}
			}
		}
	}
}

// A press that does not count says so where it is seen, however far the dialog
// was scrolled.
func TestASwallowedPressIsSeenInAScrolledDialog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rows := []*fleet.Row{app("a-long-name-1", client.StateRunning, 1), app("a-long-name-2", client.StateRunning, 1), app("a-long-name-3", client.StateRunning, 1)}
	w.applications(rows...)
	d := NewConfirm(fleet.Stop, Subjects{Marked: true, Rows: rows}, w.Context)
	w.Height = 4
	w.body(d)
	d.Page(2)
	w.PressAgain = "it changed just before that key"
	if d.Top(); !strings.Contains(w.body(d), "It changed just before that key") {
		t.Errorf("says %q", w.body(d))
	}
}
