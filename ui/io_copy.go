package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
)

// known is a text to copy that need not be made; held is one that is made of what is held.
func known(content string) dialog.CopyText {
	return func(context.Context) (string, error) { return content, nil }
}

func held(make func() string) dialog.CopyText {
	return func(context.Context) (string, error) { return make(), nil }
}

// rawText is an object as the API gives it, to be copied.
func (q *requests) rawText(id fleet.ID) dialog.CopyText {
	return func(ctx context.Context) (string, error) {
		raw, err := q.rawBody(ctx, id)
		return text.Plain(string(raw)), err
	}
}

// copied says what became of a text that was to be copied.
type copied struct {
	content string // what it was, in words, for the clipboard
	path    string // the file that has it instead
	why     string // the clipboard does not
	passing bool   // the file goes when the program ends
	err     error  // it could not be made
	kept    error  // it could not be written to a file
}

// copy puts a text on the terminal's clipboard, or into a file where there is
// none that takes it. The file of a secret text may go when the program ends.
func (q *requests) copy(item dialog.CopyItem) tea.Cmd {
	ctx, host := q.opt.Context, q.opt.Host
	return q.guard(func() tea.Msg {
		content, err := item.Text(ctx)
		if err != nil || content == "" {
			return copied{err: err}
		}
		why := "this terminal has no clipboard"
		if host.Clipboard != nil {
			var put tea.Cmd
			if put, why = host.Clipboard(content); why == "" {
				return tea.BatchMsg{put, func() tea.Msg { return copied{content: amount(content)} }}
			}
		}
		if host.Keep == nil {
			return copied{why: why, kept: errors.New("there is no place for it")}
		}
		path, passing, err := host.Keep(content, item.Secret)
		return copied{path: path, why: why, passing: passing, kept: err}
	}, func(err error) tea.Msg { return copied{err: err} })
}
