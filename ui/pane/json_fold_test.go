package pane

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fleetop/internal/fleet"
	"fleetop/internal/jsontext"
	"fleetop/ui/command"
)

// value draws JSON that is nested up to a depth. Some of its strings are held in parts.
func value(t *rapid.T, depth int) string {
	var parts []string
	switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
	case kind == 0 && depth > 0:
		for i := range rapid.IntRange(0, 4).Draw(t, "keys") {
			parts = append(parts, fmt.Sprintf(`"k%d": %s`, i, value(t, depth-1)))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case kind == 1 && depth > 0:
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			parts = append(parts, value(t, depth-1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	default:
		return `"` + strings.Repeat("x", rapid.SampledFrom([]int{1, 1, 1, 1, 1, 100, 70_000}).Draw(t, "length")) + `"`
	}
}

// TestFoldingAgainstModel folds and moves at random: the cursor is on the line of the whole text that the
// viewer says, and a search finds and unfolds what is there.
func TestFoldingAgainstModel(t *testing.T) {
	t.Parallel()
	c := coloured(t, "mono", false)
	rapid.Check(t, func(t *rapid.T) {
		raw := "[" + value(t, 4) + "," + value(t, 4) + "]"
		whole := strings.Split(string(jsontext.Draw([]byte(raw), jsontext.Look{}).Text), "\n")
		d := NewJSON(fleet.ID{}, "web")
		d.Set(NewDocument([]byte(raw), c.Theme))
		look := func() { d.Lines(60, 10, c) }
		look()
		t.Repeat(map[string]func(*rapid.T){
			"move": func(t *rapid.T) {
				d.Do(rapid.SampledFrom(command.Movement()).Draw(t, "move"))
			},
			"wrap": func(*rapid.T) { d.Do(command.Wrap) },
			"fold": func(*rapid.T) {
				f, ok := d.under()
				if d.Fold() != ok || ok && d.line() != f.First {
					t.Fatalf("the cursor is in line %d behind a fold of %v", d.line(), f)
				}
			},
			"search": func(*rapid.T) {
				want := strings.Count(raw, "k1")
				d.SetSearch("k1")
				_, total := d.view.Matches()
				if all := total + d.foldedMatches(); all != want {
					t.Fatalf("%d matches, want %d", all, want)
				}
				d.Find()
				if _, total := d.view.Matches(); total != want || d.foldedMatches() > 0 {
					t.Fatalf("%d matches are seen, want %d", total, want)
				}
				d.SetSearch("")
			},
			"": func(t *rapid.T) {
				look()
				got := strings.TrimSuffix(d.view.Selected().Text(nil), "\n")
				want := whole[d.line()]
				if f, ok := d.under(); ok && d.folded[f.First] {
					want += "…" + strings.TrimSuffix(strings.TrimLeft(whole[f.Last], " "), ",") + " " + d.shown().Parts(f)
				}
				if got != want || d.lines() != len(whole) || d.seenAt(d.line()) != d.view.Position()-1 {
					t.Fatalf("line %d of %d is %.90q, want %.90q", d.line(), d.lines(), got, want)
				}
			},
		})
	})
}
