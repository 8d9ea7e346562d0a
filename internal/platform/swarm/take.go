package swarm

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/api/types/swarm"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// take makes known what a manager said.
func (e *Engine) take(got answer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if got.nodes != nil {
		e.takeNodes(got.nodes)
	}
	there := make(map[string]bool, len(got.services))
	for i := range got.services {
		s := &got.services[i]
		there[s.ID] = true
		e.takeService(s)
	}
	tasks := make(map[string][]swarm.Task)
	for i := range got.tasks {
		t := &got.tasks[i]
		tasks[t.ServiceID] = append(tasks[t.ServiceID], *t)
	}
	for id, a := range e.services {
		if got.of != nil && !slices.Contains(got.of, id) || got.turn <= a.asOf {
			continue
		}
		a.tasks = tasks[id]
		a.keepTimes()
		a.keepCount()
		if got.of == nil && got.services != nil && !there[id] {
			a.removed = true
		}
		if a.removed && !e.anyRuns(a) {
			e.drop(a)
			continue
		}
		e.compare(a)
		e.nudge(a)
	}
}

// takeNodes makes known what a list says of the nodes. e.mu is held.
func (e *Engine) takeNodes(list []swarm.Node) {
	was := e.nodes
	e.nodes = make(map[string]node, len(list))
	for i := range list {
		n := e.nodeOf(&list[i])
		if known := was[list[i].ID]; n.down && known.down {
			n.since = known.since // its record may change for other reasons
		}
		e.nodes[list[i].ID] = n
	}
}

// nudgeAfter is how long there may be too few or too many tasks before Swarm is reminded of that.
const nudgeAfter = time.Second

// mostNudges is how often it is reminded.
const mostNudges = 5

// nudge reminds Swarm of tasks that are missing, or not wanted. Of a service whose tasks are not started
// again it takes those that it is stopping for those that are wanted, and makes no others when they are
// gone; an update that is under way while a service is stopped may make one more. e.mu is held.
func (e *Engine) nudge(a *app) {
	if a.hasWork() {
		return
	}
	if a.service == nil || a.ending || a.notice() != "" || !e.isOff(a) {
		a.off, a.nudges = time.Time{}, 0
		return
	}
	switch now := e.o.Now(); {
	case a.off.IsZero():
		a.off = now
	case now.Sub(a.off) >= nudgeAfter && a.nudges < mostNudges:
		a.off = time.Time{}
		a.nudges++
		// Swarm makes none in the place of those that it stopped because their node was cut off, unless
		// all are replaced: that harms nothing where none is left.
		a.wants = append(a.wants, engine.Want{Redeploy: !slices.ContainsFunc(a.tasks, isKept)})
		e.begun(a)
	}
}

// isKept reports whether a task runs, or has ended and is not to run again.
func isKept(t swarm.Task) bool { return t.Status.State == swarm.TaskStateRunning || endedItself(&t) }

// isOff reports whether a service of this server has fewer tasks than it should have, or more, and none
// that are on their way. e.mu is held.
func (e *Engine) isOff(a *app) bool {
	s := &a.service.Spec
	if s.Labels[labelOwner] != e.o.Owner || s.Mode.Replicated == nil {
		return false
	}
	live := 0
	for _, p := range seats(a.service, a.tasks) {
		switch p.phase(e.place(p.now)) {
		case engine.PhaseGone:
			if isGivenUp(s, p.now) {
				live++
			}
		case engine.PhaseRunning, engine.PhaseExited:
			live++
		default:
			return false
		}
	}
	return live != replicas(s)
}

// nodeOf returns what a list says of a node.
func (e *Engine) nodeOf(n *swarm.Node) node {
	known := node{
		name: dialect.Tidy(n.Description.Hostname), address: dialect.Tidy(n.Status.Addr), down: n.Status.State == swarm.NodeStateDown,
	}
	if known.down {
		known.since = n.UpdatedAt
	}
	if known.name == "" {
		known.name = dialect.Tidy(n.ID)
	}
	if known.address == "" || known.address == "0.0.0.0" || strings.HasPrefix(known.address, "127.") {
		known.address = e.managers.now().Host
	}
	return known
}

// takeService makes known what a list says of a service. e.mu is held.
func (e *Engine) takeService(s *swarm.Service) {
	a := e.services[s.ID]
	if a == nil {
		id, shown := e.identify(s)
		if !shown {
			return
		}
		if a = e.apps[id]; a == nil {
			a = newApp(id)
			e.apps[id] = a
		}
		a.deploy, a.fault = nil, ""
		e.services[s.ID] = a
	}
	if a.service == nil || s.Version.Index >= a.service.Version.Index {
		a.service = s
	}
}

// identify tells which application a service is, and whether it is shown.
func (e *Engine) identify(s *swarm.Service) (id string, shown bool) {
	labels := s.Spec.Labels
	if _, ignored := labels[labelIgnore]; ignored || labels[labelOwner] != e.o.Owner && !e.o.TouchAll {
		return "", false
	}
	if id = labels[labelApplication]; engine.IsUUID(id) && (e.apps[id] == nil || e.apps[id].service == nil) {
		return id, true
	}
	return dialect.ServiceUUID(s.ID), true
}

// keepTimes notes since when tasks run, and forgets those that there are not any more.
func (a *app) keepTimes() {
	there := make(map[string]bool, len(a.tasks))
	for i := range a.tasks {
		t := &a.tasks[i]
		there[t.ID] = true
		if t.Status.State == swarm.TaskStateRunning && a.started[t.ID].IsZero() {
			a.started[t.ID] = t.Status.Timestamp
		}
	}
	for id := range a.started {
		if !there[id] {
			delete(a.started, id)
		}
	}
	for id := range a.given {
		if !there[id] {
			delete(a.given, id)
		}
	}
}

// crashes are how often tasks of a place ended by themselves and others were made, and when the newest of these
// was made: Swarm forgets most of them.
type crashes struct {
	times int
	last  time.Time
}

// keepCount counts the tasks that were made in the place of others. What is made from another service than
// those counts anew.
func (a *app) keepCount() {
	if a.service == nil {
		return
	}
	counts := make(map[place]crashes)
	for _, p := range seats(a.service, a.tasks) {
		n := a.crashes[p.at]
		if len(p.past) > 0 && !reflect.DeepEqual(p.past[0].Spec, p.now.Spec) {
			n = crashes{}
		}
		for _, t := range slices.Backward(p.past) {
			if t.CreatedAt.After(n.last) && endedItself(t) && reflect.DeepEqual(t.Spec, p.now.Spec) {
				n.times++
				n.last = t.CreatedAt
			}
		}
		if n.times > 0 {
			counts[p.at] = n
		}
	}
	a.crashes = counts
}

// anyRuns reports whether a task of an application that was removed still has to end. e.mu is held.
func (e *Engine) anyRuns(a *app) bool {
	return slices.ContainsFunc(a.tasks, func(t swarm.Task) bool {
		return t.NodeID != "" && !hasEnded(&t) && !e.place(&t).down
	})
}

// drop forgets an application that is gone, and says so. e.mu is held.
func (e *Engine) drop(a *app) {
	if a.service != nil {
		delete(e.services, a.service.ID)
	}
	delete(e.apps, a.id)
	e.emit(engine.Event{Kind: engine.Removed, App: &engine.Application{ID: a.id}})
	ring(e.rested)
}

// compare tells of an application if it is different now. e.mu is held.
func (e *Engine) compare(a *app) {
	now := e.tell(a)
	if reflect.DeepEqual(now, a.told) {
		return
	}
	a.told, a.moved = now, e.o.Now()
	e.changed(a)
}
