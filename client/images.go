package client

import (
	"context"
	"iter"
	"net/http"
)

const imagesPath = "/api/v1/image/"

// Images are the operations on images. Servers of revision 2014-03 have none and answer with
// ErrNotFound.
type Images struct{ c *Client }

// NewImage describes a private image to add to the account.
type NewImage struct {
	Name        string // with its registry: "quay.io/user/my-private-image"
	Username    string // at the registry
	Password    string // at the registry
	Description string // optional
}

// ImageUpdate says what to change of a private image; what is nil stays as it is.
type ImageUpdate struct {
	Description *string
	Username    *string // needs Password
	Password    *string
}

// List fetches one page of the images: jumpstarts, Linux and private ones.
func (s *Images) List(ctx context.Context, filter ImageFilter, opts ListOptions) (Page[Image], error) {
	return s.lister().page(ctx, filter.query(), opts)
}

// All iterates over the images of all pages; a further page is fetched only when it is asked for. A
// record that cannot be read is given as an empty value with a *RecordError, and the iteration goes
// on; any other error is given once and ends it. Rows move between pages while things come and go:
// merge by name.
func (s *Images) All(ctx context.Context, filter ImageFilter) iter.Seq2[Image, error] {
	return s.lister().all(ctx, filter.query())
}

// Get fetches the details of an image by its name, "tutum/lamp".
func (s *Images) Get(ctx context.Context, name string) (Image, error) {
	reply, err := s.GetIfChanged(ctx, name, 0)
	return reply.Value, err
}

// GetIfChanged fetches the details of an image and decodes them unless their digest is the known
// one.
func (s *Images) GetIfChanged(ctx context.Context, name string, known Digest) (Reply[Image], error) {
	return s.one(ctx, call{op: "get image", method: http.MethodGet, path: imageItem(name)}, known)
}

// Add adds a private image to the account.
func (s *Images) Add(ctx context.Context, image NewImage) (Image, error) {
	reply, err := s.one(ctx, call{
		op: "add image", method: http.MethodPost, path: imagesPath, secrets: []string{image.Password},
		body: struct {
			Name        string `json:"name"`
			Username    string `json:"username"`
			Password    string `json:"password"`
			Description string `json:"description,omitempty"`
		}(image),
	}, 0)
	return reply.Value, err
}

// Update changes the description of a private image, or the credentials it is pulled with.
func (s *Images) Update(ctx context.Context, name string, update ImageUpdate) (Image, error) {
	op := call{
		op: "update image", method: http.MethodPatch, path: imageItem(name),
		body: struct {
			Description *string `json:"description,omitempty"`
			Username    *string `json:"username,omitempty"`
			Password    *string `json:"password,omitempty"`
		}(update),
	}
	if update.Password != nil {
		op.secrets = []string{*update.Password}
	}
	reply, err := s.one(ctx, op, 0)
	return reply.Value, err
}

// Delete removes a private image from the account, not from its registry.
func (s *Images) Delete(ctx context.Context, name string) error {
	return s.c.do(ctx, call{op: "delete image", method: http.MethodDelete, path: imageItem(name)}, nil)
}

func (s *Images) lister() lister[wireImage, Image] {
	return lister[wireImage, Image]{
		c: s.c, op: "list images", path: imagesPath, resource: "image", convert: convertImage,
	}
}

func (s *Images) one(ctx context.Context, op call, known Digest) (Reply[Image], error) {
	return fetchOne(ctx, s.c, op, known, "image", convertImage)
}
