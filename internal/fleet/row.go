// Package fleet is what is known of the fleet: lists, details, what is pending
// and what happened. It is pure: no I/O, no clock of its own, nothing of
// bubbletea. Records come in as the client decoded them, lose their control
// sequences here (everything a server sends is hostile text) and are never changed
// after; what a screen cannot draw it replaces when it draws.
package fleet

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"fleetop/client"
	"fleetop/internal/text"
)

// Kind is the kind of an object.
type Kind uint8

// The kinds of objects the API knows.
const (
	Applications Kind = iota
	Containers
	Images
)

// String returns the kind in the singular.
func (k Kind) String() string {
	switch k {
	case Applications:
		return "application"
	case Containers:
		return "container"
	default:
		return "image"
	}
}

// ID names one object: its kind and its uuid, an image's name. It is raw, as
// the server sent it.
type ID struct {
	Kind Kind
	Key  string
}

// Row is one object. Exactly one of the three records is set; all its text but
// uuids and URIs is as it came, without control sequences. A Row is immutable.
type Row struct {
	ID   ID
	Name string // unique_name, else name, else the first 8 of the uuid
	// Exact is false when the name is not shown as it is, so that it cannot be
	// typed: cleaning changed it, or there is none.
	Exact       bool
	Application *client.Application
	Container   *client.Container
	Image       *client.Image
	// Version differs when anything in the record differs.
	Version uint64

	sortKey  string
	haystack string
}

// Haystack is the text a filter looks into: every column, in lower case.
func (r *Row) Haystack() string { return r.haystack }

// line returns one of the columns of the haystack. They are in the order in
// which the constructors of rows give them.
func (r *Row) line(n int) string {
	content := r.haystack
	for range n {
		_, content, _ = strings.Cut(content, "\n")
	}
	content, _, _ = strings.Cut(content, "\n")
	return content
}

// SortKey is a text whose plain order is the natural order of the names.
func (r *Row) SortKey() string { return r.sortKey }

// LowerName returns the name in lower case.
func (r *Row) LowerName() string { return r.line(0) }

// LowerState returns the state in lower case, "" for images.
func (r *Row) LowerState() string {
	if r.Image != nil {
		return ""
	}
	return r.line(1)
}

// LowerImage returns the image with registry and tag in lower case; of an image
// its name.
func (r *Row) LowerImage() string {
	if r.Image != nil {
		return r.line(0)
	}
	return r.line(4)
}

// State returns the state as the API sent it, "" for images.
func (r *Row) State() client.State {
	switch {
	case r.Application != nil:
		return r.Application.State
	case r.Container != nil:
		return r.Container.State
	default:
		return ""
	}
}

// ApplicationUUID returns the uuid of the application a container belongs to,
// or an application's own.
func (r *Row) ApplicationUUID() string {
	if r.Container != nil {
		return client.UUIDFromURI(r.Container.Application)
	}
	return r.ID.Key
}

// Gone says whether the object is terminated: it is shown greyed as long as
// the API lists it.
func (r *Row) Gone() bool { return r.State() == client.StateTerminated }

// withDetails returns a list record completed by what only a detail has.
func (r *Row) withDetails(d *Row) *Row {
	full := *r
	switch {
	case r.Application != nil && d.Application != nil:
		a := *r.Application
		a.EnvVars, a.Containers, a.LinkVariables = d.Application.EnvVars, d.Application.Containers, d.Application.LinkVariables
		a.LinkedFrom, a.LinkedTo, a.Roles = d.Application.LinkedFrom, d.Application.LinkedTo, d.Application.Roles
		a.Unread = together(a.Unread, d.Application.Unread)
		full.Application = &a
	case r.Container != nil && d.Container != nil:
		c := *r.Container
		c.EnvVars, c.LinkVariables = d.Container.EnvVars, d.Container.LinkVariables
		c.LinkedFrom, c.LinkedTo, c.Roles = d.Container.LinkedFrom, d.Container.LinkedTo, d.Container.Roles
		c.Unread = together(c.Unread, d.Container.Unread)
		full.Container = &c
	case r.Image != nil && d.Image != nil:
		i := *r.Image
		i.Tags = d.Image.Tags
		i.Unread = together(i.Unread, d.Image.Unread)
		full.Image = &i
	}
	return &full
}

// seed makes versions comparable within this process.
var seed = maphash.MakeSeed()

