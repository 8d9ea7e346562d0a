package docker

import (
	"context"
	"errors"
	"time"

	"fleetop/internal/platform/engine"
)

// refusedTime is how long a registry that was asked too often is left in peace.
const refusedTime = time.Minute

// errStalled is the error of a pull without progress.
var errStalled = errors.New("the registry sent nothing for a minute")

// pullKey tells pulls apart: the same image with other credentials is another pull.
type pullKey struct {
	ref  engine.Ref
	auth engine.Auth
}

// pull is a pull under way, or one that the registry refused.
type pull struct {
	done    chan struct{} // closed when err is set
	err     error
	waiting int
	cancel  context.CancelFunc
	until   time.Time // of a refusal: when it may be tried again
}

// pulled returns when an image was fetched. However many containers wait for it, it is fetched once;
// when the last of them waits no longer, not at all.
func (e *Engine) pulled(ctx context.Context, ref engine.Ref, auth *engine.Auth) error {
	key := pullKey{ref: ref}
	if auth != nil {
		key.auth = *auth
	}
	e.mu.Lock()
	p := e.hands.pulls[key]
	if p != nil && p.waiting == 0 && e.o.Now().After(p.until) {
		p = nil
	}
	if p == nil {
		if e.closed {
			e.mu.Unlock()
			return engine.ErrClosed
		}
		p = &pull{done: make(chan struct{})}
		var all context.Context
		all, p.cancel = context.WithCancel(e.ctx)
		e.hands.pulls[key] = p
		e.done.Go(func() { e.fetch(all, key, auth, p) })
	}
	p.waiting++
	e.mu.Unlock()

	var err error
	select {
	case <-p.done:
		err = p.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if p.waiting--; p.waiting == 0 {
		p.cancel()
		if p.until.IsZero() && e.hands.pulls[key] == p {
			delete(e.hands.pulls, key)
		}
	}
	return err
}

// fetch carries out a pull.
func (e *Engine) fetch(ctx context.Context, key pullKey, auth *engine.Auth, p *pull) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	timer := time.AfterFunc(pullSilence, func() { stop(errStalled) })
	defer timer.Stop()
	err := e.daemon.pull(ctx, key.ref, auth, func() { timer.Reset(pullSilence) })
	if err != nil && errors.Is(context.Cause(ctx), errStalled) {
		err = errStalled
	}
	e.mu.Lock()
	p.err = err
	if tooMany(err) {
		p.until = e.o.Now().Add(refusedTime)
	}
	e.mu.Unlock()
	close(p.done)
}
