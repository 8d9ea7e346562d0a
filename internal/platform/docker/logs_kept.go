package docker

import (
	"bytes"
	"context"
	"io"
	"slices"

	"fleetop/internal/platform/engine"
)

// keptLog is how much is kept of the log of a removed container, mostKept of all of them.
const (
	keptLog  = 1 << 20
	mostKept = 32 << 20
)

// keptLogs are what is kept of the logs of removed containers, until they are forgotten, with the
// time and the stream of each line in front.
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
	log, err := e.Logs(ctx, c.id, engine.LogQuery{Limit: keptLog, Timestamps: true, Streams: true})
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
