package cluster

import (
	"slices"

	"fleetop/internal/platform/engine"
)

// What others do to a cluster, and what befalls it: for tests.

// Refuse makes the engine refuse the next command with an error.
func (e *Engine) Refuse(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.late = err
}

// Run makes a service that somebody else runs. A global one runs once on each of so many nodes.
func (e *Engine) Run(id, name string, replicas int, global bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	e.add(&service{
		id: id, name: name, image: engine.ParseRef("nginx:1"), replicas: replicas, global: global,
		owner: engine.Stack, by: "the stack shop", when: engine.Always, limit: engine.Limit{Most: 100},
	})
}

// Change lets somebody else change a service.
func (e *Engine) Change(id string, want engine.Want) {
	if err := e.Apply(id, want); err != nil {
		panic(err)
	}
}

// Take lets somebody else remove a service.
func (e *Engine) Take(id string) {
	if err := e.Terminate(id); err != nil {
		panic(err)
	}
}

// Room says how many tasks the nodes have room for, 0 for any number.
func (e *Engine) Room(tasks int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	e.capacity = tasks
	for _, s := range e.order {
		e.reconcile(s)
	}
}

// Crash ends the program of a task now.
func (e *Engine) Crash(id string, code int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	t := e.tasks[id]
	e.exit(t, code)
	e.reconcile(t.of)
}

// Nodes names the machines of the cluster, over which new tasks are spread.
func (e *Engine) Nodes(names ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.nodes = names
}

// Lose takes a machine away. Its tasks are replaced by others on those that are left.
func (e *Engine) Lose(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	e.nodes = slices.DeleteFunc(e.nodes, func(n string) bool { return n == name })
	for _, s := range e.order {
		for _, t := range s.lives() {
			if t.node == name {
				e.stop(t)
			}
		}
		e.reconcile(s)
	}
}

// GiveUp takes all tasks of a service away for good: the machine was cut off, and its policies start none again.
func (e *Engine) GiveUp(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	s := e.apps[id]
	s.given = true
	for _, t := range s.lives() {
		e.stop(t)
	}
	e.reconcile(s)
}

// RollBack puts a service back to what it was before its update, which the cluster says of it from then on.
func (e *Engine) RollBack(id string, image engine.Ref) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	s := e.apps[id]
	s.image, s.version, s.paused = image, s.version+1, ""
	for _, t := range s.tasks {
		if t.phase == engine.PhaseRunning {
			t.version = s.version
		}
	}
	e.reconcile(s)
	s.paused = "rollback completed"
}
