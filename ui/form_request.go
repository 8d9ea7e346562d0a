package ui

import (
	"context"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/dialog"
)

// formRequest is a request of a form, with what it is called.
type formRequest struct {
	form   *dialog.Form
	what   fleet.Verb
	name   string          // of the object
	id     fleet.ID        // of the object; without a key while there is none
	seen   fleet.Identity  // the object as the form was opened on it
	does   orders.Action   // to the object; without a verb it marks nothing on it
	mark   *fleet.Pending  // that it made on the object, nil for none
	cursor fleet.ID        // of the list in which a new object will be, as it was sent
	known  map[string]bool // the objects of its kind then
	send   func(ctx context.Context, c *client.Client) (*fleet.Row, error)
}

// makes says whether the request makes something new.
func (r *formRequest) makes() bool { return r.id.Key == "" }

// entry is what Activity keeps of the request.
func (r *formRequest) entry(phase activity.Phase, cause string) activity.Entry {
	return activity.Entry{Phase: phase, Object: activity.Object{ID: r.id, Name: r.name}, Verb: r.what, Cause: cause}
}

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
