package client

import "testing"

// TestFieldsBeyondTheDocumentsAreRead checks that health, owner and the engine's state are read where
// they are texts, and are nothing and no fault where a server means something else by them.
func TestFieldsBeyondTheDocumentsAreRead(t *testing.T) {
	t.Parallel()
	const list = `{"meta": {"total_count": 2}, "objects": [
		{"uuid": "a", "health": "healthy", "engine_state": "paused", "owner": "Compose project shop", "restart_count": 3, "container_size": "XL", "memory_limit": null},
		{"uuid": "b", "health": {"status": "ok"}, "engine_state": 4, "owner": ["me"], "restart_count": "x", "container_size": "S", "memory_limit": 7}]}`
	c, _ := answers(t, 200, "application/json", list)
	page, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
	checkPage(
		t, page, err, Meta{Total: 2},
		Container{UUID: "a", Health: "healthy", EngineState: "paused", Owner: "Compose project shop"},
		Container{UUID: "b", Size: SizeS},
	)
	c, _ = answers(t, 200, "application/json", list)
	apps, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
	checkPage(t, apps, err, Meta{Total: 2}, Application{UUID: "a", Owner: "Compose project shop"}, Application{UUID: "b", Size: SizeS})
}
