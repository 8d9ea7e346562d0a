package platform

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

// onApplication looks an application up and lets act change it. Nobody sees a change before act has
// returned.
func (p *Platform) onApplication(c *call, act func(a *application) (reply, bool)) reply {
	c.now = p.lock()
	defer p.mu.Unlock()
	a := p.apps.by[c.id]
	if a == nil {
		return notFound()
	}
	if r, refused := act(a); refused {
		return r
	}
	p.settle(a, c.now)
	return reply{http.StatusAccepted, a.detail(c.base)}
}

// unsuitable answers an action that the state does not allow.
func unsuitable(kind, name string, s state, what action) (reply, bool) {
	return refuse(fmt.Sprintf("The %s %s cannot be %s: it is %s, which is not in a suitable state.", kind, name, what, s)), true
}

// getApplication answers GET application/(uuid)/.
func (p *Platform) getApplication(c *call) reply {
	p.mu.RLock()
	defer p.mu.RUnlock()
	a := p.apps.by[c.id]
	if a == nil {
		return notFound()
	}
	return reply{http.StatusOK, a.detail(c.base)}
}

// startApplication answers POST application/(uuid)/start/: it starts the containers that do not
// run.
func (p *Platform) startApplication(c *call) reply {
	return p.onApplication(c, func(a *application) (reply, bool) {
		if s := a.state(); !s.allows(actStart) {
			return unsuitable("application", a.unique, s, actStart)
		}
		a.op = stStarting
		for _, c := range a.conts {
			if c.state.isStopped() || c.state == stInit {
				p.start(c)
			}
		}
		return reply{}, false
	})
}

// stopApplication answers POST application/(uuid)/stop/: it stops all containers, and the new ones
// of a redeploy that is under way once they are there.
func (p *Platform) stopApplication(c *call) reply {
	return p.onApplication(c, func(a *application) (reply, bool) {
		if s := a.state(); !s.allows(actStop) {
			return unsuitable("application", a.unique, s, actStop)
		}
		a.op = stStopping
		for _, c := range a.conts {
			if c.state == stRunning || c.state == stStarting {
				p.halt(c)
			}
		}
		return reply{}, false
	})
}

// terminateApplication answers DELETE application/(uuid)/: it destroys all containers.
func (p *Platform) terminateApplication(c *call) reply {
	return p.onApplication(c, func(a *application) (reply, bool) {
		if s := a.state(); !s.allows(actTerminate) {
			return unsuitable("application", a.unique, s, actTerminate)
		}
		a.op = stTerminating
		for _, cont := range slices.Clone(a.conts) {
			p.destroy(cont, c.now)
		}
		return reply{}, false
	})
}

// updateApplication answers PATCH application/(uuid)/: it scales, and changes the domain and the
// auto policies. Without a body it changes nothing.
func (p *Platform) updateApplication(c *call) reply {
	f, wrong := parseFields(c, "application")
	if wrong != "" {
		return refuse(wrong)
	}
	return p.onApplication(c, func(a *application) (reply, bool) {
		if f.isEmpty() {
			return reply{}, false
		}
		s := a.state()
		if !s.allows(actUpdate) {
			return unsuitable("application", a.unique, s, actUpdate)
		}
		target, pol, dns := f.count(a.target), f.policies(a.policies), f.webDNS(p.patterns, a.webDNS, a.config)
		if r, failed := f.check(); failed {
			return r, true
		}
		if f.has("target_num_containers") {
			if !s.allows(actScale) {
				return unsuitable("application", a.unique, s, actScale)
			}
			if wrong := p.room(target - max(1, a.lasting())); wrong != "" {
				f.fail("target_num_containers", wrong)
				r, _ := f.check()
				return r, true
			}
			p.scale(a, target, c)
		}
		a.policies, a.webDNS = pol, dns
		return reply{}, false
	})
}

// scale brings an application to a number of containers: it makes new ones, or destroys those with
// the highest numbers. p.mu is held.
func (p *Platform) scale(a *application, target int, c *call) {
	a.target = target
	lasting := slices.DeleteFunc(slices.Clone(a.conts), func(c *container) bool {
		return c.doomed || c.state == stTerminated
	})
	switch n := len(lasting); {
	case n < target:
		a.op = stScaling
		p.deploy(a, target-n, c.base)
	case n > target:
		a.op = stScaling
		slices.SortFunc(lasting, func(x, y *container) int { return y.number - x.number })
		for _, extra := range lasting[:n-target] {
			p.doom(extra)
			p.destroy(extra, c.now)
		}
	}
}

