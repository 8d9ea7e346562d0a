package fleet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fleetop/client"
)

// unconfirmedAfter is how long an action may go without a poll that confirms it.
const unconfirmedAfter = 60 * time.Second

// pendingKept is how long the mark of an action is kept that no poll confirms.
const pendingKept = 10 * time.Minute

// Pending is an action that no poll has confirmed yet.
type Pending struct {
	ID       ID
	Name     string
	Verb     Verb
	Target   int       // scale: what was asked for
	Sent     time.Time // by the local clock
	Answered time.Time // zero while the request is in flight
	Unknown  bool      // it timed out: it may have been done or not
	Many     bool      // it is one of many that were asked for at once
	// Once a poll has ended it: Lost is what tells the object it shows from the one
	// that was acted on, and Vanished that it does not show it at all.
	Lost     Difference
	Vanished bool
	before   *Row
	noted    bool // that it is unconfirmed
}

// Badge says in full how it is: "stopping", "stop unknown", "stop unconfirmed".
func (p *Pending) Badge(now time.Time) string { return p.badges(now)[0] }

// badges says the same in shorter and shorter ways.
func (p *Pending) badges(now time.Time) []string {
	switch {
	case p.Unknown && now.Sub(p.Sent) < unconfirmedAfter:
		return []string{string(p.Verb) + " unknown", "unknown"}
	case p.Late(now):
		return []string{string(p.Verb) + " unconfirmed", "unconfirmed"}
	case p.Verb == Scale:
		return []string{fmt.Sprintf("scaling to %d", p.Target), fmt.Sprintf("to %d", p.Target)}
	case p.Verb == SetPolicies:
		return []string{p.Verb.Gerund(), "policies"}
	default:
		return []string{p.Verb.Gerund(), string(p.Verb)}
	}
}

// Late says whether it has waited for its confirmation for too long.
func (p *Pending) Late(now time.Time) bool {
	return !p.Answered.IsZero() && now.Sub(p.Sent) >= unconfirmedAfter
}

// InFlight says whether its answer has not come yet.
func (p *Pending) InFlight() bool { return p.Answered.IsZero() }

// blocks says whether another action has to wait for it. What stops or destroys
// waits for its answer alone: a poll that confirms it may be long in coming.
func (p *Pending) blocks(v Verb, now time.Time) bool {
	switch {
	case p == nil, p.Unknown, p.Late(now):
		return false
	case p.InFlight(), p.Verb == v, p.Verb == Terminate:
		return true
	default:
		return v != Stop && v != Terminate
	}
}

// newerThan says whether the action is newer than a request that began at a
// time, so that what it brought may be from before the action.
func (p *Pending) newerThan(started time.Time) bool {
	return p != nil && (p.InFlight() || started.Before(p.Answered))
}

func bySent(a, b *Pending) int {
	return cmp.Or(a.Sent.Compare(b.Sent), strings.Compare(a.Name, b.Name), strings.Compare(a.ID.Key, b.ID.Key))
}

// lostBy compares the object with a row of a newer poll. A redeploy changes what
// the object is made of, and a server may take a start for a deployment.
func (p *Pending) lostBy(row *Row) Difference {
	if row == nil {
		return Difference{}
	}
	was, now := p.before.Identity(), row.Identity()
	switch p.Verb {
	case Redeploy:
		was = was.Redeployable()
	case Start:
		was.Deployed = client.Time{}
	default:
	}
	return was.Differs(now)
}

// startedBy says whether a row shows that the object was started: it may have run
// and ended between two polls, or have been paused.
func (p *Pending) startedBy(row *Row) bool {
	goesOn := Condition(p.before) == paused && Condition(row) != paused
	return goesOn || row.State() != p.before.State() || !row.Started().Equal(p.before.Started())
}

// confirmedBy says whether a row of a newer poll shows that the server acts on
// it. A nil row is an object that is no longer listed.
func (p *Pending) confirmedBy(row *Row) bool {
	if row == nil {
		return true
	}
	state := row.State()
	switch p.Verb {
	case Start:
		return p.startedBy(row)
	case Stop:
		switch state {
		case client.StateStopping, client.StateStopped, client.StateStoppedWithErrors, client.StateTerminating, client.StateTerminated:
			return true
		default:
			return false
		}
	case Scale:
		return row.Application != nil && row.Application.Target == p.Target || row.Gone()
	case Remove:
		return false // while it is listed
	case Redeploy:
		return state != p.before.State() || row.Version != p.before.Version
	case SetPolicies:
		return true // what came of it was looked at with the answer
	default:
		switch state {
		case client.StateTerminating, client.StateTerminated:
			return true
		case client.StateStopping:
			return row.ID.Kind == Containers
		default:
			return false
		}
	}
}

// Started returns when an application or a container was started last.
func (r *Row) Started() client.Time {
	switch {
	case r.Application != nil:
		return r.Application.Started
	case r.Container != nil:
		return r.Container.Started
	default:
		return client.Time{}
	}
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

// confirm drops the pending actions that a list shows to be acted on, or to be those
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
