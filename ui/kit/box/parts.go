package box

import "fleetop/internal/text"

// Part is a piece of a title, clean plain text, and the sequence that begins its style. One that is to be
// found again where it is drawn has a number that is not 0.
type Part struct {
	Text, Style string
	Number      int
}

// Spot is where a part with a number is drawn in the upper frame, in cells.
type Spot struct{ Number, X, W int }

// Spots are where the parts of the title are that have numbers.
func (b *Box) Spots() []Spot { return b.spots }

// NewTitled is [New] with a title in several styles. Its parts are drawn one after the other; those for
// which there is no room are left out.
func NewTitled(inner []string, w int, title []Part, foot string, look Look) Box {
	b := New(inner, w, "", foot, look)
	if b.top == "" {
		return b
	}
	room := w - 3 // with the space before it
	dst := append(append([]byte{}, look.Border...), look.TopLeft...)
	used := 0
	for _, p := range title {
		width := text.Width(p.Text)
		if width == 0 || used+width > room {
			continue
		}
		if used == 0 {
			dst = look.end(append(dst, ' '))
			used++
		}
		if p.Style == "" {
			dst = append(dst, p.Text...)
		} else {
			dst = append(append(append(dst, p.Style...), p.Text...), reset...)
		}
		if p.Number != 0 {
			b.spots = append(b.spots, Spot{p.Number, 1 + used, width})
		}
		used += width
	}
	if used > 0 {
		dst = append(append(dst, look.Border...), ' ')
		used++
	}
	for range w - 2 - used {
		dst = append(dst, look.Horizontal...)
	}
	b.top = string(look.end(append(dst, look.TopRight...)))
	return b
}
