package swarm

import (
	"context"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/engine"
)

var _ engine.Informer = (*Engine)(nil)

// Identity asks what the swarm is by whatever manager it is reached; "" is one that does not say it.
func (e *Engine) Identity(ctx context.Context) (id string, err error) {
	err = e.managers.read(ctx, func(ctx context.Context, api *client.Client) error {
		r, err := api.SwarmInspect(ctx, client.SwarmInspectOptions{})
		id = r.Swarm.ID
		return err
	})
	if cerrdefs.IsPermissionDenied(err) { // a proxy that lets nobody ask
		return "", nil
	}
	return id, err
}

// About returns what is known of the managers from their answers so far, and how far the engine may go.
func (e *Engine) About() engine.About {
	m := e.managers.now()
	a := engine.About{API: m.api.ClientVersion(), Host: m.Host, Touch: "own", Notes: e.o.Notes, Refused: refusals()}
	if server := m.server.Load(); server != nil {
		// "Docker/20.10.24 (linux)"
		_, version, _ := strings.Cut(*server, "/")
		a.Version, _, _ = strings.Cut(version, " ")
	}
	if e.o.TouchAll {
		a.Touch = "all"
	}
	return a
}
