package swarm

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/swarm"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// app is an application: a service, or what one is to be made from.
type app struct {
	id      string
	service *swarm.Service // as the managers have it, nil before it is made
	tasks   []swarm.Task
	asOf    int // the turn after which answers know of the newest command

	// deploy is what it is to be made from, until it is there.
	deploy *engine.AppSpec
	wants  []engine.Want // that were not carried out yet, the oldest first
	// ending tells that it is to be removed, removed that the managers have done so.
	ending, removed bool
	working         bool   // a command is being carried out
	fault           string // why what was wanted last could not be done

	off     time.Time            // since when there are too few or too many tasks, and nothing moves
	nudges  int                  // how often Swarm was reminded of that
	crashes map[place]crashes    // how often tasks were made in the place of those that ended by themselves
	started map[string]time.Time // since when tasks run, by Swarm's identifier
	given   map[string]time.Time // since when tasks are given up
	told    *engine.Application  // the newest record
	moved   time.Time            // when it changed last
	stale   bool
}

func newApp(id string) *app {
	return &app{id: id, crashes: make(map[place]crashes), started: make(map[string]time.Time), given: make(map[string]time.Time)}
}

// hasWork reports whether there is a command that is not done.
func (a *app) hasWork() bool {
	return a.working || len(a.wants) > 0 || a.ending && !a.removed || a.deploy != nil && a.fault == ""
}

// spec is the service as it is wanted.
func (a *app) spec(o *Options) swarm.ServiceSpec {
	var s swarm.ServiceSpec
	switch {
	case a.service != nil:
		s = a.service.Spec
	case a.deploy != nil:
		s = serviceFor(a.deploy, o, networkFor(o.Owner))
	}
	for i := range a.wants {
		change(&s, &a.wants[i])
	}
	return s
}

// target is how many containers the application is to have.
func (a *app) target() int {
	switch {
	case a.service != nil:
		return target(&a.service.Spec)
	case a.deploy != nil:
		return a.deploy.Replicas
	default:
		return 0
	}
}

// place returns the node of a task.
func (e *Engine) place(t *swarm.Task) node { return e.nodes[t.NodeID] }

// tell returns what is known of an application. e.mu is held.
func (e *Engine) tell(a *app) *engine.Application {
	s := a.spec(&e.o)
	rec := &engine.Application{
		ID: a.id, Name: nameOf(&s), Target: target(&s), Halted: isHalted(&s),
		Image: imageOf(&s), Labels: platformLabels(s.Labels), Notice: a.notice(),
	}
	e.own(rec, &s)
	if c := s.TaskTemplate.ContainerSpec; c != nil {
		rec.Command, rec.Entrypoint = engine.JoinCommand(c.Args), engine.JoinCommand(c.Command)
		rec.ImageCommand, rec.ImageEntrypoint = len(c.Args) == 0, len(c.Command) == 0
		rec.Env = dialect.Variables(c.Env)
	}
	if r := s.TaskTemplate.Resources; r != nil && r.Limits != nil {
		rec.Memory = r.Limits.MemoryBytes
	}
	if s.EndpointSpec != nil {
		for i := range s.EndpointSpec.Ports {
			rec.Ports = append(rec.Ports, portOf(&s.EndpointSpec.Ports[i]))
		}
	}
	switch conditionOf(&s) {
	case swarm.RestartPolicyConditionAny:
		rec.Replace = "ALWAYS"
	case swarm.RestartPolicyConditionOnFailure:
		rec.Replace = "ON_FAILURE"
	case swarm.RestartPolicyConditionNone:
	}
	isBusy := a.hasWork() || a.ending
	if a.service != nil {
		rec.Deployed = a.service.CreatedAt
		isBusy = e.tellTasks(a, rec, &s) || isBusy
	} else if a.fault != "" {
		rec.Containers = a.failed(rec)
	}
	rec.Busy = isBusy
	return rec
}

// own says who made an application.
func (e *Engine) own(rec *engine.Application, s *swarm.ServiceSpec) {
	owner, stack := s.Labels[labelOwner], dialect.Tidy(s.Labels[stackLabel])
	switch {
	case owner == e.o.Owner:
	case owner != "":
		rec.Owner, rec.OwnerName = engine.Plain, "the fleetop server "+strconv.Quote(dialect.Tidy(owner))
	case stack != "":
		rec.Owner, rec.OwnerName, rec.Project = engine.Stack, "the stack "+stack, stack
	default:
		rec.Owner = engine.Stack
	}
}

// tellTasks fills in the containers of an application, and reports whether it goes on by itself.
func (e *Engine) tellTasks(a *app, rec *engine.Application, s *swarm.ServiceSpec) (isBusy bool) {
	live, givenUp := 0, 0
	for _, p := range seats(a.service, a.tasks) {
		phase := p.phase(e.place(p.now))
		isBusy = e.tellPast(a, rec, p, phase) || isBusy
		if c := e.tellTask(a, rec, p, p.now, phase); c != nil {
			p.inherit(c, phase)
			c.Restarts = a.crashes[p.at].times
		}
		if phase != engine.PhaseGone {
			live++
			isBusy = isBusy || a.goesOn(p.now, phase)
		} else if isGivenUp(s, p.now) {
			givenUp++
		}
	}
	if s.Mode.Replicated != nil {
		return isBusy || live > replicas(s) || live+givenUp < replicas(s)
	}
	if rec.Target = live; s.Mode.ReplicatedJob != nil && s.Mode.ReplicatedJob.TotalCompletions != nil {
		rec.Target = int(min(*s.Mode.ReplicatedJob.TotalCompletions, mostReplicas))
	}
	return isBusy
}

