package dialog

import (
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/scroll"
)

// Pager shows text that may be longer than the screen.
type Pager struct {
	title, content string
	sight          scroll.Window
}

// NewText returns clean plain text to be read whole.
func NewText(title, content string) *Pager { return &Pager{title: title, content: content} }

// Title implements Dialog.
func (d *Pager) Title() string { return d.title }

// Scope implements Dialog.
func (d *Pager) Scope() command.Scope { return command.Reader }

// Traits implements Dialog.
func (d *Pager) Traits() Traits {
	return Traits{Body: &d.sight, Whole: true, Foot: d.foot, Accepts: "close"}
}

// Do implements Dialog.
func (d *Pager) Do(id command.ID, _ Context) Answer {
	switch id {
	case command.Close, command.Accept, command.Interrupt:
		return closed()
	default:
		return Answer{}
	}
}

// Lines implements Dialog: the part that can be seen.
func (d *Pager) Lines(w int, c Context) []string {
	lines, _ := text.Wrap(d.content, w, 1000)
	return within(d.sight.Lines(lines, max(c.Height, 1)), w)
}

// foot says that there is more to read.
func (d *Pager) foot(c Context) string {
	closes := c.Key(command.Close) + " closes"
	if d.sight.Total > d.sight.Height {
		return c.Keys.Label(command.Down, " ", 2, c.Theme.Glyphs.ASCII) + " for more, " + closes
	}
	return closes
}
