package docker

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// atOnce is how many containers are looked at at the same time. More gain nothing.
const atOnce = 4

// imagesPause is how long the images are not looked at again: whoever tags a thousand of them does not
// make the daemon list them a thousand times.
const imagesPause = 500 * time.Millisecond

// afterHang is when a container is looked at again about which the daemon did not answer.
const afterHang = 30 * time.Second

// observe looks at containers, one after the other, until Close.
func (e *Engine) observe() {
	for {
		id, notes, ok := e.inbox.take()
		if !ok {
			return
		}
		if pause := e.look(id, notes); pause > 0 {
			time.AfterFunc(pause, func() { e.inbox.done(id) })
			continue
		}
		e.inbox.done(id)
	}
}

// look finds out what became of a container, and reports it. It is not to be looked at again before a
// pause is over.
func (e *Engine) look(native string, notes []note) (pause time.Duration) {
	if native == theImages {
		e.lookAtImages()
		return imagesPause
	}
	if has(notes, events.ActionDestroy) {
		e.gone(native, notes[len(notes)-1].at)
		return 0
	}
	e.foresee(native, notes)
	r, err := e.daemon.inspect(e.ctx, native)
	switch {
	case err == nil:
		f := inspected(&r)
		// Without its image it is known well enough.
		_, _ = e.images.get(e.ctx, f.imageID)
		e.mu.Lock()
		defer e.mu.Unlock()
		if c := e.native[native]; c != nil && c.waits(notes, &f) {
			e.inbox.back(native, notes)
			return aheadPause
		}
		e.learn(native, nameOf(native, r.Name), &f, notes)
	case isGone(err):
		if e.isComing(native) {
			e.inbox.back(native, notes)
			return aheadPause
		}
		e.gone(native, time.Time{})
	case errors.Is(err, context.DeadlineExceeded) && e.daemon.ping(e.ctx, e.daemon.pingTime) == nil:
		e.hangs(native)
	case isUnreachable(err):
		e.inbox.back(native, notes)
		e.inbox.hold()
		e.suspect()
	default:
		e.hangs(native)
	}
	return 0
}

// How long is waited for the event that tells how a program ended that runs again already.
const (
	aheadPause = 50 * time.Millisecond
	mostAhead  = 40
)

// waits reports whether an inspection is ahead of the events, so that it hides how a run ended. They
// will come; but should they be lost, it is not waited for ever.
func (c *container) waits(notes []note, f *facts) bool {
	if !c.life.isAhead(notes, f) || c.ahead == mostAhead {
		c.ahead = 0
		return false
	}
	c.ahead++
	return true
}

// mostComing is how often a container is looked at that is listed and not there yet.
const mostComing = 100

// isComing reports whether a container may only be on its way: the daemon lists one that it is making
// before it answers an inspection.
func (e *Engine) isComing(native string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.native[native]
	if c == nil || c.facts.inspected || c.coming == mostComing {
		return false
	}
	c.coming++
	return true
}

// nameOf returns the name of a container as people know it, else the beginning of its identifier.
func nameOf(native, s string) string {
	return cmp.Or(dialect.Tidy(strings.TrimPrefix(s, "/")), native[:min(len(native), 12)])
}

// listName returns the name of a container in a list. Links give it others, with a slash inside.
func listName(s *ctypes.Summary) string {
	for _, name := range s.Names {
		if name = strings.TrimPrefix(name, "/"); !strings.Contains(name, "/") {
			return nameOf(s.ID, name)
		}
	}
	return nameOf(s.ID, "")
}

// learn takes in what an inspection says of a container, and reports what is new. e.mu is held.
func (e *Engine) learn(native, name string, f *facts, notes []note) {
	c, isNew := e.native[native], false
	if c == nil {
		if c, isNew = e.meet(native, name, f); c == nil {
			return
		}
	}
	e.explain(c, f)
	old := c.facts
	c.facts = *f
	if isNew {
		e.emit(engine.Event{Kind: engine.Found, App: e.application(c.group)})
	}
	e.rename(c, name)
	n := e.tellEdges(c, notes)
	isFailure := f.reason != "" && f.reason != old.reason && old.inspected && !f.running()
	if isFailure && n == 0 && !c.handled {
		e.fails(c, f.reason)
	}
	if c.hand.isOver(notes) {
		e.settle(c)
	}
	if !reflect.DeepEqual(old, *f) {
		e.changed(c.group)
	}
}

