package fleet

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
)

// fetch is a request on its way, with what the server had when it came there.
type fetch struct {
	query   Query
	started time.Time
	rows    []*Row
}

// sent is an action on its way, or answered.
type sent struct {
	verb     Verb
	row      *Row
	answered time.Time
}

// machine drives a fleet by random steps, beside a server of its own whose
// answers may come late, in any order, or not at all.
type machine struct {
	f       *Fleet
	now     time.Time
	server  map[ID]client.State
	targets map[ID]int
	fetches []fetch
	actions map[ID]*sent
	newest  map[Query]time.Time // when the newest round that was taken in began
	// kept are lists as they were handed out, to see whether they change.
	kept []struct {
		list *List
		rows []*Row
	}
}

func (m *machine) id(t *rapid.T) ID {
	kind := rapid.SampledFrom([]Kind{Applications, Containers}).Draw(t, "kind")
	return ID{kind, fmt.Sprintf("u-%s", rapid.SampledFrom([]string{"web", "db", "web-1", "web-2", "web-10", "db-1"}).Draw(t, "object"))}
}

// row is the record the server has of an object.
func (m *machine) row(id ID) *Row {
	name := id.Key[2:]
	if id.Kind == Applications {
		return app(name, m.server[id], target(m.targets[id]))
	}
	return con(name, name[:2], m.server[id])
}

func (m *machine) tick(t *rapid.T) {
	m.now = m.now.Add(time.Duration(rapid.IntRange(0, 30_000).Draw(t, "ms")) * time.Millisecond)
}

// change is what happens to the server's objects.
func (m *machine) change(t *rapid.T) {
	id := m.id(t)
	if rapid.IntRange(0, 3).Draw(t, "gone") == 0 {
		delete(m.server, id)
		return
	}
	m.server[id] = rapid.SampledFrom(append(states(), "Quantum")).Draw(t, "state")
	m.targets[id] = rapid.IntRange(1, 3).Draw(t, "target")
}

func (m *machine) query(t *rapid.T) Query {
	return rapid.SampledFrom([]Query{allApplications(), allContainers(), containersOf("u-we"), containersOf("u-db")}).Draw(t, "query")
}

// ask sends a request; the server answers at once, the answer is on its way.
func (m *machine) ask(t *rapid.T) {
	f := fetch{query: m.query(t), started: m.now}
	for _, id := range slices.SortedFunc(maps.Keys(m.server), compareIDs) {
		row := m.row(id)
		if id.Kind == f.query.Kind && (f.query.Application == "" || row.ApplicationUUID() == f.query.Application) {
			f.rows = append(f.rows, row)
		}
	}
	m.fetches = append(m.fetches, f)
}

func compareIDs(a, b ID) int {
	if a.Kind != b.Kind {
		return int(a.Kind) - int(b.Kind)
	}
	if a.Key < b.Key {
		return -1
	}
	return 1
}

// arrive takes in one of the answers on their way, whole.
func (m *machine) arrive(t *rapid.T) {
	if len(m.fetches) == 0 {
		t.Skip("nothing is on its way")
	}
	i := rapid.IntRange(0, len(m.fetches)-1).Draw(t, "answer")
	f := m.fetches[i]
	m.fetches = slices.Delete(m.fetches, i, i+1)
	before := m.f.List(f.query)
	held := m.heldRows(before)
	pending := maps.Clone(m.f.pending)
	r := Round{Query: f.query, Started: f.started, Ended: m.now, Pages: m.cut(t, f)}
	version := m.f.Version()
	confirmed := m.f.Apply(r)
	if f.started.Before(m.newest[f.query]) {
		if m.f.List(f.query) != before || confirmed != nil || m.f.Version() != version {
			t.Fatal("an older round changed something")
		}
		return
	}
	m.newest[f.query] = f.started
	if m.f.Version() == version {
		t.Fatal("a round left the version as it was")
	}
	m.checkTaken(t, f, held)
	for _, p := range confirmed {
		a := m.actions[p.ID]
		if pending[p.ID] != p || a == nil || a.answered.IsZero() || f.started.Before(a.answered) {
			t.Fatalf("%s of %v is confirmed by a round from before its answer", p.Verb, p.ID)
		}
		if m.f.Pending(p.ID) != nil {
			t.Fatalf("%s of %v is confirmed and still pending", p.Verb, p.ID)
		}
		delete(m.actions, p.ID)
	}
}

