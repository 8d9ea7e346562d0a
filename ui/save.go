package ui

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
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
		of := encoded(func(string) ([]byte, error) { return doc.Text(reveal), nil })
		m.dialog = dialog.NewSave("the "+m.panes.json.Title(), name(m.panes.json.Name, asJSON), of, asJSON, asText)
	case m.panes.focus == logsPane && m.panes.logs != nil:
		lines, names := m.panes.logs.Held(), m.panes.logs.Names()
		of := encoded(func(string) ([]byte, error) { return []byte(lines.Text(names)), nil })
		m.dialog = dialog.NewSave(aged(logsName(m.panes.logs), m.look.AsOf(m.look.Fresh.Logs)), name(m.panes.logs.Name+"-logs", asText), of)
	case m.panes.focus == detailPane:
		title, drawn := m.panes.detail.Title(&m.look), m.panes.detail.Text(&m.look)
		begin, fetched := m.io.ahead(m.panes.detail.ID())
		of := detailContent(drawn, fetched, m.panes.detail.Revealed(), m.theme)
		m.dialog = dialog.NewSave(aged("the detail of "+title, m.look.AsOf(m.look.Fresh.Detail)), name(title, asJSON), of, asJSON, asText)
		return begin
	default:
		l := m.panes.list()
		titles, rows := l.Table()
		of := encoded(table{titles, rows}.encode)
		m.dialog = dialog.NewSave(aged(fmt.Sprintf("%s (%d as listed, every column)", l.Title(), len(rows)), m.look.AsOf(m.look.Fresh.List)), name(l.Title(), asCSV), of, asCSV, asJSON, asText)
	}
	return nil
}

// logsName says what is held of logs.
func logsName(l *pane.Logs) string {
	matching := ""
	if l.Matching() != "" {
		matching = "the matching lines of "
	}
	if extent := l.Extent(); extent != "" {
		return matching + "the " + extent + " of the logs of " + l.Name
	}
	return matching + "the logs of " + l.Name
}

// aged adds to what is saved of when it is, where that is not now.
func aged(what, of string) string {
	if of == "" {
		return what
	}
	return what + ", " + of
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
