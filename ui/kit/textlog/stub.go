// Package textlog holds lines of text and a reader's place in them.
package textlog

import "time"

// Limits bound what a Log holds.
type Limits struct {
	Lines int
	Bytes int
}

// Options say what Diff does.
type Options struct {
	Limits Limits    // no more than this of the end is built; zero values mean no limit
	Stamps bool      // find the time of each line (merged logs)
	Now    time.Time // gives the year to stamps that have none
}

// Change says how a raw text relates to the one seen before.
type Change int

// The changes Diff can find.
const (
	Same Change = iota
	Appended
	Trimmed
	Restarted
)

// Mark is what is remembered of a raw text.
type Mark struct{}

// Diff finds what is new in the whole raw text since m.
func (m Mark) Diff(chunks [][]byte, opt Options) (Batch, Mark, Change) { return Batch{}, m, Same }

// Batch is cleaned lines, ready to be appended.
type Batch struct{}

// Len returns the number of lines.
func (b Batch) Len() int { return 0 }

// Log holds lines.
type Log struct{}

// New returns an empty Log.
func New(limits Limits) *Log { return &Log{} }

// Append adds the lines of source src (0, 1, 2…).
func (l *Log) Append(src int, b Batch) {}

// AppendNote adds a line of the program's own.
func (l *Log) AppendNote(text string) {}

// Len returns the number of lines held.
func (l *Log) Len() int { return 0 }

// Dropped returns what the limits dropped at the head.
func (l *Log) Dropped() (lines, bytes int64) { return 0, 0 }

// Ordered reports whether the lines of all sources are ordered by their time stamps.
func (l *Log) Ordered() bool { return false }

// Look says how Render draws.
type Look struct {
	Prefix   func(src int) string // name of a source in a fixed width, or nil
	Sources  []string             // SGR that opens the prefix of source i (modulo)
	Text     string               // SGR that opens plain text, "" as a rule
	Match    string               // SGR that opens a match
	Current  string               // SGR that opens the current match
	Note     string               // SGR that opens the program's own lines
	Close    string               // "\x1b[0m", or "" without colour
	Ellipsis string               // at the end of lines cut at the right, "" for none
	Plain    bool                 // leave the colours of the log out
}

// View is a reader's place in a Log.
type View struct{}

// NewView returns a view of l that follows its end.
func NewView(l *Log) *View { return &View{} }

// Follow reports whether the view stays at the end.
func (v *View) Follow() bool { return false }

// SetFollow turns following on or off.
func (v *View) SetFollow(on bool) {}

// Wrap reports whether long lines are wrapped.
func (v *View) Wrap() bool { return false }

// SetWrap turns wrapping on or off.
func (v *View) SetWrap(on bool) {}

// Scroll moves by delta screen lines.
func (v *View) Scroll(delta int) {}

// Page moves by screens.
func (v *View) Page(delta int) {}

// HalfPage moves by half screens.
func (v *View) HalfPage(delta int) {}

// Top goes to the first line.
func (v *View) Top() {}

// Bottom goes to the end and follows it.
func (v *View) Bottom() {}

// Pan moves sideways by delta cells.
func (v *View) Pan(delta int) {}

// AtBottom reports whether the last line is in view.
func (v *View) AtBottom() bool { return true }

// SetSearch sets what is searched for, "" for nothing. The place does not move.
func (v *View) SetSearch(q string) {}

// Search returns what is searched for.
func (v *View) Search() string { return "" }

// Next goes to the next match.
func (v *View) Next() (found, wrapped bool) { return false, false }

// Previous goes to the match before.
func (v *View) Previous() (found, wrapped bool) { return false, false }

// Matches returns the number of the current match (0 for none) and of all matches.
func (v *View) Matches() (current, total int) { return 0, 0 }

// Render draws exactly h lines of exactly w cells.
func (v *View) Render(w, h int, look Look) []string { return make([]string, max(h, 0)) }
