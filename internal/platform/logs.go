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

// logSource is a container whose log is read.
type logSource struct {
	name, uuid string
	reason     string // why nothing more is written, empty if the program runs or ended by itself
}

// source returns where a container's log is. p.mu is held.
func (c *container) source() logSource {
	s := logSource{name: c.unique, uuid: c.uuid}
	if c.reason != "" && c.state.isStopped() {
		s.reason = c.state.String() + ": " + c.reason
	}
	return s
}

// readLog returns the end of a container's log. One that could not be started says why at its end.
// The lock must not be held: this may take time.
func (p *Platform) readLog(ctx context.Context, s logSource, limit int) ([]byte, error) {
	b, err := p.readEngine(ctx, s.uuid, limit)
	if err != nil || s.reason == "" {
		return b, err
	}
	if len(b) > 0 && b[len(b)-1] != '\n' {
		b = append(b, '\n')
	}
	return append(b, s.reason+"\n"...), nil
}

// readEngine returns the end of what a container wrote.
func (p *Platform) readEngine(ctx context.Context, uuid string, limit int) ([]byte, error) {
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
	cont := p.conts.by[c.id]
	if cont == nil {
		p.mu.RUnlock()
		return notFound()
	}
	source := cont.source()
	p.mu.RUnlock()
	b, err := p.readLog(c.ctx, source, logLimit)
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
	sources := make([]logSource, len(a.conts))
	for i, c := range a.conts {
		sources[i] = c.source()
	}
	p.mu.RUnlock()

	limit := min(logLimit, max(logShare, logsLimit/max(1, len(sources))))
	var out strings.Builder
	for _, s := range sources {
		b, err := p.readLog(c.ctx, s, limit)
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
