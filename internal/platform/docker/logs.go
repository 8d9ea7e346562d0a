package docker

import (
	"bytes"
	"context"
	"io"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// firstTail is how many entries of a log are asked for first, sinceTail where what is wanted is
	// known to be new, and tailStep by how many times more then, until there is enough. Of a log that
	// is never read as a whole nobody has to wait for the beginning.
	firstTail = 2_000
	sinceTail = 100
	tailStep  = 4
	// mostTail is the most entries that are asked for.
	mostTail = 512_000
	// mostLog is the most that is read of a log for which no limit was given.
	mostLog = 16 << 20
)

// unreadable is the error of a log that cannot be read.
type unreadable struct{ sentence }

// Unwrap tells what kind of error it is.
func (unreadable) Unwrap() error { return engine.ErrUnreadable }

// Logs returns the end of a container's log.
func (e *Engine) Logs(ctx context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	e.mu.Lock()
	c, err := e.find(id)
	if kept, found := e.hands.kept.text(id); found {
		e.mu.Unlock()
		return logOf(selectLines(kept, &q), &q), nil
	}
	if err != nil {
		e.mu.Unlock()
		return nil, err
	}
	native, known := c.native, c.facts.inspected
	tty := c.facts.tty
	e.mu.Unlock()
	if native == "" {
		return nil, engine.ErrNotFound
	}
	if !known {
		r, err := e.daemon.inspect(ctx, native)
		if err != nil {
			return nil, e.logFault(ctx, native, err)
		}
		tty = r.Config != nil && r.Config.Tty
	}
	if q.Follow {
		r, err := e.followLog(ctx, native, tty, q)
		if err != nil {
			return nil, e.logFault(ctx, native, err)
		}
		return r, nil
	}
	b, err := e.daemon.tail(ctx, native, tty, &q)
	if err != nil {
		return nil, e.logFault(ctx, native, err)
	}
	return logOf(b, &q), nil
}

// logFault says why a log cannot be read.
func (e *Engine) logFault(ctx context.Context, native string, err error) error {
	switch {
	case isGone(err):
		return engine.ErrNotFound
	case noReader(err):
		r, err := e.daemon.inspect(ctx, native)
		if err != nil || r.HostConfig == nil || r.HostConfig.LogConfig.Type == "" {
			return unreadable{"the container's log driver keeps no logs"}
		}
		return unreadable{sentence("the log driver " + clean(r.HostConfig.LogConfig.Type) + " keeps no logs")}
	case isLeaving(err):
		return unreadable{"the container is being removed"}
	}
	return e.words(err)
}

// logOf returns the last lines of a text that are wanted, within the limit.
func logOf(b []byte, q *engine.LogQuery) io.ReadCloser {
	if q.Limit > 0 {
		r := ring{limit: q.Limit}
		r.add(b)
		b = r.text()
	}
	return io.NopCloser(bytes.NewReader(lastLines(b, q.Tail)))
}

// tail returns the end of a log, at least as much as is wanted of it.
func (d *daemon) tail(ctx context.Context, native string, tty bool, q *engine.LogQuery) ([]byte, error) {
	ctx, cancel := d.within(ctx, logTime)
	defer cancel()
	limit := q.Limit
	if limit <= 0 {
		limit = mostLog
	}
	entries := firstTail
	if !q.Since.IsZero() {
		entries = sinceTail
	}
	if q.Tail > 0 {
		entries = min(entries, q.Tail)
	}
	for {
		end := logEnd{query: q, ring: ring{limit: limit}}
		whole, err := d.readTail(ctx, native, tty, entries, &end)
		if err != nil || whole || entries >= mostTail || end.enough() {
			return end.ring.text(), err
		}
		// As many steps at once as the length of these entries lets expect.
		perEntry := max(1, len(end.ring.buf)/entries)
		entries *= tailStep
		for q.Since.IsZero() && entries < mostTail && entries*perEntry < limit && (q.Tail == 0 || entries < q.Tail) {
			entries *= tailStep
		}
		entries = min(entries, mostTail)
	}
}

// readTail reads the last entries of a log and tells whether that is all of it.
func (d *daemon) readTail(ctx context.Context, native string, tty bool, entries int, to *logEnd) (whole bool, err error) {
	// One more: its line may have begun before, and is left out.
	log, err := d.logs(ctx, native, entries+1, false, time.Time{})
	if err != nil {
		return false, err
	}
	defer func() { _ = log.Close() }()
	read := readFrames
	if tty {
		read = readPlain
	}
	var first []byte // with it the log begins, if it is whole
	isFirst := true
	came, err := read(log, max(to.ring.limit, maxFrame), func(l logLine) {
		if isFirst {
			first, isFirst = to.wanted(nil, l), false
			return
		}
		to.add(l)
	})
	whole = came <= entries
	if whole {
		to.putFirst(first)
	}
	return whole, err
}

// logEnd gathers the end of a log.
type logEnd struct {
	query  *engine.LogQuery
	ring   ring
	lines  int
	begun  bool // the first line was seen that is late enough
	before bool // a line was seen that is not
	line   []byte
}

// wanted appends a line as it is wanted, nothing if it was written too early.
func (e *logEnd) wanted(dst []byte, l logLine) []byte {
	if !e.begun && l.at.Before(e.query.Since) {
		e.before = true
		return dst
	}
	if e.begun = true; !l.goesOn {
		dst = e.query.AppendPrefix(dst, l.at, l.stream)
	}
	return append(dst, l.text...)
}

// add takes in the next line.
func (e *logEnd) add(l logLine) {
	if e.line = e.wanted(e.line[:0], l); len(e.line) > 0 {
		e.ring.add(e.line)
		e.lines++
	}
}

// putFirst puts a line in front of the others.
func (e *logEnd) putFirst(line []byte) {
	if len(line) == 0 || e.ring.full() {
		return
	}
	e.ring.buf = append(line, e.ring.buf...)
	e.lines++
}

// enough reports whether nothing that was written before can be wanted.
func (e *logEnd) enough() bool {
	return e.ring.full() || e.query.Tail > 0 && e.lines >= e.query.Tail || !e.query.Since.IsZero() && e.before
}

// selectLines returns what is wanted of a log that has times and streams before its lines.
func selectLines(log []byte, q *engine.LogQuery) []byte {
	e := logEnd{query: q}
	var out []byte
	for len(log) > 0 {
		end := bytes.IndexByte(log, '\n') + 1
		if end == 0 {
			end = len(log)
		}
		out = e.wanted(out, readLine(log[:end]))
		log = log[end:]
	}
	return out
}

// readLine reads a line that has its time and its stream in front.
func readLine(b []byte) logLine {
	at, text, _ := cutStamp(b)
	l := logLine{at: at, stream: engine.StandardOutput, text: text}
	if len(text) > 1 && text[1] == ' ' {
		l.stream, l.text = int(text[0]-'0'), text[2:]
	}
	return l
}
