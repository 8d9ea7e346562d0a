package platform

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

// newSuffix ends the name of a container that takes the place of another which is still there.
const newSuffix = "-new"

// roll is a redeploy that is under way: one container after the other gets an heir, and leaves once
// that runs. If an heir cannot be started it ends there, and what was not replaced goes on.
type roll struct {
	left []*container // not replaced yet
	old  *container   // is being replaced
	heir *container   // by this one; nil once it runs
	// before is what the application was made from. It is nil once a container was replaced: until
	// then a redeploy that ends has changed nothing.
	before *config
	base   string // of the API
}

// redeployAll puts a new container in the place of each, one after the other, from an image that is
// pulled again.
func (h byHand) redeployAll(a *application, before *config, base string, now time.Time) error {
	a.op = stRedeploying
	h.dropHeirs(a, now)
	r := &roll{before: before, base: base}
	for _, c := range a.conts {
		if !c.doomed && c.state != stTerminated {
			r.left = append(r.left, c)
		}
	}
	slices.SortStableFunc(r.left, func(x, y *container) int { return cmp.Compare(x.number, y.number) })
	a.roll = r
	h.rollOn(a, now)
	return nil
}

// rollOn makes an heir for the next container.
func (h byHand) rollOn(a *application, now time.Time) {
	r := a.roll
	for len(r.left) > 0 {
		r.old, r.left = r.left[0], r.left[1:]
		if r.old.doomed || r.old.state == stTerminated {
			continue // it left while it waited
		}
		r.heir = h.makeHeir(a, r.old)
		if r.heir.state == stStartFailed {
			h.rollFails(a, now)
		}
		return
	}
	a.roll = nil
}

// makeHeir makes the container that takes the place of another, and starts it. Until that is gone it
// has a name of its own.
func (h byHand) makeHeir(a *application, old *container) *container {
	h.p.work++
	c := h.p.newContainer(a, h.p.newUUID(), old.number)
	c.instead = old
	spec := h.p.spec(c, nil, a.environment(a.config, nil, h.p.inside(a.roll.base)))
	spec.Pull = a.roll.before != nil // the first one gets it for all
	spec.Called = spec.Name + newSuffix
	h.p.showName(c, c.unique+newSuffix)
	if err := h.run.Create(spec); err != nil {
		c.fail(err.Error(), h.p.now())
		return c
	}
	h.start(c)
	return c
}

// takesOver lets the container leave whose heir runs now.
func (h byHand) takesOver(c *container, now time.Time) {
	a, old := c.app, c.instead
	c.instead, old.heir = nil, c
	if r := a.roll; r != nil && r.heir == c {
		r.heir, r.before = nil, nil
	} else {
		a.config = c.config // a start has gone on where a redeploy had ended
	}
	switch {
	case old.state == stTerminated:
		h.inherits(old, now)
	case !old.doomed:
		h.doom(old)
		h.destroy(old, now)
	}
}

// inherits gives the name of a container that is gone to its heir, and goes on with the next one.
func (h byHand) inherits(old *container, now time.Time) {
	a := old.app
	if c := old.heir; c != nil && c.state != stTerminated && !h.isLeaving(c) {
		if h.run.Rename(c.uuid, c.label) == nil {
			h.p.hideName(c)
		}
	}
	if r := a.roll; r != nil && r.old == old && r.heir == nil {
		h.rollOn(a, now)
	}
}

// rollFails ends a redeploy whose newest container could not be started.
func (h byHand) rollFails(a *application, now time.Time) {
	heir := a.roll.heir
	a.note(now, fmt.Sprintf("The redeploy has ended: %s could not be started: %s", heir.unique, heir.reason))
	h.endRoll(a)
}

// endRoll ends a redeploy where it is.
func (h byHand) endRoll(a *application) {
	if r := a.roll; r != nil && r.before != nil {
		a.config = r.before
	}
	a.roll = nil
}

// stopRoll ends a redeploy because the application is to stop: an heir that does not run yet goes.
func (h byHand) stopRoll(a *application, now time.Time) {
	if a.roll != nil && a.roll.heir != nil {
		h.drop(a.roll.heir, now)
	}
	h.endRoll(a)
}

// drop destroys an heir that has not taken its place.
func (h byHand) drop(c *container, now time.Time) {
	if r := c.app.roll; r != nil && r.heir == c {
		r.heir = nil
	}
	c.instead = nil
	h.doom(c)
	h.destroy(c, now)
}

// dropHeirs destroys what earlier redeploys have left behind.
func (h byHand) dropHeirs(a *application, now time.Time) {
	for _, c := range slices.Clone(a.conts) {
		if c.instead != nil && !c.doomed {
			h.drop(c, now)
		}
	}
}

// terminate destroys one container, and lowers the target of its application. A container that is
// already leaving counts once; one that is being replaced goes with its heir.
func (h byHand) terminate(c *container, now time.Time) {
	a := c.app
	if c.doomed || a.op == stTerminating {
		return
	}
	if old := c.instead; old != nil {
		isRolling := a.roll != nil && a.roll.heir == c
		if h.drop(c, now); !isRolling || old.doomed {
			return // it was one too many
		}
		c = old
	}
	for _, heir := range slices.Clone(a.conts) {
		if heir.instead == c {
			h.drop(heir, now)
		}
	}
	h.p.intend(a, stInit, max(0, a.target-1), now)
	a.target--
	h.doom(c)
	h.destroy(c, now)
}

// rolled goes on with a redeploy when a container of the application is gone.
func (h byHand) rolled(c *container, ev engine.Event) {
	a := c.app
	if r := a.roll; r != nil && r.heir == c {
		a.note(ev.Time, "The redeploy has ended: "+c.unique+" was removed.")
		h.endRoll(a)
		return
	}
	h.inherits(c, ev.Time)
}
