package ui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

// begun says whether the last write to an object was given to the network.
func (q *requests) begun(id fleet.ID) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.writing[id]
}

// note remembers that a write has been begun, or has ended.
func (q *requests) note(id fleet.ID, writing bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if writing {
		q.writing[id] = true
	} else {
		delete(q.writing, id)
	}
}

// act sends a write of an order, once. Its message is an orders.Result.
func (q *requests) act(w orders.Write) tea.Cmd {
	ctx, id := q.opt.Context, w.Action.ID
	failed := func(err error) tea.Msg { return orders.Result{Write: w, Err: err} }
	return q.guard(func() tea.Msg {
		leave, err := q.urgent(ctx)
		if err != nil {
			return failed(err)
		}
		defer leave()
		if err := q.mayWrite(); err != nil {
			return failed(err)
		}
		q.note(id, true)
		defer q.note(id, false)
		row, err := q.write(ctx, w.Action)
		if err != nil {
			return failed(err)
		}
		return orders.Result{Write: w, Row: row}
	}, failed)
}

func (q *requests) write(ctx context.Context, r orders.Action) (*fleet.Row, error) {
	switch r.ID.Kind {
	case fleet.Images:
		return nil, q.writeImage(ctx, r)
	case fleet.Containers:
		c, err := q.writeContainer(ctx, r)
		if err != nil {
			return nil, err
		}
		return fleet.ContainerRow(c), nil
	default:
		a, err := q.writeApplication(ctx, r)
		if err != nil {
			return nil, err
		}
		return fleet.ApplicationRow(a), nil
	}
}

// writeImage writes to an image; the answer has no record.
func (q *requests) writeImage(ctx context.Context, r orders.Action) error {
	if r.Verb != fleet.Remove {
		return fmt.Errorf("an image cannot be asked to %s", r.Verb)
	}
	return q.opt.Client.Images.Delete(ctx, r.ID.Key)
}

func (q *requests) writeApplication(ctx context.Context, r orders.Action) (client.Application, error) {
	s := q.opt.Client.Applications
	switch r.Verb {
	case fleet.Start:
		return s.Start(ctx, r.ID.Key)
	case fleet.Stop:
		return s.Stop(ctx, r.ID.Key)
	case fleet.Scale:
		return s.Scale(ctx, r.ID.Key, r.Target)
	case fleet.Terminate:
		return s.Terminate(ctx, r.ID.Key)
	default:
		return client.Application{}, fmt.Errorf("an application cannot be asked to %s", r.Verb)
	}
}

func (q *requests) writeContainer(ctx context.Context, r orders.Action) (client.Container, error) {
	s := q.opt.Client.Containers
	switch r.Verb {
	case fleet.Start:
		return s.Start(ctx, r.ID.Key)
	case fleet.Stop:
		return s.Stop(ctx, r.ID.Key)
	case fleet.Terminate:
		return s.Terminate(ctx, r.ID.Key)
	default:
		return client.Container{}, fmt.Errorf("a container cannot be asked to %s", r.Verb)
	}
}
