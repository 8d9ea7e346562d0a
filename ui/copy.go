package ui

import (
	"fmt"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// copySource is what things to copy are taken from.
type copySource struct {
	row  *fleet.Row
	logs *pane.Logs // of the object, nil unless they are looked at
	// url is the object's address in the API, empty if it has none; json gets what is there.
	url          string
	json         dialog.CopyText
	user, caFile string
}

// openCopy asks what to copy of an object.
func (m *Model) openCopy(row *fleet.Row) {
	if full := m.fleet.Full(row.ID); full != nil {
		row = full
	}
	from := copySource{
		row: row, url: m.io.address(row.ID), json: m.io.rawText(row.ID), user: m.opt.User, caFile: m.opt.CAFile,
	}
	if l := m.panes.logs; l != nil && l.ID == row.ID && m.panes.focus == logsPane {
		from.logs = l
	}
	m.dialog = dialog.NewCopy(row.Name, from.items(), command.CopyLine)
}

// copySelected copies the log lines that are selected, and ends selecting.
func (m *Model) copySelected() tea.Cmd {
	l := m.panes.logs
	lines, names := l.Selected(), l.Names()
	l.Deselect()
	return m.io.copy(dialog.CopyItem{Text: held(func() string { return lines.Text(names) })})
}

// items is what there is to copy, as it is now.
func (s copySource) items() []dialog.CopyItem {
	var items []dialog.CopyItem
	add := func(id command.ID, label, content string) {
		if content != "" {
			items = append(items, dialog.CopyItem{Command: id, Label: label, Preview: text.Clean(content), Text: known(content)})
		}
	}
	add(command.CopyName, "name", s.row.Name)
	if s.row.Image == nil {
		add(command.CopyUUID, "uuid", text.PlainLine(s.row.ID.Key))
	}
	add(command.CopyAddress, "address", reachedAt(s.row))
	if s.url != "" {
		items = append(items, dialog.CopyItem{
			Command: command.CopyJSON, Label: "JSON", Preview: "as received, with the values of the environment", Secret: true, Text: s.json,
		})
		url := s.url
		if s.logs != nil {
			url += "logs/"
		}
		add(command.CopyCurl, "curl", curl(s.user, s.caFile, url))
	}
	if s.logs != nil {
		items = append(items, logItems(s.logs)...)
	}
	return items
}

// longPreview is more bytes than a preview has room for.
const longPreview = 2 << 10

// logItems is what there is to copy of logs.
func logItems(l *pane.Logs) []dialog.CopyItem {
	names := l.Names()
	line, visible, all := l.Selected(), l.Visible(), l.Held()
	if all.Len() == 0 {
		return nil
	}
	whole, amount := "whole log", fmt.Sprintf("%d lines that are held", all.Len())
	switch {
	case l.Matching() != "":
		whole, amount = "matching", fmt.Sprintf("%d lines that match", all.Len())
	case l.Extent() != "":
		whole, amount = "held log", amount+", there are more"
	}
	content := strings.TrimSuffix(line.Text(nil), "\n")
	return []dialog.CopyItem{
		{Command: command.CopyLine, Label: "line", Preview: text.Clean(strings.ToValidUTF8(content[:min(len(content), longPreview)], "")), Text: known(content)},
		{Command: command.CopyVisible, Label: "visible lines", Preview: strconv.Itoa(visible.Len()), Text: known(visible.Text(names))},
		{Command: command.CopyLog, Label: whole, Preview: amount, Text: held(func() string { return all.Text(names) })},
	}
}

// reachedAt returns where an object is reached, with the port where one is
// published.
func reachedAt(row *fleet.Row) string {
	host := fleet.Address(row)
	if row.Container != nil && host != "" {
		for _, p := range row.Container.Ports {
			if p.Outer != nil {
				return host + ":" + strconv.Itoa(*p.Outer)
			}
		}
	}
	return host
}

// amount says how much a text is.
func amount(content string) string {
	if lines := strings.Count(content, "\n"); lines > 1 {
		return fmt.Sprintf("%d lines, %s", lines, text.Bytes(int64(len(content))))
	}
	return text.Bytes(int64(len(content)))
}

// copied says what became of a copy.
func (m *Model) copied(msg copied) {
	kind := warning
	var says string
	switch {
	case msg.err != nil:
		says = "nothing was copied: " + reason(msg.err)
	case msg.content != "":
		kind, says = success, "sent to the terminal's clipboard: "+msg.content
	case msg.kept != nil:
		says = msg.why + ", and no file could be written: " + text.Clean(msg.kept.Error())
	case msg.path != "":
		entry := activity.Entry{Phase: activity.Copied, Path: text.Clean(msg.path), Cause: msg.why}
		if msg.passing {
			entry.Phase = activity.CopiedForAWhile
		}
		m.record(entry)
		kind, says = success, entry.Words(m.theme.Glyphs.Arrow)
	default:
		says = "there is nothing to copy"
	}
	m.say(kind, says)
}
