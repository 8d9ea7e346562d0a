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

// Limit is how many entries a log holds.
const Limit = 5000

// Log is the newest entries. The zero value is ready.
type Log struct {
	entries []Entry
	added   int // how many entries there ever were
	version int
	handed  bool // entries may be held by others
	read    int  // the number of the newest entry that was seen
}

// Add numbers an entry and keeps it, without control sequences. It returns the number.
func (l *Log) Add(now time.Time, e Entry) int {
	l.added++
	l.version++
	e.Number, e.Time = l.added, now
	if len(l.entries) >= Limit {
		l.entries = l.entries[1:]
	}
	l.entries = append(l.entries, e.plain())
	return l.added
}

// Amend changes an entry of which more is known by now, unless it is too old to be held. Entries that
// were handed out stay as they were.
func (l *Log) Amend(number int, change func(e *Entry)) {
	i := number - l.first()
	if i < 0 || i >= len(l.entries) {
		return
	}
	l.version++
	if l.handed {
		l.entries, l.handed = slices.Clone(l.entries), false
	}
	e := l.entries[i]
	change(&e)
	e.Number, e.Amended = number, e.Amended+1
	l.entries[i] = e.plain()
}

// first is the number of the oldest entry.
func (l *Log) first() int { return l.added - len(l.entries) + 1 }

// Since returns the entries behind a number.
func (l *Log) Since(number int) []Entry {
	l.handed = true
	return l.entries[min(max(number-l.first()+1, 0), len(l.entries)):]
}

// Last is the number of the newest entry, 0 for none.
func (l *Log) Last() int { return l.added }

// Read notes that all entries there are have been seen.
func (l *Log) Read() { l.read = l.added }

// Unread is how many entries nobody has seen yet. Those of earlier runs do not count.
func (l *Log) Unread() int { return min(l.added-l.read, len(l.entries)) }

// Recall puts entries of earlier runs, oldest first, in front of those that there are. Numbers change.
func (l *Log) Recall(earlier []Entry) {
	all := append(slices.Clone(earlier), l.entries...)
	l.entries = all[max(len(all)-Limit, 0):]
	l.added += len(earlier)
	l.read += len(earlier)
	l.version++
	for i := range l.entries {
		l.entries[i].Number = l.first() + i
	}
}

// Entries returns the entries, oldest first. The slice is not to be changed.
func (l *Log) Entries() []Entry {
	l.handed = true
	return l.entries
}

// Version changes with every entry, and whenever one is amended.
func (l *Log) Version() int { return l.version }

// plain returns the entry without control sequences.
func (e Entry) plain() Entry {
	for _, field := range []*string{&e.Object.Name, &e.Part, &e.From, &e.To, &e.By, &e.Cause, &e.Advice, &e.Of.Name, &e.Exit, &e.Path} {
		*field = text.PlainLine(*field)
	}
	for _, names := range []*[]string{&e.Names, &e.Came.Names, &e.Went.Names, &e.Back.Names, &e.Moves.Names} {
		*names = slices.Clone(*names)
		for i, name := range *names {
			(*names)[i] = text.PlainLine(name)
		}
	}
	e.Items = slices.Clone(e.Items)
	for i := range e.Items {
		e.Items[i].Name, e.Items[i].Cause = text.PlainLine(e.Items[i].Name), text.PlainLine(e.Items[i].Cause)
	}
	return e
}
