package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// TestAnUnreadableFieldIsShownAsUnknown spoils fields of one application on
// their way: its row and all others stay.
func TestAnUnreadableFieldIsShownAsUnknown(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Edit(func(body string) string {
			body = strings.ReplaceAll(body, `"target_num_containers":3`, `"target_num_containers":"three"`)
			body = strings.ReplaceAll(body, `"deployed_datetime":"`, `"deployed_datetime":"not `)
			return body
		})
		d.Advance(6 * time.Second)
		d.Sees("▸ api ", "3/?", "16+/11+ containers", "worker", "5/6", "unreadable", "target_num_containers", "deployed_datetime")
		d.SeesNot("could not", "unreadable:")
		d.Press("s")
		d.Sees("api has an unreadable target")
		d.SeesNot("╭ Scale")
		server.Edit(nil)
		d.Advance(6 * time.Second)
		d.Sees("3/3")
		d.SeesNot("unreadable")
	})
}
