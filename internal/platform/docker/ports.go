package docker

import (
	"context"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"fleetop/internal/platform/engine"
)

// Outer ports are chosen here and bound fixed: the daemon's own choice would be another at every
// start.
const (
	firstOuter = 49153
	lastOuter  = 65535
)

// portTries is how many ports are tried at the first start of a container.
const portTries = 5

// choosePorts returns an outer port for each port, or fewer if there are not enough. It begins at
// start and skips what is taken.
func choosePorts(ports []engine.Port, start int, taken func(engine.Port) bool) []engine.Binding {
	const all = lastOuter - firstOuter + 1
	var (
		out  []engine.Binding
		next = start
	)
	for _, p := range ports {
		for range all {
			outer := firstOuter + (next-firstOuter+all)%all
			next = outer + 1
			if !taken(engine.Port{Number: outer, Protocol: p.Protocol}) {
				out = append(out, engine.Binding{Port: p, Outer: outer})
				break
			}
		}
	}
	return out
}

// reservePorts chooses outer ports for a container and keeps others off them. e.mu is not held.
func (e *Engine) reservePorts(c *container, ports []engine.Port) []engine.Binding {
	probe := func(engine.Port) bool { return false }
	if e.o.IsLocal {
		probe = inUse
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	taken := make(map[engine.Port]bool)
	for _, other := range e.conts {
		for _, list := range [][]engine.Binding{other.facts.ports, other.facts.fixed, other.hand.ports} {
			for _, b := range list {
				taken[engine.Port{Number: b.Outer, Protocol: b.Protocol}] = true
			}
		}
	}
	start := firstOuter + rand.IntN(lastOuter-firstOuter+1) //nolint:gosec // no secret
	c.hand.ports = choosePorts(ports, start, func(p engine.Port) bool { return taken[p] || probe(p) })
	return c.hand.ports
}

// inUse reports whether a program on this machine has a port.
func inUse(p engine.Port) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var (
		config  net.ListenConfig
		address = net.JoinHostPort("", strconv.Itoa(p.Number))
	)
	if p.Protocol == "udp" {
		c, err := config.ListenPacket(ctx, "udp", address)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	}
	l, err := config.Listen(ctx, "tcp", address)
	if err == nil {
		_ = l.Close()
	}
	return err != nil
}

// holderOf returns the name of the container that has an outer port now, empty if none of the known
// has it. e.mu is held.
func (e *Engine) holderOf(port int) string {
	for _, c := range e.conts {
		for _, b := range c.facts.ports {
			if b.Outer == port && c.facts.running() {
				return c.name
			}
		}
	}
	return ""
}
