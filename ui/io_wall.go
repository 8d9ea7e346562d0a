package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/terminal"
)

// ring has the terminal ring, and the desktop told why where the terminal passes that on.
func (q *requests) ring(words string) tea.Cmd {
	return func() tea.Msg { return terminal.Ring(words) }
}

// title changes the title of the window, "" for its usual one.
func (q *requests) title(words string) tea.Cmd {
	return func() tea.Msg { return terminal.Title(words) }
}

// setWrites allows writes, or has each fail before anything is sent.
func (q *requests) setWrites(allowed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.barred = !allowed
}

// mayWrite is the error of a write that is not allowed, nil where it is.
func (q *requests) mayWrite() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.barred {
		return client.ErrReadOnly
	}
	return nil
}
