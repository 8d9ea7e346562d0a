package platform

import (
	"slices"
	"strings"

	"fleetop/internal/platform/engine"
)

// The labels that an engine keeps with each container for the platform: what only the platform
// knows of an application.
const (
	labelName     = "fleetop.name"
	labelUnique   = "fleetop.unique"
	labelSize     = "fleetop.size"
	labelRoles    = "fleetop.roles"    // "global"
	labelPolicies = "fleetop.policies" // autorestart, autoreplace, autodestroy: "ALWAYS OFF OFF"
	labelWeb      = "fleetop.web"
	labelLinks    = "fleetop.links" // UUIDs of applications, "=alias" behind those that have one
)

// spec is what a new container is made from. Of one that is like another the engine takes
// everything from that. p.mu is held.
func (p *Platform) spec(c, like *container, env []engine.Var) engine.Spec {
	a := c.app
	s := engine.Spec{ID: c.uuid, Application: a.uuid, Name: c.label, Number: c.number}
	if like != nil {
		s.Name, s.Like = c.unique, like.uuid
		return s
	}
	s.Image, s.Auth = c.image, p.credentials(c.image)
	s.Command, s.Entrypoint, s.Env = c.command, c.entry, env
	if c.imageCommand {
		s.Command = ""
	}
	if c.imageEntry {
		s.Entrypoint = ""
	}
	s.Ports, s.ImagePorts = c.ports, c.imagePorts
	s.Memory, s.CPUShares = sizes()[c.size].memory, sizes()[c.size].shares
	s.Restart, s.Labels, s.Aliases, s.Names = a.restart.when(), a.labels(), a.hostAliases(c), a.namesOfLinks()
	return s
}

// when says what a policy asks of the engine.
func (p policy) when() engine.When {
	switch p {
	case polAlways:
		return engine.Always
	case polFailure:
		return engine.OnFailure
	default:
		return engine.Never
	}
}

// labels returns what is to be kept with a container of the application.
func (a *application) labels() map[string]string {
	links := make([]string, len(a.linksTo))
	for i, to := range a.linksTo {
		if links[i] = to.uuid; a.aliases[to] != "" {
			links[i] += "=" + a.aliases[to]
		}
	}
	labels := map[string]string{
		labelName: a.name, labelUnique: a.unique, labelSize: a.size.String(),
		labelPolicies: a.words(),
	}
	for key, value := range map[string]string{
		labelRoles: strings.Join(a.roles, " "), labelWeb: a.webDNS, labelLinks: strings.Join(links, " "),
	} {
		if value != "" {
			labels[key] = value
		}
	}
	return labels
}

// hostAliases returns the host names under which all others find a container: its own, and that of its
// application. Without a container they are those of all.
func (a *application) hostAliases(c *container) []string {
	names := []string{a.hostName()}
	if c != nil {
		names = append(names, c.label)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// hostName is the host name of all containers of an application together. An application whose own name
// may be that of a container, as web-1 is that of the first of web, has its UUID for it: else whoever
// asks for the container would reach both.
func (a *application) hostName() string {
	if stem := strings.TrimRight(a.label, "0123456789"); stem != a.label && strings.HasSuffix(stem, "-") {
		return a.uuid
	}
	return a.label
}

// namesOfLinks returns by which names a container of the application finds those that it links to, and
// what they stand for. They are its own: another application may call another one by the same name.
func (a *application) namesOfLinks() map[string]string {
	if len(a.aliases) == 0 {
		return nil
	}
	names := make(map[string]string)
	for to, alias := range a.aliases {
		names[hostLabel(alias)] = to.hostName()
	}
	return names
}

// takeLabels fills in what the labels of its containers say of an application that was made here.
// It returns the links, which need other applications. Labels may come from anybody: what is no
// value of a field is left out.
func (a *application) takeLabels(labels map[string]string, pat *patterns) (links []string) {
	if name := labels[labelName]; pat.name.MatchString(name) {
		a.name = name
	}
	if size, found := parseSize(labels[labelSize]); found {
		a.size = size
	}
	if pol, ok := parsePolicies(labels[labelPolicies]); ok {
		a.policies = pol
	}
	if labels[labelRoles] == "global" {
		a.roles = []string{"global"}
	}
	if web := labels[labelWeb]; pat.domain.MatchString(web) && a.hasPort(80) {
		a.webDNS = web
	}
	return strings.Fields(labels[labelLinks])
}
