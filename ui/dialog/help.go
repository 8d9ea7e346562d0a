package dialog

import (
	"fleetop/ui/command"
	"fleetop/ui/kit/cell"
	"fleetop/ui/theme"
)

// Help shows every key that works where it was opened, from the live table.
type Help struct {
	scope  command.Scope
	top    int
	width  int // of what was drawn last, in cells
	height int
}

// NewHelp returns the help for a place.
func NewHelp(scope command.Scope) *Help { return &Help{scope: scope, width: 80, height: 1} }

// Title implements Dialog.
func (d *Help) Title() string { return "Help" }

// Scope implements Dialog.
func (d *Help) Scope() command.Scope { return command.Help }

// Request implements Dialog: help asks for nothing.
func (d *Help) Request() Request { return Request{} }

// Type implements Dialog: there is nothing to type.
func (d *Help) Type(string) {}

// SetHeight tells how many lines of the help can be seen.
func (d *Help) SetHeight(h int) { d.height = max(h, 1) }

// Do implements Dialog.
func (d *Help) Do(id command.ID, c Context) Answer {
	switch id {
	case command.Down:
		d.top++
	case command.Up:
		d.top--
	case command.HalfDown:
		d.top += d.height / 2
	case command.HalfUp:
		d.top -= d.height / 2
	case command.PageDown:
		d.top += d.height
	case command.PageUp:
		d.top -= d.height
	case command.Top:
		d.top = 0
	case command.Bottom:
		d.top = 1 << 20
	case command.Close, command.Interrupt:
		return Closed
	}
	d.clamp(len(d.all(d.width, c)))
	return Open
}

// Lines implements Dialog: the part of the help that can be seen.
func (d *Help) Lines(w int, c Context) []string {
	d.width = w
	all := d.all(w, c)
	d.clamp(len(all))
	return within(all[d.top:min(d.top+d.height, len(all))], w)
}

// clamp keeps the help from being scrolled past its ends.
func (d *Help) clamp(lines int) { d.top = min(max(d.top, 0), max(lines-d.height, 0)) }

// Foot says which part of the help is in sight.
func (d *Help) Foot(c Context) string {
	if n := len(d.all(d.width, c)); n > d.height {
		return c.Keys.Label(command.Down, " ", 2, c.Theme.Glyphs.ASCII) + " for more"
	}
	return ""
}

func (d *Help) all(w int, c Context) []string {
	th := c.Theme
	var lines []string
	group := ""
	for _, cmd := range c.Keys.In(d.scope) {
		keys := c.Keys.Label(cmd.Name, " ", 0, th.Glyphs.ASCII)
		if keys == "" {
			continue
		}
		if cmd.Group != group {
			if group != "" {
				lines = append(lines, "")
			}
			group = cmd.Group
			lines = append(lines, th.Title.Render(string(cell.AppendFit(nil, group, min(w, cell.Width(group)), th.Glyphs.Ellipsis))))
		}
		lines = append(lines, described(keys, cmd.Doc, w, th)...)
	}
	return lines
}

// described draws keys and what they do, on as many lines as that takes.
func described(keys, doc string, w int, th *theme.Theme) []string {
	left := min(keyWidth, w/3)
	docs, _ := cell.Wrap(doc, max(w-left-1, 1), maxLines)
	names, _ := cell.Wrap(keys, max(left, 1), maxLines)
	lines := make([]string, max(len(docs), len(names)))
	for i := range lines {
		name, text := "", ""
		if i < len(names) {
			name = names[i]
		}
		if i < len(docs) {
			text = docs[i]
		}
		b := th.Key.Append(nil, string(cell.AppendFit(nil, name, left, th.Glyphs.Ellipsis)))
		lines[i] = string(append(append(b, ' '), text...))
	}
	return lines
}

// keyWidth is the width of the column of keys, in cells.
const keyWidth = 24
