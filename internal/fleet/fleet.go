package fleet

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fleetop/client"
)

const (
	// detailsKept is how many details are kept to be shown at once when the
	// selection comes back.
	detailsKept = 16
	// listsKept is how many lists of one application's containers are kept.
	listsKept = 8
	// transitionLimit is how long an object in transition is polled quickly.
	transitionLimit = 60 * time.Second
)

// Detail is what is known of one object beyond its list record.
type Detail struct {
	Row    *Row
	Digest client.Digest
	Good   time.Time
	Err    error
	Gone   bool // the server answers 404, and no list that came later has it

	missing bool // the last answer was 404
	started time.Time
}

// Sound says whether the detail is known, and came when it was last asked for.
func (d *Detail) Sound() bool { return d != nil && d.Err == nil && !d.Gone && !d.Good.IsZero() }

// Fleet is everything known. It is changed only by its methods, from one
// goroutine; the lists and rows it hands out never change.
type Fleet struct {
	lists    map[Query]*List
	drilled  []Query // lists of single applications, the last used last
	details  map[ID]*Detail
	recent   []ID // details, the last used last
	pending  map[ID]*Pending
	planned  map[ID]*Planned
	restarts map[ID]*Restarting
	lacks    map[Verb]time.Time // what the server does not know, and until when that is believed
	said     []Said
	busy     map[ID]time.Time     // since when an object is in transition
	crashes  map[string]time.Time // when a container of an application crashed last
	verdicts map[string]verdict   // of the applications all of whose containers have failed
	stops    map[ID]time.Time     // when a stop was sent from here last, by the local clock
	skew     skew                 // of the server's clock
	replaced []Replaced
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
		restarts:   map[ID]*Restarting{}, lacks: map[Verb]time.Time{}, busy: map[ID]time.Time{}, crashes: map[string]time.Time{},
		verdicts: map[string]verdict{}, stops: map[ID]time.Time{},
	}
}

// Version changes whenever anything that can be seen has changed.
func (f *Fleet) Version() uint64 { return f.version }

// List returns what is known of a query, nil before its first answer.
func (f *Fleet) List(q Query) *List { return f.lists[q] }

// Detail returns what is known of one object beyond its list record, nil
// before its first answer.
func (f *Fleet) Detail(id ID) *Detail { return f.details[id] }

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
	f.judge(next)
	f.contradict(next)
	f.version++
	if r.Partial {
		return nil
	}
	f.forgetTransitions(old, next)
	return f.confirm(next, r.Started)
}

// ApplyFailure notes that a list could not be fetched. What is known stays.
func (f *Fleet) ApplyFailure(q Query, err error, missing bool) {
	f.lists[q] = f.lists[q].failed(q, err, missing)
	f.touchList(q)
	f.version++
}

// ApplyDetail takes in the detail of one object, asked for at started. A nil
// row means that it is what it was. One that is older than what is known, or
// than the last action on the object, changes nothing.
func (f *Fleet) ApplyDetail(id ID, row *Row, digest client.Digest, started, ended time.Time) {
	d := f.details[id]
	if d != nil && started.Before(d.started) || f.pending[id].newerThan(started) {
		return
	}
	next := &Detail{Row: row, Digest: digest, Good: ended, started: started}
	if row == nil && d != nil {
		next.Row, next.Digest = d.Row, d.Digest
	}
	if next.Row == nil {
		return
	}
	if known := f.Row(id); known != nil && !f.listedAfter(known, started) {
		if d := known.Identity().Differs(next.Row.Identity()); d.Other() {
			f.replaced, f.replacedAt[id] = append(f.replaced, Replaced{known, d}), ended
		}
	}
	f.keepDetail(id, next)
}

// ApplyDetailFailure notes that the detail of an object could not be fetched;
// missing when the server answered that there is no such object.
func (f *Fleet) ApplyDetailFailure(id ID, err error, missing bool) {
	next := &Detail{}
	if d := f.details[id]; d != nil {
		*next = *d
	}
	// An object that was listed after such an answer is there, until no list has it.
	contradicted := next.missing && !next.Gone && f.Row(id) != nil
	next.Err, next.missing, next.Gone = err, missing, missing && !contradicted
	f.keepDetail(id, next)
}

// contradict takes back that objects are gone which are in a new round of a list.
func (f *Fleet) contradict(l *List) {
	for id, d := range f.details {
		row := l.Row(id.Key)
		if !d.Gone || id.Kind != l.Query.Kind || row == nil || row.Gone() || !l.Brought(id.Key, l.started) {
			continue
		}
		next := *d
		next.Gone = false
		f.details[id] = &next
	}
}

// Blocked says why a verb is not possible on an object right now, "" when it is.
func (f *Fleet) Blocked(v Verb, row *Row, now time.Time) string {
	if now.Before(f.lacks[v]) {
		return fmt.Sprintf("this server does not know %s", v)
	}
	if at, ok := f.replacedAt[row.ID]; ok && now.Sub(at) < replacedFor {
		return fmt.Sprintf("another %s has just taken its place, %s: look at it first", row.ID.Kind, row.Name)
	}
	if p := f.planned[row.ID]; p != nil {
		return p.blocks()
	}
	if r := f.restarts[row.ID]; r.blocks(v) {
		return fmt.Sprintf("a restart of %s is under way (%s)", r.Name, strings.TrimPrefix(r.Words(), "restarting: "))
	}
	if p := f.pending[row.ID]; p.blocks(v, now) {
		if p.InFlight() {
			return fmt.Sprintf("%s %s was sent, waiting for the answer", p.Verb, p.Name)
		}
		return fmt.Sprintf("%s %s was accepted, waiting for a poll to confirm it", p.Verb, p.Name)
	}
	return refusal(v, row)
}

