package ui

import (
	"bytes"
	"encoding/json"
	"maps"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// listViews are how the lists are sorted, what columns they have and how the lines of logs look, kept from
// one run to the next.
type listViews struct {
	of      map[string]pane.View // by the name of the list
	logs    *pane.LogView        // nil where nothing was chosen
	kept    bool                 // they are kept at all
	loaded  bool                 // what was kept has been read, or cannot be
	unsaved bool                 // something was changed since the last write was begun
	saving  bool
}

// The messages: what was kept, and that it was kept.
type (
	viewsLoaded struct {
		data []byte
		err  error
	}
	viewsSaved struct{ err error }
)

// logsView is how the look of logs is called in what is kept, beside the names of lists.
const logsView = "logs"

// viewName is how a list is called in what is kept. The containers of one application are a
// list of their own, the same for every application.
func viewName(l *pane.List) string {
	switch {
	case l.Query.Application != "":
		return "containers-of"
	case l.Query.Kind == fleet.Applications:
		return "applications"
	case l.Query.Kind == fleet.Containers:
		return "containers"
	default:
		return "images"
	}
}

// note takes in that the view of a list was changed.
func (s *listViews) note(l *pane.List) {
	if s.of == nil {
		s.of = map[string]pane.View{}
	}
	s.of[viewName(l)] = l.View()
	s.unsaved = true
}

// noteLogs takes in that the look of logs was changed.
func (s *listViews) noteLogs(v pane.LogView) { s.logs, s.unsaved = &v, true }

// merge takes in what an earlier run kept. What has been changed since stays.
func (s *listViews) merge(data []byte) error {
	kept := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(data)) > 0 {
		if err := json.Unmarshal(data, &kept); err != nil {
			return err
		}
	}
	of, logs := map[string]pane.View{}, pane.LogView{}
	for name, value := range kept {
		var view pane.View
		into := any(&view)
		if name == logsView {
			into = &logs
		}
		if err := json.Unmarshal(value, into); err != nil {
			return err
		}
		if name != logsView {
			of[name] = view
		}
	}
	maps.Copy(of, s.of)
	if s.of = of; s.logs == nil && kept[logsView] != nil {
		s.logs = &logs
	}
	return nil
}

// begin returns what is to be written now, nil for nothing: one write runs at a time.
func (s *listViews) begin() []byte {
	if s.saving || !s.loaded || !s.unsaved || !s.kept {
		return nil
	}
	s.saving, s.unsaved = true, false
	return s.encode()
}

// rest returns what was not written when the program ended, nil for nothing.
func (s *listViews) rest() []byte {
	if !s.kept || !s.loaded || !s.unsaved && !s.saving {
		return nil
	}
	return s.encode()
}

func (s *listViews) encode() []byte {
	all := make(map[string]any, len(s.of)+1)
	for name, view := range s.of {
		all[name] = view
	}
	if s.logs != nil {
		all[logsView] = s.logs
	}
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil { // texts and a flag: it cannot fail
		return nil
	}
	return append(data, '\n')
}

// chooseColumns shows the columns that were chosen for the list.
func (m *Model) chooseColumns(r dialog.ColumnsChosen) tea.Cmd {
	v := m.panes.list().View()
	v.Columns = r.Columns
	return m.setView(v)
}

// setView changes how the list that is shown looks, and keeps that.
func (m *Model) setView(v pane.View) tea.Cmd {
	m.panes.list().SetView(v, &m.look)
	m.views.note(m.panes.list())
	return m.io.saveViews(m.views.begin())
}

// keepLogLook keeps how the lines of logs look.
func (m *Model) keepLogLook() tea.Cmd {
	m.views.noteLogs(m.panes.logLook.View())
	return m.io.saveViews(m.views.begin())
}

// viewsSaved takes in that what was changed was kept, or could not be.
func (m *Model) viewsSaved(msg viewsSaved) tea.Cmd {
	m.views.saving = false
	if msg.err != nil {
		m.notePanic(msg.err)
		m.say(warning, "views hold for this run only: "+text.Clean(msg.err.Error()))
		return nil
	}
	return m.io.saveViews(m.views.begin())
}

// viewsLoaded takes in what was kept by an earlier run.
func (m *Model) viewsLoaded(msg viewsLoaded) tea.Cmd {
	m.views.loaded = true
	err := m.views.merge(msg.data)
	if msg.err != nil {
		err = msg.err
	}
	if err != nil {
		m.notePanic(err)
		m.say(warning, "views are as at first, what was kept of them cannot be read: "+text.Clean(err.Error()))
	} else {
		for _, l := range m.panes.all() {
			l.SetView(m.views.of[viewName(l)], &m.look)
		}
		m.panes.setLogView(m.views.logs)
	}
	return m.io.saveViews(m.views.begin())
}

// UnsavedViews returns what is still to be kept when the program has ended; nil when there is
// nothing.
func (m *Model) UnsavedViews() []byte { return m.views.rest() }
