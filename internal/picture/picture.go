// Package picture draws a terminal's screen as SVG, for the README.
package picture

import (
	"fmt"
	"html"
	"strings"

	"fleetop/internal/ptytest/vt"
)

// The size of a cell and of the margin in pixels, and the colours of the terminal in the picture.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 12
	foreground = "#d8dee9"
	background = "#101418"
	faint      = "#808a94"
)

// SVG draws a frame: lines of text with SGR sequences, w by h cells.
func SVG(frame string, w, h int) string {
	screen := vt.New(w, h)
	_, _ = screen.Write([]byte("\x1b[H" + strings.ReplaceAll(frame, "\n", "\r\n")))
	var b strings.Builder
	width, height := float64(w)*cellWidth+2*margin, h*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	for y := range h {
		for x := 0; x < w; {
			run := runAt(screen, x, y, w)
			run.draw(&b, x, y)
			x += run.cells
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// run is cells of one row with one style.
type run struct {
	text  string
	cells int
	style vt.Style
}

func runAt(s *vt.Screen, x, y, w int) run {
	r := run{style: s.Cell(x, y).Style}
	var text strings.Builder
	for ; x < w && s.Cell(x, y).Style == r.style; x++ {
		c := s.Cell(x, y)
		switch {
		case c.Continuation:
		case c.Text == "":
			text.WriteByte(' ')
		default:
			text.WriteString(c.Text)
		}
		r.cells++
	}
	r.text = text.String()
	return r
}

func (r run) draw(b *strings.Builder, x, y int) {
	fg, bg := hex(r.style.Fg, foreground), hex(r.style.Bg, background)
	if r.style.Attr&vt.Reverse != 0 {
		fg, bg = bg, fg
	}
	if r.style.Attr&vt.Faint != 0 {
		fg = faint
	}
	left, top := margin+float64(x)*cellWidth, margin+y*cellHeight
	if bg != background {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", left, top, float64(r.cells)*cellWidth, cellHeight, bg)
	}
	if strings.TrimSpace(r.text) == "" {
		return
	}
	weight := ""
	if r.style.Attr&vt.Bold != 0 {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%d" fill="%s"%s textLength="%.1f" xml:space="preserve">%s</text>`+"\n",
		left, top+13, fg, weight, float64(r.cells)*cellWidth, html.EscapeString(r.text))
}

func hex(c vt.Color, otherwise string) string {
	if red, green, blue, ok := c.Parts(); ok {
		return fmt.Sprintf("#%02x%02x%02x", red, green, blue)
	}
	return otherwise
}
