package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/theme"
)

// rawFetched is an object as the API gave it, fetched for what is to be done
// with it.
type rawFetched struct {
	id  fleet.ID
	doc dialog.Document
	err error
}

// raw fetches an object as the API gives it.
func (q *requests) raw(id fleet.ID, th *theme.Theme) tea.Cmd {
	ctx := q.opt.Context
	failed := func(err error) tea.Msg { return rawFetched{id: id, err: err} }
	return q.guard(func() tea.Msg {
		raw, err := q.rawBody(ctx, id)
		if err != nil {
			return failed(err)
		}
		return rawFetched{id: id, doc: dialog.NewDocument(raw, th)}
	}, failed)
}

func (q *requests) rawBody(ctx context.Context, id fleet.ID) ([]byte, error) {
	leave, err := q.urgent(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	switch c := q.opt.Client; id.Kind {
	case fleet.Applications:
		return c.Applications.Raw(ctx, id.Key)
	case fleet.Containers:
		return c.Containers.Raw(ctx, id.Key)
	default:
		return c.Images.Raw(ctx, id.Key)
	}
}

// address returns where an object is asked for, "" if it cannot be.
func address(c *client.Client, id fleet.ID) string {
	switch id.Kind {
	case fleet.Applications:
		return c.Applications.URL(id.Key)
	case fleet.Containers:
		return c.Containers.URL(id.Key)
	default:
		return c.Images.URL(id.Key)
	}
}

// openJSON shows an object as the API gives it.
func (m *Model) openJSON(row *fleet.Row) tea.Cmd {
	m.dialog = dialog.NewViewer(row.ID, row.Name)
	return m.io.raw(row.ID, m.theme)
}

// runInViewer runs those commands of the viewer that need more than it has.
func (m *Model) runInViewer(d *dialog.Viewer, id command.ID) (cmd tea.Cmd, done bool) {
	switch id {
	case command.Refresh:
	case command.Save:
		return m.openSave(), true
	case command.Yank:
		if row := m.fleet.Row(d.ID); row != nil {
			m.openCopy(row)
			return nil, true
		}
		d.Say("it is gone")
		return nil, true
	default:
		return nil, false
	}
	if !d.Fetching() {
		return nil, true
	}
	return m.io.raw(d.ID, m.theme), true
}

// viewer returns the open viewer, also where another dialog is over it, nil if
// there is none.
func (m *Model) viewer() *dialog.Viewer {
	d, ok := m.dialog.(*dialog.Viewer)
	if !ok {
		d, _ = m.behind.(*dialog.Viewer)
	}
	return d
}

// rawFetched takes in an object as the API gave it.
func (m *Model) rawFetched(msg rawFetched) {
	d := m.viewer()
	switch {
	case d == nil || d.ID != msg.id:
	case msg.err != nil:
		d.Fail(reason(msg.err))
	default:
		msg.doc.AsOf = m.look.Moment(m.now)
		d.Set(msg.doc)
	}
}
