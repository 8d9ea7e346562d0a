package docker

import (
	"context"
	"errors"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// graceTime is how long the daemon lets a program end by itself if the container does not say.
	graceTime = 10 * time.Second
	// leaveTime is how long is waited for a removal that somebody else began.
	leaveTime = 30 * time.Second
)

// stop stops a container. One that is not made has nothing to stop.
func (e *Engine) stop(c *container) error {
	native := e.nativeOf(c)
	if native == "" {
		return nil
	}
	return e.slot(func(ctx context.Context) error { return e.daemon.stop(ctx, native, e.graceOf(c)) })
}

// remove stops a container, keeps the end of its log, and removes it.
func (e *Engine) remove(c *container) error {
	native := e.nativeOf(c)
	if native == "" {
		return nil
	}
	return e.slot(func(ctx context.Context) error {
		if e.hasRun(c) {
			// What goes wrong here does so again when it is removed.
			_ = e.daemon.stop(ctx, native, e.graceOf(c))
			e.keepLog(ctx, c)
		}
		err := e.daemon.remove(ctx, native, c.own)
		switch {
		case isGone(err):
			return nil
		case isLeaving(err):
			return e.waitGone(ctx, native)
		}
		return err
	})
}

// waitGone waits until a container is gone that somebody else removes.
func (e *Engine) waitGone(ctx context.Context, native string) error {
	ctx, cancel := context.WithTimeout(ctx, leaveTime)
	defer cancel()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := e.daemon.inspect(ctx, native); isGone(err) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.New("its removal does not come to an end")
		}
	}
}

// graceOf returns how long a container's program has to end by itself.
func (e *Engine) graceOf(c *container) time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return max(graceTime, c.facts.stopTimeout)
}

// hasRun reports whether a container may have written a log.
func (e *Engine) hasRun(c *container) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return c.facts.phase != engine.PhaseCreated
}