// redeployApplication answers POST application/(uuid)/redeploy/, which later clients know: every
// container is replaced by a new one, made from the tag given or from the same.
func (p *Platform) redeployApplication(c *call) reply {
	f, wrong := parseFields(c, "application")
	if wrong != "" {
		return refuse(wrong)
	}
	tag := f.text("tag", "", 128)
	if broken := p.patterns.refs.brokenTag(tag); tag != "" && broken != "" {
		f.fail("tag", broken)
	}
	if r, failed := f.check(); failed {
		return r
	}
	return p.onApplication(c, func(a *application) (reply, bool) {
		if s := a.state(); !s.allows(actRedeploy) {
			return unsuitable("application", a.unique, s, actRedeploy)
		}
		if tag != "" {
			conf := *a.config
			conf.image.Tag, conf.image.Digest = tag, ""
			a.config = &conf
		}
		a.op = stRedeploying
		for _, old := range slices.Clone(a.conts) {
			if !old.doomed {
				old.renewed = true
				p.destroy(old, c.now)
			}
		}
		return reply{}, false
	})
}

// onContainer looks a container up, checks that the action is possible, and lets act do it.
func (p *Platform) onContainer(c *call, what action, act func(c *container)) reply {
	c.now = p.lock()
	defer p.mu.Unlock()
	cont := p.conts.by[c.id]
	if cont == nil {
		return notFound()
	}
	if !cont.state.allows(what) {
		r, _ := unsuitable("container", cont.unique, cont.state, what)
		return r
	}
	act(cont)
	p.settle(cont.app, c.now)
	return reply{http.StatusAccepted, cont.detail(c.base)}
}

// getContainer answers GET container/(uuid)/.
func (p *Platform) getContainer(c *call) reply {
	p.mu.RLock()
	defer p.mu.RUnlock()
	cont := p.conts.by[c.id]
	if cont == nil {
		return notFound()
	}
	return reply{http.StatusOK, cont.detail(c.base)}
}

// startContainer answers POST container/(uuid)/start/.
func (p *Platform) startContainer(c *call) reply {
	return p.onContainer(c, actStart, p.start)
}

// stopContainer answers POST container/(uuid)/stop/.
func (p *Platform) stopContainer(c *call) reply {
	return p.onContainer(c, actStop, p.halt)
}

// terminateContainer answers DELETE container/(uuid)/: the container is destroyed, and the
// application's target goes down by one. A container that is already leaving counts once.
func (p *Platform) terminateContainer(c *call) reply {
	return p.onContainer(c, actTerminate, func(cont *container) {
		if cont.doomed || cont.app.op == stTerminating {
			return
		}
		cont.app.target--
		cont.renewed = false
		p.doom(cont)
		p.destroy(cont, c.now)
	})
}

// start asks the engine to start a container. p.mu is held, as for the three that follow.
func (p *Platform) start(c *container) {
	c.halted = false
	if err := p.eng.Start(c.uuid); err != nil {
		c.set(stStartFailed)
		return
	}
	c.set(stStarting)
}

// halt asks the engine to stop a container. If the engine refuses, the container stays as it is.
func (p *Platform) halt(c *container) {
	if err := p.eng.Stop(c.uuid); err != nil {
		return
	}
	c.halted = true
	c.set(stStopping)
}

// doom marks a container that is destroyed without its application.
func (p *Platform) doom(c *container) {
	c.doomed = true
	c.app.doomed++
}

// destroy stops a container, if it runs, and has it removed once it has stopped.
func (p *Platform) destroy(c *container, now time.Time) {
	switch c.state {
	case stTerminated, stTerminating:
	case stStopping: // removed once it has stopped
	case stRunning, stStarting:
		if p.halt(c); c.state != stStopping {
			p.remove(c, now)
		}
	default:
		p.remove(c, now)
	}
}

// remove asks the engine to remove a container that has stopped. A container that the engine does
// not have is already gone.
func (p *Platform) remove(c *container, now time.Time) {
	c.set(stTerminating)
	if err := p.eng.Remove(c.uuid); err != nil {
		p.handle(engine.Event{Time: now, Container: c.uuid, Kind: engine.Removed})
	}
}
