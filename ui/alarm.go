package ui

import (
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// alarm is a timer that can be set anew while a command waits for it, so that
// setting it costs nothing but that.
type alarm struct {
	rings chan uint64 // the generation that is due

	mu         sync.Mutex
	timer      *time.Timer
	generation uint64 // that was set last
	awaited    bool
}

// ring sets the alarm to a new generation, and returns the command that waits
// for it, nil where one does already. It ends with the program.
func (q *requests) ring(d time.Duration, generation uint64) tea.Cmd {
	a, done := &q.alarm, q.opt.Context.Done()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.generation = generation
	if a.timer != nil {
		a.timer.Stop()
	}
	a.timer = time.AfterFunc(max(d, 0), func() {
		select {
		case a.rings <- generation:
		case <-done:
		}
	})
	if a.awaited {
		return nil
	}
	a.awaited = true
	return func() tea.Msg {
		for {
			select {
			case due := <-a.rings:
				if a.taken(due) {
					return woke{due}
				}
			case <-done:
				return nil
			}
		}
	}
}

// taken ends the wait, unless the alarm has been set anew meanwhile.
func (a *alarm) taken(generation uint64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if generation != a.generation {
		return false
	}
	a.awaited = false
	return true
}
