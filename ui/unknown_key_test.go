package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestKeyOfAnotherLayoutSaysSo presses keys of layouts without Latin letters: each
// is named, with what to do about it.
func TestKeyOfAnotherLayoutSaysSo(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"о", "Λ", "ש", "ش", "ㅓ", "ე", "ไ", "क", "中", "あ", "ｊ", "۳", "й"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{}, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				for _, pane := range []string{"", "tab", "l", "4"} {
					if pane != "" {
						d.Press(pane)
					}
					d.Press(key)
					d.Sees("key "+key+" has no meaning here", "switch the keyboard to a Latin layout")
				}
				d.Press("1", "esc", "esc")
				d.SeesNot("has no meaning here")
			})
		})
	}
}

func TestUnknownKeySaysWhereTheKeysAre(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"é", "@", "ñ", "~", "€", "😀"} {
		inBubble(t, 80, 24, setup{}, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			d.Press(key)
			d.Sees("key " + key + " has no meaning here: ? shows the keys")
		})
	}
}

// A mark that stands alone, and any character in ASCII, is named by its number.
func TestUnknownKeyIsNamedReadably(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{ascii: true}, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("о")
		d.Sees("key U+043E has no meaning here")
	})
	inBubble(t, 80, 24, setup{}, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("\u0e31")
		d.Sees("key U+0E31 has no meaning here")
	})
}

// A key that is held is answered once, and so is a burst; what is said goes away
// by itself or with the next key.
func TestUnknownKeyIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		said := 0
		for range 80 { // for 8 s
			d.Press("о")
			d.Advance(100 * time.Millisecond)
			if strings.Contains(d.View(), "has no meaning") {
				said++
			}
		}
		if said < 40 || said > 50 {
			t.Errorf("it was said for %d tenths of a second", said)
		}
		d.Advance(2 * time.Second)
		d.Burst("привет")
		if n := strings.Count(d.View(), "has no meaning"); n != 1 {
			t.Errorf("a burst is answered %d times", n)
		}
		d.Press("j")
		d.SeesNot("has no meaning")
	})
}

// A failure waits until it is dismissed, and no other message is lost.
func TestUnknownKeyHidesNoMessage(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(_ *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		server.Break("stop", uitest.Refused)
		d.Press("x", "y")
		d.Advance(2 * time.Second)
		d.Sees("dismiss")
		d.Press("о")
		d.Sees("dismiss")
		d.SeesNot("has no meaning here")
		d.Press("esc", "о")
		d.Sees("has no meaning here")
	})
}

// In a dialog the other layout is named too; every other key stays silent there.
func TestKeyOfAnotherLayoutInADialog(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("x")
		d.Advance(2 * time.Second)
		d.Press("н") // where y is
		d.Sees("╭ Stop api?", "key н has no meaning here")
		d.Press("e")
		d.Sees("╭ Stop api?")
		d.SeesNot("has no meaning here")
	})
}

// Where text is typed, every character is text.
func TestOtherLayoutsAreTextWhereTextIsTyped(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"/"}, {":"}, {"n", "wait", "tab"}} {
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			press(t, d, keys)
			d.Press("о", "л")
			d.Sees("ол▏")
			d.SeesNot("has no meaning")
		})
	}
}

// What the first screen says goes away with the first key, or after a while, and
// is not said again.
func TestGreetingIsSaidOnce(t *testing.T) {
	t.Parallel()
	greets := setup{ascii: true, options: func(o *ui.Options) { o.Greeting = "ASCII only" }}
	inBubble(t, 80, 24, greets, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Sees("ASCII only")
		d.Advance(10 * time.Second)
		d.Sees("ASCII only")
		d.Advance(15 * time.Second)
		d.SeesNot("ASCII only")
	})
	inBubble(t, 80, 24, greets, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("j")
		d.SeesNot("ASCII only")
		d.Advance(30 * time.Second)
		d.Press("3", "1")
		d.SeesNot("ASCII only")
	})
}

// A key that does nothing here says what is near it: the other case of the letter, else where it does
// something.
func TestAKeyThatDoesNothingSaysWhatIsNear(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		for key, want := range map[string]string{
			"X": "key X has no meaning here: x is Stop, ? shows the keys",
			"w": "key w has no meaning here: it is Wrap in the logs, ? shows the keys",
			"@": "key @ has no meaning here: ? shows the keys",
		} {
			d.Press(key)
			d.Sees(want)
		}
		d.Send(tea.KeyMsg{Type: tea.KeyF5})
		d.Sees("key f5 has no meaning here: ? shows the keys")
	})
}
