package dialog

import (
	"fmt"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/theme"
)

// becoming is a table of the objects of a dialog: each with what becomes of it.
type becoming struct {
	title string // of the second column
	rows  []becomes
}

type becomes struct {
	name, what string
	style      theme.Style // of what
}

// leastTable is how many lines of a table are worth its title: with fewer the names stand side by side.
const leastTable = 4

// need is how many lines the whole table takes.
func (t *becoming) need() int { return len(t.rows) + 1 }

// lines draws the table on at most so many lines. The rows that do not fit are counted.
func (t *becoming) lines(kind fleet.Kind, w, most int, c Context) []string {
	switch {
	case most <= 0:
		return nil
	case most < min(leastTable, t.need()):
		return t.short(w, most, c)
	}
	rows, more := t.rows, 0
	if len(rows)+1 > most {
		rows = rows[:most-2]
		more = len(t.rows) - len(rows)
	}
	first, second := text.Width(kind.String()), text.Width(t.title)
	for i := range rows {
		first, second = max(first, text.Width(rows[i].name)), max(second, text.Width(rows[i].what))
	}
	first = max(min(first, w-second-gap), 1)
	row := func(name, what string, head, style theme.Style) string {
		b := head.Append(nil, string(text.AppendFitMiddle(nil, name, first, c.Theme.Glyphs.Ellipsis)))
		return string(style.Append(text.AppendSpaces(b, gap), what))
	}
	out := make([]string, 0, len(rows)+2)
	out = append(out, row(strings.ToUpper(kind.String()), t.title, c.Theme.Head, c.Theme.Head))
	for i := range rows {
		out = append(out, row(rows[i].name, rows[i].what, c.Theme.Plain, rows[i].style))
	}
	if more > 0 {
		out = append(out, c.Theme.Faint.Render(fmt.Sprintf("and %d more", more)))
	}
	return out
}

// gap is how many cells stand between the columns.
const gap = 2

// short names the objects side by side.
func (t *becoming) short(w, most int, c Context) []string {
	items := make([]string, len(t.rows))
	for i := range t.rows {
		items[i] = t.rows[i].name + " " + t.rows[i].what
	}
	return listed("", items, ", ", w, most, c)
}
