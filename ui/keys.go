package ui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal/keys"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
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
	case m.prompts.open != nil:
		return command.Prompt
	case m.panes.json != nil:
		return command.Viewer
	case m.panes.focus == detailPane:
		return command.Detail
	case m.panes.focus == logsPane:
		return command.Logs
	case m.panes.list().Activity:
		return command.Activity
	default:
		return command.List
	}
}

// above returns what covers the panes and takes the keys: a dialog, else the JSON of an object; nil for
// nothing.
func (m *Model) above() any {
	switch {
	case m.dialog != nil:
		return m.dialog
	case m.panes.json != nil:
		return m.panes.json
	default:
		return nil
	}
}

// key takes in a key that was typed, or a paste.
func (m *Model) key(msg tea.KeyMsg) tea.Cmd {
	m.lastEsc = time.Time{}
	switch {
	case msg.Type == tea.KeyEsc:
		m.lastEsc = m.now
	case msg.Paste:
		m.presses.end()
		return m.insert(string(msg.Runes))
	case msg.Alt && msg.Type == tea.KeyRunes && m.scope()&command.Text == 0:
		// No command is on alt: this is esc with a key close behind it, which
		// the terminal does not tell apart.
		msg.Alt = false
		return tea.Batch(m.press(tea.KeyMsg{Type: tea.KeyEsc}), m.press(msg))
	}
	return m.press(msg)
}

// burst takes in the keys of one read: each of them counts, except those behind
// one that opens a dialog, which were typed before it could be seen.
func (m *Model) burst(burst keys.Burst) tea.Cmd {
	if m.isFragment(burst) {
		return nil
	}
	var cmds []tea.Cmd
	for _, msg := range burst {
		over := m.above()
		cmds = append(cmds, m.key(msg))
		if now := m.above(); now != nil && now != over && !takesAhead(m.dialog) || m.quitting {
			break
		}
	}
	return tea.Batch(cmds...)
}

// takesAhead says whether a dialog may be typed into before it is seen: the
// palette is a line of text, and what is dangerous has a dialog behind it.
func takesAhead(d dialog.Dialog) bool {
	_, ok := d.(*dialog.Palette)
	return ok
}

// isFragment recognises the rest of an escape sequence whose esc came so much
// earlier that it counted as the key, so that an arrow key on a slow link does
// not act as letters.
func (m *Model) isFragment(burst keys.Burst) bool {
	first, after := burst[0].String(), m.now.Sub(m.lastEsc)
	return (first == "[" || first == "O") && after >= 0 && after < fragmentWindow
}

// press takes in one key: a text field takes characters first, then the table
// of keys is asked, then the text field takes what is left.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	m.presses.add(msg.String(), m.now, m.above())
	if m.messages.passing && !m.presses.told { // unless the key that it is about is held
		m.messages.drop()
		m.drawn.all = true
	}
	scope := m.scope()
	isText := (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
	if isText && scope&command.Text != 0 {
		return m.insert(string(msg.Runes))
	}
	if id, ok := m.keys.Find(scope, msg.String()); ok {
		if m.above() == nil && m.presses.crossed && !leadsOut(id) {
			return nil // it was held while a dialog has closed
		}
		return m.run(id)
	}
	if title := m.keys.Withheld(scope, msg.String()); title != "" {
		m.say(warning, title+" is disabled: read-only")
		return nil
	}
	m.leftOver(msg, isText)
	return nil
}

// leftOver gives a key without a command to what is typed into, or says that it
// has no meaning.
func (m *Model) leftOver(msg tea.KeyMsg, isText bool) {
	switch field, isTyping := m.dialog.(typing); {
	case isTyping:
		field.Key(msg)
	case m.dialog != nil && isText:
		m.dialog.Type(string(msg.Runes))
		m.stray(msg)
	case m.dialog == nil && m.prompts.open != nil:
		m.prompts.open.key(msg)
	case m.dialog == nil:
		m.stray(msg)
	}
}

// leadsOut says whether a command leads out of where the user is: its key may be
// pressed again and again, whatever closes.
func leadsOut(id command.ID) bool { return id == command.Back || id == command.Interrupt }

// insert gives text to the field that takes text now, if there is one. Lines of
// a paste are lines in a form alone.
func (m *Model) insert(text string) tea.Cmd {
	if f, ok := m.dialog.(*dialog.Form); ok {
		f.Type(text)
		if f.Typed() == dialog.Asks {
			return m.confirmed(f.Request())
		}
		return nil
	}
	text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text)
	switch {
	case m.dialog != nil:
		m.dialog.Type(text)
	case m.prompts.open != nil:
		m.prompts.open.insert(text)
	}
	return nil
}
