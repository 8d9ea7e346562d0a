package form

import (
	"fmt"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/theme"
)

const (
	labelWidth    = 12 // of the column of labels, where there is room
	optionsShown  = 5  // of a Multi at once
	guessesShown  = 8
	problemLines  = 3
	problemsShown = 5
	hintLines     = 3
	drawnMost     = 4096 // runes on either side of the cursor
	headedFrom    = 14   // lines: below, groups have no headings
	narrowerBelow = 26   // cells of a value: below, what belongs to it begins further left
)

// canvas is the lines of a form as they are drawn.
type canvas struct {
	th       *theme.Theme
	w        int
	lines    []canvasLine
	from, to int // the lines of the focused field
	cursor   int // the line with the cursor
}

// canvasLine is text, or a line of a field that is drawn only if it is in sight:
// there may be many.
type canvasLine struct {
	text string
	of   *field
	at   int
}

// span is the lines that a field was drawn on.
type span struct{ field, from, to int }

func (c *canvas) add(line string) { c.lines = append(c.lines, canvasLine{text: line}) }

// later adds a line of a field without the focus, under its first.
func (c *canvas) later(x *field, at int) { c.lines = append(c.lines, canvasLine{of: x, at: at}) }

// label is how wide the column of labels is, marker and gap included.
func (c *canvas) label() int { return 2 + min(labelWidth, max(c.w/3-1, 4)) + 1 }

// room is how many cells a value has.
func (c *canvas) room() int { return max(c.w-c.label(), 1) }

// row draws the first line of a field: its marker, its label, and a value that
// is styled already.
func (c *canvas) row(focused bool, label, value string) {
	b := c.marker(focused)
	style := c.th.Label
	if focused {
		style = c.th.TitleFocus
	}
	w := c.label() - 3
	b = style.Append(b, string(text.AppendFit(nil, label, w, c.th.Glyphs.Ellipsis)))
	b = append(b, ' ')
	c.add(string(append(b, value...)))
}

func (c *canvas) marker(focused bool) []byte {
	if focused {
		return append(c.th.Key.Append(nil, c.th.Glyphs.Selected), ' ')
	}
	return []byte("  ")
}

// cell draws a value as a field that can be written into: underlined to its end, in ASCII filled up.
func (c *canvas) cell(value string) string {
	fill := " "
	if c.th.Glyphs.ASCII {
		fill = "_"
	}
	value += strings.Repeat(fill, max(c.room()-text.Width(value), 0))
	if c.th.Field.Open() == "" {
		return value
	}
	return string(text.AppendUnderlined(nil, value))
}

// under is a value below the first one of its field.
func (c *canvas) under(value string) string { return strings.Repeat(" ", c.label()) + value }

// below draws a line that belongs to a field, under its value.
func (c *canvas) below(line string) {
	c.add(strings.Repeat(" ", c.indent()) + line)
}

func (c *canvas) indent() int {
	if c.room() < narrowerBelow {
		return min(4, max(c.w-1, 0))
	}
	return c.label()
}

// text draws plain text under a value, on a few lines.
func (c *canvas) text(content string, most int, style theme.Style) {
	lines, _ := text.Wrap(text.Clean(content), max(c.w-c.indent(), 1), most)
	for _, l := range lines {
		c.below(style.Render(l))
	}
}

// Lines draws the form for a width in cells, at most h lines of it, with the
// focus in sight. No line is wider.
func (f *Form) Lines(w, h int, th *theme.Theme) []string {
	c := &canvas{th: th, w: max(w, 1)}
	f.spans = f.spans[:0]
	if f.Offer != "" {
		f.drawOffer(c)
	}
	for i, x := range f.fields {
		if first := i == 0 || f.fields[i-1].Group != x.Group; first && x.Group != "" && h >= headedFrom {
			c.add(th.Bold.Render(string(text.AppendFitWords(nil, x.Group, min(text.Width(x.Group), c.w), th.Glyphs.Ellipsis))))
		}
		from := len(c.lines)
		if i == f.focus {
			c.cursor = from
		}
		if f.shows(i) {
			f.drawField(c, x, i == f.focus)
		}
		f.spans = append(f.spans, span{i, from, len(c.lines)})
		if i == f.focus {
			c.from, c.to = from, len(c.lines)
		}
		if last := i == len(f.fields)-1 || f.fields[i+1].Group != x.Group; last {
			f.drawFolded(c, x.Group)
		}
	}
	c.add("")
	f.drawButton(c)
	return f.window(c, h)
}

