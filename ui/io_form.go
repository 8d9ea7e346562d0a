package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/dialog"
)

type (
	// formDone is what came of the request of a form.
	formDone struct {
		sent formRequest
		row  *fleet.Row
		err  error
	}
	// likeFetched is the application from which a form is to be filled, as the
	// server sent it.
	likeFetched struct {
		form *dialog.Form
		name string
		app  client.Application
		err  error
	}
	// formEdited is a form as it came back from the editor.
	formEdited struct {
		form *dialog.Form
		text string
		err  error
	}
)

// submit sends the request of a form, once.
func (q *requests) submit(r formRequest) tea.Cmd {
	ctx := q.opt.Context
	failed := func(err error) tea.Msg { return formDone{sent: r, err: err} }
	return q.guard(func() tea.Msg {
		leave, err := q.urgent(ctx)
		if err != nil {
			return failed(err)
		}
		defer leave()
		if r.id.Key != "" {
			q.note(r.id, true)
			defer q.note(r.id, false)
		}
		row, err := r.send(ctx, q.opt.Client)
		return formDone{sent: r, row: row, err: err}
	}, failed)
}

// like fetches an application to fill a form from.
func (q *requests) like(r dialog.Like) tea.Cmd {
	ctx := q.opt.Context
	failed := func(err error) tea.Msg { return likeFetched{form: r.Form, name: r.Name, err: err} }
	return q.guard(func() tea.Msg {
		leave, err := q.urgent(ctx)
		if err != nil {
			return failed(err)
		}
		defer leave()
		app, err := q.opt.Client.Applications.Get(ctx, r.ID.Key)
		return likeFetched{form: r.Form, name: r.Name, app: app, err: err}
	}, failed)
}

// edit has a form edited as a file.
func (q *requests) edit(r dialog.OpenEditor) tea.Cmd {
	ctx := q.opt.Context
	failed := func(err error) tea.Msg { return formEdited{form: r.Form, err: err} }
	return q.guard(func() tea.Msg {
		text, err := q.opt.Host.Edit(ctx, r.Name, r.Text)
		return formEdited{form: r.Form, text: text, err: err}
	}, failed)
}
