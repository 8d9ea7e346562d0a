package docker

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/types/image"
	"github.com/moby/moby/api/types/network"

	"fleetop/internal/platform/engine"
)

// imageFacts are what is known of an image. Only its names can change.
type imageFacts struct {
	tag   engine.Tag // without a name
	names []string
	env   []string
}

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

// get returns what there is to know of an image. One that the daemon does not have any more has
// nothing to tell.
func (c *imageCache) get(ctx context.Context, id string) (*imageFacts, error) {
	if known := c.peek(id); known != nil || id == "" {
		return known, nil
	}
	r, err := c.daemon.image(ctx, id)
	if err != nil && !isGone(err) {
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
	f.tag.Env = variables(c.Env)
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

// inventoryImages lists the images that have a name.
func (e *Engine) inventoryImages(ctx context.Context) ([]engine.Image, error) {
	list, err := e.daemon.images(ctx)
	if err != nil {
		return nil, err
	}
	e.knowImages(ctx, list)
	by := make(map[string]*engine.Image)
	for i := range list {
		for _, name := range list[i].RepoTags {
			ref := refOf(name)
			if strings.Contains(name, "<none>") {
				continue
			}
			img := by[ref.Name]
			if img == nil {
				img = &engine.Image{Name: ref.Name, Class: classOf(ref)}
				by[ref.Name] = img
			}
			tag := engine.Tag{
				DockerID: strings.TrimPrefix(list[i].ID, "sha256:"), Created: time.Unix(list[i].Created, 0),
			}
			if f := e.images.peek(list[i].ID); f != nil && f.tag.DockerID != "" {
				tag = f.tag
			}
			tag.Name = ref.Tag
			img.Tags = append(img.Tags, tag)
		}
	}
	images := make([]engine.Image, 0, len(by))
	for _, img := range by {
		slices.SortFunc(img.Tags, func(a, b engine.Tag) int { return strings.Compare(a.Name, b.Name) })
		images = append(images, *img)
	}
	slices.SortFunc(images, func(a, b engine.Image) int { return strings.Compare(a.Name, b.Name) })
	return images, nil
}

// mostImages is how many images are looked at before the start: a millisecond each.
const mostImages = 200

// knowImages looks at images, several at once. One that does not answer stays unknown.
func (e *Engine) knowImages(ctx context.Context, list []image.Summary) {
	var all sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for i := range list[:min(len(list), mostImages)] {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			_, _ = e.images.get(ctx, list[i].ID)
		})
	}
	all.Wait()
}

// classOf tells where an image comes from: one from a registry of somebody's own is private.
func classOf(ref engine.Ref) engine.Class {
	if ref.Registry() == engine.DefaultRegistry {
		return engine.Public
	}
	return engine.Private
}
