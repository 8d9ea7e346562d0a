package pane

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/grid"
)

// facts collects what a detail says; empty values are left out.
type facts struct {
	list []fact
	c    *Context
	now  time.Time // by the server's clock
}

func (f *facts) add(label, value string) {
	if value != "" {
		f.list = append(f.list, fact{label: label, value: value})
	}
}

func (f *facts) warn(label, value string) {
	if value != "" {
		f.list = append(f.list, fact{label: label, value: value, style: styleWarn})
	}
}

func (f *facts) heading(content string) {
	f.list = append(f.list, fact{label: content, heading: true})
}

func (f *facts) moment(label string, t client.Time) {
	f.add(label, f.c.Ages.Moment(t.Time, f.now, f.c.Location))
}

func newFacts(c *Context) *facts { return &facts{c: c, now: c.Fleet.ServerTime(c.Now)} }

// condition returns the glyph and the word of a state as the lists show them.
func (f *facts) condition(r *fleet.Row) (string, grid.Style) {
	why, until := f.c.Fleet.Attention(r, f.c.Now)
	if !until.IsZero() {
		f.c.Ages.Until(until.Sub(f.c.Now))
	}
	glyph, more, style := condition(r, why, f.c.Theme)
	return glyph + " " + string(r.State()) + more, style
}

// state says the state, what is pending, and what there is to know at a glance.
func (f *facts) state(r *fleet.Row, more string) {
	content, style := f.condition(r)
	if more != "" {
		content += " " + more
	}
	f.list = append(f.list, fact{label: "State", value: content, style: style})
	if p := f.c.Fleet.Planned(r.ID); p != nil {
		f.list = append(f.list, fact{label: "Planned", value: p.Badge(f.c.Now), style: styleBusy})
	}
	if restart := f.c.Fleet.Restarting(r.ID); restart != nil {
		f.list = append(f.list, fact{label: "Restart", value: restart.Words(), style: styleBusy})
	}
	if p := f.c.Fleet.Pending(r.ID); p != nil {
		f.list = append(f.list, fact{label: "Pending", value: fmt.Sprintf("%s, sent %s ago", p.Badge(f.c.Now), f.c.Ages.Age(p.Sent, f.c.Now)), style: styleBusy})
	}
}

// unread says which fields the server sent in a form that cannot be read.
func (f *facts) unread(r *fleet.Row) {
	if names := r.Unread(); len(names) > 0 {
		f.list = append(f.list, fact{label: "Unreadable", value: strings.Join(names, ", "), style: styleWarn})
	}
}

func applicationFacts(r *fleet.Row, c *Context) []fact {
	f, a := newFacts(c), r.Application
	more := fleet.RunningText(r)
	if age := f.c.Ages.Age(a.Deployed.Time, f.now); age != "" {
		more += ", deployed " + age + " ago"
	}
	f.state(r, more)
	f.add("Containers", fleet.CountsText(r, " "+c.Theme.Glyphs.Dot+" "))
	f.unread(r)
	f.add("Made by", a.Owner)
	f.add("Image", a.ImageName)
	f.add("Size", sizeText(a.Size))
	f.addresses(a.PublicDNS, a.WebPublicDNS)
	f.ports(a.Ports, "")
	f.commands(a.RunCommand, a.Entrypoint)
	f.policies(a.Autorestart, a.Autoreplace, a.Autodestroy)
	f.add("Roles", strings.Join(a.Roles, ", "))
	f.containers(r)
	f.dates(a.Deployed, a.Started, a.StoppedAt, a.Destroyed)
	f.names(r, a.Name)
	return f.list
}

func containerFacts(r *fleet.Row, c *Context) []fact {
	f, con := newFacts(c), r.Container
	f.state(r, "")
	f.unread(r)
	if con.ExitCode != nil {
		style := stylePlain
		if *con.ExitCode != 0 {
			style = styleBad
		}
		content := exitText(*con.ExitCode, con.ExitMessage, c.Theme.Glyphs.Dot)
		if !con.StoppedAt.IsZero() {
			content += ", " + spaced(f.c.Ages.Age(con.StoppedAt.Time, f.now)) + " ago"
		}
		f.list = append(f.list, fact{label: "Exit", value: content, style: style})
	} else if con.ExitMessage != "" {
		f.list = append(f.list, fact{label: "Reason", value: con.ExitMessage, style: styleBad})
	}
	name, _ := applicationCell(r, &source{fleet: c.Fleet})
	f.add("Application", name)
	f.add("Made by", con.Owner)
	f.add("Image", con.ImageName)
	f.add("Size", sizeText(con.Size))
	f.addresses(con.PublicDNS, "")
	f.ports(con.Ports, con.PublicDNS)
	f.commands(con.RunCommand, con.Entrypoint)
	f.policies(con.Autorestart, con.Autoreplace, con.Autodestroy)
	f.add("Roles", strings.Join(con.Roles, ", "))
	f.dates(con.Deployed, con.Started, con.StoppedAt, con.Destroyed)
	f.names(r, con.Name)
	return f.list
}

