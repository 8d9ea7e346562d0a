package docker

import (
	"context"
	"time"

	"fleetop/internal/platform/engine"
)

var _ engine.Meter = (*Engine)(nil)

// subject is a container that is to be measured.
type subject struct {
	id, native string
	pid        int       // of its program, 0 where that is not known yet
	started    time.Time // tells its lives apart
	limit      int64     // of its memory
	sharesHost bool      // it has no network of its own
}

// Usage measures containers. What the kernel says of a container of this machine costs a fifth of a
// millisecond to read. Asking the daemon costs it 5 milliseconds for each container and takes up to
// a second, so it is asked only of those whose files cannot be read. It fails only if nothing could
// be measured.
func (e *Engine) Usage(ctx context.Context, ids []string) ([]engine.Usage, error) {
	subjects, err := e.subjects(ids)
	if err != nil || len(subjects) == 0 {
		return nil, err
	}
	list := make([]engine.Usage, 0, len(subjects))
	var others []subject
	for i := range subjects {
		u, known := e.kernel.usage(&subjects[i])
		switch {
		case !known:
			others = append(others, subjects[i])
		case u != nil:
			u.At = e.o.Now()
			list = append(list, *u)
		}
	}
	if len(others) == 0 {
		return list, nil
	}
	asked, err := e.askUsage(ctx, others)
	if list = append(list, asked...); len(list) == 0 && e.ctx.Err() == nil {
		return nil, err
	}
	return list, nil
}

// subjects returns those of the containers that run.
func (e *Engine) subjects(ids []string) ([]subject, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, engine.ErrClosed
	}
	list := make([]subject, 0, len(ids))
	for _, id := range ids {
		c := e.conts[id]
		if c == nil || c.native == "" || c.removed || !c.facts.running() {
			continue
		}
		list = append(list, subject{
			id: id, native: c.native, pid: c.facts.pid, started: c.facts.started,
			limit: c.facts.memory, sharesHost: c.facts.network == "host",
		})
	}
	e.kernel.forget(len(e.native))
	return list, nil
}
