package platform

import (
	"errors"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

// The limits of a policy that an orchestrator enforces by new containers.
const (
	mostAgain    = 3
	againWithin  = 5 * time.Minute
	againRestart = time.Minute // where only autorestart asks for it
)

// byEngine leaves it to the engine to keep applications as they are wanted. What it asks for is under
// way until the engine says that it is not; what containers are the engine alone says.
type byEngine struct {
	p    *Platform
	orch engine.Orchestrator
}

// errNoSingle refuses what an engine cannot do to one container, if the engine has no words for it.
var errNoSingle = errors.New("this engine keeps the containers of an application by itself: ask for it on the application")

func (h byEngine) check(op engine.Op, uuid string) error {
	if err := h.orch.Check(op, uuid); err != nil {
		return err //nolint:wrapcheck // a sentence for the user
	}
	if h.p.conts.by[uuid] != nil {
		return errNoSingle
	}
	return nil
}

// allows lets what has lost all its containers be started and redeployed, too: the engine makes others.
// What is under way may be scaled: the engine takes the newest number.
func (h byEngine) allows(a *application, what action) bool {
	switch s := a.state(); {
	case s == stNotRunning && a.target > 0 && (what == actStart || what == actRedeploy):
		return true
	case what == actScale && (s == stStarting || s == stScaling || s == stRedeploying):
		return true
	default:
		return s.allows(what)
	}
}

func (h byEngine) begin(a *application, base string) error {
	when, limit := a.again()
	spec := engine.AppSpec{
		Spec: engine.Spec{
			Application: a.uuid, Name: a.label, Image: a.image, Auth: h.p.credentials(a.image),
			Command: a.command, Entrypoint: a.entry, Env: a.environment(a.config, nil, h.p.inside(base)),
			Ports: a.ports, ImagePorts: a.imagePorts,
			Memory: sizes()[a.size].memory, CPUShares: sizes()[a.size].shares,
			Restart: when, Labels: a.labels(), Aliases: a.hostAliases(nil), Names: a.namesOfLinks(),
		},
		Replicas: a.target, Limit: limit,
	}
	a.met = true
	return h.asked(a, stStarting, h.orch.Deploy(spec))
}

// again says what the policies of an application ask of an orchestrator. It starts nothing again in
// place, so autorestart is taken for autoreplace.
func (a *application) again() (engine.When, engine.Limit) {
	limit := engine.Limit{Most: mostAgain, Within: againWithin}
	if a.replace == polOff {
		limit.Within = againRestart
	}
	return max(a.restart.when(), a.replace.when()), limit
}

// apply asks for a change that takes an application to another state.
func (h byEngine) apply(a *application, op state, want engine.Want) error {
	want.Auth = h.p.credentials(a.image)
	return h.asked(a, op, h.orch.Apply(a.uuid, want))
}

// asked notes that something was asked of the engine, unless it refused.
func (h byEngine) asked(a *application, op state, err error) error {
	if err == nil {
		a.op, a.busy = op, true
	}
	return err
}

// startAll has all containers replaced where the engine has none left and did not stop them: it does not
// miss those by itself.
func (h byEngine) startAll(a *application) error {
	stopped := false
	return h.apply(a, stStarting, engine.Want{Stopped: &stopped, Redeploy: a.live() == 0 && !a.halted})
}

func (h byEngine) stopAll(a *application, _ time.Time) error {
	stopped := true
	return h.apply(a, stStopping, engine.Want{Stopped: &stopped})
}

func (h byEngine) terminateAll(a *application, _ time.Time) error {
	return h.asked(a, stTerminating, h.orch.Terminate(a.uuid))
}

func (h byEngine) redeployAll(a *application, _ *config, _ string, _ time.Time) error {
	image := a.image
	return h.apply(a, stRedeploying, engine.Want{Redeploy: true, Image: &image})
}

func (h byEngine) scale(a *application, target int, _ string, _ time.Time) error {
	if target == a.target && target == a.lasting() && a.notice == "" {
		return nil
	}
	err := h.apply(a, stScaling, engine.Want{Replicas: &target})
	if err == nil {
		a.target = target
	}
	return err
}

func (h byEngine) renew(a *application, _ policies) error {
	when, limit := a.again()
	return h.orch.Apply(a.uuid, engine.Want{ //nolint:wrapcheck // a sentence for the user
		Restart: &when, Limit: limit, Labels: a.labels(), Auth: h.p.credentials(a.image),
	})
}

// one refuses: check has done so before.
func (h byEngine) one(engine.Op, *container, time.Time) error { return errNoSingle }

// handle has nothing to do: an orchestrator tells of containers by what it says of applications.
func (h byEngine) handle(*container, engine.Event) {}

// told takes over what the engine says of an application. A container that it does not name is gone.
func (h byEngine) told(a *application, e *engine.Application, now time.Time) {
	named := make(map[string]bool, len(e.Containers))
	for i := range e.Containers {
		known := &e.Containers[i]
		if named[known.ID] = known.Phase != engine.PhaseGone; !named[known.ID] {
			h.end(h.p.conts.by[known.ID], known.Stopped, now)
		}
	}
	for _, c := range slices.Clone(a.conts) {
		if !named[c.uuid] {
			h.end(c, now, now)
		}
	}
	if e.Notice != "" && e.Notice != a.notice {
		a.note(now, e.Notice)
	}
	a.notice, a.busy, a.halted, a.refusals = e.Notice, e.Busy, e.Halted, h.refusals(a.uuid)
	a.target = e.Target
	if a.target == 0 && !a.halted {
		a.target = a.live()
	}
	if a.isForeign() {
		return
	}
	a.takeLabels(e.Labels, h.p.patterns)
	if e.Image != a.image && e.Image.Name != "" {
		conf := *a.config
		conf.image = e.Image
		a.config = &conf
	}
	h.destroyEnded(a)
}

// verbs are what operations are called where it is told what an engine cannot do.
func verbs() map[engine.Op]string {
	return map[engine.Op]string{
		engine.OpStart: "start", engine.OpStop: "stop", engine.OpScale: "scale", engine.OpTerminate: "terminate", engine.OpRedeploy: "redeploy",
		engine.OpRestart: "autorestart",
	}
}

// refusals says of what is impossible on an application why, nil where everything is possible.
func (h byEngine) refusals(uuid string) (why map[string]string) {
	for op, verb := range verbs() {
		if err := h.orch.Check(op, uuid); err != nil {
			if why == nil {
				why = map[string]string{}
			}
			why[verb] = err.Error()
		}
	}
	return why
}

// hasAddress reports whether a port of a container is published.
func (h byEngine) hasAddress(c *container) bool {
	return slices.ContainsFunc(c.outer, func(port int) bool { return port > 0 })
}

// observe takes over the state of a container, which is as the engine says.
func (h byEngine) observe(c *container, e *engine.Container, _ time.Time) {
	h.p.takeFacts(c, e)
	s, _ := stateOf(e)
	c.set(s)
	c.deployed, c.started, c.stopped = e.Deployed, e.Started, e.Stopped
	c.exited, c.exit, c.oom = e.Exited, e.ExitCode, e.OutOfMemory
	c.explain(e.Reason, h.p.now())
}

// destroyEnded asks for as many containers less as have ended by themselves and are to be destroyed. It
// takes notice of each end once, whenever the container was seen first, but not while others are taken
// for its place: what those are is told when that is over.
func (h byEngine) destroyEnded(a *application) {
	if a.op == stScaling || a.op == stRedeploying {
		return
	}
	isCovered := (a.op == stInit || a.op == stStarting) && a.met && !h.p.leaves(a)
	endings := 0
	for _, c := range a.conts {
		if !c.byItself || c.noticed || !c.state.isStopped() {
			continue
		}
		c.noticed = true
		if isCovered && a.destroy.applies(c.exit) {
			endings++
		}
	}
	a.met = true
	target := a.target - endings
	if endings == 0 || target < 0 {
		return
	}
	if err := h.apply(a, stScaling, engine.Want{Replicas: &target}); err == nil {
		a.target = target
	}
}

// end lists a container as terminated for a while.
func (h byEngine) end(c *container, at, now time.Time) {
	if c == nil || c.state == stTerminated {
		return
	}
	if at.IsZero() || at.After(now) {
		at = now
	}
	h.p.bury(c, at)
	h.p.keepNewest(c)
}

// lost notes that an application is gone with its containers.
func (h byEngine) lost(a *application, now time.Time) {
	for _, c := range slices.Clone(a.conts) {
		h.end(c, now, now)
	}
	a.vanished, a.busy = true, false
}

func (h byEngine) hasArrived(a *application) bool { return !a.busy }

func (h byEngine) arrived(a *application) {
	if !a.isForeign() {
		h.destroyEnded(a)
	}
}

func (h byEngine) isGone(a *application) bool { return a.vanished }

// forget has nothing to do: what an orchestrator keeps of a container it keeps as long as it likes.
func (h byEngine) forget(*container) {}