// Begin marks an object as having an action in flight.
func (f *Fleet) Begin(v Verb, row *Row, target int, now time.Time) {
	f.pending[row.ID] = &Pending{ID: row.ID, Name: row.Name, Verb: v, Target: target, Sent: now, before: row}
	if v == Stop || v == Terminate {
		f.stops[row.ID] = now
		f.summaryOf = nil
	}
	f.version++
}

// Answered takes in the server's answer to an action: the object as the server
// sent it, the newest there is.
func (f *Fleet) Answered(id ID, row *Row, now time.Time) {
	if p := f.pending[id]; p != nil {
		p.Answered = now
	}
	if row != nil && row.ID == id {
		for q, l := range f.lists {
			if next := l.with(row); q.Kind == id.Kind && next != nil {
				f.lists[q] = next
			}
		}
		if f.details[id] != nil {
			f.keepDetail(id, &Detail{Row: row, Good: now, started: now})
		}
		f.noteTransitions([]*Row{row}, now)
	}
	f.version++
}

// Refused takes back the mark of an action that the server did not accept.
func (f *Fleet) Refused(id ID) {
	if p := f.pending[id]; p != nil && f.stops[id].Equal(p.Sent) {
		delete(f.stops, id)
		f.summaryOf = nil
	}
	delete(f.pending, id)
	f.version++
}

// TimedOut marks an action whose answer never came: it may have been done.
func (f *Fleet) TimedOut(id ID, now time.Time) {
	if p := f.pending[id]; p != nil {
		p.Answered, p.Unknown = now, true
	}
	f.version++
}

// Pending returns the action on an object that no poll has confirmed yet, nil
// if there is none.
func (f *Fleet) Pending(id ID) *Pending { return f.pending[id] }

// Overdue returns the actions that have just become unconfirmed, each once, and
// forgets those that have been so for long. Of those without an answer it is known
// already.
func (f *Fleet) Overdue(now time.Time) []*Pending {
	var out []*Pending
	for _, p := range f.Unconfirmed() {
		switch late := p.Late(now); {
		case late && now.Sub(p.Sent) > pendingKept:
			delete(f.pending, p.ID)
			f.version++
		case late && !p.noted:
			p.noted = true
			if !p.Unknown {
				out = append(out, p)
			}
		}
	}
	return out
}

// Unconfirmed returns every action that no poll has confirmed yet, in the order
// in which they were sent.
func (f *Fleet) Unconfirmed() []*Pending {
	return slices.SortedFunc(maps.Values(f.pending), bySent)
}

// confirm drops the pending marks that a list shows to be acted on, or to be those
// of an object that is not there any more. Only a round that began after the
// server's answer counts.
func (f *Fleet) confirm(l *List, started time.Time) []*Pending {
	var confirmed []*Pending
	for id, p := range f.pending {
		covered := id.Kind == l.Query.Kind && (l.Query.Application == "" || p.before.ApplicationUUID() == l.Query.Application)
		if !covered || p.InFlight() || started.Before(p.Answered) {
			continue
		}
		row := l.Row(id.Key)
		if _, aged := l.aged[id.Key]; aged || row == nil && (!l.Whole() || l.Query.State != "") {
			continue
		}
		p.Vanished = row == nil && !p.before.Gone() && p.Verb != Remove
		if p.Lost = p.lostBy(row); p.Lost.Trait != Same || p.confirmedBy(row) {
			delete(f.pending, id)
			confirmed = append(confirmed, p)
		}
	}
	slices.SortFunc(confirmed, bySent)
	return confirmed
}

// noteTransitions remembers since when the objects in transition are so.
func (f *Fleet) noteTransitions(rows []*Row, now time.Time) {
	for _, row := range rows {
		in := row.State().InTransition()
		if !in && len(f.busy) == 0 {
			continue
		}
		switch _, noted := f.busy[row.ID]; {
		case in && !noted:
			f.busy[row.ID] = now
		case !in:
			delete(f.busy, row.ID)
		}
	}
}

// forgetTransitions drops what is not listed any more.
func (f *Fleet) forgetTransitions(old, next *List) {
	for id := range f.busy {
		covered := id.Kind == next.Query.Kind && (!next.Query.Narrow() || old.Row(id.Key) != nil)
		if covered && next.Row(id.Key) == nil {
			delete(f.busy, id)
		}
	}
}

// Transition says whether an object of that list is in transition, or waits
// for the confirmation of an action, for less than a minute.
func (f *Fleet) Transition(l *List, now time.Time) bool {
	if l == nil {
		return false
	}
	for id, since := range f.busy {
		if now.Sub(since) < transitionLimit && id.Kind == l.Query.Kind && l.Row(id.Key) != nil {
			return true
		}
	}
	for id, p := range f.pending {
		if !p.InFlight() && now.Sub(p.Sent) < transitionLimit && id.Kind == l.Query.Kind && l.Row(id.Key) != nil {
			return true
		}
	}
	return false
}

func (f *Fleet) keepDetail(id ID, d *Detail) {
	f.details[id] = d
	f.recent = append(remove(f.recent, id), id)
	if len(f.recent) > detailsKept {
		delete(f.details, f.recent[0])
		f.recent = f.recent[1:]
	}
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
