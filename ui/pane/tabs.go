package pane

import (
	"fmt"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/kit/box"
)

// leastTabName is how many cells of a name are left beside the tabs.
const leastTabName = 8

// TitleParts are the title of a frame of w cells: the name, how fresh it is where that has to be said, and
// the tabs, the current one in brackets, each with its number from 1. Where there is no room the counts give way, then the names of the
// other tabs, down to a letter each, then those tabs.
func (d *Detail) TitleParts(w int, focused bool, c *Context) []box.Part {
	th, room := c.Theme, w-4
	style := th.Title
	if focused {
		style = th.TitleFocus
	}
	named := func(left int) box.Part {
		return box.Part{Text: c.Titled(c.Fresh.Detail, left+4, d.Title(c)), Style: style.Open()}
	}
	if d.id.Key == "" {
		return []box.Part{named(room)}
	}
	name := text.Width(c.Titled(c.Fresh.Detail, room+4, d.Title(c)))
	least := min(name, leastTabName)
	var tabs []box.Part
	for _, shape := range tabShapes() {
		tabs = d.tabParts(shape, c)
		least := least
		if shape <= tabsBrief {
			least = name
		}
		if least+2+partsWidth(tabs) <= room {
			break
		}
	}
	left := room - 2 - partsWidth(tabs)
	if left < least {
		return []box.Part{named(room)}
	}
	title := named(left)
	title.Text = text.Middle(title.Text, left, th.Glyphs.Ellipsis)
	return append([]box.Part{title, {Text: "  "}}, tabs...)
}

// tabShape is how much of the tabs is said.
type tabShape uint8

const (
	tabsWhole tabShape = iota // with the number of what is in them where that is known
	tabsNamed
	tabsBrief   // the others by the beginnings of their names where these are long
	tabsShort   // by the beginnings of all names
	tabsLetters // by their first letters
	tabAlone    // the current one, without the others
)

// tabShapes are the ways to draw the tabs, from the longest.
func tabShapes() []tabShape {
	return []tabShape{tabsWhole, tabsNamed, tabsBrief, tabsShort, tabsLetters, tabAlone}
}

// letters is how many letters of a name are said, beside those of the current tab.
func (s tabShape) letters(name string) int {
	const beginning = 3
	switch {
	case s == tabsLetters:
		return 1
	case s == tabsShort && len(name) > beginning+1, s == tabsBrief && len(name) > len(historyTab):
		return beginning
	default:
		return len(name)
	}
}

// tabParts are the tabs.
func (d *Detail) tabParts(shape tabShape, c *Context) (parts []box.Part) {
	for i, name := range d.tabs() {
		if n := d.count(i, c); shape == tabsWhole && n > 0 {
			name += fmt.Sprintf(" %d", n)
		}
		switch {
		case i == d.tab:
			parts = append(parts, box.Part{Text: "[" + name + "]", Style: c.Theme.TabActive.Open(), Number: i + 1})
		case shape != tabAlone:
			parts = append(parts, box.Part{Text: " " + name[:shape.letters(name)] + " ", Style: c.Theme.Tab.Open(), Number: i + 1})
		}
	}
	return parts
}

// count is how many things a tab holds, 0 where that is not known.
func (d *Detail) count(tab int, c *Context) int {
	row := d.row(c)
	if row == nil || c.Moving || !fetched(c.Fleet.Detail(d.id)) {
		return 0
	}
	switch d.tabs()[tab] {
	case environmentTab:
		return environmentCount(row)
	case linksTab:
		if a := row.Application; a != nil {
			return len(a.LinkedTo) + len(a.LinkedFrom)
		}
		return len(row.Container.LinkedTo) + len(row.Container.LinkedFrom)
	default:
		return 0
	}
}

// environmentCount is how many variables an object has.
func environmentCount(r *fleet.Row) (n int) {
	switch {
	case r.Application != nil:
		return len(r.Application.EnvVars)
	case r.Container != nil:
		return len(r.Container.EnvVars)
	}
	for _, t := range r.Image.Tags {
		n += len(t.EnvVars)
	}
	return n
}

func partsWidth(parts []box.Part) (w int) {
	for _, p := range parts {
		w += text.Width(p.Text)
	}
	return w
}
