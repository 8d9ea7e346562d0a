package docker

import (
	"strings"
	"testing"

	"fleetop/internal/platform/engine"
)

// TestCheck checks what is refused, and in which words.
func TestCheck(t *testing.T) {
	t.Parallel()
	compose := map[string]string{composeProject: "shop", composeService: "web", composeNumber: "1"}
	swarm := map[string]string{swarmService: "s1", swarmName: "web", swarmTask: "web.1.x"}
	own := map[string]string{labelApplication: anApp, labelContainer: aUUID, labelOwner: "fleetop"}
	other := map[string]string{labelApplication: anApp, labelContainer: aUUID, labelOwner: "other"}
	fixed := []engine.Binding{{Port: engine.Port{Number: 80, Protocol: "tcp"}, Outer: 8080}}
	for _, test := range []struct {
		name string
		f    facts
		want map[engine.Op]string // what is refused; all else is not
	}{
		{"own-1", facts{labels: own, fixed: fixed}, nil},
		{"other-1", facts{labels: other}, map[engine.Op]string{
			engine.OpGrow: `scale it there`, engine.OpUpdate: `the fleetop server "other"`, engine.OpRedeploy: "redeploy it there",
		}},
		{"redis", facts{}, map[engine.Op]string{engine.OpUpdate: "cannot be changed here", engine.OpRedeploy: "redeploy it there"}},
		{"shop-web-1", facts{labels: compose}, map[engine.Op]string{
			engine.OpUpdate: "the Compose project shop", engine.OpRedeploy: "the Compose project shop",
		}},
		{"shop-web-1", facts{labels: compose, fixed: fixed}, map[engine.Op]string{
			engine.OpGrow:   "port 8080 of the host belongs to shop-web-1: a second container cannot have it",
			engine.OpUpdate: "", engine.OpRedeploy: "",
		}},
		{"front", facts{labels: compose}, map[engine.Op]string{engine.OpGrow: "fixed name", engine.OpUpdate: "", engine.OpRedeploy: ""}},
		{"redis", facts{address: "10.0.0.7"}, map[engine.Op]string{engine.OpGrow: "10.0.0.7", engine.OpUpdate: "", engine.OpRedeploy: ""}},
		{"redis", facts{autoRemove: true}, map[engine.Op]string{engine.OpGrow: "--rm", engine.OpUpdate: "", engine.OpRedeploy: ""}},
		{"redis", facts{network: "container:7fa09f1a3b5c7d"}, map[engine.Op]string{engine.OpGrow: "of the container 7fa09f1a3b5c:", engine.OpUpdate: "", engine.OpRedeploy: ""}},
		{"redis", facts{network: "host", inner: []engine.Port{{Number: 80}}}, map[engine.Op]string{engine.OpGrow: "network of the host", engine.OpUpdate: "", engine.OpRedeploy: ""}},
		{"redis", facts{phase: engine.PhaseDead, word: "dead"}, map[engine.Op]string{engine.OpGrow: "is dead", engine.OpUpdate: "", engine.OpRedeploy: ""}},
		{"web.1.x", facts{labels: swarm}, map[engine.Op]string{
			engine.OpStart: "the Swarm service web", engine.OpStop: "docker service", engine.OpScale: "", engine.OpTerminate: "",
			engine.OpRedeploy: "", engine.OpUpdate: "",
		}},
	} {
		e, err := New(Options{Owner: "fleetop", TouchAll: true})
		if err != nil {
			t.Fatal(err)
		}
		c, _ := e.meet(native("1"), test.name, &test.f)
		for op := engine.OpStart; op <= engine.OpUpdate; op++ {
			err := e.Check(op, c.group.id)
			want, refused := test.want[op]
			if (err != nil) != refused || refused && !strings.Contains(err.Error(), want) {
				t.Errorf("%s %+v: operation %d: %v, want %v %q", test.name, test.f, op, err, refused, want)
			}
		}
	}
}

// TestDoNotSawOffTheBranch checks that a server does not stop the container in which it runs.
func TestDoNotSawOffTheBranch(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Owner: "fleetop", TouchAll: true, Self: native("1")})
	if err != nil {
		t.Fatal(err)
	}
	c, _ := e.meet(native("1"), "fleetop", &facts{})
	for op, want := range map[engine.Op]bool{engine.OpStart: false, engine.OpStop: true, engine.OpTerminate: true, engine.OpScale: false} {
		for _, id := range []string{c.id, c.group.id} {
			if err := e.Check(op, id); (err != nil) != want {
				t.Errorf("operation %d: %v", op, err)
			}
		}
	}
	if err := e.Check(engine.OpStop, aUUID); err != nil {
		t.Errorf("of something unknown: %v", err)
	}
}
