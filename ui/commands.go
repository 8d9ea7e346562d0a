package ui

import (
	"strings"

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
		if search && m.logs != nil && m.logs.Search() != "" {
			m.logs.Find()
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
		m.drill = nil
		m.show(0)
	case command.ShowContainers:
		m.show(1)
	case command.ShowImages:
		m.show(2)
	case command.ShowActivity:
		m.show(3)
	case command.NextPane:
		m.cycleFocus(1)
	case command.PreviousPane:
		m.cycleFocus(-1)
	case command.Open:
		m.open()
	case command.Filter:
		m.openPrompt()
	case command.Problems:
		m.toggleProblems()
	case command.Sort, command.SortReverse, command.ChooseColumns:
		return m.arrangeList(id), true
	case command.ToggleDetail:
		m.toggleDetail()
	case command.NextTab, command.PreviousTab:
		m.detail.Do(id)
	case command.Reveal:
		m.reveal()
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
		m.openLogs(m.target())
	case command.OpenJSON:
		return m.openJSON(m.target()), true
	case command.Yank:
		m.openCopy(m.target())
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
		m.lastView()
	case command.Zoom:
		m.zoom = !m.zoom
	case command.ShowHelp:
		m.dialog = dialog.NewHelp(m.scope())
	case command.OpenPalette:
		m.openPalette()
	case command.Back:
		if !m.back() {
			m.noticeGone = true
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
	case m.focus == logsPane && m.logs != nil:
		m.logs.Do(id)
	case m.focus == detailPane:
		m.detail.Do(id)
	default:
		m.list().Do(id)
	}
}

// show switches to a list.
func (m *Model) show(tab int) {
	m.tab, m.zoom = tab, m.zoom && m.focus == listPane
	m.focus = listPane
}

// cycleFocus moves the focus among the panes that are open.
func (m *Model) cycleFocus(by int) {
	open := []paneID{listPane}
	if m.detailShown() {
		open = append(open, detailPane)
	}
	if m.logs != nil {
		open = append(open, logsPane)
	}
	for i, p := range open {
		if p == m.focus {
			m.focus = open[(i+by+len(open))%len(open)]
			break
		}
	}
	if m.focus != listPane {
		m.lower = m.focus
	}
}

// detailShown says whether the detail is open; Activity has none.
func (m *Model) detailShown() bool { return m.detailOpen && !m.list().Activity }

// toggleDetail shows or hides the detail. Where only one of detail and logs
// fits, it takes the place of the logs.
func (m *Model) toggleDetail() {
	l := m.layout()
	if l.shows(detailPane) {
		m.detailOpen = false
		if m.focus == detailPane {
			m.focus = listPane
		}
		return
	}
	m.detailOpen, m.lower = true, detailPane
	if m.width < stackedWidth || m.zoom || m.focus == logsPane && m.width < sideWidth {
		m.focus = detailPane
	}
}

// reveal shows or hides environment values, opening the detail if need be.
func (m *Model) reveal() {
	if m.detail.ToggleReveal() && !m.layout().shows(detailPane) {
		m.toggleDetail()
	}
}

// open goes one level down: application to its containers, container to its
// logs, image to its detail.
func (m *Model) open() {
	row := m.selected()
	switch {
	case row == nil && m.list().Activity:
		if e, ok := m.list().SelectedEntry(); ok {
			m.dialog = dialog.NewText("Activity of "+e.Time.In(m.opt.Location).Format("15:04:05"), strings.TrimSpace(e.Name+" "+e.Text))
		}
	case row == nil:
	case row.Application != nil:
		m.drill = pane.NewList(fleet.Query{Kind: fleet.Containers, Application: row.ID.Key}, row.Name)
		m.drill.SetView(m.looks.of[viewName(m.drill)], &m.look)
		m.focus = listPane
	case row.Container != nil:
		m.openLogs(row)
	default:
		m.detailOpen, m.lower, m.focus = true, detailPane, detailPane
	}
}

// openLogs opens the logs of an object and focuses them; they stay on it.
func (m *Model) openLogs(row *fleet.Row) {
	if m.logs == nil || m.logs.ID != row.ID {
		m.logs = pane.NewLogs(row)
		m.logsOpened++
	}
	m.lower, m.focus = logsPane, logsPane
}

// back closes what is open, one step a press; false when nothing is.
func (m *Model) back() bool {
	switch {
	case m.stopOrders():
	case m.alert != "":
		m.alert, m.toast = "", toast{}
	case m.list().DropRange():
	case m.logs != nil && m.logs.Search() != "":
		m.logs.SetSearch("")
	case m.list().Filter() != "":
		_ = m.list().SetFilter("") // never wrong
	case m.list().Problems():
		m.list().SetProblems(false)
	case m.list().ClearMarks():
	case m.zoom:
		m.zoom = false
	case m.logs != nil:
		m.closeLogs()
	case m.focus == detailPane:
		m.focus = listPane
	case m.tab == 0 && m.drill != nil:
		app := m.drill.Query.Application
		m.drill = nil
		m.lists[0].Select(app)
	default:
		return false
	}
	return true
}

func (m *Model) closeLogs() {
	m.logs = nil
	m.lower = detailPane
	if m.focus == logsPane {
		m.focus = listPane
	}
}
