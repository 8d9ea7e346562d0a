package platform

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

// adopt takes over the applications that the engine already has. It runs before the first request.
func (p *Platform) adopt(found []engine.Application) {
	now := p.now()
	links := make([][]string, len(found))
	made := make([]*application, len(found))
	for i := range found {
		made[i], links[i] = p.adoptApplication(&found[i], now)
	}
	for i, a := range made {
		p.linkAll(a, links[i])
	}
}

// linkAll links an application to others, each named by its UUID or unique name, an alias behind
// "=".
func (p *Platform) linkAll(a *application, links []string) {
	for _, l := range links {
		name, alias, _ := strings.Cut(l, "=")
		if to := cmp.Or(p.apps.by[name], p.names[name]); to != nil && !to.ended {
			link(a, to, alias)
		}
	}
}

// adoptApplication takes over one application, and returns what it links to.
func (p *Platform) adoptApplication(e *engine.Application, now time.Time) (*application, []string) {
	a := &application{
		guessed: e.Target == 0,
		name:    e.Name, webDNS: e.WebDNS, roles: e.Roles, target: cmp.Or(e.Target, len(e.Containers)),
		config:   newConfig(e),
		owner:    newOwner(e),
		policies: newPolicies(e),
		deployed: e.Deployed, started: e.Started, stopped: e.Stopped,
	}
	links := e.Links
	if !a.isForeign() {
		links = append(slices.Clone(links), a.takeLabels(e.Labels, p.patterns)...)
	}
	uuid := e.ID
	if uuid == "" || p.apps.by[uuid] != nil {
		uuid = p.newUUID()
	}
	p.register(a, uuid, e.Labels[labelUnique])
	for i := range e.Containers {
		if !isLongGone(&e.Containers[i], now) {
			p.adoptContainer(a, &e.Containers[i])
		}
	}
	p.keep.told(a, e, now)
	a.wasUp = a.counts[stRunning] > 0
	p.recall(a)
	return a, links
}

func newConfig(e *engine.Application) *config {
	c := &config{
		image: e.Image, command: e.Command, entry: e.Entrypoint,
		imageCommand: e.ImageCommand, imageEntry: e.ImageEntrypoint,
		env: e.Env, ports: e.Ports, size: sizeFor(e.Memory),
	}
	if e.Owner != engine.Own && e.Memory == 0 {
		c.size, c.unlimited = sizeXL, &noLimit{}
	}
	return c
}

func newOwner(e *engine.Application) owner {
	return owner{kind: e.Owner, ownerName: e.OwnerName, project: e.Project, mighty: e.Privileged, enforced: e.Enforced || e.Owner != engine.Own}
}

func newPolicies(e *engine.Application) policies {
	return policies{
		restart: cmp.Or(policy(e.Restart), polOff),
		replace: cmp.Or(policy(e.Replace), polOff),
		destroy: cmp.Or(policy(e.Destroy), polOff),
	}
}

// adoptContainer takes over a container that the engine has.
func (p *Platform) adoptContainer(a *application, e *engine.Container) {
	if old := p.conts.by[e.ID]; old != nil && old.recalled {
		p.correct(nil, old)
	}
	c := p.newContainer(a, e.ID, e.Number)
	c.deployed, c.started, c.stopped = e.Deployed, e.Started, e.Stopped
	c.exited, c.exit, c.oom = e.Exited, e.ExitCode, e.OutOfMemory
	c.explain(e.Reason, p.now())
	p.takeFacts(c, e)
	c.inherited = true
	p.adoptState(c, e)
}

// stateOf is the state of a container that nothing was asked of here, and whether it is a
// transition.
func stateOf(e *engine.Container) (s state, moving bool) {
	switch {
	case e.Phase == engine.PhaseRestarting || e.Phase == engine.PhaseStarting:
		return stStarting, true
	case e.Phase == engine.PhaseStopping:
		return stStopping, true
	case e.Phase == engine.PhaseRemoving:
		return stTerminating, true
	case e.Phase == engine.PhaseDead:
		return stErrors, false
	case e.Running:
		return stRunning, false
	case e.Exited && e.ExitCode != 0 && !e.StoppedByUser:
		return stErrors, false
	case e.Exited:
		return stStopped, false
	case e.Reason != "":
		return stStartFailed, false
	default:
		return stInit, false
	}
}

// bind notes the outer ports of a container.
func (c *container) bind(bindings []engine.Binding) {
	c.outer = make([]int, len(c.ports))
	for i, port := range c.ports {
		for _, b := range bindings {
			if b.Port == port {
				c.outer[i] = b.Outer
			}
		}
	}
}