// ApplicationRow makes the row of an application.
func ApplicationRow(a client.Application) *Row {
	name, exact := displayName(a.UniqueName, a.Name, a.UUID)
	image := text.PlainLine(a.Image())
	cleanAll(&a.Name, &a.UniqueName, &a.ImageName, &a.ImageTag, &a.RunCommand, &a.Entrypoint, &a.PublicDNS, &a.WebPublicDNS, &a.Owner, &a.Project, &a.Reason, &a.Health, &a.EngineState)
	cleanWords(&a.State, &a.Size, &a.Autorestart, &a.Autoreplace, &a.Autodestroy)
	a.ImageName = image
	cleanParts(&a.Ports, &a.EnvVars, &a.LinkVariables, &a.Roles, &a.Unread, &a.Nodes)
	a.Refusals = cleanLines(a.Refusals)
	r := &Row{ID: ID{Applications, a.UUID}, Name: name, Exact: exact, Application: &a, sortKey: NaturalKey(name)}
	parts := content(make([]byte, 0, usualContent))
	parts = parts.words(a.UUID, string(a.State), name, a.Name, a.UniqueName, a.ResourceURI, image, a.ImageTag, a.RunCommand, a.Entrypoint, a.PublicDNS, a.WebPublicDNS, a.Owner, a.Project, a.Reason, a.Health, a.EngineState)
	parts = parts.words(string(a.Size), string(a.Autorestart), string(a.Autoreplace), string(a.Autodestroy))
	parts = parts.numbers(a.Current, a.Running, a.Stopped, a.Target, a.Restarts)
	parts = parts.flags(a.Privileged)
	parts = parts.details(nil, a.Refusals)
	parts = parts.times(a.Deployed, a.Started, a.StoppedAt, a.Destroyed)
	parts = parts.ports(a.Ports)
	parts = parts.details(a.EnvVars, a.LinkVariables, a.LinkedFrom, a.LinkedTo, a.Roles, a.Containers, a.Nodes, a.Unread)
	r.Version = parts.sum()
	r.haystack = haystack(name, string(a.State), RunningText(r), string(a.Size), image, Address(r), PortsText(r), a.RunCommand, a.UUID, Condition(r), strings.Join(a.Nodes, " "))
	return r
}

// ContainerRow makes the row of a container.
func ContainerRow(c client.Container) *Row {
	name, exact := displayName(c.UniqueName, c.Name, c.UUID)
	image := text.PlainLine(c.Image())
	cleanAll(&c.Name, &c.UniqueName, &c.ImageName, &c.ImageTag, &c.RunCommand, &c.Entrypoint, &c.PublicDNS, &c.ExitMessage, &c.Health, &c.EngineState, &c.Owner, &c.Project, &c.Node)
	cleanWords(&c.State, &c.Size, &c.Autorestart, &c.Autoreplace, &c.Autodestroy)
	c.ImageName = image
	cleanParts(&c.Ports, &c.EnvVars, &c.LinkVariables, &c.Roles, &c.Unread)
	r := &Row{ID: ID{Containers, c.UUID}, Name: name, Exact: exact, Container: &c, sortKey: NaturalKey(name)}
	parts := content(make([]byte, 0, usualContent))
	parts = parts.words(c.UUID, string(c.State), name, c.Name, c.UniqueName, c.ResourceURI, c.Application, image, c.ImageTag, c.RunCommand, c.Entrypoint, c.PublicDNS, c.ExitMessage, c.Health, c.EngineState, c.Owner, c.Project, c.Node)
	parts = parts.words(string(c.Size), string(c.Autorestart), string(c.Autoreplace), string(c.Autodestroy))
	parts = parts.number(c.ExitCode)
	parts = parts.numbers(c.Restarts)
	parts = parts.times(c.Deployed, c.Started, c.StoppedAt, c.Destroyed)
	parts = parts.ports(c.Ports)
	parts = parts.details(c.EnvVars, c.LinkVariables, c.LinkedFrom, c.LinkedTo, c.Roles, c.Unread)
	r.Version = parts.sum()
	r.haystack = haystack(name, string(c.State), ExitText(r), string(c.Size), image, c.Name, c.PublicDNS, PortsText(r), c.RunCommand, c.UUID, endedWord(&c), Condition(r), c.Node)
	return r
}

// endedWord is the word by which users of other tools look for a container that
// has ended.
func endedWord(c *client.Container) string {
	if c.ExitCode != nil && (c.State == client.StateStopped || c.State == client.StateStoppedWithErrors) {
		return "exited"
	}
	return ""
}

