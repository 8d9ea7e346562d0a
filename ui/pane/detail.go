package pane

import (
	"fmt"
	"slices"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/grid"
	"fleetop/ui/kit/scroll"
)

// valueLines bounds how many lines one value of a detail may take.
const valueLines = 40

// labelWidth is the least width of the column of labels, in cells.
const labelWidth = 12

// fact is one thing a detail says: a label and a value, or a heading.
type fact struct {
	label, value string
	short        string // the value in an overview, where that is another
	style        grid.Style
	heading      bool
	secret       bool
	line         int  // of an overview, on which it stands
	bare         bool // it says itself what it is, without its label
}

// Detail shows everything known of one object.
type Detail struct {
	scroll.Window

	id       fleet.ID
	tab      int
	revealed bool
	measured bool // the server tells what objects use
	room     int  // cells for a value, when it was drawn last
	past     past // what happened to it
	members  members
	document document
}

// NewDetail returns a detail of nothing.
func NewDetail() *Detail { return &Detail{} }

// Show turns to an object. Values that were revealed are hidden again.
func (d *Detail) Show(id fleet.ID) {
	if id == d.id {
		return
	}
	if id.Kind != d.id.Kind {
		d.tab = 0
	}
	d.id, d.At, d.revealed, d.members, d.document = id, 0, false, members{focused: d.members.focused}, document{}
}

// ID returns the object that is shown.
func (d *Detail) ID() fleet.ID { return d.id }

// Overview says whether the first tab of an object is shown.
func (d *Detail) Overview() bool { return d.tab == 0 && d.id.Key != "" }

// ToggleReveal shows or hides the values of the environment, and turns to the
// tab that holds them; in the JSON those that are secret.
func (d *Detail) ToggleReveal() bool {
	if v := d.ShowsJSON(); v != nil {
		v.ToggleReveal()
		return v.Revealed()
	}
	d.revealed = !d.revealed
	if d.revealed {
		d.tab, d.At = 1, 0
	}
	return d.revealed
}

// Do runs a command that moves within the detail.
func (d *Detail) Do(id command.ID) {
	switch id {
	case command.NextTab:
		d.Pan(1)
	case command.PreviousTab:
		d.Pan(-1)
	default:
		switch {
		case d.doJSON(id):
		case d.members.among():
			command.Move(id, memberMover{d})
		default:
			command.Move(id, d)
		}
	}
}

// Pan turns to another tab.
func (d *Detail) Pan(by int) {
	n := len(d.tabs())
	d.TurnTo((d.tab + by + n) % n)
}

// TurnTo turns to a tab by its place, the last one where there are fewer.
func (d *Detail) TurnTo(tab int) { d.tab, d.At = min(tab, len(d.tabs())-1), 0 }

// The names of the tabs.
const (
	overviewTab    = "Overview"
	environmentTab = "Environment"
	linksTab       = "Links"
)

func (d *Detail) tabs() []string {
	if d.id.Kind == fleet.Images {
		return []string{overviewTab, environmentTab, jsonTab}
	}
	if d.measured {
		return []string{overviewTab, environmentTab, linksTab, historyTab, usageTab, jsonTab}
	}
	return []string{overviewTab, environmentTab, linksTab, historyTab, jsonTab}
}

// Title stands in the frame.
func (d *Detail) Title(c *Context) string {
	if d.id.Key == "" {
		return "Detail"
	}
	if row := d.row(c); row != nil {
		return row.Name
	}
	return text.Clean(fleet.Short(d.id.Key))
}

// Foot says which keys turn to other tabs, and which lines are in sight where there are more, in w cells
// where it can.
func (d *Detail) Foot(w int, c *Context) string {
	if d.id.Key == "" {
		return ""
	}
	turn := func(keys ...string) string {
		if said := text.Join(" and ", keys...); said != "" {
			return said + " tabs"
		}
		return ""
	}
	opens, lines, previous, next := "", "", "", ""
	if c.Keys != nil {
		previous, next = c.Key(command.PreviousTab), c.Key(command.NextTab)
		if d.members.among() {
			opens = c.Key(command.Open) + " opens a container"
		}
	}
	if d.Total > d.Height && d.Height > 0 {
		lines = fmt.Sprintf("lines %d-%d of %d", d.At+1, min(d.At+d.Height, d.Total), d.Total)
	}
	if d.drawsJSON(c) {
		return d.jsonFoot(w, turn(previous, next), c)
	}
	dot := " " + c.Theme.Glyphs.Dot + " "
	foot := text.Join(dot, opens, turn(previous, next), lines)
	if text.Width(foot) > w && next != "" {
		return text.Join(dot, opens, turn(next), lines)
	}
	return foot
}

// row returns everything known of the object.
func (d *Detail) row(c *Context) *fleet.Row { return c.Fleet.Full(d.id) }

// Lines draws the inside of the pane: exactly h lines of exactly w cells.
func (d *Detail) Lines(w, h int, c *Context) []string {
	if c.Fresh.Detail.Dim {
		faded := *c
		faded.Theme = c.Theme.Faded()
		c = &faded
	}
	if d.drawsJSON(c) {
		d.members.line = -1
		return d.jsonLines(w, h, c)
	}
	all := d.all(w, c)
	d.At = d.members.reveal(d.At, len(all), h)
	out := append(make([]string, 0, h), d.Window.Lines(all, h)...)
	blank := string(text.AppendSpaces(nil, w))
	for len(out) < h {
		out = append(out, blank)
	}
	return out
}

