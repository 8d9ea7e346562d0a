package form

import (
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/text"
)

func (x *field) drawChoice(c *canvas, focused bool) {
	at := slices.IndexFunc(x.Options, func(o Option) bool { return len(x.chosen) > 0 && o.Value == x.chosen[0] })
	if !focused {
		switch {
		case len(x.chosen) == 0:
			c.row(false, x.Label, c.cell(x.faintDefault(c, c.room())))
		case at < 0:
			c.row(false, x.Label, c.cell(text.Clean(x.chosen[0])))
		default:
			about := note(x.Options[at])
			room := max(c.room()-text.Width(x.Options[at].Text), 0)
			c.row(false, x.Label, c.cell(x.Options[at].Text+c.th.Faint.Render(string(text.AppendFit(nil, about, min(room, text.Width(about)), c.th.Glyphs.Ellipsis)))))
		}
		return
	}
	x.drawRow(c, at)
	switch {
	case len(x.chosen) == 0:
		c.below(x.faintDefault(c, max(c.w-c.indent(), 1)))
	case at < 0:
		c.text(x.chosen[0], 1, c.th.Bold)
	case x.Options[at].Note != "":
		c.text(x.Options[at].Note, 2, c.th.Plain)
	}
}

// drawRow draws the options beside each other, on as many lines as that takes.
func (x *field) drawRow(c *canvas, at int) {
	var rows [][]byte
	room := 0
	for i, o := range x.Options {
		if w := text.Width(o.Text) + 2; room < w || len(rows) == 0 {
			rows, room = append(rows, nil), c.room()
		}
		b := &rows[len(rows)-1]
		if i == at {
			*b = c.th.Bold.Append(*b, "["+o.Text+"]")
		} else {
			*b = append(append(append(*b, ' '), o.Text...), ' ')
		}
		room -= text.Width(o.Text) + 2
	}
	for i, b := range rows {
		if i == 0 {
			c.row(true, x.Label, string(b))
		} else {
			c.add(c.under(string(b)))
		}
	}
}

func note(o Option) string {
	if o.Note == "" {
		return ""
	}
	return "  " + o.Note
}

func (x *field) drawMulti(c *canvas, focused bool) {
	names := make([]string, len(x.chosen))
	for i, v := range x.chosen {
		names[i] = text.Clean(v)
		if content := x.texts[v]; content != "" {
			names[i] = content
		}
	}
	value := x.faintDefault(c, c.room())
	if len(names) > 0 {
		all := strings.Join(names, ", ")
		value = text.Words(all, c.room(), c.th.Glyphs.Ellipsis)
	}
	c.row(focused, x.Label, c.cell(value))
	if focused {
		x.drawOptions(c)
	}
}

// drawOptions draws the options of a Multi around the cursor.
func (x *field) drawOptions(c *canvas) {
	options := x.matching()
	if len(x.Options) > optionsShown || len(x.query.text) > 0 {
		count := fmt.Sprintf("  %d of %d", len(options), len(x.Options))
		c.below(c.th.Label.Render("filter ") + shown(x.query.text) + c.th.Caret(c.th.Key) + c.th.Faint.Render(count))
	}
	if len(x.Options) == 0 {
		c.below(c.th.Faint.Render("there is none to choose"))
	}
	x.cursor = min(x.cursor, max(len(options)-1, 0))
	from := min(max(x.cursor-optionsShown/2, 0), max(len(options)-optionsShown, 0))
	for i := from; i < min(from+optionsShown, len(options)); i++ {
		mark, style := "[ ] ", c.th.Plain
		if slices.Contains(x.chosen, options[i].Value) {
			mark = "[x] "
		}
		pointer := "  "
		if i == x.cursor {
			pointer, style = c.th.Glyphs.Selected+" ", c.th.Bold
			c.cursor = len(c.lines)
		}
		c.below(c.th.Key.Render(pointer) + style.Render(mark+options[i].Text) + c.th.Faint.Render(note(options[i])))
	}
}
