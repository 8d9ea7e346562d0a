package memory

import (
	"container/heap"
	"time"

	"fleetop/internal/platform/engine"
)

// item is what will happen to a container unless another decision replaces it.
type item struct {
	at    time.Time
	order uint64 // of two at the same time the one planned first comes first
	cont  *container
	kind  engine.Kind
	exit  int
	asked bool
	index int // in the queue
}

// plan decides what happens to a container next and replaces the decision before. The queue holds
// at most one item for each container, so replaced items do not pile up in it.
func (e *Engine) plan(c *container, kind engine.Kind, at time.Time) {
	if c.next != nil {
		heap.Remove(&e.queue, c.next.index)
	}
	e.order++
	c.next = &item{at: at, order: e.order, cont: c, kind: kind}
	heap.Push(&e.queue, c.next)
}

// queue is a heap of items by time.
type queue []*item

// Len implements heap.Interface.
func (q queue) Len() int { return len(q) }

// Less implements heap.Interface.
func (q queue) Less(i, j int) bool {
	if q[i].at.Equal(q[j].at) {
		return q[i].order < q[j].order
	}
	return q[i].at.Before(q[j].at)
}

// Swap implements heap.Interface.
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

// Push implements heap.Interface.
func (q *queue) Push(x any) {
	if it, ok := x.(*item); ok {
		it.index = len(*q)
		*q = append(*q, it)
	}
}

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	old := *q
	it := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return it
}

// Planned returns when the next event is due.
func (e *Engine) Planned() (time.Time, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tick()
	if len(e.queue) == 0 {
		return time.Time{}, false
	}
	return e.queue[0].at, true
}
