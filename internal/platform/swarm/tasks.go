package swarm

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/api/types/swarm"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// afterlife is how long tasks that are gone are still told of.
const afterlife = 5 * time.Minute

// node is a machine of the swarm.
type node struct {
	name    string
	address string
	down    bool
	since   time.Time // when it went down, as far as that is known
}

// isDown says that the node is down, and since when: that stays true while it is read, however many days it lasts.
func (n *node) isDown() string {
	return "node " + n.name + " is down since " + n.since.UTC().Format("2 Jan 15:04:05 MST")
}

// place tells the places of a service from each other.
type place struct {
	slot int
	node string // of a service that runs on every node
}

// seat is a place of a service for one container: a slot, or a node of one that runs on every node.
type seat struct {
	at     place
	number int
	now    *swarm.Task   // the newest
	past   []*swarm.Task // the newest first
}

// seats sorts the tasks of a service into its places.
func seats(s *swarm.Service, tasks []swarm.Task) []*seat {
	by := make(map[place]*seat)
	var list []*seat
	for i := range tasks {
		t := &tasks[i]
		at := place{slot: t.Slot}
		if t.Slot == 0 {
			at.node = t.NodeID
		}
		p := by[at]
		if p == nil {
			p = &seat{at: at, number: t.Slot}
			by[at], list = p, append(list, p)
		}
		switch {
		case p.now == nil:
			p.now = t
		case isNewer(s, t, p.now):
			p.now, p.past = t, append(p.past, p.now)
		default:
			p.past = append(p.past, t)
		}
	}
	slices.SortFunc(list, func(a, b *seat) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.now.NodeID, b.now.NodeID))
	})
	for i, p := range list {
		if p.number == 0 {
			p.number = i + 1
		}
		slices.SortFunc(p.past, func(a, b *swarm.Task) int {
			if isNewer(s, a, b) {
				return -1
			}
			return 1
		})
	}
	return list
}

// isNewer reports whether a task has taken the place of another.
func isNewer(s *swarm.Service, a, b *swarm.Task) bool {
	if x, y := isOfRun(s, a), isOfRun(s, b); x != y {
		return x
	}
	return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) > 0
}

// isOfRun reports whether a task belongs to the newest run of a job; that of another service does.
func isOfRun(s *swarm.Service, t *swarm.Task) bool {
	return s.JobStatus == nil || t.JobIteration == nil || t.JobIteration.Index == s.JobStatus.JobIteration.Index
}

// isLeaving reports whether Swarm does not want a task to run any more.
func isLeaving(t *swarm.Task) bool {
	return t.DesiredState == swarm.TaskStateShutdown || t.DesiredState == swarm.TaskStateRemove
}

// hasEnded reports whether a task runs no more and will not.
func hasEnded(t *swarm.Task) bool {
	switch t.Status.State {
	case swarm.TaskStateComplete, swarm.TaskStateShutdown, swarm.TaskStateFailed, swarm.TaskStateRejected,
		swarm.TaskStateRemove, swarm.TaskStateOrphaned:
		return true
	default:
		return false
	}
}

// endedItself reports whether a task ended though nobody wanted it to.
func endedItself(t *swarm.Task) bool {
	switch t.Status.State {
	case swarm.TaskStateComplete, swarm.TaskStateFailed, swarm.TaskStateRejected:
		return true
	default:
		return false
	}
}

// isUndecided reports whether a task has just ended by itself, and Swarm has not looked yet whether another one is
// to be made in its place.
func isUndecided(t *swarm.Task) bool {
	p := t.Spec.RestartPolicy
	mayComeBack := p == nil || p.Condition != swarm.RestartPolicyConditionNone
	return endedItself(t) && t.DesiredState == swarm.TaskStateRunning && t.JobIteration == nil && mayComeBack
}

// phase is what the newest task of a place is at the moment.
func (p *seat) phase(n node) engine.Phase {
	t := p.now
	switch {
	case isUndecided(t):
		return engine.PhaseRestarting
	case endedItself(t) && t.DesiredState != swarm.TaskStateRemove:
		return engine.PhaseExited
	case hasEnded(t):
		return engine.PhaseGone
	case isLeaving(t):
		return leaving(t, n)
	case t.Status.State == swarm.TaskStateRunning:
		return engine.PhaseRunning
	case !waits(t) && p.before() != nil && !slices.ContainsFunc(p.past, isGoing):
		return engine.PhaseRestarting
	default:
		return engine.PhaseStarting
	}
}

// before is the task that the newest one was made for because it had ended by itself, nil if there is none.
func (p *seat) before() *swarm.Task {
	if len(p.past) == 0 || !endedItself(p.past[0]) || !reflect.DeepEqual(p.past[0].Spec, p.now.Spec) {
		return nil
	}
	return p.past[0]
}

// isGoing reports whether a task is asked to end and has not.
func isGoing(t *swarm.Task) bool { return isLeaving(t) && !hasEnded(t) }

