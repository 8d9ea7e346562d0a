package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
)

// redacted stands wherever a key or password would have stood.
const redacted = "[redacted]"

// Credentials are a user name and the API key that belongs to it. However they are printed, logged
// or encoded, the key is not shown.
type Credentials struct{ User, Key string }

// String returns the user with the key redacted.
func (c Credentials) String() string {
	if c.Key == "" {
		return c.User
	}
	return c.User + ":" + redacted
}

// GoString returns the user with the key redacted.
func (c Credentials) GoString() string {
	return fmt.Sprintf("client.Credentials{User:%q, Key:%q}", c.User, hide(c.Key))
}

// Format writes the user with the key redacted, for every verb.
func (c Credentials) Format(f fmt.State, verb rune) { formatSecret(f, verb, c.String(), c.GoString()) }

// LogValue returns the user with the key redacted.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON writes the user with the key redacted.
func (c Credentials) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"user": c.User, "key": hide(c.Key)})
}

// check refuses what an Authorization header cannot carry, without saying the key.
func (c Credentials) check() error {
	if strings.Contains(c.User, ":") {
		return errors.New("credentials: the user name contains a colon")
	}
	for _, part := range []string{c.User, c.Key} {
		for _, r := range part {
			if r < 0x20 || r == 0x7f {
				return errors.New("credentials: user name or key contains a control character")
			}
		}
	}
	return nil
}

// APIKey is a user's key as the server tells it after a sign-in with a password. It redacts itself
// as Credentials do.
type APIKey struct{ Username, Key string }

// String returns the user name with the key redacted.
func (k APIKey) String() string { return Credentials{k.Username, k.Key}.String() }

// GoString returns the user name with the key redacted.
func (k APIKey) GoString() string {
	return fmt.Sprintf("client.APIKey{Username:%q, Key:%q}", k.Username, hide(k.Key))
}

// Format writes the user name with the key redacted, for every verb.
func (k APIKey) Format(f fmt.State, verb rune) { formatSecret(f, verb, k.String(), k.GoString()) }

// LogValue returns the user name with the key redacted.
func (k APIKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalJSON writes the user name with the key redacted.
func (k APIKey) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"username": k.Username, "key": hide(k.Key)})
}

func hide(secret string) string {
	if secret == "" {
		return ""
	}
	return redacted
}

func formatSecret(f fmt.State, verb rune, plain, source string) {
	out := plain
	switch {
	case verb == 'v' && f.Flag('#'):
		out = source
	case verb == 'q':
		out = fmt.Sprintf("%q", plain)
	}
	_, _ = io.WriteString(f, out) // fmt has no way to report a write error from here.
}

// redact replaces every secret in s. Secrets shorter than four bytes are skipped: they occur in
// ordinary words.
func redact(s string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= 4 {
			s = strings.ReplaceAll(s, secret, redacted)
		}
	}
	return s
}

// redactedError stands for an error whose text has a secret. It has the error's classes but not its
// text.
type redactedError struct {
	text    string
	timeout bool
	is      func(target error) bool
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return e.is(target) }

// Timeout and Temporary make it a net.Error.
func (e *redactedError) Timeout() bool   { return e.timeout }
func (e *redactedError) Temporary() bool { return e.timeout }

// redactError takes the secrets out of an error's text: net/http repeats headers that it cannot
// read.
func redactError(err error, secrets []string) error {
	text := err.Error()
	safe := redact(text, secrets)
	if safe == text {
		return err
	}
	var network net.Error
	return &redactedError{
		text:    safe,
		timeout: errors.As(err, &network) && network.Timeout(),
		is:      func(target error) bool { return errors.Is(err, target) },
	}
}
