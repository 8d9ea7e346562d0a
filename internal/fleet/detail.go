package fleet

import (
	"time"

	"fleetop/client"
)

// detailsKept is how many details are kept to be shown at once when the
// selection comes back.
const detailsKept = 16

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

// Detail returns what is known of one object beyond its list record, nil
// before its first answer.
func (f *Fleet) Detail(id ID) *Detail { return f.details[id] }

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

func (f *Fleet) keepDetail(id ID, d *Detail) {
	f.details[id] = d
	f.recent = append(remove(f.recent, id), id)
	if len(f.recent) > detailsKept {
		delete(f.details, f.recent[0])
		f.recent = f.recent[1:]
	}
	f.version++
}
