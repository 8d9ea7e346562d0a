package swarm

import (
	"fmt"

	"github.com/moby/moby/api/types/swarm"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// Check returns why an operation is impossible on an application or a container.
func (e *Engine) Check(op engine.Op, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if a := e.apps[id]; a != nil {
		return e.checkApp(op, a)
	}
	if t := e.taskOf(id); t != nil {
		return checkTask(op)
	}
	return nil // it is gone: the command itself will say so
}

// checkTask refuses what is asked of a single container.
func checkTask(op engine.Op) error {
	if words, found := refusals()[op]; found {
		return dialect.Sentence(words)
	}
	return nil
}

// refusals says of what is possible on no single container why.
func refusals() map[engine.Op]string {
	return map[engine.Op]string{
		engine.OpStart:     "Swarm starts containers by itself: ask for it on the application, start or scale that",
		engine.OpStop:      "Swarm would replace the container at once: ask for it on the application, stop or scale that",
		engine.OpTerminate: "Swarm chooses which container goes when a service shrinks: ask for it on the application, scale that",
	}
}

// checkApp tells what forbids an operation on a whole application. e.mu is held.
func (e *Engine) checkApp(op engine.Op, a *app) error {
	s := a.spec(&e.o)
	name := nameOf(&s)
	isSizing := op == engine.OpScale || op == engine.OpGrow
	isTurning := op == engine.OpStart || op == engine.OpStop
	switch {
	case s.Mode.Global != nil && isSizing:
		return refuse("%s runs once on every node: it cannot be scaled", name)
	case s.Mode.Global != nil && isTurning:
		return refuse("%s runs once on every node: Swarm cannot stop or start it; terminate it, or drain nodes", name)
	case isJob(&s) && (isSizing || isTurning):
		return refuse("%s is a job, whose containers run to their end: it cannot be scaled, stopped or started; redeploy it to run it again", name)
	case op == engine.OpRestart && s.Labels[labelOwner] == e.o.Owner && !isEmpty(&s):
		return refuse("%s has its restart policy from Swarm, which replaces all containers to change it: stop %s first, change it, and start it again", name, name)
	case op == engine.OpUpdate && s.Labels[labelOwner] != e.o.Owner:
		rec := engine.Application{OwnerName: "somebody else"}
		e.own(&rec, &s)
		return refuse("%s was made by %s: its settings cannot be changed here", name, rec.OwnerName)
	default:
		return nil
	}
}

// isEmpty reports whether a service is to have no tasks.
func isEmpty(s *swarm.ServiceSpec) bool { return replicas(s) == 0 && s.Mode.Replicated != nil }

func isJob(s *swarm.ServiceSpec) bool { return s.Mode.ReplicatedJob != nil || s.Mode.GlobalJob != nil }

// taskOf returns the task of a container, nil if there is none. e.mu is held.
func (e *Engine) taskOf(id string) *swarm.Task {
	for _, a := range e.apps {
		for i := range a.tasks {
			if dialect.ContainerUUID(a.tasks[i].ID) == id {
				return &a.tasks[i]
			}
		}
	}
	return nil
}

func refuse(format string, values ...any) error {
	return dialect.Sentence(fmt.Sprintf(format, values...))
}
