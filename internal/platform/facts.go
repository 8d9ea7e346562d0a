package platform

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

// extensions names what a platform has beyond the documents, for the header Fleetop-Extensions:
//   - "cluster" are the fields node, nodes and refusals, and stop_destroys and container_refusals of
//     engine/, of engines that keep applications by themselves
//   - "engine" is GET engine/
//   - "host-images" is that deleting an image removes its tags from a host, of engines with a store
//   - "health" are the fields health, owner, project, privileged, reason, engine_state, restart_count and memory_limit,
//     which is null where a foreign container's memory has no limit, of engines whose facts come from outside
//   - "tail" are the parameters tail, since and timestamps of logs, "follow" is follow; see
//     readLogQuery
//   - "usage" is GET usage/ and container/(uuid)/usage/, of engines that measure
//   - "wait" are lists with an ETag that wait for a change, and versions; see sendList
func extensions(eng engine.Engine) []string {
	names := []string{"engine", "follow", "tail", "wait"}
	if _, isOutside := eng.(engine.Notifier); isOutside {
		names = append(names, "health")
	}
	if _, isCluster := eng.(engine.Orchestrator); isCluster {
		names = append(names, "cluster")
	}
	if _, hasStore := eng.(engine.Store); hasStore {
		names = append(names, "host-images")
	}
	if _, measures := eng.(engine.Meter); measures {
		names = append(names, "usage")
	}
	slices.Sort(names)
	return names
}

// owner says who made an application.
type owner struct {
	kind      engine.Owner
	ownerName string
	project   string // of Compose
	mighty    bool   // its containers are privileged
	enforced  bool   // somebody else enforces its policies
}

// isForeign reports whether the application was not made here.
func (o *owner) isForeign() bool { return o.kind != engine.Own }

// maker is who made a foreign application, in words.
func (o *owner) maker() string {
	switch {
	case !o.isForeign():
		return ""
	case o.ownerName != "":
		return o.ownerName
	default:
		return "somebody else"
	}
}

// facts are what an engine says of a container that has no field in the documents.
type facts struct {
	shown        string // the engine's name for it, empty for one made from its application's
	phase        engine.Phase
	health       string
	restartCount int
	host, peer   string // see engine.Container
	node         string // likewise
}

// moved keeps the phase of an engine that tells it in step with an event.
func (f *facts) moved(to engine.Phase) {
	if f.phase != engine.PhaseUnsaid {
		f.phase = to
	}
}

// isPaused reports whether the program runs and stands still. Starting it lets it go on.
func (f *facts) isPaused() bool { return f.phase == engine.PhasePaused }

// word is the engine's state as the API tells it, empty if the engine says nothing.
func (f *facts) word() string {
	return [...]string{
		"", "created", "running", "paused", "restarting", "removing", "exited", "dead", "unknown",
		"starting", "stopping", "",
	}[f.phase]
}

// condition is what the engine says of the containers as one: the worst health of those that run, its
// word for them if they are all paused or one waits to be started again, and the most that one was
// started again.
func (a *application) condition() (health, word string, restarts int) {
	running, still := 0, 0
	for _, c := range a.conts {
		restarts = max(restarts, c.restartCount)
		if c.phase == engine.PhaseRestarting {
			word = c.word()
		}
		if c.state != stRunning {
			continue
		}
		running++
		if c.isPaused() {
			still++
		}
		if badness(c.health) > badness(health) {
			health = c.health
		}
	}
	if running > 0 && still == running {
		word = (&facts{phase: engine.PhasePaused}).word()
	}
	return health, word, restarts
}

// badness puts words of health in order.
func badness(health string) int {
	return slices.Index([]string{"", "healthy", "starting", "unhealthy"}, health)
}

// failure is why the application is not as it was wanted: what a cluster says of it, else why a container
// of it failed, else what one waits for that a cluster is to start, the first that says so; empty for none.
func (a *application) failure() string {
	waits := ""
	for _, c := range a.conts {
		switch {
		case c.reason == "" || a.notice != "":
		case c.state == stStartFailed:
			return c.reason
		case c.phase == engine.PhaseStarting:
			waits = cmp.Or(waits, c.reason)
		}
	}
	return cmp.Or(a.notice, waits)
}

// nodes are the machines that the containers of the application are on, where the engine names them.
func (a *application) nodes() []string {
	var names []string
	for _, c := range a.conts {
		if c.node != "" && c.state != stTerminated && !slices.Contains(names, c.node) {
			names = append(names, c.node)
		}
	}
	slices.Sort(names)
	return names
}

// isPaused reports whether a container of the application is paused.
func (a *application) isPaused() bool {
	for _, c := range a.conts {
		if c.state == stRunning && c.isPaused() {
			return a.op == stInit
		}
	}
	return false
}

// fixedPolicies notes as wrong a change of policies that somebody else enforces.
func (a *application) fixedPolicies(f *fields) {
	for _, key := range []string{"autorestart", "autoreplace", "autodestroy"} {
		if f.has(key) && a.isForeign() {
			f.fail(key, a.unique+" was not made here: its policies are those of "+a.maker()+".")
		}
	}
}

// showName gives a container the name that the engine has for it. p.mu is held for writing.
func (p *Platform) showName(c *container, name string) {
	if name == "" || name == c.shown {
		return
	}
	p.freeName(c)
	c.shown, c.unique = name, name
	p.taken[name] = c
}

// hideName gives a container the name that comes from its application's again. p.mu is held for writing.
func (p *Platform) hideName(c *container) {
	p.freeName(c)
	c.shown, c.unique = "", c.app.unique+"-"+strconv.Itoa(c.number)
}

// freeName gives up the name that the engine had for a container. p.mu is held for writing.
func (p *Platform) freeName(c *container) {
	if p.taken[c.shown] == c {
		delete(p.taken, c.shown)
	}
}

// source returns the container that a new one of a foreign application is a copy of: the one with
// the highest number, better one that runs; nil if the application was made here.
func (a *application) source() *container {
	if !a.isForeign() {
		return nil
	}
	var best *container
	for _, c := range a.conts {
		if c.doomed || c.state == stTerminated || c.state == stTerminating {
			continue
		}
		isUp := c.state == stRunning
		if best == nil || isUp != (best.state == stRunning) && isUp || isUp == (best.state == stRunning) && c.number > best.number {
			best = c
		}
	}
	return best
}

// nameOfCopy is the name of a copy of a foreign container: its own with another number.
func (c *container) nameOfCopy(number int) string {
	for _, separator := range []string{"-", "_"} {
		if base, found := strings.CutSuffix(c.unique, separator+strconv.Itoa(c.number)); found && base != "" {
			return base + separator + strconv.Itoa(number)
		}
	}
	return c.unique + "-" + strconv.Itoa(number)
}
