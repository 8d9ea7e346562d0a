package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

func TestAClosedFormSaysWhatOpensItAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("G", "k")
		for _, test := range []struct {
			open []string
			says string
		}{
			{[]string{"n", "a", "esc"}, "New application: kept, n opens it again"},
			{[]string{"e", "9", "esc"}, "Edit web: kept, e opens it again"},
			{[]string{":", "redeploy", "enter", "2", "esc"}, "Redeploy web: kept, :redeploy opens it again"},
			{[]string{":", "policies", "enter", "left", "esc"}, "Policies of web: kept, :policies opens it again"},
			{[]string{"3", "n", "a", "esc"}, "Add a private image: kept, n opens it again"},
		} {
			for _, key := range test.open {
				if len(key) > 5 {
					d.Burst(key)
				} else {
					d.Press(key)
				}
				d.Advance(2 * time.Second)
			}
			d.Sees(test.says)
		}
		d.Press("1", "n")
		d.Press("shift+tab", "shift+tab")
		server.Slow("POST", 5*time.Second)
		d.Press("enter", "esc")
		d.Sees("New application: being sent, n shows it")
	})
}

// TestADiscardedFormIsNotKept empties forms that began with something in them:
// that is no change to be kept, nor to be sent.
func TestADiscardedFormIsNotKept(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{handler: &recorder{}}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("G", "e", "backspace", "9", "ctrl+x", "ctrl+x")
		d.SeesNot("kept")
		d.Press("e")
		d.Sees("Containers   2▏", "www.example.com")
		d.Press("esc", "3")
		d.Advance(time.Second)
		d.Press("e", "x", "ctrl+x", "ctrl+x")
		d.SeesNot("kept")
		d.Press("e")
		d.Sees("ours")
	})
}

// The last line says what became of a form just now, not what did before.
func TestADiscardedFormIsSaidToBeDiscarded(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("n", "a", "esc")
		d.Sees("New application: kept, n opens it again")
		d.Press("n")
		d.SeesNot("New application: kept")
		d.Press("ctrl+x")
		d.Sees("ctrl+x again discards what was typed")
		d.Press("ctrl+x")
		d.Sees("New application: discarded")
		d.SeesNot("kept")
		d.Press("n", "tab", "a", "esc", "n", "backspace", "esc")
		d.SeesNot("kept", "discarded")
	})
}

// Quitting asks once before it loses what was typed into forms; Q does not.
func TestQuittingWithKeptFormsAsks(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "ctrl+c", "Q"} {
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			d.Press("n", "tab", "a", "esc", "e", "9", "esc")
			server.Take()
			d.Press(key)
			if key == "Q" {
				if !d.Quit() {
					t.Errorf("Q asks:\n%s", d.View())
				}
				return
			}
			d.Sees("Quit?", "what you typed into Edit api and New application has not", "been sent. Quit without sending it?")
			d.Press("n")
			d.Advance(time.Second)
			d.Press("n")
			d.Sees("Image        a") // it is there still
			d.Press("ctrl+x", "ctrl+x", "e", "ctrl+x", "ctrl+x", key)
			if !d.Quit() {
				t.Errorf("%s asks although nothing is kept:\n%s", key, d.View())
			}
		})
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			d.Press("n", "tab", "a", "esc", key)
			if key != "Q" {
				d.Press("y")
			}
			if !d.Quit() {
				t.Errorf("it does not quit:\n%s", d.View())
			}
		})
	}
}

func TestAnErrorIsSaidOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		newForm(d)
		fill(d, "tutum/mysql", "-bad")
		d.Press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "enter")
		d.Sees("! A name has at most 63 letters")
		for range 2 {
			if n := strings.Count(d.View(), "at most 63 letters"); n != 1 {
				t.Errorf("the rule is there %d times:\n%s", n, d.View())
			}
			for range 14 {
				d.Press("tab")
			}
			d.Press("enter") // the same once more
		}
	})
}

func TestPoliciesThatTheServerDoesNotTell(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Edit(func(body string) string {
			return strings.NewReplacer(`"autorestart"`, `"other"`, `"autodestroy"`, `"another"`).Replace(body)
		})
		d.Advance(6 * time.Second)
		byName(d, "policies web")
		d.Sees("leave it as it is; this server does not say what it is", "Nothing is changed yet", "← → to choose.")
		d.Press("tab", "backspace")
		d.Sees("(leave it as it is: ON_FAILURE)", "Nothing is changed yet")
		d.Press("o")
		d.Sees("They act on containers that stop by themselves")
	})
}
