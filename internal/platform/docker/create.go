package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/engine"
)

const (
	// createTries and createWait say how often and after which time it is tried again to make a
	// container: the name of one that was removed is taken for a moment.
	createTries = 4
	createWait  = 300 * time.Millisecond
	// labelFormat is the version of the labels.
	labelFormat = "1"
	// mostHostname is the longest host name.
	mostHostname = 63
)

// plan is how a container is to be made.
type plan struct {
	options client.ContainerCreateOptions
	// more are the networks beyond the first, by name: old daemons take only one with the container.
	more map[string]*network.EndpointSettings
}

// checkSpec returns why nothing can be made of a spec, whatever the daemon says.
func checkSpec(s *engine.Spec) error {
	for _, command := range []string{s.Command, s.Entrypoint} {
		if _, err := engine.SplitCommand(command); err != nil {
			return fmt.Errorf("%s: %w", command, err)
		}
	}
	return nil
}

// planFor returns how a container is made from a spec, with these outer ports, in a network. The
// daemon adds what is the image's own. The spec was checked.
func planFor(s *engine.Spec, owner, networkName string, ports []engine.Binding) plan {
	command, _ := engine.SplitCommand(s.Command)
	entrypoint, _ := engine.SplitCommand(s.Entrypoint)
	config := &ctypes.Config{
		Image:      s.Image.String(),
		Cmd:        command,
		Entrypoint: entrypoint,
		Env:        environment(s.Env),
		Labels:     labelsFor(s, owner, ports),
	}
	if len(s.Name) <= mostHostname {
		config.Hostname = s.Name
	}
	host := &ctypes.HostConfig{
		NetworkMode:   ctypes.NetworkMode(networkName),
		RestartPolicy: ctypes.RestartPolicy{Name: policyFor(s.Restart)},
		Resources: ctypes.Resources{
			Memory:     s.Memory,
			MemorySwap: s.Memory, // else the program may swap as much again
			CPUShares:  int64(s.CPUShares),
		},
	}
	publish(config, host, ports)
	return plan{options: client.ContainerCreateOptions{
		Name:       s.Name,
		Config:     config,
		HostConfig: host,
		NetworkingConfig: &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{
			networkName: {Aliases: slices.Clone(s.Aliases)},
		}},
	}}
}

// environment writes variables as Docker has them.
func environment(vars []engine.Var) []string {
	out := make([]string, len(vars))
	for i, v := range vars {
		out[i] = v.Key + "=" + v.Value
	}
	return out
}

// labelsFor returns the labels by which a container is known again.
func labelsFor(s *engine.Spec, owner string, ports []engine.Binding) map[string]string {
	labels := make(map[string]string)
	for key, value := range s.Labels {
		labels[key] = value
	}
	labels[labelVersion], labels[labelOwner] = labelFormat, owner
	labels[labelApplication], labels[labelContainer] = s.Application, s.ID
	labels[labelNumber] = strconv.Itoa(s.Number)
	if s.Command != "" {
		labels[labelCommand] = s.Command
	}
	if s.Entrypoint != "" {
		labels[labelEntrypoint] = s.Entrypoint
	}
	if len(ports) > 0 {
		list := make([]string, len(ports))
		for i, b := range ports {
			list[i] = fmt.Sprintf("%d/%s=%d", b.Number, b.Protocol, b.Outer)
		}
		labels[labelPorts] = strings.Join(list, ",")
	}
	if len(s.Env) > 0 {
		// Strings are always written.
		text, _ := json.Marshal(environment(s.Env)) //nolint:errchkjson // see above
		labels[labelEnv] = string(text)
	}
	return labels
}

// policyFor returns what the daemon does by itself when the program ends. It is not "always", which
// would start again what a person stopped.
func policyFor(w engine.When) ctypes.RestartPolicyMode {
	switch w {
	case engine.Always:
		return ctypes.RestartPolicyUnlessStopped
	case engine.OnFailure:
		return ctypes.RestartPolicyOnFailure
	case engine.Never:
	}
	return ctypes.RestartPolicyDisabled
}

// publish binds inner ports to outer ones.
func publish(config *ctypes.Config, host *ctypes.HostConfig, ports []engine.Binding) {
	if len(ports) == 0 {
		return
	}
	config.ExposedPorts = make(network.PortSet)
	host.PortBindings = make(network.PortMap)
	for _, b := range ports {
		inner, ok := network.PortFrom(uint16(b.Number), network.IPProtocol(b.Protocol)) //nolint:gosec // a port
		if !ok {
			continue
		}
		config.ExposedPorts[inner] = struct{}{}
		host.PortBindings[inner] = []network.PortBinding{{HostPort: strconv.Itoa(b.Outer)}}
	}
}

