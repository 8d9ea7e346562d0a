package serve

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// The most bytes that wait to be written: lines about requests are dropped early, so that there is
// room for those that matter more.
const (
	maxWaitingRequests = 1 << 20
	maxWaiting         = 4 << 20
)

const (
	// gatherTime is how long lines gather before they are written together.
	gatherTime = 20 * time.Millisecond
	// chunk is how many bytes of lines are written together at most.
	chunk = 32 << 10
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

// A queue takes lines without waiting and writes them in order in a goroutine of its own. A writer
// that is slow, blocked or gone loses lines but delays nobody.
type queue struct {
	to    io.Writer
	wake  chan struct{} // holds a value while there may be something to write
	hurry chan struct{} // closed when there is no time to let lines gather
	done  chan struct{} // closed when nothing more will be written

	mu      sync.Mutex
	waiting []line
	size    int // bytes in waiting
	lost    losses
	closed  bool
}

// newQueue starts a queue. Once lines have been lost, and writing works again, report is called
// with how many; it may put lines itself.
func newQueue(to io.Writer, report func(losses)) *queue {
	q := &queue{to: to, wake: make(chan struct{}, 1), hurry: make(chan struct{}), done: make(chan struct{})}
	go q.run(report)
	return q
}

// put takes a line, or counts it as lost. What matters is taken while the queue is being closed,
// too: the report of what was lost is among it.
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

// run writes until the queue is closed and empty. It lets lines gather for a moment: to be woken
// for each of them would cost more than to write it.
func (q *queue) run(report func(losses)) {
	defer close(q.done)
	for {
		lines, closed := q.take()
		works := false
		for len(lines) > 0 {
			var err error
			lines, err = q.write(lines)
			works = works || err == nil
		}
		if lost := q.lostSoFar(works); lost != (losses{}) {
			report(lost)
		}
		switch {
		case works:
		case closed:
			return
		default:
			<-q.wake
			select {
			case <-q.hurry:
			case <-time.After(gatherTime):
			}
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

// write writes some of the lines at once, and returns the rest.
func (q *queue) write(lines []line) (rest []line, err error) {
	var text []byte
	var of losses
	for len(lines) > 0 && (len(text) == 0 || len(text)+len(lines[0].text) <= chunk) {
		text = append(text, lines[0].text...)
		of[lines[0].rank]++
		lines = lines[1:]
	}
	_, err = q.to.Write(text)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.size -= len(text)
	if err != nil {
		for r := range of {
			q.lost[r] += of[r]
		}
	}
	return lines, err
}

// lostSoFar returns what was lost since it was last asked, if there is reason to believe that a
// report would be written.
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
	if !q.closed {
		q.closed = true
		close(q.hurry)
	}
	q.mu.Unlock()
	q.poke()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-q.done:
	case <-timer.C:
	}
}
