package pane

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// markWorld is a list of applications that changes under its marks.
type markWorld struct {
	*List
	c     Context
	polls int
}

func newMarkWorld(t testing.TB, names ...string) *markWorld {
	t.Helper()
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	th, err := theme.New(r, "default", theme.ASCII)
	if err != nil {
		t.Fatal(err)
	}
	w := &markWorld{List: NewList(fleet.Query{Kind: fleet.Applications}, "")}
	w.c = Context{Fleet: fleet.New(), Ages: &Ages{}, Theme: &th, Styles: GridStyles(&th), Location: time.UTC}
	w.has(names...)
	return w
}

// has takes in a poll with these applications; a name that ends in a cross is
// that of a terminated one.
func (w *markWorld) has(names ...string) {
	w.polls++
	now := time.Date(2014, 4, 6, 18, 0, w.polls, 0, time.UTC)
	var rows []*fleet.Row
	for _, name := range names {
		a := client.Application{UUID: "u-" + strings.TrimSuffix(name, "✗"), UniqueName: strings.TrimSuffix(name, "✗"), State: client.StateRunning}
		if strings.HasSuffix(name, "✗") {
			a.State = client.StateTerminated
		}
		rows = append(rows, fleet.ApplicationRow(a))
	}
	w.c.Now = now
	w.c.Fleet.Apply(fleet.Round{Query: w.Query, Started: now, Ended: now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows}}})
	w.Refresh(&w.c)
}

// marked is the names of what is marked.
func (w *markWorld) marked() string {
	rows, _ := w.Marked()
	var names []string
	for _, r := range rows {
		names = append(names, r.Name)
	}
	return strings.Join(names, " ")
}

func (w *markWorld) want(t *testing.T, what, marked, foot string) {
	t.Helper()
	if got := w.marked(); got != marked {
		t.Errorf("%s: %q is marked, want %q", what, got, marked)
	}
	if got := w.marksText(); got != foot {
		t.Errorf("%s: the foot says %q, want %q", what, got, foot)
	}
	drawn := map[string]bool{}
	for _, line := range w.Lines(60, 20, true, &w.c) {
		if len(line) > 2 && line[1] == '*' {
			drawn[strings.Fields(line[2:])[0]] = true
		}
	}
	rows, hidden := w.Marked()
	for _, r := range rows {
		if drawn[r.Name] == hidden[r.ID] {
			t.Errorf("%s: %s is hidden: %v, drawn as marked: %v", what, r.Name, hidden[r.ID], drawn[r.Name])
		}
	}
}

// filterBy narrows the list by a filter that is none that could be wrong.
func (w *markWorld) filterBy(text string) { _ = w.SetFilter(text) }

func TestMarksToggleAndMoveDown(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t, "a", "b", "c")
	w.ToggleMark()
	w.ToggleMark()
	w.want(t, "two", "a b", "2 marked")
	if w.Selected().Name != "c" {
		t.Errorf("the cursor is on %s", w.Selected().Name)
	}
	w.ToggleMark()
	w.ToggleMark() // the cursor cannot go further down: the last one again
	w.want(t, "the last twice", "a b", "2 marked")
	w.Do(command.Top)
	w.ToggleMark()
	w.want(t, "one taken", "b", "1 marked")
	if !w.ClearMarks() || w.ClearMarks() {
		t.Error("clearing does not say whether there were marks")
	}
	w.want(t, "none", "", "")
}

func TestMarksAreByIdentity(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t, "a", "b", "c", "d")
	w.Do(command.Down)
	w.ToggleMark()
	w.ToggleMark()
	w.has("0", "a", "a2", "b", "c", "d")
	w.want(t, "after newcomers", "b c", "2 marked")
	w.filterBy("b")
	w.want(t, "filtered", "b c", "2 marked, 1 of them hidden by the filter")
	w.filterBy("zzz")
	w.want(t, "all filtered away", "b c", "2 marked, 2 of them hidden by the filter")
	w.filterBy("")
	w.has("a", "c", "d")
	w.want(t, "one gone", "c", "1 marked")
	w.has("a", "b", "c", "d")
	w.want(t, "the mark does not come back with the object", "c", "1 marked")
	w.has("a", "b", "c✗", "d")
	w.want(t, "terminated", "", "")
	w.Select("u-c")
	if why := w.ToggleMark(); !strings.Contains(why, "c is terminated") {
		t.Errorf("marking what is terminated says %q", why)
	}
	w.want(t, "terminated cannot be marked", "", "")
}

