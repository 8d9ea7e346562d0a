package ui

import (
	"slices"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/ui/pane"
)

// measuredWidth is the width from which on lists have columns of what objects use.
const measuredWidth = 100

// offered tells the panes whether the server says what objects use, and on which nodes containers are.
func (p *panes) offered(usage, nodes bool, look *pane.Context) {
	for _, l := range p.all() {
		l.SetOffered(usage && p.width >= measuredWidth, nodes, look)
	}
	p.detail.SetMeasured(usage)
}

// wantsUsage adds what the objects use that are on the screen.
func (p *panes) wantsUsage(wants []feed.Want, l layout, look *pane.Context) []feed.Want {
	var of []fleet.ID
	if p.json != nil {
		return wants
	}
	if r := l.panes[listPane]; l.shows(listPane) {
		w, h := listRoom(r)
		of = p.list().Measured(w, h, look)
	}
	if id := p.detail.ID(); l.shows(detailPane) && p.detail.ShowsUsage() && !slices.Contains(of, id) {
		of = append([]fleet.ID{id}, of[:min(len(of), feed.MostMeasured-1)]...)
	}
	if len(of) > 0 {
		wants = append(wants, feed.Want{Resource: feed.UsageOf(of[0].Kind), Of: of})
	}
	if !l.shows(detailPane) || len(of) > 0 && of[0].Kind == fleet.Containers {
		return wants
	}
	if beside := p.detail.Measured(look); len(beside) > 0 {
		wants = append(wants, feed.Want{Resource: feed.UsageOf(fleet.Containers), Of: beside})
	}
	return wants
}
