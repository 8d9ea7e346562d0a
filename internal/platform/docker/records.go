package docker

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// listed returns what a list says of a container.
func listed(s *ctypes.Summary) facts {
	f := facts{
		created: time.Unix(s.Created, 0),
		phase:   phaseOf(string(s.State)), word: dialect.Clean(string(s.State)),
		image: s.Image, imageID: s.ImageID, labels: dialect.Short(s.Labels),
		network: s.HostConfig.NetworkMode,
	}
	f.health, f.exitCode = readStatus(s.Status)
	if s.Health != nil {
		f.health = healthOf(s.Health.Status)
	}
	for _, p := range s.Ports {
		port := engine.Port{Number: int(p.PrivatePort), Protocol: p.Type}
		if !isKnown(port.Protocol) {
			continue
		}
		f.inner = append(f.inner, port)
		// Of one that does not run they are those of some time ago.
		if p.PublicPort != 0 && f.running() {
			f.ports = append(f.ports, engine.Binding{Port: port, Outer: int(p.PublicPort)})
		}
	}
	f.sortPorts()
	return f
}

// inspected returns what an inspection says of a container.
func inspected(r *ctypes.InspectResponse) facts {
	f := facts{inspected: true, imageID: r.Image, restarts: r.RestartCount}
	f.created = date(r.Created)
	if s := r.State; s != nil {
		f.phase, f.word = phaseOf(string(s.Status)), dialect.Clean(string(s.Status))
		f.exitCode, f.oom = s.ExitCode, s.OOMKilled
		f.explain(s.Error)
		f.started, f.finished, f.pid = date(s.StartedAt), date(s.FinishedAt), s.Pid
		if s.Health != nil {
			f.health = healthOf(s.Health.Status)
		}
	}
	if c := r.Config; c != nil {
		f.image, f.labels, f.tty = c.Image, dialect.Short(c.Labels), c.Tty
		f.command, f.entrypoint, f.env = c.Cmd, c.Entrypoint, c.Env
		f.stopSignal = c.StopSignal
		if c.StopTimeout != nil {
			f.stopTimeout = graceIn(*c.StopTimeout)
		}
		for p := range c.ExposedPorts {
			f.expose(p)
		}
	}
	if h := r.HostConfig; h != nil {
		f.memory, f.policy, f.autoRemove = h.Memory, string(h.RestartPolicy.Name), h.AutoRemove
		f.network, f.privileged = string(h.NetworkMode), h.Privileged
		for p, to := range h.PortBindings {
			f.expose(p)
			f.fixed = append(f.fixed, bindings(p, to)...)
		}
	}
	if n := r.NetworkSettings; n != nil {
		for p, to := range n.Ports {
			f.ports = append(f.ports, bindings(p, to)...)
		}
		for _, end := range n.Networks {
			if end != nil && end.IPAMConfig != nil && end.IPAMConfig.IPv4Address.IsValid() {
				f.address = end.IPAMConfig.IPv4Address.String()
			}
		}
	}
	if !f.running() {
		f.ports = nil
	}
	f.sortPorts()
	return f
}

// explain takes in why the daemon says that a container does not run.
func (f *facts) explain(fault string) {
	f.reason = dialect.Cause(fault)
	if err := errors.New(fault); portTaken(err) {
		f.wants = portIn(err)
	}
	if f.phase == engine.PhaseDead && f.reason == "" {
		f.reason = "the Docker daemon could not remove it: terminate it again"
	}
}

func (f *facts) expose(p network.Port) {
	if port := portOf(p); isKnown(port.Protocol) {
		f.inner = append(f.inner, port)
	}
}

