package docker

import (
	"cmp"
	"context"
	"slices"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/image"

	"fleetop/internal/platform/engine"
)

// Inventory reaches the daemon, and returns the applications that have containers that run, and the
// images. The daemon needs a third of a millisecond for each container it lists, so those that do
// not run follow as events, and so do the dates and whatever else a list does not have.
func (e *Engine) Inventory(ctx context.Context) (engine.Inventory, error) {
	if err := e.daemon.ping(ctx); err != nil {
		return engine.Inventory{}, e.words(err)
	}
	s, err := e.open(e.daemon.clock().Add(-overlap), time.Time{})
	if err != nil {
		return engine.Inventory{}, e.words(err)
	}
	inv, err := e.inventory(ctx)
	if err != nil {
		s.cancel()
		return engine.Inventory{}, e.words(err)
	}
	for range atOnce {
		e.done.Go(e.observe)
	}
	e.done.Go(func() {
		if err := e.compare(true); err != nil {
			s.cancel() // and the watcher tries again
		}
		e.watch(s)
	})
	return inv, nil
}

// inventory lists what runs and the images, at the same time.
func (e *Engine) inventory(ctx context.Context) (engine.Inventory, error) {
	type answer struct {
		list []image.Summary
		err  error
	}
	images := make(chan answer, 1)
	go func() {
		list, err := e.daemon.images(ctx)
		images <- answer{list, err}
	}()
	list, err := e.daemon.containers(ctx, false)
	of := <-images
	if err = cmp.Or(err, of.err); err != nil {
		return engine.Inventory{}, err
	}
	return engine.Inventory{Applications: e.begin(list), Images: e.imagesOf(of.list)}, nil
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
