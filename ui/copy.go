package ui

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// copying is what there is to copy of an object, as it was when it was asked
// for.
type copying struct {
	id    fleet.ID
	texts map[command.ID]string
	// Of logs: whole makes their text, which may be large.
	whole func() string
}

// openCopy asks what to copy of an object.
func (m *Model) openCopy(row *fleet.Row) {
	if full := m.fleet.Full(row.ID); full != nil {
		row = full
	}
	m.copies = copying{id: row.ID, texts: map[command.ID]string{}}
	ofLogs := m.panes.logs != nil && m.panes.logs.ID == row.ID && m.panes.focus == logsPane
	var items []dialog.CopyItem
	add := func(id command.ID, label, content, preview string) {
		if content == "" {
			return
		}
		m.copies.texts[id] = content
		items = append(items, dialog.CopyItem{Command: id, Label: label, Preview: text.Clean(preview)})
	}
	add(command.CopyName, "name", row.Name, row.Name)
	if row.Image == nil {
		uuid := text.PlainLine(row.ID.Key)
		add(command.CopyUUID, "uuid", uuid, uuid)
	}
	where := reachedAt(row)
	add(command.CopyAddress, "address", where, where)
	if url := address(m.opt.Client, row.ID); url != "" {
		items = append(items, dialog.CopyItem{Command: command.CopyJSON, Label: "JSON", Preview: "as received, with the values of the environment"})
		if ofLogs {
			url += "logs/"
		}
		line := curl(m.opt.User, m.opt.CAFile, url)
		add(command.CopyCurl, "curl", line, line)
	}
	if ofLogs {
		items = append(items, m.copyOfLogs(m.panes.logs)...)
	}
	if _, inViewer := m.dialog.(*dialog.Viewer); inViewer {
		m.behind = m.dialog
	}
	m.dialog = dialog.NewCopy(row.Name, items)
}

// dropAsked lets go of what there was to copy or to save once nobody is asked
// any more: it holds a whole log.
func (m *Model) dropAsked() {
	if _, asked := m.dialog.(*dialog.Copy); !asked {
		m.copies = copying{}
	}
	if _, asked := m.dialog.(*dialog.Save); !asked {
		m.toSave = nil
	}
}

// longPreview is more bytes than a preview has room for.
const longPreview = 2 << 10

