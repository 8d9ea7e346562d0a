package swarm

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/api/types/swarm"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// The labels of services that were made here, beside those of [engine.Spec.Labels].
const (
	labelPrefix      = "fleetop."
	labelVersion     = "fleetop.version"
	labelOwner       = "fleetop.owner"       // the server that made it
	labelApplication = "fleetop.application" // UUID
	labelTarget      = "fleetop.target"      // how many containers it has when it is not stopped: only while it is
	labelIgnore      = "fleetop.ignore"      // whatever its value, the service is not shown
	labelName        = "fleetop.name"        // one of the platform's: the application's name

	// labelFormat is the version of the labels.
	labelFormat = "1"
	// stackLabel is that of the stack a service belongs to.
	stackLabel = "com.docker.stack.namespace"
)

// isOurs reports whether a label is the engine's and not the platform's.
func isOurs(label string) bool {
	switch label {
	case labelVersion, labelOwner, labelApplication, labelTarget:
		return true
	default:
		return false
	}
}

const (
	// againDelay is how long Swarm waits before it puts a new task in the place of one that ended.
	againDelay = time.Second
	// updateMonitor is how long a new task has to live for an update to go on.
	updateMonitor = 3 * time.Second
)

// checkSpec returns why nothing can be made of a spec, whatever the managers say.
func checkSpec(s *engine.Spec) error {
	for _, command := range []string{s.Command, s.Entrypoint} {
		if _, err := engine.SplitCommand(command); err != nil {
			return fmt.Errorf("%s: %w", command, err)
		}
	}
	return nil
}

// serviceFor returns the service that is made from a spec, in a network. The spec was checked.
func serviceFor(s *engine.AppSpec, o *Options, networkName string) swarm.ServiceSpec {
	command, _ := engine.SplitCommand(s.Command)
	entrypoint, _ := engine.SplitCommand(s.Entrypoint)
	replicas := uint64(max(0, s.Replicas))
	labels := maps.Clone(s.Labels)
	if labels == nil {
		labels = make(map[string]string)
	}
	labels[labelVersion], labels[labelOwner], labels[labelApplication] = labelFormat, o.Owner, s.Application
	spec := swarm.ServiceSpec{
		Annotations: swarm.Annotations{Name: s.Name, Labels: labels},
		Mode:        swarm.ServiceMode{Replicated: &swarm.ReplicatedService{Replicas: &replicas}},
		TaskTemplate: swarm.TaskSpec{
			ContainerSpec: &swarm.ContainerSpec{
				Image: s.Image.String(), Command: entrypoint, Args: command, Env: dialect.Environment(s.Env),
				Hostname: hostname(s.Name),
			},
			RestartPolicy: again(s.Restart, s.Limit),
			Networks:      []swarm.NetworkAttachmentConfig{{Target: networkName, Aliases: slices.Clone(s.Aliases)}},
		},
		UpdateConfig: &swarm.UpdateConfig{
			Parallelism: 1, Monitor: updateMonitor,
			FailureAction: swarm.UpdateFailureActionPause, Order: swarm.UpdateOrderStopFirst,
		},
		EndpointSpec: endpoint(s.Ports, o.Publish),
	}
	if s.Memory > 0 {
		spec.TaskTemplate.Resources = &swarm.ResourceRequirements{Limits: &swarm.Limit{MemoryBytes: s.Memory}}
	}
	return spec
}

// mostHostname is the longest host name, with what stands for the number of a task.
const mostHostname = 63 - 5

// hostname is what a task calls itself: web-1, as its container is called.
func hostname(name string) string {
	if len(name) > mostHostname {
		return ""
	}
	return name + "-{{.Task.Slot}}"
}

// endpoint publishes ports. The mesh needs an address for the whole service; in host mode its name stands
// for the addresses of its tasks, which needs nothing of the kernel.
func endpoint(ports []engine.Port, publish Publish) *swarm.EndpointSpec {
	e := &swarm.EndpointSpec{Mode: swarm.ResolutionModeDNSRR}
	mode := swarm.PortConfigPublishModeHost
	if publish == PublishIngress {
		e.Mode, mode = swarm.ResolutionModeVIP, swarm.PortConfigPublishModeIngress
	}
	for _, p := range ports {
		e.Ports = append(e.Ports, swarm.PortConfig{
			Protocol: network.IPProtocol(p.Protocol), TargetPort: uint32(p.Number), PublishMode: mode, //nolint:gosec // a port
		})
	}
	return e
}

// again says when Swarm puts a new task in the place of one that has ended.
func again(when engine.When, limit engine.Limit) *swarm.RestartPolicy {
	p := &swarm.RestartPolicy{Condition: condition(when)}
	if when == engine.Never {
		return p
	}
	delay, most, within := againDelay, uint64(max(0, limit.Most)), limit.Within
	p.Delay, p.MaxAttempts, p.Window = &delay, &most, &within
	return p
}

