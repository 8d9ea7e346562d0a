package config

import (
	"fmt"
	"io"
	"log/slog"
)

// A Secret is an API key. However it is printed, logged or marshalled, it reads "[redacted]"; only
// [Secret.Reveal] returns the key.
type Secret string

const redacted = "[redacted]"

// Reveal returns the key itself.
func (s Secret) Reveal() string { return string(s) }

// String returns "[redacted]", or nothing for an empty key.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format prints [Secret.String] for every verb, also those that do not fit a string: fmt would
// print the key itself to complain about them.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns [Secret.String] to encoders of JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue returns [Secret.String] to log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
