package memory

import (
	"bytes"
	"context"
	"io"
	"math"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// chunk is how many ticks of a log are written in one go.
	chunk = 256
	// lineTime is how far apart the lines of one moment are.
	lineTime = time.Microsecond
)

// Logs returns a container's log, or its end. It is computed backwards from now: the output of a
// program in a second depends only on the seed, the container and the second.
func (e *Engine) Logs(ctx context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	text, last, runs, err := e.logOf(id, &q)
	if err != nil {
		return nil, err
	}
	if q.Follow && runs {
		f := &follower{e: e, id: id, q: q, last: last, text: text}
		f.ctx, f.stop = context.WithCancel(ctx)
		return f, nil
	}
	return io.NopCloser(bytes.NewReader(text)), nil
}

// logOf returns what is wanted of a log, the time of its last line, and whether the program runs.
func (e *Engine) logOf(id string, q *engine.LogQuery) (text []byte, last time.Time, running bool, err error) {
	e.mu.Lock()
	c := e.conts[id]
	if c == nil {
		e.mu.Unlock()
		return nil, time.Time{}, false, engine.ErrNotFound
	}
	now := e.now()
	running = c.running
	runs := slices.Clone(c.runs)
	if it := c.next; c.running && it != nil && it.kind == engine.Exited && now.After(it.at) {
		running = false // it has ended, though nobody collected the event yet
		r := &runs[len(runs)-1]
		r.end, r.exit, r.asked = it.at, it.exit, it.asked
	}
	s := &scroll{prog: c.prog, who: writer{name: c.name, key: c.key}, query: q, limit: math.MaxInt}
	e.mu.Unlock()

	if q.Limit > 0 {
		s.limit = q.Limit
	}
	for i := len(runs) - 1; i >= 0 && !s.full(); i-- {
		s.addRun(&runs[i], now)
	}
	return lastLines(s.join(), q.Tail), s.last, running, nil
}

// scroll gathers a log from its end.
type scroll struct {
	prog  *program
	who   writer
	query *engine.LogQuery
	limit int
	parts [][]byte // the last one first
	size  int
	lines int
	room  int // probably enough for the next part
	last  time.Time
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

// full reports whether nothing that was written before what there is can be wanted.
func (s *scroll) full() bool {
	return s.size >= s.limit || s.query.Tail > 0 && s.lines >= s.query.Tail
}

func (s *scroll) add(part []byte) {
	if len(part) > 0 {
		s.parts = append(s.parts, part)
		s.size += len(part)
		s.lines += bytes.Count(part, []byte("\n"))
	}
}

// addRun adds what the program wrote in one of its lives: last words, what it wrote by the second,
// first words.
func (s *scroll) addRun(r *run, now time.Time) {
	end := now
	if !r.end.IsZero() {
		end = r.end
		s.add(s.written(nil, s.prog.last(&s.who, r), r.end))
	}
	// A second counts once it is over, so that what is written never changes.
	from, to := max(r.start.Unix()+1, s.query.Since.Unix()), end.Unix()
	step := int64(s.prog.step)
	for last := (to - 1) / step; last >= from/step && to > from && !s.full(); last -= chunk {
		s.add(s.ticks(max(last-chunk+1, from/step), last, from, to))
	}
	if !s.full() && s.prog.boot != nil {
		s.add(s.written(nil, s.prog.boot(nil, &s.who, s.who.at(r.start), r.start.UTC()), r.start))
	}
}

// ticks writes what belongs to the ticks first to last, within the seconds from to to.
func (s *scroll) ticks(first, last, from, to int64) []byte {
	var d dice
	b := make([]byte, 0, s.room)
	var words []byte
	step := int64(s.prog.step)
	for i := first; i <= last; i++ {
		d.aim(s.who.key, uint64(i)) //nolint:gosec // any bits will do
		second := i * step
		if step > 1 {
			second += int64(d.below(s.prog.step))
		}
		if second >= from && second < to && s.prog.tick != nil {
			at := time.Unix(second, 0).UTC()
			words = s.prog.tick(words[:0], &s.who, &d, at)
			b = s.written(b, words, at)
		}
	}
	s.room = len(b) + len(b)/4
	return b
}

// written appends the lines that were written at a moment as they are wanted.
func (s *scroll) written(b, lines []byte, at time.Time) []byte {
	for len(lines) > 0 {
		line := lines[:bytes.IndexByte(lines, '\n')+1]
		if lines = lines[len(line):]; !at.Before(s.query.Since) {
			b = append(s.query.AppendPrefix(b, at, engine.StandardOutput), line...)
			if at.After(s.last) {
				s.last = at
			}
		}
		at = at.Add(lineTime)
	}
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
