package ui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// TestADialogAsksForThePortsOfAHost checks that a dialog asks a Docker host for the containers of what it is about
// where no pane shows them, as they have the ports that vanish, and no other server.
func TestADialogAsksForThePortsOfAHost(t *testing.T) {
	t.Parallel()
	for extensions, want := range map[string]bool{"host-images": true, "host-images, cluster": false, "": false} {
		s := setup{}
		s.serve = func() http.Handler {
			p := newTestPlatform(t, memory.Fleet{}, false)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				p.ServeHTTP(&announcing{w, extensions}, r)
			})
		}
		inBubble(t, 40, 12, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(10 * time.Second)
			server.Take()
			d.Press("x")
			d.Advance(3 * time.Second)
			requests := ""
			for _, r := range server.Take() {
				requests += r.String() + "\n"
			}
			detail := regexp.MustCompile(`/application/([0-9a-f-]+)/`).FindStringSubmatch(requests) // it has the links
			if detail == nil {
				t.Fatalf("no detail is asked for: %s", requests)
			}
			asked := strings.Contains(requests, "/container/?application__uuid="+detail[1])
			if asked != want {
				t.Errorf("with %q: the containers are asked for: %v\n%s", extensions, asked, requests)
			}
		})
	}
}

// announcing is an answer that names these extensions, whatever the server has.
type announcing struct {
	http.ResponseWriter

	extensions string
}

func (a *announcing) WriteHeader(status int) {
	a.Header().Set("Fleetop-Extensions", a.extensions)
	a.ResponseWriter.WriteHeader(status)
}
