package keys

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	esc = 0x1b
	del = 0x7f
	bel = 0x07
)

// escape takes a sequence, or a key with alt, off the front of b, which begins
// with esc. It returns the length, 0 if more bytes are needed.
func (d *Decoder) escape(b []byte, t *taken) int {
	if len(b) == 1 {
		return 0
	}
	switch b[1] {
	case esc:
		return d.twice(b, t)
	case '[':
		n := lengthCSI(b)
		if n > 0 {
			d.control(b[2:n], t)
		}
		return n
	case 'O':
		if len(b) < 3 {
			return 0
		}
		if key, ok := applicationKey(b[2]); ok {
			t.done = append(t.done, key)
		} else if b[2] < '!' || b[2] >= del {
			t.done = append(t.done, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'O'}, Alt: true})
			return 2
		}
		return 3
	case 'P':
		n := lengthString(b)
		if name := named(b[:n]); name != "" {
			t.answers = append(t.answers, Answer{Name: name})
		}
		return n
	case ']', '^', '_', 'X':
		return lengthString(b)
	}
	n := plain(b[1:], true, t)
	if n == 0 {
		return 0
	}
	return 1 + n
}

// twice takes esc esc off the front of b: where the sequence of a key follows that is
// this key with alt, else the first of them is the key esc.
func (d *Decoder) twice(b []byte, t *taken) int {
	if len(b) == 2 {
		return 0
	}
	if b[2] == '[' || b[2] == 'O' {
		at := len(t.done)
		n := d.escape(b[1:], t)
		if n == 0 {
			return 0
		}
		if at < len(t.done) {
			if key, ok := t.done[at].(tea.KeyMsg); ok {
				key.Alt = true
				t.done[at] = key
				return 1 + n
			}
		}
		// An answer of the terminal, or the mouse, just behind the key.
		t.done = slices.Insert(t.done, at, tea.Msg(tea.KeyMsg{Type: tea.KeyEsc}))
		return 1 + n
	}
	t.done = append(t.done, tea.KeyMsg{Type: tea.KeyEsc})
	return 1
}

// lengthCSI returns how long the control sequence at the front of b is, 0 if
// it is not complete. One that a stray byte breaks off ends before it.
func lengthCSI(b []byte) int {
	if len(b) > 2 && (b[2] == '[' || b[2] == 'O' || b[2] == 'M') {
		return lengthOdd(b)
	}
	for i := 2; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '$' && i == 3 && (b[2] == '7' || b[2] == '8'):
			return i + 1 // rxvt: shift+home and shift+end
		case c >= '@' && c < del:
			return i + 1
		case c < ' ' || c >= del:
			return i
		}
	}
	return 0
}

// lengthOdd is [lengthCSI] for the sequences that go on behind what looks like
// their end: the function keys of Linux, CSI [ A; rxvt's shifted arrows, CSI O
// A, which begin as the report that the focus was lost; and the mouse as X10
// reports it, CSI M and three bytes.
func lengthOdd(b []byte) int {
	const x10Report = 6
	switch {
	case b[2] == 'M' && len(b) >= x10Report:
		return x10Report
	case b[2] == 'M' || len(b) == 3:
		return 0
	case b[2] == '[' && (b[3] < '@' || b[3] >= del):
		return 3
	case b[2] == 'O' && !strings.ContainsRune("ABCDabcd", rune(b[3])):
		return 3
	}
	return 4
}

// lengthString returns how long the control string at the front of b (OSC,
// DCS and their like) is, 0 if it is not complete. A control character breaks
// it off.
func lengthString(b []byte) int {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c == bel:
			return i + 1
		case c == esc && i+1 == len(b):
			return 0
		case c == esc && b[i+1] == '\\':
			return i + 2
		case c < ' ':
			return i
		}
	}
	return 0
}

// named is what an answer to XTVERSION says, "" where a string is none.
func named(seq []byte) string {
	const longest = 64
	name, isAnswer := strings.CutPrefix(string(seq), "\x1bP>|")
	name, ended := strings.CutSuffix(name, "\x1b\\")
	if !isAnswer || !ended || len(name) > longest || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r >= del }) {
		return ""
	}
	return name
}

// control takes in a complete control sequence, without its introducer.
func (d *Decoder) control(seq []byte, t *taken) {
	const longest = 32 // of what has a meaning
	if len(seq) > longest {
		return
	}
	text := string(seq)
	switch {
	case text == "200~":
		d.pasting = true
	case text == "0n" || text == "3n":
		t.answers = append(t.answers, Answer{})
	case strings.HasPrefix(text, "?"):
		if mode, state, ok := strings.Cut(strings.TrimSuffix(text[1:], "$y"), ";"); ok && strings.HasSuffix(text, "$y") {
			t.answers = append(t.answers, Answer{Mode: number(mode), State: number(state)})
		}
	case strings.HasPrefix(text, "<"), strings.HasPrefix(text, "M"):
		if mouse, ok := mouse(text); ok {
			t.done = append(t.done, mouse)
		}
	default:
		if key, ok := controlKey(text); ok {
			t.done = append(t.done, key)
		}
	}
}

// number reads a small number; what is none is 0.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// applicationKey returns the key of SS3, as arrows and function keys are sent
// in application mode.
func applicationKey(final byte) (tea.KeyMsg, bool) {
	switch final {
	case 'A', 'B', 'C', 'D', 'H', 'F':
		return tea.KeyMsg{Type: cursorKey(final, 0)}, true
	case 'P', 'Q', 'R', 'S':
		return tea.KeyMsg{Type: function(1 + int(final-'P'))}, true
	case 'M':
		return tea.KeyMsg{Type: tea.KeyEnter}, true
	}
	return tea.KeyMsg{}, false
}

