package ui_test

import (
	"context"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestNothingCountsDownWhileHidden has the editor and the shell wait while something
// counts down: behind them nobody could see it, or take it back.
func TestNothingCountsDownWhileHidden(t *testing.T) {
	t.Parallel()
	edited := 0
	s := withGrace(setup{fleet: memory.Sized(6, 2), options: func(o *ui.Options) {
		o.Host.CanSuspend = func() bool { return true }
		o.Host.Edit = func(_ context.Context, _, text string) (string, error) {
			edited++
			return text, nil
		}
	}})
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		press(t, d, []string{"D", "bench-00001", "enter"})
		d.Sees(" undo")
		d.Press("ctrl+z")
		d.Sees("an action is counting down: possible once")
		d.Press("n", "ctrl+e")
		d.Sees("an action is counting down: the editor opens once")
		if edited != 0 {
			t.Error("the editor was opened over a countdown")
		}
		d.Press("esc", "z")
		d.Press("n", "ctrl+e")
		d.Advance(time.Second)
		if edited != 1 {
			t.Errorf("the editor was opened %d times once nothing counted down", edited)
		}
		if got := writes(server.Take()); len(got) != 0 {
			t.Errorf("%v was sent", got)
		}
	})
}

// TestNothingIsSentBehindTheEditor keeps in sight what is on its way for many, with
// the key that stops the rest.
func TestNothingIsSentBehindTheEditor(t *testing.T) {
	t.Parallel()
	edited := 0
	s := setup{fleet: memory.Sized(6, 2), options: func(o *ui.Options) {
		o.Host.Edit = func(_ context.Context, _, text string) (string, error) {
			edited++
			return text, nil
		}
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Slow("POST", 2*time.Second)
		d.Press("*", "x", "y", "n", "ctrl+e")
		d.Sees("an action on many is on its way: the editor opens once it is through")
		if edited != 0 {
			t.Error("the editor was opened over what is being sent")
		}
		d.Advance(10 * time.Second)
		d.Press("ctrl+e")
		d.Advance(time.Second)
		if edited != 1 {
			t.Errorf("the editor was opened %d times once nothing was on its way", edited)
		}
	})
}

// TestLateSettingsFillNoOtherForm has the answer come after the form that
// asked for it was closed and opened again.
func TestLateSettingsFillNoOtherForm(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{handler: &recorder{}}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("j", "n", "tab")
		d.Paste("x")
		d.Press("shift+tab")
		server.Slow("/application/"+webUUID, 5*time.Second)
		d.Press(" ", "esc", "/")
		d.Paste("nothingmatches")
		d.Press("enter", "n")
		d.Advance(10 * time.Second)
		d.Sees("came too late: nothing was filled")
	})
}

func TestACountdownThatNobodyCanSeeIsTakenBack(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
		press(t, d, []string{"D", "bench-00001", "enter"})
		d.Unread()
		d.Advance(7 * time.Second)
		d.Sees("Terminating bench-00001 waits for the terminal · z undo")
		d.Advance(8*time.Second + recheckPatience)
		d.Sees("bench-00001: terminate not sent: the terminal did not take the screen")
		d.Advance(time.Minute)
		nothingSent(t, server)
	})
}
