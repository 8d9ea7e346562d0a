package platform

import (
	"time"

	"fleetop/internal/platform/engine"
)

// The limits of the auto policies.
const (
	mostRestarts  = 3
	restartWindow = time.Minute
	mostReplaces  = 3
	replaceWindow = 5 * time.Minute
)

// handle notes what happened to a container, and does what follows from it.
func (h byHand) handle(c *container, ev engine.Event) {
	switch ev.Kind {
	case engine.Started:
		h.p.wasStarted(c, ev)
	case engine.Exited:
		h.hasExited(c, ev)
	case engine.Failed:
		h.hasFailed(c, ev)
	case engine.Removed:
		h.wasRemoved(c, ev)
	default:
	}
}

// wasStarted notes that a container's program runs. A container that was asked to stop in the
// meantime goes on stopping.
func (p *Platform) wasStarted(c *container, ev engine.Event) {
	p.takePorts(c, ev.Ports)
	c.bind(ev.Ports)
	if c.deployed.IsZero() {
		c.deployed = ev.Time
	}
	c.started, c.reason = ev.Time, ""
	c.moved(engine.PhaseRunning)
	if c.state != stStopping && c.state != stTerminating {
		c.set(stRunning)
	}
}

// hasExited notes that a container's program ended.
func (h byHand) hasExited(c *container, ev engine.Event) {
	if c.state == stTerminating {
		return
	}
	if (!c.deployed.IsZero() || c.state == stRunning) && !c.gaveUp {
		c.exited, c.exit, c.oom, c.stopped = true, ev.ExitCode, ev.OutOfMemory, ev.Time
	}
	c.moved(engine.PhaseExited)
	asked, code := c.halted || ev.Asked, ev.ExitCode
	if c.gaveUp { // the engine was told to stop it; how it ended by itself counts
		asked, code = c.halted, c.exit
	}
	c.halted, c.gaveUp, c.reason = false, false, ""
	switch {
	case h.isLeaving(c):
		h.remove(c, ev.Time)
	case ev.Restarting && !asked:
		h.isRestarting(c, ev)
	case asked || code == 0:
		c.set(stStopped)
	default:
		c.set(stErrors)
	}
	if !asked && c.state.isStopped() {
		h.applyPolicies(c, code, ev.Time)
	}
}

// isRestarting notes that the engine starts a program again by itself. If that is not wanted, or
// happens too often, the container is stopped for good, and the next policy has its turn.
func (h byHand) isRestarting(c *container, ev engine.Event) {
	a := c.app
	wanted := a.enforced || a.restart.applies(ev.ExitCode) && c.restarts.take(ev.Time, mostRestarts, restartWindow)
	if !wanted && h.run.Stop(c.uuid) == nil {
		c.gaveUp = true
		c.set(stStopping)
		return
	}
	c.moved(engine.PhaseRestarting)
	c.restartCount++
	c.set(stStarting)
	c.seen = true
}

// isLeaving reports whether a container is on its way out.
func (h byHand) isLeaving(c *container) bool {
	return c.doomed || c.renewed || c.app.op == stTerminating
}

// applyPolicies does what the application asks for when a program ends by itself: start the
// container again, put a new one in its place, or destroy it, in this order. A policy that was
// applied too often lately gives way to the next. The policies of others are theirs to enforce.
func (h byHand) applyPolicies(c *container, code int, now time.Time) {
	a := c.app
	switch {
	case a.enforced:
	case a.restart.applies(code) && c.restarts.take(now, mostRestarts, restartWindow):
		h.start(c)
	case a.replace.applies(code) && c.replaces.take(now, mostReplaces, replaceWindow):
		made := h.deploy(a, 1, h.p.base())
		made[0].replaces = c.replaces // the limit holds for the line of successors
		h.doom(c)
		h.remove(c, now)
	case a.destroy.applies(code):
		a.target--
		h.doom(c)
		h.remove(c, now)
	}
}

// hasFailed notes that a container could not be started, stopped or removed.
func (h byHand) hasFailed(c *container, ev engine.Event) {
	wasUp, leaving := c.halted && c.upBefore, h.isLeaving(c)
	c.halted, c.gaveUp = false, false
	switch {
	case c.state == stTerminating && !c.seen:
		h.stay(c)
		c.set(stErrors)
	case leaving:
		h.remove(c, ev.Time)
		return
	case c.state == stStopping && wasUp:
		c.set(stRunning)
	default:
		c.set(stStartFailed)
	}
	c.reason = ev.Reason
}

// stay takes back that a container is to be removed.
func (h byHand) stay(c *container) {
	if c.doomed {
		c.doomed = false
		c.app.doomed--
	}
	c.renewed = false
}

// wasRemoved notes that a container is gone. It stays listed for a while.
func (h byHand) wasRemoved(c *container, ev engine.Event) {
	p, a := h.p, c.app
	c.set(stTerminated)
	c.destroyed, c.phase = ev.Time, engine.PhaseUnsaid
	p.freeName(c)
	p.purges = append(p.purges, purge{due: ev.Time.Add(afterlife), cont: c})
	p.schedulePurge()
	if c.doomed || c.renewed || a.op != stTerminating {
		a.counts[stTerminated]--
		a.conts = without(a.conts, c)
	}
	if c.doomed {
		a.doomed--
	}
	if a.isForeign() && a.op == stInit {
		a.target = a.lasting()
	}
	if !c.renewed {
		return
	}
	switch a.op {
	case stRedeploying:
		h.deploy(a, 1, p.base())
	case stStopping: // it was stopped while it was redeployed
		if made := h.deploy(a, 1, p.base())[0]; made.state == stStarting {
			h.halt(made)
		}
	default:
	}
}
