package platform

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

// image is an image of the account.
type image struct {
	engine.Image
	username, password string // of its registry; never sent
	// hosted is what an engine with images of its own has under the name, nil for nothing.
	hosted *engine.Image
	// pulling is the pull under way, nil for none; fault is why the last one failed.
	pulling *imagePull
	fault   string
}

// auth returns the credentials of the image's registry, nil for none.
func (m *image) auth() *engine.Auth {
	if m.username == "" {
		return nil
	}
	return &engine.Auth{User: m.username, Password: m.password}
}

// authFor returns the credentials for an image, nil for none. The lock must not be held.
func (p *Platform) authFor(ref engine.Ref) *engine.Auth {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.credentials(ref)
}

// credentials returns the credentials for an image, nil for none. p.mu is held.
func (p *Platform) credentials(ref engine.Ref) *engine.Auth {
	if m := p.images.by[ref.Name]; m != nil {
		return m.auth()
	}
	return nil
}

func (m *image) isPrivate() bool { return m.Class == engine.Private }
func (m *image) isStarred() bool { return m.Class == engine.Jumpstart || m.Starred }
func (m *image) isLinux() bool   { return m.Class == engine.Linux }

// registry is the host of the registry that the image is from. The name of one that is from none may name one all
// the same; where it does not, none is made up.
func (m *image) registry() string {
	host := engine.Ref{Name: m.Name}.Registry()
	if m.isLocal() && host == engine.DefaultRegistry {
		return localRegistry
	}
	return host
}

// isLocal reports whether the image is on its machine alone, as far as anybody knows.
func (m *image) isLocal() bool { return m.Local && !m.isAdded() }

// isAdded reports whether the account added the image.
func (m *image) isAdded() bool { return m.isPrivate() && (m.hosted == nil || m.username != "") }

// newImages lists the images that the engine knows. Those of an engine that has images of its own
// are not the account's.
func newImages(known []engine.Image, hosted bool) index[*image] {
	var x index[*image]
	for i := range known {
		m := &image{Image: known[i]}
		if hosted {
			m.hosted = &known[i]
		}
		if x.by[m.Name] == nil {
			x.add(m.Name, m)
		}
	}
	return x
}

// takeImages replaces the images of the engine by those that it has now. Those that the account
// added stay. p.mu is held for writing.
func (p *Platform) takeImages(known []engine.Image) {
	now := newImages(known, true)
	gone := make(map[*image]bool)
	for _, m := range p.images.list {
		next := now.by[m.Name]
		switch {
		case next == nil && m.isAdded():
			m.Tags, m.hosted = nil, nil
		case next == nil:
			gone[m] = true
		case m.isAdded():
			if next.tagNamed(pulledTag) != nil {
				m.fault = "" // it came another way
			}
			m.Tags, m.hosted, m.Starred = next.Tags, next.hosted, next.Starred
		default:
			*m = *next
		}
	}
	p.images.removeAll(gone, func(m *image) string { return m.Name })
	for _, m := range now.list {
		if p.images.by[m.Name] == nil {
			p.images.add(m.Name, m)
		}
	}
}

// publicURL is the page of an image in its registry, where that has one.
func publicURL(ref engine.Ref) string {
	registry := ref.Registry()
	path := strings.TrimPrefix(ref.Name, registry+"/")
	switch registry {
	case engine.DefaultRegistry:
		if strings.Contains(path, "/") {
			return "https://index.docker.io/u/" + path + "/"
		}
		return "https://index.docker.io/_/" + path + "/"
	case "quay.io":
		return "https://quay.io/repository/" + path
	default:
		return ""
	}
}

