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

// hints draws "key what" pairs for the commands given, as many as fit; accept
// is the word for accepting.
func hints(w int, c Context, accept string, ids ...command.ID) string {
	var b []byte
	used := 0
	for _, id := range ids {
		cmd, ok := c.Keys.Command(id)
		keys := c.Keys.Label(id, " ", 1, c.Theme.Glyphs.ASCII)
		if !ok || keys == "" {
			continue
		}
		if id == command.Accept {
			cmd.Hint = accept
		}
		width := text.Width(keys) + 1 + text.Width(cmd.Hint)
		if used > 0 {
			width += 2
		}
		if used+width > w {
			break
		}
		if used > 0 {
			b = append(b, "  "...)
		}
		b = c.Theme.Key.Append(b, keys)
		b = append(b, ' ')
		b = c.Theme.Hint.Append(b, cmd.Hint)
		used += width
	}
	return string(b)
}

// dataStays says that stopping so many containers loses nothing.
func dataStays(n int) string {
	if n == 1 {
		return "its data stays."
	}
	return "their data stays."
}
