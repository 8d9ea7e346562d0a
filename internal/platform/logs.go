package platform

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

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
	// reason is why nothing is written, empty if the program runs or ended by itself.
	reason string
	at     time.Time
}

// source returns where a container's log is. p.mu is held.
func (c *container) source() logSource {
	s := logSource{name: c.unique, uuid: c.uuid}
	if c.reason != "" && (c.state.isStopped() || c.state == stStarting) {
		s.reason = c.state.String() + ": " + c.reason
		s.at = c.told
	}
	return s
}

// readLog returns a part of a container's log. One that could not be started says why at its end. The
// lock must not be held: this may take time.
func (p *Platform) readLog(ctx context.Context, s logSource, q engine.LogQuery) (b []byte, err error) {
	end := ""
	if s.reason != "" {
		end = string(q.AppendPrefix(nil, s.at, engine.StandardError)) + s.reason + "\n"
	}
	if end == "" || q.Tail != 1 {
		if end != "" && q.Tail > 0 {
			q.Tail--
		}
		if b, err = p.readEngine(ctx, s.uuid, q); err != nil {
			return nil, err
		}
	}
	if end != "" && len(b) > 0 && b[len(b)-1] != '\n' {
		b = append(b, '\n')
	}
	return append(b, end...), nil
}

// readEngine returns a part of what a container wrote.
func (p *Platform) readEngine(ctx context.Context, uuid string, q engine.LogQuery) ([]byte, error) {
	log, err := p.eng.Logs(ctx, uuid, q)
	if errors.Is(err, engine.ErrNotFound) {
		return nil, nil // nothing was written, or it is forgotten already
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // the engine's error says it all
	}
	defer func() { _ = log.Close() }()
	return io.ReadAll(log) //nolint:wrapcheck // likewise
}

// logFault answers a log that cannot be read.
func logFault(err error) reply {
	switch {
	case errors.Is(err, engine.ErrUnsupported):
		return refuse("The containers' engine cannot follow logs.")
	case errors.Is(err, engine.ErrUnreadable):
		return refuse(err.Error())
	default:
		return fault(err)
	}
}

// containerLogs answers GET container/(uuid)/logs/.
func (p *Platform) containerLogs(c *call) reply {
	q, wrong := readLogQuery(c.r)
	if wrong != "" {
		return refuse(wrong)
	}
	p.mu.RLock()
	cont := p.conts.by[c.id]
	if cont == nil {
		p.mu.RUnlock()
		return notFound()
	}
	source := cont.source()
	p.mu.RUnlock()
	if q.Follow {
		return p.follow(c, q, true, source)
	}
	q.Limit = logLimit
	b, err := p.readLog(c.ctx, source, q)
	if err != nil {
		return logFault(err)
	}
	return reply{http.StatusOK, logBody{string(b)}}
}

// applicationLogs answers GET application/(uuid)/logs/: the logs of the containers one after the
// other, each under its name, and at the end what happened to the application as a whole under its own.
func (p *Platform) applicationLogs(c *call) reply {
	q, wrong := readLogQuery(c.r)
	if wrong != "" {
		return refuse(wrong)
	}
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
	notes := a.noteLog(q)
	p.mu.RUnlock()
	if q.Follow {
		return p.follow(c, q, false, sources...)
	}

	q.Limit = min(logLimit, max(logShare, logsLimit/max(1, len(sources))))
	var out strings.Builder
	for _, s := range sources {
		b, err := p.readLog(c.ctx, s, q)
		if errors.Is(err, engine.ErrUnreadable) { // others can be
			b, err = []byte(err.Error()), nil
		}
		if err != nil {
			return logFault(err)
		}
		out.WriteString("======>" + s.name + " <======\n")
		out.Write(b)
		if len(b) > 0 && b[len(b)-1] != '\n' {
			out.WriteByte('\n')
		}
	}
	out.WriteString(notes)
	return reply{http.StatusOK, logBody{out.String()}}
}

// noteLog returns what happened to the application as a whole, as a part of its log. p.mu is held.
func (a *application) noteLog(q engine.LogQuery) string {
	if len(a.notes) == 0 {
		return ""
	}
	out := []byte("======>" + a.unique + " <======\n")
	for _, n := range a.notes {
		if !n.at.Before(q.Since) {
			out = append(q.AppendPrefix(out, n.at, engine.StandardError), n.text+"\n"...)
		}
	}
	return string(out)
}
