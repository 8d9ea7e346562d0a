package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// rawFetched is an object as the API gave it, fetched for what is to be done
// with it.
type rawFetched struct {
	id  fleet.ID
	doc pane.Document
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
		return rawFetched{id: id, doc: pane.NewDocument(raw, th)}
	}, failed)
}

// rawOf fetches the object of the detail as the API gives it, where that is shown there.
func (q *requests) rawOf(p *panes, look *pane.Context) tea.Cmd {
	if !p.layout().shows(detailPane) || p.wall.on {
		return nil
	}
	if id, asks := p.detail.AsksJSON(look); asks {
		return q.raw(id, look.Theme)
	}
	return nil
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
func (q *requests) address(id fleet.ID) string {
	switch c := q.opt.Client; id.Kind {
	case fleet.Applications:
		return c.Applications.URL(id.Key)
	case fleet.Containers:
		return c.Containers.URL(id.Key)
	default:
		return c.Images.URL(id.Key)
	}
}
