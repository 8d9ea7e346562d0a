package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"fleetop/internal/text"
)

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

func (b *buffer) after() string { return shown(b.text[b.at:min(b.at+drawnMost, len(b.text))]) }

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
			c.row(focused, x.Label, c.cell(f.drawText(c, x, i, at)))
		case at:
			c.add(c.under(c.cell(f.drawText(c, x, i, at))))
		default:
			c.later(x, i)
		}
	}
}