// Need is how many lines it has something to say on.
func (d *Detail) Need(w int, c *Context) int {
	if d.drawsJSON(c) {
		return max(d.document.log.Len(), 1)
	}
	return len(d.all(w, c))
}

// all draws everything that the tab has to say, in lines of exactly w cells.
func (d *Detail) all(w int, c *Context) (lines []string) {
	d.room = w - labelWidth
	d.members.line = -1
	facts := d.facts(c)
	if d.tab != 0 || len(facts) == 1 && facts[0].heading {
		label := labelColumn(facts, w)
		for _, f := range facts {
			lines = appendFact(lines, f, w, label, d.revealed, c)
		}
		return lines
	}
	by := "   "
	if c.Stacked || w < wideOverview {
		by = " " + c.Theme.Glyphs.Dot + " "
	}
	row := d.row(c)
	facts = slices.DeleteFunc(facts, func(f fact) bool { return f.line == inTable })
	if last := slices.IndexFunc(facts, func(f fact) bool { return f.label == policiesFact }); c.Moving && last >= 0 {
		facts = facts[:last+1] // the first lines: the rest follows when the cursor has rested
	}
	if row.Application == nil {
		return flow(nil, facts, w, by, c)
	}
	if c.Stacked || w < wideOverview { // the containers behind what is wrong with them
		n := slices.IndexFunc(facts, c.behindContainers)
		lines = flow(nil, facts[:n], w, by, c)
		return flow(append(lines, d.beside(row, len(lines), w, c)...), facts[n:], w, by, c)
	}
	lines = append(flow(nil, facts, w, by, c), string(text.AppendSpaces(nil, w)))
	if table := d.beside(row, len(lines), w, c); len(table) > 0 {
		return append(lines, table...)
	}
	return lines[:len(lines)-1]
}

// behindContainers says whether a fact of an application begins what stands behind its containers, where they are
// named among the facts.
func (c *Context) behindContainers(f fact) bool {
	return c.Stacked && f.label == imageFact || f.label == "Command" || f.label == policiesFact
}

// labelColumn is the width of the column of labels: wide enough for all of
// them, up to half of the pane.
func labelColumn(facts []fact, w int) int {
	label := labelWidth
	for _, f := range facts {
		if !f.heading {
			label = max(label, text.Width(f.label)+1)
		}
	}
	return min(label, max(w/2, labelWidth))
}

// appendFact draws a fact in lines of exactly w cells, its label in a column of
// label cells.
func appendFact(lines []string, f fact, w, label int, revealed bool, c *Context) []string {
	th := c.Theme
	tail := th.Glyphs.Ellipsis
	if f.heading {
		return append(lines, th.Label.Render(string(text.AppendFitWords(nil, f.label, w, tail))))
	}
	value, style := f.value, themeStyle(th, f.style)
	if f.secret && !revealed {
		value, style = "********", th.Secret
	}
	room := w - label
	if room < 4 {
		return append(lines, string(text.AppendFitWords(nil, f.label+" "+value, w, tail)))
	}
	parts, cut := text.Wrap(value, room, valueLines)
	if cut {
		parts[len(parts)-1] = string(text.AppendFit(nil, "(the rest is not shown)", room, tail))
	}
	var b []byte
	for i, part := range parts {
		name := ""
		if i == 0 {
			name = f.label
		}
		b = append(b[:0], th.Label.Open()...)
		b = text.AppendFitMiddle(b, name, label-1, tail)
		b = append(append(b, th.Label.Close()...), ' ')
		b = append(b, style.Open()...)
		b = text.AppendFit(b, part, room, tail)
		lines = append(lines, string(append(b, style.Close()...)))
	}
	return lines
}

func (d *Detail) facts(c *Context) []fact {
	if d.id.Key == "" {
		return []fact{{label: "nothing is selected", heading: true}}
	}
	row, known := d.row(c), c.Fleet.Detail(d.id)
	if tab := d.tabs()[d.tab]; tab == historyTab && !c.Moving {
		return slices.Concat(d.notice(known, c), d.hour(c), d.history(c))
	}
	if row == nil {
		content := fetching(c)
		if known != nil && known.Gone {
			content = "it is gone"
		} else if why := c.couldNotFetch(c.Fresh.Detail); why != "" {
			content = why
		}
		return []fact{{label: content, heading: true}}
	}
	if c.Moving && d.tab > 0 {
		return nil
	}
	return append(d.notice(known, c), d.tabFacts(row, known, c)...)
}

// tabFacts are what the tab says of an object that is known.
func (d *Detail) tabFacts(row *fleet.Row, known *fleet.Detail, c *Context) []fact {
	switch d.tabs()[d.tab] {
	case jsonTab:
		return []fact{{label: fetching(c), heading: true}}
	case environmentTab:
		return environmentFacts(row, known, d.revealed, c)
	case linksTab:
		return linkFacts(row, known, c)
	case usageTab:
		return usageFacts(row, d.room, c)
	}
	switch {
	case row.Application != nil:
		return applicationFacts(row, c)
	case row.Container != nil:
		return containerFacts(row, c)
	default:
		return imageFacts(row, c)
	}
}

// notice says first what is wrong with the detail itself.
func (d *Detail) notice(known *fleet.Detail, c *Context) []fact {
	switch {
	case known != nil && known.Gone:
		return []fact{{label: "Gone", value: "the server no longer knows it; this is the last that was seen", style: styleWarn}}
	case c.Fresh.Detail.Cause != "" && !fetched(known):
		return []fact{{label: "Details", value: c.couldNotFetch(c.Fresh.Detail), style: styleWarn}}
	default:
		return nil
	}
}
