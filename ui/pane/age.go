package pane

import (
	"time"

	"fleetop/internal/text"
)

// Age returns how long ago a time was in one number and a unit: "45s", "2h",
// "3d". Times in the future are "0s", the zero time is "".
func Age(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return text.Span(now.Sub(t))
}

// step returns how long a duration is still written as it is.
func step(d time.Duration) time.Duration {
	unit := time.Second
	switch {
	case d < 0:
		return time.Second - d
	case d >= 48*time.Hour:
		unit = 24 * time.Hour
	case d >= time.Hour:
		unit = time.Hour
	case d >= time.Minute:
		unit = time.Minute
	}
	return unit - d%unit
}

// Ages writes ages, and remembers how long what it wrote stays true.
type Ages struct {
	left time.Duration // until the first of them changes, 0 if there is none
}

// Age is [Age], remembered.
func (a *Ages) Age(t, now time.Time) string {
	if !t.IsZero() {
		if left := step(now.Sub(t)); a.left == 0 || left < a.left {
			a.left = left
		}
	}
	return Age(t, now)
}

// Until notes that something else that was written changes after a while.
func (a *Ages) Until(left time.Duration) {
	if left > 0 && (a.left == 0 || left < a.left) {
		a.left = left
	}
}

// momentForm is how a detail writes a time.
const momentForm = "2006-01-02 15:04:05 -0700"

// Moment returns a time for the detail: relative, with the absolute time in
// local terms and its offset.
func (a *Ages) Moment(t, now time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return a.Age(t, now) + " ago (" + t.In(loc).Format(momentForm) + ")"
}

// Take returns how long all that was written since the last call stays true,
// and begins anew. It is at most a day.
func (a *Ages) Take() time.Duration {
	left := a.left
	a.left = 0
	if left == 0 {
		return 24 * time.Hour
	}
	return left
}
