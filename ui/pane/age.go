package pane

import (
	"strconv"
	"time"
)

// Age returns how long ago a time was in one number and a unit: "45s", "2h",
// "3d". Times in the future are "0s", the zero time is "".
func Age(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Span(now.Sub(t))
}

// Span returns a duration in one number and a unit; never negative.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	switch d = max(d, 0); {
	case d < time.Minute:
		return number(d, time.Second, "s")
	case d < time.Hour:
		return number(d, time.Minute, "m")
	case d < 2*day:
		return number(d, time.Hour, "h")
	case d < 365*day:
		return number(d, day, "d")
	default:
		return number(d, 365*day, "y")
	}
}

func number(d, unit time.Duration, name string) string {
	return strconv.FormatInt(int64(d/unit), 10) + name
}

// Moment returns a time for the detail: relative, with the absolute time in
// local terms and its offset.
func Moment(t, now time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return Age(t, now) + " ago (" + t.In(loc).Format("2006-01-02 15:04:05 -0700") + ")"
}
