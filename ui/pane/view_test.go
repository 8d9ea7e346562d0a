package pane

import (
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/theme"
)

// testContext is a screen that knows nothing yet.
func testContext(t interface {
	Helper()
	Fatal(args ...any)
},
) *Context {
	t.Helper()
	look, err := theme.New(lipgloss.NewRenderer(io.Discard), "default", theme.Unicode)
	if err != nil {
		t.Fatal(err)
	}
	return &Context{Fleet: fleet.New(), Theme: &look, Styles: GridStyles(&look), Now: time.Unix(1e9, 0), Ages: &Ages{}, Location: time.UTC}
}

// know lets the fleet know containers, as a poll would, and shows them.
func know(l *List, c *Context, rows []*fleet.Row) {
	c.Now = c.Now.Add(time.Second)
	page := fleet.Page{Count: len(rows), Total: len(rows), Rows: rows}
	c.Fleet.Apply(fleet.Round{Query: l.Query, Started: c.Now, Ended: c.Now, Pages: []fleet.Page{page}})
	l.Refresh(c)
}

func drawContainer(t *rapid.T, i int) *fleet.Row {
	c := client.Container{
		UUID:       fmt.Sprintf("%08x", i),
		UniqueName: rapid.SampledFrom([]string{"", "web-1", "web-2", "web-10", "Web-2", "db"}).Draw(t, "name"),
		State:      rapid.SampledFrom([]client.State{"Running", "Stopped", "Starting", "Terminated", "Start failed", "Odd"}).Draw(t, "state"),
		Size:       rapid.SampledFrom([]client.Size{"", "XS", "S", "XL", "XXL"}).Draw(t, "size"),
		ImageName:  rapid.SampledFrom([]string{"", "mysql:5.6", "mysql:5.10"}).Draw(t, "image"),
	}
	if rapid.Bool().Draw(t, "exited") {
		code := rapid.SampledFrom([]int{0, 2, 10, 137}).Draw(t, "exit")
		c.ExitCode = &code
	}
	if rapid.Bool().Draw(t, "deployed") {
		c.Deployed = client.Time{Time: time.Unix(rapid.Int64Range(0, 5).Draw(t, "at"), 0)}
	}
	return fleet.ContainerRow(c)
}

// Whatever a list is sorted by: it holds the same rows in an order that does
// not depend on how they came, what has nothing in that column is at the end,
// equal rows are in the order of their names, and the selection stays.
func TestSorting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := make([]*fleet.Row, rapid.IntRange(1, 20).Draw(t, "rows"))
		for i := range rows {
			rows[i] = drawContainer(t, i)
		}
		c, other := testContext(t), testContext(t)
		one, two := NewList(fleet.Query{Kind: fleet.Containers}, ""), NewList(fleet.Query{Kind: fleet.Containers}, "")
		know(one, c, rows)
		one.SetView(View{Sort: "name"}, c)
		plain := shownKeys(one)
		selected := rapid.SampledFrom(rows).Draw(t, "selected").ID.Key
		one.Select(selected)
		v := View{Sort: rapid.SampledFrom(one.AllColumns()).Draw(t, "by"), Reverse: rapid.Bool().Draw(t, "reverse")}
		one.SetView(v, c)
		if got := one.Selected(); got == nil || got.ID.Key != selected {
			t.Fatalf("sorting moved the selection from %s to %v", selected, got)
		}
		two.SetView(v, other)
		know(two, other, rapid.Permutation(rows).Draw(t, "as they come"))
		sorted := shownKeys(one)
		if !slices.Equal(sorted, shownKeys(two)) {
			t.Fatalf("by %+v the order depends on how rows come: %v, %v", v, sorted, shownKeys(two))
		}
		if a, b := slices.Sorted(slices.Values(plain)), slices.Sorted(slices.Values(sorted)); !slices.Equal(a, b) {
			t.Fatalf("sorting changed the rows: %v, %v", a, b)
		}
		all := kindColumns(fleet.Containers, offers{})
		col := &all[slices.Index(one.AllColumns(), v.Sort)]
		for i := range len(sorted) - 1 {
			a, b := one.shown.Row(sorted[i]), one.shown.Row(sorted[i+1])
			inOrder(t, col.rank(a, one.src), col.rank(b, one.src), v.Reverse, slices.Index(plain, sorted[i]) < slices.Index(plain, sorted[i+1]))
		}
		// One row changes: everything is in order again, the others as before.
		i := rapid.IntRange(0, len(rows)-1).Draw(t, "changed")
		changed := slices.Clone(rows)
		changed[i] = drawContainer(t, i)
		know(one, c, changed)
		know(two, other, changed)
		if !slices.Equal(shownKeys(one), shownKeys(two)) {
			t.Fatalf("after a change: %v, %v", shownKeys(one), shownKeys(two))
		}
	})
}

