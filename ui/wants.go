package ui

import (
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

const (
	// linksEvery is the time between polls of the details of many objects, for
	// who links to them.
	linksEvery = time.Minute
	// cursorRest is how long the cursor has to rest before the detail of what
	// it is on is fetched.
	cursorRest = 150 * time.Millisecond
	// typingRest is how long a filter has to stay before what it lets pass is
	// asked for alone.
	typingRest = 300 * time.Millisecond
)

// wants says what is to be known: what is on the screen, and what orders and the open dialog need.
func (m *Model) wants() []feed.Want {
	switch {
	case !m.panes.sized:
		return nil
	case m.panes.wall.on: // it needs the list of applications alone, and why those have failed that have
		return wantsLists(nil, m.recorder.Wants()...)
	}
	l := m.panes.layout()
	wants := m.panes.wantsList(nil, l)
	wants = wantsLists(wants, m.forms.wants(m.dialog)...)
	wants = m.panes.wantsLogs(wants, l)
	open := dialog.Traits{}
	if m.dialog != nil {
		open = m.dialog.Traits()
	}
	wants = wantsNames(wants, open.Names, m.keys)
	for _, q := range m.book.Wants() {
		wants = append(wants, feed.Want{Resource: feed.ListOf(q), Urgent: true})
	}
	wants = wantsLinks(wants, open.About, m.panes.list().Query)
	if m.fleet.HostImages() && !m.fleet.Clustered() {
		wants = wantsPorts(wants, open.About)
	}
	wants = wantsLists(wants, m.recorder.Wants()...)
	wants = m.panes.wantsUsage(wants, l, &m.look)
	wants = m.panes.wantsPreview(wants, l, m.now)
	return m.panes.wantsDetail(wants, l)
}

func wantsLists(wants []feed.Want, queries ...fleet.Query) []feed.Want {
	for _, q := range queries {
		wants = append(wants, feed.Want{Resource: feed.ListOf(q)})
	}
	return wants
}

// wantsNames adds the lists in which the palette looks for a name, of a command.
func wantsNames(wants []feed.Want, of command.ID, keys *command.Keymap) []feed.Want {
	c, ok := keys.Command(of)
	if !ok {
		return wants
	}
	for _, kind := range kinds(c) {
		wants = wantsLists(wants, fleet.Query{Kind: kind})
	}
	return wants
}

// wantsLinks adds the details of objects that a dialog is about: who links to them stands there
// alone.
func wantsLinks(wants []feed.Want, ids []fleet.ID, list fleet.Query) []feed.Want {
	least := time.Duration(0)
	if len(ids) > 1 {
		least = linksEvery
	}
	for _, id := range ids {
		wants = append(wants, feed.Want{Resource: feed.DetailOf(id), With: list, Least: least})
	}
	return wants
}

// wantsPorts adds the containers of applications that a dialog is about: those of a host have the ports of that host
// at which the applications are reached.
func wantsPorts(wants []feed.Want, ids []fleet.ID) []feed.Want {
	if len(ids) == 0 || ids[0].Kind != fleet.Applications {
		return wants
	}
	q := fleet.Query{Kind: fleet.Containers}
	if len(ids) == 1 {
		q.Application = ids[0].Key
	}
	return append(wants, feed.Want{Resource: feed.ListOf(q), Follows: true, Calm: true})
}

// wantsList adds the list on the screen.
func (p *panes) wantsList(wants []feed.Want, l layout) []feed.Want {
	list := p.list()
	if list.Activity || !l.shows(listPane) && !l.shows(detailPane) {
		return wants
	}
	want := feed.Want{Resource: feed.ListOf(list.Asked(p.fleet))}
	if q := want.Resource.Query; q.Narrow() && q != list.Query {
		want.Rest = typingRest
	}
	return append(wants, want)
}

// wantsDetail adds the detail on the screen, and the containers that stand in that of an
// application.
func (p *panes) wantsDetail(wants []feed.Want, l layout) []feed.Want {
	id := p.detail.ID()
	if id.Key == "" || !l.shows(detailPane) {
		return wants
	}
	wants = append(wants, feed.Want{Resource: feed.DetailOf(id), With: p.list().Query, Rest: cursorRest})
	if id.Kind == fleet.Applications {
		q := fleet.Query{Kind: fleet.Containers, Application: id.Key}
		wants = append(wants, feed.Want{Resource: feed.ListOf(q), Rest: cursorRest, Follows: true, Calm: true})
	}
	return wants
}

// wantsLogs adds the logs on the screen, and the list of their containers, which says who there is
// and who runs.
func (p *panes) wantsLogs(wants []feed.Want, l layout) []feed.Want {
	if p.logs == nil || !l.shows(logsPane) {
		return wants
	}
	if q := p.containersOfLogs(); q.Narrow() {
		wants = append(wants, feed.Want{Resource: feed.ListOf(q), Follows: true})
	}
	every, ask := p.logs.Pause(), p.logs.Ask
	for _, uuid := range p.logs.Due() {
		wants = append(wants, feed.Want{Resource: feed.LogOf(uuid, p.logsOpened), Least: every, Log: ask})
	}
	return wants
}

// containersOfLogs is the list that has the containers whose logs are open; that
// of all where it is not known which it is.
func (p *panes) containersOfLogs() fleet.Query {
	q := fleet.Query{Kind: fleet.Containers, Application: p.logs.ID.Key}
	if !p.logs.Merged() {
		if q.Application = ""; p.fleet.Full(p.logs.ID) != nil {
			q.Application = p.fleet.Full(p.logs.ID).ApplicationUUID()
		}
	}
	return q
}

// showing returns what is polled of an object: its lists, its application, its detail.
func (p *panes) showing(id fleet.ID) []feed.Resource {
	if id.Kind == fleet.Images {
		return []feed.Resource{feed.ListOf(fleet.Query{Kind: fleet.Images}), feed.DetailOf(id)}
	}
	keys := []feed.Resource{feed.Applications, feed.DetailOf(id)}
	if id.Kind == fleet.Containers {
		keys = append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers}))
		if row := p.fleet.Row(id); row != nil {
			keys = append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers, Application: row.ApplicationUUID()}))
		}
		return keys
	}
	return append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers, Application: id.Key}), feed.ListOf(p.list().Query))
}
