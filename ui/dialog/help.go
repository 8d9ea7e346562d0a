package dialog

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/scroll"
	"fleetop/ui/theme"
)

// Pager shows text that may be longer than the screen.
type Pager struct {
	title string
	text  func(w int, c Context) []string // the whole text for a width
	sight scroll.Window
}

// NewHelp returns every key that works in a place, from the live table.
func NewHelp(scope command.Scope) *Pager {
	return &Pager{title: "Help", text: func(w int, c Context) []string { return help(scope, w, c) }}
}

// NewText returns clean plain text to be read whole.
func NewText(title, content string) *Pager {
	return &Pager{title: title, text: func(w int, _ Context) []string {
		lines, _ := text.Wrap(content, w, 1000)
		return lines
	}}
}

// Title implements Dialog.
func (d *Pager) Title() string { return d.title }

// Scope implements Dialog.
func (d *Pager) Scope() command.Scope { return command.Help }

// Traits implements Dialog.
func (d *Pager) Traits() Traits { return Traits{Body: &d.sight, Whole: true, Foot: d.foot} }

// Do implements Dialog.
func (d *Pager) Do(id command.ID, _ Context) Answer {
	if id == command.Close || id == command.Interrupt {
		return closed()
	}
	return Answer{}
}

// Lines implements Dialog: the part that can be seen.
func (d *Pager) Lines(w int, c Context) []string {
	return within(d.sight.Lines(d.text(w, c), max(c.Height, 1)), w)
}

// foot says that there is more to read.
func (d *Pager) foot(c Context) string {
	closes := c.Key(command.Close) + " closes"
	if d.sight.Total > d.sight.Height {
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
