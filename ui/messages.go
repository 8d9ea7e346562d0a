package ui

import "time"

// messageFor is how long a message that is no failure stays, greetingFor how long the greeting does.
const (
	messageFor  = 5 * time.Second
	greetingFor = 20 * time.Second
)

// severity says how a message is drawn and how long it stays.
type severity uint8

const (
	info severity = iota
	success
	warning
	failure // stays until it is dismissed
)

// messages are what the last line says: the newest message for a while, else the newest failure,
// which stays until it is dismissed.
type messages struct {
	severity severity
	text     string // "" for none
	until    time.Time
	passing  bool   // the next key takes it away
	failed   string // the failure that waits to be dismissed
}

// say shows a message at a time.
func (s *messages) say(severity severity, text string, now time.Time) {
	if severity == failure {
		*s = messages{failed: text}
		return
	}
	*s = messages{severity: severity, text: text, until: now.Add(messageFor), failed: s.failed}
}

// sayInPassing shows a message that the next key takes away.
func (s *messages) sayInPassing(text string, now time.Time) {
	s.say(info, text, now)
	s.passing = true
}

// greet shows what the program says when it begins.
func (s *messages) greet(text string, now time.Time) {
	s.sayInPassing(text, now)
	s.until = now.Add(greetingFor)
}

// drop takes the newest message away; a failure stays.
func (s *messages) drop() { *s = messages{failed: s.failed} }

// dismiss takes away the failure, and what was said since; false where there is none.
func (s *messages) dismiss() bool {
	if s.failed == "" {
		return false
	}
	*s = messages{}
	return true
}

// current is what the last line says, "" for nothing.
func (s *messages) current() (severity severity, text string) {
	if s.text == "" {
		return failure, s.failed
	}
	return s.severity, s.text
}

// expire takes the newest message away when its time is over; it says whether it did.
func (s *messages) expire(now time.Time) bool {
	over := !s.until.IsZero() && !now.Before(s.until)
	if over {
		s.drop()
	}
	return over
}

// say shows a message now.
func (m *Model) say(severity severity, text string) {
	m.drawn.all = true
	m.messages.say(severity, text, m.now)
}
