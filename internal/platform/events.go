package platform

import (
	"cmp"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
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
		p.keep.forget(x.cont)
	}
	p.apps.removeAll(apps, func(a *application) string { return a.uuid })
	p.conts.removeAll(conts, func(c *container) string { return c.uuid })
	for a := range losing {
		a.conts = slices.DeleteFunc(a.conts, func(c *container) bool { return conts[c] })
	}
}

// outage is why nothing can be known, and since when.
type outage struct {
	cause string
	since time.Time
}

// noteLost notes why nothing can be known. Another cause is another outage only once the engine was back.
func (p *Platform) noteLost(ev engine.Event) {
	o := outage{ev.Reason, cmp.Or(ev.Time, p.now())}
	if was := p.lost.Load(); was != nil {
		o.since = was.since
	}
	p.lost.Store(&o)
}

// handle changes the records to what an event says, and does what the auto policies ask for. p.mu
// is held for writing.
func (p *Platform) handle(ev engine.Event) {
	switch ev.Kind {
	case engine.Lost:
		p.noteLost(ev)
		return
	case engine.Back:
		p.lost.Store(nil)
		return
	case engine.Found, engine.Changed:
		p.take(ev)
		return
	default:
	}
	if ev.Kind == engine.Removed && ev.App != nil {
		if a := p.apps.by[ev.App.ID]; a != nil && !a.ended {
			p.keep.lost(a, ev.Time)
			p.settle(a, ev.Time)
		}
		return
	}
	c := p.conts.by[ev.Container]
	if c == nil || c.state == stTerminated {
		return
	}
	p.keep.handle(c, ev)
	p.settle(c.app, ev.Time)
}

// base is where the API is reached, for what happens without a request.
func (p *Platform) base() string { return cmp.Or(p.url, "http://"+p.host) }

// settle ends the application's transition once all its containers have settled, and keeps its
// dates. p.mu is held for writing.
func (p *Platform) settle(a *application, now time.Time) {
	p.recorder.note(a)
	isUp := a.counts[stRunning] > 0
	switch {
	case a.ended:
	case a.op == stInit:
		a.drift(isUp, a.isMoving(), now)
	case p.keep.hasArrived(a):
		p.arrive(a, isUp, now)
	}
	if !a.ended && a.op == stInit && p.keep.isGone(a) {
		p.end(a, now) // whoever made it took it away
	}
}

// isMoving reports whether a container of the application is in transition.
func (a *application) isMoving() bool {
	return a.counts[stStarting]+a.counts[stStopping]+a.counts[stTerminating] > 0
}

// bury takes a container that is gone out of its application. It stays listed for a while.
func (p *Platform) bury(c *container, at time.Time) {
	a := c.app
	c.set(stTerminated)
	c.destroyed, c.phase = at, engine.PhaseUnsaid
	p.freeName(c)
	p.plan(purge{due: at.Add(afterlife), cont: c})
	if c.doomed || a.op != stTerminating {
		a.counts[stTerminated]--
		a.conts = without(a.conts, c)
	}
	if c.doomed {
		a.doomed--
	}
}

// keepNewest forgets the oldest of the terminated containers that had the place of a container, where there are
// too many of them.
func (p *Platform) keepNewest(c *container) {
	n, oldest := 0, -1
	for i, x := range p.purges {
		if x.cont == nil || x.cont.app != c.app || x.cont.unique != c.unique {
			continue
		}
		n++
		if oldest < 0 || x.cont.deployed.Before(p.purges[oldest].cont.deployed) {
			oldest = i
		}
	}
	if n > engine.MostEnded && c.app.op != stTerminating {
		p.forget(p.purges[oldest : oldest+1])
		p.purges = slices.Delete(p.purges, oldest, oldest+1)
		p.schedulePurge()
	}
}

// plan lets a terminated object be forgotten when it is time.
func (p *Platform) plan(x purge) {
	at, _ := slices.BinarySearchFunc(p.purges, x.due, func(y purge, due time.Time) int {
		if y.due.After(due) {
			return 1
		}
		return -1 // of those that are due at the same time the first comes first
	})
	p.purges = slices.Insert(p.purges, at, x)
	p.schedulePurge()
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
		if p.keep.isGone(a) { // else somebody has made more of it
			p.end(a, now)
		}
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
	p.keep.arrived(a)
}

// end terminates an application: it frees its name, removes its links, and lists it for a while.
func (p *Platform) end(a *application, now time.Time) {
	a.ended = true
	a.destroyed = now
	p.dropName(a)
	a.unlink()
	p.plan(purge{due: now.Add(afterlife), app: a})
}
