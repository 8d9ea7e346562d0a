package ui

import "time"

// toastFor is how long a message that is no failure stays.
const toastFor = 5 * time.Second

// toastKind says how a message is drawn and how long it stays.
type toastKind uint8

const (
	info toastKind = iota
	success
	warning
	failure // stays until it is dismissed
)

// toast is the message in the last line.
type toast struct {
	kind  toastKind
	text  string
	until time.Time // zero: until it is dismissed
}

// say shows a message. A failure that waits to be dismissed gives way to other
// failures only.
func (m *Model) say(kind toastKind, text string) {
	if m.toast.kind == failure && m.toast.text != "" && (kind == info || kind == success) {
		return
	}
	m.toast = toast{kind: kind, text: text}
	if kind != failure {
		m.toast.until = m.now.Add(toastFor)
	}
}

func (m *Model) expireToast() {
	if !m.toast.until.IsZero() && !m.now.Before(m.toast.until) {
		m.toast = toast{}
	}
}
