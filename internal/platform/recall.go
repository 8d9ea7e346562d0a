package platform

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/ledger"
)

const (
	// sameMoment is how far two dates of one stop may lie apart: one comes from an event, the other from
	// what a container says.
	sameMoment = 5 * time.Second
	// stopTime is how long a stop may take that was asked for before the process ended.
	stopTime = 5 * time.Minute
)

// recall gives an application that the engine has what is kept of it. p.mu is held for writing.
func (p *Platform) recall(a *application) {
	if !p.recorder.keepsApps {
		return
	}
	e, found := p.recorder.content.Applications[a.uuid]
	if found {
		p.override(a, &e)
	}
	p.tellInterrupted(a, e.UnderWay)
	p.recallContainers(a)
}

// tellInterrupted tells of what was under way with an application when the process ended that kept the
// auto policies; nothing for nil, or while another process keeps them.
func (p *Platform) tellInterrupted(a *application, u *ledger.UnderWay) {
	if u == nil || p.recorder.bystander {
		return
	}
	line := interruption(u) + "; nothing is resumed by itself"
	a.note(u.At, line)
	p.recorder.note(a)
	p.recorder.tell(a.unique + ": " + line)
}

// override changes what others cannot know better than the ledger. Its values come from outside.
func (p *Platform) override(a *application, e *ledger.Application) {
	if e.Web != nil && (*e.Web == "" || p.patterns.domain.MatchString(*e.Web) && len(*e.Web) <= 253) {
		a.webDNS = *e.Web
	}
	if a.isForeign() {
		return
	}
	if e.Target > 0 && e.Target <= maxPerApplication {
		a.target, a.guessed = e.Target, false
	}
	if pol, ok := parsePolicies(e.Policies); ok {
		a.policies = pol
	}
}

// interruption says what was under way when the server ended.
func interruption(u *ledger.UnderWay) string {
	if u.Verb == stScaling.String() {
		return fmt.Sprintf("Scaling from %d to %d was under way when the server ended", u.From, u.To)
	}
	return u.Verb + " was under way when the server ended"
}

// tellMissed tells of what was under way and is not there. It reports false while the engine is out
// of reach.
func (p *Platform) tellMissed() bool {
	p.mu.Lock()
	defer p.mu.unlockSame()
	r := &p.recorder
	if p.lost.Load() != nil {
		return false
	}
	if r.bystander {
		return true
	}
	for id, e := range r.content.Applications {
		if u := e.UnderWay; u != nil && u.Place == r.to.Place() && p.apps.by[id] == nil {
			r.tell(e.Name + ": " + interruption(u) + "; there is nothing of it")
			delete(r.content.Applications, id)
			r.isDirty = true
		}
	}
	if r.isDirty {
		p.save(p.now()) // before anybody reads the ledger again, in which it still is
		r.ring()
	}
	return true
}

// leaves reports whether the policies of an application are left to somebody else. p.mu is held.
func (p *Platform) leaves(a *application) bool { return a.enforced || p.recorder.bystander }

// TakeOver makes a platform that was a bystander enforce the auto policies from now on: the process that
// did has ended. It tells of what was under way there.
func (p *Platform) TakeOver() {
	p.reread()
	p.lock()
	defer p.mu.Unlock()
	r := &p.recorder
	if !r.bystander {
		return
	}
	r.bystander = false
	for _, a := range p.apps.list {
		if !a.ended {
			p.tellInterrupted(a, r.content.Applications[a.uuid].UnderWay)
		}
	}
	p.save(p.now())
	if !p.closing.Load() {
		p.done.Go(func() { p.awaitMissed(p.ctx) })
	}
}

// StandBy makes a platform leave the auto policies to another process, until [Platform.TakeOver]. What is under way
// here is taken out of the ledger: it does not end with that process.
func (p *Platform) StandBy() {
	p.lock()
	defer p.mu.Unlock()
	if p.recorder.bystander {
		return
	}
	for _, a := range p.apps.list {
		if a.underWay != nil {
			a.underWay = nil
			p.recorder.note(a)
		}
	}
	p.save(p.now())
	p.recorder.bystander = true
}

// awaitMissed tells what is missed once the engine has had the time to find what there is.
func (p *Platform) awaitMissed(ctx context.Context) {
	tick := time.NewTicker(missedAfter)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if p.tellMissed() {
				return
			}
		}
	}
}

// wasStopped reports whether a container that the engine has was stopped on purpose.
func (p *Platform) wasStopped(app string, e *engine.Container) bool {
	kept := p.recorder.content.Applications[app]
	if at, found := kept.Stopped[e.ID]; found {
		return e.Stopped.IsZero() || e.Stopped.Sub(at).Abs() < sameMoment
	}
	at, found := kept.Stopping[e.ID]
	after := e.Stopped.Sub(at)
	return found && (e.Stopped.IsZero() || after > -sameMoment && after < stopTime)
}