func imageFacts(r *fleet.Row, c *Context) []fact {
	f, i := newFacts(c), r.Image
	f.unread(r)
	f.add("Kind", fleet.ImageKind(r))
	f.add("Description", i.Description)
	f.add("Registry", fleet.RegistryText(r))
	f.add("Page", i.PublicURL)
	f.add("Picture", i.ImageURL)
	if i.ClusterAware {
		f.add("Cluster", "aware of clusters")
	}
	for _, t := range i.Tags {
		f.heading("")
		f.heading("Tag " + fleet.TagName(t))
		f.add("Full name", t.FullName)
		f.add("Author", t.Author)
		f.moment("Created", t.Created)
		ports := make([]string, len(t.Ports))
		for n, p := range t.Ports {
			ports[n] = strconv.Itoa(p.Port) + "/" + text.Clean(p.Protocol)
		}
		f.add("Ports", strings.Join(ports, " "))
		f.commands(t.RunCommand, t.Entrypoint)
		f.add("Docker id", t.DockerID)
	}
	return f.list
}

// exitText is an exit code with what it stands for, and what the server says of
// it where that is more than the code: "137 (SIGKILL: killed, often out of memory)".
func exitText(code int, message, dot string) string {
	content := strconv.Itoa(code)
	if meaning := exitMeaning(code); meaning != "" {
		content += " (" + meaning + ")"
	}
	said := strings.TrimSpace(strings.TrimPrefix(message, "Exit code "+strconv.Itoa(code)))
	switch {
	case said == "", code == 0 && said == "(Success)":
	case strings.HasPrefix(said, "("):
		content += " " + said
	default:
		content += " " + dot + " " + said
	}
	return content
}

// exitMeaning says what shells and signals mean by an exit code, "" for one that
// is the program's own.
func exitMeaning(code int) string {
	return map[int]string{
		0:   "success",
		126: "the command cannot be executed",
		127: "command not found",
		130: "SIGINT: interrupted",
		134: "SIGABRT: aborted by itself",
		137: "SIGKILL: killed, often out of memory",
		139: "SIGSEGV: invalid memory access",
		143: "SIGTERM: asked to end",
	}[code]
}

// valuesHidden says that values are hidden, and which key shows them.
func valuesHidden(c *Context) string {
	said := "Values hidden"
	if c.Keys == nil {
		return said
	}
	if key := c.Keys.Label(command.Reveal, " ", 1, c.Theme.Glyphs.ASCII); key != "" {
		said += " " + c.Theme.Glyphs.Dot + " " + key + " shows them"
	}
	return said
}

func sizeText(s client.Size) string {
	memory, known := map[client.Size]string{
		client.SizeXS: "256 MiB", client.SizeS: "512 MiB", client.SizeM: "1 GiB", client.SizeL: "2 GiB", client.SizeXL: "4 GiB",
	}[s]
	if !known {
		return string(s)
	}
	return string(s) + " (" + memory + " per container)"
}

func (f *facts) addresses(public, web string) {
	switch {
	case public != "" && web != "":
		f.add("Address", public+" "+f.c.Theme.Glyphs.Arrow+" "+web)
	default:
		f.add("Address", public+web)
	}
}

func (f *facts) ports(ports []client.Port, host string) {
	for i, line := range fleet.PortLines(ports, host) {
		label := ""
		if i == 0 {
			label = "Ports"
		}
		f.add(label, line)
	}
}

func (f *facts) commands(run, entrypoint string) {
	f.add("Command", run)
	f.add("Entrypoint", entrypoint)
}

func (f *facts) policies(restart, replace, destroy client.Policy) {
	f.add("Policies", fmt.Sprintf("restart %s, replace %s, destroy %s", policy(restart), policy(replace), policy(destroy)))
}

