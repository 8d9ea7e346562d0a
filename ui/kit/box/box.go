// Package box draws a titled frame around lines of text.
package box

import "fleetop/internal/text"

// Look is the characters and styles of a frame. Styles are the sequences that
// begin them, "" for plain text.
type Look struct {
	Horizontal, Vertical                       string
	TopLeft, TopRight, BottomLeft, BottomRight string
	Border, Title, Foot                        string
	Ellipsis                                   string
}

const reset = "\x1b[0m"

// Render frames inner, whose lines are exactly w-2 cells each, into lines of
// exactly w cells. title stands in the top border, foot in the bottom one;
// both are clean plain text and cut to fit, names in their middle. A width under 2 gives no lines.
func Render(inner []string, w int, title, foot string, look Look) []string {
	if w < 2 {
		return nil
	}
	out := make([]string, 0, len(inner)+2)
	out = append(out, look.rule(look.TopLeft, look.TopRight, shortTitle(title, w-4, look.Ellipsis), look.Title, w))
	side := look.styled(look.Vertical)
	for _, line := range inner {
		out = append(out, side+line+side)
	}
	return append(out, look.rule(look.BottomLeft, look.BottomRight, foot, look.Foot, w))
}

// shortTitle cuts a title whose words are all short, as in a name with spaces, in
// its middle; one with long words is left to be cut there.
func shortTitle(title string, w int, tail string) string {
	if w < text.NameLeast || text.Width(title) <= w || text.ShortWords(title, text.NameLeast, tail) != title {
		return title
	}
	return text.Middle(title, w, tail)
}

// rule draws the top or bottom border with a text set into it.
func (l Look) rule(left, right, content, style string, w int) string {
	room := w - 2
	width := min(text.Width(content), max(room-2, 0))
	b := make([]byte, 0, w*3+32)
	b = append(b, l.Border...)
	b = append(b, left...)
	if width > 0 {
		b = l.end(append(b, ' '))
		b = append(b, style...)
		b = text.AppendFitWords(b, content, width, l.Ellipsis)
		if style != "" {
			b = append(b, reset...)
		}
		b = append(b, l.Border...)
		b = append(b, ' ')
		room -= width + 2
	}
	for range room {
		b = append(b, l.Horizontal...)
	}
	b = append(b, right...)
	return string(l.end(b))
}

func (l Look) styled(s string) string {
	if l.Border == "" {
		return s
	}
	return l.Border + s + reset
}

func (l Look) end(b []byte) []byte {
	if l.Border == "" {
		return b
	}
	return append(b, reset...)
}
