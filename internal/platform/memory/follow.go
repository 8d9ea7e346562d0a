package memory

import (
	"context"
	"io"
	"time"

	"fleetop/internal/platform/engine"
)

// followEvery is how often a log that is followed is looked at: programs write by the second.
const followEvery = time.Second

// follower reads a log and goes on with what is written later.
type follower struct {
	ctx  context.Context //nolint:containedctx // reading has none, and waits
	stop context.CancelFunc
	e    *Engine
	id   string
	q    engine.LogQuery
	last time.Time // of the last line that was read
	text []byte    // what is not handed over yet
	ends bool      // the program has ended
}

// Read waits until something was written.
func (f *follower) Read(p []byte) (int, error) {
	for len(f.text) == 0 {
		if f.ends {
			return 0, io.EOF
		}
		timer := time.NewTimer(followEvery)
		select {
		case <-f.ctx.Done():
			timer.Stop()
			return 0, f.ctx.Err() //nolint:wrapcheck // it says it all
		case <-timer.C:
		}
		if err := f.look(); err != nil {
			return 0, err
		}
	}
	n := copy(p, f.text)
	f.text = f.text[n:]
	return n, nil
}

// look fetches what was written since.
func (f *follower) look() error {
	q := engine.LogQuery{Since: f.q.Since, Timestamps: f.q.Timestamps, Streams: f.q.Streams}
	if since := f.last.Add(1); since.After(q.Since) {
		q.Since = since
	}
	text, last, running, err := f.e.logOf(f.id, &q)
	if err != nil {
		return err
	}
	if last.After(f.last) {
		f.last = last
	}
	f.text, f.ends = text, !running
	return nil
}

// Close ends it, while it is read, too.
func (f *follower) Close() error {
	f.stop()
	return nil
}