// adoptState gives a container that the engine has its state, with what is kept of how it ended.
func (p *Platform) adoptState(c *container, e *engine.Container) {
	known := *e
	if e.Exited && e.ExitCode != 0 && !e.StoppedByUser && p.wasStopped(c.app.uuid, e) {
		known.StoppedByUser, c.presumed = true, e.Stopped.IsZero()
	}
	state, moving := stateOf(&known)
	c.set(state)
	c.seen = moving
}

// confirmStop takes back that a container was stopped on purpose, if its date says something else.
func (p *Platform) confirmStop(c *container, e *engine.Container) {
	if !c.presumed || e.Stopped.IsZero() {
		return
	}
	if c.state == stStopped && !p.wasStopped(c.app.uuid, e) {
		c.set(stErrors)
	}
	c.presumed = false
	p.recorder.note(c.app)
}

// recallEnded lists the applications that are terminated, unless the engine has them.
func (p *Platform) recallEnded() {
	now := p.now()
	for _, id := range slices.Sorted(maps.Keys(p.recorder.content.Ended)) {
		e := p.recorder.content.Ended[id]
		if p.apps.by[id] != nil || !isListed(e.Destroyed, now) {
			continue
		}
		a := &application{
			uuid: id, uri: applicationURI + id + "/", name: e.Name, unique: e.Unique, target: e.Target,
			webDNS: e.Web, dns: e.DNS, ended: true, recalled: true, prefix: varPrefix(e.Unique), label: hostLabel(e.Unique),
			deployed: e.Deployed, started: e.Started, stopped: e.Stopped, destroyed: e.Destroyed,
			policies: policies{polOff, polOff, polOff},
		}
		a.config, _ = configOf(&e.Made)
		if pol, ok := parsePolicies(e.Policies); ok {
			a.policies = pol
		}
		if e.Global {
			a.roles = []string{"global"}
		}
		if e.Owner != "" {
			a.owner = owner{kind: engine.Plain, ownerName: e.Owner, enforced: true}
		}
		p.apps.add(id, a)
		p.listUntil(purge{due: e.Destroyed.Add(afterlife), app: a})
		p.recallContainers(a)
	}
}

// recallContainers lists the containers of an application that are terminated, unless the engine has
// them.
func (p *Platform) recallContainers(a *application) {
	now := p.now()
	for _, id := range slices.Sorted(maps.Keys(p.recorder.content.Terminated)) {
		t := p.recorder.content.Terminated[id]
		if t.Application != a.uuid || p.conts.by[id] != nil || !isListed(t.Destroyed, now) {
			continue
		}
		c := &container{
			uuid: id, uri: containerURI + id + "/", app: a, state: stTerminated, recalled: true,
			oom: t.OutOfMemory, reason: t.Reason, told: t.Destroyed,
			deployed: t.Deployed, started: t.Started, stopped: t.Stopped, destroyed: t.Destroyed,
		}
		c.config, c.outer = configOf(&t.Made)
		p.nameContainer(c, t.Number)
		c.unique, c.dns = t.Name, t.DNS
		if t.Exit != nil {
			c.exited, c.exit = true, *t.Exit
		}
		p.conts.add(id, c)
		if a.ended {
			a.conts = append(a.conts, c)
			a.counts[stTerminated]++
		}
		p.listUntil(purge{due: t.Destroyed.Add(afterlife), cont: c})
	}
}

// listUntil lists something terminated until its time has come.
func (p *Platform) listUntil(x purge) {
	at, _ := slices.BinarySearchFunc(p.purges, x.due, func(y purge, due time.Time) int { return y.due.Compare(due) })
	p.purges = slices.Insert(p.purges, at, x)
	p.schedulePurge()
}

// correct takes what was recalled of an application or a container out of the lists: the engine has
// it. p.mu is held for writing.
func (p *Platform) correct(a *application, c *container) {
	gone := func(x purge) bool {
		return a != nil && (x.app == a || x.cont != nil && x.cont.app == a) || c != nil && x.cont == c
	}
	for _, x := range p.purges {
		if gone(x) && x.cont != nil {
			p.conts.removeAll(map[*container]bool{x.cont: true}, func(c *container) string { return c.uuid })
		}
	}
	if a != nil {
		p.apps.removeAll(map[*application]bool{a: true}, func(a *application) string { return a.uuid })
	}
	p.purges = slices.DeleteFunc(p.purges, gone)
	p.schedulePurge()
}
