package platform

import (
	"net/http"
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

// createApplication answers POST application/: it checks the parameters, fills in
// what the image defines, and deploys.
func (p *Platform) createApplication(c *call) reply {
	f, wrong := parseFields(c, "application")
	if wrong != "" {
		return refuse(wrong)
	}
	ref := f.image(p.patterns)
	var tag engine.Tag
	if ref.Name != "" {
		var err error
		if tag, err = p.eng.Inspect(c.ctx, ref); err != nil {
			f.fail("image", "The image cannot be used: "+err.Error())
		}
	}
	a := p.parseApplication(f, ref, tag)

	p.mu.Lock()
	defer p.mu.Unlock()
	p.drain(c.now)
	links := p.parseLinks(f)
	if r, failed := f.check(); failed {
		return r
	}
	p.register(a, p.newUUID())
	for _, to := range links {
		link(a, to)
	}
	a.op = stStarting
	p.deploy(a, a.target, c.base)
	p.settle(a, c.now)
	return reply{http.StatusAccepted, a.detail(c.base)}
}

// parseApplication makes an application from the parameters of a create. It is of
// use only if f finds nothing wrong.
func (p *Platform) parseApplication(f *fields, ref engine.Ref, tag engine.Tag) *application {
	conf := &config{image: ref, command: tag.Command, entry: tag.Entrypoint, ports: tag.Ports}
	name := f.text("name", "", 255)
	switch {
	case name == "":
		name = defaultName(ref)
	case !p.patterns.name.MatchString(name):
		f.fail("name", "A name has at most 63 letters, digits, hyphens, underscores and dots, and starts with a letter or digit.")
	}
	conf.command = f.text("run_command", conf.command, 4096)
	key := "entrypoint"
	if !f.has(key) {
		key = "entrypoiny" // as the older document spells it
	}
	conf.entry = f.text(key, conf.entry, 4096)
	if ports, given := f.ports(); given {
		conf.ports = ports
	}
	conf.env = f.env()
	conf.size, _ = parseSize(f.oneOf("container_size", "XS", "XS", "S", "M", "L", "XL"))
	return &application{
		name: name, config: conf, target: f.count(1),
		policies: f.policies(policies{polOff, polOff, polOff}),
		roles:    f.roles(),
		webDNS:   f.webDNS(p.patterns, "", conf),
	}
}

// defaultName is the name of an application that was given none: the image's,
// without registry, namespace and tag.
func defaultName(ref engine.Ref) string {
	return cut(ref.Base(), 63)
}

// parseLinks returns the applications of linked_to_application. p.mu is held.
func (p *Platform) parseLinks(f *fields) []*application {
	const key = "linked_to_application"
	var list []string
	f.into(key, &list, "an array of application URIs")
	var links []*application
	for _, uri := range list {
		uuid := lastPart(uri)
		to := p.apps.by[uuid]
		if to == nil || to.ended || uri != uuid && !strings.HasSuffix(strings.TrimSuffix(uri, "/")+"/", to.uri) {
			f.fail(key, "There is no application "+strconv.QuoteToASCII(cut(uri, 100))+".")
			continue
		}
		links = append(links, to)
	}
	return links
}

// register gives an application its identity and lists it. p.mu is held.
func (p *Platform) register(a *application, uuid string) {
	a.uuid, a.uri = uuid, applicationURI+uuid+"/"
	p.claimName(a)
	p.apps.add(uuid, a)
}

// deploy makes n new containers of an application and starts them. p.mu is held.
func (p *Platform) deploy(a *application, n int, base string) []*container {
	env := a.environment(a.config, nil, base)
	made := make([]*container, n)
	for i, number := range a.freeNumbers(n) {
		c := p.newContainer(a, p.newUUID(), number)
		made[i] = c
		err := p.eng.Create(engine.Spec{
			ID: c.uuid, Application: a.uuid, Name: hostLabel(c.unique),
			Image: c.image, Command: c.command, Entrypoint: c.entry,
			Env: env, Ports: c.ports,
			Memory: sizes()[c.size].memory, CPUShares: sizes()[c.size].shares,
		})
		if err != nil {
			c.set(stStartFailed)
			continue
		}
		p.start(c)
	}
	return made
}

// newContainer lists a new container of an application. p.mu is held.
func (p *Platform) newContainer(a *application, uuid string, number int) *container {
	c := &container{uuid: uuid, uri: containerURI + uuid + "/", app: a, config: a.config}
	p.nameContainer(c, number)
	a.conts = append(a.conts, c)
	a.counts[c.state]++
	p.conts.add(uuid, c)
	return c
}
