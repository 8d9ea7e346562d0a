package ui

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// What later servers know, and others answer with 404 or do not look at.

// errUnknownToServer is that of an operation that the server does not have.
var errUnknownToServer = errors.New("this server does not know it")

// ignoredError says which fields a server took and did not change.
type ignoredError struct{ fields []string }

func (e *ignoredError) Error() string {
	return "this server ignored the change of " + strings.Join(e.fields, " and ")
}

// redeploy replaces the containers of an application. A 404 may mean that the
// application is gone, or that the server has no such operation: which, a look
// at the application tells.
func redeploy(ctx context.Context, c *client.Client, uuid, tag string) (*fleet.Row, error) {
	row, err := made(fleet.ApplicationRow)(c.Applications.Redeploy(ctx, uuid, tag))
	var api *client.Error
	if !errors.As(err, &api) {
		return row, err
	}
	switch api.Status {
	case http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return nil, errUnknownToServer
	case http.StatusNotFound:
		if _, gone := c.Applications.Get(ctx, uuid); gone == nil {
			return nil, errUnknownToServer
		}
	}
	return nil, err
}

// changePolicies changes policies, and looks whether the server has done so: at
// its answer, and where that shows the old ones at the application itself.
func changePolicies(ctx context.Context, c *client.Client, uuid string, update client.ApplicationUpdate) (*fleet.Row, error) {
	app, err := c.Applications.Update(ctx, uuid, update)
	if err != nil {
		return nil, err
	}
	if len(ignoredOf(app, update)) > 0 {
		if now, err := c.Applications.Get(ctx, uuid); err == nil {
			app = now
		}
	}
	row := fleet.ApplicationRow(app)
	if fields := ignoredOf(app, update); len(fields) > 0 {
		return row, &ignoredError{fields: fields}
	}
	return row, nil
}

// ignoredOf names the policies that are not what was asked for.
func ignoredOf(app client.Application, update client.ApplicationUpdate) []string {
	var fields []string
	for _, f := range []struct {
		name   string
		wanted *client.Policy
		is     client.Policy
	}{
		{"autorestart", update.Autorestart, app.Autorestart},
		{"autoreplace", update.Autoreplace, app.Autoreplace},
		{"autodestroy", update.Autodestroy, app.Autodestroy},
	} {
		if f.wanted != nil && *f.wanted != f.is {
			fields = append(fields, f.name)
		}
	}
	return fields
}
