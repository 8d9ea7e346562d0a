package platform

import (
	"errors"
	"net/http"

	"fleetop/internal/platform/engine"
)

// createApplication answers POST application/: it checks the parameters, fills in what the image
// defines, and deploys.
func (p *Platform) createApplication(c *call) reply {
	f, wrong := parseFields(c, "application")
	if wrong != "" {
		return refuse(wrong)
	}
	ref := f.image(p.patterns)
	var tag engine.Tag
	if ref.Name != "" {
		var err error
		// An application of an image that is known to be missing ends in Start failed, like one
		// whose image is found missing later.
		if tag, err = p.eng.Inspect(c.ctx, ref, p.authFor(ref)); err != nil && !errors.Is(err, engine.ErrNoImage) {
			f.fail("image", "The image cannot be used: "+err.Error())
		}
	}
	a := p.parseApplication(f, ref, tag)
	refs := f.links(p.patterns)

	c.now = p.lock()
	defer p.mu.Unlock()
	links := p.findLinks(f, refs)
	if wrong := p.room(a.target); wrong != "" {
		f.fail("target_num_containers", wrong)
	}
	if r, failed := f.check(); failed {
		return r
	}
	p.register(a, p.newUUID(), "")
	for _, l := range links {
		link(a, l.to, l.alias)
	}
	if r, refused := p.attempt(a, stStarting, a.target, c.now, func() error { return p.keep.begin(a, c.base) }); refused {
		p.unregister(a)
		return r
	}
	p.settle(a, c.now)
	p.save(c.now)
	return reply{http.StatusAccepted, a.detail(c.base)}
}

// parseApplication makes an application from the parameters of a create. It is valid only if f has
// no errors.
func (p *Platform) parseApplication(f *fields, ref engine.Ref, tag engine.Tag) *application {
	conf := &config{image: ref, command: tag.Command, entry: tag.Entrypoint, ports: tag.Ports}
	name := f.text("name", "", 255)
	switch {
	case name == "":
		name = defaultName(ref)
	case !p.patterns.name.MatchString(name):
		f.fail("name", nameRule)
	}
	conf.command = f.text("run_command", conf.command, maxCommand)
	key := "entrypoint"
	if !f.has(key) {
		key = "entrypoiny" // as the older document spells it
	}
	conf.entry = f.text(key, conf.entry, maxCommand)
	if p.isOutside {
		conf.leaveToImage(f, key, tag)
	}
	ports, given := f.ports()
	if given {
		conf.ports = ports
	}
	conf.imagePorts = !given && len(tag.Ports) == 0
	conf.env = f.env()
	conf.size, _ = parseSize(f.oneOf("container_size", "XS", "XS", "S", "M", "L", "XL"))
	return &application{
		name: name, config: conf, target: f.count(1),
		policies: f.policies(policies{polOff, polOff, polOff}),
		roles:    f.roles(),
		webDNS:   f.webDNS(p.patterns, "", conf),
	}
}

// leaveToImage notes which of the commands are the image's own: those are not passed on, so that they
// are those of each image that the application is ever made from. It notes as wrong what no shell
// could take apart. As with Docker an entrypoint takes the place of the image's command, too.
func (c *config) leaveToImage(f *fields, entrypoint string, tag engine.Tag) {
	c.imageCommand, c.imageEntry = !f.has("run_command") || c.command == "", !f.has(entrypoint) || c.entry == ""
	if c.imageEntry {
		c.entry = tag.Entrypoint
	}
	switch {
	case c.imageCommand && c.imageEntry:
		c.command = tag.Command
	case c.imageCommand:
		c.command, c.imageCommand = "", false
	}
	for key, command := range map[string]string{"run_command": c.command, entrypoint: c.entry} {
		if _, err := engine.SplitCommand(command); err != nil && f.has(key) {
			f.fail(key, "The command has an unclosed quote.")
		}
	}
}

// defaultName is the name of an application without one: the image's, without registry, namespace
// and tag.
func defaultName(ref engine.Ref) string {
	return cut(ref.Base(), 63)
}

// register gives an application its identity, with the unique name that it wants if that is free,
// and lists it. p.mu is held.
func (p *Platform) register(a *application, uuid, unique string) {
	a.uuid, a.uri = uuid, applicationURI+uuid+"/"
	p.claimName(a, unique)
	p.apps.add(uuid, a)
}

// unregister takes back that an application was registered. p.mu is held.
func (p *Platform) unregister(a *application) {
	p.dropName(a)
	a.unlink()
	p.apps.removeAll(map[*application]bool{a: true}, func(a *application) string { return a.uuid })
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
