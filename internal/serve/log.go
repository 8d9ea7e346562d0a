package serve

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Formats returns the formats a [Log] can have, the default first.
func Formats() []string { return []string{"text", formatJSON} }

const formatJSON = "json"

// maxText is the most bytes of one value of the log.
const maxText = 300

// A Log writes records, one per line, and never makes its callers wait. If the reader is too slow,
// records are dropped and counted, and the count is logged once the reader is back. Control
// characters are escaped and secrets removed.
type Log struct {
	// Logger is for changes and failures. Its records are the last to be dropped.
	*slog.Logger
	// Requests is for requests, of which there are many.
	Requests *slog.Logger

	queue *queue
}

// NewLog returns a log that writes to w in one of [Formats]. None of the secrets is ever written.
func NewLog(w io.Writer, format string, secrets ...string) *Log {
	l := &Log{}
	l.queue = newQueue(w, func(lost losses) {
		l.Warn("log lines were dropped: the reader was too slow", "requests", lost[ordinary], "others", lost[important])
	})
	clean := newCleaner(secrets)
	l.Logger = slog.New(newHandler(lineWriter{l.queue, important}, format, clean))
	l.Requests = slog.New(newHandler(lineWriter{l.queue, ordinary}, format, clean))
	return l
}

// Print writes a line as it is, between the records.
func (l *Log) Print(text string) { l.queue.put([]byte(text+"\n"), important) }

// Close gives what was logged some time to be written. What is logged later is lost.
func (l *Log) Close(limit time.Duration) { l.queue.close(limit) }

func newHandler(w io.Writer, format string, clean cleaner) slog.Handler {
	options := &slog.HandlerOptions{ReplaceAttr: clean.attr}
	if format == formatJSON {
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

// A lineWriter puts what a handler writes into a queue.
type lineWriter struct {
	queue *queue
	rank  rank
}

// Write takes one record.
func (w lineWriter) Write(b []byte) (int, error) {
	w.queue.put(b, w.rank)
	return len(b), nil
}

// A cleaner makes values fit for a log.
type cleaner struct{ secrets []string }

// newCleaner returns one that takes out secrets, also where a message quotes them.
func newCleaner(secrets []string) cleaner {
	var c cleaner
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		c.secrets = append(c.secrets, secret)
		for _, quoted := range []string{strconv.Quote(secret), strconv.QuoteToASCII(secret)} {
			if quoted = quoted[1 : len(quoted)-1]; quoted != secret {
				c.secrets = append(c.secrets, quoted)
			}
		}
	}
	return c
}

// attr cleans the text of one attribute.
func (c cleaner) attr(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(c.text(a.Value.String()))
	case slog.KindAny:
		if _, isLevel := a.Value.Any().(slog.Level); !isLevel {
			a.Value = slog.StringValue(c.text(fmt.Sprint(a.Value.Any())))
		}
	default:
	}
	return a
}

// text takes secrets out of text, escapes what is not printable, and cuts what is very long.
func (c cleaner) text(s string) string {
	for _, secret := range c.secrets {
		if s = strings.ReplaceAll(s, secret, redacted); holdsEscaped(s, secret) {
			return redacted
		}
	}
	if isPlain(s) {
		return s
	}
	return escape(s)
}

// isPlain reports whether text can be logged as it is, as most can.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= maxText
}

// redacted stands for a secret.
const redacted = "REDACTED"

// holdsEscaped reports whether text holds a secret behind the escapes of URLs.
func holdsEscaped(s, secret string) bool {
	const mostTimes = 5
	for range mostTimes {
		plain := unescape(s)
		if plain == s {
			return false
		}
		if strings.Contains(plain, secret) {
			return true
		}
		s = plain
	}
	return false
}

// unescape decodes the percent-escapes of URLs in text and keeps everything else.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if plain, err := url.PathUnescape(s[i : i+3]); err == nil {
				b.WriteString(plain)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// escape makes text from outside fit for one line on a terminal.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		if b.Len() >= maxText {
			b.WriteString("...")
			break
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			_, size := utf8.DecodeRuneInString(s[i:])
			q := strconv.QuoteToASCII(s[i : i+size])
			b.WriteString(q[1 : len(q)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// An errorWriter makes a logger the place for the complaints of an http.Server.
type errorWriter struct{ log *slog.Logger }

// Write logs one complaint.
func (w errorWriter) Write(b []byte) (int, error) {
	text, _, _ := strings.Cut(strings.TrimSpace(string(b)), "\ngoroutine ") // the trace of a panic
	w.log.Log(context.Background(), slog.LevelWarn, text)
	return len(b), nil
}
