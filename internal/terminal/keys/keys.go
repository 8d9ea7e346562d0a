// Package keys turns the bytes that a terminal sends into keys. It puts
// sequences together that arrive in pieces, takes bursts apart into single
// keys, and tells the answers of the terminal from what was typed.
package keys

import (
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// escapeWait is how long after esc the rest of its sequence may come.
	escapeWait = 50 * time.Millisecond
	// sequenceWait is how long a sequence that nobody types may stay unfinished.
	sequenceWait = time.Second
	// pasteWait is how long a paste may be silent before it counts as ended.
	pasteWait = 2 * time.Second
	// maxSequence bounds an unfinished sequence, in bytes; what is longer is
	// read to its end and not kept.
	maxSequence = 4096
	// maxPaste bounds a paste, in bytes; the rest is left out.
	maxPaste = 1 << 20
)

// A Burst is what came in one read, each a tea.KeyMsg or a [Mouse], in order, unless that is a single key:
// all of it was done before an answer to any of it could be seen.
type Burst []tea.Msg

// An Answer is what the terminal says when it is asked.
type Answer struct {
	// Mode is the private mode that was asked for (DECRQM), or 0 for the
	// answer to CSI 5n, which says that everything before it was read.
	Mode int
	// State is the state of the mode: 0 unknown to the terminal, 1 set,
	// 2 reset, 3 always set, 4 always reset.
	State int
	// Name is the answer to XTVERSION: the terminal's name and version, as it gives them.
	Name string
}

// A Decoder takes in what the terminal sends. The zero Decoder is ready.
type Decoder struct {
	pending []byte // the beginning of a sequence
	paste   []byte
	pasting bool
}

// Feed takes in the bytes of one read and returns the keys that are complete
// now and what the mouse does, each a tea.KeyMsg or a [Mouse], and the terminal's answers. What the
// terminal reports unasked (focus) and what is unknown is left out, and so is invalid UTF-8. A paste
// is one key, with tea.Key.Paste set.
func (d *Decoder) Feed(p []byte) ([]tea.Msg, []Answer) {
	var t taken
	rest := p
	if len(d.pending) > 0 {
		rest = append(d.pending, p...)
	}
	rest = d.parse(rest, &t)
	if len(rest) > maxSequence {
		rest = append(rest[:2:2], '<', rest[len(rest)-1]) // unknown, and an esc may begin its end
	}
	d.pending = append([]byte(nil), rest...)
	return t.done, t.answers
}

// Wait returns how long the decoder waits for the rest of what has begun
// before [Decoder.Flush] is to be called, or 0 if nothing has.
func (d *Decoder) Wait() time.Duration {
	switch {
	case d.pasting:
		return pasteWait
	case len(d.pending) == 0:
		return 0
	case len(d.pending) <= 2, len(d.pending) == 3 && d.pending[1] == esc:
		return escapeWait
	}
	return sequenceWait
}

// Flush says that nothing more has come, and returns the keys that were typed
// then: a lone esc, or one with alt. An unfinished sequence is given up.
func (d *Decoder) Flush() []tea.Msg {
	if d.pasting {
		key := d.endPaste(append(d.paste, d.pending...))
		d.pending = nil
		return []tea.Msg{key}
	}
	b := d.pending
	d.pending = nil
	var out []tea.Msg
	for len(b) > 1 && b[0] == esc && b[1] == esc {
		out, b = append(out, tea.KeyMsg{Type: tea.KeyEsc}), b[1:]
	}
	switch {
	case len(b) == 1 && b[0] == esc:
		return append(out, tea.KeyMsg{Type: tea.KeyEsc})
	case len(b) == 2 && b[0] == esc && b[1] < utf8.RuneSelf:
		return append(out, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{rune(b[1])}, Alt: true})
	}
	return out
}

// taken is what has come out of a read.
type taken struct {
	done    []tea.Msg // keys, and what the mouse does
	answers []Answer
}

// parse takes complete keys and sequences off the front of b and returns what
// is left, which needs more bytes.
func (d *Decoder) parse(b []byte, t *taken) []byte {
	for len(b) > 0 {
		if d.pasting {
			b = d.takePaste(b, t)
			if d.pasting {
				return b
			}
			continue
		}
		var n int
		if b[0] == esc {
			n = d.escape(b, t)
		} else {
			n = plain(b, false, t)
		}
		if n == 0 {
			return b
		}
		b = b[n:]
	}
	return nil
}

// plain takes one character off the front of b, which begins with none of the
// sequences, and returns its length, 0 if it needs more bytes.
func plain(b []byte, alt bool, t *taken) int {
	switch c := b[0]; {
	case c == ' ':
		t.done = append(t.done, tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}, Alt: alt})
		return 1
	case c < ' ' || c == del:
		t.done = append(t.done, tea.KeyMsg{Type: tea.KeyType(c), Alt: alt})
		return 1
	case !utf8.FullRune(b):
		return 0
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		return 1
	}
	t.done = append(t.done, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: alt})
	return n
}

// pasteEnd ends a bracketed paste.
const pasteEnd = "\x1b[201~"

// takePaste takes in pasted bytes up to the end of the paste, and returns what
// follows, or the bytes that may be the beginning of the end.
func (d *Decoder) takePaste(b []byte, t *taken) []byte {
	at, whole := endOfPaste(b)
	if room := maxPaste - len(d.paste); room > 0 {
		d.paste = append(d.paste, b[:min(at, room)]...)
	}
	if !whole {
		return b[at:]
	}
	t.done = append(t.done, d.endPaste(d.paste))
	return b[at+len(pasteEnd):]
}

// endOfPaste finds the end of a paste, or where it may begin.
func endOfPaste(b []byte) (at int, whole bool) {
	for i := range b {
		if b[i] != esc {
			continue
		}
		n := min(len(b)-i, len(pasteEnd))
		if string(b[i:i+n]) == pasteEnd[:n] {
			return i, n == len(pasteEnd)
		}
	}
	return len(b), false
}

// endPaste makes the key of a paste.
func (d *Decoder) endPaste(text []byte) tea.KeyMsg {
	d.paste, d.pasting = nil, false
	key := tea.KeyMsg{Type: tea.KeyRunes, Paste: true}
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r != utf8.RuneError || n != 1 {
			key.Runes = append(key.Runes, r)
		}
		text = text[n:]
	}
	return key
}
