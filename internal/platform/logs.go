package platform

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"fleetop/internal/platform/engine"
)

const (
	// logLimit is the most bytes of one container's log.
	logLimit = 1 << 20
	// logsLimit is about the most bytes of an application's log: with many containers each gets its
	// share.
	logsLimit = 16 << 20
	// logShare is the least share.
	logShare = 4 << 10
)

// logBody is a log on the wire.
type logBody struct {
	Logs string `json:"logs"`
}

// readLog returns the end of a container's log. The lock must not be held: this may take time.
func (p *Platform) readLog(ctx context.Context, uuid string, limit int) ([]byte, error) {
	log, err := p.eng.Logs(ctx, uuid, engine.LogQuery{Limit: limit})
	if errors.Is(err, engine.ErrNotFound) {
		return nil, nil // nothing was written, or it is forgotten already
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // the engine's error says it all
	}
	defer func() { _ = log.Close() }()
	return io.ReadAll(log) //nolint:wrapcheck // likewise
}

// containerLogs answers GET container/(uuid)/logs/.
func (p *Platform) containerLogs(c *call) reply {
	p.mu.RLock()
	known := p.conts.by[c.id] != nil
	p.mu.RUnlock()
	if !known {
		return notFound()
	}
	b, err := p.readLog(c.ctx, c.id, logLimit)
	if err != nil {
		return fault(err)
	}
	return reply{http.StatusOK, logBody{string(b)}}
}

// applicationLogs answers GET application/(uuid)/logs/: the logs of the containers one after the
// other, each under its name.
func (p *Platform) applicationLogs(c *call) reply {
	p.mu.RLock()
	a := p.apps.by[c.id]
	if a == nil {
		p.mu.RUnlock()
		return notFound()
	}
	type source struct{ name, uuid string }
	sources := make([]source, len(a.conts))
	for i, c := range a.conts {
		sources[i] = source{c.unique, c.uuid}
	}
	p.mu.RUnlock()

	limit := min(logLimit, max(logShare, logsLimit/max(1, len(sources))))
	var out strings.Builder
	for _, s := range sources {
		b, err := p.readLog(c.ctx, s.uuid, limit)
		if err != nil {
			return fault(err)
		}
		out.WriteString("======>" + s.name + " <======\n")
		out.Write(b)
		if len(b) > 0 && b[len(b)-1] != '\n' {
			out.WriteByte('\n')
		}
	}
	return reply{http.StatusOK, logBody{out.String()}}
}
