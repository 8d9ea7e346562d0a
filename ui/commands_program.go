package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// programRows are the commands that concern polling and the program itself.
func programRows() []row {
	return []row{
		{command: command.Refresh, does: func(m *Model, _ asked) tea.Cmd {
			switch d := m.panes.json; {
			case d == nil:
				m.panes.detail.RefreshJSON()
				m.refresh()
			case d.Fetching():
				return m.io.raw(d.ID, m.theme)
			}
			return nil
		}},
		{command: command.Pause, does: quietly(func(m *Model, _ asked) { m.pause() })},
		{command: command.Mouse, does: func(m *Model, _ asked) tea.Cmd {
			p := &m.panes.pointer
			p.switched++
			m.say(info, mouseWords(p.on(), m.look.Key(command.Mouse)))
			return m.io.mouse(p.switched)
		}},
		{command: command.Redraw, does: func(*Model, asked) tea.Cmd { return tea.ClearScreen }},
		{command: command.Suspend, blocked: func(m *Model, _ asked) string { return noShell(m.io.canSuspend(), len(m.book.Counting()) > 0) }, does: func(*Model, asked) tea.Cmd { return tea.Suspend }},
		{command: command.ShowHelp, does: quietly(func(m *Model, _ asked) { m.dialog = dialog.NewHelp(m.offers("")) })},
		{command: command.OpenPalette, does: quietly(func(m *Model, _ asked) {
			m.dialog = dialog.NewPalette(m.offers(command.OpenPalette), m.prompts.commands)
		})},
		{command: command.Quit, does: quietly(func(m *Model, _ asked) {
			if m.opt.Wall && m.panes.wall.on || !m.back() {
				m.quit(m.forms.typed())
			}
		})},
		{command: command.Interrupt, does: quietly(func(m *Model, _ asked) {
			if m.panes.json != nil {
				m.panes.json = nil
				return
			}
			m.quit(m.forms.typed())
		})},
		{command: command.Close, does: quietly(func(m *Model, _ asked) { m.panes.closeJSON() })},
		{command: command.QuitNow, does: quietly(func(m *Model, _ asked) { m.quit(nil) })},
	}
}

// noShell says why the program is not suspended, "" when it can be: there is a shell, and no action
// counts down.
func noShell(can, counting bool) string {
	if !can {
		return "there is no shell to go to: nothing would bring the program back"
	}
	return because(counting, "an action is counting down: possible once it is sent or cancelled")
}

// back closes what is open, one step a press; false when nothing is.
func (m *Model) back() bool {
	if m.showWall(false) {
		return true
	}
	if len(m.book.Sending()) > 0 {
		m.announce(m.book.StopSending(m.world()))
		return true
	}
	return m.messages.dismiss() || m.panes.back()
}
