package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

// service is an application.
type service struct {
	e        *Engine
	id, name string
	owner    engine.Owner
	by       string
	global   bool
	made     time.Time

	image    engine.Ref
	command  string
	ports    []engine.Port
	labels   map[string]string
	replicas int
	stopped  bool
	ending   bool
	when     engine.When
	limit    engine.Limit
	again    []time.Time // when a task was replaced that had ended

	version int // of what tasks are made from
	paused  string
	given   bool // up: no tasks are made until all are replaced
	tasks   []*task
	isNews  bool
}

// task is a container.
type task struct {
	of      *service
	id      string
	slot    int
	node    string // "" until there is room
	version int
	image   engine.Ref
	phase   engine.Phase
	due     time.Time // when the phase ends, zero if it does not by itself

	exited, asked    bool
	code             int
	reason           string
	started, stopped time.Time
	outer            int
	log              []string
}

// want takes over what is wanted.
func (s *service) want(w engine.Want) {
	if w.Replicas != nil {
		s.replicas, s.paused = *w.Replicas, ""
	}
	if w.Stopped != nil {
		s.stopped, s.paused = *w.Stopped, ""
	}
	if w.Image != nil {
		s.image = *w.Image
	}
	if w.Restart != nil {
		s.when, s.limit = *w.Restart, w.Limit
	}
	if w.Redeploy {
		s.version, s.paused, s.given = s.version+1, "", false
	}
	if w.Labels != nil {
		s.labels = w.Labels
	}
	s.isNews = true
}

// tell says what there is.
func (s *service) tell() *engine.Application {
	a := &engine.Application{
		ID: s.id, Name: s.name, Owner: s.owner, OwnerName: s.by, Target: s.replicas,
		Halted: s.stopped, Busy: s.isBusy(), Notice: s.paused,
		Image: s.image, Command: s.command, Ports: s.ports, Labels: s.labels, Deployed: s.made, Enforced: s.owner != engine.Own,
	}
	for _, t := range s.tasks {
		c := engine.Container{
			ID: t.id, Native: t.id, Number: t.slot, Phase: t.phase, Running: t.phase == engine.PhaseRunning,
			Exited: t.exited, ExitCode: t.code, Reason: t.reason, StoppedByUser: t.asked, Node: t.node,
			Deployed: t.started, Started: t.started, Stopped: t.stopped,
		}
		for _, p := range s.ports {
			c.Ports = append(c.Ports, engine.Binding{Port: p, Outer: t.outer})
		}
		a.Containers = append(a.Containers, c)
	}
	return a
}

// isBusy reports whether it goes on by itself.
func (s *service) isBusy() bool {
	return s.ending || slices.ContainsFunc(s.tasks, func(t *task) bool {
		return !t.due.IsZero() && t.phase != engine.PhaseRunning && t.phase != engine.PhaseGone
	})
}

// lives returns the tasks that are neither gone nor going.
func (s *service) lives() []*task {
	return slices.DeleteFunc(slices.Clone(s.tasks), func(t *task) bool {
		return t.phase == engine.PhaseStopping || t.phase == engine.PhaseGone
	})
}

// pass lets everything happen that is due. e.mu is held.
func (e *Engine) pass() {
	for now := e.now(); ; {
		var next *task
		for _, t := range e.tasks {
			isNext := !t.due.IsZero() && !t.due.After(now)
			if isNext && (next == nil || t.due.Before(next.due) || t.due.Equal(next.due) && t.id < next.id) {
				next = t
			}
		}
		if next == nil {
			if now.After(e.at) {
				e.at = now
			}
			return
		}
		e.at, next.due = next.due, time.Time{}
		e.happen(next)
		e.reconcile(next.of)
	}
}

// happen ends a task's phase.
func (e *Engine) happen(t *task) {
	switch t.phase {
	case engine.PhaseStarting:
		if t.image.Tag == MissingTag {
			t.reason = "No such image: " + t.image.String()
			e.exit(t, -1)
			return
		}
		t.phase, t.started, t.reason = engine.PhaseRunning, e.at, ""
		t.log = append(t.log, "up\n")
		if strings.HasPrefix(t.of.command, "exit ") {
			t.due = e.at.Add(time.Second)
		}
	case engine.PhaseRunning:
		var code int
		_, _ = fmt.Sscanf(t.of.command, "exit %d", &code)
		e.exit(t, code)
	case engine.PhaseStopping:
		if !t.exited && !t.started.IsZero() {
			t.exited, t.asked, t.stopped = true, true, e.at
			t.log = append(t.log, "stopped\n")
		}
		t.stopped = cmp.Or(t.stopped, e.at)
		t.phase, t.due = engine.PhaseGone, e.at.Add(removeTime)
	case engine.PhaseGone:
		t.of.tasks = slices.DeleteFunc(t.of.tasks, func(o *task) bool { return o == t })
	default:
	}
}

