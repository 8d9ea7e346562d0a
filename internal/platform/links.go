package platform

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

// appendVars appends the link variables of a container that has outer ports, in the order of their
// names: how others reach it. The names start with prefix.
func (c *container) appendVars(vars []engine.Var, prefix string) []engine.Var {
	for i, port := range c.ports {
		if i >= len(c.outer) || c.outer[i] == 0 {
			continue
		}
		host, outer := c.dns, strconv.Itoa(c.outer[i])
		if c.peer != "" {
			host, outer = c.peer, strconv.Itoa(port.Number)
		}
		address := port.Protocol + "://" + host + ":" + outer
		if len(c.ports) == 1 {
			vars = append(vars, engine.Var{Key: prefix + "_PORT", Value: address})
		}
		key := prefix + "_PORT_" + strconv.Itoa(port.Number) + "_" + strings.ToUpper(port.Protocol)
		vars = append(vars,
			engine.Var{Key: key, Value: address},
			engine.Var{Key: key + "_ADDR", Value: host},
			engine.Var{Key: key + "_PORT", Value: outer},
			engine.Var{Key: key + "_PROTO", Value: port.Protocol})
	}
	return vars
}

// appendRunning appends the link variables of the application's running containers but one, until
// there are maxLinkVars. Those of an application that is linked to under an alias start with the
// alias instead of its name.
func (a *application) appendRunning(vars []engine.Var, but *container, alias string) []engine.Var {
	prefix := a.varPrefix(alias) + "_"
	for _, c := range a.conts {
		if len(vars) >= maxLinkVars {
			break
		}
		if c.state == stRunning && c != but {
			vars = c.appendVars(vars, prefix+strconv.Itoa(c.number))
		}
	}
	return vars
}

// varPrefix is what the names of the application's link variables start with, where it is linked to
// under an alias, or under its own name if that is empty.
func (a *application) varPrefix(alias string) string {
	if alias == "" {
		return a.prefix
	}
	return varPrefix(alias)
}

// apiVar is the variable that tells where the application's own record is. The base is the scheme
// and host of the API.
func (a *application) apiVar(base, alias string) engine.Var {
	return engine.Var{Key: a.varPrefix(alias) + "_TUTUM_API_URL", Value: base + a.uri}
}

// inside is where a container of a real machine reaches the API, given where a client does; empty where it does
// not: the address of a machine for itself means another machine in there.
func (p *Platform) inside(base string) string {
	u, err := url.Parse(base)
	if _, isReal := p.eng.(engine.Notifier); !isReal || err != nil {
		return base
	}
	if address, err := netip.ParseAddr(u.Hostname()); err == nil && address.Unmap().IsLoopback() || u.Hostname() == "localhost" {
		return ""
	}
	return base
}

// environment is what a container of the application has in its environment, if it is started now:
// the application's own variables, those of the containers beside it, and those of the applications
// it links to.
func (a *application) environment(c *config, but *container, base string) []engine.Var {
	vars := slices.Clone(c.env)
	if a.isForeign() {
		return vars // whoever made it gave it all that it has
	}
	own := len(vars)
	vars = a.appendRunning(vars, but, "")
	for _, to := range a.linksTo {
		alias := a.aliases[to]
		if vars = to.appendRunning(vars, nil, alias); base != "" {
			vars = append(vars, to.apiVar(base, alias))
		}
	}
	slices.SortStableFunc(vars[own:], func(x, y engine.Var) int { return strings.Compare(x.Key, y.Key) })
	return vars
}

// varMap turns variables into the object the API shows them as.
func varMap(vars []engine.Var) map[string]string {
	m := make(map[string]string, len(vars))
	for _, v := range vars {
		m[v.Key] = v.Value
	}
	return m
}

// link makes one application see the other's containers, under an alias if that is not empty.
func link(from, to *application, alias string) {
	if !slices.Contains(from.linksTo, to) {
		from.linksTo = append(from.linksTo, to)
		to.linksFrom = append(to.linksFrom, from)
	}
	if alias != "" {
		if from.aliases == nil {
			from.aliases = make(map[*application]string)
		}
		from.aliases[to] = alias
	}
}

// unlink takes an application out of all links.
func (a *application) unlink() {
	for _, to := range a.linksTo {
		to.linksFrom = without(to.linksFrom, a)
	}
	for _, from := range a.linksFrom {
		from.linksTo = without(from.linksTo, a)
		delete(from.aliases, a)
	}
	a.linksTo, a.linksFrom, a.aliases = nil, nil, nil
}

// without returns the list without one element.
func without[T comparable](list []T, v T) []T {
	return slices.DeleteFunc(list, func(x T) bool { return x == v })
}
