package ui

import (
	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// whyNot says why a command is not possible now, "" when it is: what a key
// press answers with, and what the palette says beside the command.
func (m *Model) whyNot(c command.Command) string {
	if c.Changes {
		return m.whyNotChange(c)
	}
	_, _, entry := m.panes.list().SelectedEntry()
	switch c.Name {
	case command.OpenLogs:
		return whyNoLogs(m.panes.target())
	case command.OpenJSON, command.Yank:
		if m.panes.target() == nil {
			return nothingSelected
		}
	case command.LastView:
		if m.panes.last.list == nil {
			return "there is no other view yet"
		}
	case command.Open, command.Reveal:
		if m.panes.selected() == nil && (c.Name == command.Reveal || !entry) {
			return nothingSelected
		}
	default:
		return m.whyNotHere(c.Name)
	}
	return ""
}

// nothingSelected is why what needs an object is not possible.
const nothingSelected = "nothing is selected"

// whyNotHere says why a command that needs no object is not possible now.
func (m *Model) whyNotHere(id command.ID) string {
	switch id {
	case command.ToggleDetail:
		if m.panes.list().Activity {
			return "activity has no detail"
		}
	case command.NextTab, command.PreviousTab:
		if !m.panes.layout().shows(detailPane) {
			return "the detail is not open: " + m.keys.Label(command.ToggleDetail, " ", 1, m.theme.Glyphs.ASCII) + " shows it"
		}
	case command.NextMatch, command.PreviousMatch:
		if m.panes.logs == nil || m.panes.logs.Search() == "" {
			return "nothing is searched for: " + m.keys.Label(command.Filter, " ", 1, m.theme.Glyphs.ASCII) + " searches"
		}
	case command.Suspend:
		if m.opt.CanSuspend == nil || !m.opt.CanSuspend() {
			return "there is no shell to go to: nothing would bring the program back"
		}
		if len(m.counting()) > 0 {
			return "an action is counting down: possible once it is sent or cancelled"
		}
	}
	return ""
}

// whyNotChange says why a command that changes something is not possible on what
// it would act on: what is marked, else the selected object.
func (m *Model) whyNotChange(c command.Command) string {
	switch c.Name {
	case command.New:
		return m.unmakeable()
	case command.Edit:
		return uneditable(m.panes.target())
	case command.Undo:
		if len(m.counting()) == 0 {
			return "no action is counting down"
		}
		return ""
	case command.MarkNone:
		if !m.panes.list().HasMarks() {
			return "nothing is marked"
		}
		return ""
	case command.Mark, command.MarkRange, command.MarkAll:
		if m.panes.selected() == nil {
			return nothingSelected
		}
		return ""
	}
	rows, _ := m.marked()
	switch len(rows) {
	case 0:
		return m.whyNotOn(c.Name, m.panes.target())
	case 1:
		return m.whyNotOn(c.Name, rows[0])
	default:
		return m.whyNotOnMany(c.Name, rows)
	}
}

// whyNotOnMany says why a command is not possible on any of many objects, "" when
// it is on one of them.
func (m *Model) whyNotOnMany(id command.ID, rows []*fleet.Row) string {
	first := ""
	for _, r := range rows {
		why := m.whyNotOn(id, r)
		if why == "" {
			return ""
		}
		if first == "" {
			first = why
		}
	}
	return first
}

// whyNotOn says why a command is not possible on an object, "" when it is.
func (m *Model) whyNotOn(id command.ID, row *fleet.Row) string {
	if row == nil {
		return nothingSelected
	}
	switch id {
	case command.OpenLogs:
		return whyNoLogs(row)
	case command.Edit:
		return uneditable(row)
	}
	for _, a := range actions() {
		if a.command == id {
			if id == command.Restart && m.fleet.Restarting(row.ID) != nil {
				return "" // it cancels the rest
			}
			return m.withAge(m.fleet.Blocked(a.on(row).verb, row, m.now), row.ID)
		}
	}
	return ""
}

func whyNoLogs(row *fleet.Row) string {
	switch {
	case row == nil:
		return nothingSelected
	case row.ID.Kind == fleet.Images:
		return "an image has no logs"
	default:
		return ""
	}
}
