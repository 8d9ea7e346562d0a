package docker

import (
	"cmp"
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

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

const (
	// createTries and createWait say how often and after which time it is tried again to make or rename
	// a container: the name of one that was removed is taken for a moment.
	createTries = 4
	createWait  = 300 * time.Millisecond
	// nameTries is how many names are tried.
	nameTries = 10
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
		Env:        dialect.Environment(s.Env),
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
		Name:       cmp.Or(s.Called, s.Name),
		Config:     config,
		HostConfig: host,
		NetworkingConfig: &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{
			networkName: {Aliases: slices.Clone(s.Aliases), Links: linksTo(s.Names)},
		}},
	}}
}

// linksTo writes the names by which a container finds others as Docker has them.
func linksTo(names map[string]string) []string {
	links := make([]string, 0, len(names))
	for name, to := range names {
		links = append(links, to+":"+name)
	}
	slices.Sort(links)
	return links
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
		text, _ := json.Marshal(dialect.Environment(s.Env)) //nolint:errchkjson // see above
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
	return e.slot(func(ctx context.Context) error { return e.makeFrom(ctx, c, p, spec.Like != "") })
}

// plan finds out how a container is to be made, and fetches its image.
func (e *Engine) plan(ctx context.Context, c *container, spec *engine.Spec) (plan, error) {
	if spec.Like != "" {
		return e.planLike(ctx, spec)
	}
	exposed, err := e.exposed(ctx, c, spec)
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
func (e *Engine) exposed(ctx context.Context, c *container, spec *engine.Spec) ([]engine.Port, error) {
	ref := spec.Image.String()
	img, err := e.daemon.image(ctx, ref)
	// What was made on this host was never in a registry: there is nothing to pull.
	isOld := err == nil && spec.Pull && spec.Image.Digest == "" && len(img.RepoDigests) > 0
	if isGone(err) || isOld {
		if err := e.pulledFor(ctx, c, spec); err != nil {
			return nil, err
		}
		img, err = e.daemon.image(ctx, ref)
	}
	if err != nil || img.Config == nil {
		return nil, err
	}
	return portsIn(slices.Collect(maps.Keys(img.Config.ExposedPorts))), nil
}

// pulledFor fetches the image of a container, whose record says so meanwhile.
func (e *Engine) pulledFor(ctx context.Context, c *container, spec *engine.Spec) error {
	isOver := false
	say := func(line string) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if isOver {
			return // the next line of a pull that others wait for, too
		}
		c.hand.waits, isOver = line, line == ""
		e.changed(c.group)
	}
	defer say("")
	return e.pulled(ctx, spec.Image, spec.Auth, say)
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
func (e *Engine) makeFrom(ctx context.Context, c *container, p plan, isCopy bool) error {
	native, name, err := e.createNamed(ctx, p.options, isCopy)
	if err != nil {
		return err
	}
	e.mu.Lock()
	if c.native != "" && c.native != native { // of an attempt that failed, which was looked at all the same
		delete(e.native, c.native)
		c.hand.discarded = append(c.hand.discarded, c.native)
	}
	c.native, c.name = native, name
	e.native[native] = c
	e.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(p.more)) {
		if err := e.daemon.connect(ctx, name, native, p.more[name]); err != nil {
			return errors.Join(err, e.unmake(ctx, c))
		}
	}
	return nil
}

// createNamed has the daemon make a container, under the next name that is free if its own is taken.
// A copy has the name that its number gives it, or none.
func (e *Engine) createNamed(ctx context.Context, o client.ContainerCreateOptions, isCopy bool) (native, name string, err error) {
	wanted := o.Name
	for range nameTries {
		native, err = e.createNow(ctx, o)
		if !nameTaken(err) {
			return native, o.Name, err
		}
		if isCopy {
			break
		}
		o.Name = e.nextName(o.Name)
	}
	return "", "", fmt.Errorf("there is another container %s", wanted)
}

// nextName returns the name with the next number that no known container has.
func (e *Engine) nextName(name string) string {
	stem := strings.TrimRight(name, "0123456789")
	n, _ := strconv.Atoi(name[len(stem):])
	e.mu.Lock()
	defer e.mu.Unlock()
	taken := make(map[string]bool, len(e.conts))
	for _, c := range e.conts {
		taken[c.name] = !c.removed || taken[c.name]
	}
	for {
		n++
		if next := stem + strconv.Itoa(n); !taken[next] {
			return next
		}
	}
}

// isOfKnown reports whether a name is refused because a container has it that is known to be there.
func (e *Engine) isOfKnown(err error) bool {
	_, rest, _ := strings.Cut(text(err), "in use by container \"")
	id, _, _ := strings.Cut(rest, "\"")
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.native[id] != nil
}

// createNow has the daemon make a container. It tries again while the name is that of one that was
// removed a moment ago.
func (e *Engine) createNow(ctx context.Context, o client.ContainerCreateOptions) (native string, err error) {
	for try := 1; ; try++ {
		native, err = e.daemon.create(ctx, o)
		isUnclear := networkUnclear(err)
		if try == createTries || !isUnclear && (!nameTaken(err) || e.isOfKnown(err)) {
			return native, err
		}
		if isUnclear {
			if err := e.ensureNetwork(ctx, networkFor(e.o.Owner)); err != nil {
				return "", err
			}
		}
		select {
		case <-time.After(createWait):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// unmake removes a container that never ran, so that it can be made anew.
func (e *Engine) unmake(ctx context.Context, c *container) error {
	e.mu.Lock()
	native := c.native
	delete(e.native, native)
	c.native, c.hand.discarded = "", append(c.hand.discarded, native)
	e.mu.Unlock()
	if err := e.daemon.remove(ctx, native, true); err != nil && !isGone(err) {
		return err
	}
	return nil
}