// leaving is the phase of a task that is to end. What runs on a node that is down is given up: Swarm
// lists it for a day.
func leaving(t *swarm.Task, n node) engine.Phase {
	if t.NodeID == "" || n.down {
		return engine.PhaseGone
	}
	return engine.PhaseStopping
}

// phaseOfPast is the phase of a task whose place another one has taken.
func phaseOfPast(t *swarm.Task, n node) engine.Phase {
	switch {
	case hasEnded(t):
		return engine.PhaseGone
	case isLeaving(t):
		return leaving(t, n)
	case t.Status.State == swarm.TaskStateRunning:
		return engine.PhaseRunning
	default:
		return engine.PhaseStarting
	}
}

// waits reports whether a task has no node and will not get one by itself.
func waits(t *swarm.Task) bool {
	return t.Status.State == swarm.TaskStatePending && t.Status.Err != ""
}

// container returns the record of a task in a phase.
func (a *app) container(t *swarm.Task, phase engine.Phase, n node, now time.Time) engine.Container {
	c := engine.Container{
		ID: dialect.ContainerUUID(t.ID), Native: t.ID, Phase: phase, Node: n.name, Host: n.address,
		Running:  t.Status.State == swarm.TaskStateRunning && phase != engine.PhaseGone,
		Deployed: t.CreatedAt, Reason: reasonFor(t, n, phase, now),
		Ports: a.bindings(t),
	}
	c.Started = a.started[t.ID]
	if c.ExitCode, c.Exited = exitOf(t); c.Exited {
		c.StoppedByUser = t.Status.State == swarm.TaskStateShutdown
	}
	if c.Exited {
		c.Started = cmp.Or(c.Started, t.CreatedAt)
	}
	if hasEnded(t) || phase == engine.PhaseGone {
		c.Stopped = t.Status.Timestamp
	}
	if phase == engine.PhaseGone && !hasEnded(t) {
		if a.given[t.ID].IsZero() {
			a.given[t.ID] = now
		}
		c.Stopped = a.given[t.ID]
	}
	return c
}

// exitOf is how the program of a task ended, if that is known.
func exitOf(t *swarm.Task) (code int, known bool) {
	s := t.Status.ContainerStatus
	if s == nil || !hasEnded(t) {
		return 0, false
	}
	known = t.Status.State == swarm.TaskStateComplete || strings.Contains(t.Status.Err, "non-zero exit") ||
		t.Status.State == swarm.TaskStateShutdown && s.ContainerID != "" && s.ExitCode >= 0
	return max(0, s.ExitCode), known
}

// inherit has a container say how the one before it in its place has ended, as Docker says it of what it has
// started again.
func (p *seat) inherit(c *engine.Container, phase engine.Phase) {
	before := p.before()
	if before == nil || hasEnded(p.now) || phase == engine.PhaseGone { // which says itself how
		return
	}
	if c.ExitCode, c.Exited = exitOf(before); c.Exited {
		c.Stopped = before.Status.Timestamp
	}
	if phase == engine.PhaseRestarting && !c.Exited {
		c.Reason = "started again, the one before ended: " + dialect.Cause(before.Status.Err)
	}
}

// preparingFor is how long a task may be prepared before that is said.
const preparingFor = 5 * time.Second

// reasonFor is why a task does not run, in Swarm's words.
func reasonFor(t *swarm.Task, n node, phase engine.Phase, now time.Time) string {
	switch {
	case n.down && !hasEnded(t):
		return n.isDown() + ": whether its containers run is not known"
	case strings.Contains(t.Status.Err, "non-zero exit") && !strings.Contains(t.Status.Err, "unhealthy"):
		return "" // the exit code says it
	case t.Status.Err != "" && phase != engine.PhaseRunning:
		return dialect.Cause(strings.TrimPrefix(t.Status.Err, "starting container failed: "))
	case t.Status.State == swarm.TaskStatePreparing && now.Sub(t.Status.Timestamp) > preparingFor:
		return "the node pulls the image, or makes the container"
	default:
		return ""
	}
}

// bindings are where the ports of a task are reached: those of its own on its node, or those of its
// service on every node. Swarm tells of each once for each family of addresses.
func (a *app) bindings(t *swarm.Task) []engine.Binding {
	ports := slices.Clone(t.Status.PortStatus.Ports)
	if a.service != nil {
		ports = append(ports, a.service.Endpoint.Ports...)
	}
	var list []engine.Binding
	for _, p := range ports {
		b := engine.Binding{Port: portOf(&p), Outer: int(p.PublishedPort)}
		if b.Outer == 0 || slices.ContainsFunc(list, func(o engine.Binding) bool { return o.Port == b.Port }) {
			continue
		}
		list = append(list, b)
	}
	return list
}

func portOf(p *swarm.PortConfig) engine.Port {
	return engine.Port{Number: int(p.TargetPort), Protocol: string(cmp.Or(p.Protocol, network.TCP))}
}