// tellPast fills in the containers whose place another one has taken, and reports whether one of them still
// has to end. The newest of a place is in a phase.
func (e *Engine) tellPast(a *app, rec *engine.Application, p *seat, newest engine.Phase) (isBusy bool) {
	gone := 0
	if newest == engine.PhaseGone {
		gone++
	}
	for _, t := range p.past {
		phase := phaseOfPast(t, e.place(t))
		if phase != engine.PhaseGone {
			isBusy = true
		} else if gone++; gone > engine.MostEnded {
			continue
		}
		e.tellTask(a, rec, p, t, phase)
	}
	return isBusy
}

// isGivenUp reports whether a task that is gone still holds its place: Swarm makes no other in the place of
// one whose node is down, where tasks are not started again.
func isGivenUp(s *swarm.ServiceSpec, t *swarm.Task) bool {
	isLost := !hasEnded(t) || t.Status.State == swarm.TaskStateOrphaned
	return isLost && t.NodeID != "" && t.DesiredState == swarm.TaskStateShutdown && conditionOf(s) == swarm.RestartPolicyConditionNone
}

// goesOn reports whether a task that is the newest of its place will soon be something else.
func (a *app) goesOn(t *swarm.Task, phase engine.Phase) bool {
	isStarting := phase == engine.PhaseStarting && !waits(t) || phase == engine.PhaseRestarting && t.DesiredState != swarm.TaskStateReady
	return phase == engine.PhaseStopping || isStarting || a.isOld(t)
}

// tellTask adds a task to a record, and returns what it has added: nothing for one that is gone for long,
// or never was on a node.
func (e *Engine) tellTask(a *app, rec *engine.Application, p *seat, t *swarm.Task, phase engine.Phase) *engine.Container {
	n, now := e.place(t), e.o.Now()
	c := a.container(t, phase, n, now)
	if phase == engine.PhaseGone && (t.NodeID == "" || !c.Stopped.After(now.Add(-afterlife))) {
		return nil
	}
	c.Number, c.Peer = p.number, peerOf(a.service)
	if a.service.Spec.Mode.Global != nil && n.name != "" {
		c.Name = rec.Name + "-" + n.name
	}
	rec.Containers = append(rec.Containers, c)
	return &rec.Containers[len(rec.Containers)-1]
}

// isOld reports whether a task is to be replaced by one that is made from the service as it is now.
func (a *app) isOld(t *swarm.Task) bool {
	if u := a.service.UpdateStatus; u != nil && u.State != swarm.UpdateStateUpdating {
		return false
	}
	want, have := a.service.Spec.TaskTemplate, t.Spec
	want.Placement, have.Placement = nil, nil // such a change may replace nothing
	want.Runtime, have.Runtime = "", ""       // only the service has it
	return !reflect.DeepEqual(want, have)
}

// notice is why an application is not as it was wanted.
func (a *app) notice() string {
	if a.fault != "" || a.service == nil || a.service.UpdateStatus == nil {
		return a.fault
	}
	u := a.service.UpdateStatus
	var words string
	switch u.State {
	case swarm.UpdateStatePaused:
		words = "update paused"
	case swarm.UpdateStateRollbackStarted:
		words = "update is being rolled back"
	case swarm.UpdateStateRollbackPaused:
		words = "rollback of an update paused"
	case swarm.UpdateStateRollbackCompleted:
		words = "update was rolled back"
	default:
		return ""
	}
	message := strings.TrimPrefix(dialect.Reason(u.Message), words+" ")
	if message != "" {
		words += ": " + message
	}
	for i := range a.tasks {
		if t := &a.tasks[i]; t.Status.Err != "" && strings.Contains(u.Message, t.ID) {
			words += ": " + dialect.Cause(t.Status.Err)
		}
	}
	return words
}

// failed stands for the containers of a service that could not be made.
func (a *app) failed(rec *engine.Application) []engine.Container {
	list := make([]engine.Container, min(rec.Target, mostFailed))
	for i := range list {
		list[i] = engine.Container{
			ID: dialect.UUID(a.id + "\n" + strconv.Itoa(i+1)), Number: i + 1, Phase: engine.PhaseUnsaid, Reason: a.fault,
		}
	}
	return list
}

// mostFailed is how many containers are told of that could not be made.
const mostFailed = 1000

// nameOf is the application's name: that of its service, or the one that it was given here.
func nameOf(s *swarm.ServiceSpec) string {
	if s.Labels[labelOwner] != "" && s.Labels[labelName] != "" {
		return dialect.Tidy(s.Labels[labelName])
	}
	return dialect.Tidy(s.Name)
}

// platformLabels are those of [engine.Spec.Labels].
func platformLabels(all map[string]string) map[string]string {
	list := make(map[string]string, len(all))
	for key, value := range dialect.Short(all) {
		if strings.HasPrefix(key, labelPrefix) && !isOurs(key) {
			list[key] = value
		}
	}
	return list
}

// peerOf is the name by which the tasks of a service are found on their network, empty if it has none
// of ours.
func peerOf(s *swarm.Service) string {
	for _, n := range s.Spec.TaskTemplate.Networks {
		if len(n.Aliases) > 0 && s.Spec.Labels[labelOwner] != "" {
			return dialect.Tidy(n.Aliases[0])
		}
	}
	return ""
}
