package docker

import (
	"context"
	"fmt"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// graceTime is how long the daemon lets a program end by itself if the container does not say.
	graceTime = 10 * time.Second
	// mostGrace is the most of what a container says.
	mostGrace = time.Hour
	// stopHold is how long a stop keeps one of the hands. After that the daemon only waits for the
	// program, and others may go on.
	stopHold = 2 * time.Second
	// leaveTime is how long is waited for a removal that somebody else began.
	leaveTime = 30 * time.Second
)

// stop stops a container. One that is not made has nothing to stop.
func (e *Engine) stop(c *container) error {
	native := e.nativeOf(c)
	if native == "" {
		return nil
	}
	return e.stopNow(c, native)
}

// stopNow stops a container that is made. However long that takes, others do not have to wait.
func (e *Engine) stopNow(c *container, native string) error {
	return e.slotFor(e.stopHold, func(ctx context.Context) error { return e.daemon.stop(ctx, native, e.graceOf(c)) })
}

// remove stops a container, keeps the end of its log, and removes it.
func (e *Engine) remove(c *container) error {
	native := e.nativeOf(c)
	if native == "" {
		return nil
	}
	hasRun := e.hasRun(c)
	if hasRun {
		_ = e.stopNow(c, native) // what goes wrong here does so again when it is removed
	}
	err := e.slot(func(ctx context.Context) error {
		if hasRun {
			e.keepLog(ctx, c)
		}
		return e.daemon.remove(ctx, native, c.own)
	})
	switch {
	case isGone(err):
		return nil
	case isLeaving(err):
		return e.waitGone(e.ctx, native)
	}
	return err
}

// errStays is the error of a container that somebody else removes, and that stays.
var errStays = fmt.Errorf("it is still being removed after %.0f seconds", leaveTime.Seconds())

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
			return errStays
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
