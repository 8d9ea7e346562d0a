package ui_test

import (
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestTheHeaderNamesTheManagerThatIsAskedNow has another manager of a cluster taken while the screen is open.
func TestTheHeaderNamesTheManagerThatIsAskedNow(t *testing.T) {
	t.Parallel()
	now := "m1"
	s := setup{options: func(opt *ui.Options) {
		opt.Engine, opt.Server, opt.ServerNow = "swarm", "m1", func() string { return now }
	}}
	inBubble(t, 120, 36, s, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("swarm · m1")
		now = "m2"
		d.Advance(6 * time.Second)
		d.Sees("swarm · m2")
		d.SeesNot("swarm · m1")
	})
}