// controlKey returns the key of a control sequence, as bubbletea names it.
func controlKey(seq string) (tea.KeyMsg, bool) { //nolint:gocyclo // A flat table of sequences.
	if seq == "" {
		return tea.KeyMsg{}, false
	}
	final, params := seq[len(seq)-1], seq[:len(seq)-1]
	if key, ok := oldKey(params, final); ok {
		return key, true
	}
	first, second, modified := strings.Cut(params, ";")
	if final == 'u' || final == '~' && first == "27" && modified {
		return numbered(params, final)
	}
	modifier := 0
	if modified {
		p, valid := parameters(second)
		mods, ok := p.modifiers(0)
		if !valid || !ok || len(p) > 1 {
			return tea.KeyMsg{}, false
		}
		modifier = mods
	}
	with := modifier & (shiftBit | ctrlBit)
	key := tea.KeyMsg{Alt: modifier&altBit != 0}
	switch final {
	case 'A', 'B', 'C', 'D', 'H', 'F':
		if params == "" || modified && first == "1" {
			key.Type = cursorKey(final, with)
		}
	case 'P', 'Q', 'R', 'S': // R is also how the cursor's place is reported.
		if modified && first == "1" && with&ctrlBit == 0 {
			key.Type = function(1 + int(final-'P') + 12*with)
		}
	case '~':
		key.Type = numberedKey(number(first), with)
	}
	return key, key.Type != 0
}

// oldKey returns the keys of rxvt and of the Linux console.
func oldKey(params string, final byte) (tea.KeyMsg, bool) {
	switch params + string(rune(final)) {
	case "Z":
		return tea.KeyMsg{Type: tea.KeyShiftTab}, true
	case "a", "b", "c", "d":
		return tea.KeyMsg{Type: cursorKey(final-'a'+'A', shiftBit)}, true
	case "OA", "OB", "OC", "OD":
		return tea.KeyMsg{Type: cursorKey(final, shiftBit)}, true
	case "Oa", "Ob", "Oc", "Od":
		return tea.KeyMsg{Type: cursorKey(final-'a'+'A', ctrlBit), Alt: true}, true
	case "[A", "[B", "[C", "[D", "[E":
		return tea.KeyMsg{Type: function(1 + int(final-'A'))}, true
	case "5^", "6^", "7^", "8^":
		return tea.KeyMsg{Type: numberedKey(number(params), ctrlBit)}, true
	case "7$", "8$":
		return tea.KeyMsg{Type: numberedKey(number(params), shiftBit)}, true
	case "7@", "8@":
		return tea.KeyMsg{Type: numberedKey(number(params), shiftBit|ctrlBit)}, true
	}
	return tea.KeyMsg{}, false
}

// function returns function key n, from 1 to 20.
func function(n int) tea.KeyType { return tea.KeyF1 - tea.KeyType(n-1) }

// cursorKey returns an arrow, home or end with shift and ctrl.
func cursorKey(final byte, with int) tea.KeyType {
	plain, shift, ctrl, both := tea.KeyUp, tea.KeyShiftUp, tea.KeyCtrlUp, tea.KeyCtrlShiftUp
	switch final {
	case 'B':
		plain, shift, ctrl, both = tea.KeyDown, tea.KeyShiftDown, tea.KeyCtrlDown, tea.KeyCtrlShiftDown
	case 'C':
		plain, shift, ctrl, both = tea.KeyRight, tea.KeyShiftRight, tea.KeyCtrlRight, tea.KeyCtrlShiftRight
	case 'D':
		plain, shift, ctrl, both = tea.KeyLeft, tea.KeyShiftLeft, tea.KeyCtrlLeft, tea.KeyCtrlShiftLeft
	case 'H':
		plain, shift, ctrl, both = tea.KeyHome, tea.KeyShiftHome, tea.KeyCtrlHome, tea.KeyCtrlShiftHome
	case 'F':
		plain, shift, ctrl, both = tea.KeyEnd, tea.KeyShiftEnd, tea.KeyCtrlEnd, tea.KeyCtrlShiftEnd
	}
	switch with {
	case shiftBit:
		return shift
	case ctrlBit:
		return ctrl
	case shiftBit | ctrlBit:
		return both
	}
	return plain
}

// numberedKey returns the key of CSI n ~, 0 if there is none.
func numberedKey(n, with int) tea.KeyType {
	switch n {
	case 1, 7:
		return cursorKey('H', with)
	case 4, 8:
		return cursorKey('F', with)
	case 5:
		return either(with, tea.KeyPgUp, tea.KeyCtrlPgUp)
	case 6:
		return either(with, tea.KeyPgDown, tea.KeyCtrlPgDown)
	case 2:
		return either(with, tea.KeyInsert, 0)
	case 3:
		return either(with, tea.KeyDelete, 0)
	}
	f := functionNumber(n)
	switch {
	case f == 0 || with&ctrlBit != 0:
		return 0
	case with == shiftBit && f >= 5 && f <= 8:
		return function(f + 12)
	case with != 0:
		return 0
	}
	return function(f)
}

// either returns a key without and with ctrl; there is none with shift.
func either(with int, plain, ctrl tea.KeyType) tea.KeyType {
	switch with {
	case 0:
		return plain
	case ctrlBit:
		return ctrl
	}
	return 0
}

// functionNumber returns which function key CSI n ~ is, 0 if it is none.
func functionNumber(n int) int {
	switch {
	case n >= 11 && n <= 15:
		return n - 10
	case n >= 17 && n <= 21:
		return n - 11
	case n >= 23 && n <= 26:
		return n - 12
	case n == 28 || n == 29:
		return n - 13
	case n >= 31 && n <= 34:
		return n - 14
	}
	return 0
}
