package docker

import (
	"context"
	"io"
	"time"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/docker/dockerlog"
	"fleetop/internal/platform/engine"
)

// Logs returns the end of a container's log.
func (e *Engine) Logs(ctx context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	e.mu.Lock()
	c, err := e.find(id)
	if kept, found := e.hands.kept.text(id); found {
		e.mu.Unlock()
		return dockerlog.Of(dockerlog.Select(kept, &q), &q), nil
	}
	if err != nil {
		e.mu.Unlock()
		return nil, err
	}
	native, known := c.native, c.facts.inspected
	tty := c.facts.tty
	e.mu.Unlock()
	if native == "" {
		return nil, engine.ErrNotFound
	}
	if !known {
		r, err := e.daemon.inspect(ctx, native)
		if err != nil {
			return nil, e.logFault(ctx, native, err)
		}
		tty = r.Config != nil && r.Config.Tty
	}
	log := dockerlog.Log{Terminal: tty, Within: e.daemon.within, Open: func(ctx context.Context, entries int, follow bool, since time.Time) (io.ReadCloser, error) {
		return e.daemon.logs(ctx, native, entries, follow, since)
	}}
	if q.Follow {
		r, err := log.Follow(ctx, q)
		if err != nil {
			return nil, e.logFault(ctx, native, err)
		}
		return r, nil
	}
	b, err := log.Tail(ctx, &q)
	if err != nil {
		return nil, e.logFault(ctx, native, err)
	}
	return dockerlog.Of(b, &q), nil
}

// logFault says why a log cannot be read.
func (e *Engine) logFault(ctx context.Context, native string, err error) error {
	switch {
	case isGone(err):
		return engine.ErrNotFound
	case noReader(err):
		r, err := e.daemon.inspect(ctx, native)
		if err != nil || r.HostConfig == nil || r.HostConfig.LogConfig.Type == "" {
			return dockerlog.Unreadable("the container's log driver keeps no logs")
		}
		return dockerlog.Unreadable("the log driver " + dialect.Clean(r.HostConfig.LogConfig.Type) + " keeps no logs")
	case isLeaving(err):
		return dockerlog.Unreadable("the container is being removed")
	}
	return e.words(err)
}
