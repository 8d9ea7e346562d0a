package swarm

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/api/types/swarm"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// aSpec is what a service of tests is made from.
func aSpec() *engine.AppSpec {
	return &engine.AppSpec{
		Spec: engine.Spec{
			Application: dialect.UUID("app"), Name: "web", Image: engine.ParseRef("shop/web:1"), Command: "run 'a b'", Entrypoint: "/x",
			Env: []engine.Var{{Key: "A", Value: "b=c"}}, Ports: []engine.Port{{Number: 80, Protocol: "tcp"}}, Memory: 64 << 20,
			Restart: engine.OnFailure, Labels: map[string]string{"fleetop.name": "web"}, Aliases: []string{"web"},
		},
		Replicas: 3, Limit: engine.Limit{Most: 3, Within: time.Minute},
	}
}

// TestServices checks what a service is made of.
func TestServices(t *testing.T) {
	t.Parallel()
	s := serviceFor(aSpec(), &Options{Owner: "me", Publish: PublishHost}, "net")
	c := s.TaskTemplate.ContainerSpec
	if diff := cmp.Diff([]string{"/x", "run", "a b", "A=b=c", "web-{{.Task.Slot}}"}, append(append(append(c.Command, c.Args...), c.Env...), c.Hostname)); diff != "" {
		t.Error(diff)
	}
	if s.Labels["fleetop.owner"] != "me" || s.Labels["fleetop.name"] != "web" || target(&s) != 3 || s.TaskTemplate.Resources.Limits.MemoryBytes != 64<<20 {
		t.Errorf("made: %+v", s)
	}
	if p := s.EndpointSpec.Ports[0]; s.EndpointSpec.Mode != swarm.ResolutionModeDNSRR || p.PublishMode != swarm.PortConfigPublishModeHost || p.TargetPort != 80 {
		t.Errorf("on the host: %+v", s.EndpointSpec)
	}
	e := endpoint([]engine.Port{{Number: 53, Protocol: "udp"}}, PublishIngress)
	if p := e.Ports[0]; e.Mode != swarm.ResolutionModeVIP || p.PublishMode != swarm.PortConfigPublishModeIngress || p.Protocol != "udp" {
		t.Errorf("through the mesh: %+v", e)
	}
	if checkSpec(&engine.Spec{Command: "'"}) == nil {
		t.Error("a quote that is not closed is taken")
	}
}

// TestChanges checks what changes make of a service, and that what it was stays as it was.
func TestChanges(t *testing.T) {
	t.Parallel()
	yes, no, five, image, never := true, false, 5, engine.ParseRef("shop/web:2"), engine.Never
	for name, test := range map[string]struct {
		wants []engine.Want
		want  func(*swarm.ServiceSpec) bool
	}{
		"scaled":  {[]engine.Want{{Replicas: &five}}, func(s *swarm.ServiceSpec) bool { return replicas(s) == 5 && !isHalted(s) }},
		"stopped": {[]engine.Want{{Stopped: &yes}}, func(s *swarm.ServiceSpec) bool { return replicas(s) == 0 && isHalted(s) && target(s) == 3 }},
		"started": {[]engine.Want{{Stopped: &yes}, {Stopped: &no}}, func(s *swarm.ServiceSpec) bool {
			return replicas(s) == 3 && !isHalted(s) && s.Labels[labelTarget] == ""
		}},
		"scaled while stopped": {[]engine.Want{{Stopped: &yes}, {Replicas: &five}}, func(s *swarm.ServiceSpec) bool { return replicas(s) == 0 && target(s) == 5 }},
		"redeployed": {[]engine.Want{{Redeploy: true, Image: &image}}, func(s *swarm.ServiceSpec) bool {
			return s.TaskTemplate.ForceUpdate == 1 && imageOf(s) == image
		}},
		"labelled": {[]engine.Want{{Labels: map[string]string{"fleetop.web": "x"}}}, func(s *swarm.ServiceSpec) bool {
			return s.Labels["fleetop.web"] == "x" && s.Labels["fleetop.name"] == "" && s.Labels[labelOwner] == "me"
		}},
		"never again": {[]engine.Want{{Restart: &never}}, func(s *swarm.ServiceSpec) bool { return conditionOf(s) == swarm.RestartPolicyConditionNone }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := serviceFor(aSpec(), &Options{Owner: "me"}, "net")
			s := before
			for i := range test.wants {
				change(&s, &test.wants[i])
			}
			if !test.want(&s) {
				t.Errorf("changed: %+v", s)
			}
			if diff := cmp.Diff(serviceFor(aSpec(), &Options{Owner: "me"}, "net"), before); diff != "" {
				t.Errorf("what it was has changed: %s", diff)
			}
		})
	}
}