// findImage returns the image of a name: one of the account, else one that applications are made
// from, with the tags that they use; nil if there is neither. p.mu is held.
func (p *Platform) findImage(name string) *image {
	if m := p.images.by[name]; m != nil {
		return m
	}
	var m *image
	for _, a := range p.apps.list {
		if a.image.Name != name {
			continue
		}
		if m == nil {
			m = &image{Image: engine.Image{Name: name, Class: engine.Public}}
		}
		if m.tagNamed(a.image.Tag) == nil {
			m.Tags = append(m.Tags, engine.Tag{Name: a.image.Tag})
		}
	}
	return m
}

// hasImage reports whether getImage knows a name.
func (p *Platform) hasImage(name string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.findImage(name) != nil
}

// tagNamed returns the tag of a name, nil if the image has none such.
func (m *image) tagNamed(name string) *engine.Tag {
	for i := range m.Tags {
		if m.Tags[i].Name == name {
			return &m.Tags[i]
		}
	}
	return nil
}

// isUsed reports whether an application is made from the tag. p.mu is held.
func (p *Platform) isUsed(ref engine.Ref) bool {
	same := func(other engine.Ref) bool { return other.Name == ref.Name && other.Tag == ref.Tag }
	return slices.ContainsFunc(p.apps.list, func(a *application) bool { return same(a.image) }) ||
		slices.ContainsFunc(p.conts.list, func(c *container) bool { return same(c.image) })
}

// getImage answers GET image/(name)/. An image that only applications use is answered, too, because
// their image_tag leads to it.
func (p *Platform) getImage(c *call) reply {
	p.mu.RLock()
	m := p.findImage(c.id)
	own := p.images.by[c.id] != nil
	if own {
		defer p.mu.RUnlock()
		return reply{http.StatusOK, m.detail()}
	}
	p.mu.RUnlock()
	if m == nil {
		return notFound()
	}
	for i := range m.Tags {
		if tag, err := p.eng.Inspect(c.ctx, engine.Ref{Name: m.Name, Tag: m.Tags[i].Name}, m.auth()); err == nil {
			m.Tags[i] = tag
		}
	}
	return reply{http.StatusOK, m.detail()}
}

// getImageTag answers GET image/(name)/tag/(tag)/, the URI of a tag: one that the image has, or one
// that an application is made from.
func (p *Platform) getImageTag(c *call) reply {
	i := strings.LastIndex(c.id, "/tag/")
	ref := engine.Ref{Name: c.id[:i], Tag: c.id[i+len("/tag/"):]}
	p.mu.RLock()
	if m := p.images.by[ref.Name]; m != nil {
		if tag := m.tagNamed(ref.Tag); tag != nil {
			defer p.mu.RUnlock()
			return reply{http.StatusOK, m.tag(tag)}
		}
	}
	used := p.isUsed(ref)
	p.mu.RUnlock()
	if !used {
		return notFound()
	}
	tag, err := p.eng.Inspect(c.ctx, ref, nil)
	if err != nil {
		tag = engine.Tag{Name: ref.Tag}
	}
	return reply{http.StatusOK, (&image{Image: engine.Image{Name: ref.Name}}).tag(&tag)}
}

// addImage answers POST image/: it adds a private image to the account.
func (p *Platform) addImage(c *call) reply {
	f, wrong := parseFields(c, "image")
	if wrong != "" {
		return refuse(wrong)
	}
	m := &image{}
	m.Name = f.text("name", "", 255)
	m.username, m.password = f.text("username", "", 255), f.text("password", "", 1024)
	m.Description = f.text("description", "", 4096)
	for key, value := range map[string]string{"name": m.Name, "username": m.username, "password": m.password} {
		if value == "" && len(f.wrong[key]) == 0 {
			f.fail(key, "This field is required.")
		}
	}
	if broken := p.brokenImageName(m.Name); m.Name != "" && broken != "" {
		f.fail("name", broken)
	}
	if r, failed := f.check(); failed {
		return r
	}
	tag, err := p.eng.Inspect(c.ctx, engine.Ref{Name: m.Name, Tag: "latest"}, m.auth())
	if errors.Is(err, engine.ErrNoImage) {
		return notFound()
	}
	if err != nil {
		f.fail("name", "The image cannot be used: "+err.Error())
	}
	if p.store == nil {
		m.Tags = []engine.Tag{tag}
	}

	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.saveImages()
	return p.keepImage(f, m)
}

