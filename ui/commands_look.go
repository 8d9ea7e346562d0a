package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// lookRows are the commands that choose what is shown, and how.
func lookRows() []row {
	return []row{
		{command: command.ShowApplications, does: shows(applicationsTab)},
		{command: command.ShowContainers, does: shows(containersTab)},
		{command: command.ShowImages, does: shows(imagesTab)},
		{command: command.ShowActivity, does: shows(activityTab)},

		{command: command.Open, blocked: seen((*panes).nothingToOpen), does: quietly(func(m *Model, q asked) {
			if d := m.panes.jsonUnder(q); d != nil {
				m.panes.foldJSON(d, &m.look)
				return
			}
			m.panes.goTo(q, &m.look)
			if at, content, entry := m.panes.open(&m.views, &m.look); entry {
				m.dialog = dialog.NewText("Activity at "+at.In(m.opt.Location).Format("2 Jan 15:04:05"), content)
			}
		})},
		{command: command.ToggleDetail, does: quietly(func(m *Model, q asked) {
			if m.panes.goTo(q, &m.look) {
				m.panes.detailOpen, m.panes.lower = true, detailPane
				return
			}
			m.panes.toggleDetail()
		})},
		{command: command.OpenLogs, blocked: func(_ *Model, q asked) string { return whyNoLogs(q.on) }, does: quietly(func(m *Model, q asked) { m.panes.openLogs(q.on) })},
		{command: command.OpenJSON, blocked: needsObject, does: func(m *Model, q asked) tea.Cmd {
			m.panes.json = pane.NewJSON(q.on.ID, q.on.Name)
			return m.io.raw(q.on.ID, m.theme)
		}},
		{command: command.Fold, blocked: func(m *Model, _ asked) string { return m.panes.json.Nothing(m.fleet) }, does: quietly(func(m *Model, _ asked) {
			m.panes.foldJSON(m.panes.json, &m.look)
		})},
		{command: command.Yank, blocked: seen((*panes).nothingToCopy), does: func(m *Model, q asked) tea.Cmd {
			if m.panes.selectsLines() {
				return m.copySelected()
			}
			m.openCopy(q.on)
			return nil
		}},
		{command: command.Save, blocked: seen((*panes).nothingToSave), does: func(m *Model, _ asked) tea.Cmd { return m.openSave() }},
		{command: command.Reveal, blocked: seen((*panes).nothingToReveal), does: quietly(func(m *Model, _ asked) { m.panes.reveal() })},

		{command: command.Filter, does: quietly(func(m *Model, q asked) {
			p := m.prompts.promptOf(&m.panes)
			if q.arg == "" {
				m.prompts.open = p
				return
			}
			m.find(p, q.arg)
		})},
		{command: command.Problems, blocked: seen((*panes).noProblems), does: quietly(func(m *Model, _ asked) {
			l := m.panes.list()
			l.SetProblems(!l.Problems())
		})},
		{command: command.Sort, blocked: seen((*panes).noColumns), does: func(m *Model, _ asked) tea.Cmd { return m.setView(m.panes.list().NextSort()) }},
		{command: command.SortReverse, blocked: seen((*panes).noColumns), does: func(m *Model, _ asked) tea.Cmd {
			v := m.panes.list().View()
			v.Reverse = !v.Reverse
			return m.setView(v)
		}},
		{command: command.ChooseColumns, blocked: seen((*panes).noColumns), does: quietly(func(m *Model, _ asked) {
			l := m.panes.list()
			m.dialog = dialog.NewColumns(l.Title(), l.AllColumns(), l.UsualColumns(), l.Columns(), l.HiddenColumns())
		})},

		{command: command.NextPane, does: quietly(func(m *Model, _ asked) { m.panes.cycleFocus(1) })},
		{command: command.PreviousPane, does: quietly(func(m *Model, _ asked) { m.panes.cycleFocus(-1) })},
		{command: command.Zoom, does: quietly(func(m *Model, _ asked) { m.panes.zoom = !m.panes.zoom })},
		{command: command.LastView, blocked: func(m *Model, _ asked) string {
			return because(m.panes.last.list == nil, "there is no other view yet")
		}, does: quietly(func(m *Model, _ asked) { m.panes.returnToLast(&m.look) })},
		{command: command.Back, does: quietly(func(m *Model, _ asked) {
			switch {
			case m.back():
			case len(m.book.Counting()) > 0:
				m.say(warning, m.look.Key(command.Back)+" does not undo a countdown, "+m.look.Key(command.Undo)+" does")
			default:
				m.panes.banner.gone = true
			}
		})},
	}
}

