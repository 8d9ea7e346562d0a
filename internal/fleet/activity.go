package fleet

import (
	"time"

	"fleetop/internal/text"
)

// activityLimit is how many entries Activity holds.
const activityLimit = 500

// Entry is one line of Activity: an action, its result, or a failure.
type Entry struct {
	Number int // grows by one with every entry
	Time   time.Time
	Name   string // what it was about, "" for the connection
	Text   string
	Failed bool
}

// Record adds an entry. Its text is cleaned.
func (f *Fleet) Record(now time.Time, name, content string, failed bool) {
	f.recorded++
	e := Entry{Number: f.recorded, Time: now, Name: text.PlainLine(name), Text: text.PlainLine(content), Failed: failed}
	if len(f.activity) >= activityLimit {
		f.activity = f.activity[1:]
	}
	f.activity = append(f.activity, e)
	f.version++
}

// Activity returns the entries, oldest first. The slice is not to be changed.
func (f *Fleet) Activity() []Entry { return f.activity }