// TestImages checks which image a service has, whatever Swarm puts behind its name.
func TestImages(t *testing.T) {
	t.Parallel()
	const digest = "@sha256:1234"
	for given, want := range map[string]string{
		"nginx:1" + digest: "nginx:1", "nginx" + digest: "nginx@sha256:1234", "docker.io/library/nginx": "nginx:latest", "r:5000/a" + digest: "r:5000/a@sha256:1234",
	} {
		s := swarm.ServiceSpec{TaskTemplate: swarm.TaskSpec{ContainerSpec: &swarm.ContainerSpec{Image: given}}}
		if got := imageOf(&s).String(); got != want {
			t.Errorf("%s is %s, want %s", given, got, want)
		}
	}
}

// aTask is a task of the slot 1.
func aTask(id string, age int, state, desired swarm.TaskState) swarm.Task {
	t := swarm.Task{ID: id, Slot: 1, NodeID: "n", DesiredState: desired}
	t.Status.State, t.CreatedAt = state, time.Unix(int64(1000-age), 0)
	return t
}

// TestPhases checks what is told of the tasks of a slot.
func TestPhases(t *testing.T) {
	t.Parallel()
	const run, ended = swarm.TaskStateRunning, swarm.TaskStateShutdown
	for name, test := range map[string]struct {
		tasks []swarm.Task
		down  bool
		want  engine.Phase
	}{
		"runs":             {[]swarm.Task{aTask("a", 0, run, run)}, false, engine.PhaseRunning},
		"starts":           {[]swarm.Task{aTask("a", 0, swarm.TaskStatePreparing, run)}, false, engine.PhaseStarting},
		"the newest":       {[]swarm.Task{aTask("a", 9, swarm.TaskStateFailed, ended), aTask("b", 1, run, run)}, false, engine.PhaseRunning},
		"waits to restart": {[]swarm.Task{aTask("a", 9, swarm.TaskStateFailed, ended), aTask("b", 1, swarm.TaskStateReady, swarm.TaskStateReady)}, false, engine.PhaseRestarting},
		"is replaced":      {[]swarm.Task{aTask("a", 9, run, ended), aTask("b", 1, swarm.TaskStateReady, swarm.TaskStateReady)}, false, engine.PhaseStarting},
		"ended just now":   {[]swarm.Task{aTask("a", 0, swarm.TaskStateComplete, run)}, false, engine.PhaseRestarting},
		"starts again":     {[]swarm.Task{aTask("a", 9, swarm.TaskStateFailed, ended), aTask("b", 1, swarm.TaskStateStarting, run)}, false, engine.PhaseRestarting},
		"ended itself":     {[]swarm.Task{aTask("a", 0, swarm.TaskStateFailed, ended)}, false, engine.PhaseExited},
		"scaled away":      {[]swarm.Task{aTask("a", 0, swarm.TaskStateFailed, swarm.TaskStateRemove)}, false, engine.PhaseGone},
		"stops":            {[]swarm.Task{aTask("a", 0, run, swarm.TaskStateRemove)}, false, engine.PhaseStopping},
		"given up":         {[]swarm.Task{aTask("a", 0, run, ended)}, true, engine.PhaseGone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := seats(new(swarm.Service), test.tasks)
			if len(all) != 1 || all[0].number != 1 {
				t.Fatalf("seats: %+v", all)
			}
			if got := all[0].phase(node{down: test.down}); got != test.want {
				t.Errorf("phase %d, want %d", got, test.want)
			}
		})
	}
}

// TestWords checks what is said of managers that cannot be used.
func TestWords(t *testing.T) {
	t.Parallel()
	m := &manager{Manager: Manager{Address: "tcp://m1:2375"}}
	for said, want := range map[string]string{
		"Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state.":     "is a worker of its swarm",
		"Error response from daemon: This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\"":              "docker swarm init",
		"Error response from daemon: Swarm is encrypted and needs to be unlocked before it can be used.":                                "docker swarm unlock",
		"Error response from daemon: rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few ...": "has no leader",
	} {
		if err := m.words(errors.New(said)); !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "tcp://m1:2375") || !isTrouble(err) {
			t.Errorf("%s: %v", said, err)
		}
	}
	if err := m.words(context.DeadlineExceeded); !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("a hung one: %v", err)
	}
	dialing := error(dialect.Sentence("nothing listens there"))
	m.fault.Store(&dialing)
	if err := m.words(context.DeadlineExceeded); err.Error() != "nothing listens there" {
		t.Errorf("one that is not there: %v", err)
	}
	e := new(Engine)
	if got := e.reasonOf(errors.New("Error response from daemon: rpc error: code = InvalidArgument desc = name must be valid as a DNS name component")); got != "name must be valid as a DNS name component" {
		t.Errorf("reason %q", got)
	}
}
