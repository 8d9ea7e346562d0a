package docker

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/engine"
)

// shortID is how much of a container's identifier people are shown, and what its host name and one
// of its aliases are unless somebody says otherwise.
const shortID = 12

// nameLike returns the name that Compose gives to the container of a number, empty if the name of
// this one is none of Compose.
func (c *container) nameLike(number int) string {
	stem := strings.TrimRight(c.name, "0123456789")
	if stem == c.name || !strings.HasSuffix(stem, "-") && !strings.HasSuffix(stem, "_") {
		return ""
	}
	return stem + strconv.Itoa(number)
}

// planLike returns how a container is made that is like another.
func (e *Engine) planLike(ctx context.Context, spec *engine.Spec) (plan, error) {
	e.mu.Lock()
	model := e.conts[spec.Like]
	if model == nil || model.native == "" {
		e.mu.Unlock()
		return plan{}, errors.New("the container that is to be copied is gone")
	}
	native, group, name := model.native, model.group.name, spec.Name
	err := e.checkGroup(engine.OpGrow, model.group)
	if model.facts.labels[composeService] != "" {
		name = model.nameLike(spec.Number)
	}
	e.mu.Unlock()
	if err != nil {
		return plan{}, err
	}
	r, err := e.daemon.inspect(ctx, native)
	if err != nil {
		return plan{}, err
	}
	if r.Config == nil || r.HostConfig == nil {
		return plan{}, errors.New("the daemon does not say what the container was made from")
	}
	image := r.Config.Image
	// A name that means another image by now would make another container.
	if img, err := e.daemon.image(ctx, image); err != nil || img.ID != r.Image {
		image = r.Image
	}
	return copyOf(&r, spec, group, name, image), nil
}

// copyOf returns how a container is made like one that was inspected: in the same group, with another
// name and number, and without what only one container can have.
func copyOf(r *ctypes.InspectResponse, spec *engine.Spec, group, name, image string) plan {
	short := r.ID[:min(shortID, len(r.ID))]
	config, host := *r.Config, *r.HostConfig
	config.Image = image
	if config.Hostname == short {
		config.Hostname = ""
	}
	config.Labels = maps.Clone(config.Labels)
	if config.Labels == nil {
		config.Labels = make(map[string]string)
	}
	config.Labels[labelContainer] = spec.ID
	if config.Labels[composeService] != "" {
		config.Labels[composeNumber] = strconv.Itoa(spec.Number)
	} else {
		config.Labels[labelApplication], config.Labels[labelName] = spec.Application, group
		config.Labels[labelNumber] = strconv.Itoa(spec.Number)
	}
	host.ContainerIDFile = ""
	p := plan{
		options: client.ContainerCreateOptions{Name: name, Config: &config, HostConfig: &host},
		more:    make(map[string]*network.EndpointSettings),
	}
	if r.NetworkSettings == nil {
		return p
	}
	old := strings.TrimPrefix(r.Name, "/")
	for net, end := range r.NetworkSettings.Networks {
		if end == nil {
			continue
		}
		settings := &network.EndpointSettings{
			Links:      slices.Clone(end.Links),
			Aliases:    aliasesLike(end.Aliases, short, old, name),
			DriverOpts: maps.Clone(end.DriverOpts),
			GwPriority: end.GwPriority,
		}
		switch mode := string(host.NetworkMode); {
		case mode == net || mode != "" && mode == end.NetworkID:
			if host.NetworkMode.IsUserDefined() {
				p.options.NetworkingConfig = &network.NetworkingConfig{
					EndpointsConfig: map[string]*network.EndpointSettings{net: settings},
				}
			}
		case ctypes.NetworkMode(net).IsUserDefined():
			p.more[net] = settings
		}
	}
	return p
}

// aliasesLike returns the names in a network for a copy: without the identifier of the container that
// is copied, and with its own name in place of the other's.
func aliasesLike(aliases []string, short, old, name string) []string {
	var out []string
	for _, a := range aliases {
		switch a {
		case short:
		case old:
			out = append(out, name)
		default:
			out = append(out, a)
		}
	}
	return out
}
