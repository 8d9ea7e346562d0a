package platform

import (
	"errors"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

// byHand keeps applications as they are wanted by commands for one container after the other: what
// an engine that knows no applications needs.
type byHand struct {
	p   *Platform
	run engine.Runner
}

// errNotOne refuses what is done to applications alone.
var errNotOne = errors.New("this is done to applications, not to a container")

func (h byHand) check(op engine.Op, uuid string) error {
	if err := h.run.Check(op, uuid); err != nil {
		return err //nolint:wrapcheck // a sentence for the user
	}
	if a := h.p.apps.by[uuid]; op == engine.OpRedeploy && a != nil && a.isForeign() {
		return errors.New(a.unique + " was not made here: redeploy it where it was made, " + a.maker())
	}
	return nil
}

func (h byHand) hasAddress(*container) bool { return true }

func (h byHand) allows(a *application, what action) bool { return a.state().allows(what) }

// begin deploys a new application.
func (h byHand) begin(a *application, base string) error {
	a.op = stStarting
	h.deploy(a, a.target, base)
	return nil
}

// startAll starts the containers that do not run.
func (h byHand) startAll(a *application) error {
	a.op = stStarting
	for _, c := range a.conts {
		if c.state.isStopped() || c.state == stInit || c.isPaused() {
			h.arm(c)
			h.start(c)
		}
	}
	return nil
}

// stopAll stops all containers.
func (h byHand) stopAll(a *application, now time.Time) error {
	a.op = stStopping
	h.stopRoll(a, now)
	for _, c := range a.conts {
		if c.state == stRunning || c.state == stStarting {
			h.halt(c)
		}
	}
	return nil
}

// terminateAll destroys all containers.
func (h byHand) terminateAll(a *application, now time.Time) error {
	a.op, a.roll = stTerminating, nil
	for _, c := range slices.Clone(a.conts) {
		h.destroy(c, now)
	}
	return nil
}

// scale brings an application to a number of containers: it makes new ones, or destroys those with
// the highest numbers.
func (h byHand) scale(a *application, target int, base string, now time.Time) error {
	lasting := slices.DeleteFunc(slices.Clone(a.conts), func(c *container) bool {
		return c.doomed || c.state == stTerminated || c.instead != nil
	})
	slices.SortFunc(lasting, func(x, y *container) int { return y.number - x.number })
	extra := lasting[:max(0, len(lasting)-target)]
	for _, c := range extra {
		if err := h.check(engine.OpTerminate, c.uuid); err != nil {
			return err
		}
	}
	h.dropHeirs(a, now)
	if a.target = target; len(lasting) != target {
		a.op = stScaling
	}
	for _, c := range extra {
		h.doom(c)
		h.destroy(c, now)
	}
	if missing := target - len(lasting); missing > 0 {
		h.deploy(a, missing, base)
	}
	return nil
}

// renew gives the containers another policy for what the engine does by itself. Those that were started
// too often keep out of it until they are started again. All else is the platform's own.
func (h byHand) renew(a *application, before policies) error {
	if a.restart == before.restart || a.isForeign() {
		return nil
	}
	for _, c := range a.conts {
		if !c.disarmed && !h.isLeaving(c) && c.state != stTerminated {
			// One that is not there has no policy.
			_ = h.run.SetRestart(c.uuid, a.restart.when())
		}
	}
	return nil
}

// one starts, stops or terminates a single container.
func (h byHand) one(op engine.Op, c *container, now time.Time) error {
	switch op {
	case engine.OpStart:
		h.arm(c)
		h.start(c)
	case engine.OpStop:
		h.halt(c)
	case engine.OpTerminate:
		h.terminate(c, now)
	default:
		return errNotOne
	}
	return nil
}

// arrived notes that what was asked of an application has come about.
func (h byHand) arrived(a *application) {
	h.endRoll(a)
	if a.isForeign() {
		a.target = a.lasting()
	}
}

// told keeps the target of what others made: it is as many as there are. Events of their own tell what
// becomes of containers.
func (h byHand) told(a *application, e *engine.Application, _ time.Time) {
	if a.isForeign() && a.op == stInit {
		a.target = max(e.Target, a.lasting())
	}
	if a.guessed && !a.isForeign() {
		a.target = max(a.target, a.lasting())
	}
}

// lost has nothing to do: a Runner knows no applications.
func (h byHand) lost(*application, time.Time) {}

func (h byHand) hasArrived(a *application) bool { return !a.isMoving() }

// isGone reports whether nothing is left of an application that is being terminated, or that its
// makers took away.
func (h byHand) isGone(a *application) bool {
	return a.live() == 0 && (a.op == stTerminating || a.isForeign() && a.op == stInit)
}

// deploy makes n new containers of an application and starts them.
func (h byHand) deploy(a *application, n int, base string) []*container {
	env := a.environment(a.config, nil, h.p.inside(base))
	made := make([]*container, n)
	h.p.work += n + len(env)/2
	like := a.source()
	for i, number := range h.p.freeNumbers(a, n) {
		c := h.p.newContainer(a, h.p.newUUID(), number)
		c.copied = a.isForeign()
		made[i] = c
		if like != nil {
			h.p.showName(c, like.nameOfCopy(number))
		}
		if err := h.run.Create(h.p.spec(c, like, env)); err != nil {
			c.fail(err.Error(), h.p.now())
			continue
		}
		h.start(c)
	}
	return made
}

// arm gives a container back what its engine does by itself when the program ends, before somebody
// starts it. It was taken from one that ended too often; an earlier platform may have taken it from one
// that was there before.
func (h byHand) arm(c *container) {
	if (c.disarmed || c.inherited) && !c.app.isForeign() && c.app.restart != polOff {
		_ = h.run.SetRestart(c.uuid, c.app.restart.when()) // what is wrong with it is wrong with the start
	}
	c.disarmed, c.inherited = false, false
}

// start asks the engine to start a container.
func (h byHand) start(c *container) {
	c.halted, c.gaveUp, c.reason = false, false, ""
	if err := h.run.Start(c.uuid); err != nil {
		c.fail(err.Error(), h.p.now())
		return
	}
	c.set(stStarting)
}

// halt asks the engine to stop a container. If the engine refuses, the container stays as it is.
func (h byHand) halt(c *container) {
	if err := h.run.Stop(c.uuid); err != nil {
		return
	}
	c.halted, c.upBefore = true, c.state == stRunning
	c.set(stStopping)
}

// doom marks a container that is destroyed without its application.
func (h byHand) doom(c *container) {
	c.doomed = true
	c.app.doomed++
}

// destroy stops a container, if it runs, and has it removed once it has stopped.
func (h byHand) destroy(c *container, now time.Time) {
	switch c.state {
	case stTerminated, stTerminating:
	case stStopping: // removed once it has stopped
	case stRunning, stStarting:
		if h.halt(c); c.state != stStopping {
			h.remove(c, now)
		}
	default:
		h.remove(c, now)
	}
}

// remove asks the engine to remove a container that has stopped. A container that the engine does
// not have is already gone.
func (h byHand) remove(c *container, now time.Time) {
	c.set(stTerminating)
	if err := h.run.Remove(c.uuid); err != nil {
		h.p.handle(engine.Event{Time: now, Container: c.uuid, Kind: engine.Removed})
	}
}

// forget drops what the engine keeps of a container that is not listed any more.
func (h byHand) forget(c *container) { h.run.Forget(c.uuid) }

// fail notes why a container could not be started.
func (c *container) fail(reason string, now time.Time) {
	c.set(stStartFailed)
	c.explain(reason, now)
}

// explain notes why a container could not be started, stopped or removed, and since when that is so.
func (c *container) explain(reason string, now time.Time) {
	if reason != c.reason {
		c.reason, c.told = reason, now
	}
}
