package platform

import (
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

// observedPerWork is how many containers are looked at in the time of one event.
const observedPerWork = 16

// take changes the records to what the engine says is there: an application that was not there
// before, containers of one that are new, other facts of what is known, or its images. What became
// of containers that are not named is told by events of their own. p.mu is held for writing.
func (p *Platform) take(ev engine.Event) {
	e := ev.App
	if e == nil {
		p.takeImages(ev.Images)
		return
	}
	a := p.apps.by[e.ID]
	if a != nil && a.recalled && len(e.Containers) > 0 {
		p.correct(a, nil)
		a = nil
	}
	switch {
	case a == nil:
		var links []string
		a, links = p.adoptApplication(e, ev.Time)
		p.linkAll(a, links)
	case a.ended && !p.hasNew(e):
		return
	case a.ended:
		p.revive(a)
		p.update(a, e, ev.Time)
	default:
		p.update(a, e, ev.Time)
	}
	p.settle(a, ev.Time)
}

// hasNew reports whether an application has containers that were not there before.
func (p *Platform) hasNew(e *engine.Application) bool {
	return slices.ContainsFunc(e.Containers, func(c engine.Container) bool {
		known := p.conts.by[c.ID]
		return known == nil || known.recalled
	})
}

// revive takes back the end of an application that somebody made again.
func (p *Platform) revive(a *application) {
	a.ended, a.vanished, a.op = false, false, stInit
	a.destroyed = time.Time{}
	p.claimName(a, a.unique)
	p.purges = slices.DeleteFunc(p.purges, func(x purge) bool { return x.app == a })
	p.schedulePurge()
}

// update changes a known application. What was made here is as it was asked for; of what others
// made the engine knows better.
func (p *Platform) update(a *application, e *engine.Application, now time.Time) {
	if a.isForeign() {
		p.updateForeign(a, e)
	} else {
		p.takePortsOf(a, e.Ports)
		p.takeCommands(a, e)
	}
	p.work += len(e.Containers) / observedPerWork
	for i := range e.Containers {
		known := &e.Containers[i]
		switch c := p.conts.by[known.ID]; {
		case c == nil && isLongGone(known, now):
		case c == nil, c.recalled:
			p.adoptContainer(a, known)
		case c.state != stTerminated:
			p.keep.observe(c, known, now)
		}
	}
	p.keep.told(a, e, now)
	if a.deployed.IsZero() && a.op == stInit {
		a.deployed, a.started, a.stopped = e.Deployed, e.Started, e.Stopped
	}
}

// updateForeign changes what others made of an application.
func (p *Platform) updateForeign(a *application, e *engine.Application) {
	a.owner, a.policies = newOwner(e), newPolicies(e)
	if now := newConfig(e); !now.equals(a.config) {
		p.configure(a, now)
	}
	if e.Name != "" && e.Name != a.name {
		p.dropName(a)
		a.name = e.Name
		p.claimName(a, "")
	}
}

// configure gives an application another configuration, and those of its containers that had the
// same before.
func (p *Platform) configure(a *application, now *config) {
	before := a.config
	a.config = now
	for _, c := range a.conts {
		if c.config == before {
			bound := c.bindings()
			c.config = now
			if c.outer != nil {
				c.bind(bound)
			}
		}
	}
	p.nameHost(a)
}

// takePorts notes the ports of an image that were not known when a container was made from it.
func (p *Platform) takePorts(c *container, bindings []engine.Binding) {
	if !c.imagePorts || c.config != c.app.config {
		return
	}
	ports := make([]engine.Port, len(bindings))
	for i, b := range bindings {
		ports[i] = b.Port
	}
	p.takePortsOf(c.app, ports)
}

func (p *Platform) takePortsOf(a *application, ports []engine.Port) {
	if !a.imagePorts || len(ports) == 0 || slices.Equal(ports, a.ports) {
		return
	}
	conf := *a.config
	conf.ports = ports
	p.configure(a, &conf)
}

// takeCommands notes the commands of an image, which another image under its name may change.
func (p *Platform) takeCommands(a *application, e *engine.Application) {
	conf := *a.config
	if a.imageCommand && e.ImageCommand {
		conf.command = e.Command
	}
	if a.imageEntry && e.ImageEntrypoint {
		conf.entry = e.Entrypoint
	}
	if !conf.equals(a.config) {
		p.configure(a, &conf)
	}
}

// isLongGone reports whether a container is gone for so long that it is not listed any more.
func isLongGone(e *engine.Container, now time.Time) bool {
	return e.Phase == engine.PhaseGone && !e.Stopped.Add(afterlife).After(now)
}

// observe changes a known container. Events of their own tell that its program started and ended;
// this is about what they cannot tell.
func (h byHand) observe(c *container, e *engine.Container, _ time.Time) {
	wasPaused, isUnclear := c.isPaused(), c.phase == engine.PhaseUnknown || e.Phase == engine.PhaseUnknown
	h.p.takeFacts(c, e)
	if isUnclear || c.state == stStarting && e.Phase == engine.PhaseUnsaid {
		c.explain(e.Reason, h.p.now()) // that nothing is known, or what it waits for before it is made
	}
	if c.state.isMoving() && !c.seen { // what was asked for is under way
		if c.state == stStarting && wasPaused && e.Phase == engine.PhaseRunning {
			c.set(stRunning)
		}
		return
	}
	if e.Phase == engine.PhaseUnknown {
		return // what it was is all that is known
	}
	h.look(c, e)
}

// look takes in what state a container is in of which nothing was asked here.
func (h byHand) look(c *container, e *engine.Container) {
	s, moving := stateOf(e)
	if moving || c.seen || e.Phase == engine.PhaseDead || c.state == stInit && s == stStartFailed {
		c.set(s)
		c.seen = moving
		c.explain(e.Reason, h.p.now())
	}
	if e.Exited && !c.state.isMoving() {
		c.takeEnd(e)
		h.p.confirmStop(c, e)
	}
	if c.deployed.IsZero() {
		c.deployed, c.started, c.stopped = e.Deployed, e.Started, e.Stopped
	}
}

// takeEnd notes how the program of a container ended that no event told of.
func (c *container) takeEnd(e *engine.Container) {
	switch {
	case !c.exited:
		c.exited, c.exit, c.oom = true, e.ExitCode, e.OutOfMemory
	case c.exit == e.ExitCode:
		c.oom = c.oom || e.OutOfMemory // a list does not tell
	}
}

// isMoving reports whether the state of a container is a transition.
func (s state) isMoving() bool { return s == stStarting || s == stStopping || s == stTerminating }

// takeFacts notes what the engine says of a container that has no field in the documents, its name,
// and where it is reached.
func (p *Platform) takeFacts(c *container, e *engine.Container) {
	p.showName(c, e.Name)
	c.phase, c.health, c.restartCount, c.node = e.Phase, e.Health, e.Restarts, e.Node
	c.copied = c.copied || e.Copied
	c.host, c.peer = e.Host, e.Peer
	c.byItself = e.Exited && !e.StoppedByUser
	if len(e.Ports) > 0 {
		c.bind(e.Ports)
	}
	switch {
	case c.host != "":
		c.dns = c.host
		p.nameHost(c.app)
	case !p.keep.hasAddress(c):
		c.dns = ""
	case c.dns == "":
		c.dns = p.madeUpHost(c)
	}
}

// bindings returns the outer ports of a container.
func (c *container) bindings() []engine.Binding {
	list := make([]engine.Binding, 0, len(c.outer))
	for i, outer := range c.outer {
		list = append(list, engine.Binding{Port: c.ports[i], Outer: outer})
	}
	return list
}

// equals reports whether two configurations are the same.
func (c *config) equals(o *config) bool {
	return c.image == o.image && c.command == o.command && c.entry == o.entry && c.size == o.size &&
		slices.Equal(c.env, o.env) && slices.Equal(c.ports, o.ports)
}