// inOrder fails unless a may stand right before b.
func inOrder(t *rapid.T, a, b rank, reverse, byName bool) {
	if a.none != b.none {
		if a.none {
			t.Fatal("what has nothing stands before what has")
		}
		return
	}
	if a == b || a.none {
		if !byName {
			t.Fatal("equal rows are not in the order of their names")
		}
		return
	}
	less := a.number < b.number || a.number == b.number && a.text < b.text
	if less == reverse {
		t.Fatalf("%+v before %+v, reverse %v", a, b, reverse)
	}
}

func shownKeys(l *List) []string {
	keys := make([]string, l.grid.Shown())
	for n := range keys {
		keys[n] = l.src.Key(l.grid.At(n))
	}
	return keys
}

func TestTable(t *testing.T) {
	t.Parallel()
	c := testContext(t)
	l := NewList(fleet.Query{Kind: fleet.Containers}, "")
	if titles, rows := l.Table(); len(titles) != 11 || len(rows) != 0 {
		t.Errorf("a list that is not known yet: %v, %v", titles, rows)
	}
	code := 3
	know(l, c, []*fleet.Row{
		fleet.ContainerRow(client.Container{UUID: "3f2a0001-aaaa", UniqueName: "web-10", State: "Running", ImageName: "r.example.com/web:1", Name: "web"}),
		fleet.ContainerRow(client.Container{UUID: "3f2a0002-aaaa", UniqueName: "web-9", State: "Stopped", ExitCode: &code, Name: "web"}),
		fleet.ContainerRow(client.Container{UUID: "3f2a0003-aaaa", UniqueName: "db-1", State: "Running", Name: "db"}),
	})
	l.SetView(View{Sort: "exit", Columns: []string{"name", "uuid", "state", "exit", "image", "uuid", "nothing"}}, c)
	if err := l.SetFilter("web"); err != nil {
		t.Fatal(err)
	}
	titles, rows := l.Table()
	want := [][]string{{"web-9", "3f2a0002-aaaa", "Stopped", "3", ""}, {"web-10", "3f2a0001-aaaa", "Running", "", "r.example.com/web:1"}}
	if fmt.Sprint(titles) != "[NAME UUID STATE EXIT IMAGE]" || fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("the table is %v %q, want %q", titles, rows, want)
	}
}

// BenchmarkSort takes in 10,000 containers of which 100 have changed.
func BenchmarkSort(b *testing.B) {
	states := client.States()
	row := func(i, version int) *fleet.Row {
		return fleet.ContainerRow(client.Container{
			UUID: fmt.Sprintf("%08x", i), UniqueName: fmt.Sprintf("bench-%05d-%d", i/10, i%10), State: states[(i+version)%7], Name: fmt.Sprintf("bench-%05d", i/10),
			ImageName: fmt.Sprintf("tutum/image-%d:latest", i%13), Deployed: client.Time{Time: time.Unix(int64(i*7919%10007), 0)},
		})
	}
	for _, by := range []string{"", "state", "image", "age", "application"} {
		b.Run("by="+by, func(b *testing.B) {
			c := testContext(b)
			l := NewList(fleet.Query{Kind: fleet.Containers}, "")
			rows, lists := make([]*fleet.Row, 10_000), [2]*fleet.List{}
			for i := range rows {
				rows[i] = row(i, 0)
			}
			l.SetView(View{Sort: by}, c)
			know(l, c, rows)
			lists[0] = l.shown
			rows = slices.Clone(rows)
			for i := 0; i < len(rows); i += 100 {
				rows[i] = row(i, 1)
			}
			know(l, c, rows)
			lists[1] = l.shown
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				l.src.rows = lists[i%2].Rows
				l.arrange(l.src)
			}
		})
	}
}
