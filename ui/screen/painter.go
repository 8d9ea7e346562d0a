// Package screen makes a terminal show frames with as few bytes as it takes:
// it knows what the terminal shows and writes the difference.
package screen

// Painter knows what a terminal shows and says what makes it show another
// frame. What the methods return has to be written whole and in order; nothing
// else may be written meanwhile that moves the cursor or changes the style,
// unless Forget is called after it. Autowrap (DECAWM) has to be off. A Painter
// is not safe for concurrent use.
type Painter struct {
	caps Caps
	w, h int
	rows int
}

// NewPainter returns a Painter for a terminal of unknown size: Resize comes
// first.
func NewPainter(caps Caps) *Painter { return &Painter{caps: caps} }

// Resize tells the terminal's size in cells. What it shows is unknown then: the
// next frame is painted whole.
func (p *Painter) Resize(w, h int) { p.w, p.h = w, h }

// Forget says that what the terminal shows is unknown: the next frame is
// painted whole.
func (p *Painter) Forget() {}

// Paint appends what makes the terminal show a frame: lines of text and SGR
// sequences, joined by newlines. Everything else in it is dropped. A line
// begins in the default style, whatever the one before left; what is outside of
// the terminal is not shown. An equal frame appends nothing.
func (p *Painter) Paint(dst []byte, frame string) []byte {
	_ = frame
	return dst
}

// Rows returns how many rows the last Paint wrote to; rows that were only moved
// do not count.
func (p *Painter) Rows() int { return p.rows }
