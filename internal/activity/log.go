// Package activity is what happened: actions and what became of them, failures,
// and what was saved. Its entries are data; words.go makes English of them, for
// the screen, for files and for messages alike. It is pure: no I/O, no clock of
// its own, nothing of the screen.
package activity

import (
	"slices"
	"time"

	"fleetop/internal/text"
)

// limit is how many entries a log holds.
const limit = 500

// Log is the newest entries. The zero value is ready.
type Log struct {
	entries []Entry
	added   int // how many entries there ever were
}

// Add numbers an entry and keeps it, without control sequences.
func (l *Log) Add(now time.Time, e Entry) {
	l.added++
	e.Number, e.Time = l.added, now
	if len(l.entries) >= limit {
		l.entries = l.entries[1:]
	}
	l.entries = append(l.entries, e.plain())
}

// Entries returns the entries, oldest first. The slice is not to be changed.
func (l *Log) Entries() []Entry { return l.entries }

// Version changes with every entry.
func (l *Log) Version() int { return l.added }

// plain returns the entry without control sequences.
func (e Entry) plain() Entry {
	for _, field := range []*string{&e.Object.Name, &e.Part, &e.From, &e.To, &e.By, &e.Cause, &e.Advice, &e.Path} {
		*field = text.PlainLine(*field)
	}
	e.Names = slices.Clone(e.Names)
	for i := range e.Names {
		e.Names[i] = text.PlainLine(e.Names[i])
	}
	e.Items = slices.Clone(e.Items)
	for i := range e.Items {
		e.Items[i].Name, e.Items[i].Cause = text.PlainLine(e.Items[i].Name), text.PlainLine(e.Items[i].Cause)
	}
	return e
}
