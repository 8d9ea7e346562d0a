package docker

import (
	"context"
	"fmt"
	"strings"

	cerrdefs "github.com/containerd/errdefs"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

var _ engine.Store = (*Engine)(nil)

// Pull gets an image from its registry, again if it is there already.
func (e *Engine) Pull(ctx context.Context, ref engine.Ref, auth *engine.Auth, progress func(line string)) error {
	_, err := e.daemon.image(ctx, ref.String())
	isNew := isGone(err)
	if err := e.pulled(ctx, ref, auth, progress); err != nil {
		return dialect.Sentence(reasonOf(err))
	}
	if isNew {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.fetched[ref] = true
	}
	return nil
}

// Untag removes one tag of an image, and the image with the last. An engine that touches only what it
// made removes no more than what it has pulled.
func (e *Engine) Untag(ctx context.Context, ref engine.Ref) error {
	img, err := e.daemon.image(ctx, ref.String())
	if isGone(err) {
		return nil
	}
	if err != nil {
		return e.words(err)
	}
	e.mu.Lock()
	mayTouch, user := e.o.TouchAll || e.fetched[ref], e.userOf(ref, img.ID)
	e.mu.Unlock()
	switch {
	case user != "":
		return fmt.Errorf("%s: %w by %s", ref, engine.ErrInUse, user)
	case !mayTouch:
		return fmt.Errorf("%s was not pulled by this server: removing it is %w", ref, engine.ErrUnsupported)
	}
	switch err := e.daemon.untag(ctx, ref); {
	case err == nil || isGone(err):
		e.mu.Lock()
		delete(e.fetched, ref)
		e.mu.Unlock()
		return nil
	case cerrdefs.IsConflict(err):
		return fmt.Errorf("%s: %w by %s", ref, engine.ErrInUse, e.userIn(err))
	case isUnreachable(err):
		return e.words(err)
	default:
		return dialect.Sentence(reasonOf(err))
	}
}

// userOf returns the name of a container that was made from a tag, empty for none. e.mu is held.
func (e *Engine) userOf(ref engine.Ref, id string) string {
	for _, c := range e.native {
		if c.facts.imageID == id && e.imageName(&c.facts) == ref {
			return c.name
		}
	}
	return ""
}

// userIn returns the name of the container that the daemon says an image is used by. It may be one
// that is not shown.
func (e *Engine) userIn(err error) string {
	_, rest, _ := strings.Cut(text(err), "container ")
	id, _, _ := strings.Cut(rest, " ")
	if len(id) < shortID {
		return "a container"
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for native, c := range e.native {
		if strings.HasPrefix(native, id) {
			return c.name
		}
	}
	return "a container that is not shown here"
}
