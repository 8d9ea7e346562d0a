package platform

import (
	"cmp"

	"fleetop/internal/platform/engine"
)

// adopt takes over the applications that the engine already has. It runs before the first request.
func (p *Platform) adopt(found []engine.Application) {
	made := make([]*application, len(found))
	for i := range found {
		made[i] = p.adoptApplication(&found[i])
	}
	for i, a := range made {
		for _, name := range found[i].Links {
			to := p.apps.by[name]
			if to == nil {
				to = p.names[name]
			}
			if to != nil {
				link(a, to, "")
			}
		}
	}
}

func (p *Platform) adoptApplication(e *engine.Application) *application {
	a := &application{
		name: e.Name, webDNS: e.WebDNS, roles: e.Roles, target: len(e.Containers),
		config: &config{
			image: e.Image, command: e.Command, entry: e.Entrypoint,
			env: e.Env, ports: e.Ports, size: sizeFor(e.Memory),
		},
		policies: policies{
			restart: cmp.Or(policy(e.Restart), polOff),
			replace: cmp.Or(policy(e.Replace), polOff),
			destroy: cmp.Or(policy(e.Destroy), polOff),
		},
		deployed: e.Deployed, started: e.Started, stopped: e.Stopped,
	}
	uuid := e.ID
	if uuid == "" || p.apps.by[uuid] != nil {
		uuid = p.newUUID()
	}
	p.register(a, uuid)
	for i := range e.Containers {
		p.adoptContainer(a, &e.Containers[i])
	}
	a.wasUp = a.counts[stRunning] > 0
	return a
}

func (p *Platform) adoptContainer(a *application, e *engine.Container) {
	c := p.newContainer(a, e.ID, e.Number)
	c.deployed, c.started, c.stopped = e.Deployed, e.Started, e.Stopped
	c.exited, c.exit = e.Exited, e.ExitCode
	if len(e.Ports) > 0 {
		c.outer = make([]int, len(c.ports))
		for i, port := range c.ports {
			for _, b := range e.Ports {
				if b.Port == port {
					c.outer[i] = b.Outer
				}
			}
		}
	}
	switch {
	case e.Running:
		c.set(stRunning)
	case e.Exited && e.ExitCode != 0 && !e.StoppedByUser:
		c.set(stErrors)
	case e.Exited:
		c.set(stStopped)
	default:
		c.set(stInit)
	}
}
