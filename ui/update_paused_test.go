package ui_test

import (
	"testing"
	"time"

	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/platform/engine"
	"fleetop/internal/uitest"
)

// TestAnUpdateThatWentWrongIsAProblemWithItsReason checks what the screen says of an update that a cluster has
// paused, and of one that it has rolled back, though all containers run again.
func TestAnUpdateThatWentWrongIsAProblemWithItsReason(t *testing.T) {
	t.Parallel()
	const web = "10000000-0000-4000-8000-000000000001"
	onCluster(t, 120, 36, func(t *testing.T, d *uitest.Driver, e *cluster.Engine, _ *uitest.Server) {
		d.Advance(6 * time.Second)
		d.Sees("● 4 running")
		broken := engine.ParseRef("nginx:missing")
		e.Change(web, engine.Want{Image: &broken, Redeploy: true})
		d.Advance(20 * time.Second)
		d.Press("G") // the services begin with the one whose name comes first
		d.Advance(5 * time.Second)
		d.Sees("! 1 problem", "! Partly running", "! shop_web 2/3: update paused")
		d.Sees("││ update paused due to failure of task", "shop_web-1 No such image: nginx:missing", "degraded 3/3 → 2/3: update paused")
		d.Press("s")
		d.SeesNot("The update of shop_web") // nothing is sent yet
		d.Press("4")
		d.Sees("The update of shop_web is paused, and goes on if", "Redeploy it first, with an image that works.")
		d.Press("esc")

		e.RollBack(web, engine.ParseRef("nginx:1"))
		d.Advance(20 * time.Second)
		d.Sees("! 1 problem", "! Partly running", "3/3", "rollback completed")
		d.Sees("││ rollback completed", "2/3 → 3/3: rollback completed")
		d.Press("!")
		d.Sees("1 of 4")

		e.Change(web, engine.Want{Redeploy: true})
		d.Advance(20 * time.Second)
		d.Sees("● 4 running", "nothing needs attention")
		d.SeesNot("1 problem")
	})
}