// explain puts into words why a container is not what it should be. e.mu is held.
func (e *Engine) explain(c *container, f *facts) {
	if f.wants != 0 {
		f.reason = portReason(f.wants, e.holderOf(f.wants), e.o.TouchAll)
	}
	switch now := e.o.Now(); {
	case f.phase != engine.PhaseRemoving:
		c.leaving = time.Time{}
	case c.leaving.IsZero():
		c.leaving = now
		native := c.native
		time.AfterFunc(leaveTime, func() { e.inbox.put(native) })
	case now.Sub(c.leaving) >= leaveTime:
		f.phase, f.reason = engine.PhaseDead, errStays.Error()
	}
}

// tellEdges reports the edges of a container since it was looked at last, and returns how many
// there were. e.mu is held.
func (e *Engine) tellEdges(c *container, notes []note) int {
	edges := c.life.follow(notes, &c.facts, c.asked)
	for _, ev := range edges {
		ev.Container, ev.Time = c.id, e.daemon.here(ev.Time)
		if ev.Kind == engine.Started {
			ev.Ports = c.outer()
		} else {
			c.asked = false
		}
		if !c.removing {
			e.emit(ev)
		}
	}
	return len(edges)
}

// meet makes a container known that the daemon has. It returns nil for one that is hidden, and
// whether the platform does not know of it yet. e.mu is held.
func (e *Engine) meet(native, name string, f *facts) (c *container, isNew bool) {
	labels := f.labels
	if _, hidden := labels[labelIgnore]; hidden {
		return nil, false
	}
	c = &container{id: dialect.ContainerUUID(native), native: native, name: name, facts: *f}
	if id := labels[labelContainer]; engine.IsUUID(id) {
		known := e.conts[id]
		switch {
		case known != nil && slices.Contains(known.hand.discarded, native):
			return nil, false
		case known == nil:
			c.id, c.own = id, labels[labelOwner] == e.o.Owner
		case known.native == "" && !known.removed: // it was made a moment ago
			known.native, known.name = native, name
			e.native[native] = known
			return known, false
		default:
			labels = nil // somebody copied it with its labels
		}
	}
	if !c.own && !e.o.TouchAll {
		if delete(e.leftOut, native); f.running() {
			e.leftOut[native] = true
		}
		return nil, false
	}
	i, n := e.identify(native, name, labels)
	e.join(c, i, n)
	c.life.begin(f)
	e.conts[c.id], e.native[native] = c, c
	return c, true
}

// expect makes a container known that is going to be made. e.mu is held.
func (e *Engine) expect(spec *engine.Spec) *container {
	c := &container{id: spec.ID, name: cmp.Or(spec.Called, spec.Name), own: true, spec: spec, life: life{edge: never()}}
	e.join(c, identity{id: spec.Application, name: spec.Labels[labelName]}, spec.Number)
	e.conts[c.id] = c
	return c
}

// rename gives a container the name that the daemon has for it. One that is about to be changed says
// nothing any more. e.mu is held.
func (e *Engine) rename(c *container, name string) {
	h := &c.hand
	if isLate := h.name != "" && h.name != name; isLate && h.looks != 1 {
		h.looks = max(0, h.looks-1)
		return
	}
	h.name = ""
	e.showName(c, name)
}

// showName gives the record of a container a name, and its application that which follows from it. e.mu
// is held.
func (e *Engine) showName(c *container, name string) {
	if c.name == name {
		return
	}
	c.name = name
	e.nameGroup(c.group)
	e.changed(c.group)
}

// fails reports that a container could not be started, once for each start. e.mu is held.
func (e *Engine) fails(c *container, why string) {
	if c.life.failed {
		return
	}
	c.life.failed = true
	e.emit(engine.Event{Kind: engine.Failed, Container: c.id, Reason: why})
}

// hangs notes that the daemon does not tell of a container, though it answers otherwise.
func (e *Engine) hangs(native string) {
	if e.ctx.Err() != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if c := e.native[native]; c != nil && c.facts.phase != engine.PhaseUnknown {
		c.facts.phase, c.facts.reason = engine.PhaseUnknown, "the Docker daemon does not answer about this container"
		e.changed(c.group)
	}
	if e.hanging[native] {
		return
	}
	e.hanging[native] = true
	time.AfterFunc(afterHang, func() {
		e.mu.Lock()
		delete(e.hanging, native)
		e.mu.Unlock()
		e.inbox.put(native)
	})
}

// gone reports that the daemon does not have a container any more.
func (e *Engine) gone(native string, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.leftOut, native)
	c := e.native[native]
	if c == nil {
		return
	}
	delete(e.native, native)
	e.leave(c)
	c.removed = true
	e.emit(engine.Event{Kind: engine.Removed, Container: c.id, Time: e.daemon.here(at)})
}
