package ui_test

import (
	"context"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestWhatIsSaidLaterIsHeard checks that what the program has to say while the screen is there is said in
// the last line, and stands in Activity.
func TestWhatIsSaidLaterIsHeard(t *testing.T) {
	t.Parallel()
	s := setup{options: func(o *ui.Options) {
		left := []string{"the server has ended", "the disk is slow"}
		o.Hear = func(ctx context.Context) (string, bool) {
			select {
			case <-time.After(3 * time.Second):
			case <-ctx.Done():
			}
			if len(left) == 0 || ctx.Err() != nil {
				return "", false
			}
			note := left[0]
			left = left[1:]
			return note, true
		}
	}}
	inBubble(t, 120, 36, s, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.SeesNot("the server has ended")
		d.Advance(2 * time.Second)
		d.Sees("the server has ended")
		d.Advance(3 * time.Second)
		d.Sees("the disk is slow")
		d.Press("4")
		d.Sees("the server has ended")
	})
}
