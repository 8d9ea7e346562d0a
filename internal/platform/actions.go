package platform

import (
	"fmt"
	"net/http"

	"fleetop/internal/platform/engine"
)

// onApplication looks an application up and lets act change it. An answer with refused tells that act
// changed nothing. Nobody sees a change before act has returned.
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
	p.save(c.now)
	return reply{http.StatusAccepted, a.detail(c.base)}
}

// impossible asks the engine before anything changes, and answers with its reason what it cannot do
// to an application or a container. p.mu is held.
func (p *Platform) impossible(op engine.Op, uuid string) (reply, bool) {
	return refusal(p.keep.check(op, uuid))
}

// refusal answers an error that is a sentence for the user, if it is one.
func refusal(err error) (reply, bool) {
	if err != nil {
		return refuse(err.Error()), true
	}
	return reply{}, false
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
		if !p.keep.allows(a, actStart) && !a.isPaused() {
			return unsuitable("application", a.unique, a.state(), actStart)
		}
		if r, refused := p.impossible(engine.OpStart, a.uuid); refused {
			return r, true
		}
		return p.attempt(a, stStarting, a.target, c.now, func() error { return p.keep.startAll(a) })
	})
}

// stopApplication answers POST application/(uuid)/stop/: it stops all containers, and the new ones
// of a redeploy that is under way once they are there.
func (p *Platform) stopApplication(c *call) reply {
	return p.onApplication(c, func(a *application) (reply, bool) {
		if s := a.state(); !s.allows(actStop) {
			return unsuitable("application", a.unique, s, actStop)
		}
		if r, refused := p.impossible(engine.OpStop, a.uuid); refused {
			return r, true
		}
		return p.attempt(a, stStopping, a.target, c.now, func() error { return p.keep.stopAll(a, c.now) })
	})
}

// terminateApplication answers DELETE application/(uuid)/: it destroys all containers.
func (p *Platform) terminateApplication(c *call) reply {
	return p.onApplication(c, func(a *application) (reply, bool) {
		if s := a.state(); !s.allows(actTerminate) {
			return unsuitable("application", a.unique, s, actTerminate)
		}
		if r, refused := p.impossible(engine.OpTerminate, a.uuid); refused {
			return r, true
		}
		return p.attempt(a, stTerminating, a.target, c.now, func() error { return p.keep.terminateAll(a, c.now) })
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
		scales := f.has("target_num_containers")
		scalesOnly := scales && len(f.raw) == 1
		canScale := scalesOnly && p.keep.allows(a, actScale)
		if !canScale && !p.keep.allows(a, actUpdate) {
			return unsuitable("application", a.unique, a.state(), actUpdate)
		}
		target, pol, dns := f.count(a.target), f.policies(a.policies), f.webDNS(p.patterns, a.webDNS, a.config)
		a.fixedPolicies(f)
		if r, failed := f.check(); failed {
			return r, true
		}
		if !scalesOnly {
			if r, refused := p.impossible(engine.OpUpdate, a.uuid); refused {
				return r, true
			}
		}
		if scales {
			if r, refused := p.cannotScale(a, target, f); refused {
				return r, true
			}
		}
		wasPol, wasDNS := a.policies, a.webDNS
		if r, refused := p.renew(a, pol, dns); refused || !scales {
			return r, refused
		}
		return p.attempt(a, stScaling, target, c.now, func() error {
			err := p.keep.scale(a, target, c.base, c.now)
			if err != nil {
				p.renew(a, wasPol, wasDNS)
			}
			return err
		})
	})
}

// renew gives an application other policies and another domain.
func (p *Platform) renew(a *application, pol policies, dns string) (reply, bool) {
	wasPol, wasDNS := a.policies, a.webDNS
	if pol == wasPol && dns == wasDNS {
		return reply{}, false
	}
	a.policies, a.webDNS = pol, dns
	err := p.keep.renew(a, wasPol)
	if err != nil {
		a.policies, a.webDNS = wasPol, wasDNS
	}
	return refusal(err)
}

// cannotScale answers a change of the number of containers that is impossible.
func (p *Platform) cannotScale(a *application, target int, f *fields) (reply, bool) {
	if !p.keep.allows(a, actScale) {
		return unsuitable("application", a.unique, a.state(), actScale)
	}
	if r, refused := p.impossible(engine.OpScale, a.uuid); refused {
		return r, true
	}
	if target > a.lasting() {
		if r, refused := p.impossible(engine.OpGrow, a.uuid); refused {
			return r, true
		}
	}
	if wrong := p.room(target - max(1, a.lasting())); wrong != "" {
		f.fail("target_num_containers", wrong)
	}
	return f.check()
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
		if !p.keep.allows(a, actRedeploy) {
			return unsuitable("application", a.unique, a.state(), actRedeploy)
		}
		if r, refused := p.impossible(engine.OpRedeploy, a.uuid); refused {
			return r, true
		}
		before := a.config
		if tag != "" {
			conf := *a.config
			conf.image.Tag, conf.image.Digest = tag, ""
			a.config = &conf
		}
		r, refused := p.attempt(a, stRedeploying, a.target, c.now, func() error { return p.keep.redeployAll(a, before, c.base, c.now) })
		if refused {
			a.config = before
		}
		return r, refused
	})
}

// onContainer looks a container up, checks that the action is possible, and does it.
func (p *Platform) onContainer(c *call, what action, op engine.Op) reply {
	c.now = p.lock()
	defer p.mu.Unlock()
	cont := p.conts.by[c.id]
	if cont == nil {
		return notFound()
	}
	if !cont.state.allows(what) && (what != actStart || !cont.isPaused()) {
		r, _ := unsuitable("container", cont.unique, cont.state, what)
		return r
	}
	if r, refused := p.impossible(op, cont.uuid); refused {
		return r
	}
	if r, refused := refusal(p.keep.one(op, cont, c.now)); refused {
		return r
	}
	p.settle(cont.app, c.now)
	p.save(c.now)
	return reply{http.StatusAccepted, cont.detail(p.inside(c.base))}
}

// getContainer answers GET container/(uuid)/.
func (p *Platform) getContainer(c *call) reply {
	p.mu.RLock()
	defer p.mu.RUnlock()
	cont := p.conts.by[c.id]
	if cont == nil {
		return notFound()
	}
	return reply{http.StatusOK, cont.detail(p.inside(c.base))}
}

// startContainer answers POST container/(uuid)/start/.
func (p *Platform) startContainer(c *call) reply {
	return p.onContainer(c, actStart, engine.OpStart)
}

// stopContainer answers POST container/(uuid)/stop/.
func (p *Platform) stopContainer(c *call) reply {
	return p.onContainer(c, actStop, engine.OpStop)
}

// terminateContainer answers DELETE container/(uuid)/: the container is destroyed, and the
// application's target goes down by one. A container that is already leaving counts once.
func (p *Platform) terminateContainer(c *call) reply {
	return p.onContainer(c, actTerminate, engine.OpTerminate)
}
