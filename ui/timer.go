package ui

import (
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// timer is the one timer: it rings when the next poll is due, when the age in the header changes,
// when a message goes away, or when a countdown goes on. It can be set anew while a command waits
// for it, so that setting it costs nothing but that.
type timer struct {
	at    time.Time // that it is set to, by the wall clock, which goes on while the machine sleeps
	draws time.Time // when time alone changes something on the screen
	rings chan uint64
	done  <-chan struct{} // of the program

	mu         sync.Mutex
	timer      *time.Timer
	generation uint64 // that was set last
	awaited    bool
}

// woke says that the timer has rung, as it was set by that generation.
type woke struct{ generation uint64 }

func newTimer(done <-chan struct{}) *timer { return &timer{rings: make(chan uint64), done: done} }

// set sets the timer, and returns the command that waits for it, nil where one does already. It
// ends with the program.
func (t *timer) set(now, at time.Time) tea.Cmd {
	if at.Equal(t.at) {
		return nil
	}
	t.at = at.Round(0)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.generation++
	generation := t.generation
	if t.timer != nil {
		t.timer.Stop()
	}
	t.timer = time.AfterFunc(max(at.Sub(now), 0), func() {
		select {
		case t.rings <- generation:
		case <-t.done:
		}
	})
	if t.awaited {
		return nil
	}
	t.awaited = true
	return t.wait
}

// wait returns when the timer rings as it was set last.
func (t *timer) wait() tea.Msg {
	for {
		select {
		case due := <-t.rings:
			if t.taken(due) {
				return woke{due}
			}
		case <-t.done:
			return nil
		}
	}
}

// taken ends the wait, unless the timer has been set anew meanwhile.
func (t *timer) taken(generation uint64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if generation != t.generation {
		return false
	}
	t.awaited = false
	return true
}

// rang takes in that the timer has rung, and returns when it was to; false where it was set anew
// since.
func (t *timer) rang(msg woke) (due time.Time, newest bool) {
	t.mu.Lock()
	newest = msg.generation == t.generation
	t.mu.Unlock()
	if newest {
		due, t.at = t.at, time.Time{}
	}
	return due, newest
}

// woke takes in that the timer has rung; false where it is not what was waited for. Time alone moves
// the clock in the header at most, unless it jumped.
func (m *Model) woke(msg woke) bool {
	due, newest := m.timer.rang(msg)
	if !newest {
		return false
	}
	if m.feed.Rang(m.now, due) {
		m.recorder.Blame("the machine slept, or its clock was set")
		m.drawn.all = true
		m.pollNow()
	}
	m.drawn.clock = m.drawn.clock || !m.now.Before(m.timer.draws)
	return true
}

// arm sets the timer to the next moment at which something has to happen.
func (m *Model) arm() tea.Cmd {
	at := m.nextDraw()
	m.timer.draws = at
	if poll, ok := m.feed.Next(); ok && poll.Before(at) {
		at = poll
	}
	if at.Before(m.now) {
		at = m.now
	}
	return m.timer.set(m.now, at)
}

// nextDraw is the next moment at which time alone changes what is shown: the
// age of the data, other ages at least every minute, a message that goes away, a
// countdown.
func (m *Model) nextDraw() time.Time {
	at := m.now.Add(time.Minute)
	if m.panes.wall.on {
		at = m.panes.wall.Next(m.now)
	} else if !m.feed.Connection(m.now).Paused {
		at = m.feed.NextAge(m.now)
	}
	if until := m.messages.until; !until.IsZero() && until.Before(at) {
		at = until
	}
	if until := m.drawn.until; until.After(m.now) && until.Before(at) {
		at = until
	}
	if ends := m.panes.banner.ends(); !ends.IsZero() && ends.Before(at) {
		at = ends
	}
	if rests := m.panes.beside.rests(); !rests.IsZero() && rests.Before(at) {
		at = rests
	}
	if m.book.Idle() {
		return at
	}
	if step, due := m.book.Next(m.world()); due && step.Before(at) {
		at = step
	}
	return at
}
