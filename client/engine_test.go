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
		`{"engine": "docker", "extensions": []}`:                                                               {Name: "docker"},
		`{"engine": "docker", "touch": "own", "left_out": 12}`:                                                 {Name: "docker", OwnOnly: true, LeftOut: 12},
		`{"engine": "docker", "touch": "all"}`:                                                                 {Name: "docker"},
		`{"engine": "x", "stop_destroys": "yes", "container_refusals": ["stop"], "touch": 1, "left_out": -12}`: {Name: "x"},
		`{"engine": "x", "touch": ["own"], "left_out": "many"}`:                                                {Name: "x"},
	} {
		c, s := answers(t, http.StatusOK, "application/json", body)
		e, err := c.Engine(t.Context())
		if err != nil || e.Name != want.Name || e.StopDestroys != want.StopDestroys || e.OwnOnly != want.OwnOnly || e.LeftOut != want.LeftOut || !maps.Equal(e.ContainerRefusals, want.ContainerRefusals) {
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
