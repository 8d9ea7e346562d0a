package dialog

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/textinput"

	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// The columns of the palette, in cells.
const (
	gutterWidth = 3 // the cursor, and what is not possible now
	titleWidth  = 19
	keysWidth   = 10 // a space before the keys is one of them
	aboutGap    = 2
	aboutLeast  = 20 // what is said about a command is left out below that
)

// headingsLeast is how many rows there must be for headings among them.
const headingsLeast = 3

// Lines implements Dialog: what is typed, what is offered, and what is to be
// said of the chosen one. Its height does not change with what is typed.
func (d *Palette) Lines(w int, c Context) []string {
	v := d.view()
	at := d.cursor(v)
	airy := c.Height >= 10
	rows := max(c.Height-3, 1)
	if airy {
		rows = min(max(c.Height/2, 4), c.Height-6, paletteRows)
	}
	list := v.rows(rows >= headingsLeast)
	d.scroll(list, at, rows)
	lines := make([]string, 0, rows+6)
	lines = append(lines, d.line(v, w, c))
	if airy {
		lines = append(lines, "")
	}
	for i := range rows {
		row := helpLine{offer: -1}
		if n := d.top + i; n < len(list) {
			row = list[n]
		}
		if row.offer < 0 {
			lines = append(lines, c.Theme.Title.Render(string(text.AppendFit(nil, row.heading, w, c.Theme.Glyphs.Ellipsis))))
			continue
		}
		lines = append(lines, v.choices[row.offer].line(w, row.offer == at, c.Theme))
	}
	says := d.says(v, at, w, c)
	if !airy {
		return within(append(lines, says[0], says[1]), w)
	}
	lines = append(lines, "", says[0], says[1])
	return within(append(lines, buttons(w, c, button{command.Accept, "Run"}, button{command.Cancel, "Cancel"}, button{id: command.Complete})), w)
}

// rows are the lines of the list: what is offered, and the headings of its groups where they have room.
func (v *view) rows(headings bool) []helpLine {
	out := make([]helpLine, 0, len(v.choices))
	group := ""
	for i, c := range v.choices {
		if headings && c.group != group {
			group = c.group
			out = append(out, helpLine{heading: group, offer: -1})
		}
		out = append(out, helpLine{offer: i})
	}
	return out
}

// scroll keeps the chosen one in sight, with the heading right above it.
func (d *Palette) scroll(list []helpLine, at, rows int) {
	y := max(slices.IndexFunc(list, func(l helpLine) bool { return l.offer == at }), 0)
	above := y
	if y > 0 && list[y-1].offer < 0 {
		above--
	}
	d.top = min(d.top, max(len(list)-rows, 0))
	d.top = max(min(d.top, above), y-rows+1, 0)
}

// line draws what is typed, and how much of what there is fits it.
func (d *Palette) line(v view, w int, c Context) string {
	count := ""
	switch {
	case v.isArg && v.offer.Arg != command.ObjectArgument:
	case len(v.choices) < v.total:
		count = fmt.Sprintf(" %d of %d", len(v.choices), v.total)
	default:
		count = fmt.Sprintf(" %d", v.total)
	}
	room := w - text.Width(count)
	if room < 20 {
		room, count = w, ""
	}
	content := Field(":", d.input, room, c.Theme)
	b := text.AppendSpaces([]byte(content), room-text.Width(content))
	return string(c.Theme.Hint.Append(b, count))
}

// Field draws what is typed with its cursor in sight, behind a mark, in at most w cells.
func Field(mark string, input textinput.Model, w int, th *theme.Theme) string {
	runes := []rune(input.Value())
	at := min(input.Position(), len(runes))
	before, after := text.Clean(string(runes[:at])), text.Clean(string(runes[at:]))
	room := max(w-text.Width(mark)-text.Width(th.Glyphs.Cursor), 0)
	if over := text.Width(before) - room; over > 0 {
		before = text.CutSGR(before, over, over+room)
	}
	after = text.CutSGR(after, 0, max(room-text.Width(before), 0))
	return th.Key.Render(mark) + before + th.Caret(th.Plain) + after
}

// says is what stands below the offers, two lines: why enter did nothing, else
// why the chosen one is not possible, else what it does.
func (d *Palette) says(v view, at, w int, c Context) [2]string {
	content, style := "", c.Theme.Faint
	refused := c.PressAgain
	if d.refused && refused == "" {
		_, refused = d.asked(v)
	}
	switch {
	case refused != "":
		content, style = refused, c.Theme.Warn
	case v.isArg && (at < 0 || !d.moved):
		content = usage(v.offer)
	case at < 0:
		content = noMatch("command", d.offers, d.input.Value())
	case v.choices[at].object != nil:
		if why := v.choices[at].object.Why; why != "" {
			content, style = "not now: "+why, c.Theme.Warn
		}
	default:
		o := v.choices[at].match.offer
		content = o.Doc
		if o.Arg != command.NoArgument {
			content += " :" + o.Usage
		}
		if o.Why != "" {
			content, style = "not now: "+o.Why, c.Theme.Warn
		}
	}
	out := [2]string{}
	if wrapped, cut := text.Wrap(content, w, len(out)); cut || len(wrapped) > len(out) {
		content = text.ShortWords(content, max(w/2, text.NameLeast), c.Theme.Glyphs.Ellipsis)
	}
	parts, _ := text.Wrap(content, w, len(out))
	for i := range min(len(parts), len(out)) {
		out[i] = style.Render(parts[i])
	}
	return out
}

