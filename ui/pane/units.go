package pane

import (
	"fmt"
	"strings"
	"time"

	"fleetop/internal/text"
)

// Took returns a short duration: "12ms", "2s", "1.5s".
func Took(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d%time.Second == 0:
		return text.Span(d)
	default:
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
}

// spaced parts a short time into number and unit: "55 min", "70 ms".
func spaced(short string) string {
	number := strings.TrimRight(short, "abcdefghijklmnopqrstuvwxyz")
	unit := short[len(number):]
	if unit == "m" {
		unit = "min"
	}
	return strings.TrimSpace(number + " " + unit)
}
