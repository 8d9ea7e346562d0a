package platform

import (
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

// byHand keeps applications as they are wanted by commands for one container after the other: what
// an engine that knows no applications needs. p.mu is held in all its methods.
type byHand struct {
	p   *Platform
	run engine.Runner
}

// begin deploys a new application.
func (h byHand) begin(a *application, base string) {
	a.op = stStarting
	h.deploy(a, a.target, base)
}

// startAll starts the containers that do not run.
func (h byHand) startAll(a *application) {
	a.op = stStarting
	for _, c := range a.conts {
		if c.state.isStopped() || c.state == stInit || c.isPaused() {
			h.start(c)
		}
	}
}

// stopAll stops all containers.
func (h byHand) stopAll(a *application) {
	a.op = stStopping
	for _, c := range a.conts {
		if c.state == stRunning || c.state == stStarting {
			h.halt(c)
		}
	}
}

// terminateAll destroys all containers.
func (h byHand) terminateAll(a *application, now time.Time) {
	a.op = stTerminating
	for _, c := range slices.Clone(a.conts) {
		h.destroy(c, now)
	}
}

// redeployAll puts a new container in the place of each.
func (h byHand) redeployAll(a *application, now time.Time) {
	a.op = stRedeploying
	for _, old := range slices.Clone(a.conts) {
		if !old.doomed {
			old.renewed = true
			h.destroy(old, now)
		}
	}
}

// scale brings an application to a number of containers: it makes new ones, or destroys those with
// the highest numbers.
func (h byHand) scale(a *application, target int, base string, now time.Time) {
	a.target = target
	lasting := slices.DeleteFunc(slices.Clone(a.conts), func(c *container) bool {
		return c.doomed || c.state == stTerminated
	})
	switch n := len(lasting); {
	case n < target:
		a.op = stScaling
		h.deploy(a, target-n, base)
	case n > target:
		a.op = stScaling
		slices.SortFunc(lasting, func(x, y *container) int { return y.number - x.number })
		for _, extra := range lasting[:n-target] {
			h.doom(extra)
			h.destroy(extra, now)
		}
	}
}

// deploy makes n new containers of an application and starts them.
func (h byHand) deploy(a *application, n int, base string) []*container {
	env := a.environment(a.config, nil, base)
	made := make([]*container, n)
	h.p.work += n + len(env)/2
	like := a.source()
	for i, number := range h.p.freeNumbers(a, n) {
		c := h.p.newContainer(a, h.p.newUUID(), number)
		made[i] = c
		if like != nil {
			h.p.showName(c, like.nameOfCopy(number))
		}
		if err := h.run.Create(h.p.spec(c, like, env)); err != nil {
			c.fail(err.Error())
			continue
		}
		h.start(c)
	}
	return made
}

// start asks the engine to start a container.
func (h byHand) start(c *container) {
	c.halted, c.gaveUp, c.reason = false, false, ""
	if err := h.run.Start(c.uuid); err != nil {
		c.fail(err.Error())
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

// terminate destroys one container, and lowers the target of its application. A container that is
// already leaving counts once.
func (h byHand) terminate(c *container, now time.Time) {
	if c.doomed || c.app.op == stTerminating {
		return
	}
	c.app.target--
	c.renewed = false
	h.doom(c)
	h.destroy(c, now)
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
func (c *container) fail(reason string) {
	c.set(stStartFailed)
	c.reason = reason
}
