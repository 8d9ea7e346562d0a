package memory

import (
	"bytes"
	"context"
	"io"
	"math"
	"time"

	"fleetop/internal/platform/engine"
)

// chunk is how many ticks of a log are written in one go.
const chunk = 256

// Logs returns a container's log, or its end. It is computed backwards from now: the output of a
// program in a second depends only on the seed, the container and the second.
func (e *Engine) Logs(_ context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	limit := q.Limit
	if limit == 0 {
		limit = math.MaxInt
	}
	e.mu.Lock()
	c := e.conts[id]
	if c == nil {
		e.mu.Unlock()
		return nil, engine.ErrNotFound
	}
	now := e.now()
	if it := c.next; c.running && it != nil && it.kind == engine.Exited && now.After(it.at) {
		now = it.at // it has ended, though nobody collected the event yet
	}
	runs := append([]run(nil), c.runs...)
	s := &scroll{prog: c.prog, who: writer{name: c.name, key: c.key}, limit: limit}
	e.mu.Unlock()

	for i := len(runs) - 1; i >= 0 && !s.full(); i-- {
		s.addRun(&runs[i], now)
	}
	return io.NopCloser(bytes.NewReader(lastLines(s.join(), q.Tail))), nil
}

// scroll gathers a log from its end.
type scroll struct {
	prog  *program
	who   writer
	limit int
	parts [][]byte // the last one first
	size  int
	room  int // probably enough for the next part
}

// writer is the container whose program writes.
type writer struct {
	name string
	key  uint64
}

// at returns the dice for a moment.
func (w *writer) at(t time.Time) *dice {
	return newDice(w.key, uint64(t.UnixNano()))
}

func (s *scroll) full() bool { return s.size >= s.limit }

func (s *scroll) add(part []byte) {
	if len(part) > 0 {
		s.parts = append(s.parts, part)
		s.size += len(part)
	}
}

// addRun adds what the program wrote in one of its lives: last words, what it wrote by the second,
// first words.
func (s *scroll) addRun(r *run, now time.Time) {
	end := now
	if !r.end.IsZero() {
		end = r.end
		s.add(s.prog.last(&s.who, r))
	}
	// A second counts once it is over, so that what is written never changes.
	from, to := r.start.Unix()+1, end.Unix()
	step := int64(s.prog.step)
	for last := (to - 1) / step; last >= from/step && to > from && !s.full(); last -= chunk {
		s.add(s.ticks(max(last-chunk+1, from/step), last, from, to))
	}
	if !s.full() && s.prog.boot != nil {
		s.add(s.prog.boot(nil, &s.who, s.who.at(r.start), r.start.UTC()))
	}
}

// ticks writes what belongs to the ticks first to last, within the seconds from to to.
func (s *scroll) ticks(first, last, from, to int64) []byte {
	var d dice
	b := make([]byte, 0, s.room)
	step := int64(s.prog.step)
	for i := first; i <= last; i++ {
		d.aim(s.who.key, uint64(i)) //nolint:gosec // any bits will do
		second := i * step
		if step > 1 {
			second += int64(d.below(s.prog.step))
		}
		if second >= from && second < to && s.prog.tick != nil {
			b = s.prog.tick(b, &s.who, &d, time.Unix(second, 0).UTC())
		}
	}
	s.room = len(b) + len(b)/4
	return b
}

// join returns the end of what was gathered, from the start of a line.
func (s *scroll) join() []byte {
	out := make([]byte, 0, s.size)
	for i := len(s.parts) - 1; i >= 0; i-- {
		out = append(out, s.parts[i]...)
	}
	if extra := len(out) - s.limit; extra > 0 {
		// From extra-1: a line that starts exactly there is whole.
		next := bytes.IndexByte(out[extra-1:], '\n')
		if next < 0 {
			return nil
		}
		out = out[extra-1+next+1:]
	}
	return out
}

// lastLines returns the last n lines of a log, all of them for 0.
func lastLines(log []byte, n int) []byte {
	at := len(log)
	for range n {
		if at = bytes.LastIndexByte(log[:max(at-1, 0)], '\n') + 1; at == 0 {
			return log
		}
	}
	if n == 0 {
		return log
	}
	return log[at:]
}
