package session

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// reach sends a key until the screen matches, at most a number of times; each press waits until it
// has moved what is selected.
func reach(t *testing.T, term *ptytest.Terminal, key, pattern string, most int) {
	t.Helper()
	re, marker := regexp.MustCompile("(?m)"+pattern), regexp.MustCompile(`▸ +\S+( \S+)?`)
	selected := func(text string) string { return strings.Join(marker.FindAllString(text, -1), "\n") }
	for range most {
		before := term.Screen()
		if re.MatchString(before) {
			return
		}
		term.Send(key)
		term.WaitUntil("the selection moves", func(s *vt.Screen) bool { return selected(s.Text()) != selected(before) })
	}
	t.Fatalf("%d presses of %q do not lead to %q:\n%s", most, key, pattern, term.Screen())
}

// TestAnApplicationLivesByKeyboardAlone does with the keyboard alone all that becomes of an
// application, from its creation on, in the sandbox.
func TestAnApplicationLivesByKeyboardAlone(t *testing.T) {
	t.Parallel()
	term := ptytest.Start(t, ptytest.Options{Path: program, Args: []string{"--grace", "2s"}, Cols: 120, Rows: 36})
	term.WaitFor(`▸ worker .*! Partly running`)

	term.Send("n") // create
	term.WaitFor(`╭ New application`)
	term.Send("\t", "tutum/hello-world", "\t", "fresh")
	term.WaitFor(`Name +fresh`)
	reach(t, term, "\t", `▸ \[ Create \]`, 30)
	term.Send("\r")
	term.WaitFor(`▸ fresh .*● Running +1/1`)

	term.Send("e") // edit
	term.WaitFor(`╭ Edit fresh`)
	term.Send("\x7f", "2")
	reach(t, term, "\t", `▸ \[ \w+ \]`, 10)
	term.Send("\r")
	term.WaitFor(`▸ fresh .*● Running +2/2`)

	term.Send(" ", "k", "k", " ") // mark two, and stop both, but take it back
	term.WaitFor(`2 marked`)
	term.Send("x")
	term.WaitFor(`Stop 2 applications\?`)
	term.Send("y")
	term.WaitFor(`z undo`)
	term.Send("z")
	term.WaitFor(`cancelled`)
	term.Send("x")
	term.WaitFor(`Stop 2 applications\?`)
	term.Send("y")
	term.WaitFor(`Stopped 2`)
	term.WaitFor(`fresh .*○ Stopped +0/2`)

	reach(t, term, "j", `▸ fresh`, 3)
	term.Send("u")
	term.WaitFor(`▸ fresh .*● Running +2/2`)
	term.Send("R") // restart
	term.WaitFor(`Restart fresh\?`)
	term.Send("y")
	term.WaitFor(`waiting 2/3`)
	term.WaitFor(`fresh restarted: Running`)

	term.Send("y") // copy
	term.WaitFor(`╭ Copy from fresh`)
	term.Send("n")
	term.WaitOutput("\x1b]52;c;ZnJlc2g=\a")
	term.WaitFor(`sent to the terminal's clipboard`)

	term.Send("\x13") // save
	term.WaitFor(`╭ Save `)
	path := filepath.Join(t.TempDir(), "apps.csv")
	term.Send("\x15", path)
	term.WaitFor(`> .*apps\.csv`)
	term.Send("\r")
	term.WaitFor(`saved to .*apps\.csv`)
	saved, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(saved), "\nfresh,Running,2/2,") {
		t.Errorf("saved %q, %v", saved, err)
	}

	term.Send("3", "n") // an image of the account's own, and away with it
	term.WaitFor(`╭ Add a private image`)
	term.Send("quay.io/me/mine", "\t", "me", "\t", "s3cret")
	reach(t, term, "\t", `▸ \[ \w+ \]`, 10)
	term.Send("\r")
	term.WaitFor(`▸ quay\.io/me/mine +private`)
	term.Send("D")
	term.WaitFor(`Remove image quay\.io/me/mine\?`)
	term.Send("quay.io/me/mine", "\r")
	term.WaitFor(`remove accepted|is removed|gone`)
	term.WaitGone(`▸ quay\.io/me/mine`)

	term.Send("Q")
	term.Wait()
}
