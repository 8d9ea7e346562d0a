package pane

import (
	"cmp"
	"slices"
	"strings"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

const (
	// inTable is the line of facts that an overview shows in its table.
	inTable = -1
	// wideOverview is the width from which on an overview has a table of containers. Where there is less
	// they are named.
	wideOverview = 50
	// mostProblems is of how many containers an overview says how they ended.
	mostProblems = 3
)

// containersOf returns the containers of an application that are there, those with problems first; false
// where it is not known which there are.
func containersOf(r *fleet.Row, c *Context) (rows []*fleet.Row, known bool) {
	list := c.Fleet.List(fleet.Query{Kind: fleet.Containers, Application: r.ID.Key})
	if list == nil || list.Good.IsZero() {
		if list = c.Fleet.List(fleet.Query{Kind: fleet.Containers}); !list.Whole() {
			return nil, false
		}
	}
	for _, con := range list.Rows {
		if !con.Gone() && con.ApplicationUUID() == r.ID.Key { // another may have its name by now
			rows = append(rows, con)
		}
	}
	slices.SortStableFunc(rows, func(a, b *fleet.Row) int { return worry(a, c) - worry(b, c) })
	return rows, true
}

// worry is how soon a container is named: what needs attention comes first, then what ended as it should.
func worry(r *fleet.Row, c *Context) int {
	switch why, _ := c.Fleet.Attention(r, c.Now); {
	case why == fleet.Failing:
		return 0
	case why != fleet.Fine:
		return 1
	default:
		return 2
	}
}

// FirstContainer returns the container whose log says most of an object: itself, or that of an application
// which has a problem, else the first; nil where none is known.
func FirstContainer(r *fleet.Row, c *Context) *fleet.Row {
	switch {
	case r == nil || r.Image != nil:
		return nil
	case r.Container != nil:
		return r
	}
	if rows, _ := containersOf(r, c); len(rows) > 0 {
		return rows[0]
	}
	return nil
}

// problems say of the containers of an application that have failed how they ended.
func (f *facts) problems(r *fleet.Row) {
	if f.c.Moving {
		return
	}
	rows, _ := containersOf(r, f.c)
	for _, con := range rows[:min(len(rows), mostProblems)] {
		if !f.c.Fleet.Failing(con) {
			break
		}
		if content := f.ended(con); content != "" {
			f.say("Problem", f.c.Theme.Glyphs.Failed+" "+con.Name+" "+content, styleBad)
			f.next()
		}
	}
}

// ended says how a container ended: "exited 137, 55m ago (SIGKILL: killed, often out of memory)".
func (f *facts) ended(r *fleet.Row) string {
	con := r.Container
	content, meaning := con.ExitMessage, ""
	if con.ExitCode != nil {
		content, meaning, _ = strings.Cut(exitText(*con.ExitCode, con.ExitMessage, f.c.Theme.Glyphs.Dot), " ")
		content = "exited " + content
	}
	if age := f.c.Ages.Age(con.StoppedAt.Time, f.now); content != "" && age != "" {
		content += ", " + age + " ago"
	}
	return strings.TrimSpace(content + " " + meaning)
}

// linked names the applications that an object is linked to.
func (f *facts) linked(uris []string) {
	if f.c.Moving {
		return
	}
	names := make([]string, 0, len(uris))
	for _, uri := range uris {
		uuid := client.UUIDFromURI(uri)
		name := text.Clean(fleet.Short(uuid))
		for _, kind := range []fleet.Kind{fleet.Applications, fleet.Containers} {
			if row := f.c.Fleet.Row(fleet.ID{Kind: kind, Key: uuid}); row != nil {
				name = row.Name
			}
		}
		names = append(names, name)
	}
	f.add("Linked to", strings.Join(names, ", "))
}

// containers tell of the containers of an application what a table shows of them.
func (f *facts) containers(r *fleet.Row) {
	f.table("Containers", fleet.CountsText(r, " "+f.c.Theme.Glyphs.Dot+" "))
	rows, _ := containersOf(r, f.c)
	for _, con := range rows {
		word, _ := f.condition(con)
		f.table("", text.Join(" ", con.Name, word, fleet.ExitText(con)))
	}
}

// beside draws the containers of an application below so many lines, in a table where it is wide enough.
func (d *Detail) beside(r *fleet.Row, above, w int, c *Context) []string {
	if c.Moving {
		return nil
	}
	rows, known := containersOf(r, c)
	tell := func(style theme.Style, content string) []string {
		return []string{style.Render(string(text.AppendFitWords(nil, content, w, c.Theme.Glyphs.Ellipsis)))}
	}
	var lines []string
	switch why := c.couldNotFetch(c.Fresh.Beside); {
	case len(rows) == 0 && why != "":
		return tell(c.Theme.Warn, "containers "+why)
	case !known:
		return tell(c.Theme.Faint, fetching(c))
	case len(rows) == 0:
		return tell(c.Theme.Faint, "no containers")
	case (w < wideOverview || c.Stacked) && !d.members.among():
		lines = named(rows, w, c)
	default:
		lines = containerTable(rows, d.members.draw(above), w, c)
	}
	if of := c.besideAsOf(); of != "" {
		lines = append(lines, tell(c.Theme.Warn, of)...)
	}
	return lines
}

// fetching says that something has not come yet.
func fetching(c *Context) string { return "fetching" + dots(c) }

func dots(c *Context) string {
	if c.Theme.Glyphs.ASCII {
		return "..."
	}
	return "…"
}

// mostNamed is on how many lines containers are named at most.
const mostNamed = 3

// named draws the names of containers with the glyphs of their states in front.
func named(rows []*fleet.Row, w int, c *Context) []string {
	f := newFacts(c)
	facts := make([]fact, 0, len(rows))
	for _, r := range rows {
		word, style := f.condition(r)
		glyph, _, _ := strings.Cut(word, " ")
		facts = append(facts, fact{value: glyph + " " + r.Name, style: style, bare: true})
	}
	lines := flow(nil, facts, w, " ", c)
	if len(lines) > mostNamed {
		lines = lines[:mostNamed]
		more := text.Count(len(rows), "container") + " in all"
		lines[mostNamed-1] = c.Theme.Faint.Render(string(text.AppendFit(nil, more, w, c.Theme.Glyphs.Ellipsis)))
	}
	return lines
}

// flow appends facts one behind the other, as many on a line of exactly w cells as fit. Facts of different
// lines do not share one.
func flow(lines []string, facts []fact, w int, by string, c *Context) []string {
	th, used, line := c.Theme, 0, 0
	var b []byte
	end := func() {
		if used > 0 {
			lines = append(lines, string(text.AppendSpaces(b, w-used)))
		}
		b, used = nil, 0
	}
	for i := range facts {
		f := &facts[i]
		if f.line != line {
			end()
			line = f.line
		}
		if f.heading {
			end()
			lines = append(lines, th.Label.Render(string(text.AppendFitWords(nil, f.label, w, th.Glyphs.Ellipsis))))
			continue
		}
		label := ""
		if !f.bare && f.label != "" {
			label = strings.ToLower(f.label) + " "
		}
		value := text.Clean(cmp.Or(f.short, f.value))
		width := text.Width(label) + text.Width(value)
		if used > 0 && used+text.Width(by)+width > w {
			end()
		}
		if used > 0 {
			b, used = th.Label.Append(b, by), used+text.Width(by)
		}
		if room := w - used - text.Width(label); width > w-used {
			value = text.Words(value, max(room, 1), th.Glyphs.Ellipsis)
			width = text.Width(label) + text.Width(value)
		}
		b = themeStyle(th, f.style).Append(th.Label.Append(b, label), value)
		used += width
		if used > w { // a label that is wider than the pane
			b, used = []byte(text.CutSGR(string(b), 0, w)), w
		}
	}
	end()
	return lines
}

// cellOf is a cell of a table.
type cellOf struct {
	text  string
	style grid.Style
}

// tableColumn is a column of a table that is drawn as a whole.
type tableColumn struct {
	title string
	right bool
	cells []cellOf
}

// badgeRoom is in how many cells a table says what is under way with a container.
const badgeRoom = 19

// containerTable draws containers as a table, in lines of exactly w cells; the cursor is on one of them, -1 for
// none.
func containerTable(rows []*fleet.Row, cursor, w int, c *Context) []string {
	f := newFacts(c)
	columns := []tableColumn{{title: "  CONTAINER"}, {title: "STATE"}, {title: "EXIT", right: true}, {title: "CPU", right: true}, {title: "MEM", right: true}, {title: "AGE", right: true}, {title: "NODE"}, {title: "PORTS"}}
	measured, exits, nodes := false, false, false
	for _, r := range rows {
		word, style := f.condition(r)
		glyph, content, _ := strings.Cut(word, " ")
		state := cellOf{content, style}
		if badges := c.Fleet.Badges(r.ID, c.Now); len(badges) > 0 {
			under := source{fleet: c.Fleet, theme: c.Theme, clock: c.Now}
			state.text, state.style = under.underWay(r, content, badges, badgeRoom)
		}
		since := deployedAt(r)
		if !measurable(r) && !r.Container.StoppedAt.IsZero() {
			since = r.Container.StoppedAt.Time
		}
		exit := cellOf{text: fleet.ExitText(r)}
		if c.Fleet.Failing(r) {
			exit.style = styleBad
		}
		exits, nodes = exits || exit.text != "", nodes || r.Container.Node != rows[0].Container.Node
		cpu, memory, known := usageCells(r, c)
		measured = measured || known && len(rows) > 1
		for i, cell := range []cellOf{{glyph + " " + r.Name, style}, state, exit, cpu, memory, {f.c.Ages.Age(since, f.now), stylePlain}, {r.Container.Node, stylePlain}, {fleet.PortsText(r), stylePlain}} {
			columns[i].cells = append(columns[i].cells, cell)
		}
	}
	if !nodes {
		columns = slices.Delete(columns, 6, 7)
	}
	if !measured {
		columns = slices.Delete(columns, 3, 5)
	}
	if !exits {
		columns = slices.Delete(columns, 2, 3)
	}
	return drawTable(columns, len(rows), cursor, w, c)
}

// usageCells says what a container uses, and whether that is known.
func usageCells(r *fleet.Row, c *Context) (cpu, memory cellOf, known bool) {
	cpu, memory = cellOf{nothingKnown, styleQuiet}, cellOf{nothingKnown, styleQuiet}
	u, known := usage(r, c.Fleet, c.Paused, c.Now, c.Ages)
	if known && u.CPU >= 0 {
		cpu = cellOf{text: percent(u.CPU)}
	}
	if known && u.Memory >= 0 {
		memory = cellOf{text: brief(u.Memory)}
	}
	return cpu, memory, known
}

// mostMeasuredBeside is of how many containers in a table it is asked what they use.
const mostMeasuredBeside = 20

// Measured returns the objects in its table that are to be measured: nothing of an only container, which uses
// what its application does.
func (d *Detail) Measured(c *Context) (ids []fleet.ID) {
	row := d.row(c)
	if !d.measured || !d.Overview() || c.Moving || c.Stacked || row == nil || row.Application == nil {
		return nil
	}
	rows, _ := containersOf(row, c)
	if len(rows) < 2 {
		return nil
	}
	for _, r := range rows {
		if measurable(r) && len(ids) < mostMeasuredBeside {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// drawTable draws a table of so many rows in lines of exactly w cells, the one under the cursor as a bar. What is
// left of the last columns is cut.
func drawTable(columns []tableColumn, rows, cursor, w int, c *Context) []string {
	th := c.Theme
	widths := make([]int, len(columns))
	for i := range columns {
		widths[i] = text.Width(columns[i].title)
		for _, cell := range columns[i].cells {
			widths[i] = max(widths[i], text.Width(text.Clean(cell.text)))
		}
	}
	widths[0] = min(widths[0], max(w/3, 12))
	lines := make([]string, 0, rows+1)
	draw := func(row int) {
		var b []byte
		used, plain := 0, th.Plain
		if row >= 0 && row == cursor {
			plain = th.Bar.Plain
		}
		for i := range columns {
			cell := cellOf{columns[i].title, styleQuiet}
			if row >= 0 {
				cell = columns[i].cells[row]
			}
			if used > 0 {
				b, used = plain.Append(b, strings.Repeat(" ", min(2, w-used))), min(used+2, w)
			}
			room := min(widths[i], w-used)
			if room <= 0 {
				break
			}
			style := themeStyle(th, cell.style)
			if row >= 0 && row == cursor {
				style = barStyle(th, cell.style)
			}
			b = append(b, style.Open()...)
			switch {
			case columns[i].right:
				b = text.AppendFitRight(b, cell.text, room, th.Glyphs.Ellipsis)
			case i == 0:
				b = text.AppendFitMiddle(b, cell.text, room, th.Glyphs.Ellipsis)
			default:
				b = text.AppendFit(b, cell.text, room, th.Glyphs.Ellipsis)
			}
			b, used = append(b, style.Close()...), used+room
		}
		lines = append(lines, string(plain.Append(b, strings.Repeat(" ", w-used))))
	}
	for row := -1; row < rows; row++ {
		draw(row)
	}
	return lines
}
