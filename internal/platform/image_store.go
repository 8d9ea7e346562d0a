package platform

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"fleetop/internal/platform/engine"
)

// imagePull is a pull under way of an image that the account has added.
type imagePull struct {
	cancel context.CancelFunc
	line   string // how far it is
}

// pulledTag is the tag of an added image that is pulled.
const pulledTag = "latest"

// hasOther reports whether the credentials of the image are others.
func (m *image) hasOther(username, password string) bool {
	return m.username != username || m.password != password
}

// pull gets an image from its registry, if the engine has a store, with the credentials that it has
// now. What comes of it is told by the image's record: its tags, or why there are none. p.mu is held
// for writing.
func (p *Platform) pull(m *image) {
	if p.store == nil || p.closing.Load() {
		return
	}
	m.stopPull()
	ctx, cancel := context.WithCancel(p.ctx)
	job := &imagePull{cancel: cancel}
	m.pulling, m.fault = job, ""
	ref, auth := engine.Ref{Name: m.Name, Tag: pulledTag}, m.auth()
	p.done.Go(func() {
		defer cancel()
		err := p.store.Pull(ctx, ref, auth, func(line string) {
			p.mu.Lock()
			defer p.mu.Unlock()
			job.line = line
		})
		p.pulled(m, job, ref, err)
	})
}

// pulled notes what came of a pull, unless it was given up.
func (p *Platform) pulled(m *image, job *imagePull, ref engine.Ref, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.pulling != job {
		return
	}
	m.pulling = nil
	if err != nil {
		m.fault = err.Error()
		p.warn(fmt.Sprintf("the image %s was not pulled: %v", ref, err))
	}
}

// stopPull gives up the pull of an image.
func (m *image) stopPull() {
	if m.pulling != nil {
		m.pulling.cancel()
		m.pulling = nil
	}
}

// mayPull returns a message if too many images are being pulled already. p.mu is held.
func (p *Platform) mayPull() string {
	n := 0
	for _, m := range p.images.list {
		if m.pulling != nil {
			n++
		}
	}
	if p.store == nil || n < mostWork {
		return ""
	}
	return fmt.Sprintf("%d images are being pulled already: try again when one of them is there.", n)
}

// deleteHosted answers DELETE image/(name)/ where the engine has a store: all tags of the image are
// removed there, unless a container is made from one. What the engine may not remove stays; the
// account then only forgets its credentials.
func (p *Platform) deleteHosted(c *call) reply {
	p.mu.RLock()
	m := p.images.by[c.id]
	if m == nil {
		p.mu.RUnlock()
		return notFound()
	}
	user := p.userOf(m.Name)
	var refs []engine.Ref
	if m.hosted != nil {
		for _, tag := range m.hosted.Tags {
			refs = append(refs, engine.Ref{Name: m.Name, Tag: tag.Name})
		}
	}
	isAdded := m.isAdded()
	p.mu.RUnlock()
	if user != "" {
		return refuse("The image " + m.Name + " is in use by " + user + ".")
	}
	stays := false
	for _, ref := range refs {
		switch err := p.store.Untag(c.ctx, ref); {
		case err == nil:
		case isAdded && errors.Is(err, engine.ErrUnsupported):
			stays = true
		case errors.Is(err, engine.ErrUnsupported), errors.Is(err, engine.ErrInUse):
			return refuse("The image cannot be deleted: " + err.Error())
		default:
			return fault(err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.saveImages()
	m.stopPull()
	if stays && m.hosted != nil {
		*m = image{Image: *m.hosted, hosted: m.hosted}
	} else {
		p.images.removeAll(map[*image]bool{m: true}, func(m *image) string { return m.Name })
	}
	return reply{status: http.StatusNoContent}
}

// userOf returns the name of a container that is made from any tag of an image, empty for none. p.mu
// is held.
func (p *Platform) userOf(name string) string {
	i := slices.IndexFunc(p.conts.list, func(c *container) bool {
		return c.state != stTerminated && c.image.Name == name
	})
	if i < 0 {
		return ""
	}
	return p.conts.list[i].unique
}
