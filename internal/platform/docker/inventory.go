package docker

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/image"

	"fleetop/internal/platform/engine"
)

// lateness is how long after the inventory the daemon is asked for all that is not in it: whoever shows
// what runs needs the machine first.
const lateness = 150 * time.Millisecond

// inventory is what there is at the start, or why that is not known.
type inventory struct {
	engine.Inventory

	stream *stream
	err    error
}

// Begin asks for the inventory now, so that it is there when it is wanted.
func (e *Engine) Begin() {
	e.early = make(chan inventory, 1)
	e.done.Go(func() { e.early <- e.lookAround(e.ctx) })
}

// Inventory reaches the daemon, and returns the applications that have containers that run, and the
// images. The daemon needs a third of a millisecond for each container it lists, so those that do
// not run follow as events, and so do the dates and whatever else a list does not have.
func (e *Engine) Inventory(ctx context.Context) (engine.Inventory, error) {
	var inv inventory
	if e.early == nil {
		inv = e.lookAround(ctx)
	} else {
		select {
		case inv = <-e.early:
			e.early = nil
		case <-ctx.Done():
			return engine.Inventory{}, e.words(ctx.Err())
		}
	}
	if inv.err != nil {
		return engine.Inventory{}, e.words(inv.err)
	}
	for range atOnce {
		e.done.Go(e.observe)
	}
	e.done.Go(func() { e.complete(inv.stream) })
	return inv.Inventory, nil
}

// complete asks for what the inventory does not have, and follows the daemon until Close.
func (e *Engine) complete(s *stream) {
	select {
	case <-time.After(lateness):
	case <-e.ctx.Done():
		return
	}
	e.watch(s)
}

// lookAround opens the stream of events, which begins some time ago, and lists what runs and the images,
// all at the same time.
func (e *Engine) lookAround(ctx context.Context) (inv inventory) {
	if !e.daemon.greeted {
		if inv.err = e.daemon.ping(ctx, e.daemon.pingTime); inv.err != nil {
			return inv
		}
	}
	var (
		asked       sync.WaitGroup
		running     []ctypes.Summary
		images      []image.Summary
		errs        [3]error
		since, none = e.daemon.clock().Add(-overlap), time.Time{}
	)
	asked.Go(func() { inv.stream, errs[0] = e.open(since, none) })
	asked.Go(func() { images, errs[1] = e.daemon.images(ctx) })
	running, errs[2] = e.daemon.containers(ctx, false)
	asked.Wait()
	if inv.err = cmp.Or(errs[:]...); inv.err == nil {
		inv.Applications, inv.Images = e.begin(running), e.imagesOf(images)
		e.countNameless(images)
	} else if inv.stream != nil {
		inv.stream.cancel()
	}
	return inv
}

// LeftOut returns how many containers run that the engine leaves alone, because it did not make them.
func (e *Engine) LeftOut() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.leftOut)
}

// begin makes known what runs at the start.
func (e *Engine) begin(list []ctypes.Summary) []engine.Application {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range list {
		f := listed(&list[i])
		e.meet(list[i].ID, listName(&list[i]), &f)
	}
	apps := make([]engine.Application, 0, len(e.groups))
	for _, g := range e.groups {
		apps = append(apps, *e.application(g))
	}
	slices.SortFunc(apps, func(a, b engine.Application) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return apps
}