// make makes a container if that was not done yet. The context ends the wait for its image; what it
// cannot end is done in the engine's own.
func (e *Engine) make(ctx context.Context, c *container) error {
	e.mu.Lock()
	spec, made := c.spec, c.native != ""
	e.mu.Unlock()
	switch {
	case made:
		return nil
	case spec == nil:
		return engine.ErrNotFound
	}
	p, err := e.plan(ctx, c, spec)
	if err != nil {
		return err
	}
	return e.slot(func(ctx context.Context) error { return e.makeFrom(ctx, c, p) })
}

// plan finds out how a container is to be made, and fetches its image.
func (e *Engine) plan(ctx context.Context, c *container, spec *engine.Spec) (plan, error) {
	if spec.Like != "" {
		return e.planLike(ctx, spec)
	}
	exposed, err := e.exposed(ctx, spec)
	if err != nil {
		return plan{}, err
	}
	ports := spec.Ports
	if spec.ImagePorts {
		ports = exposed
	}
	name := networkFor(e.o.Owner)
	if err := e.slot(func(ctx context.Context) error { return e.ensureNetwork(ctx, name) }); err != nil {
		return plan{}, err
	}
	outer := e.reservePorts(c, ports)
	if len(outer) < len(ports) {
		return plan{}, errors.New("no port of the host is free")
	}
	return planFor(spec, e.o.Owner, name, outer), nil
}

// exposed makes sure that the image of a spec is there, and returns the ports that it exposes.
func (e *Engine) exposed(ctx context.Context, spec *engine.Spec) ([]engine.Port, error) {
	ref := spec.Image.String()
	img, err := e.daemon.image(ctx, ref)
	if isGone(err) {
		if err := e.pulled(ctx, spec.Image, spec.Auth); err != nil {
			return nil, err
		}
		img, err = e.daemon.image(ctx, ref)
	}
	if err != nil || img.Config == nil {
		return nil, err
	}
	return portsIn(slices.Collect(maps.Keys(img.Config.ExposedPorts))), nil
}

// portsIn reads ports such as "80/tcp" and puts them in order.
func portsIn(list []string) []engine.Port {
	var out []engine.Port
	for _, s := range list {
		if p, err := network.ParsePort(s); err == nil && p.Num() > 0 {
			out = append(out, engine.Port{Number: int(p.Num()), Protocol: string(p.Proto())})
		}
	}
	slices.SortFunc(out, func(a, b engine.Port) int {
		if a.Number != b.Number {
			return a.Number - b.Number
		}
		return strings.Compare(a.Protocol, b.Protocol)
	})
	return out
}

// makeFrom makes a container as planned.
func (e *Engine) makeFrom(ctx context.Context, c *container, p plan) error {
	native, err := e.createNow(ctx, p.options)
	if err != nil {
		return err
	}
	e.mu.Lock()
	c.native, c.name = native, p.options.Name
	e.native[native] = c
	e.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(p.more)) {
		if err := e.daemon.connect(ctx, name, native, p.more[name]); err != nil {
			return errors.Join(err, e.unmake(ctx, c))
		}
	}
	return nil
}

// createNow has the daemon make a container. It tries again while the name is that of one that was
// removed a moment ago.
func (e *Engine) createNow(ctx context.Context, o client.ContainerCreateOptions) (native string, err error) {
	for try := 1; ; try++ {
		native, err = e.daemon.create(ctx, o)
		switch {
		case networkUnclear(err):
			if err := e.ensureNetwork(ctx, networkFor(e.o.Owner)); err != nil {
				return "", err
			}
		case !nameTaken(err):
			return native, err
		}
		if try == createTries {
			break
		}
		select {
		case <-time.After(createWait):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	if nameTaken(err) {
		err = fmt.Errorf("there is another container %s", o.Name)
	}
	return "", err
}

// unmake removes a container that never ran, so that it can be made anew.
func (e *Engine) unmake(ctx context.Context, c *container) error {
	e.mu.Lock()
	native := c.native
	delete(e.native, native)
	c.native, c.hand.discarded = "", native
	e.mu.Unlock()
	if err := e.daemon.remove(ctx, native, true); err != nil && !isGone(err) {
		return err
	}
	return nil
}
