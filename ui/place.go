package ui

import (
	"fleetop/internal/fleet"
	"fleetop/ui/pane"
)

// place is where the user is: a list, perhaps one that was drilled into, with its filter and its
// selection, and the logs that are open.
type place struct {
	tab    tab
	list   *pane.List // nil for no place
	drill  *pane.List
	filter string
	chosen string
	logs   *pane.Logs
	focus  paneID
}

// same says whether two places show the same list and the same logs.
func (v place) same(w place) bool {
	var a, b fleet.ID
	if v.logs != nil {
		a = v.logs.ID
	}
	if w.logs != nil {
		b = w.logs.ID
	}
	return v.list == w.list && a == b
}

// place returns where the user is.
func (p *panes) place() place {
	v := place{tab: p.tab, list: p.list(), drill: p.drill, filter: p.list().Filter(), logs: p.logs, focus: p.focus}
	if p.tab != applicationsTab {
		v.drill = nil
	}
	v.chosen = p.list().Key()
	return v
}

// notePlace remembers the place before the one that is shown now.
func (p *panes) notePlace() {
	now := p.place()
	if p.here.list != nil && !now.same(p.here) {
		p.last = p.here
	}
	p.here = now
}

// returnToLast goes to the place before this one; from there it leads here again.
func (p *panes) returnToLast(look *pane.Context) {
	v := p.last
	if v.tab == applicationsTab {
		p.drill = v.drill
	}
	p.show(v.tab)
	list := p.list()
	list.Refresh(look)
	if list.Filter() != v.filter {
		_ = list.SetFilter(v.filter) // it was one before
	}
	list.Select(v.chosen)
	if v.logs == nil {
		p.closeLogs()
	} else {
		if p.logs == nil || p.logs.ID != v.logs.ID {
			p.logsOpened++
		}
		p.logs, p.lower = v.logs, logsPane
	}
	if p.focus = v.focus; p.focus == detailPane && !p.detailShown() {
		p.focus = listPane
	}
}
