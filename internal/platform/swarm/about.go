package swarm

import (
	"strings"

	"fleetop/internal/platform/engine"
)

var _ engine.Informer = (*Engine)(nil)

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
