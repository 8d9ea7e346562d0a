package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

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
	if f.Offer != "" {
		f.drawOffer(c)
	}
	for i, x := range f.fields {
		from := len(c.lines)
		if i == f.focus {
			c.cursor = from
		}
		f.drawField(c, x, i == f.focus)
		if i == f.focus {
			c.from, c.to = from, len(c.lines)
		}
	}
	c.add("")
	f.drawButton(c)
	return f.window(c, h)
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
			out[i] = c.under(f.drawText(c, line.of, line.at, false))
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
		c.row(focused, x.Label, f.drawText(c, x, 0, focused))
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

// drawText draws a line of text; with the focus its cursor, and what would
// complete it, else what holds by default where it is empty.
func (f *Form) drawText(c *canvas, x *field, at int, focused bool) string {
	th, room := c.th, c.room()
	b := &x.lines[at]
	before, after := b.before(), b.after()
	switch {
	case x.Kind == Masked:
		before, after = strings.Repeat("*", min(b.at, drawnMost)), strings.Repeat("*", min(len(b.text)-b.at, drawnMost))
	case f.hides(x, at):
		before, after = text.Clean(x.Cover(b.String())), ""
		before = string(text.AppendFit(nil, before, min(max(room-1, 0), text.Width(before)), th.Glyphs.Ellipsis))
	}
	if !focused {
		if before+after == "" && !x.filled() {
			return x.faintDefault(c, room)
		}
		return text.Words(before+after, room, th.Glyphs.Ellipsis)
	}
	keep := max(room-1-min(text.Width(after), room/3), 0)
	if over := text.Width(before) - keep; over > 0 {
		before = text.CutSGR(before, over, over+keep)
	}
	line := before + th.Caret(th.Key)
	rest := max(room-text.Width(before)-1, 0)
	switch {
	case after != "":
		return line + string(text.AppendFit(nil, after, min(rest, text.Width(after)), th.Glyphs.Ellipsis))
	case before == "" && !x.filled():
		return line + x.faintDefault(c, rest)
	default:
		return line + th.Faint.Render(string(text.AppendFit(nil, x.ghost(), min(rest, text.Width(x.ghost())), "")))
	}
}

// before and after are what stands on either side of the cursor, as it is drawn:
// of a text that is longer than any line only what is near to it.
func (b *buffer) before() string { return shown(b.text[max(b.at-drawnMost, 0):b.at]) }
func (b *buffer) after() string  { return shown(b.text[b.at:min(b.at+drawnMost, len(b.text))]) }

// shown is text as it is drawn. What has no picture is written as "\n", "\x1b" or
// "\u202e": what is sent must not be more than is seen.
func shown(content []rune) string {
	var b strings.Builder
	for _, r := range content {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case unseen(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return text.Clean(b.String())
}

// unseen says whether a character by itself is not drawn, and is none of those
// that change how others are drawn.
func unseen(r rune) bool {
	const zwnj, zwj, tags = 0x200c, 0x200d, 0xe0000
	return unicode.Is(unicode.Cf, r) && r != zwnj && r != zwj && r < tags && text.Clean(string(r)) != string(r)
}

// ghost is what the offered suggestion adds to what was typed.
func (x *field) ghost() string {
	guesses := x.guesses()
	if len(guesses) == 0 || x.lines[0].at < len(x.lines[0].text) {
		return ""
	}
	rest, _ := strings.CutPrefix(guesses[min(x.guess, len(guesses)-1)], x.lines[0].String())
	if rest == guesses[min(x.guess, len(guesses)-1)] {
		return ""
	}
	return text.Clean(rest)
}

// faintDefault is what holds while nothing is entered. It does not look like
// something that was entered, where there is no colour either.
func (x *field) faintDefault(c *canvas, room int) string {
	content := text.Clean(x.Default)
	if content != "" && !strings.HasPrefix(content, "default") {
		content = "(" + content + ")"
	}
	return c.th.Faint.Render(text.Words(content, room, c.th.Glyphs.Ellipsis))
}

// drawGuesses names the texts that complete what was typed, the offered first.
func (x *field) drawGuesses(c *canvas, focused bool) {
	guesses := x.guesses()
	if !focused || len(guesses) == 0 {
		return
	}
	at := min(x.guess, len(guesses)-1)
	b := c.th.Key.Append(nil, c.th.Glyphs.Arrow+" ")
	b = c.th.Bold.Append(b, text.Clean(guesses[at]))
	for i := 1; i < min(len(guesses), guessesShown); i++ {
		b = c.th.Faint.Append(b, "  "+text.Clean(guesses[(at+i)%len(guesses)]))
	}
	c.below(string(b))
}

func (f *Form) drawLines(c *canvas, x *field, focused bool) {
	c.lines = slices.Grow(c.lines, len(x.lines))
	for i := range x.lines {
		at := focused && i == x.line
		if i > 0 && !focused && len(x.lines[i].text) == 0 {
			continue
		}
		if at {
			c.cursor = len(c.lines)
		}
		switch {
		case i == 0:
			c.row(focused, x.Label, f.drawText(c, x, i, at))
		case at:
			c.add(c.under(f.drawText(c, x, i, at)))
		default:
			c.later(x, i)
		}
	}
}

func (x *field) drawChoice(c *canvas, focused bool) {
	at := slices.IndexFunc(x.Options, func(o Option) bool { return len(x.chosen) > 0 && o.Value == x.chosen[0] })
	if !focused {
		switch {
		case len(x.chosen) == 0:
			c.row(false, x.Label, x.faintDefault(c, c.room()))
		case at < 0:
			c.row(false, x.Label, text.Clean(x.chosen[0]))
		default:
			about := note(x.Options[at])
			room := max(c.room()-text.Width(x.Options[at].Text), 0)
			c.row(false, x.Label, x.Options[at].Text+c.th.Faint.Render(string(text.AppendFit(nil, about, min(room, text.Width(about)), c.th.Glyphs.Ellipsis))))
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
	c.row(focused, x.Label, value)
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

// Hidden says whether there are lines above and below those drawn last.
func (f *Form) Hidden() (above, below bool) { return f.top > 0, f.below }
