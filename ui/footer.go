package ui

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// footer draws the last line: the prompt, else what is not sent yet and the
// message, else the step of a restart, else the keys that work here.
func (m *Model) footer(w int) string {
	status := m.status(w - 2)
	switch {
	case m.dialog != nil:
		return dialogLine(m.dialog, m.drawn.words, status, &m.messages, w, &m.look)
	case m.prompts.open != nil && m.panes.json == nil:
		return m.prompts.open.line(w, &m.look, m.status)
	}
	kind, content := m.messages.current()
	if status != "" {
		kind, content = warning, joined(status, content, m.theme.Glyphs.Dot)
	} else if content == "" {
		kind, content = info, restarting(m.book.Restarts(false))
	}
	if content != "" {
		return messageLine(w, kind, content, &m.look)
	}
	if m.panes.json != nil { // its frame names the keys
		return string(text.AppendSpaces(nil, w))
	}
	return m.drawn.hints.line(w, m.scope(), m.look.Moving, func() string {
		var urgent piece
		if m.scope() == command.List && m.fleet.Summary(m.now).Problems > 0 {
			urgent = hint(command.Problems, "problems", &m.look)
		}
		name := m.panes.underName(w/3, m.theme)
		rest := hintLine(w-name.width(), m.scope(), &m.look, urgent, hintOf, func(id command.ID) bool {
			if id == command.Open && m.panes.jsonUnder(asked{}) != nil { // its frame says what the key does there
				return false
			}
			return (name == nil || ofContainers(id)) && m.blocked(id, m.panes.asked(id)) == ""
		})
		return string(name.append(nil)) + rest
	})
}

// dialogLine is the last line below an open dialog: what is not sent yet, else a message that passes, else the
// keys.
func dialogLine(d dialog.Dialog, words map[command.ID]string, status string, said *messages, w int, look *pane.Context) string {
	switch {
	case status != "":
		return messageLine(w, warning, status, look)
	case said.passing:
		return messageLine(w, said.severity, said.text, look)
	default:
		return dialogHints(d, words, w, look)
	}
}

// dialogHints names the keys of the open dialog, by the words on its buttons where it has some.
func dialogHints(d dialog.Dialog, words map[command.ID]string, w int, look *pane.Context) string {
	accepts := d.Traits().Accepts
	word := func(cmd command.Command) string {
		if accepts != "" && cmd.Name == command.Accept {
			return lowered(accepts)
		}
		return cmp.Or(lowered(words[cmd.Name]), cmd.Hint)
	}
	return hintLine(w, d.Scope(), look, nil, word, func(id command.ID) bool {
		switch _, drawn := words[id]; id {
		case command.NextField:
			return accepts == "" // which the key that accepts leads to, too
		case command.Yes, command.No, command.Accept, command.Cancel:
			return drawn || len(words) == 0
		default:
			return true
		}
	})
}

// lowered is a word of a button as it stands among others.
func lowered(word string) string {
	if first, size := utf8.DecodeRuneInString(word); size > 0 {
		return string(unicode.ToLower(first)) + word[size:]
	}
	return ""
}

// hintOf is the word for a command in the last line.
func hintOf(cmd command.Command) string { return cmd.Hint }

// hints are the keys that the last line named last.
type hints struct {
	width int
	scope command.Scope
	said  string
}

// line names the keys that work in a place. While the cursor moves they stay as they are: what is possible on
// each object on its way is nobody's concern.
func (h *hints) line(w int, in command.Scope, moving bool, draw func() string) string {
	if !moving || w != h.width || in != h.scope {
		*h = hints{w, in, draw()}
	}
	return h.said
}

// joined puts what is not sent yet before a message, if there is one.
func joined(status, message, dot string) string {
	if message == "" {
		return status
	}
	return status + " " + dot + " " + message
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
// is always among them where it can be asked for, and so is what is urgent. word is what is said of a command.
func hintLine(w int, in command.Scope, c *pane.Context, urgent piece, word func(command.Command) string, possible func(id command.ID) bool) string {
	cmds, help := hinted(in, c), piece(nil)
	if slices.ContainsFunc(cmds, func(cmd command.Command) bool { return cmd.Name == command.ShowHelp }) {
		help = hint(command.ShowHelp, "help", c)
	}
	if urgent != nil {
		help = append(append(urgent, segment{"  ", theme.Style{}}), help...)
	}
	b := []byte{' '}
	used, room := 1, w-help.width()-2
	for _, cmd := range cmds {
		if cmd.Name == command.ShowHelp || cmd.Hint == "" || !possible(cmd.Name) {
			continue
		}
		said := word(cmd)
		if cmd.Name == command.Filter && in == command.Logs {
			said = "search"
		}
		h := hint(cmd.Name, said, c)
		if h == nil || used+h.width()+2 > room {
			continue
		}
		b = text.AppendSpaces(h.append(b), 2)
		used += h.width() + 2
	}
	return padded(string(help.append(b)), w)
}

// foremost are the commands that the last line names first, where what is known stands.
func foremost() []command.ID {
	return []command.ID{
		command.Open, command.OpenLogs, command.Shell, command.SetScale, command.Stop, command.Start, command.Restart, command.Terminate, command.Edit,
		command.Filter, command.Sort, command.OpenPalette, command.New,
	}
}

// hinted are the commands of a place in the order in which the last line names them: in logs, those
// of logs come first.
func hinted(in command.Scope, c *pane.Context) []command.Command {
	order := foremost()
	rank := func(cmd command.Command) int {
		ofLogs := cmd.Group == "Logs" || cmd.Name == command.Filter || cmd.Name == command.Yank
		switch at := slices.Index(order, cmd.Name); {
		case in == command.Logs && ofLogs:
			return -1
		case in&command.Screen == 0 || at < 0:
			return len(order)
		default:
			return at
		}
	}
	commands := slices.Clone(c.Keys.In(in))
	slices.SortStableFunc(commands, func(a, b command.Command) int { return rank(a) - rank(b) })
	return commands
}

// hint is a key and a word for what it does, nil where the command has no key.
func hint(id command.ID, word string, c *pane.Context) piece {
	key := c.Key(id)
	if key == "" {
		return nil
	}
	return piece{{key, c.Theme.Key}, {" ", theme.Style{}}, {word, c.Theme.Hint}}
}