// paneRows are the commands of one pane beside movement.
func paneRows() []row {
	return []row{
		{command: command.NextTab, blocked: seen((*panes).detailHidden), does: quietly(func(m *Model, _ asked) { m.panes.detail.Do(command.NextTab) })},
		{command: command.PreviousTab, blocked: seen((*panes).detailHidden), does: quietly(func(m *Model, _ asked) { m.panes.detail.Do(command.PreviousTab) })},
		{command: command.NextMatch, blocked: seen((*panes).nothingSearched), does: inFocus(command.NextMatch)},
		{command: command.PreviousMatch, blocked: seen((*panes).nothingSearched), does: inFocus(command.PreviousMatch)},
	}
}

// inFocus hands a command to the pane that has the focus.
func inFocus(id command.ID) func(*Model, asked) tea.Cmd {
	return quietly(func(m *Model, _ asked) {
		if m.panes.wall.on {
			m.panes.wall.move(id, m.now)
			return
		}
		m.panes.do(id)
	})
}

func whyNoLogs(r *fleet.Row) string {
	switch {
	case r == nil:
		return nothingSelected
	case r.ID.Kind == fleet.Images:
		return "an image has no logs"
	default:
		return ""
	}
}

func (p *panes) nothingToReveal(q asked, _ *pane.Context) string {
	return because(q.on == nil && p.json == nil, nothingSelected)
}

func (p *panes) nothingToCopy(q asked, _ *pane.Context) string {
	if p.json != nil {
		return because(q.on == nil, "it is gone")
	}
	return because(q.on == nil, nothingSelected)
}

func (p *panes) nothingToSave(_ asked, _ *pane.Context) string {
	if d := p.json; d != nil {
		_, fetched := d.Document()
		return because(!fetched, "there is nothing to save yet")
	}
	return because(p.focus == detailPane && p.detail.ID() == fleet.ID{}, nothingSelected)
}

// jsonUnder is the JSON whose cursor takes what opens: that in the detail which has the focus; nil for none.
func (p *panes) jsonUnder(q asked) *pane.JSON {
	if q.named || p.focus != detailPane {
		return nil
	}
	return p.detail.ShowsJSON()
}

func (p *panes) nothingToOpen(q asked, _ *pane.Context) string {
	if d := p.jsonUnder(q); d != nil {
		return d.Nothing(p.fleet)
	}
	_, _, entry := p.list().SelectedEntry()
	return because(q.on == nil && !entry, nothingSelected)
}

func (p *panes) noProblems(_ asked, _ *pane.Context) string {
	l := p.list()
	return because(!l.Activity && l.Query.Kind == fleet.Images, "images have no state that could need attention")
}

func (p *panes) noColumns(_ asked, _ *pane.Context) string {
	return because(p.list().Activity, "activity is in the order in which it happened, with all its columns")
}

func (p *panes) detailHidden(_ asked, look *pane.Context) string {
	return because(!p.layout().shows(detailPane), "the detail is not open: "+look.Key(command.ToggleDetail)+" shows it")
}

func (p *panes) nothingSearched(_ asked, look *pane.Context) string {
	searched := p.json != nil && p.json.Search() != "" || p.json == nil && p.logs != nil && p.logs.Search() != ""
	return because(!searched, "nothing is searched for: "+look.Key(command.Filter)+" searches")
}

// shows switches to a list, and filters it where a filter was given.
func shows(t tab) func(*Model, asked) tea.Cmd {
	return quietly(func(m *Model, q asked) {
		m.showWall(false)
		if t == applicationsTab {
			m.panes.drill = nil
		}
		if m.panes.show(t); q.arg != "" {
			m.find(m.prompts.filterOf(m.panes.list()), q.arg)
		}
	})
}

// goTo selects the object that was named in the list of its kind; false where none was.
func (p *panes) goTo(q asked, look *pane.Context) bool {
	if q.named {
		p.find(q.on, look)
	}
	return q.named
}
