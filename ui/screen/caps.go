package screen

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

// Caps is what a terminal can do beyond moving the cursor, erasing to the end
// of a line and setting colours. The zero Caps is safe everywhere.
type Caps struct {
	Colors Profile
	// Absolute is whether a column or a row can be gone to alone (CHA, VPA).
	Absolute bool
	// BCE is whether erasing leaves the background in force, not the default.
	BCE bool
	// Delta is whether one attribute or colour can be changed and leaves the
	// others as they are.
	Delta bool
	// ECH is whether a number of cells can be erased (CSI X).
	ECH bool
	// REP is whether a character can be repeated by number (CSI b).
	REP bool
	// Regions is whether parts of the screen can be scrolled: DECSTBM, and
	// lines be inserted and deleted (IL, DL).
	Regions bool
	// Scroll is whether a region is scrolled by SU and SD.
	Scroll bool
}

// CapsFor says what a terminal can do by its name, as terminfo knows it, and
// by the variables COLORTERM, NO_COLOR, STY, TERM_PROGRAM and TMUX. The
// terminal itself is not asked.
func CapsFor(term string, getenv func(string) string) Caps {
	term = strings.ToLower(term)
	c := named(term, getenv)
	c.Colors = colorsOf(term, getenv)
	return c
}

// named is what is known by the name: of terminals that are not, as little as
// all of them can do.
func named(term string, getenv func(string) string) Caps {
	is := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return term == name || strings.HasPrefix(term, name+"-") })
	}
	full := Caps{Absolute: true, BCE: true, Delta: true, ECH: true, Regions: true, Scroll: true}
	switch {
	case is("screen", "tmux") || strings.HasPrefix(term, "screen.") || getenv("STY") != "" || getenv("TMUX") != "":
		full.BCE, full.ECH = false, false // neither is in their terminfo
		return full
	case is("xterm", "alacritty", "foot", "wezterm", "contour", "ghostty"):
		full.REP = getenv("TERM_PROGRAM") != "Apple_Terminal"
		return full
	case is("rxvt", "konsole", "vte", "gnome", "st", "iterm", "iterm2", "mlterm", "kitty", "cygwin", "ms", "putty"):
		return full
	case is("linux"):
		// Its bright colours are bold, and stay so when only the colour is
		// changed. It knows neither SU nor SD.
		full.Delta, full.Scroll = false, false
		return full
	case is("vt220", "vt320", "vt340", "vt420", "vt520"):
		return Caps{ECH: true, Regions: true}
	}
	return Caps{}
}

func colorsOf(term string, getenv func(string) string) Profile {
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
