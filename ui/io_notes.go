package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/text"
)

// noted is what the program has to say beside the screen; see Options.Hear.
type noted string

// hear waits for what the program has to say.
func (q *requests) hear() tea.Cmd {
	hear := q.opt.Hear
	if hear == nil {
		return nil
	}
	return q.guard(func() tea.Msg {
		if note, ok := hear(q.opt.Context); ok {
			return noted(note)
		}
		return nil
	}, func(error) tea.Msg { return nil })
}

// note tells what the program has to say.
func (m *Model) note(what string) {
	m.record(activity.Entry{Phase: activity.Noted, Cause: what})
	m.say(warning, text.Clean(what))
}
