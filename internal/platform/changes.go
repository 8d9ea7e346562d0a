package platform

import (
	"strconv"
	"sync"
)

// changes is the lock of the records. It counts how often it was held for writing, which is at least
// as often as anything in an answer has changed, and tells those that wait for the next time.
type changes struct {
	sync.RWMutex

	counting sync.Mutex // protects what follows
	count    uint64
	next     chan struct{} // closed by the next change, nil while nobody waits for it
}

// Unlock ends a change.
func (c *changes) Unlock() {
	c.counting.Lock()
	c.count++
	next := c.next
	c.next = nil
	c.counting.Unlock()
	c.RWMutex.Unlock()
	if next != nil {
		close(next)
	}
}

// unlockSame ends what has changed nothing in an answer.
func (c *changes) unlockSame() { c.RWMutex.Unlock() }

// watch returns how many changes there were, and what is closed by the next.
func (c *changes) watch() (count uint64, next <-chan struct{}) {
	c.counting.Lock()
	defer c.counting.Unlock()
	if c.next == nil {
		c.next = make(chan struct{})
	}
	return c.count, c.next
}

// total returns how many changes there were.
func (c *changes) total() uint64 {
	c.counting.Lock()
	defer c.counting.Unlock()
	return c.count
}

// versionHeader names the version of everything that answers are made from. It is in every answer to
// a GET: "RUN.NUMBER". The number grows with every change; RUN is another for every run of the server.
const versionHeader = "Fleetop-Version"

// versionOf is the version after so many changes.
func (p *Platform) versionOf(count uint64) string { return p.run + "." + strconv.FormatUint(count, 10) }
