package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal/keys"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// scope returns the place that takes keys now.
func (m *Model) scope() command.Scope {
	switch {
	case m.dialog != nil:
		return m.dialog.Scope()
	case m.prompts.open != nil:
		return command.Prompt
	case m.panes.wall.on:
		return command.Wall
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
	switch {
	case msg.Paste:
		m.guard.end()
		return m.insert(string(msg.Runes))
	case msg.Alt && msg.Type == tea.KeyRunes && m.scope()&command.Text == 0:
		// No command is on alt: this is esc with a key close behind it, which the terminal does not tell
		// apart.
		msg.Alt = false
		return tea.Batch(m.press(tea.KeyMsg{Type: tea.KeyEsc}), m.press(msg))
	}
	return m.press(msg)
}

// burst takes in what was done in one read: each of it counts, except what is behind something that opens
// another, which was done before that could be seen.
func (m *Model) burst(burst keys.Burst) tea.Cmd {
	if m.guard.fragment(burst, m.now) {
		return nil
	}
	var cmds []tea.Cmd
	for _, msg := range burst {
		before := m.above()
		switch msg := msg.(type) {
		case tea.KeyMsg:
			cmds = append(cmds, m.key(msg))
		case keys.Mouse:
			if n := m.keeper.pressed(&m.activity, m.now); n > 0 {
				m.say(info, awayWords(n, m.look.Key(command.ShowActivity)))
			}
			if id, view := m.panes.mouse(msg, m.dialog, m.prompts.open != nil, m.now); view != nil {
				cmds = append(cmds, m.setView(*view))
			} else if id != "" {
				cmds = append(cmds, m.run(id))
			}
			m.panes.aim(&m.look)
		}
		if m.guard.drops(before, m.above()) || m.quitting {
			break
		}
	}
	return tea.Batch(cmds...)
}

// press takes in one key: a text field takes characters first, then the table of keys is asked, then the
// text field takes what is left.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	m.guard.press(msg.String(), m.now, m.above())
	if m.messages.passing && !m.guard.told { // unless the key that it is about is held
		m.messages.drop()
		m.drawn.all = true
	}
	if n := m.keeper.pressed(&m.activity, m.now); n > 0 {
		m.say(info, awayWords(n, m.look.Key(command.ShowActivity)))
	}
	scope := m.scope()
	isText := (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
	if isText && scope&command.Text != 0 {
		return m.insert(string(msg.Runes))
	}
	if id, ok := m.keys.Find(scope, msg.String()); ok {
		if !m.guard.lets(id, m.above()) {
			return nil
		}
		cmd, _ := m.keys.Command(id)
		onto, slip := m.panes.asked(id).on, m.panes.slip
		if scope&(command.List|command.Detail) != 0 && cmd.ActsOnObjects() && slip.led(onto) && m.guard.slips(slip.at, m.now) {
			m.say(warning, "the cursor has just moved to "+text.Clean(onto.Name)+": press the key again")
			return nil
		}
		return m.run(id)
	}
	if title := m.keys.Withheld(scope, msg.String()); title != "" {
		m.say(warning, title+" is disabled: read-only")
		return nil
	}
	return m.leftOver(msg, isText)
}

// leftOver gives a key without a command to what is typed into, or says that it has no meaning.
func (m *Model) leftOver(msg tea.KeyMsg, isText bool) (cmd tea.Cmd) {
	switch field := textOf(m.dialog); {
	case m.dialog == nil && m.prompts.open != nil:
		m.prompts.open.key(msg)
		return nil
	case field == nil:
	case isText:
		cmd = m.answer(field.Type(string(msg.Runes)))
	default:
		field.Key(msg)
		return nil
	}
	if _, shown := m.messages.current(); shown != "" || m.guard.told {
		return cmd // it gives way to every other message, and is said once however long the key is held
	}
	if says := strayWords(msg, m.scope(), m.above() != nil, &m.look); says != "" {
		m.guard.told = true
		m.messages.sayInPassing(says, m.now)
		m.drawn.all = true
	}
	return cmd
}

// textOf is what takes text in a dialog, nil where nothing does.
func textOf(d dialog.Dialog) dialog.Text {
	if d == nil {
		return nil
	}
	return d.Traits().Text
}

// insert gives text to the field that takes text now, if there is one. Lines of a paste are lines in a
// form alone.
func (m *Model) insert(content string) tea.Cmd {
	field := textOf(m.dialog)
	if field == nil || !m.dialog.Traits().Pasted {
		content = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(content)
	}
	switch {
	case field != nil:
		return m.answer(field.Type(content))
	case m.dialog == nil && m.prompts.open != nil:
		m.prompts.open.insert(content)
	}
	return nil
}
