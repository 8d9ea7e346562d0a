package docker

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// group is an application: containers that belong together.
type group struct {
	identity
	conts []*container // by their numbers
	stale bool         // it changed since the platform was told
}

// identity says which application a container belongs to.
type identity struct {
	id    string // UUID
	name  string
	owner engine.Owner
	by    string // the owner in words
	in    string // the Compose project
}

// identify tells which application a container belongs to, and its number there, 0 if nothing says
// it.
func (e *Engine) identify(native, name string, labels map[string]string) (identity, int) {
	project, service := dialect.Tidy(labels[composeProject]), dialect.Tidy(labels[composeService])
	switch {
	case engine.IsUUID(labels[labelApplication]) && engine.IsUUID(labels[labelContainer]):
		i := identity{id: labels[labelApplication], name: cmp.Or(dialect.Tidy(labels[labelName]), name)}
		switch owner := labels[labelOwner]; owner {
		case e.o.Owner:
		case "": // a copy of what somebody made by hand
			i.owner = engine.Plain
		default:
			i.owner, i.by = engine.Plain, "the fleetop server "+strconv.Quote(dialect.Tidy(owner))
		}
		return i, number(labels[labelNumber])
	case labels[swarmService] != "":
		i := identity{
			id:   dialect.UUID("stack\n" + labels[swarmService]),
			name: cmp.Or(dialect.Tidy(labels[swarmName]), name), owner: engine.Stack,
		}
		i.by = "the Swarm service " + i.name
		_, slot, _ := strings.Cut(strings.TrimPrefix(labels[swarmTask], labels[swarmName]), ".")
		slot, _, _ = strings.Cut(slot, ".")
		return i, number(slot)
	case project != "" && service != "" && labels[composeOneOff] != "True" && labels[composeHook] == "":
		i := identity{
			id:   dialect.UUID("compose\n" + labels[composeProject] + "\n" + labels[composeService]),
			name: project + "-" + service, owner: engine.Compose,
			by: "the Compose project " + project, in: project,
		}
		if old := project + "_" + service; strings.HasPrefix(beforeReplaced(name), old+"_") {
			i.name = old // as Compose named things before version 2
		}
		if dir := dialect.Cut(dialect.Clean(labels[composeDir]), dialect.MostReason); dir != "" {
			i.by += " (" + dir + ")"
		}
		return i, number(labels[composeNumber])
	default:
		i := identity{id: plainID(native), name: name, owner: engine.Plain}
		if project != "" {
			i.by, i.in = "a run of the Compose project "+project, project
		}
		return i, 1
	}
}

// plainID is the UUID of the application of a container that belongs to nothing else.
func plainID(native string) string { return dialect.UUID("container\n" + native) }

// beforeReplaced returns the name that a container had before Compose put the beginning of its
// identifier in front, which it does while another one takes its place.
func beforeReplaced(name string) string {
	short, rest, found := strings.Cut(name, "_")
	if found && len(short) == 12 && strings.Trim(short, "0123456789abcdef") == "" {
		return rest
	}
	return name
}

// mostNumber is the highest number of a container that a label is believed.
const mostNumber = 999_999

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > mostNumber {
		return 0
	}
	return n
}

// join puts a container into its application, under a number that is free there.
func (e *Engine) join(c *container, i identity, n int) {
	g := e.groups[i.id]
	if g == nil {
		g = &group{identity: i}
		e.groups[i.id] = g
	}
	used := make(map[int]bool, len(g.conts))
	for _, other := range g.conts {
		used[other.number] = true
	}
	for n == 0 || used[n] {
		n++
	}
	c.number, c.group, c.original = n, g, i.id == plainID(c.native)
	at, _ := slices.BinarySearchFunc(g.conts, n, func(c *container, n int) int { return cmp.Compare(c.number, n) })
	g.conts = slices.Insert(g.conts, at, c)
	e.nameGroup(g)
}

// nameGroup gives an application the name of the container of which its others are copies, else the one that is
// kept with its first: whatever came first, and however it was called then.
func (e *Engine) nameGroup(g *group) {
	if at := slices.IndexFunc(g.conts, func(c *container) bool { return c.original }); at >= 0 {
		g.name = g.conts[at].name
		return
	}
	for _, c := range g.conts {
		if i, _ := e.identify(c.native, c.name, c.facts.labels); i.id == g.id && !c.own {
			g.name = i.name
			return
		}
	}
}

// leave takes a container out of its application. The last one takes that with it.
func (e *Engine) leave(c *container) {
	g := c.group
	g.conts = slices.DeleteFunc(g.conts, func(other *container) bool { return other == c })
	if len(g.conts) == 0 {
		delete(e.groups, g.id)
		return
	}
	before := g.name
	if e.nameGroup(g); g.name != before {
		e.changed(g)
	}
}

// example returns the container that tells what the application is like: the first that runs, else
// the first that is there.
func (g *group) example() *container {
	var found *container
	for _, c := range g.conts {
		if c.facts.running() {
			return c
		}
		if found == nil && c.native != "" {
			found = c
		}
	}
	return cmp.Or(found, g.conts[0])
}

