package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// run runs a command: the open dialog or prompt first, then what changes the
// screen, then actions, and last the focused pane.
func (m *Model) run(id command.ID) tea.Cmd {
	if id == command.Redraw {
		return tea.ClearScreen
	}
	if m.dialog != nil {
		return m.runInDialog(id)
	}
	if m.prompt != nil {
		m.runInPrompt(id)
		return nil
	}
	cmd, known := m.keys.Command(id)
	if !known {
		return nil
	}
	if id == command.Undo {
		m.undo()
		return nil
	}
	if m.runOnMarks(id) || m.runOnForms(id) {
		return nil
	}
	if cmd.Changes {
		return m.act(id)
	}
	if why := m.whyNot(cmd); why != "" {
		m.say(warning, why)
		return nil
	}
	if c, done := m.runOnScreen(id); done {
		return c
	}
	m.runInPane(id)
	return nil
}

func (m *Model) runInDialog(id command.ID) tea.Cmd {
	d := m.dialog
	switch d := d.(type) {
	case *dialog.Viewer:
		if cmd, done := m.runInViewer(d, id); done {
			return cmd
		}
	case *dialog.Save:
		if id == command.Accept {
			return m.save(d)
		}
	}
	if r, ok := d.(interface{ Scroll(id command.ID) bool }); ok && r.Scroll(id) {
		return nil
	}
	switch d.Do(id, m.dialogContext()) {
	case dialog.Closed:
		m.dialog, m.behind = m.behind, nil
		if f, ok := d.(*dialog.Form); ok {
			m.closeForm(f)
		}
	case dialog.Asks:
		return m.confirmed(d.Request())
	case dialog.Confirmed:
		m.dialog, m.behind = m.behind, nil
		return m.confirmed(d.Request())
	case dialog.Open:
	}
	return nil
}

// confirmed does what a dialog was opened for.
func (m *Model) confirmed(r dialog.Request) tea.Cmd {
	switch r := r.(type) {
	case dialog.Action:
		return m.begin([]dialog.Action{r}, false)
	case dialog.Leave:
		m.quitting = true
		return nil
	case dialog.Actions:
		return m.begin(r, true)
	case dialog.ColumnsChosen:
		return m.chooseColumns(r)
	case dialog.CopyOf:
		return m.copyOf(r)
	case dialog.Run:
		return m.runNamed(r)
	case dialog.Cancel:
		m.cancelRestart(r.ID)
		return nil
	default:
		return m.formAsked(r)
	}
}

func (m *Model) runInPrompt(id command.ID) {
	switch id {
	case command.Accept:
		search := m.prompt.search
		m.closePrompt(true)
		if search && m.panes.logs != nil && m.panes.logs.Search() != "" {
			m.panes.logs.Find()
		}
	case command.Cancel, command.Interrupt:
		m.closePrompt(false)
	case command.HistoryPrevious:
		m.prompt.recall(*m.promptHistory(m.prompt.search), -1)
		m.promptChanged()
	case command.HistoryNext:
		m.prompt.recall(*m.promptHistory(m.prompt.search), 1)
		m.promptChanged()
	}
}

// runOnScreen runs what works wherever the focus is.
func (m *Model) runOnScreen(id command.ID) (tea.Cmd, bool) {
	switch id {
	case command.ShowApplications:
		m.panes.drill = nil
		m.panes.show(applicationsTab)
	case command.ShowContainers:
		m.panes.show(containersTab)
	case command.ShowImages:
		m.panes.show(imagesTab)
	case command.ShowActivity:
		m.panes.show(activityTab)
	case command.NextPane:
		m.panes.cycleFocus(1)
	case command.PreviousPane:
		m.panes.cycleFocus(-1)
	case command.Open:
		m.open()
	case command.Filter:
		m.openPrompt()
	case command.Problems:
		if why := m.panes.toggleProblems(); why != "" {
			m.say(warning, why)
		}
	case command.Sort, command.SortReverse, command.ChooseColumns:
		return m.arrangeList(id), true
	case command.ToggleDetail:
		m.panes.toggleDetail()
	case command.NextTab, command.PreviousTab:
		m.panes.detail.Do(id)
	case command.Reveal:
		m.panes.reveal()
	default:
		return m.runOnTarget(id)
	}
	return nil, true
}

// runOnTarget runs what concerns the object that commands act on, or what the
// focused pane shows.
func (m *Model) runOnTarget(id command.ID) (tea.Cmd, bool) {
	switch id {
	case command.OpenLogs:
		m.panes.openLogs(m.panes.target())
	case command.OpenJSON:
		return m.openJSON(m.panes.target()), true
	case command.Yank:
		m.openCopy(m.panes.target())
	case command.Save:
		return m.openSave(), true
	default:
		return m.runOnProgram(id)
	}
	return nil, true
}

// runOnProgram runs what concerns the whole screen, polling and the program
// itself.
func (m *Model) runOnProgram(id command.ID) (tea.Cmd, bool) {
	switch id {
	case command.Refresh:
		m.refresh()
		return nil, true
	case command.Pause:
		m.pause()
	case command.LastView:
		m.panes.returnToLast(&m.look)
	case command.Zoom:
		m.panes.zoom = !m.panes.zoom
	case command.ShowHelp:
		m.dialog = dialog.NewHelp(m.scope())
	case command.OpenPalette:
		m.openPalette()
	case command.Back:
		if !m.back() {
			m.panes.noticeGone = true
		}
	case command.Quit:
		if !m.back() {
			m.quit(m.keptForms())
		}
	case command.Interrupt:
		m.quit(m.keptForms())
	case command.QuitNow:
		m.quit(nil)
	case command.Suspend:
		return tea.Suspend, true
	default:
		return nil, false
	}
	return nil, true
}

func (m *Model) runInPane(id command.ID) {
	switch {
	case m.panes.focus == logsPane && m.panes.logs != nil:
		m.panes.logs.Do(id)
	case m.panes.focus == detailPane:
		m.panes.detail.Do(id)
	default:
		m.panes.list().Do(id)
	}
}

// open goes one level down: application to its containers, container to its
// logs, image to its detail.
func (m *Model) open() {
	row := m.panes.selected()
	switch {
	case row == nil && m.panes.list().Activity:
		if at, content, ok := m.panes.list().SelectedEntry(); ok {
			m.dialog = dialog.NewText("Activity of "+at.In(m.opt.Location).Format("15:04:05"), content)
		}
	case row == nil:
	case row.Application != nil:
		m.panes.drill = pane.NewList(fleet.Query{Kind: fleet.Containers, Application: row.ID.Key}, row.Name)
		m.panes.drill.SetView(m.settings.of[settingsName(m.panes.drill)], &m.look)
		m.panes.focus = listPane
	case row.Container != nil:
		m.panes.openLogs(row)
	default:
		m.panes.openDetail()
	}
}

// back closes what is open, one step a press; false when nothing is.
func (m *Model) back() bool { return m.stopOrders() || m.messages.dismiss() || m.panes.back() }