// sortPorts puts the ports in order. The daemon tells of each twice, for each family of addresses.
func (f *facts) sortPorts() {
	slices.SortFunc(f.inner, comparePorts)
	f.inner = slices.Compact(f.inner)
	for _, list := range []*[]engine.Binding{&f.ports, &f.fixed} {
		slices.SortFunc(*list, func(a, b engine.Binding) int {
			return cmp.Or(comparePorts(a.Port, b.Port), cmp.Compare(a.Outer, b.Outer))
		})
		*list = slices.CompactFunc(*list, func(a, b engine.Binding) bool { return a.Port == b.Port })
	}
}

func comparePorts(a, b engine.Port) int {
	return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Protocol, b.Protocol))
}

func portOf(p network.Port) engine.Port {
	return engine.Port{Number: int(p.Num()), Protocol: string(p.Proto())}
}

// isKnown reports whether the API has a word for a protocol.
func isKnown(protocol string) bool { return protocol == "tcp" || protocol == "udp" }

// bindings returns where a port is bound to.
func bindings(p network.Port, to []network.PortBinding) []engine.Binding {
	var list []engine.Binding
	port := portOf(p)
	for _, b := range to {
		if n, err := strconv.Atoi(b.HostPort); err == nil && n > 0 && isKnown(port.Protocol) {
			list = append(list, engine.Binding{Port: port, Outer: n})
		}
	}
	return list
}

// phaseOf understands the words of Docker and of Podman.
func phaseOf(word string) engine.Phase {
	switch word {
	case "created", "configured", "initialized":
		return engine.PhaseCreated
	case "running", "stopping":
		return engine.PhaseRunning
	case "paused":
		return engine.PhasePaused
	case "restarting":
		return engine.PhaseRestarting
	case "removing":
		return engine.PhaseRemoving
	case "exited", "stopped":
		return engine.PhaseExited
	case "dead":
		return engine.PhaseDead
	default:
		return engine.PhaseUnknown
	}
}

func healthOf(s ctypes.HealthStatus) string {
	switch s {
	case ctypes.Starting, ctypes.Healthy, ctypes.Unhealthy:
		return string(s)
	default:
		return ""
	}
}

// readStatus takes the health and the exit code out of a list's words, such as
// "Up 3 hours (healthy)" or "Exited (137) 5 seconds ago".
func readStatus(s string) (health string, code int) {
	_, after, found := strings.Cut(s, "(")
	inner, _, closed := strings.Cut(after, ")")
	if !found || !closed {
		return "", 0
	}
	switch inner {
	case "healthy", "unhealthy":
		return inner, 0
	case "health: starting":
		return "starting", 0
	}
	code, _ = strconv.Atoi(inner)
	return "", code
}

// date reads a date of the daemon. The year 1 is its word for never.
func date(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() <= 1 {
		return time.Time{}
	}
	return t
}

// ownEnv reads labelEnv.
func ownEnv(label string) []engine.Var {
	var list []string
	if json.Unmarshal([]byte(label), &list) != nil {
		return nil
	}
	return dialect.Variables(list)
}

// ownPorts reads labelPorts: "80/tcp=49153,53/udp=49154".
func ownPorts(label string) []engine.Binding {
	var list []engine.Binding
	for s := range strings.SplitSeq(label, ",") {
		inner, outer, _ := strings.Cut(s, "=")
		p, err := network.ParsePort(inner)
		n, wrong := strconv.ParseUint(outer, 10, 16)
		if err != nil || wrong != nil || !isKnown(string(p.Proto())) {
			continue
		}
		list = append(list, engine.Binding{Port: portOf(p), Outer: int(n)})
	}
	return list
}

// isID reports whether the name of an image is its identifier.
func isID(name, id string) bool {
	const least = 12
	name = strings.TrimPrefix(name, "sha256:")
	return len(name) >= least && strings.HasPrefix(strings.TrimPrefix(id, "sha256:"), name)
}

// graceIn is how long a program has to end by itself that has so many seconds. Docker takes less than
// none for as long as it likes.
func graceIn(seconds int) time.Duration {
	if seconds < 0 || seconds > int(mostGrace/time.Second) {
		return mostGrace
	}
	return time.Duration(seconds) * time.Second
}
