package ui_test

import (
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

func TestQuittingWhileSomethingCountsDownAsksOnce(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "Q", "ctrl+c"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
				press(t, d, []string{"D", "bench-00001", "enter"})
				d.Press(key)
				d.Sees("Quit?", "terminate bench-00001 has not been sent. Quit without", "[ y Quit ]  [ n Stay ]")
				d.Advance(time.Minute) // the question holds the countdown
				nothingSent(t, server)
				d.Press("Q", "n")
				if d.Quit() {
					t.Fatal("it quit without an answer")
				}
				d.Sees("Terminating bench-00001 in 5 s")
				d.Press(key, "y")
				if !d.Quit() {
					t.Error("y does not quit")
				}
				nothingSent(t, server)
			})
			countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
				press(t, d, []string{"D", "bench-00001", "enter"})
				d.Press(key, "n")
				d.Advance(5 * time.Second)
				if got := about(writes(server.Take()), ids); got != "bench-00001" {
					t.Errorf("sent to %q", got)
				}
				d.Press(key)
				if !d.Quit() {
					t.Error("it asks again although everything is sent")
				}
			})
		})
	}
}

func TestQuittingWhileManyAreSentAsks(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Slow("POST", time.Second)
		server.Take()
		d.Press("*", "x", "y", "Q")
		d.Sees("Quit?", "stop 2 of 6 applications has not been sent. Quit")
		d.Advance(5 * time.Second)
		if got := writes(server.Take()); len(got) != 4 {
			t.Errorf("sent %v", got)
		}
		d.Press("n")
		d.Advance(5 * time.Second)
		if got := writes(server.Take()); len(got) != 2 {
			t.Errorf("then sent %v", got)
		}
	})
}
