package ui

import tea "github.com/charmbracelet/bubbletea"

// loadViews reads how the lists looked in the last run.
func (q *requests) loadViews() tea.Cmd {
	load := q.opt.LoadViews
	if load == nil {
		return nil
	}
	return q.guard(func() tea.Msg {
		data, err := load()
		return viewsLoaded{data: data, err: err}
	}, func(err error) tea.Msg { return viewsLoaded{err: err} })
}

// saveViews keeps how the lists look.
func (q *requests) saveViews(data []byte) tea.Cmd {
	save := q.opt.SaveViews
	return q.guard(func() tea.Msg { return viewsSaved{err: save(data)} }, func(err error) tea.Msg { return viewsSaved{err: err} })
}
