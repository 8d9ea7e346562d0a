package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// encoded is what is to be saved of what is held.
func encoded(encode func(format string) ([]byte, error)) dialog.Content {
	return func(_ context.Context, format string) ([]byte, error) { return encode(format) }
}

// detailContent is what the detail shows, as it is drawn, or as JSON, which is fetched
// meanwhile.
func detailContent(drawn string, fetched func(context.Context) ([]byte, error), reveal bool, th *theme.Theme) dialog.Content {
	return func(ctx context.Context, format string) ([]byte, error) {
		if format != asJSON {
			return []byte(drawn), nil
		}
		raw, err := fetched(ctx)
		if err != nil {
			return nil, err
		}
		return pane.NewDocument(raw, th).Text(reveal), nil
	}
}

// ahead fetches an object before it is known whether it will be needed; get
// waits for it, and asks once more where that has failed.
func (q *requests) ahead(id fleet.ID) (begin tea.Cmd, get func(ctx context.Context) ([]byte, error)) {
	ctx, came := q.opt.Context, make(chan struct{})
	var body []byte
	begin = q.guard(func() tea.Msg {
		defer close(came)
		body, _ = q.rawBody(ctx, id) // get says why, if it fails again
		return nil
	}, func(error) tea.Msg { return nil })
	get = func(ctx context.Context) ([]byte, error) {
		select {
		case <-came:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if len(body) > 0 {
			return body, nil
		}
		return q.rawBody(ctx, id)
	}
	return begin, get
}

// saved says what became of the file that a dialog asked for.
type saved struct {
	asked *dialog.Save
	path  string
	bytes int
	err   error
}

// save writes the file that a dialog asks for.
func (q *requests) save(f dialog.File) tea.Cmd {
	ctx, write := q.opt.Context, q.opt.Host.Save
	failed := func(err error) tea.Msg { return saved{asked: f.Asked, err: err} }
	if write == nil {
		return func() tea.Msg { return failed(errors.New("there is no place for files")) }
	}
	return q.guard(func() tea.Msg {
		data, err := f.Content(ctx, f.Format)
		if err != nil {
			return failed(err)
		}
		path, err := write(f.Name, data, f.Overwrite)
		return saved{asked: f.Asked, path: path, bytes: len(data), err: err}
	}, failed)
}
