package docker

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// Check returns why an operation is impossible on an application or a container.
func (e *Engine) Check(op engine.Op, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if g := e.groups[id]; g != nil {
		return e.checkGroup(op, g)
	}
	if c := e.conts[id]; c != nil && c.group != nil {
		return e.checkContainer(op, c)
	}
	return nil // it is gone: the command itself will say so
}

func (e *Engine) checkGroup(op engine.Op, g *group) error {
	for _, c := range g.conts {
		if err := e.checkContainer(op, c); err != nil {
			return err
		}
	}
	if g.owner == engine.Own {
		return nil
	}
	switch op {
	case engine.OpUpdate:
		return refuse("%s was made by %s: its settings cannot be changed here", g.name, g.maker())
	case engine.OpRedeploy:
		return refuse("%s was made by %s: redeploy it there", g.name, g.maker())
	case engine.OpGrow:
		if c := g.example(); c.facts.privileged && !e.o.TouchAll {
			return refuse("%s is privileged: only a server with --touch all makes more of it", c.name)
		}
		return g.checkScale()
	default:
		return nil
	}
}

// checkContainer tells what forbids an operation whatever the application is.
func (e *Engine) checkContainer(op engine.Op, c *container) error {
	if c.group.owner == engine.Stack {
		return refuse("%s belongs to %s, which would put it back: use the docker service commands", c.name, c.group.by)
	}
	isEnd := op == engine.OpStop || op == engine.OpTerminate || op == engine.OpRedeploy
	if isEnd && e.o.Self != "" && c.native == e.o.Self {
		return refuse("%s is the container this server runs in: stop it with docker stop", c.name)
	}
	return nil
}

// checkScale tells why no container can be copied from those of an application that somebody else
// made.
func (g *group) checkScale() error {
	c := g.example()
	f := &c.facts
	kind, with := networkMode(f.network)
	switch {
	case engine.IsUUID(f.labels[labelContainer]):
		return refuse("%s belongs to %s: scale it there", g.name, g.maker())
	case len(f.fixed) > 0:
		return refuse("port %d of the host belongs to %s: a second container cannot have it", f.fixed[0].Outer, c.name)
	case f.address != "":
		return refuse("the address %s belongs to %s: a second container cannot have it", f.address, c.name)
	case kind == "container":
		return refuse("%s shares the network of the container %s: it cannot be copied", c.name, with)
	case kind == "host" && len(f.inner) > 0:
		return refuse("%s uses the network of the host: a second container cannot have its ports", c.name)
	case f.autoRemove:
		return refuse("%s was started with --rm: it cannot be copied", c.name)
	case f.phase == engine.PhaseDead || f.phase == engine.PhaseRemoving || f.phase == engine.PhaseUnknown:
		return refuse("%s is %s: it cannot be copied", c.name, f.word)
	case g.owner == engine.Compose && c.name != fmt.Sprintf("%s-%d", g.name, c.number) && c.name != fmt.Sprintf("%s_%d", g.name, c.number):
		return refuse("%s has a fixed name (container_name): Compose cannot have a second one", c.name)
	default:
		return nil
	}
}

// networkMode splits a network mode such as "container:7fa0".
func networkMode(s string) (kind, with string) {
	kind, with, _ = strings.Cut(s, ":")
	return kind, with[:min(len(with), 12)]
}

// maker says who made an application.
func (g *group) maker() string { return cmp.Or(g.by, "somebody else") }

// isPrivileged reports whether one of its containers can do everything on the host.
func (g *group) isPrivileged() bool {
	return slices.ContainsFunc(g.conts, func(c *container) bool { return c.facts.privileged })
}

func refuse(format string, values ...any) error {
	return dialect.Sentence(fmt.Sprintf(format, values...))
}
