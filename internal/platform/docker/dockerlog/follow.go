package dockerlog

import (
	"bytes"
	"context"
	"io"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// followOverlap is how much of what was read before is read again when a log is followed: the
	// daemon may write lines of the two streams in another order than their times.
	followOverlap = time.Second
	// followTail is how many entries may come between the two.
	followTail = 1_000
)

// Follow returns what is wanted of a log, and then what is written, until the program ends. The past
// is read first, as ever: a daemon that is asked for all since a time reads the log from its
// beginning.
func (l *Log) Follow(ctx context.Context, q engine.LogQuery) (io.ReadCloser, error) {
	past := q
	past.Timestamps, past.Streams, past.Follow = true, true, false
	b, err := l.Tail(ctx, &past)
	if err != nil {
		return nil, err
	}
	if q.Limit > 0 || q.Tail > 0 {
		b, err = io.ReadAll(Of(b, &past))
		if err != nil {
			return nil, err
		}
	}
	f := follower{query: q, read: l.reader()}
	since, again := f.overlap(b)
	ctx, f.stop = context.WithCancel(ctx)
	log, err := l.Open(ctx, 2*again+followTail, true, since)
	if err != nil {
		f.stop()
		return nil, err
	}
	var to *io.PipeWriter
	f.PipeReader, to = io.Pipe()
	f.query.Since = time.Time{} // what is still to be left out is older than anything that comes
	go f.run(ctx, Select(b, &f.query), log, to)
	return &f, nil
}

// follower is a log that is followed. Closing it ends the asking.
type follower struct {
	*io.PipeReader

	query engine.LogQuery
	read  func(io.Reader, int, func(logLine)) (int, error)
	seen  map[string]int // lines that come again, and how often; nil when they have
	last  time.Time      // of the last of them
	begun bool           // the first of them has come
	joins bool           // what comes goes on where the past ended, or it was said that it does not
	stop  context.CancelFunc
}

// gapText stands in a log where lines are left out: more came between the reading of what there was and
// the following than the daemon was asked for.
const gapText = "fleetop: lines are missing here: more came at once than can be followed\n"

// overlap notes which lines of the past are read again, and returns from which time on, and how many
// there are.
func (f *follower) overlap(past []byte) (since time.Time, lines int) {
	if len(past) == 0 {
		return f.query.Since, 0
	}
	f.seen = make(map[string]int)
	end := bytes.TrimSuffix(past, []byte("\n"))
	f.last = readLine(end[bytes.LastIndexByte(end, '\n')+1:]).at
	since = f.last.Add(-followOverlap)
	for line := range bytes.Lines(past) {
		if !readLine(line).at.Before(since) {
			f.seen[string(line)]++
			lines++
		}
	}
	return since, lines
}

// run hands on what comes until the log ends.
func (f *follower) run(ctx context.Context, past []byte, log io.ReadCloser, to *io.PipeWriter) {
	defer f.stop()
	defer context.AfterFunc(ctx, func() { _ = to.CloseWithError(ctx.Err()) })()
	defer func() { _ = log.Close() }()
	_, err := to.Write(past)
	whole := engine.LogQuery{Timestamps: true, Streams: true}
	var line []byte
	if err == nil {
		_, err = f.read(log, maxFrame, func(l logLine) {
			line = whole.AppendPrefix(line[:0], l.at, l.stream)
			if f.knows(append(line, l.text...), l.at) {
				return
			}
			line = line[:0]
			if f.misses(&l) {
				line = append(f.query.AppendPrefix(line, l.at, engine.StandardError), gapText...)
			}
			if !l.goesOn {
				line = f.query.AppendPrefix(line, l.at, l.stream)
			}
			line = append(line, l.text...)
			if _, err := to.Write(line); err != nil {
				f.stop() // nobody reads any more
			}
		})
	}
	_ = to.CloseWithError(err) // it never fails; without an error it is the end
}

// knows reports whether a line was there before the log was followed.
func (f *follower) knows(line []byte, at time.Time) bool {
	if f.seen == nil {
		return false
	}
	if n := f.seen[string(line)]; n > 0 {
		f.begun, f.joins = true, true
		if f.seen[string(line)] = n - 1; n == 1 {
			delete(f.seen, string(line))
		}
		return true
	}
	if at.After(f.last.Add(followOverlap)) {
		f.seen = nil // none of them comes any more
		return false
	}
	isOld := !f.begun && !at.After(f.last)
	f.joins = f.joins || isOld
	return isOld
}

// misses reports, once, whether lines are left out before one that is new: what had to come again has
// not.
func (f *follower) misses(l *logLine) bool {
	isGap := !f.joins && !f.last.IsZero() && !l.at.IsZero()
	f.joins = true
	return isGap
}

// Close ends the asking.
func (f *follower) Close() error {
	f.stop()
	return f.PipeReader.Close() //nolint:wrapcheck // it never fails
}
