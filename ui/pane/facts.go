package pane

import (
	"fmt"
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
	line int // of an overview, on which they stand
	c    *Context
	now  time.Time // by the server's clock
}

func (f *facts) add(label, value string) {
	if value != "" {
		f.list = append(f.list, fact{label: label, value: value, line: f.line})
	}
}

// say adds what says itself what it is.
func (f *facts) say(label, value string, style grid.Style) {
	if value != "" {
		f.list = append(f.list, fact{label: label, value: value, style: style, line: f.line, bare: true})
	}
}

// table adds what an overview shows in its table.
func (f *facts) table(label, value string) {
	if value != "" {
		f.list = append(f.list, fact{label: label, value: value, line: inTable})
	}
}

// next begins another line of an overview.
func (f *facts) next() { f.line++ }

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

// ago says how long ago something was.
func (f *facts) ago(label string, t client.Time) {
	if !t.IsZero() {
		f.add(label, f.c.Ages.Age(t.Time, f.now)+" ago")
	}
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
	f.say("State", content, style)
	if p := f.c.Fleet.Planned(r.ID); p != nil {
		f.say("Planned", p.Badge(f.c.Now), styleBusy)
	}
	if restart := f.c.Fleet.Restarting(r.ID); restart != nil {
		f.say("Restart", restart.Words(), styleBusy)
	}
	if p := f.c.Fleet.Pending(r.ID); p != nil {
		f.say("Pending", fmt.Sprintf("%s, sent %s ago", p.Badge(f.c.Now), f.c.Ages.Age(p.Sent, f.c.Now)), styleBusy)
	}
}

// unread says which fields the server sent in a form that cannot be read.
func (f *facts) unread(r *fleet.Row) {
	if names := r.Unread(); len(names) > 0 {
		f.list = append(f.list, fact{label: "Unreadable", value: strings.Join(names, ", "), style: styleWarn, line: f.line})
	}
}

func applicationFacts(r *fleet.Row, c *Context) []fact {
	f, a := newFacts(c), r.Application
	f.state(r, fleet.RunningText(r))
	f.say("Size", sizeText(a.Size), stylePlain)
	if c.Stacked { // the image gives way: the list names it
		f.ago("Deployed", a.Deployed)
	} else {
		f.say(imageFact, a.ImageName, stylePlain)
	}
	f.unread(r)
	f.next()
	f.say("Reason", a.Reason, styleBad)
	f.next()
	f.problems(r)
	if c.Stacked {
		f.say(imageFact, a.ImageName, stylePlain)
	}
	f.commands(a.RunCommand, a.Entrypoint)
	f.policies(a.Autorestart, a.Autoreplace, a.Autodestroy)
	f.next()
	f.dates(c.Stacked, a.Deployed, a.Started, a.StoppedAt, a.Destroyed)
	f.linked(a.LinkedTo)
	f.addresses(a.PublicDNS, a.WebPublicDNS)
	f.ports(a.Ports, "")
	f.add("Roles", strings.Join(a.Roles, ", "))
	f.add("Nodes", strings.Join(a.Nodes, ", "))
	f.maker(a.Owner)
	if a.Privileged {
		f.warn("Rights", "privileged: its containers can do everything on their machine")
	}
	f.names(r, a.Name)
	f.containers(r)
	return f.list
}

func containerFacts(r *fleet.Row, c *Context) []fact {
	f, con := newFacts(c), r.Container
	f.state(r, "")
	f.say("Size", sizeText(con.Size), stylePlain)
	f.say("Image", con.ImageName, stylePlain)
	f.unread(r)
	f.next()
	f.exit(con)
	f.next()
	name, _ := applicationCell(r, &source{fleet: c.Fleet})
	f.add("Application", name)
	f.add("Node", con.Node)
	if con.Restarts > 0 {
		f.add("Restarts", strconv.Itoa(con.Restarts))
	}
	f.commands(con.RunCommand, con.Entrypoint)
	f.policies(con.Autorestart, con.Autoreplace, con.Autodestroy)
	f.next()
	f.dates(false, con.Deployed, con.Started, con.StoppedAt, con.Destroyed)
	f.linked(con.LinkedTo)
	f.addresses(con.PublicDNS, "")
	f.ports(con.Ports, con.PublicDNS)
	f.add("Roles", strings.Join(con.Roles, ", "))
	f.maker(con.Owner)
	f.names(r, con.Name)
	return f.list
}