// cut makes pages of an answer; pages that are what they were say no more.
func (m *machine) cut(t *rapid.T, f fetch) []Page {
	size := rapid.IntRange(1, 4).Draw(t, "page size")
	var pages []Page
	for at := 0; at < len(f.rows) || at == 0; at += size {
		p := page(at, len(f.rows), f.rows[at:min(at+size, len(f.rows))]...)
		known := m.f.List(f.query).Page(at)
		same := func(a, b *Row) bool { return a.ID == b.ID && a.Version == b.Version }
		if known.Rows != nil && slices.EqualFunc(known.Rows, p.Rows, same) && rapid.Bool().Draw(t, "same") {
			p.Rows, p.Same = nil, true
		}
		pages = append(pages, p)
	}
	return pages
}

// heldRows are the rows that no round from before an answer may change.
func (m *machine) heldRows(l *List) map[ID]*Row {
	held := map[ID]*Row{}
	for id := range m.actions {
		if row := l.Row(id.Key); row != nil && row.ID == id {
			held[id] = row
		}
	}
	return held
}

// checkTaken compares a list with the answer it was made of: it has what the
// answer has, but for objects with an action newer than the request.
func (m *machine) checkTaken(t *rapid.T, f fetch, held map[ID]*Row) {
	l := m.f.List(f.query)
	given := map[ID]*Row{}
	for _, row := range f.rows {
		given[row.ID] = row
	}
	for _, row := range l.Rows {
		a := m.actions[row.ID]
		newer := a != nil && (a.answered.IsZero() || f.started.Before(a.answered))
		switch {
		case newer && held[row.ID] != nil:
			if row != held[row.ID] {
				t.Fatalf("a round from before the answer changed %v", row.ID)
			}
		case given[row.ID] == nil:
			t.Fatalf("%v is listed, but the server does not have it", row.ID)
		case row.Version != given[row.ID].Version:
			t.Fatalf("%v is %s, the server has it %s", row.ID, row.State(), given[row.ID].State())
		}
	}
	for id := range given {
		if l.Row(id.Key) == nil {
			t.Fatalf("%v is not listed", id)
		}
	}
	if l.Err != nil || l.Partial || !l.Good.Equal(m.now) {
		t.Fatalf("the list is %+v", l)
	}
}

// fail ends a request with an error: nothing that is known is lost.
func (m *machine) fail(t *rapid.T) {
	q := m.query(t)
	before := m.f.List(q)
	m.f.ApplyFailure(q, errors.New("away"), rapid.Bool().Draw(t, "missing"))
	after := m.f.List(q)
	if after.Err == nil || before != nil && (!slices.Equal(before.Rows, after.Rows) || !before.Good.Equal(after.Good) || before.Total != after.Total) {
		t.Fatal("a failure changed what is known")
	}
	id := m.id(t)
	known := m.f.Detail(id)
	m.f.ApplyDetailFailure(id, errors.New("away"), false)
	if d := m.f.Detail(id); d.Err == nil || known != nil && (d.Row != known.Row || !d.Good.Equal(known.Good)) {
		t.Fatal("a failure changed what is known of an object")
	}
}

// detail takes in the detail of an object, which was asked for some time ago.
func (m *machine) detail(t *rapid.T) {
	id := m.id(t)
	if _, ok := m.server[id]; !ok {
		m.f.ApplyDetailFailure(id, client.ErrNotFound, true)
		return
	}
	started := m.now.Add(-time.Duration(rapid.IntRange(0, 20).Draw(t, "age")) * time.Second)
	before, full := m.f.Detail(id), m.f.Full(id)
	m.f.ApplyDetail(id, m.row(id), 1, started, m.now)
	a := m.actions[id]
	older := before != nil && started.Before(before.started) || a != nil && (a.answered.IsZero() || started.Before(a.answered))
	if older && (m.f.Detail(id) != before || m.f.Full(id) != full && full != nil && a != nil && before == nil) {
		t.Fatalf("an old detail of %v was taken", id)
	}
}

