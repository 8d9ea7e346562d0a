package ui

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// footer draws the last line: the prompt, else what is not sent yet and the
// message, else the step of a restart, else the keys that work here.
func (m *Model) footer(w int) string {
	status := m.status(w - 2)
	switch {
	case m.dialog != nil && status == "" && m.messages.passing:
		return m.toastLine(w, m.messages.severity, m.messages.text)
	case m.dialog != nil && status == "":
		return string(text.AppendSpaces(nil, w))
	case m.dialog != nil:
		return m.toastLine(w, warning, status)
	case m.prompts.open != nil && m.panes.json == nil:
		return m.prompts.open.line(w, &m.look, m.status)
	}
	kind, content := m.messages.current()
	switch {
	case status != "" && content != "":
		return m.toastLine(w, warning, status+" "+m.theme.Glyphs.Dot+" "+content)
	case status != "":
		return m.toastLine(w, warning, status)
	case content != "":
		return m.toastLine(w, kind, content)
	}
	if content = restarting(m.book.Restarts(false)); content != "" {
		return m.toastLine(w, info, content)
	}
	if m.panes.json != nil { // its frame names the keys
		return string(text.AppendSpaces(nil, w))
	}
	return m.hintLine(w)
}

func (m *Model) toastLine(w int, kind severity, content string) string {
	g := &m.theme.Glyphs
	style, end := m.theme.Plain, ""
	switch kind {
	case success:
		style = m.theme.Success
	case warning:
		style = m.theme.Warn
	case failure:
		style = m.theme.Failure
		content = g.Failed + " " + content
		end = "  " + m.keys.Label(command.Back, " ", 1, g.ASCII) + " dismiss "
	case info:
	}
	room := max(w-text.Width(end)-1, 0)
	b := append([]byte{}, ' ')
	b = style.Append(b, string(text.AppendFitWords(nil, content, room, g.Ellipsis)))
	return string(m.theme.Hint.Append(b, end))
}

// hintLine names the keys that work here, those that do not fit left out; the
// help is always among them.
func (m *Model) hintLine(w int) string {
	help := m.hint(command.ShowHelp, "")
	b := []byte{' '}
	used, room := 1, w-help.width()-2
	here := m.panes.asked()
	for _, c := range m.keys.In(m.scope()) {
		if c.Name == command.ShowHelp || c.Hint == "" || m.blocked(c.Name, here) != "" {
			continue
		}
		h := m.hint(c.Name, m.hintWord(c))
		if h == nil {
			continue
		}
		if used+h.width()+2 > room {
			continue
		}
		b = h.append(b)
		b = text.AppendSpaces(b, 2)
		used += h.width() + 2
	}
	b = help.append(b)
	return padded(string(b), w)
}

// hintWord is the word for a command here: in logs a filter is a search.
func (m *Model) hintWord(c command.Command) string {
	if c.Name == command.Filter && m.scope() == command.Logs {
		return "search"
	}
	return c.Hint
}

func (m *Model) hint(id command.ID, word string) piece {
	c, ok := m.keys.Command(id)
	if word == "" {
		word = c.Hint
	}
	key := m.keys.Label(id, " ", 1, m.theme.Glyphs.ASCII)
	if !ok || word == "" || key == "" {
		return nil
	}
	return piece{{key, m.theme.Key}, {" ", theme.Style{}}, {word, m.theme.Hint}}
}
