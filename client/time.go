package client

import (
	"encoding/json"
	"fmt"
	"time"
)

// timeLayout accepts a day of one or two digits, as the server sends it; time.RFC1123Z refuses one
// digit.
const timeLayout = "Mon, 2 Jan 2006 15:04:05 -0700"

// Time is a moment in UTC as the API writes it, "Sun, 6 Apr 2014 17:59:42 +0000". The zero value
// stands for a field that is absent or null.
type Time struct{ time.Time }

// UnmarshalJSON reads a JSON string in the API's layout; null and the empty string give the zero
// value.
func (t *Time) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("datetime: %w", err)
	}
	parsed, err := parseTime(s)
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}

// MarshalJSON writes the API's layout, and null for the zero value.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.Format(timeLayout))
}

// Equal reports whether both are the same moment, whatever their location.
func (t Time) Equal(u Time) bool { return t.Time.Equal(u.Time) }

// parseTime reads the API's layout; the empty string gives the zero value.
func parseTime(s string) (Time, error) {
	if s == "" {
		return Time{}, nil
	}
	t, err := time.Parse(timeLayout, s)
	if err != nil {
		return Time{}, fmt.Errorf("not a datetime: %q", clean(s, 40))
	}
	return Time{t.UTC()}, nil
}
