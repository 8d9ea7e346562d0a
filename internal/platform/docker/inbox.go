package docker

import (
	"sync"
	"time"

	"github.com/moby/moby/api/types/events"
)

// mostNotes is how much is kept until somebody looks. Beyond it, the whole list is compared.
const mostNotes = 20_000

// note is what the daemon's events said of a container, as far as an inspection cannot tell it
// afterwards.
type note struct {
	at     time.Time // by the daemon's clock
	what   events.Action
	code   int    // of a die
	signal string // of a kill
	// restart tells that the daemon itself was starting then: nobody asked for what it did.
	restart bool
}

// inbox holds the containers that are to be looked at, in order. Putting something in never waits
// for what is done with it.
type inbox struct {
	mu     sync.Mutex
	more   *sync.Cond
	order  []string // identifiers of the daemon
	notes  map[string][]note
	quiet  map[string][]note // of which nothing follows yet, of containers that are not to be looked at
	busy   map[string]bool   // being looked at; put again, they wait
	count  int               // of the notes
	newest time.Time         // of all notes
	full   bool              // notes were dropped
	held   bool              // the daemon is not reached: nothing is handed out
	closed bool
}

func newInbox() *inbox {
	b := &inbox{notes: make(map[string][]note), quiet: make(map[string][]note), busy: make(map[string]bool)}
	b.more = sync.NewCond(&b.mu)
	return b
}

// put asks for a look at containers.
func (b *inbox) put(ids ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		b.add(id)
	}
	b.more.Broadcast()
}

func (b *inbox) add(id string) {
	if _, found := b.notes[id]; !found {
		b.notes[id] = b.quiet[id]
		b.count += len(b.quiet[id])
		delete(b.quiet, id)
		b.order = append(b.order, id)
	}
}

// mostQuiet is how many signals are kept of which nothing has followed.
const mostQuiet = 8

// keepQuiet keeps a note of what changes nothing by itself: a signal tells who has ended a program, and
// whether it has ended the next event tells. It reports false for what is to be looked at.
func (b *inbox) keepQuiet(id string, n note) bool {
	_, waits := b.notes[id]
	if waits || n.what != events.ActionKill {
		return false
	}
	b.quiet[id] = append(b.quiet[id], n)
	b.quiet[id] = b.quiet[id][max(0, len(b.quiet[id])-mostQuiet):]
	return true
}

// tell asks for a look at a container because of an event.
func (b *inbox) tell(id string, n note) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n.at.After(b.newest) {
		b.newest = n.at
	}
	if b.keepQuiet(id, n) {
		return
	}
	b.add(id)
	if b.count >= mostNotes && n.what != actionOver { // a list does not tell that
		b.full = true
		return
	}
	b.count++
	b.notes[id] = append(b.notes[id], n)
	b.more.Signal()
}

// take waits for a container that is to be looked at. The caller calls done when it has looked.
func (b *inbox) take() (id string, notes []note, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		if b.closed {
			return "", nil, false
		}
		if !b.held {
			for i, id := range b.order {
				if b.busy[id] {
					continue
				}
				b.order = append(b.order[:i], b.order[i+1:]...)
				notes := b.notes[id]
				delete(b.notes, id)
				b.count -= len(notes)
				b.busy[id] = true
				return id, notes, true
			}
		}
		b.more.Wait()
	}
}

// done tells that a container was looked at.
func (b *inbox) done(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.busy, id)
	if _, waits := b.notes[id]; waits {
		b.more.Signal()
	}
}

// back puts a container back that could not be looked at, with its notes.
func (b *inbox) back(id string, notes []note) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.add(id)
	b.notes[id] = append(notes, b.notes[id]...)
	b.count += len(notes)
}

// hold keeps everything until release.
func (b *inbox) hold() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = true
}

// release hands out again what was kept. If the daemon was restarted, nobody asked for the last
// things it did.
func (b *inbox) release(restarted bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = false
	if restarted {
		for _, kept := range []map[string][]note{b.notes, b.quiet} {
			for _, notes := range kept {
				for i := range notes {
					notes[i].restart = true
				}
			}
		}
	}
	b.more.Broadcast()
}

// overflow reports whether notes were dropped since it was asked last.
func (b *inbox) overflow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	full := b.full
	b.full = false
	return full
}

// latest returns the time of the newest note.
func (b *inbox) latest() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.newest
}

func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.more.Broadcast()
}