// ImageRow makes the row of an image; its identity is its name.
func ImageRow(i client.Image) *Row {
	key := i.Name
	name, exact := displayName(i.Name, "", "")
	cleanAll(&i.Name, &i.Description, &i.ImageURL, &i.PublicURL, &i.Pulling, &i.Fault)
	tags := make([]client.ImageTag, len(i.Tags))
	for n, t := range i.Tags {
		cleanAll(&t.Name, &t.FullName, &t.Author, &t.DockerID, &t.Entrypoint, &t.RunCommand)
		t.EnvVars = cleanEnv(t.EnvVars)
		t.Ports = slices.Clone(t.Ports)
		for p := range t.Ports {
			cleanAll(&t.Ports[p].Protocol)
		}
		tags[n] = t
	}
	i.Tags, i.Unread = tags, cleanList(i.Unread)
	r := &Row{ID: ID{Images, key}, Name: name, Exact: exact, Image: &i, sortKey: NaturalKey(name)}
	parts := content(make([]byte, 0, usualContent))
	parts = parts.words(key, i.ResourceURI, i.Description, i.Registry, i.ImageURL, i.PublicURL, i.Pulling, i.Fault)
	parts = parts.flags(i.Private, i.Base, i.Starred, i.ClusterAware)
	parts = parts.tags(i.Tags)
	parts = parts.words(i.Unread...)
	r.Version = parts.sum()
	r.haystack = haystack(name, ImageKind(r), TagsText(r), RegistryText(r), i.Description, i.Pulling, i.Fault)
	return r
}

// displayName picks the name of an object and says whether it is drawn exactly.
// A name of which nothing can be seen is none.
func displayName(unique, name, uuid string) (string, bool) {
	for _, raw := range []string{unique, name} {
		seen := strings.TrimSpace(text.PlainLine(raw))
		if drawn := text.Clean(seen); strings.TrimSpace(drawn) != "" {
			return seen, drawn == raw
		}
	}
	return text.PlainLine(Short(uuid)), false
}

// Short returns the first eight characters of a uuid.
func Short(uuid string) string {
	n := 0
	for i := range uuid {
		if n == 8 {
			return uuid[:i]
		}
		n++
	}
	return uuid
}

// haystack joins what a filter looks into, in lower case.
func haystack(parts ...string) string {
	var room [512]byte
	b := room[:0]
	for _, p := range parts {
		b = append(append(b, p...), '\n')
	}
	for i, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			b[i] = c + ('a' - 'A')
		case c >= utf8.RuneSelf:
			return text.Fold(string(b))
		}
	}
	return string(b)
}

func cleanAll(fields ...*string) {
	for _, f := range fields {
		*f = text.PlainLine(*f)
	}
}

func cleanWords(state *client.State, size *client.Size, policies ...*client.Policy) {
	*state = client.State(text.PlainLine(string(*state)))
	*size = client.Size(text.PlainLine(string(*size)))
	for _, p := range policies {
		*p = client.Policy(text.PlainLine(string(*p)))
	}
}

// cleanParts cleans what applications and containers have in common but their words.
func cleanParts(ports *[]client.Port, env *[]client.EnvVar, variables *map[string]string, lists ...*[]string) {
	*ports, *env, *variables = cleanPorts(*ports), cleanEnv(*env), cleanMap(*variables)
	for _, l := range lists {
		*l = cleanList(*l)
	}
}

func cleanPorts(in []client.Port) []client.Port {
	for i := range in {
		if clean := text.PlainLine(in[i].Protocol); clean != in[i].Protocol {
			out := append([]client.Port(nil), in...)
			for j := range out {
				out[j].Protocol = text.PlainLine(out[j].Protocol)
			}
			return out
		}
	}
	return in
}

func cleanEnv(in []client.EnvVar) []client.EnvVar {
	if len(in) == 0 {
		return nil
	}
	out := make([]client.EnvVar, len(in))
	for i, v := range in {
		out[i] = client.EnvVar{Key: text.PlainLine(v.Key), Value: text.Plain(v.Value)}
	}
	return out
}

func cleanMap(in map[string]string) map[string]string {
	if len(in) == 0 {
		return nil
	}
	out := make(map[string]string, len(in))
	for _, k := range slices.Sorted(maps.Keys(in)) { // in order: two may be cleaned to the same
		out[text.PlainLine(k)] = text.Plain(in[k])
	}
	return out
}

// cleanLines is cleanMap for values of one line.
func cleanLines(in map[string]string) map[string]string {
	out := cleanMap(in)
	for k, v := range out {
		out[k] = text.PlainLine(v)
	}
	return out
}

func cleanList(in []string) []string {
	if len(in) == 0 {
		return nil
	}
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = text.PlainLine(v)
	}
	return out
}
