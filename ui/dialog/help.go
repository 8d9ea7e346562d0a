package dialog

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// Pager shows text that may be longer than the screen.
type Pager struct {
	title  string
	all    func(w int, c Context) []string // the whole text for a width
	top    int
	width  int // of what was drawn last, in cells
	height int
}

// NewHelp returns every key that works in a place, from the live table.
func NewHelp(scope command.Scope) *Pager {
	return &Pager{title: "Help", width: 80, height: 1, all: func(w int, c Context) []string { return help(scope, w, c) }}
}

// NewText returns clean plain text to be read whole.
func NewText(title, content string) *Pager {
	return &Pager{title: title, width: 80, height: 1, all: func(w int, _ Context) []string {
		lines, _ := text.Wrap(content, w, 1000)
		return lines
	}}
}

// Title implements Dialog.
func (d *Pager) Title() string { return d.title }

// Scope implements Dialog.
func (d *Pager) Scope() command.Scope { return command.Help }

// Request implements Dialog: a text asks for nothing.
func (d *Pager) Request() Request { return nil }

// Type implements Dialog: there is nothing to type.
func (d *Pager) Type(string) {}

// SetHeight tells how many lines can be seen.
func (d *Pager) SetHeight(h int) { d.height = max(h, 1) }

// Do implements Dialog.
func (d *Pager) Do(id command.ID, c Context) Answer {
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

// Lines implements Dialog: the part that can be seen.
func (d *Pager) Lines(w int, c Context) []string {
	d.width = w
	all := d.all(w, c)
	d.clamp(len(all))
	return within(all[d.top:min(d.top+d.height, len(all))], w)
}

// clamp keeps the text from being scrolled past its ends.
func (d *Pager) clamp(lines int) { d.top = min(max(d.top, 0), max(lines-d.height, 0)) }

// Foot says which part is in sight.
func (d *Pager) Foot(c Context) string {
	closes := c.Keys.Label(command.Close, " ", 1, c.Theme.Glyphs.ASCII) + " closes"
	if n := len(d.all(d.width, c)); n > d.height {
		return c.Keys.Label(command.Down, " ", 2, c.Theme.Glyphs.ASCII) + " for more, " + closes
	}
	return closes
}

func help(scope command.Scope, w int, c Context) []string {
	th := c.Theme
	var lines []string
	group := ""
	for _, cmd := range c.Keys.In(scope) {
		keys := c.Keys.Label(cmd.Name, " ", 0, th.Glyphs.ASCII)
		switch {
		case keys != "":
		case cmd.Scope&command.Screen != 0:
			keys = ":" + string(cmd.Name) // the palette has it
		default:
			continue
		}
		if cmd.Group != group {
			if group != "" {
				lines = append(lines, "")
			}
			group = cmd.Group
			lines = append(lines, th.Title.Render(string(text.AppendFit(nil, group, min(w, text.Width(group)), th.Glyphs.Ellipsis))))
		}
		doc := cmd.Doc
		if cmd.Arg != command.NoArgument {
			doc += " :" + cmd.Usage()
		}
		lines = append(lines, described(keys, doc, w, th)...)
	}
	return lines
}

// described draws keys and what they do, on as many lines as that takes.
func described(keys, doc string, w int, th *theme.Theme) []string {
	left := min(keyWidth, w/3)
	docs, _ := text.Wrap(doc, max(w-left-1, 1), maxLines)
	names, _ := text.Wrap(keys, max(left, 1), maxLines)
	lines := make([]string, max(len(docs), len(names)))
	for i := range lines {
		name, content := "", ""
		if i < len(names) {
			name = names[i]
		}
		if i < len(docs) {
			content = docs[i]
		}
		b := th.Key.Append(nil, string(text.AppendFit(nil, name, left, th.Glyphs.Ellipsis)))
		lines[i] = string(append(append(b, ' '), content...))
	}
	return lines
}

// keyWidth is the width of the column of keys, in cells.
const keyWidth = 24
