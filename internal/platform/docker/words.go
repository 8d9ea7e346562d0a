package docker

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/moby/moby/client"
)

// mostReason is the most that is kept of what the daemon says of a failure.
const mostReason = 300

// words says in a sentence why the daemon cannot be used, and what can be done about it.
func (e *Engine) words(err error) error {
	text := err.Error()
	fault := e.daemon.fault.Load()
	switch {
	case fault != nil:
		return *fault // dialing knows best
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return sentence("the Docker daemon at " + e.o.Address + " takes connections and does not answer: it hangs or is overloaded; " +
			"look at its log (journalctl -u docker) and restart it (systemctl restart docker)")
	case strings.Contains(text, "is not supported by this client"), strings.Contains(text, "is too old"):
		return sentence("the Docker daemon at " + e.o.Address + " is too old: it must be 19.03 or newer (API " + client.MinAPIVersion + "): " + reason(text))
	case client.IsErrConnectionFailed(err):
		return sentence("the Docker daemon at " + e.o.Address + " ended the connection: see whether it runs (systemctl status docker)")
	default:
		return sentence("the Docker daemon at " + e.o.Address + " says: " + reason(text))
	}
}

// sentence is an error for the user.
type sentence string

// Error returns the sentence.
func (s sentence) Error() string { return string(s) }

// reason is what the daemon says of a failure, fit for one line.
func reason(s string) string {
	return cut(clean(strings.TrimPrefix(s, "Error response from daemon: ")), mostReason)
}

// cut returns the first characters of a text that has more than most bytes.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

// mostName is the most that is kept of a name that came from a label: Docker's own are shorter.
const mostName = 128

// tidy makes a name of something that the daemon says or that somebody wrote in a label.
func tidy(s string) string { return cut(clean(s), mostName) }

// clean makes one line of printable text of something that the daemon says.
func clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0 {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r != utf8.RuneError && unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
