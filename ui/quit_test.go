package ui_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/uitest"
)

func TestQuitting(t *testing.T) {
	t.Parallel()
	t.Run("q goes up, then quits", func(t *testing.T) {
		t.Parallel()
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			d.Press("j", "j", "j", "enter")
			d.Advance(time.Second)
			d.Press("l", "Z", "q")
			d.Sees("Logs · cache-1")
			d.Press("q")
			d.SeesNot("Logs · cache-1")
			d.Sees("Containers of cache")
			d.Press("q")
			d.Sees("▸ cache", "Applications")
			if d.Quit() {
				t.Fatal("q quit before it was at the top")
			}
			d.Press("q")
			if !d.Quit() {
				t.Error("q at the top did not quit")
			}
		})
	})
	t.Run("esc never quits", func(t *testing.T) {
		t.Parallel()
		inBubble(t, 120, 36, setup{sandbox: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			d.Press("l", "esc", "esc", "esc", "esc")
			if d.Quit() {
				t.Error("esc quit")
			}
		})
	})
	for _, key := range []string{"Q", "ctrl+c"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(time.Second)
				d.Press("enter", "l", key)
				if !d.Quit() {
					t.Errorf("%s did not quit", key)
				}
			})
		})
	}
}

func TestQuittingInTheReadOfAnAction(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		model, server := newTestModel(ctx, t, setup{})
		d := uitest.Drive(t, model, 120, 36)
		d.Advance(time.Second)
		d.Press("j", "j")
		server.Take()
		d.Burst("uQ")
		if !d.Quit() {
			t.Error("Q did not quit")
		}
		if sent := len(writes(server.Take())) == 1; !sent {
			t.Error("the start was not sent")
		}
		cancel()
		synctest.Wait()
	})
}
