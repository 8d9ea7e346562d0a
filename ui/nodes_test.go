package ui_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/goldentest"
	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// onCluster runs a test over a cluster with three nodes on which others run services.
func onCluster(t *testing.T, w, h int, test func(t *testing.T, d *uitest.Driver, e *cluster.Engine, server *uitest.Server)) {
	t.Helper()
	var e *cluster.Engine
	s := setup{serve: func() http.Handler {
		e = shop()
		return platformOf(t, e)
	}}
	inBubble(t, w, h, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) { test(t, d, e, server) })
}

// shop is a cluster with services in it.
func shop() *cluster.Engine {
	e := cluster.New(time.Now)
	e.Nodes("node-1", "node-2", "node-3")
	for i, name := range []string{"shop_web", "shop_api", "shop_db"} {
		e.Run(fmt.Sprintf("10000000-0000-4000-8000-00000000000%d", i+1), name, 3-i, false)
	}
	e.Run("10000000-0000-4000-8000-000000000009", "shop_agent", 1, true)
	return e
}

func platformOf(t testing.TB, e *cluster.Engine) http.Handler {
	t.Helper()
	p, err := platform.New(platform.Options{URL: "http://127.0.0.1:8000/", User: testUser, Key: testKey, Engine: e, Random: memory.Repeating(2)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestNodeScreens compares what shows on which node containers are with golden frames.
func TestNodeScreens(t *testing.T) {
	t.Parallel()
	calm := func(d *uitest.Driver, _ *uitest.Server) { d.Advance(20 * time.Second) }
	of := setup{serve: func() http.Handler { return platformOf(t, shop()) }}
	compareScreens(t, []screen{
		{name: "nodes-containers", setup: of, keys: []string{"2"}, then: calm},
		{name: "nodes-container", setup: of, keys: []string{"2", "/", "web-2", "enter", "enter"}, then: calm},
		{name: "nodes-application", setup: of, keys: []string{"/", "web", "enter", "enter"}, then: calm},
		{name: "nodes-filter", setup: of, keys: []string{"2", "/", "node:node-2", "enter"}, then: calm},
	})
}

// TestApplicationsAreFoundByTheirNodes checks the filter, the values that it names, and the column of nodes.
func TestApplicationsAreFoundByTheirNodes(t *testing.T) {
	t.Parallel()
	onCluster(t, 120, 36, func(t *testing.T, d *uitest.Driver, e *cluster.Engine, _ *uitest.Server) {
		d.Advance(6 * time.Second)
		filter := func(text string) {
			d.Press("/", "ctrl+u")
			press(t, d, []string{text, "enter"})
		}
		filter("node:node-2")
		d.Sees("2 of 4", "▸ shop_api")
		filter("node:x")
		d.Sees("Nodes here:", "node-3")
		filter(`node:"node-3"`)
		d.Sees("1 of 4", "▸ shop_web")
		e.Lose("node-3")
		d.Advance(10 * time.Second)
		d.Sees("Nodes here:")
		d.SeesNot("node-2, node-3")
		press(t, d, []string{"esc", "2"})
		d.Advance(6 * time.Second)
		d.Sees("NODE")
		e.Lose("node-2")
		d.Advance(6 * time.Minute) // until those that are gone are not listed any more
		d.SeesNot("NODE")          // all are on the same
	})
}

// TestTheScreenTellsThatContainersMoved checks what is told of a node that is lost, to who looks at the
// containers and to who does not.
func TestTheScreenTellsThatContainersMoved(t *testing.T) {
	t.Parallel()
	onCluster(t, 200, 40, func(t *testing.T, d *uitest.Driver, e *cluster.Engine, _ *uitest.Server) {
		d.Advance(6 * time.Second)
		press(t, d, []string{"2"})
		d.Advance(20 * time.Second)
		e.Lose("node-2")
		d.Advance(20 * time.Second)
		d.Sees("moved shop_web-2 from node-2 to node-3", "moved shop_api-2 from node-2 to node-3")
		d.SeesNot("nodes node-1")
		goldentest.Compare(t, "screens/nodes-moved-200x40.txt", d.View())
		press(t, d, []string{"3"})
		d.Advance(5 * time.Minute)
		e.Lose("node-3")
		d.Advance(30 * time.Second)
		d.Press("4")
		d.Sees("nodes node-1, node-3 → node-1")
	})
}