func policy(p client.Policy) string {
	if p == "" {
		return "?"
	}
	return string(p)
}

func (f *facts) dates(deployed, started, stopped, destroyed client.Time) {
	f.moment("Deployed", deployed)
	f.moment("Started", started)
	f.moment("Stopped", stopped)
	f.moment("Terminated", destroyed)
}

func (f *facts) names(r *fleet.Row, name string) {
	if name != r.Name {
		f.add("Name", name)
	}
	f.add("UUID", text.Clean(r.ID.Key))
}

// containers names the containers of an application that are there, with the glyphs of their states, as
// far as they are known.
func (f *facts) containers(r *fleet.Row) {
	list := f.c.Fleet.List(fleet.Query{Kind: fleet.Containers, Application: r.ID.Key})
	if list != nil && !list.Good.IsZero() {
		names := make([]string, 0, len(list.Rows))
		for _, con := range list.Rows {
			if con.Gone() { // another may have its name by now
				continue
			}
			word, _ := f.condition(con)
			glyph, _, _ := strings.Cut(word, " ")
			names = append(names, con.Name+" "+glyph)
		}
		f.add("Names", strings.Join(names, "  "))
		f.warn("", f.c.besideAsOf())
		return
	}
	names := make([]string, 0, len(r.Application.Containers))
	for _, uri := range r.Application.Containers {
		uuid := client.UUIDFromURI(uri)
		switch con := f.c.Fleet.Row(fleet.ID{Kind: fleet.Containers, Key: uuid}); {
		case con == nil:
			names = append(names, text.Clean(fleet.Short(uuid)))
		case !con.Gone():
			names = append(names, con.Name)
		}
	}
	f.add("Names", strings.Join(names, "  "))
	f.warn("", f.c.couldNotFetch(f.c.Fresh.Beside))
}

func environmentFacts(r *fleet.Row, known *fleet.Detail, revealed bool, c *Context) []fact {
	f := newFacts(c)
	if r.Image != nil {
		for _, t := range r.Image.Tags {
			f.heading("Tag " + fleet.TagName(t))
			f.variables(t.EnvVars)
		}
	} else if r.Application != nil {
		f.variables(r.Application.EnvVars)
	} else {
		f.variables(r.Container.EnvVars)
	}
	switch {
	case len(f.list) == 0 && !fetched(known):
		f.heading("not fetched yet")
	case len(f.list) == 0:
		f.heading("no environment variables")
	case !revealed:
		f.list = append([]fact{{label: valuesHidden(c), heading: true}}, f.list...)
	}
	return f.list
}

func fetched(known *fleet.Detail) bool { return known != nil && !known.Good.IsZero() }

func (f *facts) variables(vars []client.EnvVar) {
	for _, v := range vars {
		f.list = append(f.list, fact{label: v.Key, value: v.Value, secret: true})
	}
}

func linkFacts(r *fleet.Row, known *fleet.Detail, c *Context) []fact {
	f := newFacts(c)
	var to, from []string
	var variables map[string]string
	switch {
	case r.Application != nil:
		to, from, variables = r.Application.LinkedTo, r.Application.LinkedFrom, r.Application.LinkVariables
	case r.Container != nil:
		to, from, variables = r.Container.LinkedTo, r.Container.LinkedFrom, r.Container.LinkVariables
	}
	f.links("Links to", to)
	f.links("Linked from", from)
	if len(variables) > 0 {
		f.heading("Link variables, as linked applications see them")
		for _, key := range slices.Sorted(maps.Keys(variables)) {
			// Docker's links also carry the other side's environment.
			f.list = append(f.list, fact{label: key, value: variables[key], secret: strings.Contains(key, "_ENV_")})
		}
	}
	switch {
	case len(f.list) == 0 && !fetched(known):
		f.heading("not fetched yet")
	case len(f.list) == 0:
		f.heading("no links")
	}
	return f.list
}

func (f *facts) links(label string, uris []string) {
	for _, uri := range uris {
		uuid := client.UUIDFromURI(uri)
		name, style := text.Clean(fleet.Short(uuid)), styleQuiet
		for _, kind := range []fleet.Kind{fleet.Applications, fleet.Containers} {
			if row := f.c.Fleet.Row(fleet.ID{Kind: kind, Key: uuid}); row != nil {
				name, style = f.condition(row)
				name = row.Name + " " + name
			}
		}
		f.list = append(f.list, fact{label: label, value: name, style: style})
		label = ""
	}
}
