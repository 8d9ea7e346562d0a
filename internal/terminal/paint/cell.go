package paint

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	units "fleetop/internal/text"
)

// A cell is what one place of the screen shows. Cells that look alike are
// equal: a blank one has no colour but its background.
type cell struct {
	glyph glyph
	style style
}

// A glyph is a grapheme: its only rune, or its number among the texts of the
// painter, and the flags.
type glyph uint32

const (
	wide  glyph = 1 << 31 // takes this cell and the next
	rest  glyph = 1 << 30 // what is left of a wide one
	text  glyph = 1 << 29 // a number, not a rune
	risky glyph = 1 << 28 // terminals disagree about its width
	more  glyph = 1 << 26 // and two bits: takes so many cells more
	blank glyph = ' '
	value       = more - 1
)

// never is a glyph that no frame has, for what a terminal shows where nobody knows.
const never glyph = value

func (g glyph) width() int {
	n := 1 + int(g/more&3)
	if g&wide != 0 {
		n++
	}
	return n
}

// isPlain is whether every terminal gives it one cell: ASCII and the lines of frames.
func (g glyph) isPlain() bool { return g >= ' ' && g < 0x7f || g >= 0x2500 && g < 0x2580 }

// isBlank is whether only the background of the cell is seen.
func (c cell) isBlank() bool { return c.glyph == blank && c.style&units.OnBlanks == 0 }

// newCell returns the cell that shows a glyph in a style.
func newCell(g glyph, s style) cell {
	if g == blank && s&units.OnBlanks == 0 {
		s &= units.Backgrounds
	}
	return cell{g, s}
}

// fits is whether the cell looks right when it is written in a style.
func (c cell) fits(pen style) bool {
	return c.style == pen || c.isBlank() && pen&(units.Backgrounds|units.OnBlanks) == c.style
}

// A textTable numbers the graphemes that are more than a rune.
type textTable struct {
	numbers map[string]glyph
	texts   []string
}

func (t *textTable) number(s string) glyph {
	if n, ok := t.numbers[s]; ok {
		return n
	}
	if t.numbers == nil {
		t.numbers = map[string]glyph{}
	}
	n := glyph(len(t.texts)) //nolint:gosec // Bounded by compact.
	s = strings.Clone(s)
	t.texts = append(t.texts, s)
	t.numbers[s] = n
	return n
}

// compact drops the texts that no cell has, once they are many more than the
// cells.
func (t *textTable) compact(cells []cell) {
	if len(t.texts) < 2*len(cells)+1024 {
		return
	}
	old := t.texts
	*t = textTable{}
	for i, c := range cells {
		if c.glyph&text != 0 {
			cells[i].glyph = c.glyph&^value | t.number(old[c.glyph&value])
		}
	}
}

// base returns the first rune of a narrow grapheme that is in the last column:
// there a terminal that disagrees about it, or does not wrap, gives the rest to
// the cell before.
func (t *textTable) base(g glyph) glyph {
	r, n := utf8.DecodeRuneInString(t.texts[g&value])
	if ansi.StringWidth(t.texts[g&value][:n]) != 1 {
		return replacement
	}
	return risky | glyph(r) //nolint:gosec // A rune has 21 bits.
}

// append appends the text of a glyph.
func (t *textTable) append(dst []byte, g glyph) []byte {
	switch {
	case g < utf8.RuneSelf:
		return append(dst, byte(g))
	case g&text != 0:
		return append(dst, t.texts[g&value]...)
	}
	return utf8.AppendRune(dst, rune(g&value))
}

// size is how many bytes the text of a glyph has.
func (t *textTable) size(g glyph) int {
	switch {
	case g < utf8.RuneSelf:
		return 1
	case g&text != 0:
		return len(t.texts[g&value])
	}
	return utf8.RuneLen(rune(g & value))
}
