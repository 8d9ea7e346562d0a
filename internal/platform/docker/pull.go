package docker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

// refusedTime is how long a registry that was asked too often is left in peace.
const refusedTime = time.Minute

// errStalled is the error of a pull without progress.
var errStalled = errors.New("the registry sent nothing for a minute")

// A pullError is an error of a pull. What is told of it says so: the start of a container may need one.
type pullError struct{ error }

// Unwrap returns the error itself.
func (e pullError) Unwrap() error { return e.error }

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
	// line says how far it is; listeners are told of each. Engine.mu protects both.
	line      string
	listeners []*func(line string)
}

// pulled returns when an image was fetched. However many wait for it, it is fetched once; when the
// last of them waits no longer, not at all. progress, if it is not nil, is told how far it is.
func (e *Engine) pulled(ctx context.Context, ref engine.Ref, auth *engine.Auth, progress func(line string)) error {
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
	if progress != nil {
		p.listeners = append(p.listeners, &progress)
	}
	line := p.line
	e.mu.Unlock()
	if progress != nil && line != "" {
		progress(line)
	}

	var err error
	select {
	case <-p.done:
		err = p.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	p.listeners = slices.DeleteFunc(p.listeners, func(f *func(string)) bool { return f == &progress })
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
	steps := layers{of: "Pulling " + key.ref.String()}
	e.tell(p, steps.line())
	err := e.daemon.pull(ctx, key.ref, auth, func(id, status string) {
		timer.Reset(pullSilence)
		if steps.take(id, status) {
			e.tell(p, steps.line())
		}
	})
	if err != nil && errors.Is(context.Cause(ctx), errStalled) {
		err = errStalled
	}
	if err != nil {
		err = pullError{err}
	}
	e.mu.Lock()
	p.err = err
	if tooMany(err) {
		p.until = e.o.Now().Add(refusedTime)
		e.forgetPull(key, p)
	}
	e.mu.Unlock()
	close(p.done)
}

// forgetPull forgets a refused pull, with the credentials it was asked for, once it may be tried again.
func (e *Engine) forgetPull(key pullKey, p *pull) {
	time.AfterFunc(refusedTime, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.hands.pulls[key] == p {
			delete(e.hands.pulls, key)
		}
	})
}

// tell tells those who wait for a pull how far it is.
func (e *Engine) tell(p *pull, line string) {
	e.mu.Lock()
	p.line = line
	listeners := slices.Clone(p.listeners)
	e.mu.Unlock()
	for _, listener := range listeners {
		(*listener)(line)
	}
}

// layers counts the layers of an image that is being pulled.
type layers struct {
	of   string
	here map[string]bool // by the daemon's name for a layer: whether it is here
	done int
}

// take notes what the daemon says of a layer, and reports whether the count is another.
func (l *layers) take(id, status string) bool {
	if id == "" || strings.HasPrefix(status, "Pulling from") {
		return false
	}
	isHere := status == "Pull complete" || status == "Already exists"
	was, known := l.here[id]
	if known && was == isHere || was {
		return false
	}
	if l.here == nil {
		l.here = make(map[string]bool)
	}
	l.here[id] = isHere
	if isHere {
		l.done++
	}
	return true
}

// line says how far the pull is.
func (l *layers) line() string {
	if len(l.here) == 0 {
		return l.of
	}
	return fmt.Sprintf("%s: %d of %d layers", l.of, l.done, len(l.here))
}
