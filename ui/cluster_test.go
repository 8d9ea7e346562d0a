package ui_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestClusterScreens compares dialogs that say what a cluster destroys with golden frames.
func TestClusterScreens(t *testing.T) {
	t.Parallel()
	of := setup{serve: func() http.Handler { return platformOf(t, shop()) }}
	soon := func(d *uitest.Driver, _ *uitest.Server) { d.Advance(3 * time.Second) }
	compareScreens(t, []screen{
		{name: "cluster-stop", setup: of, keys: []string{"/", "web", "enter", "x"}, then: soon},
		{name: "cluster-scale", setup: of, keys: []string{"/", "web", "enter", "-"}, then: soon},
		{name: "cluster-terminate", setup: of, keys: []string{"/", "web", "enter", "D"}, then: soon},
	})
}

// TestAStopOnAClusterCountsDown checks that a stop can be taken back where it destroys something.
func TestAStopOnAClusterCountsDown(t *testing.T) {
	t.Parallel()
	s := setup{serve: func() http.Handler { return platformOf(t, shop()) }, options: func(o *ui.Options) { o.Grace = 5 * time.Second }}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(6 * time.Second)
		press(t, d, []string{"/", "web", "enter", "x", "wait", "y"})
		d.Sees("z undo")
		d.Press("z")
		d.Advance(10 * time.Second)
		for _, r := range server.Take() {
			if r.Method == http.MethodPost {
				t.Errorf("sent: %s", r)
			}
		}
	})
}

// TestWhatAClusterRefusesIsNotSent checks that nothing is asked of a single container, nor a global service
// scaled, and that the reason is said.
func TestWhatAClusterRefusesIsNotSent(t *testing.T) {
	t.Parallel()
	onCluster(t, 120, 36, func(t *testing.T, d *uitest.Driver, _ *cluster.Engine, server *uitest.Server) {
		d.Advance(6 * time.Second)
		press(t, d, []string{"/", "agent", "enter", "s"})
		d.Sees("cannot scale: shop_agent runs once on every node: it cannot be scaled")
		press(t, d, []string{"esc", "esc", "2"})
		d.Advance(6 * time.Second)
		for key, verb := range map[string]string{"x": "stop", "D": "terminate", "R": "restart"} {
			press(t, d, []string{key})
			d.Sees("cannot " + verb + ": this engine keeps the containers of an application by itself: ask for it on the application")
			press(t, d, []string{"esc"})
		}
		for _, r := range server.Take() {
			if r.Method != http.MethodGet {
				t.Errorf("sent: %s", r)
			}
		}
	})
}

// TestTheWorstIsSaidBeforeAClusterHasToldWhatItDoes checks that no dialog says that data stays while that is
// not known, and that it is asked again.
func TestTheWorstIsSaidBeforeAClusterHasToldWhatItDoes(t *testing.T) {
	t.Parallel()
	var healthy atomic.Bool
	s := setup{serve: func() http.Handler {
		p := platformOf(t, shop())
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v1/engine/" && !healthy.Load() {
				http.Error(w, "no", http.StatusInternalServerError)
				return
			}
			p.ServeHTTP(w, r)
		})
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(6 * time.Second)
		press(t, d, []string{"/", "web", "enter", "x"})
		d.Sees("The cluster keeps nothing")
		d.SeesNot("data stays")
		healthy.Store(true)
		d.Advance(61 * time.Second)
		d.SeesNot("The cluster")
		d.Sees("Cluster keeps nothing")
	})
}
