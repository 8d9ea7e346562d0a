package docker

import (
	"bytes"
	"context"
	"io"
	"slices"

	"fleetop/internal/platform/engine"
)

const (
	// firstTail is how many entries of a log are asked for first, and tailStep by how many times more
	// then, until there are enough bytes. Of a log that is never read as a whole nobody has to wait
	// for the beginning.
	firstTail = 2_000
	tailStep  = 4
	// mostTail is the most entries that are asked for.
	mostTail = 512_000
	// mostLog is the most that is read of a log for which no limit was given.
	mostLog = 16 << 20
	// keptLog is how much is kept of the log of a removed container, mostKept of all of them.
	keptLog  = 1 << 20
	mostKept = 32 << 20
)

// errNoLog is the error of a log that is nowhere kept.
const errNoLog = sentence("the container's log driver keeps no logs that could be read")

// Logs returns the end of a container's log.
func (e *Engine) Logs(ctx context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	e.mu.Lock()
	c, err := e.find(id)
	if kept, found := e.hands.kept.text(id); found {
		e.mu.Unlock()
		return logOf(kept, q), nil
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
			return nil, e.logFault(err)
		}
		tty = r.Config != nil && r.Config.Tty
	}
	b, err := e.daemon.tail(ctx, native, tty, q)
	if err != nil {
		return nil, e.logFault(err)
	}
	return logOf(b, q), nil
}

// logFault says why a log cannot be read.
func (e *Engine) logFault(err error) error {
	switch {
	case isGone(err):
		return engine.ErrNotFound
	case noReader(err):
		return errNoLog
	case isLeaving(err):
		return sentence("the container is being removed")
	}
	return e.words(err)
}

// logOf returns the part of a text that is wanted.
func logOf(b []byte, q engine.LogQuery) io.ReadCloser {
	if q.Limit > 0 {
		r := ring{limit: q.Limit}
		r.add(b)
		b = r.text()
	}
	return io.NopCloser(bytes.NewReader(lastLines(b, q.Tail)))
}

// tail returns the end of a log, at least as much as is wanted of it.
func (d *daemon) tail(ctx context.Context, native string, tty bool, q engine.LogQuery) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, logTime)
	defer cancel()
	limit := q.Limit
	if limit <= 0 {
		limit = mostLog
	}
	for entries := firstTail; ; {
		r := ring{limit: limit}
		came, err := d.readTail(ctx, native, tty, entries, &r)
		lines := bytes.Count(r.buf, []byte("\n"))
		if err != nil || came < entries || entries >= mostTail || r.full() || q.Tail > 0 && lines >= q.Tail {
			return r.text(), err
		}
		// As many steps at once as the length of these entries lets expect.
		perEntry := max(1, len(r.buf)/max(1, came))
		entries *= tailStep
		for entries < mostTail && entries*perEntry < limit && (q.Tail == 0 || entries < q.Tail) {
			entries *= tailStep
		}
		entries = min(entries, mostTail)
	}
}

// readTail reads the last entries of a log and returns how many there were.
func (d *daemon) readTail(ctx context.Context, native string, tty bool, entries int, to *ring) (int, error) {
	log, err := d.logs(ctx, native, entries)
	if err != nil {
		return 0, err
	}
	defer func() { _ = log.Close() }()
	if tty {
		return readPlain(log, to.limit, to.add)
	}
	return readFrames(log, to.limit, to.add)
}

// keptLogs are what is kept of the logs of removed containers, until they are forgotten.
type keptLogs struct {
	by    map[string][]byte
	order []string // the oldest first
	size  int
}

// add keeps a log. Those that were kept first make room for it.
func (k *keptLogs) add(id string, b []byte) {
	k.forget(id)
	if k.by == nil {
		k.by = make(map[string][]byte)
	}
	for len(k.order) > 0 && k.size+len(b) > mostKept {
		k.forget(k.order[0])
	}
	k.by[id] = b
	k.order = append(k.order, id)
	k.size += len(b)
}

// text returns what is kept of a log.
func (k *keptLogs) text(id string) ([]byte, bool) {
	b, found := k.by[id]
	return b, found
}

// forget drops a log.
func (k *keptLogs) forget(id string) {
	b, found := k.by[id]
	if !found {
		return
	}
	delete(k.by, id)
	k.order = slices.DeleteFunc(k.order, func(s string) bool { return s == id })
	k.size -= len(b)
}

// keepLog keeps the end of the log of a container that is about to be removed: the daemon deletes it
// with the container. What cannot be read is not kept.
func (e *Engine) keepLog(ctx context.Context, c *container) {
	log, err := e.Logs(ctx, c.id, engine.LogQuery{Limit: keptLog})
	if err != nil {
		return
	}
	defer func() { _ = log.Close() }()
	b, err := io.ReadAll(log)
	if err != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hands.kept.add(c.id, bytes.Clone(b))
}

// Forget drops what is left of a removed container.
func (e *Engine) Forget(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hands.kept.forget(id)
	if c := e.conts[id]; c != nil && c.removed {
		delete(e.conts, id)
	}
}
