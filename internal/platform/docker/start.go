package docker

import (
	"context"
	"errors"
)

// start starts a container, which is made first if it has not been.
func (e *Engine) start(ctx context.Context, c *container) error {
	e.mu.Lock()
	err := c.hand.failed
	c.hand.failed = nil
	e.mu.Unlock()
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		if err := e.make(ctx, c); err != nil {
			return err
		}
		err := e.slot(func(ctx context.Context) error { return e.startNow(ctx, c) })
		switch {
		case !portTaken(err):
			return err
		case try == portTries || !e.canMove(c):
			port := portIn(err)
			e.mu.Lock()
			defer e.mu.Unlock()
			return errors.New(portReason(port, e.holderOf(port), e.o.TouchAll))
		}
		if err := e.slot(func(ctx context.Context) error { return e.unmake(ctx, c) }); err != nil {
			return err
		}
	}
}

// canMove reports whether a container can have other outer ports: nobody knows those of one that
// never ran.
func (e *Engine) canMove(c *container) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(c.hand.ports) > 0 && c.facts.started.IsZero()
}

// startNow starts a container that is there.
func (e *Engine) startNow(ctx context.Context, c *container) error {
	native := e.nativeOf(c)
	err := e.daemon.start(ctx, native)
	switch {
	case isPaused(err):
		e.mu.Lock()
		c.hand.instead = true
		e.mu.Unlock()
		return e.daemon.unpause(ctx, native)
	case networkUnclear(err):
		if err := e.ensureNetwork(ctx, networkFor(e.o.Owner)); err != nil {
			return err
		}
		return e.daemon.start(ctx, native)
	}
	return err
}
