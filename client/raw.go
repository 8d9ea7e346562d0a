package client

import (
	"bytes"
	"context"
	"net/http"
)

// RawLimit is how many bytes of a body Raw reads at most; a longer one is ErrTooLarge.
const RawLimit = 8 << 20

// Raw returns the details of an application as the server sent them, whatever they are.
func (s *Applications) Raw(ctx context.Context, uuid string) ([]byte, error) {
	return s.c.raw(ctx, call{op: "get application", method: http.MethodGet, path: item(applicationsPath, uuid)})
}

// Raw returns the details of a container as the server sent them, whatever they are.
func (s *Containers) Raw(ctx context.Context, uuid string) ([]byte, error) {
	return s.c.raw(ctx, call{op: "get container", method: http.MethodGet, path: item(containersPath, uuid)})
}

// Raw returns the details of an image as the server sent them, whatever they are.
func (s *Images) Raw(ctx context.Context, name string) ([]byte, error) {
	return s.c.raw(ctx, call{op: "get image", method: http.MethodGet, path: imageItem(name)})
}

// URL returns the address of an application's details, "" if the UUID is not valid.
func (s *Applications) URL(uuid string) string { return s.c.url(item(applicationsPath, uuid)) }

// URL returns the address of a container's details, "" if the UUID is not valid.
func (s *Containers) URL(uuid string) string { return s.c.url(item(containersPath, uuid)) }

// URL returns the address of an image's details, "" if the name is not valid.
func (s *Images) URL(name string) string { return s.c.url(imageItem(name)) }

func (c *Client) url(path string) string {
	if path == "" {
		return ""
	}
	return c.root + path
}

// raw performs a call and returns the body of its answer.
func (c *Client) raw(ctx context.Context, op call) ([]byte, error) {
	var body []byte
	err := c.do(ctx, op, func(a answer) error {
		buf, err := c.readBytes(a)
		if err != nil {
			return err
		}
		defer c.release(buf)
		body = bytes.Clone(buf.Bytes())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return body, nil
}
