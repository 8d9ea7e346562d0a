package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
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
		if err := q.mayWrite(); err != nil {
			return failed(err)
		}
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

// formCall is the call that a form asks for; its row is what the server answered.
type formCall func(ctx context.Context, c *client.Client) (*fleet.Row, error)

// requestOf makes the call of the request of a form; it is false if r is none.
func requestOf(r dialog.Request) (formRequest, bool) {
	switch r := r.(type) {
	case dialog.CreateApplication:
		return formRequest{form: r.Form, what: activity.Create, name: r.Name, id: fleet.ID{Kind: fleet.Applications}, send: func(ctx context.Context, c *client.Client) (*fleet.Row, error) {
			return made(fleet.ApplicationRow)(c.Applications.Create(ctx, r.Application))
		}}, true
	case dialog.UpdateApplication:
		sent := formRequest{form: r.Form, what: activity.Edit, name: r.Name, id: r.Seen.ID, seen: r.Seen, send: func(ctx context.Context, c *client.Client) (*fleet.Row, error) {
			return made(fleet.ApplicationRow)(c.Applications.Update(ctx, r.Seen.ID.Key, r.Update))
		}}
		if target := r.Update.Target; target != nil {
			sent.does = orders.Action{Verb: fleet.Scale, ID: r.Seen.ID, Target: *target, Seen: r.Seen}
		}
		return sent, true
	case dialog.RedeployApplication:
		return formRequest{form: r.Form, what: fleet.Redeploy, name: r.Name, id: r.Seen.ID, seen: r.Seen, does: orders.Action{Verb: fleet.Redeploy, ID: r.Seen.ID, Seen: r.Seen}, send: func(ctx context.Context, c *client.Client) (*fleet.Row, error) {
			return redeploy(ctx, c, r.Seen.ID.Key, r.Tag)
		}}, true
	case dialog.ChangePolicies:
		return formRequest{form: r.Form, what: fleet.SetPolicies, name: r.Name, id: r.Seen.ID, seen: r.Seen, does: orders.Action{Verb: fleet.SetPolicies, ID: r.Seen.ID, Seen: r.Seen}, send: func(ctx context.Context, c *client.Client) (*fleet.Row, error) {
			return changePolicies(ctx, c, r.Seen.ID.Key, r.Update)
		}}, true
	case dialog.AddImage:
		return formRequest{form: r.Form, what: activity.Add, name: r.Image.Name, id: fleet.ID{Kind: fleet.Images}, send: func(ctx context.Context, c *client.Client) (*fleet.Row, error) {
			return made(fleet.ImageRow)(c.Images.Add(ctx, r.Image))
		}}, true
	case dialog.UpdateImage:
		return formRequest{form: r.Form, what: activity.Edit, name: r.Name, id: r.Seen.ID, seen: r.Seen, send: func(ctx context.Context, c *client.Client) (*fleet.Row, error) {
			return made(fleet.ImageRow)(c.Images.Update(ctx, r.Seen.ID.Key, r.Update))
		}}, true
	default:
		return formRequest{}, false
	}
}

// made makes a row of what a write returned.
func made[T any](row func(T) *fleet.Row) func(record T, err error) (*fleet.Row, error) {
	return func(record T, err error) (*fleet.Row, error) {
		if err != nil {
			return nil, err
		}
		return row(record), nil
	}
}