func condition(when engine.When) swarm.RestartPolicyCondition {
	switch when {
	case engine.Always:
		return swarm.RestartPolicyConditionAny
	case engine.OnFailure:
		return swarm.RestartPolicyConditionOnFailure
	case engine.Never:
	}
	return swarm.RestartPolicyConditionNone
}

// conditionOf is when Swarm puts a new task in the place of one that has ended; it does unless it is told
// not to.
func conditionOf(s *swarm.ServiceSpec) swarm.RestartPolicyCondition {
	if p := s.TaskTemplate.RestartPolicy; p != nil && p.Condition != "" {
		return p.Condition
	}
	return swarm.RestartPolicyConditionAny
}

// change makes of a service what is wanted of it. It changes nothing that it shares.
func change(s *swarm.ServiceSpec, w *engine.Want) {
	s.Labels = maps.Clone(s.Labels)
	if s.Labels == nil {
		s.Labels = make(map[string]string)
	}
	if w.Labels != nil {
		maps.DeleteFunc(s.Labels, func(key, _ string) bool { return strings.HasPrefix(key, labelPrefix) && !isOurs(key) })
		maps.Copy(s.Labels, w.Labels)
	}
	changeReplicas(s, w)
	if w.Image != nil && s.TaskTemplate.ContainerSpec != nil {
		c := *s.TaskTemplate.ContainerSpec
		c.Image = w.Image.String()
		s.TaskTemplate.ContainerSpec = &c
	}
	if w.Redeploy {
		s.TaskTemplate.ForceUpdate++
	}
	// Every change of the restart policy replaces all tasks: it is made where there are none.
	if w.Restart != nil && (condition(*w.Restart) != conditionOf(s)) {
		s.TaskTemplate.RestartPolicy = again(*w.Restart, w.Limit)
	}
}

// changeReplicas changes how many tasks a service has. A stopped one keeps how many it had.
func changeReplicas(s *swarm.ServiceSpec, w *engine.Want) {
	if s.Mode.Replicated == nil {
		return
	}
	n, stopped := target(s), isHalted(s)
	if w.Replicas != nil {
		n = max(0, *w.Replicas)
	}
	if w.Stopped != nil {
		stopped = *w.Stopped
	}
	replicas := uint64(n)
	if delete(s.Labels, labelTarget); stopped {
		s.Labels[labelTarget] = strconv.Itoa(n)
		replicas = 0
	}
	s.Mode.Replicated = &swarm.ReplicatedService{Replicas: &replicas}
}

// isHalted reports whether a service was stopped as a whole.
func isHalted(s *swarm.ServiceSpec) bool {
	return s.Labels[labelTarget] != "" && replicas(s) == 0 && s.Mode.Replicated != nil
}

// replicas is how many tasks a replicated service is to have at the moment.
func replicas(s *swarm.ServiceSpec) int {
	switch {
	case s.Mode.Replicated == nil:
		return 0
	case s.Mode.Replicated.Replicas == nil:
		return 1
	default:
		return int(min(*s.Mode.Replicated.Replicas, mostReplicas))
	}
}

// mostReplicas is the most tasks of a service that are believed.
const mostReplicas = 1_000_000

// target is how many tasks a replicated service has when it is not stopped.
func target(s *swarm.ServiceSpec) int {
	if n, err := strconv.Atoi(s.Labels[labelTarget]); err == nil && isHalted(s) {
		return min(max(0, n), mostReplicas)
	}
	return replicas(s)
}

// imageOf is the image of a service, by its tag where it has one: what Swarm puts behind that says which
// content it had.
func imageOf(s *swarm.ServiceSpec) engine.Ref {
	if s.TaskTemplate.ContainerSpec == nil {
		return engine.Ref{}
	}
	name, digest, found := strings.Cut(s.TaskTemplate.ContainerSpec.Image, "@")
	if found && !strings.Contains(name[strings.LastIndexByte(name, '/')+1:], ":") {
		name += "@" + digest
	}
	return dialect.Ref(name)
}

// changeSpec makes of what a service is to be made from what is wanted of it.
func changeSpec(s *engine.AppSpec, w *engine.Want) {
	if w.Image != nil {
		s.Image = *w.Image
	}
	if w.Auth != nil {
		s.Auth = w.Auth
	}
	if w.Restart != nil {
		s.Restart, s.Limit = *w.Restart, w.Limit
	}
	if w.Labels != nil {
		s.Labels = w.Labels
	}
	if w.Replicas != nil {
		s.Replicas = *w.Replicas
	}
}
