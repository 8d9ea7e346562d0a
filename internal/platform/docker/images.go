package docker

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/types/image"
	"github.com/moby/moby/api/types/network"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// imageFacts are what is known of an image. Only its names can change.
type imageFacts struct {
	tag   engine.Tag // without a name
	names []string
	env   []string
}

// labelStarred is the label of an image that its users marked, whatever its value.
const labelStarred = "fleetop.starred"

// imageCache knows the images that were looked at, by identifier.
type imageCache struct {
	daemon *daemon
	mu     sync.Mutex
	by     map[string]*imageFacts
}

func newImageCache(d *daemon) *imageCache {
	return &imageCache{daemon: d, by: make(map[string]*imageFacts)}
}

// peek returns what is known of an image, nil if it is nothing.
func (c *imageCache) peek(id string) *imageFacts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.by[id]
}

// get returns what there is to know of an image, nil if the daemon does not have it any more.
func (c *imageCache) get(ctx context.Context, id string) (*imageFacts, error) {
	if known := c.peek(id); known != nil || id == "" {
		return known, nil
	}
	r, err := c.daemon.image(ctx, id)
	switch {
	case isGone(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	f := imageOf(&r)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by[id] = f
	return f, nil
}

// imageOf returns what an inspection says of an image.
func imageOf(r *image.InspectResponse) *imageFacts {
	f := &imageFacts{names: r.RepoTags, tag: engine.Tag{
		Author: r.Author, DockerID: strings.TrimPrefix(r.ID, "sha256:"), Created: date(r.Created),
	}}
	c := r.Config
	if c == nil {
		return f
	}
	f.env = c.Env
	f.tag.Entrypoint, f.tag.Command = engine.JoinCommand(c.Entrypoint), engine.JoinCommand(c.Cmd)
	f.tag.Env = dialect.Variables(c.Env)
	for s := range c.ExposedPorts {
		if p, err := network.ParsePort(s); err == nil && isKnown(string(p.Proto())) {
			f.tag.Ports = append(f.tag.Ports, portOf(p))
		}
	}
	slices.SortFunc(f.tag.Ports, comparePorts)
	return f
}

// Inspect returns what is known of an image that the daemon has. Of another it knows nothing before
// it is pulled.
func (e *Engine) Inspect(ctx context.Context, ref engine.Ref, _ *engine.Auth) (engine.Tag, error) {
	r, err := e.daemon.image(ctx, ref.String())
	switch {
	case isGone(err):
		return engine.Tag{Name: ref.Tag}, nil
	case err != nil:
		return engine.Tag{}, e.words(err)
	}
	tag := imageOf(&r).tag
	tag.Name = ref.Tag
	return tag, nil
}

// theImages stands in the inbox for all images.
const theImages = "images"

// mostImages is how many images are looked at one by one: a millisecond each. Of the rest is told
// what a list has.
const mostImages = 500

// lookAtImages looks at the images that it does not know yet, and reports all if they are others
// than before.
func (e *Engine) lookAtImages() {
	list, err := e.daemon.images(e.ctx)
	if err != nil {
		if isUnreachable(err) {
			e.inbox.back(theImages, nil)
			e.inbox.hold()
			e.suspect()
		}
		return
	}
	for i := range list[:min(len(list), mostImages)] {
		f, err := e.images.get(e.ctx, list[i].ID)
		if err != nil {
			break
		}
		if f != nil && !slices.Equal(f.names, list[i].RepoTags) {
			e.images.name(list[i].ID, list[i].RepoTags)
		}
	}
	images := e.imagesOf(list)
	e.countNameless(list)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.forgetImages(list)
	if reflect.DeepEqual(images, e.told) {
		return
	}
	e.told = images
	e.emit(engine.Event{Kind: engine.Changed, Images: images})
}

// forgetImages drops what is known of images that are neither in a list of all nor those of containers.
// e.mu is held.
func (e *Engine) forgetImages(list []image.Summary) {
	used := make(map[string]bool, len(list)+len(e.native))
	for i := range list {
		used[list[i].ID] = true
	}
	for _, c := range e.native {
		used[c.facts.imageID] = true
	}
	e.images.mu.Lock()
	defer e.images.mu.Unlock()
	maps.DeleteFunc(e.images.by, func(id string, _ *imageFacts) bool { return !used[id] })
}

// name gives an image other names, if it is known.
func (c *imageCache) name(id string, names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by[id] == nil {
		return
	}
	f := *c.by[id]
	f.names = names
	c.by[id] = &f
}

// imagesOf returns the images of a list that have a name, with what is known of them beside.
func (e *Engine) imagesOf(list []image.Summary) []engine.Image {
	by := make(map[string]*engine.Image)
	for i := range list {
		for _, name := range list[i].RepoTags {
			if strings.Contains(name, "<none>") {
				continue
			}
			ref := dialect.Ref(name)
			img := by[ref.Name]
			if img == nil {
				img = &engine.Image{Name: ref.Name, Class: classOf(ref), Local: true}
				by[ref.Name] = img
			}
			img.Local = img.Local && !isFromRegistry(&list[i], ref.Name)
			tag := engine.Tag{
				DockerID: strings.TrimPrefix(list[i].ID, "sha256:"), Created: time.Unix(list[i].Created, 0),
			}
			if f := e.images.peek(list[i].ID); f != nil {
				tag = f.tag
			}
			tag.Name = ref.Tag
			img.Tags = append(img.Tags, tag)
			if _, starred := list[i].Labels[labelStarred]; starred {
				img.Starred = true
			}
		}
	}
	images := make([]engine.Image, 0, len(by))
	for _, img := range by {
		slices.SortFunc(img.Tags, func(a, b engine.Tag) int { return strings.Compare(a.Name, b.Name) })
		images = append(images, *img)
	}
	slices.SortFunc(images, func(a, b engine.Image) int { return strings.Compare(a.Name, b.Name) })
	return images
}

// isFromRegistry reports whether an image was pulled or pushed under a name.
func isFromRegistry(s *image.Summary, name string) bool {
	return slices.ContainsFunc(s.RepoDigests, func(digest string) bool {
		at, _, _ := strings.Cut(digest, "@")
		return dialect.Ref(at).Name == name
	})
}

// countNameless counts the images of a list that have no tag.
func (e *Engine) countNameless(list []image.Summary) {
	n := 0
	for i := range list {
		if !slices.ContainsFunc(list[i].RepoTags, func(name string) bool { return !strings.Contains(name, "<none>") }) {
			n++
		}
	}
	e.nameless.Store(&n)
}

// classOf tells where an image comes from: one from a registry of somebody's own is private, and a
// few are known to be distributions to build upon.
func classOf(ref engine.Ref) engine.Class {
	switch {
	case ref.Registry() != engine.DefaultRegistry:
		return engine.Private
	case isDistribution(ref.Name):
		return engine.Linux
	default:
		return engine.Public
	}
}

// isDistribution reports whether an image of that name is a bare distribution.
func isDistribution(name string) bool {
	switch name {
	case "almalinux", "alpine", "amazonlinux", "archlinux", "busybox", "centos", "debian", "fedora",
		"oraclelinux", "photon", "rockylinux", "ubuntu":
		return true
	default:
		return false
	}
}
