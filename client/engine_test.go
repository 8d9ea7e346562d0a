package client

import (
	"maps"
	"net/http"
	"testing"
)

// TestTheEngineIsRead checks what a server says of its engine, and that what means something else by the
// names of its fields is nothing and no fault.
func TestTheEngineIsRead(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Engine{
		`{"engine": "swarm", "stop_destroys": true, "container_refusals": {"stop": "Swarm would replace it", "start": "", "terminate": 5}}`: {
			Name: "swarm", StopDestroys: true, ContainerRefusals: map[string]string{"stop": "Swarm would replace it"},
		},
		`{"engine": "docker", "extensions": []}`:                                  {Name: "docker"},
		`{"engine": "x", "stop_destroys": "yes", "container_refusals": ["stop"]}`: {Name: "x"},
	} {
		c, s := answers(t, http.StatusOK, "application/json", body)
		e, err := c.Engine(t.Context())
		if err != nil || e.Name != want.Name || e.StopDestroys != want.StopDestroys || !maps.Equal(e.ContainerRefusals, want.ContainerRefusals) {
			t.Errorf("%s: %+v, %v", body, e, err)
		}
		if got := s.requests()[0].URI; got != "/base/api/v1/engine/" {
			t.Errorf("asked: %s", got)
		}
	}
	for _, body := range []string{`[]`, `{}`, `{"engine": 5}`, `<html>`} {
		c, _ := answers(t, http.StatusOK, "application/json", body)
		if e, err := c.Engine(t.Context()); err == nil {
			t.Errorf("%s: %+v", body, e)
		}
	}
}
