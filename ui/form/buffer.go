package form

import (
	"unicode"
	"unicode/utf8"
)

// buffer is text that is being edited. It may hold line breaks, which come from
// elsewhere and are kept; none can be typed into it.
type buffer struct {
	text []rune
	at   int // the cursor stands before this rune
	// foreign text was not typed here, as far as it is as it was filled in.
	foreign bool
}

func newBuffer(text string) buffer {
	b := buffer{text: []rune(text)}
	b.at = len(b.text)
	return b
}

func (b *buffer) String() string { return string(b.text) }

// fits says whether it holds at most so many runes with a text more.
func (b *buffer) fits(text string, most int) bool {
	return len(b.text)+utf8.RuneCountInString(text) <= most
}

// insert puts text before the cursor.
func (b *buffer) insert(text string) {
	runes := []rune(text)
	tail := append(runes, b.text[b.at:]...)
	b.text = append(b.text[:b.at:b.at], tail...)
	b.at += len(runes)
}

// cut takes away the runes from one place to another.
func (b *buffer) cut(from, to int) bool {
	if from >= to {
		return false
	}
	b.text = append(b.text[:from:from], b.text[to:]...)
	b.at = from
	return true
}

// wipe overwrites the text, so that it is nowhere any more.
func (b *buffer) wipe() {
	clear(b.text)
	*b = buffer{}
}

// key edits the text as the key of that name does in a shell, and says whether
// the text is another one.
func (b *buffer) key(name string) bool {
	switch name {
	case "left":
		b.at = max(b.at-1, 0)
	case "right":
		b.at = min(b.at+1, len(b.text))
	case "home", "ctrl+a":
		b.at = 0
	case "end":
		b.at = len(b.text)
	case "alt+left", "alt+b", "ctrl+left":
		b.at = b.wordStart()
	case "alt+right", "alt+f", "ctrl+right":
		b.at = b.wordEnd()
	case "backspace", "ctrl+h":
		return b.cut(max(b.at-1, 0), b.at)
	case "delete", "ctrl+d":
		return b.cut(b.at, min(b.at+1, len(b.text)))
	case "ctrl+u":
		return b.cut(0, b.at)
	case "ctrl+k":
		return b.cut(b.at, len(b.text))
	case "ctrl+w", "alt+backspace":
		return b.cut(b.wordStart(), b.at)
	}
	return false
}

func (b *buffer) wordStart() int {
	at := b.at
	for at > 0 && unicode.IsSpace(b.text[at-1]) {
		at--
	}
	for at > 0 && !unicode.IsSpace(b.text[at-1]) {
		at--
	}
	return at
}

func (b *buffer) wordEnd() int {
	at := b.at
	for at < len(b.text) && unicode.IsSpace(b.text[at]) {
		at++
	}
	for at < len(b.text) && !unicode.IsSpace(b.text[at]) {
		at++
	}
	return at
}
