package docker

import (
	"context"
	"strings"

	"fleetop/internal/platform/engine"
)

var _ engine.Informer = (*Engine)(nil)

// About returns what is known of the daemon from its answers so far, and how far the engine may go.
func (e *Engine) About() engine.About {
	a := engine.About{API: e.daemon.api.ClientVersion(), Host: e.o.Host, Touch: "own", DanglingImages: e.nameless.Load(), Notes: e.o.Notes}
	if server := e.daemon.server.Load(); server != nil {
		a.Version = versionIn(*server)
	}
	if e.o.TouchAll {
		a.Touch = "all"
	} else {
		n := e.LeftOut()
		a.LeftOut = &n
	}
	return a
}

// Identity asks what the daemon is by whatever address it is reached; "" is one that does not say it.
func (e *Engine) Identity(ctx context.Context) (string, error) { return e.daemon.identity(ctx) }

// versionIn is the version in a header such as "Docker/20.10.24 (linux)", "" if there is none.
func versionIn(server string) string {
	_, version, _ := strings.Cut(server, "/")
	version, _, _ = strings.Cut(version, " ")
	return version
}
