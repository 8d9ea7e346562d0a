package orders

import (
	"fmt"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// Seen is an object as it was seen by the person who confirmed what is to be done
// to it.
type Seen struct {
	// Account is the server and the user by which it was seen.
	Account  string
	Identity fleet.Identity
	State    client.State
	Target   int // of an application
	// restless says that a policy starts its containers again when they end, and
	// dwindles that one terminates them.
	restless, dwindles bool
}

// See notes an object as it is known at the moment, under the identity by which
// it was confirmed. A nil row is one that is not known any more.
func See(account string, identity fleet.Identity, row *fleet.Row) Seen {
	s := Seen{Account: account, Identity: identity}
	if row != nil {
		s.State, s.restless = row.State(), restless(row)
		if row.Application != nil {
			s.Target, s.dwindles = row.Application.Target, !off(row.Application.Autodestroy)
		}
	}
	return s
}

// Situation is what an action is judged by, right before it is sent.
type Situation struct {
	Account string
	Row     *fleet.Row // its object, nil where it is not known any more
	Blocked string     // why the fleet says that the action is not possible
	// Waited says that time has passed since it was confirmed, so that the object
	// must also be as it was then.
	Waited bool
	Scales bool // the action is to scale
}

// Cause is why an action must not be sent.
type Cause uint8

// The causes. None is that it may be sent.
const (
	None Cause = iota
	Gone
	OtherAccount
	OtherObject
	Untold
	Blocked
	OtherState
	OtherTarget
)

// Obstacle is why an action must not be sent, as data.
type Obstacle struct {
	Cause      Cause
	Difference fleet.Difference // with OtherObject
	Was, Is    string
}

// Obstacle says why an action on what was seen must not be sent now.
func (s Seen) Obstacle(now Situation) Obstacle {
	switch {
	case s.Account != now.Account:
		return Obstacle{Cause: OtherAccount, Was: s.Account, Is: now.Account}
	case now.Row == nil || now.Waited && now.Row.Gone():
		return Obstacle{Cause: Gone}
	}
	if d := s.Identity.Differs(now.Row.Identity()); d.Trait != fleet.Same {
		return Obstacle{Cause: OtherObject, Difference: d, Was: d.Was, Is: d.Is}
	}
	if what := s.Identity.Untold(now.Row.Identity()); what != "" {
		return Obstacle{Cause: Untold, Was: what}
	}
	target := 0
	if now.Row.Application != nil {
		target = now.Row.Application.Target
	}
	switch state := now.Row.State(); {
	case now.Blocked != "":
		return Obstacle{Cause: Blocked, Is: now.Blocked}
	case !now.Waited:
		return Obstacle{}
	case !s.holdsIn(state, now.Scales):
		return Obstacle{Cause: OtherState, Was: string(s.State), Is: string(state)}
	case target > s.Target, target < s.Target && !s.dwindles:
		return Obstacle{Cause: OtherTarget, Was: fmt.Sprint(s.Target), Is: fmt.Sprint(target)}
	default:
		return Obstacle{}
	}
}

// String says it in words that follow "not sent: ", "" for no obstacle.
func (o Obstacle) String() string {
	switch o.Cause {
	case None:
		return ""
	case Gone:
		return "it is gone"
	case OtherAccount:
		return fmt.Sprintf("it was confirmed for %s, and this is %s", o.Was, o.Is)
	case OtherObject:
		return o.Difference.String()
	case Untold:
		return fmt.Sprintf("the server does not say its %s any more, so it may be another object", o.Was)
	case Blocked:
		return o.Is
	case OtherState:
		return fmt.Sprintf("it was %s and is %s now", o.Was, o.Is)
	default:
		return fmt.Sprintf("its target was %s and is %s now", o.Was, o.Is)
	}
}

// Passes says whether an object gets from one record to the other by itself: what
// is in transition arrives somewhere, and what crashes is started again where a
// policy says so. Nobody has to have had a hand in it.
func Passes(was, now *fleet.Row) bool {
	moves := was.State().InTransition() || restless(was)
	return moves && (was.State() == now.State() || passes(was.State(), now.State(), restless(was)))
}

func passes(from, to client.State, restless bool) bool {
	switch from {
	case client.StateStarting, client.StateScaling, client.StateRedeploying:
		return isUp(to)
	case client.StateStopping:
		return to == client.StateStopped || to == client.StateStoppedWithErrors || to == client.StateNotRunning
	default:
		return restless && isUp(from) && isUp(to)
	}
}

// holdsIn says whether what was confirmed may still be sent in a state.
func (s Seen) holdsIn(state client.State, scales bool) bool {
	return state == s.State || passes(s.State, state, s.restless) || scales && scalesOn(s.State) && scalesOn(state)
}

// scalesOn says whether a number of containers that was confirmed holds in a state as well as in the others
// of which that is so: the number is what was shown, however many of them run.
func scalesOn(s client.State) bool {
	switch s {
	case client.StateRunning, client.StatePartlyRunning, client.StateStarting, client.StateScaling:
		return true
	default:
		return false
	}
}

// isUp says whether a state is that of what runs, is about to, or fails to.
func isUp(s client.State) bool {
	switch s {
	case client.StateStarting, client.StateRunning, client.StatePartlyRunning, client.StateStoppedWithErrors, client.StateStartFailed:
		return true
	default:
		return false
	}
}

// restless says whether a policy starts or replaces containers that end.
func restless(row *fleet.Row) bool {
	var restart, replace client.Policy
	switch {
	case row.Application != nil:
		restart, replace = row.Application.Autorestart, row.Application.Autoreplace
	case row.Container != nil:
		restart, replace = row.Container.Autorestart, row.Container.Autoreplace
	}
	return !off(restart) || !off(replace)
}

func off(p client.Policy) bool { return p == "" || p == client.PolicyOff }
