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
	s.Ports, s.ImagePorts = c.ports, c.imagePorts
	s.Memory, s.CPUShares = sizes()[c.size].memory, sizes()[c.size].shares
	s.Restart, s.Labels, s.Aliases = a.restart.when(), a.labels(), a.hostAliases(c)
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
		labelPolicies: strings.Join([]string{string(a.restart), string(a.replace), string(a.destroy)}, " "),
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

// hostAliases returns the host names under which others find a container: its own, that of its
// application, and what those call it that link to it.
func (a *application) hostAliases(c *container) []string {
	names := []string{c.label, a.label}
	for _, from := range a.linksFrom {
		if alias := from.aliases[a]; alias != "" {
			names = append(names, hostLabel(alias))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
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
	if words := strings.Fields(labels[labelPolicies]); len(words) == 3 {
		for i, to := range []*policy{&a.restart, &a.replace, &a.destroy} {
			if word := policy(words[i]); word == polOff || word == polFailure || word == polAlways {
				*to = word
			}
		}
	}
	if labels[labelRoles] == "global" {
		a.roles = []string{"global"}
	}
	if web := labels[labelWeb]; pat.domain.MatchString(web) && a.hasPort(80) {
		a.webDNS = web
	}
	return strings.Fields(labels[labelLinks])
}
