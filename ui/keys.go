package ui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/ui/command"
)

// fragmentWindow is how soon after esc the rest of an escape sequence that was
// split on its way may come.
const fragmentWindow = 100 * time.Millisecond

// typing is a dialog whose text field takes keys of its own (backspace, the
// cursor).
type typing interface{ Key(key tea.KeyMsg) }

// scope returns the place that takes keys now.
func (m *Model) scope() command.Scope {
	switch {
	case m.dialog != nil:
		return m.dialog.Scope()
	case m.prompt != nil:
		return command.Prompt
	case m.focus == detailPane:
		return command.Detail
	case m.focus == logsPane:
		return command.Logs
	case m.list().Activity:
		return command.Activity
	default:
		return command.List
	}
}

// NoteRead says that the terminal has given something to read: the keys that
// come now are of one read, until the next call. It may be called by any
// goroutine.
func (m *Model) NoteRead() { m.reads.Add(1) }

// key takes in what was typed. Every key of one read counts, except those behind
// one that opens a dialog, which were typed before it could be seen. Printable
// keys of one read are one message, others are messages of their own.
func (m *Model) key(msg tea.KeyMsg) tea.Cmd {
	if m.isFragment(msg) {
		return nil
	}
	if m.dialog != nil && m.opened != 0 && m.opened == m.reads.Load() {
		return nil // of the read that opened the dialog: typed before it could be seen
	}
	if msg.Paste {
		m.insert(string(msg.Runes))
		return nil
	}
	if msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || msg.Alt {
		return m.press(msg)
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		open := m.dialog != nil
		cmds = append(cmds, m.press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		if !open && m.dialog != nil || m.quitting {
			break
		}
	}
	return tea.Batch(cmds...)
}

// isFragment recognises the rest of an escape sequence whose esc came in an
// earlier read, so that an arrow key on a slow link does not act as letters.
func (m *Model) isFragment(msg tea.KeyMsg) bool {
	after := m.now.Sub(m.lastEsc)
	m.lastEsc = time.Time{}
	if msg.Type == tea.KeyEsc {
		m.lastEsc = m.now
	}
	return msg.Type == tea.KeyRunes && len(msg.Runes) > 1 && (msg.Runes[0] == '[' || msg.Runes[0] == 'O') && after >= 0 && after < fragmentWindow
}

// press takes in one key: a text field takes characters first, then the table
// of keys is asked, then the text field takes what is left.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	open := m.dialog != nil
	defer func() {
		if !open && m.dialog != nil {
			m.opened = m.reads.Load()
		}
	}()
	scope := m.scope()
	isText := (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
	if isText && scope&(command.Prompt|command.TypeName) != 0 {
		m.insert(string(msg.Runes))
		return nil
	}
	if id, ok := m.keys.Find(scope, msg.String()); ok {
		return m.run(id)
	}
	if title := m.keys.Withheld(scope, msg.String()); title != "" {
		m.say(warning, title+": not in read-only")
		return nil
	}
	switch field, isTyping := m.dialog.(typing); {
	case isTyping:
		field.Key(msg)
	case m.dialog != nil && isText:
		m.dialog.Type(string(msg.Runes))
	case m.dialog == nil && m.prompt != nil:
		m.prompt.key(msg)
		m.promptChanged()
	}
	return nil
}

// insert gives text to the field that takes text now, if there is one.
func (m *Model) insert(text string) {
	text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text)
	switch {
	case m.dialog != nil:
		m.dialog.Type(text)
	case m.prompt != nil:
		m.prompt.insert(text)
		m.promptChanged()
	}
}
