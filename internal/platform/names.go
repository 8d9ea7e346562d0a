package platform

import (
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

const (
	apiRoot        = "/api/v1/"
	applicationURI = apiRoot + "application/"
	containerURI   = apiRoot + "container/"
	imageURI       = apiRoot + "image/"
	registryURI    = apiRoot + "registry/"
)

// claimName gives an application a unique name: the one that it wants, if that is free, else the
// first of its name, name-1, name-2 and so on. p.mu is held for writing.
func (p *Platform) claimName(a *application, wanted string) {
	unique := a.name
	if p.patterns.name.MatchString(wanted) && p.names[wanted] == nil {
		unique = wanted
	}
	for n := 1; p.names[unique] != nil; n++ {
		unique = a.name + "-" + strconv.Itoa(n)
	}
	p.names[unique] = a
	a.unique = unique
	a.prefix = varPrefix(unique)
	if a.label = p.freeLabel(unique); a.label != hostLabel(unique) {
		a.prefix = varPrefix(a.label)
	}
	p.labels[a.label] = a
	p.nameHost(a)
}

// dropName frees the names of an application. p.mu is held for writing.
func (p *Platform) dropName(a *application) {
	delete(p.names, a.unique)
	delete(p.labels, a.label)
}

// nameHost gives an application a host name if it listens on port 80: that of the engine, if the
// engine has one for its containers. p.mu is held for writing.
func (p *Platform) nameHost(a *application) {
	a.dns = ""
	if !a.hasPort(80) {
		return
	}
	if a.dns = p.engineHost(); a.dns == "" {
		a.dns = a.label + "-" + p.slug + "." + p.host
	}
	for _, c := range a.conts {
		if c.host != "" {
			a.dns = c.host
			return
		}
	}
}

// engineHost is where outsiders reach the engine's containers, "" if each has a name of its own.
func (p *Platform) engineHost() string {
	if informer, ok := p.eng.(engine.Informer); ok {
		return informer.About().Host
	}
	return ""
}

const (
	// maxSlug and maxLabel leave room for both, and a container's number of five digits, in the 63
	// characters of a label of a host name.
	maxSlug  = 20
	maxLabel = 63 - maxSlug - len("--12345")
)

// freeLabel makes the label of a host name from a unique name. Names that become the same label,
// such as web_1 and web-1, get different ones: the later has a number.
func (p *Platform) freeLabel(unique string) string {
	full := hostLabel(unique)
	label := shortLabel(full, maxLabel)
	for n := 2; p.labels[label] != nil; n++ {
		number := "-" + strconv.Itoa(n)
		label = shortLabel(full, maxLabel-len(number)) + number
	}
	return label
}

// shortLabel cuts a label to a length at which it is still one.
func shortLabel(label string, most int) string { return strings.TrimRight(cut(label, most), "-") }

// nameContainer gives a container its number and the names that come from it. Containers have a
// domain of their own, so that the first container of web and an application called web-1 do not
// meet.
func (p *Platform) nameContainer(c *container, number int) {
	c.number = number
	c.unique = c.app.unique + "-" + strconv.Itoa(number)
	c.prefix = c.app.prefix + "_" + strconv.Itoa(number)
	c.label = c.app.label + "-" + strconv.Itoa(number)
	c.dns = p.madeUpHost(c)
}

// madeUpHost is the host name of a container for which the engine has none.
func (p *Platform) madeUpHost(c *container) string {
	return c.label + "-" + p.slug + ".alpha." + p.host
}

// freeNumbers returns the n lowest container numbers that are not taken, neither in the application
// nor by a name that the engine has for another container. A foreign application goes on after its
// highest, as those do that make such applications. p.mu is held.
func (p *Platform) freeNumbers(a *application, n int) []int {
	taken := make(map[int]bool, len(a.conts))
	first := 1
	for _, c := range a.conts {
		if c.state == stTerminated {
			continue
		}
		taken[c.number] = true
		if a.isForeign() {
			first = max(first, c.number+1)
		}
	}
	like := a.source()
	free := make([]int, 0, n)
	for i := first; len(free) < n; i++ {
		name := a.label + "-" + strconv.Itoa(i)
		if like != nil {
			name = like.nameOfCopy(i)
		}
		if !taken[i] && p.taken[name] == nil {
			free = append(free, i)
		}
	}
	return free
}

// varPrefix turns a unique name into the start of the names of its link variables.
func varPrefix(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		default:
			return '_'
		}
	}, name)
}

// hostLabel turns a name into a label of a host name.
func hostLabel(name string) string {
	label := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		default:
			return '-'
		}
	}, name)
	if label = strings.Trim(label, "-"); label == "" {
		return "x"
	}
	return label
}

// imageTagURI returns the URI of an image's tag.
func imageTagURI(name, tag string) string { return imageURI + name + "/tag/" + tag + "/" }