// drawFolded names the fields of a group that are folded, and the key that shows them.
func (f *Form) drawFolded(c *canvas, group string) {
	var labels []string
	for i, x := range f.fields {
		if x.Group == group && !f.shows(i) {
			labels = append(labels, x.Label)
		}
	}
	if len(labels) == 0 {
		return
	}
	says := fmt.Sprintf(" %d more: %s", len(labels), strings.Join(labels, ", "))
	room := max(c.w-2-text.Width(f.Unfolds), 0)
	b := c.th.Key.Append(c.marker(false), f.Unfolds)
	c.add(string(c.th.Hint.Append(b, string(text.AppendFitWords(nil, says, min(room, text.Width(says)), c.th.Glyphs.Ellipsis)))))
}

// window returns the lines that are in sight: all of the focused field if it
// fits, else the line with the cursor.
func (f *Form) window(c *canvas, h int) []string {
	h = max(h, 1)
	f.top = min(f.top, max(len(c.lines)-h, 0))
	if c.to-c.from <= h {
		f.top = min(f.top, c.from)
		f.top = max(f.top, c.to-h)
	} else {
		f.top = min(f.top, c.cursor)
		f.top = max(f.top, c.cursor-h+1)
	}
	f.below = f.top+h < len(c.lines)
	seen := c.lines[f.top:min(f.top+h, len(c.lines))]
	out := make([]string, len(seen))
	for i, line := range seen {
		out[i] = line.text
		if line.of != nil {
			out[i] = c.under(c.cell(f.drawText(c, line.of, line.at, false)))
		}
		if text.Width(out[i]) > c.w {
			out[i] = text.CutSGR(out[i], 0, c.w)
		}
	}
	return out
}

func (f *Form) drawOffer(c *canvas) {
	b := c.marker(f.focus < 0)
	offer := text.Words(text.Clean(f.Offer), max(c.w-2, 0), c.th.Glyphs.Ellipsis)
	b = c.th.Bold.Append(b, offer)
	hint := " " + text.Clean(f.OfferHint)
	room := max(c.w-2-text.Width(offer), 0)
	c.add(string(c.th.Hint.Append(b, string(text.AppendFit(nil, hint, min(room, text.Width(hint)), c.th.Glyphs.Ellipsis)))))
	if f.focus < 0 {
		c.to = len(c.lines)
	}
}

func (f *Form) drawButton(c *canvas) {
	focused := f.focus == len(f.fields)
	content := "[ " + text.Clean(f.Button) + " ]"
	style := c.th.Plain
	switch {
	case f.Locked:
		style = c.th.Faint
	case focused:
		style = c.th.Selected
	}
	if focused {
		c.cursor, c.from, c.to = len(c.lines), len(c.lines), len(c.lines)+1
	}
	c.add(string(c.marker(focused)) + style.Render(content))
}

func (f *Form) drawField(c *canvas, x *field, focused bool) {
	switch x.Kind {
	case Choice:
		x.drawChoice(c, focused)
	case Multi:
		x.drawMulti(c, focused)
	case Lines:
		f.drawLines(c, x, focused)
	default:
		c.row(focused, x.Label, c.cell(f.drawText(c, x, 0, focused)))
		x.drawGuesses(c, focused)
	}
	f.drawProblems(c, x)
	hint := x.Hint
	if x.Kind == Choice {
		hint = strings.TrimSpace(leftRight(c.th.Glyphs.ASCII) + " to choose. " + hint)
	}
	if focused && hint != "" {
		c.text(hint, hintLines, c.th.Hint)
	}
}

// leftRight names the keys that choose.
func leftRight(ascii bool) string {
	if ascii {
		return "left right"
	}
	return "\u2190 \u2192"
}

// drawProblems says what is wrong, of empty fields only once sending was tried.
func (f *Form) drawProblems(c *canvas, x *field) {
	if !x.filled() && !f.tried && len(x.refused) == 0 {
		return
	}
	problems := f.problems(x)
	for _, p := range problems[:min(len(problems), problemsShown)] {
		style := c.th.Warn
		if p.Blocks {
			style = c.th.Bad
		}
		c.text("! "+p.Text, problemLines, style)
	}
	if more := len(problems) - problemsShown; more > 0 {
		c.text(fmt.Sprintf("! and %d more", more), 1, c.th.Bad)
	}
}

// Hidden says whether there are lines above and below those drawn last.
func (f *Form) Hidden() (above, below bool) { return f.top > 0, f.below }
