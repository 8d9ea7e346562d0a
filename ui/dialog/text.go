package dialog

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// maxLines is more than any dialog has room for.
const maxLines = 20

// wrap breaks clean plain text into lines of at most w cells.
func wrap(content string, w int) []string {
	lines, _ := text.Wrap(content, w, maxLines)
	return lines
}

// styled wraps text and draws each of its lines in a style.
func styled(content string, w int, s theme.Style) []string {
	lines := wrap(content, w)
	for i, l := range lines {
		lines[i] = s.Render(l)
	}
	return lines
}

// inFull returns the name of what a dialog is about, for its body, where the
// title has no room for all of it.
func inFull(title, name string, w int) []string {
	if text.Width(title) <= w {
		return nil
	}
	return wrap(name, w)
}

// within cuts the lines that are wider than w cells.
func within(lines []string, w int) []string {
	for i, l := range lines {
		if text.Width(l) > w {
			lines[i] = text.CutSGR(l, 0, w)
		}
	}
	return lines
}

// button is a command and what it does, in a word; without one the command has its own.
type button struct {
	id   command.ID
	word string
}

// buttons draws keys and what they do: as buttons "[ y Stop ]" those that have a word, the others behind
// them, as many as fit. Where there is no room for the buttons they lose their brackets.
func buttons(w int, c Context, all ...button) string {
	if c.Words != nil {
		for _, one := range all {
			c.Words[one.id] = one.word
		}
	}
	for _, plain := range []bool{false, true} {
		if line, fits := buttonRow(w, c, all, plain); fits || plain {
			return line
		}
	}
	return ""
}

// buttonRow draws as many of the buttons as fit; false where one that has a word does not.
func buttonRow(w int, c Context, all []button, plain bool) (line string, fits bool) {
	var b []byte
	used := 0
	for _, one := range all {
		cmd, ok := c.Keys.Command(one.id)
		key := c.Key(one.id)
		if !ok || key == "" {
			continue
		}
		before, after, style := "", "", c.Theme.Hint
		switch {
		case one.word == "":
			one.word = cmd.Hint
		case plain:
			style = c.Theme.Plain
		default:
			before, after, style = "[ ", " ]", c.Theme.Plain
		}
		gap := min(used, 2)
		width := gap + text.Width(before) + text.Width(key) + 1 + text.Width(one.word) + text.Width(after)
		if used+width > w {
			return string(b), after == "" && !plain
		}
		b = c.Theme.Hint.Append(text.AppendSpaces(b, gap), before)
		b = append(c.Theme.Key.Append(b, key), ' ')
		b = c.Theme.Hint.Append(style.Append(b, one.word), after)
		used += width
	}
	return string(b), true
}

// dataStays says that stopping so many containers loses nothing.
func dataStays(n int) string {
	if n == 1 {
		return "its data stays."
	}
	return "their data stays."
}
