package dialog

import (
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// ColumnsChosen asks for the columns of a list to be shown in this order; none
// means all, as they come.
type ColumnsChosen struct{ Columns []string }

func (ColumnsChosen) request() {}

// Columns asks which columns of a list are to be shown, and in which order.
type Columns struct {
	list  string
	all   []string // as they come, the name first
	order []string
	shown map[string]bool
	at    int
}

// NewColumns returns the question for a list: all columns it has, and those
// that are shown now, both in order. The first of all is the name: it is always
// shown, and always first.
func NewColumns(list string, all, shown []string) *Columns {
	d := &Columns{list: list, all: all}
	d.take(shown)
	return d
}

// take shows some columns, in their order; the others come after them.
func (d *Columns) take(shown []string) {
	d.order, d.shown = slices.Clone(shown), map[string]bool{}
	for _, c := range shown {
		d.shown[c] = true
	}
	for _, c := range d.all {
		if !d.shown[c] {
			d.order = append(d.order, c)
		}
	}
}

// Title implements Dialog.
func (d *Columns) Title() string { return "Columns of " + d.list }

// Scope implements Dialog.
func (d *Columns) Scope() command.Scope { return command.Columns }

// Type implements Dialog: there is nothing to type.
func (d *Columns) Type(string) {}

// Request implements Dialog.
func (d *Columns) Request() Request {
	columns := d.chosen()
	if slices.Equal(columns, d.all) {
		columns = nil
	}
	return ColumnsChosen{Columns: columns}
}

// chosen returns the columns to be shown, in order.
func (d *Columns) chosen() []string {
	return slices.DeleteFunc(slices.Clone(d.order), func(c string) bool { return !d.shown[c] })
}

// Do implements Dialog.
func (d *Columns) Do(id command.ID, _ Context) Answer {
	switch id {
	case command.Down:
		d.at = min(d.at+1, len(d.order)-1)
	case command.Up:
		d.at = max(d.at-1, 0)
	case command.Top:
		d.at = 0
	case command.Bottom:
		d.at = len(d.order) - 1
	case command.ToggleColumn:
		if d.at > 0 {
			d.shown[d.order[d.at]] = !d.shown[d.order[d.at]]
		}
	case command.ColumnEarlier:
		d.move(-1)
	case command.ColumnLater:
		d.move(1)
	case command.ResetColumns:
		d.take(d.all)
	case command.Accept:
		return Confirmed
	case command.Cancel, command.Interrupt:
		return Closed
	}
	return Open
}

// move moves the column under the cursor, which stays on it. The name stays
// where it is.
func (d *Columns) move(by int) {
	to := d.at + by
	if d.at < 1 || to < 1 || to >= len(d.order) {
		return
	}
	d.order[d.at], d.order[to] = d.order[to], d.order[d.at]
	d.at = to
}

// columnsAround is how many lines stand around the columns.
const columnsAround = 5

// Lines implements Dialog: the columns around the cursor, as many as fit.
func (d *Columns) Lines(w int, c Context) []string {
	g := &c.Theme.Glyphs
	room := len(d.order)
	if c.Height > 0 {
		room = min(room, max(c.Height-columnsAround, 3))
	}
	top := min(max(d.at-room/2, 0), len(d.order)-room)
	var lines []string
	for i := top; i < top+room; i++ {
		id := d.order[i]
		mark, cursor := " ", " "
		if d.shown[id] {
			mark = "x"
		}
		if i == d.at {
			cursor = g.Selected
		}
		content := fmt.Sprintf("%s [%s] %s", cursor, mark, strings.ToUpper(id))
		if i == 0 {
			content += "  always first"
		}
		content = string(text.AppendFit(nil, content, w, g.Ellipsis))
		if i == d.at {
			content = c.Theme.Selected.Render(content)
		}
		lines = append(lines, content)
	}
	state := fmt.Sprintf("%d of %d shown, as far as there is room", len(d.chosen()), len(d.all))
	lines = append(lines, "", c.Theme.Faint.Render(string(text.AppendFit(nil, state, w, g.Ellipsis))), "")
	lines = append(lines, hints(w, c, "", command.ToggleColumn, command.ColumnEarlier, command.ColumnLater, command.ResetColumns))
	return within(append(lines, hints(w, c, "keep", command.Accept, command.Cancel)), w)
}
