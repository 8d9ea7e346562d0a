package theme

// Charset is which characters a terminal can show.
type Charset uint8

const (
	// Unicode has all glyphs. None of them is an emoji: terminals agree that each takes one cell.
	Unicode Charset = iota
	// Console is what the fonts of the Linux console have.
	Console
	// ASCII has nothing else.
	ASCII
)

// CharsetFor returns the characters that the terminal of that name (TERM) can show.
func CharsetFor(term string, ascii bool) Charset {
	switch {
	case ascii:
		return ASCII
	case term == "linux":
		return Console
	default:
		return Unicode
	}
}

// Glyphs are the characters that are not text.
type Glyphs struct {
	ASCII                                      bool
	Running, Stopped, Busy, Failed, Terminated string
	Unknown, Pending, Selected, Arrow, Dot     string
	Blurred, Mark                              string // before the selected row of a pane without the focus; before marked rows
	Blocked                                    string // before what is not possible now
	Thumb                                      string // of a scrollbar
	Ellipsis, Cursor                           string
	Ranged                                     string // before a line that is selected with others
	Joint                                      string // before a part of a long line that goes on with the one before
	Bars                                       string // eight characters, each higher than the one before
	Ascending, Descending                      string // beside the title of the column a list is sorted by
	Horizontal, Vertical                       string
	TopLeft, TopRight, BottomLeft, BottomRight string
}

func glyphs(charset Charset) Glyphs {
	if charset == ASCII {
		return Glyphs{
			ASCII: true, Running: "+", Stopped: "o", Busy: "*", Failed: "!", Terminated: "x", Unknown: "?", Pending: "~",
			Selected: ">", Blurred: "-", Mark: "*", Thumb: "#", Blocked: "-", Arrow: "->", Dot: "|", Ellipsis: "~", Cursor: "_", Ranged: "=", Joint: "\\", Bars: "_.-=+*%#", Ascending: "^", Descending: "v", Horizontal: "-", Vertical: "|",
			TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		}
	}
	g := Glyphs{
		Running: "●", Stopped: "○", Busy: "◐", Failed: "!", Terminated: "✗", Unknown: "?", Pending: "»",
		Selected: "▸", Blurred: "▌", Mark: "●", Thumb: "█", Blocked: "×", Arrow: "→", Dot: "·", Ellipsis: "…", Cursor: "▏", Ranged: "▌", Joint: "»", Bars: "▁▂▃▄▅▆▇█", Ascending: "↑", Descending: "↓", Horizontal: "─", Vertical: "│",
		TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯",
	}
	if charset == Console {
		g.Running, g.Stopped, g.Busy, g.Terminated = "■", "o", "~", "x"
		g.Selected, g.Blurred, g.Mark, g.Cursor, g.Ranged, g.Bars = ">", "-", "■", "_", "█", "_.-=+*%█"
		g.TopLeft, g.TopRight, g.BottomLeft, g.BottomRight = "┌", "┐", "└", "┘"
	}
	return g
}
