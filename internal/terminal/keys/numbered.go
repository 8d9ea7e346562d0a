package keys

import (
	"strconv"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// The bits of a modifier parameter, which is one more than their sum.
const (
	shiftBit = 1 << iota
	altBit
	ctrlBit
	superBit
	hyperBit
	metaBit
	capsBit // caps lock is on
	numBit  // num lock is on

	// foreignBits are modifiers on which no key has a meaning here.
	foreignBits = superBit | hyperBit | metaBit
)

// released is the event of a key that was let go.
const released = 3

// params are the parameters of a control sequence, each with those that colons
// join to it. One that is left out is 0.
type params [][]int

// parameters reads parameters; false if there is anything but small numbers.
func parameters(text string) (out params, ok bool) {
	for group := range strings.SplitSeq(text, ";") {
		var numbers []int
		for digits := range strings.SplitSeq(group, ":") {
			n, err := strconv.ParseUint(digits, 10, 24)
			if err != nil && digits != "" {
				return nil, false
			}
			numbers = append(numbers, int(n))
		}
		out = append(out, numbers)
	}
	return out, true
}

// at returns parameter i, or what a colon joins to it, 0 if there is none.
func (p params) at(i, joined int) int {
	if i >= len(p) || joined >= len(p[i]) {
		return 0
	}
	return p[i][joined]
}

// modifiers reads a parameter of modifiers; false where the key was let go, or
// has modifiers with which it means nothing.
func (p params) modifiers(i int) (mods int, ok bool) {
	mods = max(p.at(i, 0)-1, 0)
	return mods, mods&foreignBits == 0 && mods <= capsBit|numBit|shiftBit|altBit|ctrlBit && p.at(i, 1) != released
}

// A press is a key by its number, as CSI … u of fixterms and kitty and CSI 27 … ~
// of xterm report it.
type press struct {
	code, shifted, base int // the key, with shift, and in a Latin layout; 0 if not told
	mods                int
	text                []int // what it types, if told
}

// numbered returns the key of CSI params u, or of CSI 27 ; mods ; code ~.
func numbered(seq string, final byte) (tea.KeyMsg, bool) {
	p, ok := parameters(seq)
	if !ok {
		return tea.KeyMsg{}, false
	}
	if final == '~' {
		mods, ok := p.modifiers(1)
		return press{code: p.at(2, 0), mods: mods}.key(ok && len(p) == 3)
	}
	mods, ok := p.modifiers(1)
	k := press{code: p.at(0, 0), shifted: p.at(0, 1), base: p.at(0, 2), mods: mods}
	if len(p) > 2 {
		k.text = p[2]
	}
	return k.key(ok)
}

// key returns the key as bubbletea names it; false where it means nothing, or not
// valid.
func (k press) key(valid bool) (tea.KeyMsg, bool) {
	if !valid {
		return tea.KeyMsg{}, false
	}
	msg := tea.KeyMsg{Alt: k.mods&altBit != 0}
	if named := k.named(); named != 0 {
		msg.Type = named
		return msg, true
	}
	if k.mods&ctrlBit != 0 {
		c, ok := k.control()
		msg.Type = tea.KeyType(c)
		return msg, ok
	}
	msg.Type, msg.Runes = tea.KeyRunes, k.runes()
	if len(msg.Runes) == 1 && msg.Runes[0] == ' ' {
		msg.Type = tea.KeySpace
	}
	return msg, len(msg.Runes) > 0
}

// The numbers that kitty gives to keys without a character.
const (
	firstFunction = 57376 // F13
	lastFunction  = 57383 // F20, the last with a name
	firstKeypad   = 57399
	firstPrivate  = 57344
	lastPrivate   = 63743
)

// keypadTexts is what the keys of the keypad type, from the first on.
const keypadTexts = "0123456789./*-+\r=,"

// named returns the type of a key that has a name, 0 of any other. Shift and ctrl
// are dropped where a key has no name of its own with them.
func (k press) named() tea.KeyType { //nolint:gocyclo // A flat table of keys.
	switch k.code {
	case '\r', firstKeypad + 15:
		return tea.KeyEnter
	case esc:
		return tea.KeyEsc
	case del, '\b':
		return tea.KeyBackspace
	case '\t':
		if k.mods&shiftBit != 0 {
			return tea.KeyShiftTab
		}
		return tea.KeyTab
	}
	if k.code >= firstFunction && k.code <= lastFunction {
		return function(k.code - firstFunction + 13)
	}
	with := k.mods & (shiftBit | ctrlBit)
	switch k.code - firstKeypad - len(keypadTexts) {
	case 0:
		return cursorKey('D', with)
	case 1:
		return cursorKey('C', with)
	case 2:
		return cursorKey('A', with)
	case 3:
		return cursorKey('B', with)
	case 4:
		return tea.KeyPgUp
	case 5:
		return tea.KeyPgDown
	case 6:
		return cursorKey('H', with)
	case 7:
		return cursorKey('F', with)
	case 8:
		return tea.KeyInsert
	case 9:
		return tea.KeyDelete
	}
	return 0
}

// control returns the control character that ctrl makes of a key, as terminals
// without these sequences do. A key of another layout counts as the Latin one in
// its place. With shift a letter is another key, which means nothing here.
func (k press) control() (c byte, ok bool) { //nolint:gocyclo // A flat table of ranges.
	code := k.code
	if code > '~' {
		code = k.base
	}
	if k.mods&shiftBit != 0 {
		switch {
		case k.shifted != 0:
			code = k.shifted
		case code >= 'a' && code <= 'z':
			return 0, false
		}
		if code >= 'A' && code <= 'Z' {
			return 0, false
		}
	}
	switch {
	case code >= 'a' && code <= 'z':
		return byte(code - 'a' + 1), true
	case code >= '@' && code <= '_':
		return byte(code - '@'), true
	case code == ' ' || code == '2':
		return 0, true
	case code >= '3' && code <= '7':
		return byte(code - '3' + esc), true
	case code == '/':
		return '_' - '@', true
	case code == '8' || code == '?':
		return del, true
	}
	return 0, false
}

// runes returns what a key without ctrl types, nil for nothing.
func (k press) runes() []rune {
	if k.code >= firstKeypad && k.code < firstKeypad+len(keypadTexts) {
		return []rune{rune(keypadTexts[k.code-firstKeypad])}
	}
	var out []rune
	for _, code := range k.text {
		if typable(code) {
			out = append(out, rune(code)) //nolint:gosec // It has 24 bits.
		}
	}
	if len(out) > 0 {
		return out
	}
	code := k.code
	switch {
	case k.mods&shiftBit != 0 && k.shifted != 0:
		code = k.shifted
	case (k.mods&shiftBit != 0) != (k.mods&capsBit != 0 && unicode.IsLetter(rune(code))): //nolint:gosec // It has 24 bits.
		code = int(unicode.ToUpper(rune(code))) //nolint:gosec // It has 24 bits.
	}
	if !typable(code) {
		return nil
	}
	return []rune{rune(code)} //nolint:gosec // It has 24 bits.
}

// typable says whether a number is that of a character that can be typed.
func typable(code int) bool {
	r := rune(code) //nolint:gosec // It has 24 bits.
	return code >= ' ' && (code < firstPrivate || code > lastPrivate) && !unicode.IsControl(r) && (unicode.IsGraphic(r) || unicode.IsMark(r))
}