func (m *machine) begin(t *rapid.T) {
	row := m.f.Row(m.id(t))
	if row == nil {
		t.Skip("not known")
	}
	v := rapid.SampledFrom(verbs()).Draw(t, "verb")
	if m.f.Blocked(v, row, m.now).String() != "" {
		return
	}
	if a := m.actions[row.ID]; a != nil && a.answered.IsZero() {
		t.Fatalf("%s of %v is possible while another action is in flight", v, row.ID)
	}
	m.f.Begin(v, row, rapid.IntRange(1, 3).Draw(t, "target"), m.now)
	m.actions[row.ID] = &sent{verb: v, row: row}
}

func (m *machine) answer(t *rapid.T) {
	var waiting []ID
	for id, a := range m.actions {
		if a.answered.IsZero() {
			waiting = append(waiting, id)
		}
	}
	if len(waiting) == 0 {
		t.Skip("no action is in flight")
	}
	slices.SortFunc(waiting, compareIDs)
	id := rapid.SampledFrom(waiting).Draw(t, "action")
	switch rapid.SampledFrom([]string{"done", "done, with its record", "refused", "timed out"}).Draw(t, "answer") {
	case "refused":
		m.f.Refused(id)
		delete(m.actions, id)
		return
	case "timed out":
		m.f.TimedOut(id, m.now)
	case "done":
		m.f.Answered(id, nil, m.now)
	default:
		m.server[id] = client.StateStopping
		row := m.row(id)
		m.f.Answered(id, row, m.now)
		if got := m.f.Row(id); got != nil && got != row {
			t.Fatalf("after the answer %v is %s", id, got.State())
		}
	}
	m.actions[id].answered = m.now
}

// check holds after every step.
func (m *machine) check(t *rapid.T) {
	for q, l := range m.f.lists {
		if err := sound(l); err != nil {
			t.Fatal(err)
		}
		if l.Query != q {
			t.Fatalf("the list of %v is one of %v", q, l.Query)
		}
		m.kept = append(m.kept, struct {
			list *List
			rows []*Row
		}{l, slices.Clone(l.Rows)})
	}
	for _, k := range m.kept {
		if !slices.Equal(k.list.Rows, k.rows) {
			t.Fatal("a list that was handed out changed")
		}
	}
	m.kept = m.kept[max(0, len(m.kept)-20):]
	for id, a := range m.actions {
		p := m.f.Pending(id)
		if p == nil || p.Verb != a.verb || p.InFlight() != a.answered.IsZero() {
			t.Fatalf("%s of %v is pending as %+v", a.verb, id, p)
		}
	}
	if len(m.f.pending) != len(m.actions) || len(m.f.details) > detailsKept || len(m.f.lists) > listsKept+3 {
		t.Fatalf("%d pending, %d details, %d lists", len(m.f.pending), len(m.f.details), len(m.f.lists))
	}
	for id, since := range m.f.busy {
		if since.After(m.now) || !m.f.busyKnown(id) {
			t.Fatalf("%v is in transition since %v", id, since)
		}
	}
	m.f.Summary(t0)
}

// busyKnown says whether the fleet knows anything of an object in transition.
func (f *Fleet) busyKnown(id ID) bool {
	for _, l := range f.lists {
		if l.Query.Kind == id.Kind && l.Row(id.Key) != nil {
			return true
		}
	}
	return f.details[id] != nil || f.pending[id] != nil
}

func TestRandomSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{f: New(), now: t0, server: map[ID]client.State{}, targets: map[ID]int{}, actions: map[ID]*sent{}, newest: map[Query]time.Time{}}
		t.Repeat(map[string]func(*rapid.T){
			"": m.check, "tick": m.tick, "change": m.change, "change more": m.change, "ask": m.ask, "arrive": m.arrive, "arrive more": m.arrive,
			"fail": m.fail, "detail": m.detail, "begin": m.begin, "answer": m.answer,
		})
	})
}
