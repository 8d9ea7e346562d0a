package paint

import (
	"slices"
	"strings"
)

// Profile is how many colours a terminal has.
type Profile uint8

// The profiles, from the poorest. Attributes such as bold stay in all of them.
const (
	NoColor   Profile = iota
	ANSI16            // the terminal's own sixteen
	ANSI256           // those, a cube of 6x6x6 and 24 greys
	TrueColor         // red, green and blue of eight bits each
)

// ProfileFor says how many colours a terminal has by its name, as terminfo knows
// it, and by the variables COLORTERM, NO_COLOR and TMUX. The terminal itself is
// not asked, and nothing but its colours follows its name.
func ProfileFor(term string, getenv func(string) string) Profile {
	term = strings.ToLower(term)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(term, part) })
	}
	isScreen := strings.HasPrefix(term, "screen") && getenv("TMUX") == "" // passes COLORTERM on, but not the colours
	colorterm := strings.ToLower(getenv("COLORTERM"))
	switch {
	case getenv("NO_COLOR") != "" || term == "" || term == "dumb":
		return NoColor
	case (colorterm == "truecolor" || colorterm == "24bit") && !isScreen:
		return TrueColor
	case has("kitty", "alacritty", "foot", "wezterm", "ghostty", "contour", "-direct"):
		return TrueColor
	case has("256color") || colorterm != "":
		return ANSI256
	case strings.HasPrefix(term, "vt"):
		return NoColor
	}
	return ANSI16
}
