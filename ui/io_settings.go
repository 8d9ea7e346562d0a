package ui

import tea "github.com/charmbracelet/bubbletea"

// loadSettings reads the settings of the lists that the last run kept.
func (q *requests) loadSettings() tea.Cmd {
	load := q.opt.Host.LoadSettings
	if load == nil {
		return nil
	}
	return q.guard(func() tea.Msg {
		data, err := load()
		return settingsLoaded{data: data, err: err}
	}, func(err error) tea.Msg { return settingsLoaded{err: err} })
}

// saveSettings keeps the settings of the lists; nil data is nothing to keep.
func (q *requests) saveSettings(data []byte) tea.Cmd {
	if data == nil {
		return nil
	}
	save := q.opt.Host.SaveSettings
	return q.guard(func() tea.Msg { return settingsSaved{err: save(data)} }, func(err error) tea.Msg { return settingsSaved{err: err} })
}
