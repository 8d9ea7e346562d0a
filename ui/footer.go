package ui

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// footer draws the last line: the prompt, else what is not sent yet and the
// message, else the step of a restart, else the keys that work here.
func (m *Model) footer(w int) string {
	status := m.status(w - 2)
	switch {
	case m.dialog != nil && status == "" && m.messages.passing:
		return messageLine(w, m.messages.severity, m.messages.text, &m.look)
	case m.dialog != nil && status == "":
		return string(text.AppendSpaces(nil, w))
	case m.dialog != nil:
		return messageLine(w, warning, status, &m.look)
	case m.prompts.open != nil && m.panes.json == nil:
		return m.prompts.open.line(w, &m.look, m.status)
	}
	kind, content := m.messages.current()
	switch {
	case status != "" && content != "":
		return messageLine(w, warning, status+" "+m.theme.Glyphs.Dot+" "+content, &m.look)
	case status != "":
		return messageLine(w, warning, status, &m.look)
	case content != "":
		return messageLine(w, kind, content, &m.look)
	}
	if content = restarting(m.book.Restarts(false)); content != "" {
		return messageLine(w, info, content, &m.look)
	}
	if m.panes.json != nil { // its frame names the keys
		return string(text.AppendSpaces(nil, w))
	}
	q := m.panes.asked()
	return hintLine(w, m.scope(), &m.look, func(id command.ID) bool { return m.blocked(id, q) == "" })
}

// messageLine draws a message, and how a failure is dismissed.
func messageLine(w int, kind severity, content string, c *pane.Context) string {
	style, end := c.Theme.Plain, ""
	switch kind {
	case success:
		style = c.Theme.Success
	case warning:
		style = c.Theme.Warn
	case failure:
		style = c.Theme.Failure
		content = c.Theme.Glyphs.Failed + " " + content
		end = "  " + c.Key(command.Back) + " dismiss "
	case info:
	}
	room := max(w-text.Width(end)-1, 0)
	b := style.Append([]byte{' '}, string(text.AppendFitWords(nil, content, room, c.Theme.Glyphs.Ellipsis)))
	return string(c.Theme.Hint.Append(b, end))
}

// hintLine names the keys that work in a place and are possible, those that do not fit left out; the help
// is always among them.
func hintLine(w int, in command.Scope, c *pane.Context, possible func(id command.ID) bool) string {
	help := hint(command.ShowHelp, "help", c)
	b := []byte{' '}
	used, room := 1, w-help.width()-2
	for _, cmd := range c.Keys.In(in) {
		if cmd.Name == command.ShowHelp || cmd.Hint == "" || !possible(cmd.Name) {
			continue
		}
		word := cmd.Hint
		if cmd.Name == command.Filter && in == command.Logs {
			word = "search"
		}
		h := hint(cmd.Name, word, c)
		if h == nil || used+h.width()+2 > room {
			continue
		}
		b = text.AppendSpaces(h.append(b), 2)
		used += h.width() + 2
	}
	return padded(string(help.append(b)), w)
}

// hint is a key and a word for what it does, nil where the command has no key.
func hint(id command.ID, word string, c *pane.Context) piece {
	key := c.Key(id)
	if key == "" {
		return nil
	}
	return piece{{key, c.Theme.Key}, {" ", theme.Style{}}, {word, c.Theme.Hint}}
}
