package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// openSave asks where to save what the focused pane shows, or the viewer. What
// is saved is what is there now, whatever comes while the name is typed.
func (m *Model) openSave() tea.Cmd {
	stamp := m.now.In(m.opt.Location).Format("20060102-150405")
	name := func(of, end string) string {
		return "fleetop-" + cmp.Or(fileName(of), "object") + "-" + stamp + "." + end
	}
	switch {
	case m.panes.json != nil:
		doc, _ := m.panes.json.Document()
		reveal := m.panes.json.Revealed()
		of := func(context.Context, string) ([]byte, error) { return doc.Text(reveal), nil }
		m.dialog = dialog.NewSave("the "+m.panes.json.Title(), name(m.panes.json.Name, asJSON), of, asJSON, asText)
	case m.panes.focus == logsPane && m.panes.logs != nil:
		lines, names := m.panes.logs.Held(), m.panes.logs.Names()
		of := func(context.Context, string) ([]byte, error) { return []byte(lines.Text(names)), nil }
		m.dialog = dialog.NewSave(aged("the logs of "+m.panes.logs.Name, m.look.AsOf(m.look.Fresh.Logs)), name(m.panes.logs.Name+"-logs", asText), of)
	case m.panes.focus == detailPane:
		title, drawn := m.panes.detail.Title(&m.look), m.panes.detail.Text(&m.look)
		begin, fetched := m.io.ahead(m.panes.detail.ID())
		of := detailContent(drawn, fetched, m.panes.detail.Revealed(), m.theme)
		m.dialog = dialog.NewSave(aged("the detail of "+title, m.look.AsOf(m.look.Fresh.Detail)), name(title, asJSON), of, asJSON, asText)
		return begin
	default:
		l := m.panes.list()
		titles, rows := l.Table()
		of := func(_ context.Context, format string) ([]byte, error) { return table{titles, rows}.encode(format) }
		m.dialog = dialog.NewSave(aged(fmt.Sprintf("%s (%d as listed, every column)", l.Title(), len(rows)), m.look.AsOf(m.look.Fresh.List)), name(l.Title(), asCSV), of, asCSV, asJSON, asText)
	}
	return nil
}

// aged adds to what is saved of when it is, where that is not now.
func aged(what, of string) string {
	if of == "" {
		return what
	}
	return what + ", " + of
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

// fileName makes a part of a file's name of a text.
func fileName(content string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		default:
			return '-'
		}
	}, content)
	return strings.Trim(name[:min(len(name), 60)], "-.")
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

// saved takes in what became of a file. The dialog that asked for it may have
// been closed, and another one opened since.
func (m *Model) saved(msg saved) {
	d := msg.asked
	open := m.dialog == dialog.Dialog(d)
	switch {
	case msg.err == nil:
		if open {
			m.dialog = nil
		}
		kept := activity.Entry{Phase: activity.Saved, Path: text.Clean(msg.path), Size: int64(msg.bytes)}
		m.record(kept)
		m.say(success, kept.Words(m.theme.Glyphs.Arrow))
	case !open:
		m.report(failure, activity.Entry{Phase: activity.NotSaved, Cause: why(msg.err)})
	case errors.Is(msg.err, fs.ErrExist):
		d.Exists()
	default:
		d.Fail("not saved: " + why(msg.err))
	}
}

// why says why a file could not be written, or what was to be in it not fetched.
func why(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return text.Clean(path.Err.Error())
	}
	return reason(err)
}
