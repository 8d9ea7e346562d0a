package platform

import (
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

// appendVars appends the link variables of a container that has outer ports, in
// the order of their names: how others reach it.
func (c *container) appendVars(vars []engine.Var) []engine.Var {
	for i, port := range c.ports {
		if i >= len(c.outer) || c.outer[i] == 0 {
			continue
		}
		outer := strconv.Itoa(c.outer[i])
		address := port.Protocol + "://" + c.dns + ":" + outer
		if len(c.ports) == 1 {
			vars = append(vars, engine.Var{Key: c.prefix + "_PORT", Value: address})
		}
		key := c.prefix + "_PORT_" + strconv.Itoa(port.Number) + "_" + strings.ToUpper(port.Protocol)
		vars = append(vars,
			engine.Var{Key: key, Value: address},
			engine.Var{Key: key + "_ADDR", Value: c.dns},
			engine.Var{Key: key + "_PORT", Value: outer},
			engine.Var{Key: key + "_PROTO", Value: port.Protocol})
	}
	return vars
}

// appendRunning appends the link variables of the application's running
// containers but one.
func (a *application) appendRunning(vars []engine.Var, but *container) []engine.Var {
	for _, c := range a.conts {
		if c.state == stRunning && c != but {
			vars = c.appendVars(vars)
		}
	}
	return vars
}

// apiVar is the variable that tells where the application's own record is. The
// base is the scheme and host of the API.
func (a *application) apiVar(base string) engine.Var {
	return engine.Var{Key: a.prefix + "_TUTUM_API_URL", Value: base + a.uri}
}

// environment is what a container of the application has in its environment, if
// it is started now: the application's own variables, those of the containers
// beside it, and those of the applications it links to.
func (a *application) environment(c *config, but *container, base string) []engine.Var {
	vars := slices.Clone(c.env)
	own := len(vars)
	vars = a.appendRunning(vars, but)
	for _, to := range a.linksTo {
		vars = append(to.appendRunning(vars, nil), to.apiVar(base))
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

// link makes one application see the other's containers.
func link(from, to *application) {
	if !slices.Contains(from.linksTo, to) {
		from.linksTo = append(from.linksTo, to)
		to.linksFrom = append(to.linksFrom, from)
	}
}

// unlink takes an application out of all links.
func (a *application) unlink() {
	for _, to := range a.linksTo {
		to.linksFrom = without(to.linksFrom, a)
	}
	for _, from := range a.linksFrom {
		from.linksTo = without(from.linksTo, a)
	}
	a.linksTo, a.linksFrom = nil, nil
}

// without returns the list without one element.
func without[T comparable](list []T, v T) []T {
	return slices.DeleteFunc(list, func(x T) bool { return x == v })
}
