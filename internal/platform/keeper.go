package platform

import (
	"fmt"
	"time"

	"fleetop/internal/platform/engine"
)

// keeper keeps applications as they are wanted. It is the only place that knows which kind of engine
// there is. p.mu is held for writing in all its methods but check and allows, where it may be held for reading.
//
// An error of an operation is a refusal and a sentence for the user: nothing was changed.
type keeper interface {
	// check returns why an operation is impossible on an application or a container.
	check(op engine.Op, uuid string) error
	// allows reports whether an application is in a suitable state for an action.
	allows(a *application, what action) bool

	// begin deploys a new application, which has no containers yet.
	begin(a *application, base string) error
	startAll(a *application) error
	stopAll(a *application, now time.Time) error
	terminateAll(a *application, now time.Time) error
	// redeployAll puts a new container in the place of each. before is what they were made from.
	redeployAll(a *application, before *config, base string, now time.Time) error
	// scale brings an application to a number of containers.
	scale(a *application, target int, base string, now time.Time) error
	// renew makes the containers of an application have its policies and labels, which have changed.
	renew(a *application, before policies) error
	// one starts, stops or terminates a single container.
	one(op engine.Op, c *container, now time.Time) error

	// handle notes what happened to a container, and does what follows from it.
	handle(c *container, ev engine.Event)
	// told notes what the engine says of an application as a whole, when what it says of its
	// containers was noted.
	told(a *application, e *engine.Application, now time.Time)
	// hasAddress reports whether a container is reached under a name that is made up here, where the
	// engine has none for it.
	hasAddress(c *container) bool
	// observe changes a known container to what the engine says of it.
	observe(c *container, e *engine.Container, now time.Time)
	// lost notes that the engine has an application no more.
	lost(a *application, now time.Time)
	// hasArrived reports whether what was asked of an application has come about.
	hasArrived(a *application) bool
	// arrived notes that what was asked of an application has come about.
	arrived(a *application)
	// isGone reports whether nothing is left of an application.
	isGone(a *application) bool
	// forget drops what the engine keeps of a container that is not listed any more.
	forget(c *container)
}

// newKeeper returns the keeper for a platform's engine. An engine is a Runner or an Orchestrator, and
// not both.
func newKeeper(p *Platform, eng engine.Engine) (keeper, error) {
	run, byHands := eng.(engine.Runner)
	orch, byItself := eng.(engine.Orchestrator)
	switch {
	case byHands && byItself:
		return nil, fmt.Errorf("platform: the %s engine is both a Runner and an Orchestrator: it has to be one of them", eng.Name())
	case byHands:
		return byHand{p, run}, nil
	case byItself:
		return byEngine{p, orch}, nil
	default:
		return nil, fmt.Errorf("platform: the %s engine is neither a Runner nor an Orchestrator", eng.Name())
	}
}
