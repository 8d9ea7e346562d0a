package keys

import (
	"strings"
	"testing"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
)

// TestKeysByNumber reads what fixterms, kitty and xterm's modifyOtherKeys send.
func TestKeysByNumber(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		// Characters, with shift as the shifted key or as a capital.
		"\x1b[32;2u": " ", "\x1b[32u": " ", "\x1b[97u": "a", "\x1b[97;1u": "a", "\x1b[97;2u": "A", "\x1b[65;2u": "A",
		"\x1b[97:65;2u": "A", "\x1b[49:33;2u": "!", "\x1b[49;2u": "1", "\x1b[246;2u": "Ö", "\x1b[33;2u": "!",
		"\x1b[1078;1u": "ж", "\x1b[1078:1046:59;2u": "Ж", "\x1b[97;;97u": "a", "\x1b[97;2;65u": "A", "\x1b[0;;229u": "å",
		"\x1b[101;;101:769u": "e\u0301", "\x1b[128512u": "😀",
		// Caps lock and num lock.
		"\x1b[97;65u": "A", "\x1b[97;66u": "a", "\x1b[97;129u": "a", "\x1b[49;65u": "1", "\x1b[1;129A": "up", "\x1b[3;129~": "delete",
		// Control keys.
		"\x1b[99;5u": "ctrl+c", "\x1b[67;5u": "ctrl+c", "\x1b[108;5u": "ctrl+l", "\x1b[32;5u": "ctrl+@", "\x1b[47;5u": "ctrl+_",
		"\x1b[92;5u": "ctrl+\\", "\x1b[1089::99;5u": "ctrl+c", "\x1b[99;7u": "alt+ctrl+c", "\x1b[99;133u": "ctrl+c",
		"\x1b[45:95;6u": "ctrl+_", "\x1b[99;6u": "", "\x1b[99:67;6u": "", "\x1b[1089;5u": "", "\x1b[57:40;5u": "",
		// Keys with names, whatever is held with them.
		"\x1b[13u": "enter", "\x1b[13;2u": "enter", "\x1b[13;5u": "enter", "\x1b[13;3u": "alt+enter", "\x1b[27u": "esc", "\x1b[27;5u": "esc",
		"\x1b[9u": "tab", "\x1b[9;2u": "shift+tab", "\x1b[9;5u": "tab", "\x1b[127u": "backspace", "\x1b[127;2u": "backspace", "\x1b[127;5u": "backspace",
		// The keypad and function keys.
		"\x1b[57399u": "0", "\x1b[57408;129u": "9", "\x1b[57413u": "+", "\x1b[57414u": "enter", "\x1b[57419u": "up", "\x1b[57424;5u": "ctrl+end",
		"\x1b[57426u": "delete", "\x1b[57376u": "f13",
		// Alt.
		"\x1b[120;3u": "alt+x", "\x1b[120:88;4u": "alt+X", "\x1b[32;3u": "alt+ ",
		// Events: a key that is pressed or held counts, one that is let go does not.
		"\x1b[106;1:1u": "j", "\x1b[106;1:2u": "j", "\x1b[106;1:3u": "", "\x1b[106;:3u": "", "\x1b[13;1:3u": "", "\x1b[1;1:3A": "", "\x1b[1;1:1A": "up",
		"\x1b[1;5:2C": "ctrl+right", "\x1b[3;1:3~": "", "\x1b[27;1:3u": "",
		// modifyOtherKeys.
		"\x1b[27;2;32~": " ", "\x1b[27;2;13~": "enter", "\x1b[27;5;99~": "ctrl+c", "\x1b[27;2;33~": "!", "\x1b[27;6;95~": "ctrl+_", "\x1b[27;5;9~": "tab",
		"\x1b[27;3;120~": "alt+x", "\x1b[27;2;9~": "shift+tab", "\x1b[27;2;65~": "A",
		// What means nothing here: modifiers alone, media keys, super, and what is none.
		"\x1b[57441;2u": "", "\x1b[57358u": "", "\x1b[57430u": "", "\x1b[97;9u": "", "\x1b[97;17u": "", "\x1b[97;33u": "", "\x1b[u": "", "\x1b[?1u": "", "\x1b[>1u": "", "\x1b[<u": "",
		"\x1b[0u": "", "\x1b[7u": "", "\x1b[155u": "", "\x1b[55296u": "", "\x1b[1114112u": "", "\x1b[99999999999999u": "", "\x1b[8238u": "", "\x1b[97;257u": "",
		"\x1b[27;5~": "", "\x1b[27;5;99;1~": "", "\x1b[97;;27:91u": "[", "\x1b[-97u": "", "\x1b[97.u": "",
	} {
		if got := strings.Join(typed(sent+"\x1b[0n"), " "); got != want {
			t.Errorf("%q is %q, want %q", sent, got, want)
		}
	}
}

// shift+space types a space, as the key of a space.
func TestShiftSpaceIsASpace(t *testing.T) {
	t.Parallel()
	var d Decoder
	keys, _ := d.Feed([]byte("\x1b[32;2u"))
	want := []tea.Msg{tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("want - got + %s", diff)
	}
}

// FuzzKeysByNumber: whatever the numbers, what is typed is text that can be
// typed, and a sequence is one key at most.
func FuzzKeysByNumber(f *testing.F) {
	for _, params := range []string{"32;2", "97:65:97;2:1;65:769", "27;5;99", "1;129:3", ";;", ":::", "57399;129"} {
		f.Add(params, true)
		f.Add(params, false)
	}
	f.Fuzz(func(t *testing.T, params string, tilde bool) {
		if strings.Trim(params, "0123456789:;<=>?") != "" {
			return
		}
		final := "u"
		if tilde {
			final = "~"
		}
		var d Decoder
		keys, _ := d.Feed([]byte("\x1b[" + params + final))
		if d.pasting { // it was the beginning of a paste
			return
		}
		if len(keys) > 1 || d.Wait() != 0 {
			t.Fatalf("%q is %q", params+final, names(keys))
		}
		for _, done := range keys {
			k, isKey := done.(tea.KeyMsg)
			if !isKey || (k.Type == tea.KeyRunes || k.Type == tea.KeySpace) != (len(k.Runes) > 0) || k.Paste {
				t.Fatalf("%q is %+v", params+final, k)
			}
			for _, r := range k.Runes {
				if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) {
					t.Fatalf("%q types %q", params+final, r)
				}
			}
		}
	})
}