// exit says how a container ended last.
func (f *facts) exit(con *client.Container) {
	switch {
	case con.ExitCode != nil:
		style := stylePlain
		if *con.ExitCode != 0 {
			style = styleBad
		}
		content := exitText(*con.ExitCode, con.ExitMessage, f.c.Theme.Glyphs.Dot)
		if !con.StoppedAt.IsZero() {
			content += ", " + spaced(f.c.Ages.Age(con.StoppedAt.Time, f.now)) + " ago"
		}
		f.list = append(f.list, fact{label: "Exit", value: content, style: style, line: f.line})
	default:
		f.say("Reason", con.ExitMessage, styleBad)
	}
}

func imageFacts(r *fleet.Row, c *Context) []fact {
	f, i := newFacts(c), r.Image
	f.say("Kind", fleet.ImageKind(r), stylePlain)
	f.say("Pull", i.Pulling, styleWarn)
	f.say("Error", i.Fault, styleBad)
	f.add("Registry", fleet.RegistryText(r))
	f.unread(r)
	f.next()
	f.say("Description", i.Description, stylePlain)
	f.next()
	f.add("Page", i.PublicURL)
	f.add("Picture", i.ImageURL)
	if i.ClusterAware {
		f.add("Cluster", "aware of clusters")
	}
	for _, t := range i.Tags {
		f.heading("")
		f.heading("Tag " + fleet.TagName(t))
		f.next()
		f.add("Full name", t.FullName)
		f.add("Author", t.Author)
		f.moment("Created", t.Created)
		f.next()
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
	if meaning := fleet.ExitMeaning(strconv.Itoa(code)); meaning != "" {
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

// endMeaning says in a word or two how a container ended: "SIGKILL", "command not found".
func endMeaning(c *client.Container) string {
	if c.ExitCode != nil {
		if meaning, _, _ := strings.Cut(fleet.ExitMeaning(strconv.Itoa(*c.ExitCode)), ":"); meaning != "" {
			return meaning
		}
	}
	return c.ExitMessage
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
	return string(s) + " " + memory
}

// maker says who made an object, if that was not the server.
func (f *facts) maker(owner string) {
	if owner == fleet.SomebodyElse {
		f.add("Not made by", "fleetop")
		return
	}
	f.add("Made by", owner)
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
	f.say("Command", run, stylePlain)
	f.add("Entrypoint", entrypoint)
}

// The labels of facts at which an overview is divided.
const (
	imageFact    = "Image"
	policiesFact = "Policies" // what comes before them is said first of all
)

func (f *facts) policies(restart, replace, destroy client.Policy) {
	dot := f.c.Theme.Glyphs.Dot
	f.say(policiesFact, fmt.Sprintf("restart %s %s replace %s %s destroy %s", policy(restart), dot, policy(replace), dot, policy(destroy)), stylePlain)
}

func policy(p client.Policy) string {
	if p == "" {
		return "?"
	}
	return string(p)
}

// dates say when what happened; ago says that it stands elsewhere how long ago the deployment was.
func (f *facts) dates(ago bool, deployed, started, stopped, destroyed client.Time) {
	if !ago {
		f.moment("Deployed", deployed)
	} else if !deployed.IsZero() {
		f.add("Deployed at", deployed.In(f.c.Location).Format(momentForm))
	}
	if started.Sub(deployed.Time).Abs() >= time.Minute { // else it says the same
		f.moment("Started", started)
	}
	f.moment("Stopped", stopped)
	f.moment("Terminated", destroyed)
}

func (f *facts) names(r *fleet.Row, name string) {
	if name != r.Name {
		f.add("Name", name)
	}
	uuid := text.Clean(r.ID.Key)
	f.list = append(f.list, fact{label: "UUID", value: uuid, short: text.Clean(fleet.Short(uuid)), line: f.line})
}