// exit ends a task that was not asked to. A code below 0 is of a program that never ran.
func (e *Engine) exit(t *task, code int) {
	s := t.of
	t.stopped, t.due = e.at, time.Time{}
	t.phase = engine.PhaseExited
	if t.exited = code >= 0; t.exited {
		t.code = code
		t.log = append(t.log, fmt.Sprintf("exit %d\n", code))
	}
	s.isNews = true
	if t.version > 0 && code != 0 && slices.ContainsFunc(s.tasks, func(o *task) bool { return o.version < t.version }) {
		s.paused = "update paused due to failure of task " + t.id
		return
	}
	isCovered := s.when == engine.Always || s.when == engine.OnFailure && code != 0
	s.again = slices.DeleteFunc(s.again, func(at time.Time) bool { return s.limit.Within > 0 && e.at.Sub(at) >= s.limit.Within })
	if isCovered && len(s.again) < s.limit.Most {
		s.again = append(s.again, e.at)
		t.phase, t.due = engine.PhaseGone, e.at.Add(time.Minute)
	}
}

// stop asks a task to end.
func (e *Engine) stop(t *task) {
	t.phase, t.due = engine.PhaseStopping, e.at.Add(stopTime)
	if t.started.IsZero() {
		t.due = e.at.Add(removeTime)
	}
}

// reconcile brings the tasks of a service nearer to what is wanted.
func (e *Engine) reconcile(s *service) {
	s.isNews = true
	wanted := s.replicas
	if s.stopped || s.ending {
		wanted = 0
	}
	lives := s.lives()
	// Those go first that do not run, then those with the highest numbers.
	slices.SortFunc(lives, func(a, b *task) int {
		if x, y := a.phase == engine.PhaseRunning, b.phase == engine.PhaseRunning; x != y {
			return map[bool]int{true: -1, false: 1}[x]
		}
		return a.slot - b.slot
	})
	for len(lives) > wanted {
		e.stop(lives[len(lives)-1])
		lives = lives[:len(lives)-1]
	}
	if s.paused == "" && len(lives) == wanted {
		e.roll(s, lives)
	}
	for !s.given && len(s.lives()) < wanted && !slices.ContainsFunc(s.tasks, func(t *task) bool { return t.phase == engine.PhaseStopping }) {
		e.schedule(s)
	}
	e.place()
	if s.ending && !slices.ContainsFunc(s.tasks, func(t *task) bool { return t.phase != engine.PhaseGone }) {
		for _, t := range s.tasks {
			t.due = time.Time{}
		}
		delete(e.apps, s.id)
		e.order = slices.DeleteFunc(e.order, func(o *service) bool { return o == s })
		e.news = append(e.news, engine.Event{Time: e.at, Kind: engine.Removed, App: &engine.Application{ID: s.id}})
	}
}

// roll replaces one task of an older version, if nothing else is under way.
func (e *Engine) roll(s *service, lives []*task) {
	for _, t := range s.tasks {
		if t.phase == engine.PhaseStarting || t.phase == engine.PhaseStopping {
			return
		}
	}
	for _, t := range lives {
		if t.version < s.version {
			e.stop(t)
			return
		}
	}
}

// schedule makes a task for the lowest slot that is free.
func (e *Engine) schedule(s *service) {
	slot := 1
	for slices.ContainsFunc(s.lives(), func(t *task) bool { return t.slot == slot }) {
		slot++
	}
	e.made++
	t := &task{
		of: s, id: fmt.Sprintf("c0000000-0000-4000-8000-%012d", e.made), slot: slot, version: s.version, image: s.image,
		phase: engine.PhaseStarting, outer: 30000 + e.made, reason: "no suitable node (insufficient resources)",
	}
	e.tasks[t.id] = t
	s.tasks = append(s.tasks, t)
}

// place gives pending tasks the room that there is.
func (e *Engine) place() {
	used := 0
	var pending []*task
	for _, s := range e.order {
		for _, t := range s.lives() {
			if t.phase == engine.PhaseStarting && t.due.IsZero() {
				pending = append(pending, t)
			} else {
				used++
			}
		}
	}
	for _, t := range pending {
		if e.capacity > 0 && used >= e.capacity {
			return
		}
		used++
		t.due, t.reason = e.at.Add(startTime), ""
		t.node = e.nodes[(t.slot-1)%len(e.nodes)]
		t.of.isNews = true
	}
}
