package ui

import (
	"bytes"
	"encoding/json"
	"maps"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// looks is how the lists are sorted and what columns they have, kept from one
// run to the next.
type looks struct {
	of      map[string]pane.View // by the name of the list
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

// viewName is how a list is called in what is kept. The containers of one
// application are a list of their own, the same for every application.
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

// arrangeList sorts the list, or asks for its columns.
func (m *Model) arrangeList(id command.ID) tea.Cmd {
	l := m.list()
	if l.Activity {
		m.say(warning, "activity is in the order in which it happened, with all its columns")
		return nil
	}
	v := l.View()
	switch id {
	case command.Sort:
		v = l.NextSort()
	case command.SortReverse:
		v.Reverse = !v.Reverse
	default:
		m.dialog = dialog.NewColumns(l.Title(), l.AllColumns(), l.Columns())
		return nil
	}
	return m.setView(l, v)
}

// toggleProblems shows only what needs attention in the list, or all again.
func (m *Model) toggleProblems() {
	l := m.list()
	switch {
	case l.Activity:
		m.say(warning, "activity holds what has happened; problems are among applications and containers")
	case l.Query.Kind == fleet.Images:
		m.say(warning, "images have no state that could need attention")
	default:
		l.SetProblems(!l.Problems())
	}
}

// chooseColumns shows the columns that were chosen for the list.
func (m *Model) chooseColumns(r dialog.ColumnsChosen) tea.Cmd {
	v := m.list().View()
	v.Columns = r.Columns
	return m.setView(m.list(), v)
}

// setView changes how a list looks, and keeps that.
func (m *Model) setView(l *pane.List, v pane.View) tea.Cmd {
	l.SetView(v, &m.look)
	if m.looks.of == nil {
		m.looks.of = map[string]pane.View{}
	}
	m.looks.of[viewName(l)] = l.View()
	m.looks.unsaved = true
	return m.saveViews()
}

// saveViews writes what was changed, one write at a time.
func (m *Model) saveViews() tea.Cmd {
	if m.looks.saving || !m.looks.loaded || !m.looks.unsaved || m.opt.SaveViews == nil {
		return nil
	}
	m.looks.saving, m.looks.unsaved = true, false
	return m.io.saveViews(encodeViews(m.looks.of))
}

// viewsSaved takes in that what was changed was kept, or could not be.
func (m *Model) viewsSaved(msg viewsSaved) tea.Cmd {
	m.looks.saving = false
	if msg.err != nil {
		m.notePanic(msg.err)
		m.say(warning, "columns and order hold for this run only: "+text.Clean(msg.err.Error()))
		return nil
	}
	return m.saveViews()
}

// viewsLoaded takes in what was kept by an earlier run. What has been changed
// since stays.
func (m *Model) viewsLoaded(msg viewsLoaded) tea.Cmd {
	m.looks.loaded = true
	of, err := decodeViews(msg.data)
	if msg.err != nil {
		err = msg.err
	}
	if err != nil {
		m.notePanic(err)
		m.say(warning, "columns and order are as at first, what was kept of them cannot be read: "+text.Clean(err.Error()))
		return m.saveViews()
	}
	changed := m.looks.of
	if m.looks.of = of; of == nil {
		m.looks.of = map[string]pane.View{}
	}
	maps.Copy(m.looks.of, changed)
	lists := m.lists[:3]
	if m.drill != nil {
		lists = append(lists[:3:3], m.drill)
	}
	for _, l := range lists {
		l.SetView(m.looks.of[viewName(l)], &m.look)
	}
	return m.saveViews()
}

// UnsavedViews returns what is still to be kept when the program has ended; nil
// when there is nothing.
func (m *Model) UnsavedViews() []byte {
	if m.opt.SaveViews == nil || !m.looks.loaded || !m.looks.unsaved && !m.looks.saving {
		return nil
	}
	return encodeViews(m.looks.of)
}

func encodeViews(of map[string]pane.View) []byte {
	data, err := json.MarshalIndent(of, "", "  ")
	if err != nil { // texts and a flag: it cannot fail
		return nil
	}
	return append(data, '\n')
}

func decodeViews(data []byte) (map[string]pane.View, error) {
	var of map[string]pane.View
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(data, &of); err != nil {
		return nil, err
	}
	return of, nil
}
