package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// TestAnEditLeavesAnotherActionPending sends an edit of the web address while a
// stop has no answer: whatever comes of the edit, the stop is not sent again.
func TestAnEditLeavesAnotherActionPending(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]uitest.Fault{
		"refused":  uitest.Answer(http.StatusBadRequest, "application/json", `{"web_public_dns":["no"]}`),
		"unknown":  uitest.Answer(http.StatusGatewayTimeout, "text/plain", "late"),
		"accepted": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				server.Take()
				server.Break("/stop/", uitest.Hang)
				d.Press("x", "y")
				d.Advance(time.Second)
				if fault != nil {
					server.Break("PATCH", fault)
				}
				d.Press("e", "tab")
				d.Paste("www.example.com")
				d.Press("enter", "enter")
				d.Advance(time.Second)
				d.Press("esc", "x", "y")
				d.Advance(time.Second)
				stops, edits := 0, 0
				for _, r := range writes(server.Take()) {
					switch {
					case strings.Contains(r.String(), "/stop/"):
						stops++
					case strings.HasPrefix(r.String(), http.MethodPatch):
						edits++
					}
				}
				if stops != 1 || edits != 1 {
					t.Errorf("%d stops and %d edits were sent, want one of each", stops, edits)
				}
				d.Sees("stopping")
			})
		})
	}
}
