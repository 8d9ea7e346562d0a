package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/ui/command"
	"fleetop/ui/pane"
)

// logRows are the commands of logs alone.
func logRows() []row {
	logs := func(id command.ID, why func(*pane.Logs) string) row {
		return row{command: id, does: inFocus(id), blocked: func(m *Model, _ asked) string {
			if m.panes.logs == nil {
				return "no logs are open"
			}
			if why == nil {
				return ""
			}
			return why(m.panes.logs)
		}}
	}
	rows := []row{
		logs(command.NextError, (*pane.Logs).NoErrors), logs(command.PreviousError, (*pane.Logs).NoErrors),
		kept(logs(command.Timestamps, (*pane.Logs).NoTimes)), kept(logs(command.Names, (*pane.Logs).NoNames)),
		kept(logs(command.Pretty, nil)), logs(command.SelectLines, (*pane.Logs).NoLines),
		logs(command.RuleLine, nil), logs(command.Matching, nil),
	}
	at := len(rows) - 2
	rows[at].does = quietly(func(m *Model, _ asked) { m.panes.logs.DrawRule(m.now.In(m.opt.Location), &m.look) })
	rows[at+1].does = func(m *Model, q asked) tea.Cmd {
		p := m.prompts.matchingOf(m.panes.logs)
		if q.arg == "" {
			m.prompts.open = p
			return nil
		}
		m.find(p, q.arg)
		return nil
	}
	return rows
}

// kept is a command that changes how the lines of all logs look, which the next run remembers.
func kept(r row) row {
	change := r.does
	r.does = func(m *Model, q asked) tea.Cmd {
		return tea.Batch(change(m, q), m.keepLogLook())
	}
	return r
}

// selectsLines says whether lines of the logs in focus are being selected.
func (p *panes) selectsLines() bool {
	return p.focus == logsPane && p.logs != nil && p.logs.Selecting()
}
