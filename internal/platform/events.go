package platform

import (
	"cmp"
	"slices"
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

// purge is a terminated object that is listed until due.
type purge struct {
	due  time.Time
	app  *application // or
	cont *container
}

const (
	// sliceWork bounds what is caught up with before the lock is given back, in events and
	// container starts: some 20 ms.
	sliceWork = 8192
	// mostEnded is the most of the terminated that are listed: beyond it the oldest go before their
	// time.
	mostEnded = 10_000
	// clockSlack is how far the clock may go back unnoticed.
	clockSlack = time.Second
)

// catchUp handles everything that is due and returns the time. It is cheap if nothing is due. Of a
// long backlog, such as that of a night, it handles a part; the rest goes on in the background, so
// that readers need not wait.
func (p *Platform) catchUp() time.Time {
	now := p.now()
	at := p.purgeAt.Load()
	if !p.eng.Pending() && (at == 0 || now.UnixNano() < at && p.back(now) == 0) {
		return now
	}
	p.mu.Lock()
	now = p.now() // again: it took time to get the lock
	more := p.drain(now)
	p.mu.Unlock()
	if more && !p.closing.Load() && p.catching.CompareAndSwap(false, true) {
		p.done.Go(func() {
			defer p.catching.Store(false)
			p.lock()
			p.mu.Unlock()
		})
	}
	return now
}

// lock handles everything that is due, takes p.mu for writing and returns the time. It releases the
// lock in between.
func (p *Platform) lock() time.Time {
	for {
		p.mu.Lock()
		now := p.now()
		if !p.drain(now) || p.closing.Load() {
			return now
		}
		p.mu.Unlock()
	}
}

// drain handles a slice of the engine's events in their order, and forgets the terminated whose
// time has come. It reports whether more is due. p.mu is held for writing.
func (p *Platform) drain(now time.Time) (more bool) {
	p.keepStep(now)
	for p.work = 0; p.work < sliceWork; p.work++ {
		ev, found := p.eng.Next()
		if !found {
			break
		}
		p.handle(ev)
	}
	ended := 0
	for ended < len(p.purges) && (!p.purges[ended].due.After(now) || len(p.purges)-ended > mostEnded) {
		ended++
	}
	p.forget(p.purges[:ended])
	p.purges = slices.Delete(p.purges, 0, ended)
	p.schedulePurge()
	return p.work >= sliceWork
}

// keepStep moves the plans back if the clock was set back; they would otherwise wait until the
// clock is where it was.
func (p *Platform) keepStep(now time.Time) {
	if back := p.back(now); back > 0 {
		for i := range p.purges {
			p.purges[i].due = p.purges[i].due.Add(-back)
		}
	}
	p.drained.Store(now.UnixNano())
}

// back returns by how much the clock was set back since events were collected last.
func (p *Platform) back(now time.Time) time.Duration {
	if back := time.Duration(p.drained.Load() - now.UnixNano()); back > clockSlack {
		return back
	}
	return 0
}

func (p *Platform) schedulePurge() {
	var at int64
	if len(p.purges) > 0 {
		at = p.purges[0].due.UnixNano()
	}
	p.purgeAt.Store(at)
}

// forget takes terminated applications and containers out of the lists.
func (p *Platform) forget(list []purge) {
	if len(list) == 0 {
		return
	}
	apps, conts := make(map[*application]bool), make(map[*container]bool)
	losing := make(map[*application]bool) // containers
	for _, x := range list {
		if x.app != nil {
			apps[x.app] = true
			continue
		}
		conts[x.cont] = true
		losing[x.cont.app] = true
		p.eng.Forget(x.cont.uuid)
	}
	p.apps.removeAll(apps, func(a *application) string { return a.uuid })
	p.conts.removeAll(conts, func(c *container) string { return c.uuid })
	for a := range losing {
		a.conts = slices.DeleteFunc(a.conts, func(c *container) bool { return conts[c] })
	}
}

// handle changes the records to what an event says, and does what the auto policies ask for. p.mu
// is held for writing.
func (p *Platform) handle(ev engine.Event) {
	c := p.conts.by[ev.Container]
	if c == nil || c.state == stTerminated {
		return
	}
	switch ev.Kind {
	case engine.Started:
		c.wasStarted(ev)
	case engine.Exited:
		p.hasExited(c, ev)
	case engine.Failed:
		p.hasFailed(c, ev)
	case engine.Removed:
		p.wasRemoved(c, ev)
	}
	p.settle(c.app, ev.Time)
}

// wasStarted notes that a container's program runs. A container that was asked to stop in the
// meantime goes on stopping.
func (c *container) wasStarted(ev engine.Event) {
	c.outer = make([]int, len(c.ports))
	for i, port := range c.ports {
		for _, b := range ev.Ports {
			if b.Port == port {
				c.outer[i] = b.Outer
			}
		}
	}
	if c.deployed.IsZero() {
		c.deployed = ev.Time
	}
	c.started = ev.Time
	if c.state != stStopping && c.state != stTerminating {
		c.set(stRunning)
	}
}

// hasExited notes that a container's program ended.
func (p *Platform) hasExited(c *container, ev engine.Event) {
	if c.state == stTerminating {
		return
	}
	if !c.deployed.IsZero() {
		c.exited, c.exit, c.stopped = true, ev.ExitCode, ev.Time
	}
	asked := c.halted
	c.halted = false
	switch {
	case p.isLeaving(c):
		p.remove(c, ev.Time)
	case asked || ev.ExitCode == 0:
		c.set(stStopped)
	default:
		c.set(stErrors)
	}
	if !asked && c.state.isStopped() {
		p.applyPolicies(c, ev)
	}
}

// isLeaving reports whether a container is on its way out.
func (p *Platform) isLeaving(c *container) bool {
	return c.doomed || c.renewed || c.app.op == stTerminating
}

// applyPolicies does what the application asks for when a program ends by itself: start the
// container again, put a new one in its place, or destroy it, in this order. A policy that was
// applied too often lately gives way to the next.
func (p *Platform) applyPolicies(c *container, ev engine.Event) {
	a, code := c.app, ev.ExitCode
	switch {
	case a.restart.applies(code) && c.restarts.take(ev.Time, mostRestarts, restartWindow):
		p.start(c)
	case a.replace.applies(code) && c.replaces.take(ev.Time, mostReplaces, replaceWindow):
		made := p.deploy(a, 1, p.base())
		made[0].replaces = c.replaces // the limit holds for the line of successors
		p.doom(c)
		p.remove(c, ev.Time)
	case a.destroy.applies(code):
		a.target--
		p.doom(c)
		p.remove(c, ev.Time)
	}
}

// hasFailed notes that a container could not be started.
func (p *Platform) hasFailed(c *container, ev engine.Event) {
	if c.state == stTerminating {
		return
	}
	c.halted = false
	if p.isLeaving(c) {
		p.remove(c, ev.Time)
		return
	}
	c.set(stStartFailed)
}

// wasRemoved notes that a container is gone. It stays listed for a while.
func (p *Platform) wasRemoved(c *container, ev engine.Event) {
	a := c.app
	c.set(stTerminated)
	c.destroyed = ev.Time
	p.purges = append(p.purges, purge{due: ev.Time.Add(afterlife), cont: c})
	p.schedulePurge()
	if c.doomed || c.renewed || a.op != stTerminating {
		a.counts[stTerminated]--
		a.conts = without(a.conts, c)
	}
	if c.doomed {
		a.doomed--
	}
	if !c.renewed {
		return
	}
	switch a.op {
	case stRedeploying:
		p.deploy(a, 1, p.base())
	case stStopping: // it was stopped while it was redeployed
		if made := p.deploy(a, 1, p.base())[0]; made.state == stStarting {
			p.halt(made)
		}
	default:
	}
}

// base is where the API is reached, for what happens without a request.
func (p *Platform) base() string { return cmp.Or(p.url, "http://"+p.host) }

// settle ends the application's transition once all its containers have settled, and keeps its
// dates. p.mu is held for writing.
func (p *Platform) settle(a *application, now time.Time) {
	n := &a.counts
	isUp := n[stRunning] > 0
	isMoving := n[stStarting]+n[stStopping]+n[stTerminating] > 0
	switch {
	case a.ended:
	case a.op == stInit:
		a.drift(isUp, isMoving, now)
	case !isMoving:
		p.arrive(a, isUp, now)
	}
}

// drift keeps the dates of an application without a transition: its containers come and go by
// themselves, or one by one.
func (a *application) drift(isUp, isMoving bool, now time.Time) {
	switch {
	case isUp && !a.wasUp:
		a.started = now
	case !isUp && a.wasUp && !isMoving:
		a.stopped = now
	}
	if isUp || !isMoving {
		a.wasUp = isUp
	}
}

// arrive ends the transition that was asked for.
func (p *Platform) arrive(a *application, isUp bool, now time.Time) {
	switch a.op {
	case stTerminating:
		p.end(a, now)
	case stStopping:
		a.stopped = now
	case stStarting, stRedeploying:
		if isUp {
			a.started = now
		}
	default:
	}
	if isUp && (a.deployed.IsZero() || a.op == stRedeploying) {
		a.deployed = now
	}
	a.op, a.wasUp = stInit, isUp
}

// end terminates an application: it frees its name, removes its links, and lists it for a while.
func (p *Platform) end(a *application, now time.Time) {
	a.ended = true
	a.destroyed = now
	delete(p.names, a.unique)
	delete(p.labels, a.label)
	a.unlink()
	p.purges = append(p.purges, purge{due: now.Add(afterlife), app: a})
	p.schedulePurge()
}
