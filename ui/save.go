package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
)

// content makes what is written to a file of a format. It runs beside the rest.
type content func(ctx context.Context, format string) ([]byte, error)

// openSave asks where to save what the focused pane shows, or the viewer. What
// is saved is what is there now, whatever comes while the name is typed.
func (m *Model) openSave() tea.Cmd {
	stamp := m.now.In(m.opt.Location).Format("20060102-150405")
	name := func(of, end string) string {
		return "fleetop-" + cmp.Or(fileName(of), "object") + "-" + stamp + "." + end
	}
	viewer, inViewer := m.dialog.(*dialog.Viewer)
	switch {
	case inViewer:
		doc, fetched := viewer.Document()
		if !fetched {
			viewer.Say("there is nothing to save yet")
			return nil
		}
		reveal := viewer.Revealed()
		m.behind = viewer
		m.dialog = dialog.NewSave("the "+viewer.Title(), name(viewer.Name(), asJSON), asJSON, asText)
		m.toSave = func(context.Context, string) ([]byte, error) { return doc.Text(reveal), nil }
	case m.panes.focus == logsPane && m.panes.logs != nil:
		lines, names := m.panes.logs.Held(), m.panes.logs.Names()
		m.dialog = dialog.NewSave(aged("the logs of "+m.panes.logs.Name, m.look.AsOf(m.look.Fresh.Logs)), name(m.panes.logs.Name+"-logs", asText))
		m.toSave = func(context.Context, string) ([]byte, error) { return []byte(lines.Text(names)), nil }
	case m.panes.focus == detailPane:
		if m.panes.detail.ID() == (fleet.ID{}) {
			m.say(warning, nothingSelected)
			return nil
		}
		title := m.panes.detail.Title(&m.look)
		m.dialog = dialog.NewSave(aged("the detail of "+title, m.look.AsOf(m.look.Fresh.Detail)), name(title, asJSON), asJSON, asText)
		return m.saveDetail()
	default:
		l := m.panes.list()
		titles, rows := l.Table()
		m.dialog = dialog.NewSave(aged(fmt.Sprintf("%s (%d as listed, every column)", l.Title(), len(rows)), m.look.AsOf(m.look.Fresh.List)), name(l.Title(), asCSV), asCSV, asJSON, asText)
		m.toSave = func(_ context.Context, format string) ([]byte, error) { return table{titles, rows}.encode(format) }
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

// saveDetail makes what the detail shows what is to be saved; its JSON is
// fetched meanwhile.
func (m *Model) saveDetail() tea.Cmd {
	reveal, content, th := m.panes.detail.Revealed(), m.panes.detail.Text(&m.look), m.theme
	begin, get := m.io.ahead(m.panes.detail.ID())
	m.toSave = func(ctx context.Context, format string) ([]byte, error) {
		if format != asJSON {
			return []byte(content), nil
		}
		raw, err := get(ctx)
		if err != nil {
			return nil, err
		}
		return dialog.NewDocument(raw, th).Text(reveal), nil
	}
	return begin
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

// save writes what the open dialog is about.
func (m *Model) save(d *dialog.Save) tea.Cmd {
	name, format, overwrite, ok := d.Begin(m.dialogContext())
	if !ok {
		return nil
	}
	return m.io.save(d, name, format, overwrite, m.toSave)
}

// saved says what became of the file that a dialog asked for.
type saved struct {
	asked *dialog.Save
	path  string
	bytes int
	err   error
}

// save writes the file that a dialog asks for.
func (q *requests) save(d *dialog.Save, name, format string, overwrite bool, make content) tea.Cmd {
	ctx := q.opt.Context
	failed := func(err error) tea.Msg { return saved{asked: d, err: err} }
	return q.guard(func() tea.Msg {
		data, err := make(ctx, format)
		if err != nil {
			return failed(err)
		}
		path, err := writeNew(name, data, overwrite)
		return saved{asked: d, path: path, bytes: len(data), err: err}
	}, failed)
}

// writeNew writes a file that only its owner can read. A file that is there is
// replaced only with overwrite, and only where it is an ordinary one.
func writeNew(name string, data []byte, overwrite bool) (path string, err error) {
	if path, err = absolute(name); err != nil {
		return "", err
	}
	if !overwrite {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the user's own choice
		if err != nil {
			return path, err
		}
		return path, fill(file, data)
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return path, errors.New("it is no ordinary file")
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".fleetop-*")
	if err != nil {
		return path, err
	}
	if err := fill(file, data); err != nil {
		return path, err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		_ = os.Remove(file.Name())
		return path, err
	}
	return path, nil
}

// fill writes a file that was made for it; where that fails it is gone again.
func fill(file *os.File, data []byte) error {
	_, err := file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// absolute returns the path that a name means, "~" included.
func absolute(name string) (string, error) {
	if name == "~" || strings.HasPrefix(name, "~/") {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		name = filepath.Join(home, name[1:])
	}
	return filepath.Abs(name)
}

// saved takes in what became of a file. The dialog that asked for it may have
// been closed, and another one opened since.
func (m *Model) saved(msg saved) {
	d := msg.asked
	open := m.dialog == dialog.Dialog(d)
	switch {
	case msg.err == nil:
		if open {
			m.dialog, m.behind = m.behind, nil
		}
		kept := activity.Entry{Phase: activity.Saved, Path: text.Clean(msg.path), Size: int64(msg.bytes)}
		m.record(kept)
		m.said(success, kept.Words(m.theme.Glyphs.Arrow))
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
