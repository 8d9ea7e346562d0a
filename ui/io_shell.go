package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

type (
	// shellEnded is that a shell has ended, or why there was none.
	shellEnded struct {
		in  activity.Object
		err error
	}
	// shellOfSeveral is that not exactly one container of an application runs.
	shellOfSeveral struct{ app *fleet.Row }
)

// shell opens a shell in a container, or in the only container of an application that runs. It takes
// as long as somebody works in it.
func (q *requests) shell(r *fleet.Row) tea.Cmd {
	ctx, in := q.opt.Context, activity.Of(r)
	failed := func(err error) tea.Msg { return shellEnded{in: in, err: err} }
	return q.guard(func() tea.Msg {
		uuid := r.ID.Key
		if r.Application != nil {
			running, err := q.running(ctx, r)
			switch {
			case err != nil:
				return failed(err)
			case len(running) != 1:
				return shellOfSeveral{r}
			}
			uuid, in = running[0].UUID, activity.Of(fleet.ContainerRow(running[0]))
		}
		return failed(q.opt.Host.Shell(ctx, uuid))
	}, failed)
}

// running fetches the containers of an application that run, those of the first page.
func (q *requests) running(ctx context.Context, app *fleet.Row) ([]client.Container, error) {
	leave, err := q.urgent(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	page, err := q.opt.Client.Containers.List(ctx, client.ContainerFilter{ApplicationUUID: app.ID.Key, State: client.StateRunning}, client.ListOptions{})
	return page.Objects, err
}

// hasShells says whether a shell can be opened in a container.
func (q *requests) hasShells() bool { return q.opt.Host.Shell != nil }
