package platform

import (
	"maps"
	"slices"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/ledger"
)

// recordImages notes the images that were added to the account, and their credentials.
func (p *Platform) recordImages() {
	images, credentials := make(map[string]ledger.Image), make(map[string]ledger.Credentials)
	for _, m := range p.images.list {
		if !m.isAdded() {
			continue
		}
		images[m.Name] = ledger.Image{Description: m.Description}
		if m.username != "" {
			credentials[m.Name] = ledger.Credentials{Username: m.username, Password: m.password}
		}
	}
	c, place := &p.recorder.content, p.recorder.to.Place()
	c.Images, c.Credentials = maps.Clone(c.Images), maps.Clone(c.Credentials)
	c.Images[place], c.Credentials[place] = images, credentials
	if len(images) == 0 {
		delete(c.Images, place)
		delete(c.Credentials, place)
	}
}

// recallImages adds the images that are kept to the account.
func (p *Platform) recallImages() {
	if p.recorder.to == nil {
		return
	}
	kept := p.recorder.content.Images[p.recorder.to.Place()]
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		p.recallImage(name)
	}
}

// recallImage gives the account an image as it is kept.
func (p *Platform) recallImage(name string) {
	place := p.recorder.to.Place()
	if p.brokenImageName(name) != "" || p.privateImages() >= maxImages {
		return
	}
	m := p.images.by[name]
	if m == nil {
		m = &image{Image: engine.Image{Name: name}}
		p.images.add(name, m)
	}
	login := p.recorder.content.Credentials[place][name]
	m.Class, m.Description = engine.Private, p.recorder.content.Images[place][name].Description
	m.username, m.password = login.Username, login.Password
}

// absorbImages changes the account's images to what others have written. old is what was kept before.
func (p *Platform) absorbImages(old ledger.Content) {
	place := p.recorder.to.Place()
	now := p.recorder.content
	for name, m := range now.Images[place] {
		if before, found := old.Images[place][name]; !found || before != m || old.Credentials[place][name] != now.Credentials[place][name] {
			p.recallImage(name)
		}
	}
	for name := range old.Images[place] {
		if _, kept := now.Images[place][name]; !kept {
			if m := p.images.by[name]; m != nil && m.isAdded() {
				p.dropImage(m)
			}
		}
	}
}
