package fleet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"fleetop/client"
)

// Query is what a list is a list of: all objects of a kind, or the containers
// of one application or in one state.
type Query struct {
	Kind        Kind
	Application string       // uuid; only with Containers
	State       client.State // only with Containers
}

// Narrow says whether the list is not of all objects of its kind.
func (q Query) Narrow() bool { return q.Application != "" || q.State != "" }

// Page is one page of a list as it was fetched. A Same page was byte for byte
// what it was the last time: what it holds is taken from the list as it was.
type Page struct {
	Offset int
	Count  int  // records the server gave, with those that were left out
	Total  int  // what the server says there are
	More   bool // the server says that there is a next page
	Bytes  int  // of its body, unpacked
	Date   time.Time
	Digest client.Digest
	// ETag identifies the page to a server that knows tags; Version is that of everything on it, "" where
	// it does not say.
	ETag, Version string

	Same bool
	Rows []*Row
	Bad  []string // records that could not be read, in words
}

// Round is one fetch of a list: its pages in order, and when it began, by the
// local clock. Partial rounds carry the first page of a first visit only. Where
// some pages could not be fetched, Lost is how many records they have, and Err
// why; at least one page came.
type Round struct {
	Query   Query
	Started time.Time
	Ended   time.Time
	Pages   []Page
	Partial bool
	Lost    int
	Err     error
}

// last returns the page that came last.
func (r *Round) last() Page {
	if len(r.Pages) == 0 {
		return Page{}
	}
	return r.Pages[len(r.Pages)-1]
}

// List is what is known of a query. It is immutable: every round that changes
// something makes a new one. Rows are in natural order of their names.
type List struct {
	Query   Query
	Rows    []*Row
	Total   int       // what the server says there are
	Partial bool      // only the first page has come yet
	Good    time.Time // when the last round that brought anything ended, by the local clock
	Bad     []string  // records that could not be read
	Lost    int       // records of the last round that could not be fetched: those known stay as they were
	Err     error     // why Lost, or the failure since Good; nil when the last round was good
	Nothing bool      // the last round brought nothing at all
	Missing bool      // the server has no such resource (404)

	started time.Time
	aged    map[string]sighting // rows that the last round did not bring, since some of it is lost
	index   map[string]*Row
	pages   map[int]Page
	// replaced are the rows whose uuid another object has than in the round before.
	replaced []Replaced
	missed   map[string]bool // not in the last round although the count says something was skipped
}

// sighting is when a record came last.
type sighting struct{ started, good time.Time }

// SeenAt returns when a row came last, and whether the last round did not bring
// it because some of it is lost.
func (l *List) SeenAt(key string) (at time.Time, aged bool) {
	if l == nil {
		return time.Time{}, false
	}
	if old, aged := l.aged[key]; aged {
		return old.good, true
	}
	return l.Good, false
}

// Aged says whether the list has rows that the last round did not bring.
func (l *List) Aged() bool { return l != nil && len(l.aged) > 0 }

// seen is when the round began that brought a row, and when it ended.
func (l *List) seen(key string) sighting {
	if old, aged := l.aged[key]; aged {
		return old
	}
	return sighting{l.started, l.Good}
}

// Row returns the object of that uuid (an image's name), nil if it is not listed.
func (l *List) Row(key string) *Row {
	if l == nil {
		return nil
	}
	return l.index[key]
}

// Whole says whether what the list does not have is not there: it came whole,
// and every record could be read.
func (l *List) Whole() bool {
	return l != nil && !l.Good.IsZero() && !l.Partial && l.Lost == 0 && len(l.Bad) == 0
}

// CameSince says whether the list came, and the last time well, by a fetch that
// began no earlier than a time.
func (l *List) CameSince(t time.Time) bool {
	return l != nil && !l.Good.IsZero() && !l.Partial && l.Err == nil && !l.started.Before(t)
}

// Brought says whether a record came by a fetch that began no earlier than a
// time, even where other pages did not.
func (l *List) Brought(key string, t time.Time) bool {
	_, aged := l.SeenAt(key)
	return l.Row(key) != nil && !aged && !l.Nothing && !l.Partial && !l.started.Before(t)
}

// Newest returns that of two lists that began to be fetched last, of those that
// are known whole; else the first.
func Newest(a, b *List) *List {
	if b != nil && !b.Good.IsZero() && !b.Partial && b.newerThan(a) {
		return b
	}
	return a
}

// newerThan says whether a list began to be fetched after another.
func (l *List) newerThan(other *List) bool {
	return l != nil && (other == nil || l.started.After(other.started))
}

// Page returns a page as it was fetched last, an empty one if it was not.
func (l *List) Page(offset int) Page {
	if l == nil {
		return Page{}
	}
	return l.pages[offset]
}

// Equal says whether a round brought what the list is already.
func (l *List) Equal(r Round) bool {
	if l == nil || l.Good.IsZero() || l.Err != nil || l.Partial {
		return false
	}
	return r.Err == nil && !slices.ContainsFunc(r.Pages, func(p Page) bool { return !p.Same })
}

