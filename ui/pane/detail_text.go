package pane

import (
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// Revealed says whether hidden values are shown.
func (d *Detail) Revealed() bool {
	v := d.ShowsJSON()
	return d.revealed || v != nil && v.Revealed()
}

// Text returns everything the tabs of the detail say, in lines; values that are
// not shown are not in it.
func (d *Detail) Text(c *Context) string {
	var b strings.Builder
	all := *d
	all.room = fleet.UsageSamples
	for i, name := range d.tabs() {
		if name == jsonTab { // it is saved by itself
			continue
		}
		all.tab = i
		facts := all.facts(c)
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(text.Join(", ", d.Title(c), name, c.AsOf(c.Fresh.Detail)) + "\n")
		width := labelColumn(facts, 1<<10)
		for _, f := range facts {
			value := f.value
			if f.secret && !d.revealed {
				value = "********"
			}
			if f.heading {
				b.WriteString("  " + f.label + "\n")
				continue
			}
			label := f.label + strings.Repeat(" ", max(width-text.Width(f.label), 1))
			b.WriteString(strings.TrimRight("  "+label+value, " ") + "\n")
		}
	}
	return b.String()
}
