package memory

import (
	"context"
	"math"
	"time"

	"fleetop/internal/platform/engine"
)

var _ engine.Meter = (*Engine)(nil)

// load is what a program uses, give or take a tenth that tells containers apart. It is a curve that
// can be computed for any moment, and so can what lies below it since the start. Servers follow their
// visitors, databases are steady.
type load struct {
	cpu    float64 // cores on average
	swing  float64 // how far it goes up and down, of the average; at most 1
	period time.Duration
	memory float64 // of the limit
	net    float64 // bytes a second
	procs  int
}

// work is the load of a job at work.
const work = 0.6

// withoutLimit is the memory that a container's use is taken of where it has no limit.
const withoutLimit = 512 << 20

// Usage returns what the programs of containers use. It depends on the container and the time alone.
func (e *Engine) Usage(_ context.Context, ids []string) ([]engine.Usage, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, engine.ErrClosed
	}
	now := e.tick()
	list := make([]engine.Usage, 0, len(ids))
	for _, id := range ids {
		c := e.conts[id]
		if c == nil || !c.running {
			continue
		}
		start := c.runs[len(c.runs)-1].start
		at := now
		if it := c.next; it != nil && it.kind == engine.Exited && at.After(it.at) {
			at = it.at // it has ended, though nobody collected the event yet
		}
		if at.Before(start) {
			at = start
		}
		list = append(list, c.usage(start, at))
	}
	return list, nil
}

// usage is what a container has used since its program started.
func (c *container) usage(start, now time.Time) engine.Usage {
	l := c.prog.load
	own := newDice(c.key, 0)
	scale := 0.9 + float64(own.below(200))/1000
	limit := c.memory
	if limit == 0 {
		limit = withoutLimit
	}
	u := engine.Usage{
		ID: c.id, At: now, Limit: c.memory, Processes: max(l.procs, 1),
		CPU:    time.Duration(scale * l.below(now.Sub(start), own.below(360)) * float64(time.Second)),
		Memory: int64(scale * max(l.memory, 0.01) * float64(limit)),
	}
	if c.prog.every > 0 {
		u.CPU += time.Duration(work * float64(c.prog.atWork(start, now)))
	}
	u.Received = int64(scale * l.net * now.Sub(start).Seconds())
	u.Sent = u.Received * 3
	return u
}

// below is the processor time in seconds that was used in a time, where the curve begins at an
// angle.
func (l load) below(after time.Duration, degrees int) float64 {
	t := after.Seconds()
	if l.period == 0 {
		return l.cpu * t
	}
	turn := 2 * math.Pi / l.period.Seconds()
	phase := float64(degrees) * math.Pi / 180
	return l.cpu * (t + l.swing*(math.Cos(phase)-math.Cos(turn*t+phase))/turn)
}

// atWork is for how long a job that was started at a time has worked by now.
func (p *program) atWork(start, now time.Time) time.Duration {
	life, _ := p.life(start)
	return min(max(now.Sub(start)-(life-p.work), 0), p.work)
}