// copyOfLogs is what there is to copy of logs.
func (m *Model) copyOfLogs(l *pane.Logs) (items []dialog.CopyItem) {
	names := l.Names()
	line, visible, all := l.Line(), l.Visible(), l.Held()
	if all.Len() == 0 {
		return nil
	}
	content := strings.TrimSuffix(line.Text(nil), "\n")
	m.copies.texts[command.CopyLine], m.copies.texts[command.CopyVisible] = content, visible.Text(names)
	m.copies.whole = func() string { return all.Text(names) }
	return []dialog.CopyItem{
		{Command: command.CopyLine, Label: "line", Preview: text.Clean(strings.ToValidUTF8(content[:min(len(content), longPreview)], ""))},
		{Command: command.CopyVisible, Label: "visible lines", Preview: strconv.Itoa(visible.Len())},
		{Command: command.CopyLog, Label: "whole log", Preview: fmt.Sprintf("%d lines that are held", all.Len())},
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

// curl returns a command line that asks for an address as this program does; the
// key is left to the shell's environment.
func curl(user, caFile, url string) string {
	header := `"Authorization: ApiKey ` + user + `:$TUTUM_APIKEY"`
	if !plainWord(user) {
		header = quoted("Authorization: ApiKey "+user+":") + `"$TUTUM_APIKEY"`
	}
	line := "curl -H " + header
	if caFile != "" {
		line += " --cacert " + shellWord(caFile)
	}
	return line + " " + shellWord(url)
}

// shellWord quotes a word for the shell where it needs it.
func shellWord(word string) string {
	if plainWord(word) {
		return word
	}
	return quoted(word)
}

// plainWord says whether a shell takes a text as it is, within double quotes
// too.
func plainWord(content string) bool {
	return content != "" && !strings.ContainsFunc(content, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@%+,", r)
	})
}

// quoted returns a text as one word of a POSIX shell.
func quoted(content string) string { return "'" + strings.ReplaceAll(content, "'", `'\''`) + "'" }

// copyOf copies what was chosen.
func (m *Model) copyOf(r dialog.CopyOf) tea.Cmd {
	switch r.Command {
	case command.CopyJSON:
		return m.io.copyRaw(m.copies.id)
	case command.CopyLog:
		return m.io.copyMade(m.copies.whole)
	default:
		return m.copyText(m.copies.texts[r.Command], false)
	}
}

// copyText puts a text on the terminal's clipboard, or into a file where there
// is none that takes it. The file of a secret text goes when the program ends.
func (m *Model) copyText(content string, secret bool) tea.Cmd {
	if content == "" {
		m.said(warning, "there is nothing to copy")
		return nil
	}
	why := "this terminal has no clipboard"
	if m.opt.Clipboard != nil {
		var put tea.Cmd
		if put, why = m.opt.Clipboard(content); why == "" {
			m.said(success, "sent to the terminal's clipboard: "+amount(content))
			return put
		}
	}
	return m.io.keep(content, why, secret)
}

// said says something, in the viewer too, which hides the last line.
func (m *Model) said(kind severity, content string) {
	m.say(kind, content)
	if v, ok := m.dialog.(*dialog.Viewer); ok {
		v.Say(content)
	}
}

// amount says how much a text is.
func amount(content string) string {
	if lines := strings.Count(content, "\n"); lines > 1 {
		return fmt.Sprintf("%d lines, %s", lines, text.Bytes(int64(len(content))))
	}
	return text.Bytes(int64(len(content)))
}

type (
	// copyReady is a text that had to be made or fetched first.
	copyReady struct {
		text   string
		secret bool // it holds values of the environment
		err    error
	}
	// copyKept is a text that was written to a file instead.
	copyKept struct {
		path, why string
		goes      bool // when the program ends
		err       error
	}
)

// copyRaw fetches an object as the API gives it, to be copied.
func (q *requests) copyRaw(id fleet.ID) tea.Cmd {
	ctx := q.opt.Context
	failed := func(err error) tea.Msg { return copyReady{err: err} }
	return q.guard(func() tea.Msg {
		raw, err := q.rawBody(ctx, id)
		return copyReady{text: text.Plain(string(raw)), secret: true, err: err}
	}, failed)
}

// copyMade makes a text that may be large, to be copied.
func (q *requests) copyMade(content func() string) tea.Cmd {
	return q.guard(func() tea.Msg { return copyReady{text: content()} }, func(err error) tea.Msg { return copyReady{err: err} })
}

// keep writes a text to a new file that only its owner can read.
func (q *requests) keep(content, why string, secret bool) tea.Cmd {
	dir, now := q.opt.CopyDir, q.opt.Now()
	goes := secret && q.opt.TempDir != nil
	failed := func(err error) tea.Msg { return copyKept{why: why, err: err} }
	return q.guard(func() tea.Msg {
		if goes {
			var err error
			if dir, err = q.opt.TempDir(); err != nil {
				return failed(err)
			}
		}
		path, err := keepIn(dir, now, content)
		return copyKept{path: path, why: why, goes: goes, err: err}
	}, failed)
}

func keepIn(dir string, now time.Time, content string) (path string, err error) {
	if dir == "" {
		dir = os.TempDir()
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(dir, "copy-"+now.Format("20060102-150405")+"-*.txt")
	if err != nil {
		return "", err
	}
	return file.Name(), fill(file, []byte(content))
}

// copyReady takes in a text that is to be copied.
func (m *Model) copyReady(msg copyReady) tea.Cmd {
	if msg.err != nil {
		m.said(warning, "nothing was copied: "+reason(msg.err))
		return nil
	}
	return m.copyText(msg.text, msg.secret)
}

// copyKept says where a text is that the clipboard did not take.
func (m *Model) copyKept(msg copyKept) {
	if msg.err != nil {
		m.said(warning, msg.why+", and no file could be written: "+text.Clean(msg.err.Error()))
		return
	}
	copied := activity.Entry{Phase: activity.Copied, Path: text.Clean(msg.path), Cause: msg.why}
	if msg.goes {
		copied.Phase = activity.CopiedForAWhile
	}
	m.record(copied)
	m.said(success, copied.Words(m.theme.Glyphs.Arrow))
}