// apply makes the list that a round leads to. keep names the objects whose
// rows are newer than the round and stay as they are.
func (l *List) apply(r Round, keep func(id ID) bool) *List {
	next := &List{
		Query: r.Query, Total: r.last().Total, Partial: r.Partial, Good: r.Ended, started: r.Started, Lost: r.Lost, Err: r.Err,
		index: make(map[string]*Row, len(l.rows())), pages: make(map[int]Page, len(r.Pages)),
	}
	unlisted := 0 // records that were given but are no rows
	given := make([][]*Row, 0, len(r.Pages))
	for _, p := range r.Pages {
		if p.Same {
			old := l.Page(p.Offset)
			p.Rows, p.Bad = old.Rows, old.Bad
		}
		unlisted += p.Count - len(p.Rows)
		next.pages[p.Offset] = p
		next.Bad = append(next.Bad, p.Bad...)
		given = append(given, p.Rows)
		for _, row := range p.Rows {
			next.index[row.ID.Key] = row
		}
	}
	if l != nil && next.Lost > 0 {
		for offset, p := range l.pages {
			if _, came := next.pages[offset]; !came {
				next.pages[offset] = p
			}
		}
	}
	if l != nil {
		l.carry(next, next.Total-unlisted-len(next.index), keep)
	}
	next.Rows = l.ordered(next.index, given...)
	return next
}

// carry takes over from the old list what the round cannot know better: equal
// rows (so that their memory is shared), rows newer than the round, and rows
// that a shift between two pages may have hidden from this round; skipped is
// how many records the server counts that it did not give.
func (l *List) carry(next *List, skipped int, keep func(id ID) bool) {
	for key, old := range l.index {
		row, listed := next.index[key]
		switch {
		case listed && (row.Version == old.Version || keep(old.ID)):
			next.index[key] = old
		case listed:
			if d := old.Identity().Differs(row.Identity()); d.Trait != Same {
				next.replaced = append(next.replaced, Replaced{old, d})
			}
		case next.Partial || keep(old.ID):
			next.index[key] = old
		case next.Lost > 0:
			next.index[key] = old
			if next.aged == nil {
				next.aged = make(map[string]sighting)
			}
			next.aged[key] = l.seen(key)
		case skipped > 0 && !l.missed[key]:
			next.index[key] = old
			if next.missed == nil {
				next.missed = make(map[string]bool)
			}
			next.missed[key] = true
		}
	}
}

// ordered returns the rows of the index in order. Rows that were there before
// keep their order; only newcomers, all of them among the given ones, are sorted.
func (l *List) ordered(index map[string]*Row, given ...[]*Row) []*Row {
	rows := make([]*Row, 0, len(index))
	for _, old := range l.rows() {
		if row := index[old.ID.Key]; row != nil && sameOrder(row, old) {
			rows = append(rows, row)
		}
	}
	if len(rows) == len(index) {
		return rows
	}
	fresh := make([]*Row, 0, len(index)-len(rows))
	for _, page := range given {
		for _, row := range page {
			if old := l.Row(row.ID.Key); index[row.ID.Key] == row && (old == nil || !sameOrder(row, old)) {
				fresh = append(fresh, row)
			}
		}
	}
	slices.SortFunc(fresh, Compare)
	return merge(rows, slices.Compact(fresh))
}

// sameOrder says whether two rows of one object stand at the same place.
func sameOrder(a, b *Row) bool { return a.sortKey == b.sortKey && a.Name == b.Name }

func (l *List) rows() []*Row {
	if l == nil {
		return nil
	}
	return l.Rows
}

// with returns the list with one row replaced; nil when it is not listed.
func (l *List) with(row *Row) *List {
	if l == nil || l.index[row.ID.Key] == nil {
		return nil
	}
	next := *l
	next.index = make(map[string]*Row, len(l.index))
	for k, v := range l.index {
		next.index[k] = v
	}
	next.index[row.ID.Key] = row
	if _, aged := l.aged[row.ID.Key]; aged {
		next.aged = maps.Clone(l.aged)
		delete(next.aged, row.ID.Key)
	}
	next.Rows = l.ordered(next.index, []*Row{row})
	return &next
}

// failed returns the list with a failure noted; what is known stays.
func (l *List) failed(q Query, err error, missing bool) *List {
	next := &List{Query: q}
	if l != nil {
		*next = *l
	}
	next.Err, next.Nothing, next.Missing = err, true, missing
	return next
}

// Compare says which of two rows comes first in a list: by name in natural order,
// then by uuid.
func Compare(a, b *Row) int {
	return cmp.Or(strings.Compare(a.sortKey, b.sortKey), strings.Compare(a.Name, b.Name), strings.Compare(a.ID.Key, b.ID.Key))
}

func merge(a, b []*Row) []*Row {
	if len(a) == 0 {
		return b
	}
	out := make([]*Row, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if Compare(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