func TestMarkARange(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t, "a", "b", "c", "d", "e")
	w.Do(command.Bottom)
	w.ToggleMark()
	w.Select("u-b")
	w.MarkRange()
	w.want(t, "begun", "b e", "range: 2 marked")
	w.Do(command.Down)
	w.Do(command.Down)
	w.want(t, "extended", "b c d e", "range: 4 marked")
	w.Do(command.Up)
	w.Do(command.Top)
	w.want(t, "to the other side", "a b e", "range: 3 marked")
	if !w.DropRange() || w.DropRange() {
		t.Error("dropping does not say whether there was a range")
	}
	w.want(t, "dropped", "e", "1 marked")
	for _, end := range []func() string{w.MarkRange, w.ToggleMark} {
		w.ClearMarks()
		w.Select("u-b")
		w.MarkRange()
		w.Do(command.Down)
		end()
		w.Do(command.Bottom)
		w.want(t, "ended", "b c", "2 marked")
	}
}

func TestARangeThatLosesItsAnchor(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t, "a", "b", "c", "d", "e")
	w.Do(command.Down)
	w.MarkRange()
	w.Do(command.Down)
	w.has("a", "c", "d", "e", "f")
	w.want(t, "the anchor is gone", "c", "range: 1 marked")
	w.Do(command.Down)
	w.Do(command.Down)
	w.want(t, "it goes on from the cursor", "c d e", "range: 3 marked")
	w.has("a", "c", "c2", "d", "e", "f")
	w.want(t, "a newcomer is not marked before it was passed", "c d e", "range: 3 marked")
}

func TestMarkAllThatTheFilterShows(t *testing.T) {
	t.Parallel()
	w := newMarkWorld(t, "api", "web-1", "web-2", "web-3✗", "worker")
	w.ToggleMark()
	w.filterBy("web")
	w.MarkAll()
	w.want(t, "all of the filter but the terminated one", "api web-1 web-2", "3 marked, 1 of them hidden by the filter")
}

// TestMarksNeverSlip plays anything on a list whose objects come and go: a mark
// stays with its object, and only keys that mark give one.
func TestMarksNeverSlip(t *testing.T) {
	t.Parallel()
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		w := newMarkWorld(outer, "a", "b", "c", "d", "e", "f")
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			before := strings.Fields(w.marked())
			switch step := rapid.SampledFrom([]string{"poll", "filter", "move", "mark", "range", "all", "drop"}).Draw(t, "step"); step {
			case "poll":
				var names []string
				for i := range 8 {
					if rapid.Bool().Draw(t, fmt.Sprint("listed ", i)) {
						names = append(names, string(rune('a'+i)))
					}
				}
				w.has(names...)
				before = slices.DeleteFunc(before, func(name string) bool { return !slices.Contains(names, name) })
				if got := strings.Fields(w.marked()); !slices.Equal(got, before) {
					t.Fatalf("a poll of %v made %v of the marks %v", names, got, before)
				}
			case "filter":
				w.filterBy(rapid.SampledFrom([]string{"", "a", "running", "zz"}).Draw(t, "filter"))
				if got := strings.Fields(w.marked()); !slices.Equal(got, before) {
					t.Fatalf("a filter made %v of the marks %v", got, before)
				}
			case "move":
				w.Do(rapid.SampledFrom([]command.ID{command.Down, command.Up, command.Top, command.Bottom}).Draw(t, "move"))
				if got := strings.Fields(w.marked()); !w.Ranging() && !slices.Equal(got, before) {
					t.Fatalf("moving made %v of the marks %v", got, before)
				}
			case "mark":
				w.ToggleMark()
			case "range":
				w.MarkRange()
			case "all":
				w.MarkAll()
			case "drop":
				w.DropRange()
			}
		}
	})
}
