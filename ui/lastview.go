package ui

import (
	"fleetop/internal/fleet"
	"fleetop/ui/pane"
)

// view is what one looks at: a list, perhaps one that was drilled into, with
// its filter and its selection, and the logs that are open.
type view struct {
	tab    int
	list   *pane.List // nil for no view
	drill  *pane.List
	filter string
	chosen string
	logs   *pane.Logs
	focus  paneID
}

// same says whether two views differ in no more than where one is in them.
func (v view) same(w view) bool {
	var a, b fleet.ID
	if v.logs != nil {
		a = v.logs.ID
	}
	if w.logs != nil {
		b = w.logs.ID
	}
	return v.list == w.list && a == b
}

// views are the view that is shown and the one before it.
type views struct{ here, last view }

// looksAt returns the view that is shown.
func (m *Model) looksAt() view {
	v := view{tab: m.tab, list: m.list(), drill: m.drill, filter: m.list().Filter(), logs: m.logs, focus: m.focus}
	if m.tab != 0 {
		v.drill = nil
	}
	v.chosen = m.list().Key()
	return v
}

// noteView remembers the view before the one that is shown now.
func (m *Model) noteView() {
	now := m.looksAt()
	if m.views.here.list != nil && !now.same(m.views.here) {
		m.views.last = m.views.here
	}
	m.views.here = now
}

// lastView goes back to the view before this one; from there it leads here again.
func (m *Model) lastView() {
	v := m.views.last
	if v.tab == 0 {
		m.drill = v.drill
	}
	m.show(v.tab)
	list := m.list()
	list.Refresh(&m.look)
	if list.Filter() != v.filter {
		_ = list.SetFilter(v.filter) // it was one before
	}
	list.Select(v.chosen)
	if v.logs == nil {
		m.closeLogs()
	} else {
		if m.logs == nil || m.logs.ID != v.logs.ID {
			m.logsOpened++
		}
		m.logs, m.lower = v.logs, logsPane
	}
	if m.focus = v.focus; m.focus == detailPane && !m.detailShown() {
		m.focus = listPane
	}
}
