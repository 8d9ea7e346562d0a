package dialog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"fleetop/ui/command"
)

// listed returns the rows of the palette's list without the rest, the spaces at their ends left out.
func (w *world) listed(d *Palette, width int) []string {
	var out []string
	lines := d.Lines(width, w.Context)
	for _, line := range lines[2 : len(lines)-4] {
		out = append(out, strings.TrimRight(ansi.Strip(line), " "))
	}
	return out
}

// Keys end where their column ends, and those that have no room there are left out whole. What is not
// possible has its mark in a column of its own.
func TestPaletteLinesItsColumnsUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Height = 20
	d := NewPalette(offersOf{[]Offer{
		{Name: "stop", Title: "Stop", Keys: "x", Doc: "Stops.", Group: "Actions"},
		{Name: "page-down", Title: "Page down", Keys: "pgdown ctrl+f", Doc: "Goes down.", Group: "Actions", Why: "it ends here"},
		{Name: "next-pane", Title: "Next pane", Keys: "shift+tab", Doc: "Next.", Group: "Actions"},
		{Name: "redeploy", Title: "Redeploy", Doc: "Anew.", Group: "Actions"},
		{Name: "yank", Title: "Copy", Keys: "y", Doc: "Copies.", Group: "Actions"},
	}}, nil)
	want := `Actions
▸  Stop                        x  Stops.
 × Page down              pgdown  it ends here
   Next pane           shift+tab  Next.
   Redeploy                       Anew.
   Copy                        y  :yank Copies.`
	if got := strings.TrimRight(strings.Join(w.listed(d, 60), "\n"), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	want = `Actions
▸  Stop                        x
 × Page down           it ends here
   Next pane           shift+tab
   Redeploy
   Copy                        y`
	if got := strings.TrimRight(strings.Join(w.listed(d, 36), "\n"), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Every group has its heading once while nothing is typed, the cursor passes over them, and the best
// match stands alone at the top.
func TestPaletteHeadsItsGroups(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Height = 20
	offers := someOffers()
	d := NewPalette(offers, nil)
	var headings []string
	for i := range offers.offers {
		rows := w.listed(d, 96)
		chosen := 0
		for y, row := range rows {
			if row != "" && !strings.HasPrefix(row, " ") && !strings.HasPrefix(row, "▸") && (len(headings) == 0 || headings[len(headings)-1] != row) && strings.HasPrefix(rows[y+1], "▸") {
				headings = append(headings, row)
			}
			if strings.HasPrefix(row, "▸") {
				chosen++
				if !strings.HasPrefix(row, fmt.Sprintf("▸  %.17s", offers.offers[i].Title)) {
					t.Errorf("%d down the cursor is on %q, want %s", i, row, offers.offers[i].Title)
				}
			}
		}
		if chosen != 1 {
			t.Fatalf("%d rows are chosen: %q", chosen, rows)
		}
		w.do(t, d, command.ChooseNext)
	}
	if got := strings.Join(headings, ", "); got != "Actions, View, Logs, Marks, Lists, Wall, Move, Program, Dialogs and prompts, Forms" {
		t.Errorf("headings: %s", got)
	}
	for range offers.offers {
		w.do(t, d, command.ChoosePrevious)
	}
	if rows := w.listed(d, 96); rows[0] != "Actions" || !strings.HasPrefix(rows[1], "▸  Scale") {
		t.Errorf("back at the top: %q", rows[:2])
	}
	d.Type("terminate")
	if rows := w.listed(d, 96); !strings.HasPrefix(rows[0], "▸  Terminate") || strings.Contains(strings.Join(rows, "\n"), "Actions") {
		t.Errorf("with a text: %q", rows)
	}
	d.set("  ")
	if rows := w.listed(d, 96); rows[0] != "Actions" {
		t.Errorf("with spaces alone: %q", rows)
	}
}

// The commands that were run last stand first, each once and at most five of them; what is not offered
// here is not among them.
func TestPaletteBeginsWithWhatWasRunLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Height = 40
	offers := someOffers()
	for _, test := range []struct {
		history []string
		want    string
	}{
		{nil, ""},
		{[]string{"nothing", "1 2"}, ""},
		{[]string{"stop"}, "Stop"},
		{[]string{"stop", "scale 5", "LOGS web-1", "scale 6"}, "Scale, Logs, Stop"},
		{[]string{"quit", "stop", "start", "gone", "sort", "filter x", "images"}, "Images, Filter or search, Sort, Start, Stop"},
	} {
		d := NewPalette(offers, test.history)
		v := d.view()
		var got []string
		seen := map[string]bool{}
		for i, c := range v.choices {
			if c.group == "Recent" && i == len(got) {
				got = append(got, c.match.offer.Title)
			}
			if seen[c.key] {
				t.Errorf("%q: %s stands there twice", test.history, c.key)
			}
			seen[c.key] = true
		}
		if strings.Join(got, ", ") != test.want || len(v.choices) != len(offers.offers) {
			t.Errorf("%q: %s first of %d, want %s", test.history, got, len(v.choices), test.want)
		}
		if rows := w.listed(d, 96); (rows[0] == "Recent") != (test.want != "") || rows[len(got)] == "Recent" {
			t.Errorf("%q: %q", test.history, rows)
		}
		d.Type("quit")
		if got := d.view().choices[0]; got.key != "quit" || got.group != "" {
			t.Errorf("%q: quit finds %s of %q", test.history, got.key, got.group)
		}
	}
}

// Where there is hardly room for commands there are no headings, and the cursor is always in sight.
func TestPaletteKeepsItsCursorInSight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for w.Height = 1; w.Height < 14; w.Height++ {
		d := NewPalette(someOffers(), []string{"stop", "quit"})
		for _, id := range []command.ID{command.ChooseNext, command.ChoosePrevious} {
			for i := range someOffers().offers {
				if body := strings.Join(d.Lines(60, w.Context), "\n"); !strings.Contains(ansi.Strip(body), "▸") {
					t.Fatalf("%d lines, %s %d: no cursor in\n%s", w.Height, id, i, body)
				}
				w.do(t, d, id)
			}
		}
		if got, want := strings.Contains(w.body(d), "Recent"), w.Height >= headingsLeast+3; got != want {
			t.Error(fmt.Sprint(w.Height, " lines, a heading: ", got))
		}
	}
}
