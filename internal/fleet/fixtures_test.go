package fleet

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fleetop/client"
)

// t0 is when the tests begin.
var t0 = time.Date(2014, 4, 6, 18, 0, 0, 0, time.UTC)

// at is so many seconds later.
func at(seconds int) time.Time { return t0.Add(time.Duration(seconds) * time.Second) }

func allApplications() Query { return Query{Kind: Applications} }
func allContainers() Query   { return Query{Kind: Containers} }
func containersOf(app string) Query {
	return Query{Kind: Containers, Application: app}
}

// app is the row of an application whose uuid is "u-" and its name.
func app(name string, state client.State, change ...func(*client.Application)) *Row {
	a := client.Application{UUID: "u-" + name, Name: name, UniqueName: name, State: state, Target: 2, Current: 2, Running: 2}
	for _, c := range change {
		c(&a)
	}
	return ApplicationRow(a)
}

func target(n int) func(*client.Application) {
	return func(a *client.Application) { a.Target = n }
}

// con is the row of a container of the application of that name.
func con(name, of string, state client.State, change ...func(*client.Container)) *Row {
	c := client.Container{UUID: "u-" + name, Name: of, UniqueName: name, Application: "/api/v1/application/u-" + of + "/", State: state}
	for _, f := range change {
		f(&c)
	}
	return ContainerRow(c)
}

// round is a fetch of a whole list in one page.
func round(started int, q Query, rows ...*Row) Round {
	return Round{Query: q, Started: at(started), Ended: at(started), Pages: []Page{page(0, len(rows), rows...)}}
}

func page(offset, total int, rows ...*Row) Page {
	return Page{Offset: offset, Count: len(rows), Total: total, Rows: rows}
}

// rounds is a fetch of a list in several pages.
func rounds(started int, q Query, pages ...Page) Round {
	return Round{Query: q, Started: at(started), Ended: at(started), Pages: pages}
}

// names returns the names of a list's rows in order, after checking the list.
func names(t testing.TB, l *List) []string {
	t.Helper()
	if err := sound(l); err != nil {
		t.Error(err)
	}
	out := make([]string, len(l.Rows))
	for i, r := range l.Rows {
		out[i] = r.Name
	}
	return out
}

// sound says what is wrong with a list: its order, its index or its kind.
func sound(l *List) error {
	if !slices.IsSortedFunc(l.Rows, Compare) {
		return fmt.Errorf("rows of %v are not in order", l.Query)
	}
	if len(l.Rows) != len(l.index) {
		return fmt.Errorf("%d rows of %v, %d in the index", len(l.Rows), l.Query, len(l.index))
	}
	seen := map[string]bool{}
	for _, r := range l.Rows {
		switch {
		case seen[r.ID.Key]:
			return fmt.Errorf("%q is listed twice", r.ID.Key)
		case l.Row(r.ID.Key) != r:
			return fmt.Errorf("the index has another row of %q", r.ID.Key)
		case r.ID.Kind != l.Query.Kind:
			return fmt.Errorf("%q is of kind %v", r.ID.Key, r.ID.Kind)
		}
		seen[r.ID.Key] = true
	}
	return nil
}
