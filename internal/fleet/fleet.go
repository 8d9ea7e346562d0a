package fleet

import "time"

// listsKept is how many lists of one application's containers are kept.
const listsKept = 8

// Fleet is everything known. It is changed only by its methods, from one
// goroutine; the lists and rows it hands out never change.
type Fleet struct {
	lists      map[Query]*List
	drilled    []Query // lists of single applications, the last used last
	details    map[ID]*Detail
	recent     []ID // details, the last used last
	pending    map[ID]*Pending
	planned    map[ID]*Planned
	restarts   map[ID]*Restarting
	engine     Engine
	hostImages bool
	lacks      map[Verb]time.Time   // what the server does not know, and until when that is believed
	busy       map[ID]time.Time     // since when an object is in transition
	crashes    map[string]time.Time // when a container of an application crashed last
	loops      map[ID]restarts      // what is started again and again
	verdicts   map[string]verdict   // of the applications all of whose containers have failed
	stops      map[ID]time.Time     // when a stop was sent from here last, by the local clock
	skew       skew                 // of the server's clock
	usages     usages               // what objects use
	replaced   []Replaced
	// replacedAt is when a poll showed first that another object has a uuid.
	replacedAt map[ID]time.Time
	version    uint64

	summary   Summary
	summaryOf *List // the list that was counted
	// summaryUntil is when it changes by time alone, zero for never.
	summaryUntil time.Time
}

// New returns an empty fleet.
func New() *Fleet {
	return &Fleet{
		lists: map[Query]*List{}, details: map[ID]*Detail{}, pending: map[ID]*Pending{}, planned: map[ID]*Planned{},
		replacedAt: map[ID]time.Time{},
		restarts:   map[ID]*Restarting{}, lacks: map[Verb]time.Time{}, busy: map[ID]time.Time{}, crashes: map[string]time.Time{}, loops: map[ID]restarts{},
		verdicts: map[string]verdict{}, stops: map[ID]time.Time{},
	}
}

// Version changes whenever anything that can be seen has changed.
func (f *Fleet) Version() uint64 { return f.version }

// List returns what is known of a query, nil before its first answer.
func (f *Fleet) List(q Query) *List { return f.lists[q] }

// Row returns the newest record that a list has of an object; where none has
// it, that of its detail. It is nil if the object is not known, or if a list
// that is newer than every record of it does not have it any more.
func (f *Fleet) Row(id ID) *Row {
	newest, other := f.lists[Query{Kind: id.Kind}], f.drilledOf(id)
	if other.newerThan(newest) {
		newest, other = other, newest
	}
	if l := f.narrowed(id); l.newerThan(newest) {
		return l.Row(id.Key)
	}
	var absent time.Time // when a list began that would have it and does not
	for _, l := range []*List{newest, other} {
		if row := l.Row(id.Key); row != nil {
			if rest := other.Row(id.Key); l == newest && rest != nil && other.seen(id.Key).started.After(l.seen(id.Key).started) {
				return rest
			}
			return row
		}
		if l.Whole() {
			absent = l.started
			break
		}
	}
	if d := f.details[id]; d != nil && !d.Gone && d.started.After(absent) {
		return d.Row
	}
	return nil
}

// Source returns the query of the list from which the record of an object is,
// false where none has it.
func (f *Fleet) Source(id ID) (q Query, ok bool) {
	row := f.Row(id)
	for other, l := range f.lists {
		if row != nil && l.Row(id.Key) == row && (!ok || l.newerThan(f.lists[q])) {
			q, ok = other, true
		}
	}
	return q, ok
}

// narrowed returns the newest list of containers in one state that has an
// object. That such a list does not have it says nothing.
func (f *Fleet) narrowed(id ID) *List {
	var newest *List
	for _, q := range f.drilled {
		if l := f.lists[q]; q.State != "" && q.Kind == id.Kind && l.Row(id.Key) != nil && l.newerThan(newest) {
			newest = l
		}
	}
	return newest
}

// drilledOf returns the list of the containers of that application to which a
// container belongs, nil where there is none.
func (f *Fleet) drilledOf(id ID) *List {
	if id.Kind != Containers {
		return nil
	}
	row := f.lists[Query{Kind: Containers}].Row(id.Key)
	for i := len(f.drilled) - 1; i >= 0 && row == nil; i-- {
		row = f.lists[f.drilled[i]].Row(id.Key)
	}
	if d := f.details[id]; row == nil && d != nil {
		row = d.Row
	}
	if row == nil {
		return nil
	}
	return f.lists[Query{Kind: Containers, Application: row.ApplicationUUID()}]
}

// Full returns everything known of an object: the newer of its list record and
// its detail, with what only details have. It is nil if nothing is known.
func (f *Fleet) Full(id ID) *Row {
	listed, d := f.Row(id), f.details[id]
	switch {
	case d == nil || d.Row == nil:
		return listed
	case listed == nil || listed == d.Row || !f.listedAfter(listed, d.started):
		return d.Row
	case listed.Identity().Differs(d.Row.Identity()).Other():
		return listed
	default:
		return listed.withDetails(d.Row)
	}
}

// listedAfter says whether a list that holds this very row began to be fetched
// after a time.
func (f *Fleet) listedAfter(row *Row, t time.Time) bool {
	for _, l := range f.lists {
		if l.Row(row.ID.Key) == row && l.seen(row.ID.Key).started.After(t) {
			return true
		}
	}
	return false
}

// Apply takes in a round of a list. A round that began before the one that is
// known changes nothing. It returns the actions that the round confirmed.
func (f *Fleet) Apply(r Round) []*Pending {
	old := f.lists[r.Query]
	if old != nil && r.Started.Before(old.started) {
		return nil
	}
	next := old.apply(r, func(id ID) bool { return f.pending[id].newerThan(r.Started) })
	f.lists[r.Query] = next
	f.touchList(r.Query)
	f.skew.note(r.last().Date, r.Started, r.Ended)
	f.noteReplaced(next, r.Ended)
	f.noteTransitions(next.Rows, r.Ended)
	f.noteCrashes(next)
	f.noteLoops(next.Rows, r.Ended)
	f.judge(next)
	f.contradict(next)
	f.version++
	if r.Partial {
		return nil
	}
	f.forgetTransitions(old, next)
	f.forgetLoops(old, next)
	return f.confirm(next, r.Started)
}

// ApplyFailure notes that a list could not be fetched. What is known stays.
func (f *Fleet) ApplyFailure(q Query, err error, missing bool) {
	f.lists[q] = f.lists[q].failed(q, err, missing)
	f.touchList(q)
	f.version++
}

func (f *Fleet) touchList(q Query) {
	if !q.Narrow() {
		return
	}
	f.drilled = append(remove(f.drilled, q), q)
	if len(f.drilled) > listsKept {
		delete(f.lists, f.drilled[0])
		f.drilled = f.drilled[1:]
	}
}

func remove[T comparable](list []T, item T) []T {
	out := make([]T, 0, len(list)+1)
	for _, v := range list {
		if v != item {
			out = append(out, v)
		}
	}
	return out
}
