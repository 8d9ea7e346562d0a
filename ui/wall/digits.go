package wall

import (
	"strings"

	"fleetop/ui/theme"
)

// Digits are made of dots, three wide and five high, and drawn with two of them in each cell, one above
// the other. So they are three lines high, or more where a dot is more than one cell wide.
const (
	dotsWide, dotsHigh = 3, 5
	// mostScale is how many cells wide a dot is at most.
	mostScale = 4
)

// digits are the characters of a count, as dots.
func digits() map[rune][dotsHigh]string {
	return map[rune][dotsHigh]string{
		'0': {"###", "# #", "# #", "# #", "###"},
		'1': {" # ", "## ", " # ", " # ", "###"},
		'2': {"###", "  #", "###", "#  ", "###"},
		'3': {"###", "  #", "###", "  #", "###"},
		'4': {"# #", "# #", "###", "  #", "  #"},
		'5': {"###", "#  ", "###", "  #", "###"},
		'6': {"###", "#  ", "###", "# #", "###"},
		'7': {"###", "  #", "  #", "  #", "  #"},
		'8': {"###", "# #", "###", "# #", "###"},
		'9': {"###", "# #", "###", "  #", "###"},
		'/': {"  #", "  #", " # ", "#  ", "#  "},
		'?': {"###", "  #", " ##", "   ", " # "},
	}
}

// segments are the same in ASCII: three lines of strokes.
func segments() map[rune][3]string {
	return map[rune][3]string{
		'0': {" _ ", "| |", "|_|"}, '1': {"   ", "  |", "  |"}, '2': {" _ ", " _|", "|_ "}, '3': {" _ ", " _|", " _|"},
		'4': {"   ", "|_|", "  |"}, '5': {" _ ", "|_ ", " _|"}, '6': {" _ ", "|_ ", "|_|"}, '7': {" _ ", "  |", "  |"},
		'8': {" _ ", "|_|", "|_|"}, '9': {" _ ", "|_|", " _|"}, '/': {"  /", " / ", "/  "}, '?': {" _ ", " _|", " . "},
	}
}

// bigWidth is how many cells a text is wide in digits of a scale.
func bigWidth(content string, scale int) int {
	n := len(content)
	return max(n*dotsWide*scale+(n-1)*scale, 0)
}

// bigHeight is how many lines digits of a scale take.
func bigHeight(scale int) int { return (dotsHigh*scale + 1) / 2 }

// canBeBig says whether there are digits for every character of a text.
func canBeBig(content string) bool {
	return content != "" && strings.Trim(content, "0123456789/?") == ""
}

// big draws a text in digits of a scale; ASCII has one scale only.
func big(content string, scale int, g *theme.Glyphs) []string {
	if g.ASCII {
		return inSegments(content)
	}
	lines := make([]string, bigHeight(scale))
	for y := range lines {
		var b strings.Builder
		for i, r := range content {
			if i > 0 {
				b.WriteString(strings.Repeat(" ", scale))
			}
			dots := digits()[r]
			for x := range dotsWide {
				upper := dots[2*y/scale][x] == '#'
				lower := (2*y+1)/scale < dotsHigh && dots[(2*y+1)/scale][x] == '#'
				b.WriteString(strings.Repeat(halves(upper, lower), scale))
			}
		}
		lines[y] = b.String()
	}
	return lines
}

// halves is a cell of which the upper half, the lower one, or both are drawn.
func halves(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	default:
		return " "
	}
}

func inSegments(content string) []string {
	lines := make([]string, bigHeight(1))
	for y := range lines {
		var b strings.Builder
		for i, r := range content {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(segments()[r][y])
		}
		lines[y] = b.String()
	}
	return lines
}
