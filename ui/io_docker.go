package ui

import tea "github.com/charmbracelet/bubbletea"

// dockerFound says that this machine runs Docker.
type dockerFound struct{}

// lookForDocker asks whether this machine runs Docker, where the screen would have a use for it.
func (q *requests) lookForDocker() tea.Cmd {
	runs := q.opt.RunsDocker
	if !q.opt.Sandbox || runs == nil {
		return nil
	}
	return q.guard(func() tea.Msg {
		if runs(q.opt.Context) {
			return dockerFound{}
		}
		return nil
	}, func(error) tea.Msg { return nil })
}