// usage says what the argument of a command is.
func usage(o Offer) string {
	switch o.Arg {
	case command.NumberArgument:
		return fmt.Sprintf("A number from %d to %d; nothing is sent before the dialog.", MinTarget, MaxTarget)
	case command.FilterArgument:
		return "The text of the filter."
	case command.ObjectArgument:
		return "A name, or the beginning of a uuid; without one it is what is selected."
	default:
		return ""
	}
}

// line draws a choice in w cells.
func (m *choice) line(w int, chosen bool, th *theme.Theme) string {
	p := columns{w: w, th: th, plain: th.Plain, found: th.Found, quiet: th.Hint, warn: th.Warn}
	marker := " "
	if chosen {
		marker = th.Glyphs.Selected
		p.plain, p.found, p.quiet, p.warn = th.Selected, th.MatchCurrent, th.Selected, th.Selected
	}
	if m.match.offer.Why != "" || m.object != nil && m.object.Why != "" {
		marker += th.Glyphs.Blocked
	}
	p.add(marker, nil, gutterWidth, p.plain)
	if m.object != nil {
		p.object(m.object)
	} else {
		p.offer(m.match)
	}
	return string(text.AppendSpaces(append(p.b, p.plain.Open()...), p.left())) + p.plain.Close()
}

// columns draws one line from left to right.
type columns struct {
	b            []byte
	w, used      int
	th           *theme.Theme
	plain, found theme.Style
	quiet, warn  theme.Style
}

func (p *columns) left() int { return max(p.w-p.used, 0) }

// add appends a text in w cells; the characters at the places given, in bytes,
// were typed.
func (p *columns) add(content string, typed []int, w int, style theme.Style) {
	w = min(w, p.left())
	fitted := string(text.AppendFitWords(nil, content, w, p.th.Glyphs.Ellipsis))
	p.used += w
	from := 0
	for _, at := range typed {
		if at < from || at >= len(fitted) || at >= len(content) || fitted[at] != content[at] {
			break
		}
		end := at + len(firstRune(fitted[at:]))
		p.b = style.Append(p.b, fitted[from:at])
		p.b = p.found.Append(p.b, fitted[at:end])
		from = end
	}
	p.b = style.Append(p.b, fitted[from:])
}

func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// offer draws a command: its title, keys, name where the title does not say it, and what is to be said
// of it.
func (p *columns) offer(m match) {
	o := m.offer
	wide := p.w-gutterWidth-titleWidth-keysWidth-aboutGap >= aboutLeast
	title := p.plain
	if o.Why != "" {
		title = p.quiet
	}
	p.add(o.Title, m.title, titleWidth, title)
	if wide || o.Why == "" {
		p.keys(o.Keys)
	}
	switch {
	case wide:
		p.add("", nil, aboutGap, p.plain)
		p.name(m)
	case o.Why == "":
		return
	default:
		p.add("", nil, 1, p.plain)
	}
	if o.Why != "" {
		p.add(o.Why, nil, p.left(), p.warn)
		return
	}
	p.add(o.Doc, nil, p.left(), p.quiet)
}

// keys draws the keys at the right of their column; where not all have room, the first alone.
func (p *columns) keys(keys string) {
	if text.Width(keys) >= keysWidth {
		keys, _, _ = strings.Cut(keys, " ")
	}
	p.add(" "+string(text.AppendFitRight(nil, keys, keysWidth-1, p.th.Glyphs.Ellipsis)), nil, keysWidth, p.plain)
}

// name draws the name of a command, unless its title says it.
func (p *columns) name(m match) {
	name := string(m.offer.Name)
	if strings.EqualFold(name, strings.ReplaceAll(m.offer.Title, " ", "-")) {
		return
	}
	p.add(":", nil, 1, p.quiet)
	p.add(name, m.name, text.Width(name)+1, p.quiet)
}

// object draws what an argument may name.
func (p *columns) object(o *Object) {
	name := min(36, p.w*2/3)
	p.add(text.Middle(o.Name, name, p.th.Glyphs.Ellipsis), nil, name, p.plain)
	p.add("", nil, 2, p.plain)
	if o.Why != "" {
		p.add(o.Why, nil, p.left(), p.warn)
		return
	}
	p.add(o.About, nil, p.left(), p.quiet)
}
