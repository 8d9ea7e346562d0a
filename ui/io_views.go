package ui

import tea "github.com/charmbracelet/bubbletea"

// loadViews reads the views of the lists that the last run kept.
func (q *requests) loadViews() tea.Cmd {
	load := q.opt.Host.LoadViews
	if load == nil {
		return nil
	}
	return q.guard(func() tea.Msg {
		data, err := load()
		return viewsLoaded{data: data, err: err}
	}, func(err error) tea.Msg { return viewsLoaded{err: err} })
}

// saveViews keeps the views of the lists; nil data is nothing to keep.
func (q *requests) saveViews(data []byte) tea.Cmd {
	if data == nil {
		return nil
	}
	save := q.opt.Host.SaveViews
	return q.guard(func() tea.Msg { return viewsSaved{err: save(data)} }, func(err error) tea.Msg { return viewsSaved{err: err} })
}
