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
		if c.instead != nil && c.state == stRunning {
			h.takesOver(c, ev.Time)
		}
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
	if c.obeyed && c.exit != 0 {
		c.exited, c.oom = false, false // else what runs again would pass for one that had crashed
	}
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
	if c.gaveUp && !ev.Asked && !h.isLeaving(c) {
		return // it was started once more before the engine came to stop it
	}
	asked, code := c.ended(ev)
	switch {
	case h.isLeaving(c):
		h.remove(c, ev.Time)
	case ev.Restarting && !asked:
		h.isRestarting(c, ev)
	case asked && c.state.isStopped(): // it had ended before, and that counts
	case asked || code == 0:
		c.set(stStopped)
	default:
		c.set(stErrors)
	}
	if !asked && c.state.isStopped() {
		h.applyPolicies(c, code, ev.Time)
	}
}

// ended notes how a program ended. It returns whether somebody asked for that, and the exit code that
// counts: of a program that was stopped because it ended too often, how it had ended by itself.
func (c *container) ended(ev engine.Event) (asked bool, code int) {
	asked, code = c.halted || ev.Asked, ev.ExitCode
	switch {
	case c.gaveUp:
		asked, code = c.halted, c.exit
	case !c.deployed.IsZero() || c.state == stRunning:
		c.oom, c.stopped, c.obeyed = ev.OutOfMemory, ev.Time, asked
		if !ev.NoCode {
			c.exited, c.exit = true, ev.ExitCode
		}
	}
	c.moved(engine.PhaseExited)
	c.halted, c.gaveUp, c.reason = false, false, ""
	return asked, code
}

// isRestarting notes that the engine starts a program again by itself. If that is not wanted, or
// happens too often, the container is stopped for good, and the next policy has its turn.
func (h byHand) isRestarting(c *container, ev engine.Event) {
	a := c.app
	applies := a.restart.applies(ev.ExitCode) || ev.NoCode && a.restart != polOff
	wanted := h.p.leaves(a) || applies && c.restarts.take(ev.Time, mostRestarts, restartWindow)
	if !wanted && h.giveUp(c) == nil {
		c.gaveUp = true
		c.set(stStopping)
		return
	}
	c.moved(engine.PhaseRestarting)
	c.restartCount++
	c.set(stStarting)
	c.seen = true
}

// giveUp ends that the engine starts a program again and again. The changed policy alone would let it
// run once more.
func (h byHand) giveUp(c *container) error {
	if err := h.run.SetRestart(c.uuid, engine.Never); err != nil {
		return err //nolint:wrapcheck // not for the user
	}
	c.disarmed = true
	return h.run.Stop(c.uuid) //nolint:wrapcheck // likewise
}

// isLeaving reports whether a container is on its way out.
func (h byHand) isLeaving(c *container) bool {
	return c.doomed || c.app.op == stTerminating
}

// applyPolicies does what the application asks for when a program ends by itself: start the
// container again, put a new one in its place, or destroy it, in this order. A policy that was
// applied too often lately gives way to the next. The policies of others are theirs to enforce.
func (h byHand) applyPolicies(c *container, code int, now time.Time) {
	a := c.app
	switch {
	case h.p.leaves(a):
	case a.roll != nil && a.roll.old == c: // it is being replaced already
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
	c.explain(ev.Reason, ev.Time)
	if r := c.app.roll; r != nil && r.heir == c {
		h.rollFails(c.app, ev.Time)
	}
}

// stay takes back that a container is to be removed.
func (h byHand) stay(c *container) {
	if c.doomed {
		c.doomed = false
		c.app.doomed--
	}
}

// wasRemoved notes that a container is gone. It stays listed for a while.
func (h byHand) wasRemoved(c *container, ev engine.Event) {
	p, a := h.p, c.app
	p.bury(c, ev.Time)
	if a.isForeign() && a.op == stInit {
		a.target = a.lasting()
	}
	h.rolled(c, ev)
}
