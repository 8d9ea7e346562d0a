package dialog

import (
	"context"
	"slices"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/scroll"
)

// CopyItem is something that can be copied.
type CopyItem struct {
	Command command.ID // whose key chooses it
	Label   string
	Preview string // of what is copied, in clean text
	Text    CopyText
	Secret  bool // it holds what is hidden elsewhere
}

// CopyText makes what is copied, which may be large or have to be fetched. It runs beside the
// program.
type CopyText func(ctx context.Context) (string, error)

// CopyOf is the request to copy an item.
type CopyOf struct{ Item CopyItem }

// Copy asks what to copy.
type Copy struct {
	name  string
	items []CopyItem
	at    scroll.Window // on one item
}

// NewCopy returns the question over what there is to copy of an object. One that is chosen
// by a command is chosen at first, where it is there.
func NewCopy(name string, items []CopyItem, first command.ID) *Copy {
	d := &Copy{name: name, items: items, at: scroll.Window{Height: 1, Total: len(items)}}
	d.at.At = max(slices.IndexFunc(items, func(i CopyItem) bool { return i.Command == first }), 0)
	return d
}

// Title implements Dialog.
func (d *Copy) Title() string { return "Copy from " + d.name }

// Scope implements Dialog.
func (d *Copy) Scope() command.Scope { return command.Copying }

// Traits implements Dialog.
func (d *Copy) Traits() Traits { return Traits{Width: paletteWidth, Body: &d.at} }

// Do implements Dialog.
func (d *Copy) Do(id command.ID, _ Context) Answer {
	switch id {
	case command.Cancel, command.Interrupt:
		return closed()
	case command.Accept, command.CopyChosen:
		return chosen(CopyOf{d.items[d.at.At]})
	default:
		for _, item := range d.items {
			if item.Command == id {
				return chosen(CopyOf{item})
			}
		}
	}
	return Answer{}
}

// Lines implements Dialog.
func (d *Copy) Lines(w int, c Context) []string {
	th := c.Theme
	label := 0
	for _, item := range d.items {
		label = max(label, text.Width(item.Label))
	}
	out := inFull(d.Title(), d.name, w)
	if c.Height > 0 && len(out)+len(d.items)+1 > c.Height {
		out = nil
	}
	for i, item := range d.items {
		p := columns{w: w, th: th, plain: th.Plain, found: th.Key, quiet: th.Hint}
		marker := " "
		if i == d.at.At {
			marker = th.Glyphs.Selected
			p.plain, p.found, p.quiet = th.Selected, th.Selected, th.Selected
		}
		p.add(marker, nil, 2, p.plain)
		p.add(c.Keys.Label(item.Command, " ", 1, th.Glyphs.ASCII), nil, 3, p.found)
		p.add(item.Label, nil, min(label+2, max(w/2, 1)), p.plain)
		preview := strings.Join(strings.Fields(item.Preview), " ")
		if strings.Contains(preview, " ") { // its beginning tells what it is
			preview = text.Head(preview, p.left(), th.Glyphs.Ellipsis)
		}
		p.add(preview, nil, p.left(), p.quiet)
		out = append(out, string(p.b))
	}
	return within(append(out, "", buttons(w, c, button{command.Accept, "Copy"}, button{command.Cancel, "Cancel"})), w)
}
