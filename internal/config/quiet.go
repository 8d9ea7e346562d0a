package config

import (
	"fmt"
	"strings"
	"time"
)

// QuietHours are the hours of each day in which nothing is to be heard. The zero value are none.
type QuietHours struct{ From, To time.Duration } // since midnight

// Contain reports whether a time is one of them, by the clock of its own location.
func (q QuietHours) Contain(t time.Time) bool {
	at := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	if q.From <= q.To {
		return q.From <= at && at < q.To
	}
	return at >= q.From || at < q.To // over midnight
}

// parseQuietHours reads two times of the day, as in 22:00-07:00.
func parseQuietHours(word string) (q QuietHours, err error) {
	from, to, ok := strings.Cut(word, "-")
	if ok {
		if q.From, ok = sinceMidnight(from); ok {
			q.To, ok = sinceMidnight(to)
		}
	}
	switch {
	case !ok:
		return QuietHours{}, fmt.Errorf("%s is not a span of hours (e.g. 22:00-07:00)", quote(word))
	case q.From == q.To:
		return QuietHours{}, fmt.Errorf("%s begins when it ends (e.g. 22:00-07:00)", quote(word))
	}
	return q, nil
}

// sinceMidnight reads a time of the day.
func sinceMidnight(word string) (time.Duration, bool) {
	t, err := time.Parse("15:04", strings.TrimSpace(word))
	if err != nil {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}
