package dialog

import (
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/scroll"
)

// ColumnsChosen asks for the columns of a list to be shown in this order; none
// means the usual ones.
type ColumnsChosen struct{ Columns []string }

// Columns asks which columns of a list are to be shown, and in which order.
type Columns struct {
	list  string
	all   []string // as they come, the name first
	usual []string // those that are shown where none were chosen
	order []string
	shown map[string]bool
	at    scroll.Window // on one column
	over  int           // how many of those that are shown have no room
}

// NewColumns returns the question for a list: all columns it has, those that it
// has unless others are chosen, and those that are shown now, all in order. The
// first of all is the name: it is always shown, and always first. For so many of
// those that are shown there is no room.
func NewColumns(list string, all, usual, shown []string, over int) *Columns {
	d := &Columns{list: list, all: all, usual: usual, over: over, at: scroll.Window{Height: 1, Total: len(all)}}
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

// Traits implements Dialog.
func (d *Columns) Traits() Traits { return Traits{Body: &d.at} }

// request asks for the columns as they are chosen.
func (d *Columns) request() Request {
	columns := d.chosen()
	if slices.Equal(columns, d.usual) {
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
	case command.ToggleColumn:
		if at := d.at.At; at > 0 {
			d.shown[d.order[at]] = !d.shown[d.order[at]]
		}
	case command.ColumnEarlier:
		d.move(-1)
	case command.ColumnLater:
		d.move(1)
	case command.ResetColumns:
		d.take(d.usual)
	case command.Accept:
		return chosen(d.request())
	case command.Cancel, command.Interrupt:
		return closed()
	}
	return Answer{}
}

// move moves the column under the cursor, which stays on it. The name stays
// where it is.
func (d *Columns) move(by int) {
	at, to := d.at.At, d.at.At+by
	if at < 1 || to < 1 || to >= len(d.order) {
		return
	}
	d.order[at], d.order[to] = d.order[to], d.order[at]
	d.at.At = to
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
	top := min(max(d.at.At-room/2, 0), len(d.order)-room)
	var lines []string
	for i := top; i < top+room; i++ {
		id := d.order[i]
		mark, cursor := " ", " "
		if d.shown[id] {
			mark = "x"
		}
		if i == d.at.At {
			cursor = g.Selected
		}
		content := fmt.Sprintf("%s [%s] %s", cursor, mark, strings.ToUpper(id))
		if i == 0 {
			content += "  always first"
		}
		content = string(text.AppendFit(nil, content, w, g.Ellipsis))
		if i == d.at.At {
			content = c.Theme.Selected.Render(content)
		}
		lines = append(lines, content)
	}
	state := fmt.Sprintf("%d of %d chosen", len(d.chosen()), len(d.all))
	if d.over > 0 {
		state += fmt.Sprintf("; no room for %d: %s zooms, %s pans", d.over, c.Key(command.Zoom), c.Key(command.Right))
	}
	lines = append(lines, "", c.Theme.Faint.Render(string(text.AppendFit(nil, state, w, g.Ellipsis))), "")
	lines = append(lines, buttons(w, c, button{id: command.ToggleColumn}, button{id: command.ColumnEarlier}, button{id: command.ColumnLater}, button{id: command.ResetColumns}))
	return within(append(lines, buttons(w, c, button{command.Accept, "Save"}, button{command.Cancel, "Cancel"})), w)
}
