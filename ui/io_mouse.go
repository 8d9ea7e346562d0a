package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal"
)

// mouse has the terminal report the mouse, or no longer, by how often it was switched.
func (q *requests) mouse(switched int) tea.Cmd {
	return func() tea.Msg { return terminal.Mouse(switched) }
}
