package ui

import "time"

// toastFor is how long a message that is no failure stays, greetingFor how long
// what the first screen says.
const (
	toastFor    = 5 * time.Second
	greetingFor = 20 * time.Second
)

// toastKind says how a message is drawn and how long it stays.
type toastKind uint8

const (
	info toastKind = iota
	success
	warning
	failure // stays until it is dismissed
)

// toast is a message that goes away.
type toast struct {
	kind    toastKind
	text    string
	until   time.Time
	passing bool // it goes away with the next key
}

// say shows a message. A failure stays until it is dismissed: what is said
// meanwhile shows for a while, then the failure again.
func (m *Model) say(kind toastKind, text string) {
	m.drawn.all = true
	if kind == failure {
		m.alert, m.toast = text, toast{}
		return
	}
	m.toast = toast{kind: kind, text: text, until: m.now.Add(toastFor)}
}

// sayInPassing shows a message that the next key takes away.
func (m *Model) sayInPassing(text string) {
	m.say(info, text)
	m.toast.passing = true
}

// passOn takes away a message that was said in passing, unless the key that it is
// about is held.
func (m *Model) passOn() {
	if m.toast.passing && !m.presses.told {
		m.toast = toast{}
		m.drawn.all = true
	}
}

// message is what the last line says, "" for nothing.
func (m *Model) message() (kind toastKind, text string) {
	if m.toast.text == "" {
		return failure, m.alert
	}
	return m.toast.kind, m.toast.text
}

func (m *Model) expireToast() {
	if !m.toast.until.IsZero() && !m.now.Before(m.toast.until) {
		m.toast = toast{}
		m.drawn.all = true
	}
}
