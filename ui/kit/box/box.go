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
	// Before and After stand between the frame and each line.
	Before, After string
	// Thumb takes the place of the frame on the right beside the lines of a scrollbar's thumb, from one
	// line to before another; none where they are equal.
	Thumb    string
	From, To int
}

const reset = "\x1b[0m"

// A Box is a frame around lines.
type Box struct {
	inner                    []string
	top, bottom, left, right string
	thumb                    string // instead of right
	from, to                 int
	spots                    []Spot
}

// New frames inner, whose lines are exactly w-2 cells each with what the look puts
// around them, into lines of exactly w cells. title stands in the top border, foot in
// the bottom one; both are clean plain text and cut to fit, names in their middle. A
// width under 2 gives no lines.
func New(inner []string, w int, title, foot string, look Look) Box {
	if w < 2 {
		return Box{}
	}
	side := look.styled(look.Vertical)
	return Box{
		inner: inner, left: side + look.Before, right: look.After + side,
		thumb: look.After + look.styled(look.Thumb), from: look.From, to: look.To,
		top:    look.rule(look.TopLeft, look.TopRight, shortTitle(title, w-4, look.Ellipsis), look.Title, w),
		bottom: look.rule(look.BottomLeft, look.BottomRight, foot, look.Foot, w),
	}
}

// Height is how many lines it has.
func (b *Box) Height() int {
	if b.top == "" {
		return 0
	}
	return len(b.inner) + 2
}

// AppendLine appends a line, the first being 0.
func (b *Box) AppendLine(dst []byte, y int) []byte {
	switch y {
	case 0:
		return append(dst, b.top...)
	case len(b.inner) + 1:
		return append(dst, b.bottom...)
	}
	dst = append(append(dst, b.left...), b.inner[y-1]...)
	if y-1 >= b.from && y-1 < b.to {
		return append(dst, b.thumb...)
	}
	return append(dst, b.right...)
}

// Render returns the lines of a [New] box.
func Render(inner []string, w int, title, foot string, look Look) []string {
	b := New(inner, w, title, foot, look)
	if b.Height() == 0 {
		return nil
	}
	out := make([]string, b.Height())
	for y := range out {
		out[y] = string(b.AppendLine(nil, y))
	}
	return out
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