// application returns the record of an application. e.mu is held.
func (e *Engine) application(g *group) *engine.Application {
	f := &g.example().facts
	a := &engine.Application{
		ID: g.id, Name: g.name, Owner: g.owner, OwnerName: g.by, Project: g.in, Privileged: g.isPrivileged(), Enforced: g.owner != engine.Own,
		Image: e.imageName(f), Memory: f.memory,
		Command: engine.JoinCommand(f.command), Entrypoint: engine.JoinCommand(f.entrypoint),
		Ports: f.inner,
	}
	if f.inspected {
		a.Env = e.ownVariables(f)
	}
	e.readLabels(a, f.labels)
	if g.owner != engine.Own {
		a.Restart = restartWord(f.policy)
		if f.autoRemove {
			a.Destroy = "ALWAYS"
		}
	}
	isUp := false
	for _, c := range g.conts {
		r := e.record(c)
		a.Containers = append(a.Containers, r)
		isUp = isUp || r.Running
		if d := r.Deployed; !d.IsZero() && (a.Deployed.IsZero() || d.Before(a.Deployed)) {
			a.Deployed = d
		}
		if r.Started.After(a.Started) {
			a.Started = r.Started
		}
		if r.Stopped.After(a.Stopped) {
			a.Stopped = r.Stopped
		}
	}
	if isUp && len(g.conts) > 1 {
		a.Stopped = time.Time{} // when it was stopped as a whole, its containers do not tell
	}
	return a
}

// readLabels takes what is kept in the labels of containers that were made here.
func (e *Engine) readLabels(a *engine.Application, labels map[string]string) {
	if !engine.IsUUID(labels[labelContainer]) {
		return
	}
	a.Labels = make(map[string]string)
	for k, v := range labels {
		if strings.HasPrefix(k, labelPrefix) && !isOurs(k) {
			a.Labels[k] = v
		}
	}
	if s, found := labels[labelEnv]; found {
		a.Env = ownEnv(s)
	}
	if s, found := labels[labelPorts]; found {
		a.Ports = nil
		for _, b := range ownPorts(s) {
			a.Ports = append(a.Ports, b.Port)
		}
	}
	a.ImageCommand, a.ImageEntrypoint = labels[labelCommand] == "", labels[labelEntrypoint] == ""
	if !a.ImageCommand {
		a.Command = labels[labelCommand]
	}
	if !a.ImageEntrypoint {
		a.Entrypoint = labels[labelEntrypoint]
	}
}

// record returns the record of a container.
func (e *Engine) record(c *container) engine.Container {
	f, d := &c.facts, e.daemon
	r := engine.Container{
		ID: c.id, Name: c.name, Native: c.native, Number: c.number, Copied: !c.own && f.labels[labelContainer] == c.id,
		Phase: f.phase, Running: f.running(), Exited: f.exited(), Reason: f.reason,
		OutOfMemory: f.oom, Health: f.health, Restarts: f.restarts,
		Started: d.here(f.started), Stopped: d.here(f.finished), Ports: c.outer(), Host: e.o.Host,
	}
	r.Reason = cmp.Or(c.hand.waits, r.Reason)
	if c.own {
		r.Peer = c.name // in the network of this server's containers
	}
	if !f.running() {
		r.Health = "" // the last word of a check that does not run any more
	}
	if r.Exited {
		r.ExitCode = f.exitCode
	}
	if !f.started.IsZero() {
		r.Deployed = d.here(f.created)
	}
	return r
}

// outer returns the outer ports of a container: those it has, or will have again.
func (c *container) outer() []engine.Binding {
	f := &c.facts
	switch {
	case f.running():
		return f.ports
	case f.phase == engine.PhaseCreated:
		return nil
	case f.labels[labelPorts] != "":
		return ownPorts(f.labels[labelPorts])
	default:
		return f.fixed
	}
}

// ownVariables returns the variables that the image does not have.
func (e *Engine) ownVariables(f *facts) []engine.Var {
	known := e.images.peek(f.imageID)
	list := f.env
	if known != nil {
		list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(known.env, s) })
	}
	return dialect.Variables(list)
}

// imageName returns the name of the image that a container was made from. One that was named by
// its identifier has a name if a tag is on it.
func (e *Engine) imageName(f *facts) engine.Ref {
	if !isID(f.image, f.imageID) {
		return dialect.Ref(f.image)
	}
	if known := e.images.peek(f.imageID); known != nil && len(known.names) > 0 {
		return dialect.Ref(known.names[0])
	}
	const enough = len("sha256:") + 12
	return engine.Ref{Name: f.imageID[:min(len(f.imageID), enough)]}
}

// restartWord is the API's word for a restart policy of Docker.
func restartWord(policy string) string {
	switch policy {
	case "always", "unless-stopped":
		return "ALWAYS"
	case "on-failure":
		return "ON_FAILURE"
	default:
		return ""
	}
}
