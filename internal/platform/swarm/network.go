package swarm

import (
	"context"
	"maps"
	"slices"

	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// networkFor names the network on which the services of a server find each other.
func networkFor(owner string) string { return "fleetop-" + owner }

// ensureNetwork makes the network of this server if there is none, and returns its name.
func (e *Engine) ensureNetwork() (string, error) {
	name := networkFor(e.o.Owner)
	there := func(ctx context.Context, api *client.Client) error {
		_, err := api.NetworkInspect(ctx, name, client.NetworkInspectOptions{Scope: "swarm"})
		return err
	}
	err := e.managers.read(e.ctx, there)
	if !isGone(err) {
		return name, err
	}
	err = e.managers.write(e.ctx, func(ctx context.Context, api *client.Client) error {
		_, err := api.NetworkCreate(ctx, name, client.NetworkCreateOptions{
			Driver: "overlay", Scope: "swarm", Attachable: true, Labels: map[string]string{labelOwner: e.o.Owner},
		})
		return err
	})
	if err != nil && e.managers.read(e.ctx, there) == nil {
		err = nil // somebody else was faster
	}
	return name, err
}

// exposed returns the ports that an image exposes, as far as the manager that is asked has it.
func (e *Engine) exposed(ref engine.Ref) []engine.Port {
	tag, err := e.Inspect(e.ctx, ref, nil)
	if err != nil {
		return nil
	}
	return tag.Ports
}

// Inspect returns what is known of an image that the manager has. Of another it knows nothing: nodes
// fetch images by themselves.
func (e *Engine) Inspect(ctx context.Context, ref engine.Ref, _ *engine.Auth) (engine.Tag, error) {
	tag := engine.Tag{Name: ref.Tag}
	err := e.managers.read(ctx, func(ctx context.Context, api *client.Client) error {
		r, err := api.ImageInspect(ctx, ref.String())
		if err != nil || r.Config == nil {
			return err
		}
		tag.Author, tag.DockerID = r.Author, r.ID
		tag.Entrypoint, tag.Command = engine.JoinCommand(r.Config.Entrypoint), engine.JoinCommand(r.Config.Cmd)
		tag.Env = dialect.Variables(r.Config.Env)
		for _, s := range slices.Sorted(maps.Keys(r.Config.ExposedPorts)) {
			p, err := network.ParsePort(s)
			if err == nil && (p.Proto() == network.TCP || p.Proto() == network.UDP) {
				tag.Ports = append(tag.Ports, engine.Port{Number: int(p.Num()), Protocol: string(p.Proto())})
			}
		}
		return nil
	})
	if isGone(err) {
		return engine.Tag{Name: ref.Tag}, nil
	}
	if err != nil {
		return engine.Tag{}, e.managers.now().words(err)
	}
	return tag, nil
}
