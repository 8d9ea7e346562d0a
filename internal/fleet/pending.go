package fleet

import (
	"cmp"
	"fmt"
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

// Mark says in full how it is: "stopping", "stop unknown", "stop unconfirmed".
func (p *Pending) Mark(now time.Time) string { return p.marks(now)[0] }

// marks says the same in shorter and shorter ways.
func (p *Pending) marks(now time.Time) []string {
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

// confirmedBy says whether a row of a newer poll shows that the server acts on
// it. A nil row is an object that is no longer listed.
func (p *Pending) confirmedBy(row *Row) bool {
	if row == nil {
		return true
	}
	state := row.State()
	switch p.Verb {
	case Start:
		// It may have run and ended between two polls.
		return state != p.before.State() || !startedOf(row).Equal(startedOf(p.before))
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

func startedOf(r *Row) client.Time {
	switch {
	case r.Application != nil:
		return r.Application.Started
	case r.Container != nil:
		return r.Container.Started
	default:
		return client.Time{}
	}
}
