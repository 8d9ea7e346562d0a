package ui_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

const heldWords = "he key was held or hit twice: nothing was"

// sentSince counts the writes that reached the server since it was last asked.
func sentSince(server *uitest.Server) int { return len(writes(server.Take())) }

// A held enter on the button of a form sends it once, whatever comes of it; the
// next press sends it again.
func TestAHeldKeySendsAFormOnce(t *testing.T) {
	t.Parallel()
	refused := uitest.Answer(http.StatusBadRequest, "application/json", `{"error": "no"}`)
	for _, answer := range []struct {
		name, says string
		fault      uitest.Fault
		leaves     bool // the focus leaves the button
	}{
		{"lost", "unknown: it may have been done", uitest.Reset, true},
		{"refused", "refused: 400 no", refused, false},
	} {
		for _, form := range []struct {
			name string
			open []string
		}{
			{"create", []string{"n", "tab", "redis", "shift+tab", "shift+tab"}},
			{"edit", []string{"e", "backspace", "4", "tab", "tab"}},
			{"add image", []string{"3", "n", "quay.io/acme/new", "tab", "robot", "tab", "s3cret", "tab", "tab"}},
		} {
			t.Run(form.name+" "+answer.name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(time.Second)
					press(t, d, form.open)
					d.Sees("▸ [ ")
					server.Break("P", answer.fault)
					server.Take()
					d.Press("enter")
					d.Sees(answer.says)
					if onButton := d.Line("▸ [ ") != ""; onButton == answer.leaves {
						t.Errorf("the focus is on the button: %v", onButton)
					}
					d.Advance(time.Second)
					for d.Line("▸ [ ") == "" {
						d.Press("shift+tab")
					}
					server.Take()
					d.Hold("enter", 2*time.Second)
					d.Sees(answer.says)
					want := 1
					if answer.leaves && form.name != "edit" { // the button looks first
						want = 0
					}
					if n := sentSince(server); n != want {
						t.Errorf("%d requests, want %d", n, want)
					}
				})
			})
		}
	}
}

// A held enter in the palette opens a dialog and confirms nothing in it, and
// nothing after it.
func TestAHeldKeyConfirmsNothingInTheDialogItOpened(t *testing.T) {
	t.Parallel()
	for _, run := range []string{"redeploy bench-00001", "scale 5"} {
		inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			server.Take()
			d.Press(":")
			d.Burst(run)
			d.Hold("enter", 2*time.Second)
			d.Sees(heldWords + " sent")
			if n := sentSince(server); n != 0 {
				t.Errorf("%s: %d requests", run, n)
			}
			d.Press("enter")
			if n := sentSince(server); n != 1 {
				t.Errorf("%s: %d requests once it is pressed again", run, n)
			}
			d.Hold("enter", 2*time.Second)
		})
	}
}

// The enter that leads to the button of a form that destroys something does not
// press it too, however slowly it repeats.
func TestHitTwiceAFormThatDestroysIsNotSent(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		byName(d, "redeploy bench-00001")
		d.Advance(time.Second)
		server.Take()
		d.Read("enter")
		d.Advance(650 * time.Millisecond)
		d.Read("enter")
		d.Sees(heldWords + " sent")
		if n := sentSince(server); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// Fields are gone through as fast as fingers are, and the button is pressed with
// the same key; one that comes faster presses no button.
func TestQuickTypingGoesThroughAForm(t *testing.T) {
	t.Parallel()
	for gap, want := range map[time.Duration]int{160 * time.Millisecond: 1, 100 * time.Millisecond: 0, 0: 0} {
		inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			server.Take()
			press(t, d, []string{"e", "backspace", "4"})
			for range 3 {
				d.Read("enter")
				d.Advance(gap)
			}
			if n := sentSince(server); n != want {
				t.Errorf("%v apart: %d requests", gap, n)
			}
		})
	}
}

// A key that is held beyond the dialog that it has closed does nothing more; esc
// goes on.
func TestAHeldKeyDoesNothingBeyondItsDialog(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		d.Press("s", "5")
		d.Hold("enter", 2*time.Second)
		if n := sentSince(server); n != 1 {
			t.Errorf("%d requests", n)
		}
		d.Sees("╭ Applications")
		d.Press("?")
		d.Hold("q", 2*time.Second)
		if d.Quit() {
			t.Error("the key that closed the help has quit")
		}
		d.Press("/")
		d.Burst("00002")
		d.Press("enter", "?")
		d.SeesNot("bench-00006")
		d.Press("esc", "esc")
		d.Sees("bench-00006")
	})
}

// A held enter does not overwrite a file that it has found there.
func TestAHeldKeyOverwritesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "there.txt")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("ctrl+s", "ctrl+u")
		d.Paste(path)
		d.Hold("enter", 2*time.Second)
		d.Sees("╭ Overwrite?", "what is in it would be lost", heldWords+" written", "enter Overwrite")
		if got := content(t, path); got != "mine" {
			t.Fatalf("it was overwritten: %q", got)
		}
		d.Press("enter")
		d.Sees("saved to " + path)
	})
}