// keepImage adds an image to the account, unless it is there or there are too many. One that only
// the engine has becomes the account's, too. p.mu is held for writing.
func (p *Platform) keepImage(f *fields, m *image) reply {
	if n := p.privateImages(); n >= maxImages {
		f.fail("name", "An account has at most "+strconv.Itoa(maxImages)+" private images. Delete one first.")
	}
	known := p.images.by[m.Name]
	if known != nil && (known.hosted == nil || known.isAdded()) {
		f.fail("name", "The image "+m.Name+" is already there.")
	}
	if busy := p.mayPull(); busy != "" {
		f.fail("name", busy)
	}
	if r, failed := f.check(); failed {
		return r
	}
	if known != nil {
		m.Tags, m.hosted, m.Starred = known.Tags, known.hosted, known.Starred
		*known = *m
		m = known
	} else {
		p.images.add(m.Name, m)
	}
	p.pull(m)
	return reply{http.StatusAccepted, m.detail()}
}

// privateImages returns how many private images were added to the account. p.mu is held.
func (p *Platform) privateImages() int {
	n := 0
	for _, m := range p.images.list {
		if m.isAdded() {
			n++
		}
	}
	return n
}

// onPrivate looks a private image up and lets act change it.
func (p *Platform) onPrivate(c *call, act func(m *image) reply) reply {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.saveImages()
	m := p.images.by[c.id]
	switch {
	case m == nil:
		return notFound()
	case !m.isPrivate():
		return refuse("The image " + m.Name + " is not private: it cannot be changed or deleted.")
	case !m.isAdded():
		return refuse("The image " + m.Name + " was not added to the account: it cannot be changed or deleted here.")
	default:
		return act(m)
	}
}

// updateImage answers PATCH image/(name)/: credentials and description.
func (p *Platform) updateImage(c *call) reply {
	f, wrong := parseFields(c, "image")
	if wrong != "" {
		return refuse(wrong)
	}
	return p.onPrivate(c, func(m *image) reply {
		username, password := f.text("username", m.username, 255), f.text("password", m.password, 1024)
		description := f.text("description", m.Description, 4096)
		if f.has("username") && !f.has("password") {
			f.fail("password", "This field is required if username is given.")
		}
		isOther := m.hasOther(username, password) || m.fault != "" && f.has("password")
		if busy := p.mayPull(); isOther && busy != "" {
			f.fail("password", busy)
		}
		if r, failed := f.check(); failed {
			return r
		}
		m.username, m.password, m.Description = username, password, description
		if isOther {
			p.pull(m)
		}
		return reply{http.StatusAccepted, m.detail()}
	})
}

// deleteImage answers DELETE image/(name)/. The image stays in its registry.
func (p *Platform) deleteImage(c *call) reply {
	if p.store != nil {
		return p.deleteHosted(c)
	}
	return p.onPrivate(c, func(m *image) reply {
		p.dropImage(m)
		return reply{status: http.StatusNoContent}
	})
}

// dropImage takes an image out of the account. p.mu is held for writing.
func (p *Platform) dropImage(m *image) {
	if m.hosted != nil {
		*m = image{Image: *m.hosted, hosted: m.hosted}
		return
	}
	p.images.removeAll(map[*image]bool{m: true}, func(m *image) string { return m.Name })
}

// brokenImageName returns the rule that the name of an image to add breaks.
func (p *Platform) brokenImageName(name string) string {
	if path := name[strings.LastIndexByte(name, '/')+1:]; strings.ContainsAny(path, ":@") {
		return "This must be the name of an image without its tag, such as quay.io/user/my-private-image."
	}
	return p.patterns.refs.brokenName(name)
}
