package fleet

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
)

func wantNames(t *testing.T, f *Fleet, q Query, want ...string) *List {
	t.Helper()
	l := f.List(q)
	if l == nil {
		t.Fatalf("nothing is known of %v", q)
	}
	if diff := cmp.Diff(want, names(t, l)); diff != "" {
		t.Errorf("%v (-want +got):\n%s", q, diff)
	}
	return l
}

func TestFirstRound(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	if f.List(q) != nil || f.List(q).Row("u-web") != nil || f.Row(ID{Applications, "u-web"}) != nil || f.List(q).Page(0).Rows != nil {
		t.Error("something is known before the first answer")
	}
	version := f.Version()
	r := round(1, q, app("web", client.StateRunning), app("db", client.StateStopped))
	r.Ended = at(2)
	f.Apply(r)
	l := wantNames(t, f, q, "db", "web")
	if l.Total != 2 || l.Partial || !l.Good.Equal(at(2)) || l.Err != nil || l.Missing || len(l.Bad) != 0 {
		t.Errorf("the list is %+v", l)
	}
	if f.Version() == version {
		t.Error("the version is the same")
	}
	if got := f.Row(ID{Applications, "u-web"}); got != l.Row("u-web") || got == nil {
		t.Errorf("row %v", got)
	}
	if f.Row(ID{Containers, "u-web"}) != nil {
		t.Error("an application is found as a container")
	}
	f.Apply(round(3, allContainers()))
	if l := wantNames(t, f, allContainers(), []string{}...); l.Good.IsZero() {
		t.Error("an empty list is no good list")
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	f := New()
	ordered := []string{"", "1", "2", "10", "A", "a2", "a10", "b", "job-999999999", "job-1700000000", "job-17000000000", "web", "web-1", "WEB-2", "web-002", "web-2", "web-10", "web-10-1", "web-10-2", "web-10-11", "web-a", "ä-1", "日本-2", "日本-10"}
	var rows []*Row
	for i, name := range ordered {
		rows = append(rows, ApplicationRow(client.Application{UUID: "same", UniqueName: name, Name: ""}))
		rows[i].ID.Key = name
		rows[i].Name = name
		rows[i].sortKey = NaturalKey(name)
	}
	slices.Reverse(rows)
	f.Apply(round(1, allApplications(), rows...))
	wantNames(t, f, allApplications(), ordered...)
}

func TestOrderOfEqualNames(t *testing.T) {
	t.Parallel()
	f := New()
	row := func(uuid, name string) *Row {
		return ApplicationRow(client.Application{UUID: uuid, UniqueName: name})
	}
	f.Apply(round(1, allApplications(), row("c", "web"), row("a", "web"), row("b", "web")))
	keys := func() (out []string) {
		for _, r := range f.List(allApplications()).Rows {
			out = append(out, r.ID.Key)
		}
		return out
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, keys()); diff != "" {
		t.Error(diff)
	}
	f.Apply(round(2, allApplications(), row("c", "WEB"), row("a", "web"), row("b", "web"))) // same place but for the case
	if diff := cmp.Diff([]string{"c", "a", "b"}, keys()); diff != "" {
		t.Error(diff)
	}
	f.Apply(round(3, allApplications(), row("c", "WEB"), row("a", "zoo"), row("b", "api"), row("d", "m")))
	if diff := cmp.Diff([]string{"b", "d", "c", "a"}, keys()); diff != "" {
		t.Error(diff)
	}
	if err := sound(f.List(allApplications())); err != nil {
		t.Error(err)
	}
}

func TestPartialFirstPage(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	first := rounds(1, q, page(0, 4, app("d", client.StateRunning), app("a", client.StateRunning)))
	first.Partial = true
	f.Apply(first)
	l := wantNames(t, f, q, "a", "d")
	if !l.Partial || l.Total != 4 || l.Good.IsZero() {
		t.Errorf("partial %v, total %d, good %v", l.Partial, l.Total, l.Good)
	}
	if s := f.Summary(t0); s.Applications != 4 {
		t.Errorf("%d applications, but the server says 4", s.Applications)
	}
	older := round(0, q, app("z", client.StateRunning))
	f.Apply(older)
	wantNames(t, f, q, "a", "d")
	whole := rounds(1, q, first.Pages[0], page(2, 4, app("c", client.StateRunning), app("b", client.StateRunning)))
	f.Apply(whole)
	l = wantNames(t, f, q, "a", "b", "c", "d")
	if l.Partial {
		t.Error("still partial")
	}
}

func TestAPartialRoundTakesNothingAway(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	f.Apply(round(1, q, app("a", client.StateRunning), app("b", client.StateRunning)))
	first := rounds(2, q, page(0, 3, app("b", client.StateStopped), app("c", client.StateRunning)))
	first.Partial = true
	f.Apply(first)
	if l := wantNames(t, f, q, "a", "b", "c"); l.Row("u-b").State() != client.StateStopped {
		t.Error("what the first page brought is not taken")
	}
}

func TestPartialThenFailure(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	first := rounds(1, q, page(0, 4, app("a", client.StateRunning)))
	first.Partial = true
	f.Apply(first)
	cause := errors.New("timeout")
	f.ApplyFailure(q, cause, false)
	l := wantNames(t, f, q, "a")
	if !l.Partial || !errors.Is(l.Err, cause) || l.Total != 4 || !l.Good.Equal(at(1)) {
		t.Errorf("the list is %+v", l)
	}
	same := Page{Offset: 0, Count: 1, Total: 4, Same: true}
	f.Apply(rounds(5, q, same, page(1, 4, app("b", client.StateRunning), app("c", client.StateRunning), app("d", client.StateRunning))))
	if l := wantNames(t, f, q, "a", "b", "c", "d"); l.Err != nil || l.Partial {
		t.Errorf("the list is %+v", l)
	}
}

func TestSamePages(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	one, two := page(0, 4, app("a", client.StateRunning), app("b", client.StateRunning)), page(2, 4, app("c", client.StateRunning), app("d", client.StateRunning))
	two.Bad, two.Digest = []string{"a record that cannot be read"}, 7
	f.Apply(rounds(1, q, one, two))
	before := f.List(q)
	if got := before.Page(2); got.Digest != 7 || len(got.Rows) != 2 {
		t.Errorf("page %+v", got)
	}
	f.Apply(rounds(2, q, page(0, 4, app("a", client.StateRunning), app("b", client.StateStopped)), Page{Offset: 2, Count: 2, Total: 4, Digest: 7, Same: true}))
	l := wantNames(t, f, q, "a", "b", "c", "d")
	if len(l.Bad) != 1 {
		t.Errorf("bad records %q", l.Bad)
	}
	for _, key := range []string{"u-a", "u-c", "u-d"} {
		if l.Row(key) != before.Row(key) {
			t.Errorf("%s has a row of its own although nothing in it changed", key)
		}
	}
	if l.Row("u-b").State() != client.StateStopped || before.Row("u-b").State() != client.StateRunning {
		t.Error("a list that was handed out changed, or the new one did not")
	}
	f.Apply(rounds(3, q, Page{Offset: 0, Count: 2, Total: 4, Same: true}, Page{Offset: 2, Count: 2, Total: 4, Same: true}))
	if again := wantNames(t, f, q, "a", "b", "c", "d"); !again.Good.Equal(at(3)) || again.Row("u-b") != l.Row("u-b") {
		t.Error("a round in which nothing changed changed something, or is not the last good one")
	}
	f.Apply(rounds(4, q, Page{Offset: 0, Count: 2, Total: 2, Same: true}))
	wantNames(t, f, q, "a", "b") // the second page is no more
}

func TestRowsThatSlipBetweenPages(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	a, b, c, d := app("a", client.StateRunning), app("b", client.StateRunning), app("c", client.StateRunning), app("d", client.StateRunning)
	f.Apply(rounds(1, q, page(0, 4, a, b), page(2, 4, c, d)))
	// x came in front while the pages were fetched: b is on both, and the server
	// counts one more than it gave.
	x := app("x", client.StateRunning)
	f.Apply(rounds(2, q, page(0, 5, x, a), page(2, 5, c, d)))
	wantNames(t, f, q, "a", "b", "c", "d", "x")
	f.Apply(rounds(3, q, page(0, 5, x, a), page(2, 5, c, d)))
	wantNames(t, f, q, "a", "c", "d", "x") // missing twice: it is gone
	f.Apply(rounds(4, q, page(0, 5, x, a), page(2, 5, b, c), page(4, 5, d)))
	wantNames(t, f, q, "a", "b", "c", "d", "x")
	f.Apply(rounds(5, q, page(0, 5, x, a), page(2, 5, a, c), page(4, 5, d)))
	wantNames(t, f, q, "a", "b", "c", "d", "x") // a is there twice, so one is missing
	f.Apply(rounds(6, q, page(0, 4, x, a), page(2, 4, c, d)))
	wantNames(t, f, q, "a", "c", "d", "x") // the server counts what it gave: b is gone
}

func TestRecordsThatAreNoRowsHideNothing(t *testing.T) {
	t.Parallel()
	f, q := New(), containersOf("u-web")
	f.Apply(round(1, q, con("web-1", "web", client.StateRunning), con("web-2", "web", client.StateRunning)))
	// An older server gives containers of others too, and one record is bad.
	p := Page{Count: 4, Total: 4, Rows: []*Row{con("web-1", "web", client.StateRunning)}, Bad: []string{"bad"}}
	f.Apply(rounds(2, q, p))
	l := wantNames(t, f, q, "web-1") // nothing was skipped: web-2 is gone
	if len(l.Bad) != 1 || l.Total != 4 {
		t.Errorf("bad %q, total %d", l.Bad, l.Total)
	}
}

func TestOlderRounds(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	f.Apply(round(5, q, app("a", client.StateRunning)))
	known, version := f.List(q), f.Version()
	if f.Apply(round(4, q, app("b", client.StateRunning))) != nil || f.List(q) != known || f.Version() != version {
		t.Error("an older round changed something")
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	f, q := New(), Query{Kind: Images}
	cause := errors.New("no images here")
	f.ApplyFailure(q, cause, true)
	l := f.List(q)
	if !l.Missing || !errors.Is(l.Err, cause) || !l.Good.IsZero() || l.Query != q || len(l.Rows) != 0 || l.Row("x") != nil {
		t.Errorf("the list is %+v", l)
	}
	f.Apply(round(1, q, ImageRow(client.Image{Name: "tutum/lamp"})))
	if l := wantNames(t, f, q, "tutum/lamp"); l.Missing || l.Err != nil {
		t.Errorf("the list is %+v", l)
	}
	before := f.List(q)
	f.ApplyFailure(q, cause, false)
	l = wantNames(t, f, q, "tutum/lamp")
	if !l.Good.Equal(at(1)) || l.Row("tutum/lamp") != before.Row("tutum/lamp") || before.Err != nil {
		t.Error("a failure changed more than the failure")
	}
}

func TestListsOfSingleApplicationsAreBounded(t *testing.T) {
	t.Parallel()
	f := New()
	f.Apply(round(1, allContainers(), con("web-1", "web", client.StateRunning)))
	for i := range 3 * listsKept {
		f.Apply(round(i, containersOf(string(rune('a'+i)))))
		f.Apply(round(i, containersOf("always"))) // in use all the time
	}
	if len(f.lists) != listsKept+1 || len(f.drilled) != listsKept {
		t.Errorf("%d lists, %d of single applications, want %d", len(f.lists), len(f.drilled), listsKept)
	}
	if f.List(containersOf("always")) == nil || f.List(allContainers()) == nil || f.List(containersOf("a")) != nil {
		t.Error("a list in use was dropped, or one long unused was kept")
	}
}

func TestRowIsTheNewest(t *testing.T) {
	t.Parallel()
	id := ID{Containers, "u-web-1"}
	state := func(t *testing.T, f *Fleet) client.State {
		t.Helper()
		if r := f.Row(id); r != nil {
			return r.State()
		}
		return "none"
	}
	check := func(t *testing.T, f *Fleet, want client.State) {
		t.Helper()
		if got := state(t, f); got != want {
			t.Errorf("web-1 is %s, want %s", got, want)
		}
	}
	t.Run("of two lists", func(t *testing.T) {
		t.Parallel()
		f := New()
		f.Apply(round(1, allContainers(), con("web-1", "web", client.StateRunning)))
		f.Apply(round(2, containersOf("u-web"), con("web-1", "web", client.StateStopped)))
		check(t, f, client.StateStopped)
		f.Apply(round(3, allContainers(), con("web-1", "web", client.StateStarting)))
		check(t, f, client.StateStarting)
		f.Apply(round(4, containersOf("u-web")))
		check(t, f, "none") // the newest list does not have it
		f.Apply(round(5, allContainers(), con("web-1", "web", client.StateRunning)))
		check(t, f, client.StateRunning)
		f.Apply(round(6, containersOf("u-db"), con("db-1", "db", client.StateRunning)))
		check(t, f, client.StateRunning) // a list it cannot be in
	})
	t.Run("a list that is not whole proves nothing", func(t *testing.T) {
		t.Parallel()
		f := New()
		f.Apply(round(1, containersOf("u-web"), con("web-1", "web", client.StateRunning)))
		f.ApplyFailure(allContainers(), errors.New("away"), false)
		check(t, f, client.StateRunning)
		partial := round(2, allContainers(), con("db-1", "db", client.StateRunning))
		partial.Partial = true
		f.Apply(partial)
		check(t, f, client.StateRunning)
		bad := round(3, allContainers(), con("db-1", "db", client.StateRunning))
		bad.Pages[0].Bad = []string{"this may be it"}
		f.Apply(bad)
		check(t, f, client.StateRunning)
		f.Apply(round(4, allContainers(), con("db-1", "db", client.StateRunning)))
		check(t, f, "none")
	})
	t.Run("of a detail", func(t *testing.T) {
		t.Parallel()
		f := New()
		f.ApplyDetail(id, con("web-1", "web", client.StateRunning), 1, at(1), at(1))
		check(t, f, client.StateRunning)
		f.Apply(round(2, allContainers()))
		check(t, f, "none")
		f.ApplyDetail(id, con("web-1", "web", client.StateStarting), 2, at(3), at(3))
		check(t, f, client.StateStarting) // created since
		f.ApplyDetailFailure(id, client.ErrNotFound, true)
		check(t, f, "none")
	})
}
