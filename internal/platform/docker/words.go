package docker

import (
	"context"
	"errors"
	"strings"

	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dialect"
)

// words says in a sentence why the daemon cannot be used, and what can be done about it.
func (e *Engine) words(err error) error {
	text := err.Error()
	fault := e.daemon.fault.Load()
	switch {
	case fault != nil:
		return *fault // dialing knows best
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return dialect.Sentence("Docker takes connections but does not answer: restart it, for example systemctl restart docker (" + e.o.Address + ")") // the address may be cut
	case strings.Contains(text, "is not supported by this client"), strings.Contains(text, "is too old"):
		return dialect.Sentence("the Docker daemon at " + e.o.Address + " is too old: it must be 19.03 or newer (API " + client.MinAPIVersion + "): " + dialect.Reason(text))
	case client.IsErrConnectionFailed(err):
		return dialect.Sentence("the Docker daemon at " + e.o.Address + " ended the connection: see whether it runs (systemctl status docker)")
	default:
		return dialect.Sentence("the Docker daemon at " + e.o.Address + " says: " + dialect.Reason(text))
	}
}
