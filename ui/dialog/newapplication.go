package dialog

import (
	"slices"
	"strconv"
	"strings"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

// The fields of an application, by their names in the API.
const (
	fieldImage      = "image"
	fieldName       = "name"
	fieldSize       = "container_size"
	fieldTarget     = "target_num_containers"
	fieldCommand    = "run_command"
	fieldEntrypoint = "entrypoint"
	fieldPorts      = "container_ports"
	fieldEnv        = "container_envvars"
	fieldLinks      = "linked_to_application"
	fieldRestart    = "autorestart"
	fieldReplace    = "autoreplace"
	fieldDestroy    = "autodestroy"
	fieldRoles      = "roles"
	fieldWeb        = "web_public_dns"
)

// newApplication is what the form of a new application knows beside its fields.
type newApplication struct {
	*Form
	apps, images *fleet.List // what the options were made of
	known        []string    // images, with their tags
	older        bool        // the server calls the image image_tag
	like         *fleet.Row
	asked        *fleet.Row // whose settings are on their way
	env          struct {   // as it was read last
		version  int
		vars     []client.EnvVar
		problems []form.Problem
	}
}

// NewApplication returns the form of a new application.
func NewApplication() *Form {
	n := &newApplication{}
	n.Form = &Form{
		title: "New application", form: form.New(n.fields(), "Create"), follow: n.follow, build: n.build, offered: n.ask, fill: n.fill,
		alias: map[string]string{"image_tag": fieldImage, "entrypoiny": fieldEntrypoint},
	}
	n.offer = n.propose
	n.refusing = func(fields map[string][]string) {
		if len(fields["image_tag"]) > 0 && len(fields[fieldImage]) == 0 {
			n.older = true
		}
	}
	return n.Form
}

// The groups of its fields.
const (
	groupWhat    = "What"
	groupRun     = "Run"
	groupConnect = "Connect"
)

func (n *newApplication) fields() []form.Field {
	return slices.Concat(n.what(), n.run(), n.connect())
}

func (n *newApplication) what() []form.Field {
	return []form.Field{
		{Group: groupWhat, Name: fieldImage, Label: "Image", Default: "required", Check: checkImage, Suggest: n.suggest, Hint: "Image and tag, e.g. tutum/hello-world:latest (tag defaults to latest)"},
		{Group: groupWhat, Name: fieldName, Label: "Name", Check: checkName, Hint: "The server makes it unique: web, web-1, web-2."},
		{Group: groupWhat, Name: fieldSize, Label: "Size", Kind: form.Choice, Default: "default: XS (256 MiB)", Options: sizes(), Hint: "Memory and CPU share per container."},
		{Group: groupWhat, Name: fieldTarget, Label: "Containers", Kind: form.Number, Default: "default: 1", Check: checkTarget, Hint: "How many containers to run, 1 to 1000."},
	}
}

func (n *newApplication) run() []form.Field {
	policy := func(name, label, hint string) form.Field {
		return form.Field{Group: groupRun, Rare: true, Name: name, Label: label, Kind: form.Choice, Default: "default: OFF", Options: policies(), Hint: hint}
	}
	return []form.Field{
		{Group: groupRun, Name: fieldCommand, Label: "Run command", Default: "default: from the image", Hint: "Starts a container, e.g. /run.sh."},
		{Group: groupRun, Rare: true, Name: fieldEntrypoint, Label: "Entrypoint", Default: "default: from the image", Hint: "Stands in front of the command, e.g. /usr/sbin/sshd."},
		{Group: groupRun, Name: fieldEnv, Label: "Environment", Kind: form.Lines, Default: "default: from the image", Check: n.checkEnv, Cover: coverEnv, Paste: pasteEnv, Hint: "One KEY=value per line, e.g. DB_PASSWORD=mypass."},
		policy(fieldRestart, "Autorestart", "Whether a container that stops by itself is started again."),
		policy(fieldReplace, "Autoreplace", "Whether a container that stops by itself is replaced by a new one."),
		policy(fieldDestroy, "Autodestroy", "Whether a container that stops by itself is destroyed."),
		{Group: groupRun, Rare: true, Name: fieldRoles, Label: "Roles", Kind: form.Multi, Default: "default: none", Options: []form.Option{{Value: "global", Text: "global", Note: "may use the API of the account"}}, Hint: "Space selects a role."},
	}
}

func (n *newApplication) connect() []form.Field {
	return []form.Field{
		{Group: groupConnect, Name: fieldPorts, Label: "Ports", Words: true, Default: "default: from the image", Check: checkPorts, Hint: "E.g. 80/tcp 53/udp (protocol defaults to tcp)"},
		{Group: groupConnect, Name: fieldLinks, Label: "Links", Kind: form.Multi, Default: "default: none", Hint: "Applications its containers can reach by name; space selects one, typing narrows the list."},
		{Group: groupConnect, Rare: true, Name: fieldWeb, Label: "Web address", Default: "default: none", Check: checkWeb, Hint: "Your domain name, e.g. www.example.com; needs port 80."},
	}
}

func sizes() []form.Option {
	return []form.Option{
		{Value: "XS", Text: "XS", Note: "256 MiB, 256 CPU shares"},
		{Value: "S", Text: "S", Note: "512 MiB, 512 CPU shares"},
		{Value: "M", Text: "M", Note: "1 GiB, 1024 CPU shares"},
		{Value: "L", Text: "L", Note: "2 GiB, 2048 CPU shares"},
		{Value: "XL", Text: "XL", Note: "4 GiB, 4096 CPU shares"},
	}
}

func policies() []form.Option {
	return []form.Option{
		{Value: "OFF", Text: "OFF", Note: "never"},
		{Value: "ON_FAILURE", Text: "ON_FAILURE", Note: "if it ended with an error"},
		{Value: "ALWAYS", Text: "ALWAYS", Note: "whatever it ended with"},
	}
}

func checkImage(f *form.Form) []form.Problem {
	switch v := f.Value(fieldImage); {
	case v == "":
		return []form.Problem{blocking("an image is needed")}
	case strings.ContainsAny(v, " \t"):
		return []form.Problem{blocking("the name of an image has no spaces")}
	case len(v) > 512 || strings.HasSuffix(v, ":") || strings.HasSuffix(v, "/"):
		return []form.Problem{doubtful("this does not look like the name of an image")}
	}
	return nil
}

func checkName(f *form.Form) []form.Problem {
	if v := f.Value(fieldName); v != "" && !isName(v) {
		return []form.Problem{doubtful("up to 63 letters, digits, - _ . ; starts with a letter or digit")}
	}
	return nil
}

func checkTarget(f *form.Form) []form.Problem {
	if v := f.Value(fieldTarget); v != "" {
		_, problems := parseCount(v)
		return problems
	}
	return nil
}

func checkPorts(f *form.Form) []form.Problem {
	_, problems := parsePorts(f.Value(fieldPorts))
	return problems
}

func (n *newApplication) checkEnv(*form.Form) []form.Problem {
	_, problems := n.environment()
	return problems
}

// environment is what the lines of the environment say, read once after each
// change: there may be thousands.
func (n *newApplication) environment() ([]client.EnvVar, []form.Problem) {
	if version := n.form.Version(fieldEnv); version != n.env.version {
		n.env.version = version
		n.env.vars, n.env.problems = parseEnv(n.form.Values(fieldEnv))
	}
	return n.env.vars, n.env.problems
}

func checkWeb(f *form.Form) []form.Problem {
	v := f.Value(fieldWeb)
	if v == "" {
		return nil
	}
	var out []form.Problem
	if !isDomain(v) {
		out = append(out, doubtful("a domain name is letters, digits and hyphens, with dots between its parts"))
	}
	listens := func(p client.Port) bool { return p.Inner == 80 && p.Protocol == "tcp" }
	if ports, _ := parsePorts(f.Value(fieldPorts)); len(ports) > 0 && !slices.ContainsFunc(ports, listens) {
		out = append(out, doubtful("a web address needs port 80/tcp"))
	}
	return out
}

// follow brings what can be chosen in line with what is known.
func (n *newApplication) follow(c Context) (string, bool) {
	apps, images := c.Fleet.List(fleet.Query{Kind: fleet.Applications}), c.Fleet.List(fleet.Query{Kind: fleet.Images})
	if apps != n.apps && apps != nil {
		n.form.Options(fieldLinks, linkable(apps))
	}
	if apps != n.apps || images != n.images {
		n.apps, n.images, n.known = apps, images, knownImages(apps, images)
	}
	n.form.Default(fieldName, "default: image name")
	if base := baseName(n.form.Value(fieldImage)); base != "" {
		n.form.Default(fieldName, "default: "+text.Clean(base))
	}
	return "", false
}

// linkable are the applications that can be linked to, by their URIs.
func linkable(apps *fleet.List) []form.Option {
	out := make([]form.Option, 0, len(apps.Rows))
	for _, r := range apps.Rows {
		if !r.Gone() {
			out = append(out, form.Option{Value: r.Application.ResourceURI, Text: r.Name, Note: string(r.State())})
		}
	}
	return out
}

// knownImages are the images of the account with their tags, and those that
// applications are made of.
func knownImages(apps, images *fleet.List) []string {
	var out []string
	if images != nil {
		for _, r := range images.Rows {
			out = append(out, r.ID.Key)
			for _, t := range r.Image.Tags {
				if t.Name != "" {
					out = append(out, r.ID.Key+":"+t.Name)
				}
			}
		}
	}
	if apps != nil {
		for _, r := range apps.Rows {
			if r.Application.ImageName != "" {
				out = append(out, r.Application.ImageName)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// suggestionsMost is how many images are offered.
const suggestionsMost = 50

// suggest returns the images that begin with what was typed, then those that
// contain it.
func (n *newApplication) suggest(typed string) []string {
	if typed == "" {
		return nil
	}
	typed = strings.ToLower(typed)
	var first, then []string
	for _, name := range n.known {
		switch lower := strings.ToLower(name); {
		case strings.HasPrefix(lower, typed):
			first = append(first, name)
		case strings.Contains(lower, typed):
			then = append(then, name)
		}
		if len(first) >= suggestionsMost {
			break
		}
	}
	return append(first, then[:min(len(then), suggestionsMost-len(first))]...)
}

// baseName is an image's name without registry, namespace and tag.
func baseName(image string) string {
	base := image[strings.LastIndexByte(image, '/')+1:]
	base, _, _ = strings.Cut(base, ":")
	return base
}

// build makes the request: of what was not entered nothing is sent.
func (n *newApplication) build(c Context) Request {
	f := n.form
	app := client.NewApplication{
		Name: f.Value(fieldName), Size: client.Size(f.Value(fieldSize)),
		RunCommand: f.Value(fieldCommand), Entrypoint: f.Value(fieldEntrypoint),
		Autorestart: client.Policy(f.Value(fieldRestart)), Autoreplace: client.Policy(f.Value(fieldReplace)), Autodestroy: client.Policy(f.Value(fieldDestroy)),
		WebPublicDNS: f.Value(fieldWeb),
	}
	// A server of revision 2014-03 has no images, and wants image_tag.
	images := c.Fleet.List(fleet.Query{Kind: fleet.Images})
	if n.older || images != nil && images.Missing {
		app.ImageTag = f.Value(fieldImage)
	} else {
		app.Image = f.Value(fieldImage)
	}
	app.Target, _ = parseCount(f.Value(fieldTarget))
	app.Ports, _ = parsePorts(f.Value(fieldPorts))
	app.EnvVars, _ = n.environment()
	app.LinkedTo, app.Roles = f.Values(fieldLinks), f.Values(fieldRoles)
	name := app.Name
	if name == "" {
		name = baseName(f.Value(fieldImage))
	}
	return CreateApplication{Form: n.Form, Name: text.Clean(name), Application: app}
}

// propose offers an application to fill the form from, nil for none.
func (n *newApplication) propose(r *fleet.Row) {
	n.like, n.asked, n.form.Offer = nil, nil, ""
	if r != nil && r.Application != nil && !r.Gone() {
		n.like, n.form.Offer, n.form.OfferHint = r, "Copy settings from "+r.Name, "(space)"
		if n.form.Blank() {
			n.form.FocusOffer()
		}
	}
}

// ask asks for everything about the application that was offered.
func (n *newApplication) ask() Request {
	if n.like == nil {
		return nil
	}
	n.asked = n.like
	n.say("fetching the settings of "+n.asked.Name, false)
	return Like{Form: n.Form, ID: n.like.ID, Name: n.like.Name}
}

// fill enters what an application has into the fields that are empty. Two
// applications cannot share a web address: that one is left out.
func (n *newApplication) fill(app client.Application) {
	if n.asked == nil { // the form was closed and opened again meanwhile
		n.say("the settings came too late: nothing was filled", true)
		return
	}
	set := func(name string, values ...string) {
		values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
		if !n.form.Filled(name) && len(values) > 0 {
			n.form.Fill(name, values...)
		}
	}
	image := app.Image()
	set(fieldImage, image)
	set(fieldName, app.Name)
	set(fieldSize, string(app.Size))
	if app.Target > 0 {
		set(fieldTarget, strconv.Itoa(app.Target))
	}
	set(fieldCommand, app.RunCommand)
	set(fieldEntrypoint, app.Entrypoint)
	ports, env := make([]string, 0, len(app.Ports)), make([]string, 0, len(app.EnvVars))
	for _, p := range app.Ports {
		ports = append(ports, strconv.Itoa(p.Inner)+"/"+p.Protocol)
	}
	for _, v := range app.EnvVars {
		env = append(env, v.Key+"="+v.Value)
	}
	set(fieldPorts, ports...)
	set(fieldEnv, env...)
	set(fieldLinks, app.LinkedTo...)
	set(fieldRestart, string(app.Autorestart))
	set(fieldReplace, string(app.Autoreplace))
	set(fieldDestroy, string(app.Autodestroy))
	set(fieldRoles, app.Roles...)
	content := "filled from " + n.asked.Name
	if app.WebPublicDNS != "" {
		content += "; its web address is left out, two applications cannot share it"
	}
	if n.form.Foreign() > 0 {
		content += "; environment values are hidden"
	}
	n.say(content, false)
}
