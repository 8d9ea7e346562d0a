package pane

import (
	"fleetop/internal/fleet"
	"fleetop/ui/theme"
)

// Condition is how the state of an object is shown outside a list: its glyph, the words that its state
// does not say, such as ", keeps restarting", and the style.
func Condition(r *fleet.Row, why fleet.Attention, th *theme.Theme) (glyph, more string, style theme.Style) {
	glyph, more, s := condition(r, why, th)
	return glyph, more, themeStyle(th, s)
}

// Severity is where the state of an object stands among those that are like it, the worst first.
func Severity(r *fleet.Row, f *fleet.Fleet) int {
	return int(severity(r, &source{fleet: f}).number)
}
