package serve

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// The most bytes that wait to be written: lines about requests are dropped
// early, so that there is room for those that matter more.
const (
	maxWaitingRequests = 1 << 20
	maxWaiting         = 4 << 20
)

// A rank says how much a line of the log matters.
type rank uint8

const (
	ordinary  rank = iota // a request was answered
	important             // something was changed or went wrong
)

// limit is how many bytes may wait before a line of the rank is dropped.
func (r rank) limit() int {
	if r == ordinary {
		return maxWaitingRequests
	}
	return maxWaiting
}

// A line is what is written at once.
type line struct {
	text []byte
	rank rank
}

// losses counts the lines that were not written, by rank.
type losses [important + 1]int

// A queue takes lines at once and writes them one after the other in a goroutine
// of its own. A writer that is slow, blocked or gone costs lines, never time.
type queue struct {
	to   io.Writer
	wake chan struct{} // holds a value while there may be something to write
	done chan struct{} // closed when nothing more will be written

	mu      sync.Mutex
	waiting []line
	size    int // bytes in waiting
	lost    losses
	closed  bool
}

// newQueue starts a queue. Once lines have been lost, and writing works again,
// report is called with how many; it may put lines itself.
func newQueue(to io.Writer, report func(losses)) *queue {
	q := &queue{to: to, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go q.run(report)
	return q
}

// put takes a line, or counts it as lost. What matters is taken while the queue is
// being closed, too: the report of what was lost is among it.
func (q *queue) put(text []byte, r rank) {
	q.mu.Lock()
	if q.closed && r == ordinary || q.size+len(text) > r.limit() {
		q.lost[r]++
	} else {
		q.waiting = append(q.waiting, line{bytes.Clone(text), r})
		q.size += len(text)
	}
	q.mu.Unlock()
	q.poke()
}

func (q *queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// run writes until the queue is closed and empty.
func (q *queue) run(report func(losses)) {
	defer close(q.done)
	for {
		lines, closed := q.take()
		wrote := false
		for _, l := range lines {
			_, err := q.to.Write(l.text)
			q.wrote(l, err)
			wrote = wrote || err == nil
		}
		if lost := q.lostSoFar(wrote); lost != (losses{}) {
			report(lost)
		}
		switch {
		case len(lines) > 0:
		case closed:
			return
		default:
			<-q.wake
		}
	}
}

// take returns what waits. It still counts as waiting until it is written.
func (q *queue) take() (lines []line, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	lines, q.waiting = q.waiting, nil
	return lines, q.closed
}

// wrote notes that a line was written, or could not be.
func (q *queue) wrote(l line, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.size -= len(l.text)
	if err != nil {
		q.lost[l.rank]++
	}
}

// lostSoFar returns what was lost since it was last asked, if there is reason to
// believe that a report would be written.
func (q *queue) lostSoFar(works bool) losses {
	if !works {
		return losses{}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	lost := q.lost
	q.lost = losses{}
	return lost
}

// close lets what waits be written for a time at most.
func (q *queue) close(limit time.Duration) {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.poke()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-q.done:
	case <-timer.C:
	}
}
