package text

import (
	"fmt"
	"strconv"
	"time"
)

// Span returns a duration in one number and a unit: "45s", "2h", "3d"; never negative.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	switch d = max(d, 0); {
	case d < time.Minute:
		return amount(d, time.Second, "s")
	case d < time.Hour:
		return amount(d, time.Minute, "m")
	case d < 2*day:
		return amount(d, time.Hour, "h")
	case d < 365*day:
		return amount(d, day, "d")
	default:
		return amount(d, 365*day, "y")
	}
}

func amount(d, unit time.Duration, name string) string {
	return strconv.FormatInt(int64(d/unit), 10) + name
}

// Bytes returns a number of bytes in short: "48 kB", "1.2 MB".
func Bytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
}
